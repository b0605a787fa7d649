"""One permission's row: tile, our state, the system's state, last use, one action; opens to its purposes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from walkdown.consent.cells import CellView
from walkdown.consent.purpose import Permission, Purpose
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import MIDDLE, Button, Icon, StateGlyph, Text, col, row, strong, two
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.privacy_columns import columns, lead
from walkdown.ui.pages.privacy_purpose import PurposeLine, show_act
from walkdown.ui.pages.privacy_stand import Act, Stand, View, stand_of
from walkdown.ui.pages.privacy_words import (
    BY_ADMINISTRATOR,
    SYSTEM,
    permission_words,
    settings_words,
)

SAID_MS: Final = 10_000
_TONES = {"ok": "ok.word", "warn": "warn.word"}


class PermissionRow(QWidget):
    """Made once, then changed in place. `acted` carries the act and its purposes, `reset` a purpose."""

    acted = Signal(object, object)
    reset = Signal(object)

    def __init__(self, permission: Permission, cells: tuple[CellView, ...]) -> None:
        super().__init__()
        self.permission = permission
        self.stand: Stand | None = None
        self._link = ""
        self.setObjectName(f"privacy.row.{permission}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._glyph = StateGlyph("wait", 20)
        self._state, self._note = Text("", "body-strong"), Text("", "caption", "ink3", elide=True)
        self._os_icon, self._os = Icon("minus", 18, "ink3"), Text("", "caption", "ink2")
        self._used = Text("", "caption", "ink2")
        self._act = Button("", size="sm", wide=True)
        self._act.clicked.connect(self.act)
        self._details = QWidget()
        self._open = Button(
            "", "down", "icon", "sm", name=f"Details: {permission_name(permission)}"
        )
        self._open.setObjectName(f"privacy.open.{permission}")
        self._open.clicked.connect(lambda: self.open(self._details.isHidden()))
        self._said = Text("", "caption", "ink2", wrap=True)
        self._said_row = QWidget()
        self._said_row.setLayout(
            row(Icon("info", 18, "ink3"), (self._said, 1), margins=(68, 0, 16, 8), align=MIDDLE)
        )
        self._lines = {cell.purpose: self._line(cell) for cell in cells}
        self._details.setLayout(col(*self._lines.values(), gap=0, margins=(0, 0, 0, 6)))
        self._details.hide()
        self._said_row.hide()
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._said_row.hide)
        self._lay(tuple(self._lines))

    def _lay(self, purposes: tuple[Purpose, ...]) -> None:
        why = Text(permission_words(self.permission, purposes), "caption", "ink3", elide=True)
        state = row(self._glyph, (two(self._state, self._note), 1), gap=8, align=MIDDLE)
        system = row(self._os_icon, (self._os, 1), gap=6, align=MIDDLE)
        head = columns(
            lead(self.permission, why),
            state,
            system,
            row(self._used),
            row(self._act),
            row(self._open),
        )
        self.setLayout(col(head, self._said_row, self._details, gap=0))

    def _line(self, cell: CellView) -> PurposeLine:
        line = PurposeLine(cell)
        line.acted.connect(self._pressed)
        line.reset.connect(self.reset)
        return line

    def show_cells(self, cells: tuple[CellView, ...], view: View) -> None:
        """The permission as it stands now; all its purposes, as it was made with."""
        self._link = view.link
        self.stand = stand = stand_of(cells, view)
        self._glyph.show_state(stand.glyph, stand.word)
        self._state.say(stand.word, _TONES.get(stand.glyph, "ink2"))
        self._note.say(stand.note)
        self._note.setVisible(bool(stand.note))
        word, icon, tone = SYSTEM[stand.os]
        self._os_icon.show_icon(icon, tone)
        self._os.say(word)
        self._os.setToolTip(BY_ADMINISTRATOR if icon == "lock" else "")
        self._used.say(strong(stand.used, "ink") if stand.in_use else stand.used)
        show_act(self._act, stand.act, str(self.permission), permission_name(self.permission))
        for cell in cells:
            self._lines[cell.purpose].show_cell(cell, view)
        spoken = ", ".join(part for part in (stand.word, stand.note) if part)
        name = permission_name(self.permission)
        self.setAccessibleName(f"{name}: {spoken}. System: {word}. Last used: {stand.used}.")

    def say(self, words: str) -> None:
        """A line under the row, for ten seconds, and aloud."""
        self._said.say(words)
        self._said_row.show()
        self._quiet.start(SAID_MS)
        announce(self, words)

    def said(self) -> str:
        """The line under the row; empty when it is gone."""
        return "" if self._said_row.isHidden() else self._said.text()

    def act(self) -> None:
        """What its one button does."""
        if self.stand is not None and self.stand.act is not Act.NONE:
            self._pressed(self.stand.act, self.stand.purposes)

    def withdraw(self) -> None:
        """By key: only what is allowed can be withdrawn."""
        if self.stand is not None and self.stand.act is Act.WITHDRAW:
            self.act()

    def open(self, opened: bool) -> None:
        """Show or hide the purposes."""
        self._details.setVisible(opened)
        self._open.say("", "up" if opened else "down")

    def _pressed(self, act: Act, purposes: tuple[Purpose, ...]) -> None:
        if act is Act.SETTINGS:
            self.say(settings_words(self._link))
        self.acted.emit(act, purposes)
