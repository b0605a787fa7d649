"""One link in connection events: packets move at its anchors only, as on a real radio, and without dice."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable

SHORTEST_S, LONGEST_S = 0.0075, 4.0  # Core Spec Vol 6 Part B 4.5.1
MOST_PDUS = 6  # of each side in one event
PDU_OCTETS = 251  # LE data length extension, the longest there is
OPEN_SHARE = 0.5  # of the interval: so long the device may answer in the same event


class EventLane:
    """One direction of the link, and its `other`.

    An L2CAP frame longer than a data PDU takes several of them.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self.other = self
        self._packets: deque[tuple[int, Callable[[], None]]] = deque()
        self._room = 0

    @property
    def waits(self) -> bool:
        """Whether something is to be sent."""
        return bool(self._packets)

    @property
    def room(self) -> int:
        """How many PDUs of the present event are left."""
        return self._room

    def send(self, deliver: Callable[[], None], octets: int = 0) -> None:
        """`deliver` when the last of its PDUs has been sent; `octets` is the frame's length."""
        self._packets.append((max(1, math.ceil(octets / PDU_OCTETS)), deliver))
        self._wake()

    def purge(self) -> None:
        """What was not sent is lost."""
        self._packets.clear()
        self._wake()

    def refill(self) -> None:
        """A new event begins."""
        self._room = MOST_PDUS

    def flush(self) -> bool:
        """Send what this event has room for; whether that was anything."""
        sent = False
        while self._packets and self._room:
            needs, deliver = self._packets.popleft()
            now = min(needs, self._room)
            self._room -= now
            sent = True
            if needs > now:
                self._packets.appendleft((needs - now, deliver))
            else:
                deliver()
        return sent


class ConnectionEvents:
    """Anchors at every `interval_s` since the link began.

    The central's packets leave at the next anchor. The device's leave in the event in which it was
    spoken to if they are ready while that is open, else at the next anchor: a request and its answer
    take one interval. No packet waits for a roll of the dice.
    """

    def __init__(self, interval_s: float) -> None:
        self._interval_s = interval_s
        self._first = asyncio.get_running_loop().time()
        self._last = 0
        self._open_until = -math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._answering: asyncio.Handle | None = None
        self.central = EventLane(self._wake)
        self.device = EventLane(self._wake)
        self.central.other, self.device.other = self.device, self.central

    def _wake(self) -> None:
        if not self.central.waits and not self.device.waits:
            self._rest()
            return
        if self.device.waits and self.device.room and self._open and self._answering is None:
            self._answering = asyncio.get_running_loop().call_soon(self._answer)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            number = max(self._last, int((loop.time() - self._first) / self._interval_s)) + 1
            self._timer = loop.call_at(self._at(number), self._event, number)

    @property
    def _open(self) -> bool:
        return asyncio.get_running_loop().time() <= self._open_until

    def _at(self, number: int) -> float:
        return self._first + number * self._interval_s

    def _event(self, number: int) -> None:
        """Both sides' turn; it stays open only where the central said something."""
        self._timer, self._last = None, number
        self.central.refill()
        self.device.refill()
        if self.central.flush():
            self._open_until = self._at(number) + OPEN_SHARE * self._interval_s
        self.device.flush()
        self._wake()

    def _answer(self) -> None:
        self._answering = None
        if self._open:
            self.device.flush()
        self._wake()

    def _rest(self) -> None:
        for handle in (self._timer, self._answering):
            if handle is not None:
                handle.cancel()
        self._timer = self._answering = None
