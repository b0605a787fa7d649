"""The table of Privacy: nine permissions, and below them the owner's consents and what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from walkdown.app.standing_cells import OWNERS
from walkdown.consent.cells import CellView
from walkdown.consent.purpose import Permission, Purpose
from walkdown.ui.kit import box, col, rule
from walkdown.ui.pages.privacy_purpose import PurposeLine
from walkdown.ui.pages.privacy_row import PermissionRow
from walkdown.ui.pages.privacy_stand import Act, View
from walkdown.ui.pages.privacy_words import USED
from walkdown.ui.text import Text

OWNERS_HEADING = "The owner's consents and sharing"
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Permissions(QWidget):
    """Rows in a fixed order; `owners` is a table of its own, to be put elsewhere.

    `withdrawn` carries purposes, `asked` and `reset` one purpose, `settings` a permission.
    """

    withdrawn = Signal(object)
    asked = Signal(object)
    reset = Signal(object)
    settings = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[Permission, PermissionRow] = {}
        self._owners: dict[Purpose, PurposeLine] = {}
        self._table: QVBoxLayout = col(gap=0)
        self._below: QVBoxLayout = col(gap=0)
        self._nine = box(self._table, "card", 0, "Nine permissions")
        self._six = box(self._below, "card", 0, OWNERS_HEADING)
        self._heading = Text(OWNERS_HEADING, "caption-strong", "ink3")
        self.owners = QWidget()
        self.owners.setLayout(col(self._heading, self._six, gap=8))
        self.owners.hide()
        self.setLayout(col(self._nine, gap=0))

    def show_cells(
        self, cells: tuple[CellView, ...], view: View, links: Mapping[Permission, str]
    ) -> None:
        """How every purpose stands; `links` lead to the system's own pages."""
        if cells and not self.rows:
            self._make(cells)
        for permission, line in self.rows.items():
            mine = _of(cells, permission)
            if mine:
                line.show_cells(mine, replace(view, link=links.get(permission, "")))
        for cell in cells:
            if cell.purpose in self._owners:
                self._owners[cell.purpose].show_cell(cell, view)

    def _make(self, cells: tuple[CellView, ...]) -> None:
        order = [p for p in Permission if _of(cells, p)]
        # What this version uses stands first.
        order.sort(key=lambda p: not any(c.purpose in USED for c in _of(cells, p)))
        for permission in order:
            line = PermissionRow(permission, _of(cells, permission))
            line.acted.connect(lambda act, of, p=permission: self._acted(act, of, p))
            line.reset.connect(self.reset)
            self.rows[permission] = line
            _add(self._table, line)
        for cell in cells:
            if cell.purpose in OWNERS:
                owners = PurposeLine(cell, alone=True)
                owners.acted.connect(lambda act, of, p=cell.permission: self._acted(act, of, p))
                owners.reset.connect(self.reset)
                self._owners[cell.purpose] = owners
                _add(self._below, owners)
        self.owners.setVisible(bool(self._owners))
        show_now(self._table)
        show_now(self._below)

    def _acted(self, act: Act, purposes: tuple[Purpose, ...], permission: Permission) -> None:
        if act is Act.WITHDRAW:
            self.withdrawn.emit(purposes)
        elif act is Act.ASK:
            self.asked.emit(purposes[0])
        elif act is Act.SETTINGS:
            self.settings.emit(permission)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from row to row; W withdraws, Enter acts, right and left open and close."""
        rows = list(self.rows.values())
        focus = QApplication.focusWidget()
        at = -1
        if focus is not None:
            inside = (i for i, r in enumerate(rows) if r is focus or r.isAncestorOf(focus))
            at = next(inside, -1)
        if at < 0 or not self._key(rows, at, Qt.Key(event.key())):
            super().keyPressEvent(event)

    def _key(self, rows: list[PermissionRow], at: int, key: Qt.Key) -> bool:
        if key in _STEPS:
            rows[(at + _STEPS[key]) % len(rows)].setFocus(Qt.FocusReason.TabFocusReason)
        elif key == Qt.Key.Key_W:
            rows[at].withdraw()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            rows[at].act()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            rows[at].open(key == Qt.Key.Key_Right)
        else:
            return False
        return True


def show_now(layout: QLayout) -> None:
    """Qt shows what is added to a visible widget one round later; it would be seen squeezed."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()


def _of(cells: tuple[CellView, ...], permission: Permission) -> tuple[CellView, ...]:
    return tuple(c for c in cells if c.permission is permission and c.purpose not in OWNERS)


def _add(layout: QVBoxLayout, line: QWidget) -> None:
    if layout.count():
        layout.addWidget(rule())
    layout.addWidget(line)
