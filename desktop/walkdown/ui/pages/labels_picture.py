"""The live picture: frames as they come, brackets that follow the codes, a plate with what was read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from walkdown.app.messages import CamerasShown, LabelTaken
from walkdown.core.picture import CodeRead, Frame
from walkdown.ui import theme
from walkdown.ui.pages.labels_camera_tools import OFF
from walkdown.ui.pages.labels_hints import MOST_HINTS, PATIENCE_MS, gone_words, hint
from walkdown.ui.pages.labels_outlines import meant, middle_of, on_widget, place_of, shown_codes
from walkdown.ui.pages.labels_plates import GROUND, brackets, note_plate, result_plate
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.labels_words import TakenWords, taken_words

_LIVE = "Live. Nothing is recorded."
_KEYS = "lLfF+=-_"
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Picture(QWidget):
    """Shows what it is given and keeps nothing but the newest frame.

    `picked` carries the middle of a code that is meant, in the frame's pixels; `pressed` comes for
    a click anywhere else, `keyed` for a key of the camera's tools.
    """

    picked = Signal(int, int)
    pressed = Signal()
    keyed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labels.picture")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.ring_radius = "lg"
        self._frame: Frame | None = None
        self._image = QImage()
        self._codes: tuple[CodeRead, ...] = ()
        self._words: TakenWords | None = None
        self._chosen: int | None = None
        self._cameras = OFF
        self._hint = 0
        self.patience = QTimer(self)
        self.patience.setInterval(PATIENCE_MS)
        self.patience.timeout.connect(self._lose_patience)
        self._name()

    def begin(self) -> None:
        """The camera is on: from now on something should be read."""
        self._be_patient()

    def end(self) -> None:
        """The camera is off; the last frame is let go."""
        self.patience.stop()
        self._frame, self._image, self._codes, self._hint = None, QImage(), (), 0
        self._words = self._chosen = None
        self._name()
        self.update()

    def show_frame(self, frame: Frame) -> None:
        """A new frame. Its bytes are used where they are, so they are kept while they are shown."""
        self._frame = frame
        self._image = QImage(
            frame.rgb, frame.width, frame.height, 3 * frame.width, QImage.Format.Format_RGB888
        )
        self.update()

    def show_codes(self, codes: tuple[CodeRead, ...]) -> None:
        """Where codes are now, in pixels of the frame. What they say stays in the engine."""
        before, self._codes = len(self._codes), shown_codes(codes)
        if len(self._codes) != before:
            self._chosen = None  # their order tells them apart, and that is another now
        if self._codes:
            self._be_patient()
        else:
            self._words = None
        self._name()
        self.update()

    def show_outcome(self, taken: LabelTaken) -> None:
        """What became of the newest code in sight; on its plate until nothing is in sight."""
        if self._codes:
            self._words = taken_words(taken)
            self._name()
            self.update()

    def show_cameras(self, shown: CamerasShown) -> None:
        """Which camera gives the picture; one that is missed is said aloud."""
        before, self._cameras = gone_words(self._cameras), shown
        gone = gone_words(shown)
        if gone and gone != before:
            announce(self, gone, loud=True)
        self._name()
        self.update()

    @property
    def hint(self) -> str:
        """What to try while nothing reads."""
        return hint(self._hint, self._cameras)

    def _be_patient(self) -> None:
        self._hint = 0
        self.patience.start()

    def _lose_patience(self) -> None:
        self._hint = min(self._hint + 1, MOST_HINTS)
        self._name()
        self.update()

    def _name(self) -> None:
        count = len(self._codes)
        found = "One code found. " if count == 1 else f"{count} codes found. "
        if self._chosen is not None:
            found += f"Code {self._chosen + 1} of {count}: Enter takes it. "
        read = self._words.spoken if self._words else ""
        name = "Camera picture. " + (found + read if count else _LIVE)
        for more in (gone_words(self._cameras), self.hint):
            name += f" {more.rstrip('.')}." if more else ""
        if name != self.accessibleName():
            self.setAccessibleName(name)

    # --- what the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on an outline takes that code; anywhere else it asks for the focus."""
        super().mousePressEvent(event)
        if event.button() is not Qt.MouseButton.LeftButton or self._frame is None:
            return
        number = meant(self._outlines(), event.position(), theme.dp(24))
        if number is None:
            self.pressed.emit()
        else:
            self._pick(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the tools; with several codes the arrows go from one to the next."""
        step = _STEPS.get(Qt.Key(event.key()))
        if event.text() and event.text() in _KEYS:
            self.keyed.emit(event.text())
        elif step and len(self._codes) > 1:
            before = self._chosen if self._chosen is not None else min(0, -step)
            self._chosen = (before + step) % len(self._codes)
            self._name()
            self.update()
        elif event.key() in _ENTER and not event.modifiers() and self._chosen is not None:
            self._pick(self._chosen)
        else:
            super().keyPressEvent(event)

    def _pick(self, number: int) -> None:
        self._chosen = number if len(self._codes) > 1 else None
        self._name()
        self.update()
        self.picked.emit(*middle_of(self._codes[number].corners))

    # --- painting

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.dp(240), theme.dp(160))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.end()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(area, theme.current().radius.lg, theme.current().radius.lg)
        painter.setClipPath(path)
        painter.fillRect(area, QColor(GROUND))
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place_of(self._frame, area), self._image)
        self._paint_codes(painter, area)
        self._paint_notes(painter, area)
        painter.end()

    def _outlines(self) -> list[list[QPointF]]:
        if self._frame is None:
            return []
        place = place_of(self._frame, QRectF(self.rect()))
        return [on_widget(code, self._frame, place) for code in self._codes]

    def _paint_codes(self, painter: QPainter, area: QRectF) -> None:
        outlines = self._outlines()
        # The first one is nearest to the middle: that is what the camera is held at.
        first = self._chosen if self._chosen is not None else 0
        for number, corners in enumerate(outlines):
            brackets(painter, corners, theme.dp(10), quiet=number != first)
        if self._words is not None and outlines:
            # Among several codes it is known which was read last only where one was picked.
            sure = len(outlines) == 1 or self._chosen is not None
            low = [QPointF(area.center().x(), area.bottom())]
            result_plate(painter, self._words, outlines[first] if sure else low, area)

    def _paint_notes(self, painter: QPainter, area: QRectF) -> None:
        edge = theme.dp(12)
        room = area.adjusted(edge, edge, -edge, -edge)
        high = note_plate(painter, room.topLeft(), "camera", _LIVE, room.width())
        gone = gone_words(self._cameras)
        if gone:
            under = room.topLeft() + QPointF(0, high + theme.dp(8))
            note_plate(painter, under, "warn", gone, room.width())
        if self.hint:
            low = QPointF(room.center().x(), room.bottom())
            note_plate(painter, low, "info", self.hint, room.width(), centred=True)
