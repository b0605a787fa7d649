"""One command and its answer: what goes out on the session, what comes back, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from walkdown.core.trouble import Code, Setback
from walkdown.devices.improv import protocol
from walkdown.devices.improv.heard import Heard
from walkdown.devices.improv.protocol import Command, Error, ProtocolError, Result
from walkdown.devices.session import Session

V = TypeVar("V")
T = TypeVar("T")


class Exchange:
    """Commands of one driver, one after the other; every method raises Setback."""

    def __init__(self, session: Session, serial: str) -> None:
        self.heard = Heard()
        self._session = session
        self._patience = session.patience
        self._serial = serial

    async def subscribe(self) -> None:
        """Errors, results and states; before the first command, so that none is missed."""
        await self._session.subscribe(protocol.ERROR, self.heard.on_error)
        await self._session.subscribe(protocol.RESULT, self.heard.on_result)
        await self._session.subscribe(protocol.STATE, self.heard.on_state)

    async def read_state(self) -> None:
        """Let the device say where it is, now."""
        self.heard.on_state(await self._session.read(protocol.STATE))
        if self.heard.broken is not None:
            raise self.refusal(self.heard.broken)

    async def read_result(self) -> Result | Error | ProtocolError | None:
        """What stands in the result now; None where it answers another command than the last."""
        self.heard.on_whole_result(await self._session.read(protocol.RESULT))
        return self.heard.answer()

    async def read_capabilities(self) -> protocol.Capability:
        """What it can do beside taking credentials."""
        value = await self._session.read(protocol.CAPABILITIES)
        return self.parsed(protocol.parse_capabilities, value)

    async def send(self, command: Command, frame: bytes) -> None:
        """Write a command; what the device said before is no answer to it."""
        self.heard.ask(command)
        await self._session.write(protocol.COMMAND, frame)

    async def ask(self, command: Command, seconds: float) -> Result:
        """A command without data, and its result."""
        await self.send(command, protocol.ask(command))
        return await self.result(seconds)

    async def result(self, seconds: float) -> Result:
        """The result of the last command."""
        said = await self.answer(seconds, self.answered)
        if isinstance(said, Result):
            return said
        raise self.setback(Code.NO_ANSWER) if said is None else self.refusal(said)

    async def answer(
        self, seconds: float, enough: Callable[[], bool]
    ) -> Result | Error | ProtocolError | None:
        """What came for the last command; what a short MTU cut off is read (protocols.md 2.6)."""
        heard = self.heard
        await self.until(lambda: enough() or heard.begun, seconds)
        if not enough() and heard.begun and heard.newest >= self._session.room(protocol.RESULT):
            # As long as a notification can be: either cut off, or the first of several.
            heard.on_early_result(await self._session.read(protocol.RESULT))
        if not enough() and heard.begun:
            await self.until(enough, self._patience.rest_s)
        if not enough() and heard.begun:
            heard.on_whole_result(await self._session.read(protocol.RESULT))
        return heard.answer()

    def answered(self) -> bool:
        """Whether an answer of any kind is there."""
        return self.heard.answer() is not None

    async def until(self, look: Callable[[], bool], seconds: float) -> bool:
        """Whether it came true in time."""
        return await self._session.until(look, seconds)

    def parsed(self, parse: Callable[[V], T], value: V) -> T:
        """The value by a parser of ours, whose ProtocolError becomes a setback."""
        try:
            return parse(value)
        except ProtocolError as error:
            raise self.refusal(error) from None

    def refusal(self, said: Error | ProtocolError) -> Setback:
        """An answer that is none: an error of the device's, or bytes that make no sense."""
        if said is Error.NOT_AUTHORIZED:
            return self.setback(Code.PRESS_BUTTON)
        detail = f"error {said:02X}" if isinstance(said, Error) else str(said)
        return self.setback(Code.BROKEN_PROTOCOL, detail=detail)

    def setback(self, code: Code, *, network: str = "", detail: str = "") -> Setback:
        """A setback about this device."""
        return Setback(code, device=self._serial, network=network, detail=detail)
