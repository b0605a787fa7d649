"""One press of a feature: its turn for the person's attention, and its way to a lease or to a setback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from walkdown.consent.asking import Asking, offered
from walkdown.consent.attempt import Attempt, resting
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
from walkdown.consent.uses import SEEN, Uses
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


@dataclass(frozen=True, slots=True)
class Words:
    """What a press asks anew whenever it goes on: the words of today, and whether the policy allows.

    `require` raises Setback(POLICY_FIRST).
    """

    of: Callable[[Purpose], PromptText]
    require: Callable[[Purpose], None]


class Presses:
    """Lives on the loop. The same press again joins the first; all others wait for their turn."""

    def __init__(
        self,
        record: Record,
        asking: Asking,
        uses: Uses,
        system: System,
        words: Words,
        on_change: Callable[[], None],
    ) -> None:
        self._record = record
        self._asking = asking
        self._uses = uses
        self._system = system
        self._words = words
        self._on_change = on_change
        self._claimed: set[int] = set()

    async def press(
        self, purpose: Purpose, site: str, feature: str, event: Event, said: Answer | None
    ) -> Lease:
        """A lease. Raises Setback with why there is none."""
        self._words.require(purpose)
        if self._stands(purpose, site):
            return await self._begin(purpose, site, feature, event)
        if said is not None or self._words.of(purpose).role is Role.OWNER:
            return await self._said(purpose, site, feature, said)
        press = (purpose, site, feature)
        if await self._asking.joined(press):
            if self._stands(purpose, site):
                return await self._begin(purpose, site, feature, event)
            raise Setback(Code.NOT_ANSWERED)  # the one operation went to the first press
        async with self._asking.turn(press):
            return await self._begin(purpose, site, feature, event)

    async def _said(self, purpose: Purpose, site: str, feature: str, said: Answer | None) -> Lease:
        """The owner is asked on a page of their own, never by the prompt; and nobody else is."""
        text = self._words.of(purpose)
        if text.role is not Role.OWNER:
            raise ValueError("only the owner answers on a page of their own")
        if said is None:
            raise Setback(Code.OWNER_FIRST)
        answer = offered(said, text)
        return await self._begin(purpose, site, feature, Event.ASK_ME, answer)

    def _stands(self, purpose: Purpose, site: str) -> bool:
        cell = self._record.cell(self._words.of(purpose), site)
        return cell.granted and cell.record not in self._claimed

    def _attempt(self, purpose: Purpose, site: str, feature: str) -> Attempt:
        """What may have changed while the press waited is asked here, right before it counts."""
        if self._asking.closed:
            raise Setback(Code.NOT_ANSWERED)
        self._words.require(purpose)
        text = self._words.of(purpose)
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
        attempt.claim = partial(self._claim, attempt)
        attempt.lend = self._uses.lend
        return attempt

    def _claim(self, attempt: Attempt, grant: Entry) -> None:
        """A yes for one operation belongs to the press that asked for it."""
        if grant.scope == Scope.ONCE:
            self._claimed.add(grant.seq)
        # The prompt may have stood open for long: the system is read again before the use.
        self._uses.see(attempt)

    async def _begin(
        self, purpose: Purpose, site: str, feature: str, event: Event, said: Answer | None = None
    ) -> Lease:
        await self._note_lapsed(self._words.of(purpose), site)
        attempt = self._attempt(purpose, site, feature)
        self._uses.on_its_way(attempt)
        try:
            do = await self._follow(attempt, event, said)
        finally:
            self._uses.arrived(attempt)
        lease = self._uses.lent(attempt)
        if do is Do.LEND and lease is not None:
            return lease
        raise Setback(self._code(attempt, do))

    async def _follow(self, attempt: Attempt, event: Event, said: Answer | None) -> Do:
        """The machine's way, as far as it goes for this press; it may end between any two steps."""
        do = await self._step(attempt, attempt.on(event))
        if do is Do.SHOW:
            answer = said or await self._put(attempt)
            do = await self._step(attempt, self._answered(attempt, answer))
            self._on_change()
        if do is Do.ASK_SYSTEM and attempt.operation.op is Op.ASK_OS:
            do = await self._step(attempt, attempt.on(await self._asked_system(attempt)))
        return do

    async def _answered(self, attempt: Attempt, answer: Answer) -> Do:
        """The person's word on disk. A second press may be refused while the one operation of the
        first still runs: then that ends too."""
        do = await attempt.answer(answer)
        if do is Do.SAY_REFUSED:
            await self._uses.end(self._uses.resting_on(attempt.text, attempt.site), Event.STOP)
        return do

    async def _step(self, attempt: Attempt, work: Coroutine[Any, Any, Do]) -> Do:
        """One step to its end, also where nobody waits for it any more."""
        task = self._record.begin(work)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            attempt.interrupt(Event.STOP)
            task.add_done_callback(lambda done: self._leave(attempt))
            raise

    async def _put(self, attempt: Attempt) -> Answer:
        if attempt.operation.op is not Op.ASK:
            return Answer(AnswerKind.NOT_ANSWERED)
        changed = self._record.cell(attempt.text, attempt.site).state is CellState.RENEW
        attempt.drop = self._asking.take_back
        try:
            return await self._asking.put(attempt.text, attempt.feature, changed)
        except BaseException:
            self._leave(attempt)
            raise

    async def _asked_system(self, attempt: Attempt) -> Event:
        """What the system's own question came to; it is left alone once nobody waits for it."""
        text, task = attempt.text, asyncio.current_task()
        request = asyncio.ensure_future(self._system.request(text.permission, text.purpose))
        attempt.drop = request.cancel
        try:
            state = await request
        except asyncio.CancelledError:
            if attempt.operation.op is not Op.ASK_OS and not (task and task.cancelling()):
                return Event.OS_DISMISSED
            self._leave(attempt)
            raise
        except BaseException:
            self._leave(attempt)
            raise
        if state.forbids:
            attempt.interrupt(SEEN[state])  # a no has two kinds
        if not self._record.cell(text, attempt.site).granted:
            attempt.interrupt(Event.RAN_OUT)  # the question stood open for longer than the yes
        return _SYSTEM_SAID[state]

    def _leave(self, attempt: Attempt) -> None:
        """Whoever pressed is gone: what was begun for them does not stay open."""
        attempt.interrupt(Event.STOP)
        if lease := self._uses.lent(attempt):
            self._record.begin(self._uses.release(lease))
        else:
            self._record.begin(attempt.settle())

    async def _note_lapsed(self, text: PromptText, site: str) -> None:
        """A yes that ended by itself is written down before the next prompt speaks of it."""
        if self._lapsed(text, site):
            await self._record.write_due(partial(self._lapsed, text, site))

    def _lapsed(self, text: PromptText, site: str) -> tuple[Entry, ...]:
        cell = self._record.cell(text, site)
        event = _LAPSED.get(cell.state)
        if event is None or not self._record.lapsed(text, site):
            return ()
        lapsed = self._record.entry(event, text, site)
        return (replace(lapsed, record=cell.record, by="program"),)

    def _code(self, attempt: Attempt, do: Do) -> Code:
        """Why there is no lease."""
        text, use = attempt.text, attempt.operation
        # Lent and taken back in the same moment: only the system itself can tell whether it was.
        os = self._system.state(text.permission, text.purpose) if do is Do.LEND else use.os
        if do is Do.SAY_REFUSED:
            return Code.REFUSED
        if do is Do.SAY_UNWRITABLE or not self._record.writable:
            return self._record.trouble
        if os is OsState.RESTRICTED:
            return Code.SYSTEM_RESTRICTS
        if os is OsState.DENIED:
            return _BLOCKED.get(text.permission, Code.SYSTEM_BLOCKS)
        unanswered = do is Do.SAY_SILENT and use.app in GRANTED and not os.allows
        return Code.STOPPED_BY_YOU if attempt.grant and not unanswered else Code.NOT_ANSWERED
