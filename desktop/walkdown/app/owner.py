"""The owner's own answers, given on pages of their own: what is asked, how it stands, what was said."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from walkdown.app.messages import OwnerShown, OwnersQuestion
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose, Role
from walkdown.consent.question import Answer
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Owner's page, in Network"
# A no is an answer of the owner's, and a closed page is none; neither went wrong.
_SAID: Final = frozenset({Code.REFUSED, Code.NOT_ANSWERED})


@dataclass(frozen=True, slots=True)
class OwnersWord:
    """What the owner has just said to sending and to going online; None where a former yes stands."""

    wifi: Answer | None = None
    online: Answer | None = None


NOTHING_SAID: Final = OwnersWord()


class Owner:
    """Stands between the owner's pages and the gate, for the open job."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def tell(self) -> None:
        """Show the owner's questions of this job, their words, and how each stands."""
        gate, site = self._bench.gate, self._bench.job.id
        cells = {cell.purpose: cell for cell in gate.cells(site)}
        asked = [text for text in gate.texts() if text.role is Role.OWNER]
        questions = tuple(OwnersQuestion(t, cells[t.purpose].state) for t in asked)
        self._bench.publish(OwnerShown(questions))

    async def leases(self, held: AsyncExitStack, word: OwnersWord) -> tuple[Lease, Lease]:
        """What must be held before anything of the owner's is sent; given back with `held`.

        Raises Setback(OWNER_FIRST) where the owner has not said yes to both.
        """
        wifi = await self._lease(held, Purpose.OWNER_WIFI, word.wifi)
        return wifi, await self._lease(held, Purpose.OWNER_ONLINE, word.online)

    async def decline(self, purpose: Purpose, answer: Answer) -> None:
        """Write down a no, or that the page was closed. Raises Setback where that cannot be written."""
        async with AsyncExitStack() as held:
            try:
                await self._lease(held, purpose, answer)
            except Setback as setback:
                if setback.code not in _SAID:
                    raise
        self.tell()

    async def _lease(self, held: AsyncExitStack, purpose: Purpose, said: Answer | None) -> Lease:
        lease = await self._bench.lease(purpose, FEATURE, said)
        held.push_async_callback(self._bench.gate.release, lease)
        return lease
