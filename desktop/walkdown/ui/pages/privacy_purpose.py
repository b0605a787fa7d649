"""One purpose in the opened row of its permission: how it stands by itself, its action, and Reset."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from walkdown.consent.cells import CellView
from walkdown.ui import theme
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import MIDDLE, Button, StateGlyph, Text, row, two
from walkdown.ui.pages.privacy_columns import (
    ACTS,
    Lead,
    columns,
    under,
)
from walkdown.ui.pages.privacy_stand import Act, Stand, View, stand_of
from walkdown.ui.pages.privacy_words import PURPOSES

_TONES = {"ok": "ok.word", "warn": "warn.word"}


class PurposeLine(QWidget):
    """`acted` carries the act and the purposes it is about; `reset` the purpose."""

    acted = Signal(object, object)
    reset = Signal(object)

    def __init__(self, cell: CellView, *, alone: bool = False) -> None:
        """`alone`: it stands under no permission's row, and names its permission itself."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._cell = cell
        self.stand: Stand | None = None
        self._glyph = StateGlyph("wait", 20)
        self._state = Text("", "body", elide=True)
        self._note = Text("", "caption", "ink3", elide=True)
        self._used = Text("", "caption", "ink2")
        self._act = Button("", size="sm", wide=True)
        self._act.clicked.connect(self.act)
        name = f"Reset: {PURPOSES[cell.purpose]}, as if never asked"
        self._reset = Button("Reset", kind="link", size="sm", name=name, edge=True)
        self._reset.setObjectName(f"privacy.reset.{cell.purpose}")
        self._reset.clicked.connect(lambda: self.reset.emit(self._cell.purpose))
        self.setMinimumHeight(theme.dp(48))
        self._lay(alone=alone)

    def _lay(self, *, alone: bool) -> None:
        title = Text(PURPOSES[self._cell.purpose], "body" if alone else "caption", elide=True)
        first = under(title)
        if alone:
            first = Lead(row(Text(PURPOSES[self._cell.purpose], "body", elide=True)))
        state = row(self._glyph, (two(self._state, self._note), 1), gap=8, align=MIDDLE)
        again = row(self._reset, "stretch", align=MIDDLE)
        self.setLayout(columns(first, state, again, row(self._used), row(self._act), row(), pad=4))

    def show_cell(self, cell: CellView, view: View) -> None:
        """As it stands now."""
        self._cell = cell
        self.stand = stand = stand_of((cell,), view)
        self._glyph.show_state(stand.glyph, stand.word)
        self._state.say(stand.word, _TONES.get(stand.glyph, "ink2"))
        self._note.say(stand.note)
        self._note.setVisible(bool(stand.note))
        self._used.say("" if stand.used == "never" else stand.used, "ink2")
        self._reset.setVisible(stand.may_reset)
        show_act(self._act, stand.act, str(cell.purpose), PURPOSES[cell.purpose])
        spoken = ", ".join(part for part in (stand.word, stand.note) if part)
        name = f"{permission_name(cell.permission)}, {PURPOSES[cell.purpose]}"
        self.setAccessibleName(f"{name}: {spoken}. Last used: {stand.used}.")

    def act(self) -> None:
        """What its button does."""
        if self.stand is not None and self.stand.act is not Act.NONE:
            self.acted.emit(self.stand.act, self.stand.purposes)


def show_act(button: Button, act: Act, key: str, what: str) -> None:
    """The caption and name of a row's one button; hidden where there is nothing to do."""
    button.setVisible(act is not Act.NONE)
    if act is Act.NONE:
        button.setObjectName("")
        return
    words = ACTS[act]
    if button.words() != words:
        button.say(words, name=f"{words}: {what}")
    button.setObjectName(f"privacy.{act}.{key}")
