"""The one clock of what turns: the arc of "working" goes round in 1.2 s, or stands still."""

from __future__ import annotations

from weakref import WeakSet

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication, QStyle, QWidget

_TURN_MS = 1200
_FRAME_MS = 50

_turning: WeakSet[QWidget] = WeakSet()
_clock = QElapsedTimer()
_timer: QTimer | None = None


def turn() -> float:
    """How far round the arc is now, 0 to 1."""
    return (_clock.elapsed() % _TURN_MS) / _TURN_MS if _clock.isValid() else 0.0


def reduced() -> bool:
    """True when the person's system asks for no animation."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return True
    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0


def keep_turning(widget: QWidget, *, on: bool) -> None:
    """Repaint a widget while it shows "working"; nothing runs while nothing visible turns."""
    if on and not reduced():
        _turning.add(widget)
        _start()
    else:
        _turning.discard(widget)


def _start() -> None:
    global _timer
    if _timer is None:
        _timer = QTimer(QApplication.instance())
        _timer.setInterval(_FRAME_MS)
        _timer.timeout.connect(_tick)
        _timer.destroyed.connect(_forget)
    if not _timer.isActive():
        _clock.start()
        _timer.start()


def _forget() -> None:
    global _timer
    _timer = None


def _tick() -> None:
    for widget in list(_turning):
        widget.update()
    if not _turning and _timer is not None:
        _timer.stop()
