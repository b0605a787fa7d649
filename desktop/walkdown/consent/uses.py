"""What is in use: lending, ending, taking back; whatever ends is signalled first and written next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final

from walkdown.consent.attempt import Attempt
from walkdown.consent.cells import concerns
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.moves import Event, Op
from walkdown.consent.purpose import Role
from walkdown.consent.question import Rested, Use
from walkdown.consent.record import Record
from walkdown.consent.registry import PromptText
from walkdown.consent.running import InUse, Running
from walkdown.consent.system.state import OsState, System

log = logging.getLogger(__name__)

SEEN: Final = {
    OsState.NOT_APPLICABLE: Event.SYSTEM_GRANTS,
    OsState.GRANTED: Event.SYSTEM_GRANTS,
    OsState.UNDETERMINED: Event.SYSTEM_FORGETS,
    OsState.DENIED: Event.SYSTEM_DENIES,
    OsState.RESTRICTED: Event.SYSTEM_RESTRICTS,
}
# What a change from outside is called in the ledger, who brought it, and how the cell stands after it.
_TOLD: Final = {
    Event.WITHDRAW: (Happened.WITHDRAWN, Role.INSTALLER, CellState.WITHDRAWN),
    Event.RESET: (Happened.RESET, Role.INSTALLER, CellState.UNASKED),
    Event.SITE_CLOSED: (Happened.EXPIRED, "program", CellState.EXPIRED),
    Event.POLICY: (Happened.RENEWAL, "program", CellState.RENEW),
}
# A purpose in its words of today, and the site it is meant for.
Cell = tuple[PromptText, str]


class Uses:
    """Lives on the loop."""

    def __init__(
        self,
        record: Record,
        system: System,
        changed: Callable[[], None],
        rested: Callable[[Rested], None],
    ) -> None:
        self._record = record
        self._system = system
        self._changed = changed
        self._on_rest = rested
        self._in_use = InUse(record.now_ms, self._run_out, self._look_at, self._be_late)
        self._numbers = 0
        self._attempts: set[Attempt] = set()
        self._none_on_its_way = asyncio.Event()
        self._none_on_its_way.set()

    def lend(self, attempt: Attempt) -> None:
        """The start is on disk: the lease, watched from now on."""
        self._numbers += 1
        text = attempt.text
        lease = Lease(self._numbers, text.purpose, attempt.site, mint=_MINT)
        use = Use(lease.number, text.permission, text.purpose, attempt.start.at_ms)
        until_ms = self._record.cell(text, attempt.site).until_ms
        self._in_use.add(
            Running(lease, use, attempt.start.seq, attempt.grant, until_ms, attempt.operation, text)
        )
        self._changed()

    def lent(self, attempt: Attempt) -> Lease | None:
        """The lease of an attempt; None where it is over already."""
        return next((r.lease for r in self._in_use if r.start == attempt.start.seq), None)

    def on_its_way(self, attempt: Attempt) -> None:
        """From now on what comes from outside reaches this attempt too."""
        self._attempts.add(attempt)
        self._none_on_its_way.clear()

    def arrived(self, attempt: Attempt) -> None:
        """It has its lease, or will have none."""
        self._attempts.discard(attempt)
        if not self._attempts:
            self._none_on_its_way.set()

    async def all_arrived(self) -> None:
        """Wait until nothing is on its way."""
        await self._none_on_its_way.wait()

    def all(self) -> tuple[Use, ...]:
        """What is in use now, newest first."""
        return tuple(r.use for r in self._in_use)[::-1]

    def numbers(self) -> list[int]:
        """All that is in use."""
        return [r.lease.number for r in self._in_use]

    def stop_beginnings(self) -> None:
        """Nothing that is on its way gets to a lease; a yes that is being written stands."""
        for attempt in self._attempts:
            attempt.interrupt(Event.STOP)

    async def stop_all(self) -> None:
        """What is about to begin and what is in use ends, here and now."""
        self.stop_beginnings()
        await self.end(self.numbers(), Event.STOP)

    def resting_on(self, text: PromptText, site: str) -> list[int]:
        """What is in use by the yes of one cell."""
        return [
            r.lease.number
            for r in self._in_use
            if r.use.purpose is text.purpose and concerns(text, r.lease.site, site)
        ]

    async def release(self, lease: Lease) -> None:
        """Its holder is done, or has come to rest after it was ended."""
        if resting := self._in_use.rested(lease.number):
            ms = round((asyncio.get_running_loop().time() - resting.since) * 1000)
            self._on_rest(Rested(resting.running.use.permission, ms))
        await self.end([lease.number], Event.FINISHED)

    async def end(self, numbers: Iterable[int], event: Event) -> None:
        """All come to rest before the first end is written; cancelling the caller changes nothing."""
        if writing := self._end(numbers, event):
            await asyncio.shield(writing)

    async def bring(self, event: Event, cells: list[Cell]) -> None:
        """Something that ends a yes: what rests on any is told at once, then it is written."""
        told = [n for text, site in cells for n in self.resting_on(text, site)]
        for running in filter(None, map(self._in_use.get, told)):
            running.lease.end()
        for text, site in cells:
            self._interrupt(event, text, site)
        # Cancelling the caller does not undo the person's word.
        await asyncio.shield(self._record.begin(self._write_back(event, cells, told)))

    def look(self) -> None:
        """Read the system's own permissions again for all that is in use or on its way."""
        for running in self._in_use:
            self._look_at(running)
        for attempt in self._attempts:
            self.see(attempt)

    def see(self, attempt: Attempt) -> None:
        """Tell it how the system stands by now."""
        state = self._system.state(attempt.text.permission, attempt.text.purpose)
        attempt.interrupt(SEEN[state])

    def fail(self) -> None:
        """Uses that cannot be written down are not made: every running one ends."""
        for running in self._in_use:
            self._in_use.take(running.lease.number)
        for attempt in self._attempts:
            attempt.interrupt(Event.UNWRITABLE)
        self._changed()

    def close(self) -> None:
        """Nobody waits for a deadline any longer."""
        self._in_use.forget()

    # --- inside

    def _interrupt(self, event: Event, text: PromptText, site: str) -> None:
        for attempt in self._attempts:
            if attempt.text.purpose is text.purpose and concerns(text, attempt.site, site):
                attempt.interrupt(event)

    def _end(self, numbers: Iterable[int], event: Event) -> asyncio.Task[None] | None:
        ended = [r for r in map(self._in_use.take, numbers) if r is not None]
        if not ended:
            return None
        written = [self._ended(running, event) for running in ended]
        self._changed()
        return self._record.begin(self._write_ends(written))

    def _ended(self, running: Running, event: Event) -> tuple[Running, tuple[Happened, ...]]:
        step = running.operation.on(event)
        if step.use.op is Op.DRAIN:
            self._in_use.rest(running, step.use)
        ends = tuple(h for h in step.write if h in USE_ENDS or h is Happened.OS_REVOKED)
        blocked = running.lease.blocked and Happened.OS_REVOKED not in ends
        ended = replace(running, operation=step.use)
        return ended, ((Happened.OS_REVOKED, *ends) if blocked else ends)

    async def _write_ends(self, ended: list[tuple[Running, tuple[Happened, ...]]]) -> None:
        for running, events in ended:
            for event in events:
                await self._record.write(self._end_entry(running, event))
        self._changed()

    def _end_entry(self, running: Running, event: Happened) -> Entry:
        entry = self._record.entry(event, running.text, running.lease.site)
        entry = replace(entry, record=running.start)
        if event is Happened.OS_REVOKED:
            return replace(entry, by="system", os=running.lease.blocked or running.operation.os)
        counts = ", ".join(f"{number} {word}" for word, number in running.lease.counts)
        return replace(entry, counts=counts, by="program")

    async def _write_back(self, event: Event, cells: list[Cell], told: list[int]) -> None:
        for text, site in cells:
            if await self._record.write_due(partial(self._due, event, text, site)):
                # Looked for now: a use may have begun while that was written.
                self._interrupt(event, text, site)
                await self.end(self.resting_on(text, site), event)
        await self.end(told, event)
        self._changed()

    def _due(self, event: Event, text: PromptText, site: str) -> tuple[Entry, ...]:
        """What a change from outside means for one cell, as it stands on disk by then."""
        cell = self._record.cell(text, site)
        happened, by, after = _TOLD[event]
        used = bool(self.resting_on(text, site)) and cell.state is not after
        standing = cell.granted or cell.state is CellState.RENEW
        if event is Event.RESET:
            standing = cell.state is not CellState.UNASKED
        elif event is Event.POLICY:
            standing = self._record.lapsed(text, site)
        if not (standing or used):
            return ()
        entry = self._record.entry(happened, text, site)
        return (replace(entry, record=cell.record, by=by),)

    def _lapsed(self, running: Running) -> tuple[Entry, ...]:
        """The end of a yes by itself, once; none where another yes has replaced it."""
        text, site = running.text, running.lease.site
        if self._record.cell(text, site).record != running.grant:
            return ()
        expired = self._record.entry(Happened.EXPIRED, text, site)
        return (replace(expired, record=running.grant, by="program"),)

    def _look_at(self, running: Running) -> None:
        state = self._system.state(running.use.permission, running.use.purpose)
        if state is not running.operation.os and not state.allows:
            self._end([running.lease.number], SEEN[state])

    def _run_out(self, running: Running) -> None:
        running.lease.end()
        self._record.begin(self._expire(running))

    async def _expire(self, running: Running) -> None:
        await self._record.write_due(partial(self._lapsed, running))
        await self.end([running.lease.number], Event.RAN_OUT)

    def _be_late(self, running: Running) -> None:
        log.info("not at rest in time: %s", running.use.purpose)
        late = self._record.entry(Happened.USE_LATE, running.text, running.lease.site)
        self._record.begin(self._record.write(replace(late, record=running.start, by="program")))
