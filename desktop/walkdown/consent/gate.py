"""The gate: prompt, decision on disk, the system's step, start on disk, lease. The only maker of leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from walkdown.consent.asking import Ask, Asking
from walkdown.consent.book import Book
from walkdown.consent.cells import CellView
from walkdown.consent.entry import Entry
from walkdown.consent.lease import Lease
from walkdown.consent.moves import Event
from walkdown.consent.policy_door import PolicyDoor
from walkdown.consent.presses import Presses, Words
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Answer, AnswerKind, Question, Rested, Use
from walkdown.consent.record import Circumstances, Record
from walkdown.consent.registry import PromptText, Registry
from walkdown.consent.system.at_use import taken_back
from walkdown.consent.system.state import System
from walkdown.consent.system.without import WithoutSystem
from walkdown.consent.uses import Cell, Uses
from walkdown.core.trouble import Setback

__all__ = ["Answer", "AnswerKind", "Book", "Circumstances", "Gate", "Question", "Rested", "Use"]


class Gate:
    """Lives on the engine's loop. `ask` shows the prompt and waits for the person; `now` is UTC.

    `system` is the computer's own permissions, `on_rest` is told how long an ended use took.
    """

    def __init__(
        self,
        ledger: Book,
        registry: Registry,
        ask: Ask,
        now: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
        *,
        session: str = "",
        about: Circumstances | None = None,
        system: System | None = None,
        policy: PolicyDoor | None = None,
        on_rest: Callable[[Rested], None] = lambda rested: None,
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._system: System = system or WithoutSystem()
        everywhere = frozenset(str(t.purpose) for t in registry.prompts if t.everywhere)
        self._record = Record(
            ledger,
            now,
            about or Circumstances(session),
            lambda: self._uses.fail(),  # made below, before anything can be written
            everywhere,
        )
        self._asking = Asking(ask)
        self._uses = Uses(self._record, self._system, on_change, on_rest)
        words = Words(self._text, self._require)
        self._presses = Presses(
            self._record, self._asking, self._uses, self._system, words, on_change
        )
        self.policy = policy
        if policy is not None:
            policy.stand_before(self._record, self._declined)

    async def acquire(
        self,
        purpose: Purpose,
        *,
        site: str,
        feature: str,
        afresh: bool = False,
        said: Answer | None = None,
    ) -> Lease:
        """A lease, after asking where that is needed; decision and start are on disk before it exists.

        `afresh` asks also after "don't ask again" (Privacy does). `said` is the owner's answer, given
        on a page of their own instead of the prompt. Raises Setback: REFUSED, NOT_ANSWERED,
        STOPPED_BY_YOU (taken back meanwhile), LEDGER_UNWRITABLE, LEDGER_BROKEN, OWNER_FIRST,
        POLICY_FIRST, or that the system blocks it.
        """
        text = self._text(purpose)
        event = Event.ASK_ME if afresh else Event.PRESS
        try:
            return await self._presses.press(purpose, site, feature, event, said)
        except Setback as setback:
            raise Setback(setback.code, detail=text.permission) from setback

    @asynccontextmanager
    async def use(self, purpose: Purpose, *, site: str, feature: str) -> AsyncIterator[Lease]:
        """A lease for the length of a block; its end is written with what was counted."""
        lease = await self.acquire(purpose, site=site, feature=feature)
        try:
            yield lease
        except Setback as setback:
            if refused := taken_back(setback):
                lease.refused_by_system(refused)
            raise
        finally:
            await self.release(lease)

    async def release(self, lease: Lease) -> None:
        """The use is over, or at rest after it was ended; releasing twice is harmless."""
        await self._uses.release(lease)

    async def stop(self, number: int) -> None:
        """The person ends one use; the permission stays as it was."""
        await self._uses.end([number], Event.STOP)

    async def stop_all(self) -> None:
        """The person ends every use, also one that is just about to begin."""
        await self._uses.stop_all()

    async def withdraw(self, what: Purpose | Permission, *, site: str) -> None:
        """Take a yes back: its uses come to rest at once, and it is written before their ends.

        A purpose without a yes stays as it is: a "don't ask again" is not undone by this.
        """
        await self._uses.bring(Event.WITHDRAW, self._cells(what, site))

    async def reset(self, what: Purpose | Permission, *, site: str) -> None:
        """As if it had never been asked, a "don't ask again" included."""
        await self._uses.bring(Event.RESET, self._cells(what, site))

    async def close_site(self, site: str) -> None:
        """The job is closed: every yes that was given for it ends with it (screens.md 3)."""
        cells = [(t, site) for t in self._registry.prompts if not t.everywhere]
        await self._uses.bring(Event.SITE_CLOSED, cells)

    async def reword(self, registry: Registry) -> None:
        """Other words from now on: a yes to former ones ends, an open prompt is taken back."""
        before, self._registry = self._registry, registry
        both = [(old, registry.prompt_text(old.purpose)) for old in before.prompts]
        changed = [new for old, new in both if new.fingerprint not in old.fingerprints]
        cells = [(new, site) for new in changed for site in self._record.sites(new.purpose)]
        await self._uses.bring(Event.POLICY, cells)

    def look(self) -> None:
        """Read the system's own permissions again: the window has come to the front."""
        self._uses.look()

    # --- looking

    def uses(self) -> tuple[Use, ...]:
        """What is in use now, newest first."""
        return self._uses.all()

    def cells(self, site: str) -> tuple[CellView, ...]:
        """Every purpose as it stands for a site, beside what the system says."""
        return tuple(
            replace(self._record.cell(t, site), os=self._system.state(t.permission, t.purpose))
            for t in self._registry.prompts
        )

    def settings(self, permission: Permission) -> str:
        """The link to the system's own page for it; empty where there is none."""
        return self._system.settings(permission)

    def texts(self) -> tuple[PromptText, ...]:
        """The words of every purpose, for pages that are no prompt."""
        return self._registry.prompts

    def history(self) -> tuple[Entry, ...]:
        """The whole ledger, oldest first."""
        return self._ledger.entries()

    def receipts(self, site: str) -> tuple[tuple[Entry, bytes], ...]:
        """Every decision about a site with its proof, for the owner. Blocking; oldest first."""
        about = (e for e in self._ledger.entries() if e.record_id and e.site == site)
        return tuple((e, self._ledger.receipt(e.seq)) for e in about)

    def seal_of_pack(self, files: int, digest: bytes) -> bytes:
        """A pack's list of hashes, signed like the ledger; empty where nothing is signed."""
        return self._ledger.pack_note(files, digest)

    @property
    def public_key(self) -> bytes | None:
        """What the receipts' signatures are checked with; None where nothing is signed."""
        return self._ledger.public

    def verify(self) -> bool:
        """Read the ledger from disk again: present and unchanged? Blocking."""
        return self._ledger.verify()

    async def close(self) -> None:
        """Take the prompt back, end every use, write it down, let the ledger go."""
        self._uses.stop_beginnings()  # what runs is ended below
        await self._asking.close()
        await self._uses.all_arrived()
        await self._record.settled()
        try:
            await self._uses.end(self._uses.numbers(), Event.FINISHED)
        finally:
            self._uses.close()
            await self._record.settled()
            await asyncio.to_thread(self._ledger.close)

    def _require(self, purpose: Purpose) -> None:
        if self.policy is not None:
            self.policy.require(purpose)

    def _declined(self) -> None:
        """What was begun while the no was on its way to the disk ends with it."""
        self._record.begin(self._uses.stop_all())

    def _cells(self, what: Purpose | Permission, site: str) -> list[Cell]:
        prompts = self._registry.prompts
        return [(t, site) for t in prompts if what in (t.purpose, t.permission)]

    def _text(self, purpose: Purpose) -> PromptText:
        return self._registry.prompt_text(purpose)
