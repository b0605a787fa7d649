"""One press on its way through the machine: each step is taken, and what it says is written first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from walkdown.consent.cells import until_of
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.machine import Operation
from walkdown.consent.moves import Do, Event, Op
from walkdown.consent.purpose import Role, Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.consent.record import Record
from walkdown.consent.registry import PromptText
from walkdown.core.trouble import Setback

_WAITING: Final = frozenset({Op.SHOWING, Op.DECIDING, Op.STARTING, Op.ABORTING})
_SAID: Final = frozenset(
    {Happened.GRANTED, Happened.REFUSED, Happened.REFUSED_QUIET, Happened.DEFERRED}
)
_OF_SCOPE: Final = {
    Scope.ONCE: Event.ONCE,
    Scope.SESSION: Event.SESSION,
    Scope.SITE: Event.SITE,
    Scope.COMPUTER: Event.COMPUTER,
}
_OF_KIND: Final = {
    AnswerKind.DONT_USE: Event.REFUSE,
    AnswerKind.DONT_ASK_AGAIN: Event.REFUSE_QUIET,
    AnswerKind.NOT_ANSWERED: Event.SILENCE,
}
# What an interruption leaves for this attempt to write; whoever brought it writes the rest.
_OURS: Final = frozenset({Happened.DEFERRED, Happened.OS_UNDETERMINED, Happened.OS_REVOKED})
_SILENCE: Final = Answer(AnswerKind.NOT_ANSWERED)


def event_of(answer: Answer) -> Event:
    """What an answer is to the machine; a yes without a scope is a mistake of ours."""
    if answer.kind is not AnswerKind.USE:
        return _OF_KIND[answer.kind]
    if answer.scope is None:
        raise ValueError("a yes names its scope")
    return _OF_SCOPE[answer.scope]


class Attempt:
    """Lives on the loop. `claim` is told a yes the moment it is on disk, `lend` is called at RUN,
    `drop` when the prompt or the system's question that is waited for is of no use any more.

    `grant` is the seq of the yes, `start` that of the use's beginning; 0 before they are on disk.
    """

    def __init__(
        self,
        record: Record,
        text: PromptText,
        site: str,
        feature: str,
        operation: Operation,
        grant: int,
    ) -> None:
        self.text, self.site, self.feature = text, site, feature
        self.operation = operation
        self.grant = grant
        self.start = Entry(Happened.USE_START, 0)
        self.claim: Callable[[Entry], None] = lambda entry: None
        self.lend: Callable[[Attempt], None] = lambda attempt: None
        self.drop: Callable[[], object] = lambda: None
        self._record = record
        self._answer = _SILENCE
        self._owed: tuple[Happened, ...] = ()

    async def answer(self, answer: Answer) -> Do:
        """The person's word, whatever it is; on disk when this returns."""
        self._answer = _SILENCE if self._owed else answer
        return await self.on(event_of(self._answer))

    async def on(self, event: Event) -> Do:
        """Step, write, and go on by itself where only the disk was waited for. Raises Setback."""
        await self.settle()
        step = self.operation.on(event)
        while True:
            self.operation = step.use
            if step.do is Do.LEND:
                self.lend(self)
            for happened in step.write:
                await self._write(happened)
            await self.settle()
            # What happened meanwhile has moved the operation on: `interrupt` was called.
            if self.operation.op not in _WAITING:
                return step.do
            step = self.operation.on(Event.WRITTEN)

    def interrupt(self, event: Event) -> None:
        """Something from outside. A use that is out already is not ours any more: `Uses` ends it."""
        before = self.operation.op
        if before is Op.RUN:
            return
        step = self.operation.on(event)
        self.operation = step.use
        self._owed += tuple(happened for happened in step.write if happened in _OURS)
        if before in (Op.ASK, Op.ASK_OS) and step.use.op is not before:
            self.drop()

    async def settle(self) -> None:
        """Write what an interruption has left to write. Raises Setback."""
        while self._owed:
            happened, *rest = self._owed
            self._owed = tuple(rest)
            await self._write(happened)

    async def _write(self, happened: Happened) -> None:
        entry = self._entry(happened)
        keep = self.claim if happened is Happened.GRANTED else None
        try:
            written = await self._record.write(entry, keep)
        except Setback:
            self.interrupt(Event.UNWRITABLE)
            raise
        if happened is Happened.GRANTED:
            self.grant = written.seq
        elif happened is Happened.USE_START:
            self.start = written

    def _entry(self, happened: Happened) -> Entry:
        entry = self._record.entry(happened, self.text, self.site)
        entry = replace(entry, feature=self.feature, os=self.operation.os)
        if happened in _SAID:
            return self._said(entry)
        if happened is Happened.USE_START:
            return replace(entry, record=self.grant, by="program")
        if happened is Happened.USE_ABORT:
            return replace(entry, record=self.start.seq, feature="", by="program")
        if happened is Happened.OS_REVOKED:
            return replace(entry, record=self.start.seq, feature="", by="system")
        return replace(entry, by="system" if happened.value.startswith("os.") else "program")

    def _said(self, entry: Entry) -> Entry:
        answer = self._answer
        page = "owner.page" if self.text.role is Role.OWNER else "dialog"
        entry = replace(
            entry,
            shown_ms=answer.shown_ms,
            by=self.text.role,
            method=f"{page}:{answer.kind}",
        )
        if answer.kind is AnswerKind.USE and answer.scope is not None:
            until = until_of(answer.scope, entry.at_ms)
            return replace(entry, scope=answer.scope, until_ms=until)
        return entry


def resting(app: CellState, claimed: bool) -> CellState:
    """A yes for one operation that another use has taken is no yes any more."""
    return CellState.EXPIRED if claimed and app is CellState.ONCE else app
