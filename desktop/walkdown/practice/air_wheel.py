"""When each device advertises: one timer for all of them, and none while nobody listens."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import random
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Member = TypeVar("_Member", bound=Hashable)
_JITTER_S = 0.010  # advDelay, Core Spec Vol 6 Part B 4.4.2.2.1
_SLACK_S = 0.001  # turns this close together share one wake-up


class AdvertWheel(Generic[_Member]):
    """Gives each member its turn once per interval plus 0 to 10 ms, while `listen(True)`."""

    def __init__(self, turn: Callable[[_Member], None], rolls: random.Random) -> None:
        self._turn = turn
        self._rolls = rolls
        self._interval: dict[_Member, float] = {}
        self._ticket: dict[_Member, int] = {}
        self._due: list[tuple[float, int, _Member]] = []
        self._numbers = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._listening = False

    @property
    def armed(self) -> bool:
        """Whether a timer runs."""
        return self._timer is not None

    def add(self, member: _Member, interval_s: float) -> None:
        """Let it advertise; again with another interval replaces the first."""
        self._interval[member] = interval_s
        if self._listening:
            self._schedule(member, self._rolls.uniform(0.0, interval_s))
            self._arm()

    def discard(self, member: _Member) -> None:
        self._interval.pop(member, None)
        self._ticket.pop(member, None)

    def listen(self, listening: bool) -> None:
        """Start the turns, at random phases, or stop them and the timer."""
        if listening == self._listening:
            return
        self._listening = listening
        self._due.clear()
        if listening:
            for member, interval_s in self._interval.items():
                self._schedule(member, self._rolls.uniform(0.0, interval_s))
        self._arm()

    def _schedule(self, member: _Member, wait_s: float) -> None:
        ticket = next(self._numbers)
        self._ticket[member] = ticket
        due = asyncio.get_running_loop().time() + wait_s
        heapq.heappush(self._due, (due, ticket, member))

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._due:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(self._due[0][0], self._wake)

    def _wake(self) -> None:
        self._timer = None
        horizon = asyncio.get_running_loop().time() + _SLACK_S
        while self._due and self._due[0][0] <= horizon:
            _, ticket, member = heapq.heappop(self._due)
            if self._ticket.get(member) == ticket:
                self._schedule(member, self._interval[member] + self._rolls.uniform(0, _JITTER_S))
                self._turn(member)
        self._arm()
