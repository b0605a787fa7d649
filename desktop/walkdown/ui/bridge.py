"""The bridge: the engine's thread and loop on one side, one queued signal to the window on the other."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from walkdown.app.engine import Engine
from walkdown.app.messages import Message
from walkdown.core.job import Stage

log = logging.getLogger(__name__)

Build = Callable[[Callable[[Message], None]], Engine]
END_S = 8.0
LAST_WORDS_S = 0.5


class Bridge(QObject):
    """The only object that crosses threads. Lives as long as the program.

    `do()` sends work to the engine; whatever the engine tells arrives as `message` on the UI thread.
    """

    message = Signal(object)

    def __init__(self, build: Build) -> None:
        super().__init__()
        self._build = build
        self._loop = asyncio.new_event_loop()
        self._engine: Engine | None = None
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._open = True
        self._doing: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._run, name="engine")

    def start(self) -> None:
        """Start the engine's thread. Raises what the engine's building raised."""
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed

    def do(
        self,
        call: Callable[[Engine], Coroutine[Any, Any, None]],
        where: Stage | None = None,
    ) -> Future[None]:
        """Run a use case; what goes wrong is told as a message. The handle can be cancelled."""
        if not self._open:
            gone: Future[None] = Future()
            gone.cancel()
            return gone
        return asyncio.run_coroutine_threadsafe(self._guarded(call, where), self._loop)

    def close(self) -> None:
        """End the engine and its thread; safe to call twice."""
        if not self._open:
            return
        self._open = False
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(END_S + 2)
        if self._thread.is_alive():
            log.error("the engine did not end in time")

    async def _guarded(
        self, call: Callable[[Engine], Coroutine[Any, Any, None]], where: Stage | None
    ) -> None:
        task = asyncio.current_task()
        if self._engine is None or task is None:
            return
        self._doing.add(task)
        try:
            await self._engine.guard(call(self._engine), where)
        finally:
            self._doing.discard(task)

    def _tell(self, message: Message) -> None:
        if self._open:
            self.message.emit(message)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._make())
        if self._failed is None:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    async def _make(self) -> None:
        try:
            self._engine = self._build(self._tell)
        except Exception as error:  # noqa: BLE001 (told to whoever started the program)
            self._failed = error
        finally:
            self._ready.set()

    async def _end(self) -> None:
        engine = self._engine
        if engine is None:
            return
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
