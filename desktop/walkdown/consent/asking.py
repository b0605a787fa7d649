"""One prompt at a time, one for each press; silence, a fault and the end of the program are no answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer, AnswerKind, Question
from walkdown.consent.registry import PromptText
from walkdown.core.trouble import Code, Setback

Ask = Callable[[Question], Awaitable[Answer]]
Press = tuple[Purpose, str, str]


def offered(answer: Answer, text: PromptText) -> Answer:
    """The answer, where it is one to these words; anything else is a mistake of ours."""
    if answer.kind is AnswerKind.USE and answer.scope not in text.scopes:
        raise ValueError("a yes names one of the scopes that were offered")
    return answer


class Asking:
    """The person's attention. Presses wait for their turn; the same press again joins the first."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._numbers = 0
        self._turn = asyncio.Lock()
        self._presses: dict[Press, asyncio.Future[Code | None]] = {}
        self._open: asyncio.Future[Answer] | None = None
        self._taken_back = False
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

    async def put(self, text: PromptText, feature: str, changed: bool) -> Answer:
        """Show the prompt and wait. Taken back, or at the program's end, it is not answered."""
        if self.closed:
            return Answer(AnswerKind.NOT_ANSWERED)
        self._numbers += 1
        question = Question(self._numbers, text, feature, changed)
        self._taken_back = False
        asking = self._open = asyncio.ensure_future(self._ask(question))
        try:
            answer = await asking
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not (self.closed or self._taken_back) or (task is not None and task.cancelling()):
                raise
            return Answer(AnswerKind.NOT_ANSWERED)
        finally:
            self._open = None
        return offered(answer, text)

    def take_back(self) -> None:
        """The open prompt is no longer the right one."""
        if self._open is not None:
            self._taken_back = True
            self._open.cancel()

    async def close(self) -> None:
        """Take the open prompt back, let nobody ask any more, and wait until all have gone."""
        self.closed = True
        self.take_back()
        async with self._turn:
            pass
