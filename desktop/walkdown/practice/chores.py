"""Timers with names and tasks of one practice device, all ended together when it is switched off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Chores:
    """What a device does later or meanwhile, on the running loop."""

    def __init__(self) -> None:
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def after(self, name: str, seconds: float, what: Callable[[], object]) -> None:
        """Do it once, later; a timer of the same name starts anew."""

        def ring() -> None:
            self._timers.pop(name, None)
            what()

        self.stop(name)
        self._timers[name] = asyncio.get_running_loop().call_later(seconds, ring)

    def runs(self, name: str) -> bool:
        """Whether this timer has not rung yet."""
        return name in self._timers

    def stop(self, name: str) -> None:
        """Let the timer not ring."""
        if timer := self._timers.pop(name, None):
            timer.cancel()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it meanwhile."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Stop every timer and end every task but the one that calls this."""
        for name in tuple(self._timers):
            self.stop(name)
        tasks = self._tasks - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
