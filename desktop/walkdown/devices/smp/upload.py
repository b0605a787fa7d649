"""An image's way into a device: parts as long as it takes, on from where the device says, with an end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image, Phase, Progress
from walkdown.core.trouble import Code, Setback
from walkdown.devices.smp import frames, messages
from walkdown.devices.smp.exchange import Asked, Exchange
from walkdown.devices.smp.messages import Said, Uploaded
from walkdown.devices.waiting import Patience

Tell = Callable[[Progress], None]

# A device may send us back, but not for ever: so often as many parts as the image has.
ROUNDS: Final = 4
SPARE_PARTS: Final = 64
LEAST_PART: Final = 16
TELL_S: Final = 0.1
SPEED_OVER_S: Final = 3.0


class Upload:
    """One image on its way over any number of links; `sent` is what the device has of it."""

    def __init__(self, image: Image, tell: Tell, patience: Patience) -> None:
        self._image = image
        self._patience = patience
        self._gauge = _Gauge(image.size, tell)
        self._parts_left: int | None = None
        self._late: float | None = None
        self._one_by_one = False
        self.sent = 0

    async def run(self, lease: Lease, talk: Exchange) -> None:
        """Send what is missing. Setback: FIRMWARE_REFUSED, BROKEN_PROTOCOL, NO_ANSWER, LINK_LOST.

        Needs a FIRMWARE lease. Called again on another link, it goes on where the device says; the
        time for all of it goes on as well.
        """
        self._one_by_one = self._one_by_one or self._late is not None
        try:
            lease.check(Purpose.FIRMWARE)
        except LeaseEnded:
            raise talk.setback(Code.STOPPED_BY_YOU) from None
        try:
            async with asyncio.timeout_at(self._end()):
                said = await self._all(talk)
        except TimeoutError:
            raise talk.setback(Code.NO_ANSWER, "it takes far too long") from None
        if said.match is False:
            raise talk.setback(Code.FIRMWARE_REFUSED, "it arrived damaged")
        self._gauge.tell_at_once(self.sent)

    async def _all(self, talk: Exchange) -> Uploaded:
        said = await self._opened(talk)
        while said.offset < self._image.size:
            said = await (self._stream(talk, said.offset) if said.offset else self._opened(talk))
        return said

    async def _opened(self, talk: Exchange) -> Uploaded:
        """The first part, which is answered with where to go on."""
        self._count(talk)
        length = talk.frame_bytes
        part = talk.parsed(lambda image: messages.first_part(image, length), self._image)
        return self._taken(talk, await talk.ask(frames.UPLOAD, part.body, self._patience.erase_s))

    async def _stream(self, talk: Exchange, offset: int) -> Uploaded:
        """Parts from there on, the next before the last is answered where the device has room.

        Ends with the image, or where the device wants another part than is due.
        """
        flying: deque[tuple[Asked, int]] = deque()
        while True:
            while offset < self._image.size and len(flying) < self._at_once(talk):
                asked, offset = await self._send(talk, offset)
                flying.append((asked, offset))
            said, due = await self._landed(talk, flying)
            if said.offset != due:
                self._one_by_one = True
                return await self._last_word(talk, flying, said)
            if said.offset == self._image.size:
                return said

    async def _send(self, talk: Exchange, offset: int) -> tuple[Asked, int]:
        self._count(talk)
        length = talk.frame_bytes
        part = talk.parsed(lambda image: messages.next_part(image, offset, length), self._image)
        return await talk.post(frames.UPLOAD, part.body), part.end

    async def _landed(
        self, talk: Exchange, flying: deque[tuple[Asked, int]], seconds: float | None = None
    ) -> tuple[Uploaded, int]:
        """The next answer, and the offset that is due then; those before it were lost."""
        one, said = await talk.next_answer([asked for asked, _ in flying], seconds)
        while True:
            asked, due = flying.popleft()
            if asked is one:
                return self._taken(talk, talk.accepted(said)), due

    async def _last_word(
        self, talk: Exchange, flying: deque[tuple[Asked, int]], said: Uploaded
    ) -> Uploaded:
        """What the device says once nothing is on its way any more."""
        try:
            while flying:
                said, _ = await self._landed(talk, flying, self._patience.rest_s)
        except Setback as setback:
            if setback.code is not Code.NO_ANSWER:
                raise
        return said

    def _at_once(self, talk: Exchange) -> int:
        return 1 if self._one_by_one else talk.at_once

    def _taken(self, talk: Exchange, said: Said) -> Uploaded:
        uploaded = talk.parsed(messages.parse_uploaded, said)
        if uploaded.offset > self._image.size:
            raise talk.setback(Code.BROKEN_PROTOCOL, "an offset is behind the end")
        self.sent = uploaded.offset
        self._gauge.tell(self.sent)
        return uploaded

    def _count(self, talk: Exchange) -> None:
        if self._parts_left is None:
            part = max(talk.frame_bytes - messages.BESIDE_DATA, LEAST_PART)
            self._parts_left = ROUNDS * (self._image.size // part + 1) + SPARE_PARTS
        self._parts_left -= 1
        if self._parts_left < 0:
            raise talk.setback(Code.BROKEN_PROTOCOL, "its offsets do not come to an end")

    def _end(self) -> float:
        """The loop's time at which even the slowest link would be through."""
        if self._late is None:
            most = self._patience.erase_s + self._image.size * self._patience.byte_s
            self._late = asyncio.get_running_loop().time() + most
        return self._late


class _Gauge:
    """Tells how far it is, ten times a second at most, with the speed of the last seconds."""

    def __init__(self, size: int, tell: Tell) -> None:
        self._size = size
        self._tell = tell
        self._told_at = float("-inf")
        self._marks: deque[tuple[float, int]] = deque(maxlen=int(SPEED_OVER_S / TELL_S))

    def tell(self, sent: int) -> None:
        """Where it is time for that."""
        now = asyncio.get_running_loop().time()
        if now - self._told_at < TELL_S:
            return
        self._told_at = now
        while self._marks and (self._marks[0][1] > sent or now - self._marks[0][0] > SPEED_OVER_S):
            self._marks.popleft()
        self._marks.append((now, sent))
        self._tell(Progress(Phase.UPLOAD, sent, self._size, self._speed()))

    def tell_at_once(self, sent: int) -> None:
        """The end of it."""
        self._tell(Progress(Phase.UPLOAD, sent, self._size, self._speed()))

    def _speed(self) -> float:
        if len(self._marks) < 2:
            return 0.0
        (begun, first), (now, last) = self._marks[0], self._marks[-1]
        return max(0.0, (last - first) / (now - begun)) if now > begun else 0.0
