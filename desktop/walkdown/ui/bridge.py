"""The bridge: the engine's thread on one side, one queued signal to the window on the other."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:  # the engine is loaded by its thread, after the first page is painted
    from walkdown.app.engine import Engine
    from walkdown.app.messages import Message
    from walkdown.core.job import Stage
    from walkdown.ui.engine_thread import EngineThread

    Build = Callable[[Callable[[Message], None]], Engine]
    Call = Callable[[Engine], Coroutine[Any, Any, None]]


class Bridge(QObject):
    """The only object that crosses threads. Lives as long as the program.

    `do()` sends work to the engine; whatever the engine tells arrives as `message` on the UI thread.
    """

    message = Signal(object)
    _told = Signal(object)

    def __init__(self, build: Build) -> None:
        super().__init__()
        self._build = build
        self._thread: EngineThread | None = None
        self._waiting: list[tuple[Call, Stage | None]] = []
        self._open = True
        self._told.connect(self._pass_on)

    def start(self) -> None:
        """Start the engine's thread and return at once; a failure arrives as `StartFailed`."""
        from walkdown.ui.engine_thread import EngineThread

        self._thread = EngineThread(self._build, self._tell)
        self._thread.start()
        waiting, self._waiting = self._waiting, []
        for call, where in waiting:
            self._thread.do(call, where)

    def do(self, call: Call, where: Stage | None = None) -> None:
        """Run a use case; what goes wrong is told as a message. Work before `start` waits for it."""
        if not self._open:
            return
        if self._thread is None:
            self._waiting.append((call, where))
        else:
            self._thread.do(call, where)

    def close(self) -> None:
        """End the engine and its thread; safe to call twice."""
        if self._open:
            self._open = False
            if self._thread is not None:
                self._thread.close()

    def _tell(self, message: Message) -> None:
        """On the engine's thread; arrives on this object's own."""
        self._told.emit(message)

    def _pass_on(self, message: Message) -> None:
        """What was on its way when the window closed is not told any more."""
        if self._open:
            self.message.emit(message)
