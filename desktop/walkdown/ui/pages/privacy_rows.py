"""The rows of Privacy: one for each purpose, and one for each line of the ledger."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.ports import LedgerLine
from walkdown.consent.cells import CellView
from walkdown.consent.purpose import Permission
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS, permission_name
from walkdown.ui.kit import MIDDLE, Button, Icon, IconTile, StateGlyph, Text, mono, row, two
from walkdown.ui.pages.privacy_words import PURPOSES, USED, event_words, last_use, state_words


class PurposeRow(QWidget):
    """A permission and its purpose, how it stands here, when it was used last, one action."""

    withdrawn = Signal(object)
    asked = Signal(object)

    def __init__(self, cell: CellView) -> None:
        super().__init__()
        self._cell = cell
        purpose = cell.purpose
        self._glyph = StateGlyph("wait", 20)
        self._state = Text("", "body-strong", elide=True)
        self._note = Text("", "caption", "ink2", elide=True)
        self._used = Text("", "caption", "ink2")
        self._used.setMinimumWidth(int(theme.advance("in use now", "caption")) + theme.dp(8))
        self._act = Button("", size="sm")
        self._act.clicked.connect(self._press)
        names = two(
            Text(permission_name(cell.permission), "body-strong", elide=True),
            Text(PURPOSES[purpose], "caption", "ink3", elide=True),
        )
        policy = self._act.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # columns stay in line where there is nothing to press
        self._act.setSizePolicy(policy)
        self._act.setMinimumWidth(int(theme.advance("Withdraw", "button")) + theme.dp(32))
        self.setLayout(
            row(
                IconTile(ICONS[cell.permission]),
                (names, 1),
                self._glyph,
                (two(self._state, self._note), 1),
                self._used,
                self._act,
                gap=12,
                margins=(16, 8, 16, 8),
                align=MIDDLE,
            )
        )
        self.show_cell(cell, in_use=False, site=True)

    def show_cell(self, cell: CellView, *, in_use: bool, site: bool) -> None:
        """The purpose as it stands; `site` is False where no site is open."""
        self._cell = cell
        word, note, glyph = state_words(cell)
        used = cell.purpose in USED
        if not used:
            word, note, glyph = "Not used", "in this version", "wait"
        elif not site and not cell.granted:
            word, note, glyph = "Asked per site", "", "wait"
        self._glyph.show_state(glyph, word)
        self._state.say(word)
        self._note.say(note)
        self._note.setVisible(bool(note))
        self._used.say("in use now" if in_use else last_use(cell))
        self._act.setVisible(used and (site or cell.granted))
        self._act.say("Withdraw" if cell.granted else "Ask me")
        act = "withdraw" if cell.granted else "ask"
        self._act.setObjectName(f"privacy.{act}.{cell.purpose}")
        name = permission_name(cell.permission)
        self.setAccessibleName(f"{name}, {PURPOSES[cell.purpose]}: {word}, {note}.")

    def _press(self) -> None:
        (self.withdrawn if self._cell.granted else self.asked).emit(self._cell.purpose)


def ledger_row(line: LedgerLine) -> QWidget:
    """One event: time, permission, what, and the result in numbers."""
    known = {str(p): p for p in Permission}
    permission = known.get(line.permission)
    event = event_words(line.what)
    title = f"{permission_name(permission)} {event}" if permission else event
    icon = ICONS[permission] if permission else "shield"
    lines = [Text(title, "body-strong", elide=True)]
    if line.result:
        lines.append(Text(shown(line.result, 80), "caption", "ink2", elide=True))
    held = QWidget()
    held.setLayout(
        row(
            Text([mono(f"{line.at.astimezone():%H:%M}")], "caption", "ink2"),
            Icon(icon, 20),
            (two(*lines), 1),
            gap=12,
            margins=(16, 8, 16, 8),
            align=MIDDLE,
        )
    )
    held.setAccessibleName(f"{line.at.astimezone():%H:%M} {title}. {line.result}")
    return held
