"""The gate: prompt, decision on disk, start on disk, lease. The only maker of leases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from walkdown.consent.asking import Ask, Asking
from walkdown.consent.cells import CellState, CellView, concerns
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Answer, AnswerKind, Question, Use
from walkdown.consent.record import Book, Record
from walkdown.consent.registry import PromptText, Registry
from walkdown.consent.running import InUse, Running
from walkdown.core.trouble import Code, Setback

__all__ = ["Answer", "AnswerKind", "Book", "Gate", "Question", "Use"]


class Gate:
    """Lives on the engine's loop. `ask` shows the prompt and waits for the person; `now` is UTC."""

    def __init__(
        self,
        ledger: Book,
        registry: Registry,
        ask: Ask,
        now: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
        *,
        session: str,
    ) -> None:
        self._ledger = ledger
        self._registry = registry
        self._on_change = on_change
        self._record = Record(ledger, now, session, self._fail)
        self._asking = Asking(ask, self._record)
        self._in_use = InUse(self._record.now_ms, self._run_out)
        self._once_taken: set[int] = set()
        self._numbers = 0
        self._stops = 0

    async def acquire(
        self, purpose: Purpose, *, site: str, feature: str, afresh: bool = False
    ) -> Lease:
        """A lease, after asking where that is needed; decision and start are on disk before it exists.

        `afresh` asks also after "don't ask again" (Privacy does). Raises Setback: REFUSED,
        NOT_ANSWERED, STOPPED_BY_YOU (taken back meanwhile), LEDGER_UNWRITABLE or LEDGER_BROKEN.
        """
        text = self._registry.prompt_text(purpose)
        try:
            cell = await self._granted(text, site, feature, afresh)
        except Setback as setback:
            raise Setback(setback.code, detail=text.permission) from setback
        start = self._record.begin(self._start(text, cell, site, feature, self._stops))
        try:
            lease = await asyncio.shield(start)
        except asyncio.CancelledError:
            start.add_done_callback(self._drop)
            raise
        if lease.ended:
            raise Setback(Code.STOPPED_BY_YOU, detail=text.permission)
        return lease

    @asynccontextmanager
    async def use(self, purpose: Purpose, *, site: str, feature: str) -> AsyncIterator[Lease]:
        """A lease for the length of a block; its end is written with what was counted."""
        lease = await self.acquire(purpose, site=site, feature=feature)
        try:
            yield lease
        finally:
            await self.release(lease)

    async def release(self, lease: Lease) -> None:
        """The use is over; releasing twice is harmless."""
        await self._end([lease.number], Happened.USE_END)

    async def stop(self, number: int) -> None:
        """The person ends one use; the permission stays as it was."""
        await self._end([number], Happened.USE_ABORT)

    async def stop_all(self) -> None:
        """The person ends every use, also one that is just about to begin."""
        self._stops += 1
        await self._end([r.lease.number for r in self._in_use], Happened.USE_ABORT)

    async def withdraw(self, what: Purpose | Permission, *, site: str) -> None:
        """Take a yes back: its uses come to rest at once, and it is written before their ends.

        A purpose without a yes stays as it is: a "don't ask again" is not undone by this.
        """
        texts = [t for t in self._registry.prompts if what in (t.purpose, t.permission)]
        await self._take_back(texts, site, Happened.WITHDRAWN)

    async def close_site(self, site: str) -> None:
        """The job is closed: every yes that was given for it ends with it (screens.md 3)."""
        texts = [t for t in self._registry.prompts if not t.everywhere]
        await self._take_back(texts, site, Happened.EXPIRED)

    # --- looking

    def uses(self) -> tuple[Use, ...]:
        """What is in use now, newest first."""
        return tuple(r.use for r in self._in_use)[::-1]

    def cells(self, site: str) -> tuple[CellView, ...]:
        """Every purpose as it stands for a site."""
        return tuple(self._record.cell(text, site) for text in self._registry.prompts)

    def history(self) -> tuple[Entry, ...]:
        """The whole ledger, oldest first."""
        return self._ledger.entries()

    def verify(self) -> bool:
        """Read the ledger from disk again: present and unchanged? Blocking."""
        return self._ledger.verify()

    async def close(self) -> None:
        """Take the prompt back, end every use, write it down, let the ledger go."""
        await self._asking.close()
        await self._record.settled()
        try:
            await self._end([r.lease.number for r in self._in_use], Happened.USE_END)
        finally:
            await self._record.settled()
            await asyncio.to_thread(self._ledger.close)

    async def _granted(self, text: PromptText, site: str, feature: str, afresh: bool) -> CellView:
        """A yes that stands; one for once is taken by being returned."""
        press = (text.purpose, site, feature)
        if standing := self._standing(text, site):
            return standing
        if await self._asking.joined(press):
            if standing := self._standing(text, site):
                return standing
            raise Setback(Code.NOT_ANSWERED)  # the one operation went to the first press
        async with self._asking.turn(press):
            if standing := self._standing(text, site):
                return standing
            cell = self._record.cell(text, site)
            if cell.state is CellState.DENIED_QUIET and not afresh:
                raise Setback(Code.REFUSED)
            answer = await self._asking.decision(text, site, feature, cell)
            self._on_change()
            if answer is AnswerKind.NOT_ANSWERED:
                raise Setback(Code.NOT_ANSWERED)
            if answer is not AnswerKind.USE:
                # A second press may be refused while the one operation of the first still runs.
                await self._end(self._resting_on(text, site), Happened.USE_ABORT)
                raise Setback(Code.REFUSED)
            if standing := self._standing(text, site):
                return standing
        raise Setback(Code.STOPPED_BY_YOU)

    def _standing(self, text: PromptText, site: str) -> CellView | None:
        if self._asking.closed:
            raise Setback(Code.NOT_ANSWERED)
        cell = self._record.cell(text, site)
        if not cell.granted or cell.record in self._once_taken:
            return None
        if cell.state is CellState.ONCE:
            self._once_taken.add(cell.record)
        return cell

    async def _start(
        self, text: PromptText, cell: CellView, site: str, feature: str, stops: int
    ) -> Lease:
        entry = self._record.entry(Happened.USE_START, text, site)
        written = await self._record.write(replace(entry, feature=feature, record=cell.record))
        self._numbers += 1
        lease = Lease(self._numbers, text.purpose, site, mint=_MINT)
        use = Use(lease.number, text.permission, text.purpose, written.at_ms)
        self._in_use.add(Running(lease, use, written.seq, cell.record, cell.until_ms))
        # Stop, Withdraw and the end of the program may have come while the start was written.
        now = self._record.cell(text, site)
        same = now.granted and now.record == cell.record
        if not same or stops != self._stops or self._asking.closed:
            await self._end([lease.number], Happened.USE_ABORT)
            raise Setback(Code.STOPPED_BY_YOU, detail=text.permission)
        self._on_change()
        return lease

    async def _take_back(self, texts: list[PromptText], site: str, event: Happened) -> None:
        for text in texts:
            for number in self._resting_on(text, site):
                if running := self._in_use.get(number):
                    running.lease.end()
        # Cancelling the caller does not undo the person's word.
        await asyncio.shield(self._record.begin(self._write_back(texts, site, event)))

    async def _write_back(self, texts: list[PromptText], site: str, event: Happened) -> None:
        for text in texts:
            cell = self._record.cell(text, site)
            if cell.granted or cell.state is CellState.RENEW or self._resting_on(text, site):
                entry = self._record.entry(event, text, site)
                await self._record.write(replace(entry, record=cell.record))
                # Looked for now: a use may have begun while that was written.
                await self._end(self._resting_on(text, site), Happened.USE_ABORT)
        self._on_change()

    def _resting_on(self, text: PromptText, site: str) -> list[int]:
        return [
            r.lease.number
            for r in self._in_use
            if r.use.purpose is text.purpose and concerns(text, r.lease.site, site)
        ]

    async def _end(self, numbers: Iterable[int], event: Happened) -> None:
        """All come to rest before the first end is written; cancelling the caller changes nothing."""
        ended = [r for r in map(self._in_use.take, numbers) if r is not None]
        if ended:
            self._on_change()
            await asyncio.shield(self._record.begin(self._write_ends(ended, event)))

    async def _write_ends(self, ended: list[Running], event: Happened) -> None:
        for running in ended:
            text = self._registry.prompt_text(running.use.purpose)
            counts = ", ".join(f"{number} {word}" for word, number in running.lease.counts)
            entry = self._record.entry(event, text, running.lease.site)
            await self._record.write(replace(entry, record=running.start, counts=counts))
        self._on_change()

    def _run_out(self, running: Running) -> None:
        running.lease.end()
        self._record.begin(self._expire(running))

    async def _expire(self, running: Running) -> None:
        text = self._registry.prompt_text(running.use.purpose)
        if self._record.cell(text, running.lease.site).record == running.grant:
            expired = self._record.entry(Happened.EXPIRED, text, running.lease.site)
            await self._record.write(replace(expired, record=running.grant))
        await self._end([running.lease.number], Happened.USE_ABORT)

    def _drop(self, start: asyncio.Task[Lease]) -> None:
        """Whoever wanted this lease is gone: it must not stay open."""
        if not start.cancelled() and start.exception() is None:
            self._record.begin(self._end([start.result().number], Happened.USE_END))

    def _fail(self) -> None:
        """Uses that cannot be written down are not made: every running one ends."""
        for running in self._in_use:
            self._in_use.take(running.lease.number)
        self._on_change()
