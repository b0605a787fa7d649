"""The leases that are out, each with its hard stop, and those that are coming to rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.machine import Operation
from walkdown.consent.purpose import Permission
from walkdown.consent.question import Use
from walkdown.consent.registry import PromptText

# The system's own permissions are looked at again this often while something is in use.
_LOOK_S: Final = 5.0
# How long an adapter may take to come to rest (consent.md 3.4); a write ends at its next safe point.
REST_S: Final = {Permission.CAMERA: 0.3, Permission.NEARBY: 0.5, Permission.LOCATION: 0.2}
SAFE_POINT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """One lease. `start` is the seq of its use.start, `grant` of the yes it rests on.

    `text` are the words of that yes, whatever they are by now.
    """

    lease: Lease
    use: Use
    start: int
    grant: int
    until_ms: int
    operation: Operation
    text: PromptText


@dataclass(frozen=True, slots=True)
class Resting:
    """A use that was ended and is not at rest yet; `since` and the timer are the loop's."""

    running: Running
    since: float
    late: asyncio.TimerHandle


class InUse:
    """Lives on the loop. `over` is called once for a lease whose time has come, `look` now and then."""

    def __init__(
        self,
        now_ms: Callable[[], int],
        over: Callable[[Running], None],
        look: Callable[[Running], None],
        late: Callable[[Running], None],
    ) -> None:
        self._now_ms = now_ms
        self._over = over
        self._look = look
        self._late = late
        self._running: dict[int, Running] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._resting: dict[int, Resting] = {}

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

    def rest(self, running: Running, operation: Operation) -> None:
        """It was ended from outside: whoever holds it has a deadline to come to rest."""
        loop = asyncio.get_running_loop()
        within = REST_S.get(running.use.permission, SAFE_POINT_S)
        draining = replace(running, operation=operation)
        late = loop.call_later(within, self._be_late, running.lease.number)
        self._resting[running.lease.number] = Resting(draining, loop.time(), late)

    def rested(self, number: int) -> Resting | None:
        """It has come to rest; None where nobody waits for that."""
        resting = self._resting.pop(number, None)
        if resting is not None:
            resting.late.cancel()
        return resting

    def forget(self) -> None:
        """The program ends: nobody waits any longer."""
        for number in tuple(self._resting):
            self.rested(number)

    def _be_late(self, number: int) -> None:
        if resting := self._resting.pop(number, None):
            self._late(resting.running)

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
            self._look(running)
        else:
            self._timers[number] = loop.call_later(0, self._over, running)
