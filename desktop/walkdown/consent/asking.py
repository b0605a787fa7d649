"""One prompt at a time, one for each press; silence, a fault and the end of the program are no answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from walkdown.consent.cells import CellState, CellView, until_of
from walkdown.consent.entry import Happened
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer, AnswerKind, Question
from walkdown.consent.record import Record
from walkdown.consent.registry import PromptText
from walkdown.core.trouble import Code, Setback

Ask = Callable[[Question], Awaitable[Answer]]
Press = tuple[Purpose, str, str]

_EVENT = {
    AnswerKind.USE: Happened.GRANTED,
    AnswerKind.DONT_USE: Happened.REFUSED,
    AnswerKind.DONT_ASK_AGAIN: Happened.REFUSED_QUIET,
    AnswerKind.NOT_ANSWERED: Happened.DEFERRED,
}
_LAPSED = {CellState.EXPIRED: Happened.EXPIRED, CellState.RENEW: Happened.RENEWAL}


class Asking:
    """The person's attention. Presses wait for their turn; the same press again joins the first."""

    def __init__(self, ask: Ask, record: Record) -> None:
        self._ask = ask
        self._record = record
        self._numbers = 0
        self._turn = asyncio.Lock()
        self._presses: dict[Press, asyncio.Future[Code | None]] = {}
        self._open: asyncio.Future[Answer] | None = None
        self.closed = False

    @asynccontextmanager
    async def turn(self, press: Press) -> AsyncIterator[None]:
        """Hold the person's attention for one press. Raises Setback(NOT_ANSWERED) when closed."""
        outcome: Code | None = Code.NOT_ANSWERED
        self._presses[press] = asyncio.get_running_loop().create_future()
        try:
            async with self._turn:
                if self.closed:
                    raise Setback(Code.NOT_ANSWERED)
                yield
            outcome = None
        except Setback as setback:
            outcome = setback.code
            raise
        finally:
            self._presses.pop(press).set_result(outcome)

    async def joined(self, press: Press) -> bool:
        """Wait for the same press where one is under way, and share what it met; False for none."""
        first = self._presses.get(press)
        if first is None:
            return False
        met = await asyncio.shield(first)
        if met is not None:
            raise Setback(met)
        return True

    async def decision(
        self, text: PromptText, site: str, feature: str, cell: CellView
    ) -> AnswerKind:
        """Ask; the prompt is on disk before it is shown, and its outcome before this returns."""
        await self._note_lapsed(text, site, cell)
        self._numbers += 1
        question = Question(self._numbers, text, feature, cell.state is CellState.RENEW)
        shown = self._record.entry(Happened.PROMPT_SHOWN, text, site)
        await self._record.write(replace(shown, feature=feature))
        try:
            answer = await self._put(question)
        except BaseException:
            silence = Answer(AnswerKind.NOT_ANSWERED)
            self._record.begin(self._decide(text, site, feature, silence))
            raise
        await self._decide(text, site, feature, answer)
        return answer.kind

    async def close(self) -> None:
        """Take the open prompt back, let nobody ask any more, and wait until all have gone."""
        self.closed = True
        if self._open is not None:
            self._open.cancel()
        async with self._turn:
            pass

    async def _note_lapsed(self, text: PromptText, site: str, cell: CellView) -> None:
        """A yes that ended by itself is written down before the next prompt speaks of it."""
        event = _LAPSED.get(cell.state)
        entries = self._record.book.entries()
        if event and entries[cell.record].event is Happened.GRANTED:
            lapsed = self._record.entry(event, text, site)
            await self._record.write(replace(lapsed, record=cell.record))

    async def _put(self, question: Question) -> Answer:
        asking = self._open = asyncio.ensure_future(self._ask(question))
        try:
            answer = await asking
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self.closed or (task is not None and task.cancelling()):
                raise
            return Answer(AnswerKind.NOT_ANSWERED)
        finally:
            self._open = None
        if answer.kind is AnswerKind.USE and answer.scope not in question.text.scopes:
            raise ValueError("a yes names one of the scopes that were offered")
        return answer

    async def _decide(self, text: PromptText, site: str, feature: str, answer: Answer) -> None:
        entry = self._record.entry(_EVENT[answer.kind], text, site)
        entry = replace(entry, feature=feature, shown_ms=answer.shown_ms)
        if answer.kind is AnswerKind.USE and answer.scope is not None:
            until = until_of(answer.scope, entry.at_ms)
            entry = replace(entry, scope=answer.scope, until_ms=until)
        await self._record.write(entry)
