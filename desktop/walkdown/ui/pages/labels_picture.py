"""The live picture: frames as they come, brackets that follow the codes, a plate with what was read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from walkdown.app.messages import LabelTaken
from walkdown.core.picture import CodeRead, Frame
from walkdown.ui import theme
from walkdown.ui.pages.labels_plates import GROUND, brackets, note_plate, result_plate
from walkdown.ui.pages.labels_words import TakenWords, taken_words

PATIENCE_MS = 6000
HINTS = (
    "",
    "Closer: fill the frame with the label",
    "More light: tilt it out of the glare",
    "Type it instead",
)
_LIVE = "Live. Nothing is recorded."
_MOST_CODES = 16


class Picture(QWidget):
    """Shows what it is given and keeps nothing but the newest frame."""

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
        self._words = None
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
        self._codes = tuple(c for c in codes[:_MOST_CODES] if len(c.corners) == 4)
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

    @property
    def hint(self) -> str:
        """What to try while nothing reads."""
        return HINTS[self._hint]

    def _be_patient(self) -> None:
        self._hint = 0
        self.patience.start()

    def _lose_patience(self) -> None:
        self._hint = min(self._hint + 1, len(HINTS) - 1)
        self._name()
        self.update()

    def _name(self) -> None:
        count = len(self._codes)
        found = "One code found. " if count == 1 else f"{count} codes found. "
        read = self._words.spoken if self._words else ""
        name = "Camera picture. " + (found + read if count else _LIVE)
        if self.hint:
            name = f"{name} {self.hint}."
        if name != self.accessibleName():
            self.setAccessibleName(name)

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
        place = self._place(area)
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
        self._paint_codes(painter, place, area)
        edge = theme.dp(12)
        note_plate(painter, QPointF(edge, edge), "camera", _LIVE)
        if self.hint:
            low = QPointF(area.center().x(), area.bottom() - edge)
            note_plate(painter, low, "info", self.hint, centred=True)
        painter.end()

    def _place(self, area: QRectF) -> QRectF:
        """Where the whole frame lies, its sides in proportion."""
        if self._frame is None or not self._frame.width or not self._frame.height:
            return area
        by = min(area.width() / self._frame.width, area.height() / self._frame.height)
        size = QRectF(0, 0, self._frame.width * by, self._frame.height * by)
        size.moveCenter(area.center())
        return size

    def _paint_codes(self, painter: QPainter, place: QRectF, area: QRectF) -> None:
        if self._frame is None:
            return
        by = place.width() / self._frame.width
        under = [QPointF(area.center().x(), area.bottom())]
        for code in self._codes:
            corners = [self._inside(place, by, x, y) for x, y in code.corners]
            brackets(painter, corners, theme.dp(10))
            # Among several codes it is not known which was read last.
            under = corners if len(self._codes) == 1 else under
        if self._words is not None:
            result_plate(painter, self._words, under, area)

    @staticmethod
    def _inside(place: QRectF, by: float, x: int, y: int) -> QPointF:
        """A corner on the widget; one outside the frame is put on its edge."""
        return QPointF(
            min(max(place.left() + x * by, place.left()), place.right()),
            min(max(place.top() + y * by, place.top()), place.bottom()),
        )
