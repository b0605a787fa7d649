"""One face of the roof, painted: cells in walk order, the next one marked, chosen by mouse or arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from walkdown.core.layout import Face, Spot
from walkdown.ui import theme
from walkdown.ui.plain import plain

_LEAST, _MOST = 18, 44
_GAP = 2
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class MapView(QWidget):
    """`pressed` carries the spot under the mouse or the cursor. One stop for the keyboard."""

    pressed = Signal(object)
    moved = Signal(object)
    """The cursor's spot, when the arrow keys have moved it."""

    dragged = Signal(object, object)
    """The spot a device was taken from, and the one it was let go over."""

    lifted = Signal(object)
    """Space on a device: it is to be moved."""

    cleared = Signal(object)
    """Delete on a device: it is to be taken off the map."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("labels.map.face")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._face: Face | None = None
        self._filled: dict[Spot, str] = {}
        self._next: Spot | None = None
        self._picked: Spot | None = None
        self._cursor = (1, 1)
        self._held: Spot | None = None  # under the button that is down
        self._over: Spot | None = None  # where it would be let go

    @property
    def cursor_spot(self) -> Spot | None:
        """Where the keyboard is."""
        return None if self._face is None else Spot(self._face.name, *self._cursor)

    def show_face(self, face: Face | None, filled: dict[Spot, str], following: Spot | None) -> None:
        """The face, what lies on its spots (a serial each), and where the next label goes."""
        if (face, filled, following) == (self._face, self._filled, self._next):
            return
        if face is None or self._face is None or face.name != self._face.name:
            self._cursor = (1, 1)
        self._face, self._filled, self._next = face, filled, following
        if face is not None:
            row, column = self._cursor
            self._cursor = (min(row, face.rows), min(column, face.columns))
        self.updateGeometry()
        self._name()
        self.update()

    def set_picked(self, spot: Spot | None) -> None:
        """The spot whose device is looked at or moved."""
        self._changed(self._picked, spot)
        self._picked = spot

    # --- measures

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        face = self._face or Face("", 1, 1)
        side = theme.dp(_LEAST) + _GAP
        tall = self._side + _GAP
        return QSize(_head() + face.columns * side, _head() + face.rows * tall)

    @property
    def _side(self) -> int:
        face = self._face or Face("", 1, 1)
        room = (self.width() - _head()) // face.columns - _GAP
        return max(theme.dp(_LEAST), min(theme.dp(_MOST), room))

    def _cell(self, row: int, column: int) -> QRectF:
        side, head = self._side, _head()
        step = side + _GAP
        return QRectF(head + (column - 1) * step, head + (row - 1) * step, side, side)

    def _at(self, point: QPoint) -> Spot | None:
        face, head, step = self._face, _head(), self._side + _GAP
        if face is None or point.x() < head or point.y() < head:
            return None
        row, column = (point.y() - head) // step + 1, (point.x() - head) // step + 1
        return Spot(face.name, row, column) if row <= face.rows and column <= face.columns else None

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        face = self._face
        if face is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen, inks = event.rect(), _Inks(self._side)
        self._paint_heads(painter, face)
        painter.setFont(theme.font("caption"))
        for row in self._shown(seen.top(), seen.bottom(), face.rows):
            for column in self._shown(seen.left(), seen.right(), face.columns):
                serial = self._filled.get(Spot(face.name, row, column), "")
                _paint_cell(painter, self._cell(row, column), serial, inks)
        for spot in {self._next, self._picked, self._over, self.cursor_spot} - {None}:
            if spot is not None and spot.face == face.name:
                self._paint_mark(painter, spot)
        painter.end()

    def _shown(self, begin: int, end: int, count: int) -> range:
        """The rows, or columns, that lie between two pixels."""
        step, head = self._side + _GAP, _head()
        return range(max(1, (begin - head) // step + 1), min(count, (end - head) // step + 1) + 1)

    def _changed(self, *spots: Spot | None) -> None:
        """Paint these cells anew, with what stands around them; the others are as they were."""
        for spot in spots:
            if spot is not None:
                self.update(
                    self._cell(spot.row, spot.column).toAlignedRect().adjusted(-4, -4, 4, 4)
                )

    def _paint_heads(self, painter: QPainter, face: Face) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.qcolor("ink3"))
        every = 1 if self._side >= theme.advance("00", "caption") else 5
        for column in range(1, face.columns + 1):
            if column == 1 or column % every == 0:
                cell = self._cell(1, column).adjusted(-theme.dp(6), 0, theme.dp(6), 0)
                above = QRectF(cell.left(), 0, cell.width(), cell.top())
                painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(column))
        for row in range(1, face.rows + 1):
            cell = self._cell(row, 1)
            beside = QRectF(0, cell.top(), _head() - 4, cell.height())
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(beside, right, str(row))

    def _paint_mark(self, painter: QPainter, spot: Spot) -> None:
        """Next: a thick frame and a ring. Picked, or under what is dragged: a thick frame."""
        cell = self._cell(spot.row, spot.column)
        body = cell.adjusted(1, 1, -1, -1)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if spot in (self._next, self._picked, self._over):
            painter.setPen(_pen("accent", 2.5))
            painter.drawRoundedRect(body, 3, 3)
        if spot == self._next:
            painter.drawEllipse(body.center(), body.width() / 6, body.height() / 6)
        if self.hasFocus() and spot == self.cursor_spot:
            painter.setPen(_pen("focus", theme.current().focus_w + 1))
            painter.drawRoundedRect(cell, 4, 4)

    # --- what the person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self._at(event.position().toPoint())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._changed(self.cursor_spot, spot)
            self._cursor = (spot.row, spot.column)
            self._held = spot if spot in self._filled else None
            self.pressed.emit(spot)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A device that is held goes along."""
        over = self._at(event.position().toPoint()) if self._held is not None else None
        over = over if over != self._held else None
        if over != self._over:
            self._changed(self._over, over)
            self._over = over
            shape = Qt.CursorShape.ClosedHandCursor
            self.setCursor(shape) if over is not None else self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, over, self._held, self._over = self._held, self._over, None, None
        self.unsetCursor()
        self._changed(self.cursor_spot, over)
        if held is not None and over is not None:
            self._cursor = (over.row, over.column)
            self.dragged.emit(held, over)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        face, key = self._face, Qt.Key(event.key())
        if face is not None and key in _STEPS:
            down, right = _STEPS[key]
            row = min(max(self._cursor[0] + down, 1), face.rows)
            column = min(max(self._cursor[1] + right, 1), face.columns)
            self._changed(self.cursor_spot, Spot(face.name, row, column))
            self._cursor = (row, column)
            self._name()
            self._bring_into_view()
            self.moved.emit(self.cursor_spot)
        elif face is not None and key in _PRESS:
            lifts = key == Qt.Key.Key_Space and self._picked is None
            filled = self.cursor_spot in self._filled
            (self.lifted if lifts and filled else self.pressed).emit(self.cursor_spot)
        elif key in _CLEAR and self.cursor_spot in self._filled:
            self.cleared.emit(self.cursor_spot)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _bring_into_view(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        inner = area.widget() if area is not None else None
        if area is not None and inner is not None:
            at = self.mapTo(inner, self._cell(*self._cursor).center().toPoint())
            area.ensureVisible(at.x(), at.y(), self._side, self._side)

    def _name(self) -> None:
        face, spot = self._face, self.cursor_spot
        if face is None or spot is None:
            self.setAccessibleName("No face is drawn")
            return
        serial = self._filled.get(spot, "")
        what = f"serial {serial}" if serial else "empty"
        more = ", the next label goes here" if spot == self._next else ""
        self.setAccessibleName(
            plain(f"{face.name}, row {spot.row}, column {spot.column}: {what}{more}")
        )


class _Inks:
    """What all cells are painted with: looked up once for a painting, not once for a cell."""

    def __init__(self, side: int) -> None:
        self.filled, self.hollow = _pen("ok.fill", 1), _pen("line_strong", 1)
        self.word = QPen(theme.qcolor("ok.word"))
        self.soft, self.bare = theme.qcolor("ok.soft"), theme.qcolor("surface")
        self.fits = theme.advance("0000", "caption") <= side - 4


def _paint_cell(painter: QPainter, cell: QRectF, serial: str, inks: _Inks) -> None:
    """Filled: solid with the end of its serial. Else hollow."""
    body = cell.adjusted(1, 1, -1, -1)
    painter.setPen(inks.filled if serial else inks.hollow)
    painter.setBrush(inks.soft if serial else inks.bare)
    painter.drawRoundedRect(body, 3, 3)
    if serial:
        painter.setPen(inks.word)
        text = serial[-4:] if inks.fits else "✓"
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, text)


def _head() -> int:
    """Px for the numbers of rows and columns."""
    return theme.line_height("caption") + theme.dp(4)


def _pen(role: str, width: float) -> QPen:
    return QPen(theme.qcolor(role), max(width, width * theme.current().hair))
