"""The engine's thread: one asyncio loop from start to quit, on which the engine is built and lives."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from walkdown.app.engine import Engine
from walkdown.app.messages import Message, StartFailed
from walkdown.consent.ledger import LedgerBusy
from walkdown.core.job import Stage

log = logging.getLogger(__name__)

Call = Callable[[Engine], Coroutine[Any, Any, None]]
END_S = 8.0
LAST_WORDS_S = 0.5
FIRST_STEPS = 2  # turns of the loop in which what was sent last becomes a task and begins


class EngineThread:
    """Started and closed by the bridge. `tell` is called on this thread."""

    def __init__(
        self,
        build: Callable[[Callable[[Message], None]], Engine],
        tell: Callable[[Message], None],
    ) -> None:
        self._build = build
        self._tell = tell
        self._loop = asyncio.new_event_loop()
        self._engine: Engine | None = None
        self._doing: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="engine")

    def start(self) -> None:
        """Begin; the engine is built on its own loop."""
        self._thread.start()

    def do(self, call: Call, where: Stage | None) -> None:
        """Run a use case under the engine's border; nothing once the engine has ended."""
        if self._ended:
            return
        work = self._guarded(call, where)
        try:
            asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:  # the loop was closed between the two
            work.close()

    def close(self) -> None:
        """End the engine, then the loop, then the thread."""
        self._closing = True
        if not self._ended:
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(END_S + 2)
        if self._thread.is_alive():
            log.error("the engine did not end in time")

    async def _guarded(self, call: Call, where: Stage | None) -> None:
        task = asyncio.current_task()
        if self._engine is None or task is None:
            return
        self._doing.add(task)
        try:
            await self._engine.guard(call(self._engine), where)
        finally:
            self._doing.discard(task)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        # Work sent meanwhile waits on the loop until the engine is there.
        if self._make():
            if not self._closing:  # a stop that came while it was built is spent by now
                self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        self._ended = True
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _make(self) -> bool:
        async def make() -> None:
            self._engine = self._build(self._tell)

        try:
            self._loop.run_until_complete(make())
        except LedgerBusy:
            self._tell(StartFailed(already_open=True))
        except Exception:  # the border: without an engine there is only this to say
            reference = secrets.token_hex(4)
            log.exception("the engine could not be built, %s", reference)
            self._tell(StartFailed(reference=reference))
        return self._engine is not None

    async def _end(self) -> None:
        engine = self._engine
        if engine is None:
            return
        for _ in range(FIRST_STEPS):
            await asyncio.sleep(0)
        if self._doing:  # what was typed last is on its way to the disk
            await asyncio.wait(set(self._doing), timeout=LAST_WORDS_S)
        try:
            async with asyncio.timeout(END_S):
                await engine.close()
        except TimeoutError:
            log.error("the engine's work did not end in time")
        mine = asyncio.current_task()
        left = [t for t in asyncio.all_tasks() if t is not mine]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
