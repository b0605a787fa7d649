"""One press of a feature: its turn for the person's attention, and its way to a lease or to a setback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, Final

from walkdown.consent.asking import Asking
from walkdown.consent.attempt import Attempt, resting
from walkdown.consent.cells import CellView
from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.lease import Lease
from walkdown.consent.machine import Operation
from walkdown.consent.moves import Do, Event, Op
from walkdown.consent.purpose import Permission, Purpose, Role, Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.consent.record import Record
from walkdown.consent.registry import PromptText
from walkdown.consent.system.state import OsState, System
from walkdown.consent.uses import Uses
from walkdown.core.trouble import Code, Setback

_LAPSED: Final = {CellState.EXPIRED: Happened.EXPIRED, CellState.RENEW: Happened.RENEWAL}
_SYSTEM_SAID: Final = {
    OsState.GRANTED: Event.OS_YES,
    OsState.NOT_APPLICABLE: Event.OS_YES,
    OsState.DENIED: Event.OS_NO,
    OsState.RESTRICTED: Event.OS_NO,
    OsState.UNDETERMINED: Event.OS_DISMISSED,
}
_BLOCKED: Final = {
    Permission.CAMERA: Code.CAMERA_BLOCKED,
    Permission.BLUETOOTH: Code.BLUETOOTH_BLOCKED,
    Permission.NEARBY: Code.BLUETOOTH_BLOCKED,
}


class Presses:
    """Lives on the loop. The same press again joins the first; all others wait for their turn."""

    def __init__(
        self,
        record: Record,
        asking: Asking,
        uses: Uses,
        system: System,
        on_change: Callable[[], None],
    ) -> None:
        self._record = record
        self._asking = asking
        self._uses = uses
        self._system = system
        self._on_change = on_change
        self._claimed: set[int] = set()
        self._asked: Attempt | None = None

    def reworded(self, purpose: Purpose) -> None:
        """Its words have changed: an open prompt shows the wrong ones."""
        if self._asked is not None and self._asked.text.purpose is purpose:
            self._asked.interrupt(Event.POLICY)
            self._asking.take_back()

    def look(self) -> None:
        """The system may forbid by now what is still being asked."""
        if self._asked is not None and self._uses.blocked(self._asked):
            self._asking.take_back()

    async def press(
        self, text: PromptText, site: str, feature: str, event: Event, said: Answer | None
    ) -> Lease:
        """A lease. Raises Setback with why there is none."""
        if self._stands(text, site):
            return await self._begin(text, site, feature, event)
        if said is not None or text.role is Role.OWNER:
            return await self._said(text, site, feature, said)
        press = (text.purpose, site, feature)
        if await self._asking.joined(press):
            if self._stands(text, site):
                return await self._begin(text, site, feature, event)
            raise Setback(Code.NOT_ANSWERED)  # the one operation went to the first press
        async with self._asking.turn(press):
            return await self._begin(text, site, feature, event)

    async def _said(self, text: PromptText, site: str, feature: str, said: Answer | None) -> Lease:
        """The owner is asked on a page of their own, and never by the prompt."""
        if said is None:
            raise Setback(Code.OWNER_FIRST)
        return await self._begin(text, site, feature, Event.ASK_ME, said)

    def _stands(self, text: PromptText, site: str) -> bool:
        cell = self._record.cell(text, site)
        return cell.granted and cell.record not in self._claimed

    def _attempt(self, text: PromptText, site: str, feature: str) -> Attempt:
        if self._asking.closed:
            raise Setback(Code.NOT_ANSWERED)
        cell = self._record.cell(text, site)
        operation = Operation(
            resting(cell.state, cell.record in self._claimed),
            self._system.state(text.permission, text.purpose),
            ledger=self._record.writable,
        )
        grant = cell.record if operation.app in GRANTED else 0
        attempt = Attempt(self._record, text, site, feature, operation, grant)
        if operation.app is CellState.ONCE:
            self._claimed.add(cell.record)
        attempt.claim = self._claim
        attempt.lend = self._uses.lend
        return attempt

    def _claim(self, grant: Entry) -> None:
        """A yes for one operation belongs to the press that asked for it."""
        if grant.scope == Scope.ONCE:
            self._claimed.add(grant.seq)

    async def _begin(
        self,
        text: PromptText,
        site: str,
        feature: str,
        event: Event,
        said: Answer | None = None,
    ) -> Lease:
        attempt = self._attempt(text, site, feature)
        self._uses.on_its_way(attempt)
        try:
            do = await self._follow(attempt, event, said)
        finally:
            self._uses.arrived(attempt)
        lease = self._uses.lent(attempt)
        if do is Do.LEND and lease is not None:
            return lease
        if do is Do.SAY_REFUSED:
            # A second press may be refused while the one operation of the first still runs.
            await self._uses.end(self._uses.resting_on(text, site), Event.STOP)
        raise Setback(self._code(attempt, do))

    async def _follow(self, attempt: Attempt, event: Event, said: Answer | None) -> Do:
        """The machine's way, as far as it goes for this press."""
        cell = self._record.cell(attempt.text, attempt.site)
        await self._note_lapsed(attempt, cell)
        do = await self._step(attempt, attempt.on(event))
        if do is Do.SHOW:
            answer = said or await self._put(attempt, cell)
            do = await self._step(attempt, attempt.answer(answer))
            self._on_change()
        if do is Do.ASK_SYSTEM:
            text = attempt.text
            state = await self._asked_system(attempt, text.permission, text.purpose)
            do = await self._step(attempt, attempt.on(_SYSTEM_SAID[state]))
        return do

    async def _step(self, attempt: Attempt, work: Coroutine[Any, Any, Do]) -> Do:
        """One step to its end, also where nobody waits for it any more."""
        task = self._record.begin(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(lambda done: self._leave(attempt))
            raise

    async def _put(self, attempt: Attempt, cell: CellView) -> Answer:
        self._asked = attempt
        changed = cell.state is CellState.RENEW
        try:
            return await self._asking.put(attempt.text, attempt.feature, changed)
        except BaseException:
            self._record.begin(attempt.answer(Answer(AnswerKind.NOT_ANSWERED)))
            raise
        finally:
            self._asked = None

    async def _asked_system(
        self, attempt: Attempt, permission: Permission, purpose: Purpose
    ) -> OsState:
        try:
            return await self._system.request(permission, purpose)
        except BaseException:
            self._leave(attempt)
            raise

    def _leave(self, attempt: Attempt) -> None:
        """Whoever pressed is gone: what was begun for them does not stay open."""
        if lease := self._uses.lent(attempt):
            self._record.begin(self._uses.release(lease))
        elif attempt.operation.op is Op.ASK:
            self._record.begin(attempt.answer(Answer(AnswerKind.NOT_ANSWERED)))
        elif attempt.operation.op is Op.ASK_OS:
            self._record.begin(attempt.on(Event.OS_DISMISSED))

    async def _note_lapsed(self, attempt: Attempt, cell: CellView) -> None:
        """A yes that ended by itself is written down before the next prompt speaks of it."""
        event = _LAPSED.get(cell.state)
        if event and self._record.lapsed(attempt.text, attempt.site):
            lapsed = self._record.entry(event, attempt.text, attempt.site)
            await self._record.write(replace(lapsed, record=cell.record, by="program"))

    def _code(self, attempt: Attempt, do: Do) -> Code:
        """Why there is no lease."""
        os = attempt.operation.os
        if do is Do.SAY_REFUSED:
            return Code.REFUSED
        if do is Do.SAY_UNWRITABLE or not self._record.writable:
            return self._record.trouble
        if os is OsState.RESTRICTED:
            return Code.SYSTEM_RESTRICTS
        if os is OsState.DENIED:
            return _BLOCKED.get(attempt.text.permission, Code.SYSTEM_BLOCKS)
        taken_back = attempt.grant and do is not Do.SHOW and os.allows
        return Code.STOPPED_BY_YOU if taken_back else Code.NOT_ANSWERED
