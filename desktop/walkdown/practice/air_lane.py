"""One direction of one link: packets arrive late, but each once and in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Carries(Protocol):
    """A direction of a link, whatever decides when its packets arrive."""

    def send(self, deliver: Callable[[], None], octets: int = 0) -> None: ...
    def purge(self) -> None: ...


class Lane:
    """Delivers what is sent after `delay_s()` seconds, never overtaking."""

    def __init__(self, delay_s: Callable[[], float]) -> None:
        self._delay_s = delay_s
        self._packets: deque[tuple[float, Callable[[], None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def send(self, deliver: Callable[[], None], octets: int = 0) -> None:
        """`octets`: the packet's length, which costs no time here."""
        due = asyncio.get_running_loop().time() + self._delay_s()
        if self._packets:
            due = max(due, self._packets[-1][0])
        self._packets.append((due, deliver))
        self._arm()

    def purge(self) -> None:
        """What is still in the air is lost."""
        self._packets.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _arm(self) -> None:
        if self._timer is None and self._packets:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(self._packets[0][0], self._arrive)

    def _arrive(self) -> None:
        self._timer = None
        if self._packets:
            _, deliver = self._packets.popleft()
            deliver()
        self._arm()
