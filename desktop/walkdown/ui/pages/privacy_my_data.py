"""What is kept about the owner and about the installer at this site: why, how long, and who gets it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.app.messages import MyDataShown
from walkdown.core.my_data import Kept
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import Button, Segmented, Text, col, pane, row, scroll, strong
from walkdown.ui.tokenkinds import Role

_LEAD = "Everything that Walkdown keeps about a person at this site."
_NONE = "Nothing of this is kept at present."
_BESIDE = (
    "Beside the site: the record of permissions, which stands in Privacy and names nobody, and this"
    " laptop's camera, Bluetooth adapter and sounds. To erase the site with all its daily copies, close"
    " it and choose Erase in Jobs."
)
_MOST = 200  # cells of a value


class MyDataSheet(QDialog):
    """Over Privacy; changes nothing. Esc and Close leave it."""

    def __init__(self, message: MyDataShown, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("mydata")
        self.setWindowTitle("Walkdown")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        self._people = (_person(message.owner), _person(message.installer))
        self._who = Segmented(["Owner", "Installer"], name="Whose data")
        self._who.setObjectName("mydata.who")
        self._who.chosen.connect(lambda _: self._choose())
        close = Button("Close", kind="equal")
        close.setObjectName("mydata.close")
        close.clicked.connect(self.reject)
        head = row((Text("My data", "h2"), 1), self._who, gap=12)
        held = QWidget()
        held.setLayout(col(*self._people, Text(_BESIDE, "caption", "ink2", wrap=True), "stretch"))
        area = scroll(held)
        area.setObjectName("mydata.all")
        area.setAccessibleName("What is kept")
        # Nothing in it takes the focus, and the keys are to read on all the same.
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lead = Text(_LEAD, "body", "ink2", wrap=True)
        below = row("stretch", close)
        self.setLayout(col(head, lead, (area, 1), below, gap=16, margins=(24, 24, 24, 24)))
        self.resize(min(theme.dp(720), over.window().width() - 32), over.window().height() - 96)
        self._choose()

    def _choose(self) -> None:
        for index, person in enumerate(self._people):
            person.setVisible(index == self._who.index())


def _person(groups: tuple[Kept, ...]) -> QWidget:
    held = QWidget()
    held.setLayout(col(*(_group(kept) for kept in groups), gap=12))
    return held


def _group(kept: Kept) -> QWidget:
    what = kept.category
    values = [_line(words, shown(text, _MOST)) for words, text in kept.values]
    why = (
        ("Why", what.purpose),
        ("Ground", what.basis),
        ("Kept", what.retention),
        ("Goes to", what.recipients),
    )
    card = pane(
        col(
            Text(what.name, "h3"),
            *(values or [Text(_NONE, "body", "ink2", wrap=True)]),
            col(*(_line(words, text, "caption") for words, text in why), gap=2),
            gap=6,
            margins=(0, 0, 16, 16),
        )
    )
    card.setAccessibleName(what.name)
    return card


def _line(words: str, value: str, role: Role = "body") -> Text:
    return Text([strong(f"{words}: "), value], role, wrap=True)
