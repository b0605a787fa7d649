"""A still picture of labels: its preview, and on each code a sign of what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from walkdown.app.messages import Outcome, PictureShown
from walkdown.core.picture import Frame
from walkdown.core.shown import shown
from walkdown.core.trouble import Code
from walkdown.ui import icons, theme
from walkdown.ui.pages.labels_marks import marks_for, paint_mark
from walkdown.ui.pages.labels_outlines import meant, on_widget, place_of
from walkdown.ui.pages.labels_plates import GROUND
from walkdown.ui.texts import words_for
from walkdown.ui.tokens import DARK

_NAMED: Final = {
    Outcome.ADDED: "added",
    Outcome.SECOND_LABEL: "told more",
    Outcome.DUPLICATE: "scanned before",
    Outcome.NEEDS_KIND: "without a kind",
    Outcome.OTHER_SITE: "on another site",
    Outcome.CLASH: "of two models",
    Outcome.FOREIGN: "of another maker",
    Outcome.CHECK_FAILED: "with a wrong check digit",
    Outcome.MATTER: "for a Matter controller",
    Outcome.EASY_CONNECT: "for Easy Connect",
    Outcome.ROUTER: "router's code",
    Outcome.LEFT_OUT: "left out",
}
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def tally(outcomes: Iterable[Outcome]) -> str:
    """ "58 added, 2 scanned before"; "" for none."""
    counts: dict[str, int] = {}
    for outcome in outcomes:
        name = _NAMED.get(outcome, "left out")
        counts[name] = counts.get(name, 0) + 1
    return ", ".join(f"{count} {name}" for name, count in counts.items())


def result_words(picture: PictureShown) -> str:
    """What came of one picture: its tally, or why it was not read."""
    if picture.trouble is None or picture.trouble.code is Code.NO_CODE_IN_PICTURE:
        return tally(picture.outcomes) or "No code was found in it."
    words = words_for(picture.trouble)
    detail = shown(picture.trouble.detail, 60)
    return f"{words.title}{f': {detail}' if detail else ''}."


class Still(QWidget):
    """Shows one picture. `stepped` carries -1 or 1 for the arrow keys."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labels.still")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ring_radius = "lg"
        self._picture: PictureShown | None = None
        self._image = QImage()

    def show_picture(self, picture: PictureShown | None) -> None:
        """Its bytes are used where they are, so they are kept while they are shown."""
        self._picture, self._image = picture, QImage()
        if picture is not None and (frame := picture.frame) is not None:
            line = 3 * frame.width
            form = QImage.Format.Format_RGB888
            self._image = QImage(frame.rgb, frame.width, frame.height, line, form)
        name = f"Picture {shown(picture.name, 60)}. {result_words(picture)}" if picture else ""
        self.setAccessibleName(name)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.dp(240), theme.dp(108))

    # --- painting

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(area, theme.current().radius.lg, theme.current().radius.lg)
        painter.setClipPath(path)
        painter.fillRect(area, QColor(GROUND))
        if self._picture is not None:
            self._paint_picture(painter, self._picture, area)
        painter.end()

    def _paint_picture(self, painter: QPainter, picture: PictureShown, area: QRectF) -> None:
        frame = picture.frame
        if frame is None:
            side = theme.dp(40)
            middle = QRectF(0, 0, side, side)
            middle.moveCenter(area.center())
            icons.paint(painter, "photo", middle, QColor(DARK.ink2))
            return
        place = place_of(frame, area)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        outlines = self._outlines(picture, frame)
        marks = marks_for(outlines)
        for number, (corners, outcome) in enumerate(
            zip(outlines, picture.outcomes, strict=False), 1
        ):
            paint_mark(painter, corners, outcome, marks, number)

    def _outlines(self, picture: PictureShown, frame: Frame) -> list[list[QPointF]]:
        place = place_of(frame, QRectF(self.rect()))
        return [on_widget(code, frame, place) for code in picture.codes]

    # --- what a sign means

    def words_at(self, at: QPointF) -> str:
        """ "12: scanned before", of the code at a place on the widget; "" beside them all."""
        picture = self._picture
        if picture is None or picture.frame is None:
            return ""
        which = meant(self._outlines(picture, picture.frame), at, theme.dp(12))
        if which is None or which >= len(picture.outcomes):
            return ""
        return f"{which + 1}: {_NAMED.get(picture.outcomes[which], 'left out')}"

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)
