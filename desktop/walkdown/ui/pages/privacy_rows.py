"""The table of Privacy: nine permissions, each with its purposes, how they stand, and one action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from walkdown.consent.cells import CellView
from walkdown.consent.purpose import Permission, Purpose
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS, permission_name
from walkdown.ui.kit import MIDDLE, Button, Icon, IconTile, StateGlyph, Text, col, row, rule, two
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.privacy_words import (
    PER_SITE,
    PURPOSES,
    UNUSED,
    USED,
    last_use,
    state_words,
    system_words,
    widest_states,
)

LAST_USE = "privacy.last_use"  # of the cells of the column that gives way first
_ACTS = ("Withdraw", "Ask me")
_USES = ("in use now", "Last use", "22 Sep")


class Permissions(QWidget):
    """Nine groups in a fixed order; made once, then changed in place."""

    withdrawn = Signal(object)
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[Purpose, PurposeLine] = {}
        self._table: QVBoxLayout = col(gap=0)
        self.setLayout(self._table)

    def show_cells(
        self, cells: tuple[CellView, ...], in_use: frozenset[Purpose], *, site: bool
    ) -> None:
        """How every purpose stands; `site` is False where no site is open."""
        if not self._lines and cells:
            self._make(cells)
        for cell in cells:
            if cell.purpose in self._lines:
                self._lines[cell.purpose].show_cell(cell, in_use=cell.purpose in in_use, site=site)

    def _make(self, cells: tuple[CellView, ...]) -> None:
        groups = [[c for c in cells if c.permission is p] for p in Permission]
        # What this version uses stands first.
        groups.sort(key=lambda group: not any(c.purpose in USED for c in group))
        for number, group in enumerate(g for g in groups if g):
            if number:
                self._table.addWidget(rule())
            self._make_group(group)
        show_now(self._table)

    def _make_group(self, group: list[CellView]) -> None:
        used = [c for c in group if c.purpose in USED]
        others = [c.purpose for c in group if c.purpose not in USED]
        for number, cell in enumerate(used):
            line = PurposeLine(cell, first=number == 0)
            line.withdrawn.connect(self.withdrawn)
            line.asked.connect(self.asked)
            self._lines[cell.purpose] = line
            self._table.addWidget(line)
        if others:
            self._table.addWidget(_unused(group[0].permission, others, first=not used))


class PurposeLine(QWidget):
    """What it is for, how it stands here, the system's part, last use, one action."""

    withdrawn = Signal(object)
    asked = Signal(object)

    def __init__(self, cell: CellView, *, first: bool) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cell = cell
        self._glyph = StateGlyph("wait", 20)
        self._state = Text("", "body-strong")
        self._note = Text("", "caption", "ink3")
        self._used = Text("", "caption", "ink2")
        self._act = Button("", size="sm", wide=True)
        self._act.clicked.connect(self._press)
        system = row(
            Icon("minus", 18, "ink3"), Text(system_words(), "caption", "ink2"), align=MIDDLE
        )
        state = row(self._glyph, (two(self._state, self._note), 1), gap=10, align=MIDDLE)
        lead = _lead(cell.permission, PURPOSES[cell.purpose], first=first)
        self.setLayout(_columns(lead, state, system, row(self._used), row(self._act)))

    def show_cell(self, cell: CellView, *, in_use: bool, site: bool) -> None:
        """The purpose as it stands; `site` is False where no site is open."""
        self._cell = cell
        word, note, glyph = state_words(cell)
        may_ask = site or cell.granted
        if not may_ask:
            word, note, glyph = PER_SITE, "", "wait"
        used = "in use now" if in_use else last_use(cell)
        tone = {"ok": "ok.word", "warn": "warn.word"}.get(glyph, "ink2")
        self._glyph.show_state(glyph, word)
        self._state.say(word, tone)
        self._note.say(note)
        self._note.setVisible(bool(note))
        self._used.say(used, "ink" if in_use else "ink2")
        self._show_act(cell, may_ask=may_ask)
        spoken = ", ".join(part for part in (word, note) if part)
        name = f"{permission_name(cell.permission)}, {PURPOSES[cell.purpose]}"
        self.setAccessibleName(f"{name}: {spoken}. System: {system_words()}. Last use: {used}.")

    def _show_act(self, cell: CellView, *, may_ask: bool) -> None:
        words, act = (_ACTS[0], "withdraw") if cell.granted else (_ACTS[1], "ask")
        name = f"{words}: {permission_name(cell.permission)}, {PURPOSES[cell.purpose]}"
        if self._act.words() != words:
            self._act.say(words, name=name)
        self._act.setObjectName(f"privacy.{act}.{cell.purpose}")
        self._act.setVisible(may_ask)

    def _press(self) -> None:
        (self.withdrawn if self._cell.granted else self.asked).emit(self._cell.purpose)


