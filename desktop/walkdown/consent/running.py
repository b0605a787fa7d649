"""The leases that are out, each with its hard stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.question import Use

_LOOK_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    """One lease. `start` is the seq of its use.start, `grant` of the yes it rests on."""

    lease: Lease
    use: Use
    start: int
    grant: int
    until_ms: int


class InUse:
    """Lives on the loop. `over` is called once for a lease whose time has come."""

    def __init__(self, now_ms: Callable[[], int], over: Callable[[Running], None]) -> None:
        self._now_ms = now_ms
        self._over = over
        self._running: dict[int, Running] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def __iter__(self) -> Iterator[Running]:
        """Oldest first; may be changed while it is gone through."""
        return iter(tuple(self._running.values()))

    def get(self, number: int) -> Running | None:
        """The running lease with this number."""
        return self._running.get(number)

    def add(self, running: Running) -> None:
        """From now on it is watched."""
        self._running[running.lease.number] = running
        self._watch(running, asyncio.get_running_loop().time() + self._left_s(running))

    def take(self, number: int) -> Running | None:
        """End the lease and watch it no longer; None where that was done before."""
        running = self._running.pop(number, None)
        if running is not None:
            self._timers.pop(number).cancel()
            running.lease.end()
        return running

    def _left_s(self, running: Running) -> float:
        return (running.until_ms - self._now_ms()) / 1000

    def _watch(self, running: Running, deadline: float) -> None:
        """Two clocks: the loop's stands still in a sleeping laptop, the wall's can be set back."""
        loop = asyncio.get_running_loop()
        left = min(self._left_s(running), deadline - loop.time())
        number = running.lease.number
        if left > 0:
            wait = min(left, _LOOK_S)
            self._timers[number] = loop.call_later(wait, self._watch, running, deadline)
        else:
            self._timers[number] = loop.call_later(0, self._over, running)
