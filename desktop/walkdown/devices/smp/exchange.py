"""Requests and answers of SMP on one session, matched by number, each with its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from walkdown.core.trouble import Code, Setback
from walkdown.devices.session import Session
from walkdown.devices.smp import frames, messages, refusals
from walkdown.devices.smp.frames import Assembly, Command, Frame, ProtocolError
from walkdown.devices.smp.messages import Refusal, Said

T = TypeVar("T")
Answer = TypeVar("Answer")

# More makes hardly any difference to the speed, and less of it is lost where the link is.
MOST_FRAME: Final = 4096
PROBE_S: Final = 2.0
MOST_AT_ONCE: Final = 3
# A device needs one buffer for its answer, and may have given another to somebody else.
SPARE_FRAMES: Final = 2
# Less than that of a request's length is too much to give up for full parts.
WORTH_A_PART: Final = 0.97


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way; its answer is `late` after that time of the loop."""

    command: Command
    sequence: int
    late: float


class Exchange:
    """Talks with one device over one link; raises Setback."""

    def __init__(self, session: Session, serial: str) -> None:
        self._session = session
        self._serial = serial
        self._assembly = Assembly()
        self._sequence = 0
        self._longest = MOST_FRAME
        self._joins = False
        self.at_once = 1
        """How many requests it holds at a time."""

    async def start(self) -> None:
        """Subscribe; pair where the device wants that first. Setback(CANNOT_SET_UP) without SMP."""
        if not self._session.handles(frames.CHARACTERISTIC):
            raise self.setback(Code.CANNOT_SET_UP, "no SMP")
        try:
            await self._subscribe()
        except Setback as setback:
            if setback.code is not Code.NOT_PAIRED:
                raise
            await self._session.pair()
            await self._subscribe()

    async def learn(self) -> None:
        """What the device says of its buffers; a device that says nothing gets the least."""
        said = await self.answer(frames.PARAMS, messages.EMPTY)
        if isinstance(said, Refusal):
            return
        params = self.parsed(messages.parse_params, said)
        self._longest = min(params.frame_bytes, MOST_FRAME)
        self._joins = await self._joins_parts()
        self.at_once = min(max(1, params.frames - SPARE_FRAMES), MOST_AT_ONCE)

    @property
    def frame_bytes(self) -> int:
        """The longest request, its header included: as the device says, or what one part carries.

        A last part of some bytes costs as much air as a full one, so it is left out.
        """
        if not self._joins:
            return min(self._longest, self._room)
        full = self._longest - self._longest % self._room
        return full if full >= self._longest * WORTH_A_PART else self._longest

    async def ask(self, command: Command, body: bytes, seconds: float | None = None) -> Said:
        """The answer's map. Setback(FIRMWARE_REFUSED) with the device's reason in plain words."""
        return self.accepted(await self.answer(command, body, seconds))

    def accepted(self, said: Said | Refusal) -> Said:
        """An answer that is no refusal; Setback(FIRMWARE_REFUSED) for one."""
        if isinstance(said, Refusal):
            raise self.setback(Code.FIRMWARE_REFUSED, refusals.words(said))
        return said

    async def answer(
        self, command: Command, body: bytes, seconds: float | None = None
    ) -> Said | Refusal:
        """The same, for those that go on where something is refused."""
        self._assembly.forget()
        _, said = await self.next_answer((await self.post(command, body, seconds),))
        return said

    async def post(self, command: Command, body: bytes, seconds: float | None = None) -> Asked:
        """Send a request whose answer is taken later, within `seconds` and its time on the way."""
        self._sequence = (self._sequence + 1) % frames.SEQUENCES
        frame = frames.pack(command, self._sequence, body)
        patience = self._session.patience
        most = (seconds or patience.answer_s) + len(frame) * patience.byte_s * self.at_once
        asked = Asked(command, self._sequence, asyncio.get_running_loop().time() + most)
        await self._session.send(frames.CHARACTERISTIC, frame, most)
        return asked

    async def next_answer(
        self, asked: Sequence[Asked], seconds: float | None = None
    ) -> tuple[Asked, Said | Refusal]:
        """The next answer to any of these. Setback(NO_ANSWER) once the first of them is late.

        Late answers to others are passed over.
        """
        if seconds is None:
            seconds = asked[0].late - asyncio.get_running_loop().time()
        found: list[tuple[Asked, Frame]] = []
        if not await self._session.until(lambda: self._answered(asked, found), seconds):
            raise self.setback(Code.NO_ANSWER)
        one, frame = found[0]
        if not frame.answers(one.command):
            raise self.setback(Code.BROKEN_PROTOCOL, "an answer to something else")
        return one, self.parsed(messages.parse_answer, frame.body)

    def parsed(self, parse: Callable[[T], Answer], value: T) -> Answer:
        """What a parser makes of it; its error becomes Setback(BROKEN_PROTOCOL)."""
        try:
            return parse(value)
        except ProtocolError as error:
            raise self.setback(Code.BROKEN_PROTOCOL, str(error)) from None

    def setback(self, code: Code, detail: str = "") -> Setback:
        """With the device's name."""
        return Setback(code, device=self._serial, detail=detail)

    # --- inside ---------------------------------------------------------------------------------

    @property
    def _room(self) -> int:
        return self._session.room(frames.CHARACTERISTIC)

    async def _subscribe(self) -> None:
        await self._session.subscribe(frames.CHARACTERISTIC, self._assembly.feed)

    def _answered(self, asked: Sequence[Asked], found: list[tuple[Asked, Frame]]) -> bool:
        """Whether an answer to one of them is here."""
        while self._assembly.waiting:
            frame = self.parsed(Assembly.take, self._assembly)
            for one in asked:
                if frame is not None and frame.sequence == one.sequence:
                    found.append((one, frame))
                    return True
        return False

    async def _joins_parts(self) -> bool:
        """Whether a request in two parts is answered at all: some builds leave that out."""
        if self._longest < self._room + 2:
            return False  # nothing to be gained
        body = messages.echo(min(self._longest, 2 * self._room))
        try:
            await self.answer(frames.ECHO, body, min(PROBE_S, self._session.patience.answer_s))
        except Setback as setback:
            if setback.code is Code.NO_ANSWER:
                return False
            raise
        return True
