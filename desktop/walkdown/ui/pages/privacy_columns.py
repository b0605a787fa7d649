"""The columns of Privacy's table: one width each, measured by the widest thing that can stand in them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget

from walkdown.consent.purpose import Permission
from walkdown.ui import theme
from walkdown.ui.consent_words import ICONS, permission_name
from walkdown.ui.kit import MIDDLE, Button, IconTile, Text, row, two
from walkdown.ui.pages.network_cell import Cell, text_width
from walkdown.ui.pages.privacy_words import NOTES, STATES, SYSTEM

LAST_USE = "privacy.last_use"  # of the cells of the column that gives way first
ACTS = {"withdraw": "Withdraw", "ask": "Ask me", "settings": "Settings"}
_HEADS = ("Permission", "In Walkdown", "System", "Last use")
_USES = ("in use now", "Last use", "22 Sep")
_GAP = 10


class Lead(Cell):
    """The first column: takes the width that is left, and never less than the names need."""

    def __init__(self, layout: QHBoxLayout) -> None:
        super().__init__(layout, lead_width)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def fit(self) -> None:
        self.setMinimumWidth(lead_width())


def lead(permission: Permission, words: Text) -> Lead:
    """Tile and name of a permission; below the name what it is for."""
    name = Text(permission_name(permission), "body-strong", elide=True)
    return Lead(row(IconTile(ICONS[permission]), (two(name, words), 1), gap=12))


def under(title: Text) -> Lead:
    """The first column of a purpose, below the name of its permission."""
    return Lead(row(Cell(row(), tile_width), (title, 1), gap=12, align=MIDDLE))


def heads() -> QWidget:
    """The names of the columns."""
    name, state, system, used = (row(Text(word, "caption-strong", "ink3")) for word in _HEADS)
    held = QWidget()
    held.setLayout(columns(Lead(name), state, system, used, row(), row(), pad=0))
    return held


def columns(
    first: Lead,
    state: QLayout,
    system: QLayout,
    used: QLayout,
    act: QLayout,
    more: QLayout,
    *,
    pad: int = 6,
) -> QHBoxLayout:
    """One row of the table."""
    last_use = Cell(used, used_width)
    last_use.setObjectName(LAST_USE)
    cells = (Cell(state, state_width), Cell(system, system_width), last_use)
    clicks = row(Cell(act, act_width), Cell(more, more_width), gap=4, align=MIDDLE)
    return row((first, 1), *cells, clicks, gap=_GAP, margins=(16, pad, 8, pad), align=MIDDLE)


def tile_width() -> int:
    """Px of a permission's tile."""
    return IconTile("shield").sizeHint().width()


def lead_width() -> int:
    """Px that the names of the permissions need."""
    return tile_width() + 12 + text_width(map(permission_name, Permission), "body-strong")


def state_width() -> int:
    """Px of the words of a state, and of its second line."""
    words = text_width((word for word, _ in STATES.values()), "body-strong")
    # The longest ones end in an ellipsis, and are whole in the tooltip.
    notes = text_width((*NOTES.values(), f"{NOTES_LONG}, to Sep 2028"), "caption")
    return theme.dp(20) + 8 + max(words, notes)


NOTES_LONG = "this site"


def system_width() -> int:
    """Px of the system's column."""
    words = (word for word, _, _ in SYSTEM.values())
    return theme.dp(18) + 6 + text_width((*words, "System"), "caption")


def used_width() -> int:
    """Px of the column of last uses."""
    return text_width(_USES, "caption-strong")


def act_width() -> int:
    """Px of the widest action."""
    return max(Button(words, size="sm").sizeHint().width() for words in ACTS.values())


def more_width() -> int:
    """Px of the button that opens a row."""
    return theme.current().targets.sm
