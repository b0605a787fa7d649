"""The count large enough to read from a ladder, over the whole page, with what was scanned last."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from walkdown.app.messages import LabelTaken
from walkdown.core.job import Job
from walkdown.ui import theme
from walkdown.ui.kit import Button, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_words import taken_words, to_go
from walkdown.ui.plain import plain

_LEAST_PX = 96
_SHARE = 0.34  # of the page's height


class LadderCount(QFrame):
    """Lies over its parent until Esc, a press anywhere, or its button."""

    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("labels.ladder")
        self.setProperty("box", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._figures = QLabel()
        self._figures.setTextFormat(Qt.TextFormat.PlainText)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line = Text("", "h2", "ink2", align="center", wrap=True)
        self._glyph = StateGlyph("idle", 40)
        self._last = Text("", "title", align="center")
        self._serial = Text("", "mono-lg", "ink2", align="center")
        close = Button("Small again", "close", "quiet")
        close.setObjectName("labels.ladder.close")
        close.clicked.connect(self.leave)
        last = row("stretch", self._glyph, self._last, "stretch", gap=12)
        self.setLayout(
            col(
                row("stretch", close),
                "stretch",
                self._figures,
                self._line,
                24,
                last,
                self._serial,
                "stretch",
                margins=(24, 16, 24, 24),
                align=None,
            )
        )
        self.hide()
        over.installEventFilter(self)

    def show_job(self, job: Job) -> None:
        """How many of how many."""
        planned, listed = job.site.expected_total, len(job.devices)
        text = f"{listed} / {planned}" if planned else str(listed)
        self._figures.setText(plain(text))
        self._line.say(to_go(job))
        self.setAccessibleName(f"{listed} of {planned} scanned" if planned else f"{listed} scanned")
        self._fit()

    def note(self, taken: LabelTaken) -> None:
        """What became of the last scan."""
        words = taken_words(taken)
        self._glyph.show_state(words.glyph, words.tag)
        self._last.say(words.title)
        self._serial.say(words.second)

    def begin(self) -> None:
        """Show it."""
        self._fit()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Back to the page."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F):
            self.leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _: QMouseEvent) -> None:
        self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        self.setGeometry(over.rect())
        font = theme.font("display")
        room = over.width() - theme.dp(64)
        size = max(theme.dp(_LEAST_PX), int(over.height() * _SHARE))
        font.setPixelSize(size)
        wide = len(self._figures.text()) * size * 0.6
        font.setPixelSize(max(theme.dp(_LEAST_PX), int(size * min(1.0, room / max(1.0, wide)))))
        self._figures.setFont(font)
