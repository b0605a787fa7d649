"""Many changes, few words: calls `tell` at once for the first change, then at most every so often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

EVERY_S = 0.1


class Merged:
    """Belongs to the running loop. `close` leaves no timer; nothing is told after it."""

    def __init__(self, tell: Callable[[], None], every_s: float = EVERY_S) -> None:
        self._tell = tell
        self._every_s = every_s
        self._loop = asyncio.get_running_loop()
        self._next = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def poke(self) -> None:
        """Something changed."""
        if self._timer is None and not self._closed:
            wait_s = max(0.0, self._next - self._loop.time())
            self._timer = self._loop.call_later(wait_s, self._say)

    def close(self) -> None:
        """Say nothing any more."""
        self._closed = True
        if self._timer:
            self._timer.cancel()

    def _say(self) -> None:
        self._timer = None
        self._next = self._loop.time() + self._every_s
        self._tell()
