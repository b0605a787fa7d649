"""Timers that our code set on an asyncio loop and left there when the loop was closed.

`watch()` makes every timer note who set it, and every loop that is closed say what still stood on it:
a test's own loop as well as an engine's. `left_on_loops()` gives what was found since it was last asked.
"""

import asyncio
import sys
import sysconfig
from contextvars import Context
from types import FrameType
from typing import Any

LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "platlib", "purelib"))
_found: list[str] = []


class NotedTimer(asyncio.TimerHandle):
    """A timer that knows the place in our code that set it; "" for one that a library set."""

    __slots__ = ("set_at",)

    def __init__(
        self,
        when: float,
        callback: Any,
        args: Any,
        loop: asyncio.AbstractEventLoop,
        context: Context | None = None,
    ) -> None:
        super().__init__(when, callback, args, loop, context)
        self.set_at = _place(sys._getframe(1))


def watch() -> None:
    """Begin, once for the whole run. A test that ends with timers left is found by its loop's end."""
    asyncio.events.TimerHandle = NotedTimer
    close = asyncio.BaseEventLoop.close

    def look_and_close(loop: asyncio.BaseEventLoop) -> None:
        if not loop.is_closed():
            _found.extend(left_on(loop))
        close(loop)

    asyncio.BaseEventLoop.close = look_and_close


def left_on(loop: asyncio.AbstractEventLoop) -> list[str]:
    """The timers of ours that still wait on a loop: what each would do, and where it was set."""
    timers: list[asyncio.TimerHandle] = getattr(loop, "_scheduled", [])
    left = (t for t in timers if isinstance(t, NotedTimer) and t.set_at and not t.cancelled())
    return sorted(f"{_name(t._callback)} set at {t.set_at}" for t in left)


def left_on_loops() -> str:
    """Say what was left on the loops that were closed since this was last asked."""
    found, _found[:] = list(_found), []
    return f"timers left on a loop: {', '.join(found)}" if found else ""


def _place(frame: FrameType | None) -> str:
    """Where, of all that led to this timer, asyncio was called from; "" for a library's code."""
    while frame is not None and frame.f_globals.get("__name__", "").startswith("asyncio"):
        if frame.f_code.co_name == "_run":  # a turn of the loop: whoever runs the loop set nothing
            return ""
        frame = frame.f_back
    if frame is None or frame.f_code.co_filename.startswith(LIBRARIES):
        return ""
    return f"{frame.f_globals.get('__name__', '')}:{frame.f_lineno}"


def _name(callback: Any) -> str:
    return str(getattr(callback, "__qualname__", None) or type(callback).__name__)
