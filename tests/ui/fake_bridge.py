"""A bridge without an engine: it writes down which use cases a page calls, and with what."""

from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from walkdown.core.job import Stage


async def _nothing() -> None:
    """What every use case of the fake engine does."""


class Recorder:
    """Stands for the engine and its desks: `e.network.look()` is kept as ("network.look", ())."""

    def __init__(self, calls: list[tuple[str, tuple[Any, ...]]], path: str = "") -> None:
        self._calls = calls
        self._path = path

    def __getattr__(self, name: str) -> "Recorder":
        return Recorder(self._calls, f"{self._path}.{name}".lstrip("."))

    def __call__(self, *args: Any, **more: Any) -> Coroutine[Any, Any, None]:
        self._calls.append((self._path, (*args, *more.values())))
        return _nothing()


DRAFT = "jobs.draft"


class FakeBridge(QObject):
    """Runs what a page sends against a recorder; `calls` and `wheres` are in the order sent.

    Drafts come with every key and do nothing: they are kept apart, as (field, text, device).
    """

    message = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.wheres: list[Stage | None] = []
        self.drafts: list[tuple[str, str, str]] = []

    @property
    def names(self) -> list[str]:
        """The use cases called, without what they were given."""
        return [name for name, _ in self.calls]

    def do(
        self, call: Callable[[Any], Coroutine[Any, Any, None]], where: Stage | None = None
    ) -> "Future[None]":
        """As the real one; done at once."""
        calls: list[tuple[str, tuple[Any, ...]]] = []
        call(Recorder(calls)).close()
        drafts = [args[0] for name, args in calls if name == DRAFT]
        self.drafts += [(str(d.field), d.text, d.device) for d in drafts]
        if not drafts:
            self.calls += calls
            self.wheres.append(where)
        done: Future[None] = Future()
        done.set_result(None)
        return done