def show_now(layout: QLayout) -> None:
    """Qt shows what is added to a visible widget one round later; it would be seen squeezed."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.show()


def heads() -> QWidget:
    """The names of the columns."""
    words = [
        Text(w, "caption-strong", "ink3") for w in ("Permission", "In Walkdown", "System", _USES[1])
    ]
    lead, state, system, used = words
    held = QWidget()
    held.setLayout(_columns(_Lead(row(lead)), row(state), row(system), row(used), row(), pad=0))
    return held


def _unused(permission: Permission, purposes: list[Purpose], *, first: bool) -> QWidget:
    words = ", ".join(
        PURPOSES[p] if n == 0 else PURPOSES[p].lower() for n, p in enumerate(purposes)
    )
    said = row(
        StateGlyph("wait", 20, name=UNUSED),
        (Text(UNUSED, "caption", "ink3"), 1),
        gap=10,
        align=MIDDLE,
    )
    line = QWidget()
    line.setLayout(_columns(_lead(permission, words, first=first), said, row(), row(), row()))
    line.setAccessibleName(f"{permission_name(permission)}, {words}: {UNUSED}.")
    return line


class _Lead(Cell):
    """The first column: takes the width that is left, and never less than its words need."""

    def __init__(self, layout: QHBoxLayout) -> None:
        super().__init__(layout, _lead_width)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def fit(self) -> None:
        self.setMinimumWidth(_lead_width())


def _lead(permission: Permission, purpose: str, *, first: bool) -> _Lead:
    """Tile and name on the first line of a permission; below it only the purpose."""
    why = Text(purpose, "caption", "ink3", elide=True)
    if first:
        name = Text(permission_name(permission), "body-strong", elide=True)
        return _Lead(row(IconTile(ICONS[permission]), (two(name, why), 1), gap=12))
    return _Lead(row(Cell(row(), _tile_width), (why, 1), gap=12, align=MIDDLE))


def _columns(
    lead: _Lead,
    state: QHBoxLayout,
    system: QHBoxLayout,
    used: QHBoxLayout,
    act: QHBoxLayout,
    *,
    pad: int = 6,
) -> QHBoxLayout:
    last_use = Cell(used, _used_width)
    last_use.setObjectName(LAST_USE)
    cells = (Cell(state, _state_width), Cell(system, _system_width), last_use)
    margins = (16, pad, 16, pad)
    return row((lead, 1), *cells, Cell(act, _act_width), gap=12, margins=margins, align=MIDDLE)


def _tile_width() -> int:
    return IconTile("shield").sizeHint().width()


def _lead_width() -> int:
    names = text_width(map(permission_name, Permission), "body-strong")
    return _tile_width() + 12 + max(names, text_width((PURPOSES[p] for p in USED), "caption"))


def _state_width() -> int:
    words, notes = widest_states()
    text = max(text_width(words, "body-strong"), text_width(notes, "caption"))
    return theme.dp(20) + 10 + text


def _system_width() -> int:
    return theme.dp(18) + 8 + text_width((system_words(), "System"), "caption-strong")


def _used_width() -> int:
    return text_width(_USES, "caption-strong")


def _act_width() -> int:
    return max(Button(words, size="sm").sizeHint().width() for words in _ACTS)
