"""A short flash over picture and list: green for added, amber for known, red for wrong, with its sign."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import Outcome
from walkdown.ui import motion, theme
from walkdown.ui.glyphs import Glyph, paint_glyph
from walkdown.ui.tones import Tone

LONG_MS: Final = 260
_QUIET: Final = frozenset({Outcome.REMOVED})
_KNOWN: Final = frozenset({Outcome.DUPLICATE, Outcome.SECOND_LABEL, Outcome.ROUTER})
_GLYPHS: Final[dict[Tone, Glyph]] = {
    Tone.ADDED: "ok",
    Tone.KNOWN: "duplicate",
    Tone.WRONG: "stop",
}
_COLOURS: Final = {Tone.ADDED: "ok", Tone.KNOWN: "warn", Tone.WRONG: "stop"}


def tone_of(outcome: Outcome) -> Tone | None:
    """What a scan sounds and looks like; None where the person did it by a button."""
    if outcome in _QUIET:
        return None
    if outcome is Outcome.ADDED:
        return Tone.ADDED
    return Tone.KNOWN if outcome in _KNOWN else Tone.WRONG


class Flash(QWidget):
    """Lies over its parent, lets the mouse through, and is gone by itself."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("labels.flash")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._tone = Tone.ADDED
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(LONG_MS)
        self._clock.timeout.connect(self.hide)
        over.installEventFilter(self)

    @property
    def tone(self) -> Tone:
        """What was shown last."""
        return self._tone

    def show_tone(self, tone: Tone) -> None:
        """Flash once; where the system asks for no motion, the list alone tells it."""
        if motion.reduced():
            return
        self._tone = tone
        self._fit()
        self.show()
        self.raise_()
        self.update()
        self._clock.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(over.rect())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.qcolor(f"{_COLOURS[self._tone]}.word")
        wide = theme.dp(10)
        painter.setPen(QPen(colour, wide))
        half = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 12, 12)
        side = theme.dp(72)
        middle = QRectF(self.rect()).center()
        place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        painter.setBrush(theme.qcolor("canvas"))
        painter.drawEllipse(place.adjusted(-side / 2, -side / 2, side / 2, side / 2))
        paint_glyph(painter, place, _GLYPHS[self._tone])
        painter.end()
