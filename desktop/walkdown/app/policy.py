"""The policy: how it stands, what has changed in it, and the person's answer to it."""

from __future__ import annotations

from walkdown.app.messages import PolicyShown
from walkdown.app.workbench import Workbench


class PolicyDesk:
    """Use cases of the policy page. Where the gate has no policy there is nothing to tell."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def tell(self) -> None:
        """Say how the policy stands; the engine does so when it begins.

        Nothing is said where the ledger with the answers is in trouble: that is told instead.
        """
        door = self._bench.gate.policy
        if door is None or not door.known:
            return
        words = tuple(self._bench.gate.texts())
        shown = PolicyShown(door.policy, door.standing(), door.changes(), words)
        self._bench.publish(shown)

    async def show(self) -> None:
        """Say it again, for a page that is opened later."""
        self.tell()

    async def answer(self, accepted: bool, shown_ms: int) -> None:
        """The person's word, on disk before it is told. A no ends everything in use first.

        Raises Setback: LEDGER_UNWRITABLE, LEDGER_BROKEN.
        """
        door = self._bench.gate.policy
        if door is None:
            return
        if not accepted:
            await self._bench.gate.stop_all()
        await door.answer(accepted, shown_ms)
        self.tell()
