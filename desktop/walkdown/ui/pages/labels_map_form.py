"""Drawing a face of the roof: its name, its rows and columns, and how one walks along them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator, QKeyEvent, Qt
from PySide6.QtWidgets import QFrame

from walkdown.core.layout import MOST_A_SIDE, MOST_NAME, Face, WalkOrder
from walkdown.ui.kit import Button, Field, Line, Select, col, row

_ORDERS = {
    WalkOrder.SNAKE_ROWS: "Along rows, there and back",
    WalkOrder.ROWS: "Along rows, always from the left",
    WalkOrder.SNAKE_COLUMNS: "Along columns, down and up",
    WalkOrder.COLUMNS: "Along columns, always from the top",
}
_NAMES = ("South roof", "East roof", "West roof", "North roof")


class FaceForm(QFrame):
    """`drawn` carries a Face; `closed` says that nothing shall be drawn."""

    drawn = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("Draw a face of the roof")
        self._taken: frozenset[str] = frozenset()
        self._name = Line(most=MOST_NAME)
        self._name.setObjectName("labels.map.name")
        self._rows, self._columns = _number("labels.map.rows"), _number("labels.map.columns")
        self._order = Select(list(_ORDERS.values()), 0, name="Walk order")
        self._order.setObjectName("labels.map.order")
        self._draw = Button("Draw it", "tick")
        self._draw.setObjectName("labels.map.draw")
        self._draw.clicked.connect(self._say)
        close = Button("", "close", "icon", name="Close drawing")
        close.setObjectName("labels.map.close")
        close.clicked.connect(lambda: self.closed.emit())
        self._fields = {
            "name": Field("Name", self._name),
            "rows": Field("Rows", self._rows),
            "columns": Field("Columns", self._columns),
        }
        numbers = row((self._fields["rows"], 1), (self._fields["columns"], 1), gap=12)
        order = Field("You walk", self._order)
        clicks = row("stretch", self._draw, close, gap=8)
        self.setLayout(
            col(
                self._fields["name"],
                numbers,
                order,
                clicks,
                "stretch",
                gap=8,
                margins=(12, 12, 12, 12),
            )
        )
        for line in (self._name, self._rows, self._columns):
            line.returnPressed.connect(self._say)

    def begin(self, taken: frozenset[str], face: Face | None = None) -> None:
        """Open, empty or with a face that shall be drawn anew; `taken`: the names of the others."""
        self._taken = taken
        free = next((name for name in _NAMES if name not in taken), "")
        self._name.setText(face.name if face else free)
        self._rows.setText(str(face.rows) if face else "")
        self._columns.setText(str(face.columns) if face else "")
        self._order.setCurrentIndex(list(_ORDERS).index(face.order) if face else 0)
        for field in self._fields.values():
            field.clear()
        self._rows.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        name = self._name.text().strip()
        rows, columns = _value(self._rows), _value(self._columns)
        wrong = {
            "name": _name_flaw(name, self._taken),
            "rows": "" if rows else f"1 to {MOST_A_SIDE}",
            "columns": "" if columns else f"1 to {MOST_A_SIDE}",
        }
        for key, field in self._fields.items():
            field.set_error(wrong[key]) if wrong[key] else field.clear()
        if not any(wrong.values()):
            order = list(_ORDERS)[max(0, self._order.currentIndex())]
            self.drawn.emit(Face(name, rows, columns, order))


def _name_flaw(name: str, taken: frozenset[str]) -> str:
    if not name:
        return "Give it a name."
    return "There is a face of this name." if name in taken else ""


def _number(object_name: str) -> Line:
    line = Line(most=2)
    line.setObjectName(object_name)
    line.setValidator(QIntValidator(1, MOST_A_SIDE, line))
    return line


def _value(line: Line) -> int:
    """What is typed, or 0 where that is no number of rows."""
    text = line.text()
    number = int(text) if text.isascii() and text.isdigit() else 0
    return number if 1 <= number <= MOST_A_SIDE else 0
