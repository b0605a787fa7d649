"""What is in use: lending, ending, taking back; whatever ends is signalled first and written next."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from walkdown.consent.attempt import Attempt
from walkdown.consent.cells import concerns
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.moves import Event, Op
from walkdown.consent.purpose import Purpose, Role
from walkdown.consent.question import Rested, Use
from walkdown.consent.record import Record
from walkdown.consent.registry import PromptText
from walkdown.consent.running import InUse, Running
from walkdown.consent.system.state import OsState, System

log = logging.getLogger(__name__)

_SEEN: Final = {
    OsState.NOT_APPLICABLE: Event.SYSTEM_GRANTS,
    OsState.GRANTED: Event.SYSTEM_GRANTS,
    OsState.UNDETERMINED: Event.SYSTEM_FORGETS,
    OsState.DENIED: Event.SYSTEM_DENIES,
    OsState.RESTRICTED: Event.SYSTEM_RESTRICTS,
}
# What a change from outside is called in the ledger, and who brought it.
_TOLD: Final = {
    Event.WITHDRAW: (Happened.WITHDRAWN, ""),
    Event.RESET: (Happened.RESET, ""),
    Event.SITE_CLOSED: (Happened.EXPIRED, "program"),
    Event.POLICY: (Happened.RENEWAL, "program"),
}
Text = Callable[[Purpose], PromptText]


class Uses:
    """Lives on the loop. `text` gives a purpose's words of today."""

    def __init__(
        self,
        record: Record,
        system: System,
        text: Text,
        changed: Callable[[], None],
        rested: Callable[[Rested], None],
    ) -> None:
        self._record = record
        self._system = system
        self._text = text
        self._changed = changed
        self._on_rest = rested
        self._in_use = InUse(record.now_ms, self._run_out, self._look_at, self._be_late)
        self._numbers = 0
        self._attempts: set[Attempt] = set()

    def lend(self, attempt: Attempt) -> None:
        """The start is on disk: the lease, watched from now on."""
        self._numbers += 1
        text = attempt.text
        lease = Lease(self._numbers, text.purpose, attempt.site, mint=_MINT)
        use = Use(lease.number, text.permission, text.purpose, attempt.start.at_ms)
        until_ms = self._record.cell(text, attempt.site).until_ms
        self._in_use.add(
            Running(lease, use, attempt.start.seq, attempt.grant, until_ms, attempt.operation)
        )
        self._changed()

    def lent(self, attempt: Attempt) -> Lease | None:
        """The lease of an attempt; None where it is over already."""
        return next((r.lease for r in self._in_use if r.start == attempt.start.seq), None)

    def on_its_way(self, attempt: Attempt) -> None:
        """From now on what comes from outside reaches this attempt too."""
        self._attempts.add(attempt)

    def arrived(self, attempt: Attempt) -> None:
        """It has its lease, or will have none."""
        self._attempts.discard(attempt)

    def all(self) -> tuple[Use, ...]:
        """What is in use now, newest first."""
        return tuple(r.use for r in self._in_use)[::-1]

    def numbers(self) -> list[int]:
        """All that is in use."""
        return [r.lease.number for r in self._in_use]

    def stop_all(self) -> list[int]:
        """All that is in use; what is about to begin is stopped here and now."""
        for attempt in self._attempts:
            attempt.interrupt(Event.STOP)
        return self.numbers()

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

    async def bring(self, event: Event, texts: list[PromptText], site: str) -> None:
        """Something that ends a yes: what rests on it is told at once, then it is written."""
        for text in texts:
            for number in self.resting_on(text, site):
                if running := self._in_use.get(number):
                    running.lease.end()
            self._interrupt(event, text, site)
        # Cancelling the caller does not undo the person's word.
        await asyncio.shield(self._record.begin(self._write_back(event, texts, site)))

    def look(self) -> None:
        """Read the system's own permissions again for all that is in use."""
        for running in self._in_use:
            self._look_at(running)

    def blocked(self, attempt: Attempt) -> bool:
        """Look for what waits for its answer: does the system forbid it by now?"""
        state = self._system.state(attempt.text.permission, attempt.text.purpose)
        attempt.interrupt(_SEEN[state])
        return state.forbids

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
        return running, ((Happened.OS_REVOKED, *ends) if blocked else ends)

    async def _write_ends(self, ended: list[tuple[Running, tuple[Happened, ...]]]) -> None:
        for running, events in ended:
            for event in events:
                await self._record.write(self._end_entry(running, event))
        self._changed()

    def _end_entry(self, running: Running, event: Happened) -> Entry:
        entry = self._record.entry(event, self._text(running.use.purpose), running.lease.site)
        entry = replace(entry, record=running.start)
        if event is Happened.OS_REVOKED:
            return replace(entry, by="system", os=running.lease.blocked or running.operation.os)
        counts = ", ".join(f"{number} {word}" for word, number in running.lease.counts)
        return replace(entry, counts=counts, by="program")

    async def _write_back(self, event: Event, texts: list[PromptText], site: str) -> None:
        happened, by = _TOLD[event]
        for text in texts:
            cell = self._record.cell(text, site)
            standing = cell.granted or cell.state is CellState.RENEW
            if event is Event.RESET:
                standing = cell.state is not CellState.UNASKED
            if standing or self.resting_on(text, site):
                entry = self._record.entry(happened, text, site)
                person = Role.INSTALLER if not by else ""
                entry = replace(entry, record=cell.record, by=by or person)
                await self._record.write(entry)
                # Looked for now: a use may have begun while that was written.
                self._interrupt(event, text, site)
                await self.end(self.resting_on(text, site), event)
        self._changed()

    def _look_at(self, running: Running) -> None:
        state = self._system.state(running.use.permission, running.use.purpose)
        if state is not running.operation.os and not state.allows:
            self._end([running.lease.number], _SEEN[state])

    def _run_out(self, running: Running) -> None:
        running.lease.end()
        self._record.begin(self._expire(running))

    async def _expire(self, running: Running) -> None:
        text = self._text(running.use.purpose)
        if self._record.cell(text, running.lease.site).record == running.grant:
            expired = self._record.entry(Happened.EXPIRED, text, running.lease.site)
            await self._record.write(replace(expired, record=running.grant, by="program"))
        await self.end([running.lease.number], Event.RAN_OUT)

    def _be_late(self, running: Running) -> None:
        log.info("not at rest in time: %s", running.use.purpose)
        text = self._text(running.use.purpose)
        late = self._record.entry(Happened.USE_LATE, text, running.lease.site)
        self._record.begin(self._record.write(replace(late, record=running.start, by="program")))
