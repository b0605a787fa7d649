"""What is kept about owner and installer at this site: why, how long, for whom; taken along, or erased."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from walkdown.app.messages import MyDataShown
from walkdown.core.my_data import Kept, Person
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import (
    Button,
    Segmented,
    StateGlyph,
    Text,
    col,
    pane,
    row,
    scroll,
    strong,
)
from walkdown.ui.sheet import Sheet, equal_button, fact
from walkdown.ui.tokenkinds import Role

_LEAD = "Everything that Walkdown keeps about a person at this site."
_NONE = "Nothing of this is kept at present."
_BESIDE = (
    "Beside the site: the record of permissions, which stands in Privacy and names nobody, and this"
    " laptop's camera, Bluetooth adapter and sounds. To erase the site with all its daily copies, close"
    " it and choose Erase in Jobs."
)
_MOST = 200  # cells of a value
_OWNERS = "The name, e-mail address and telephone, the picture, and who took the site over."
_INSTALLERS = "The name, who took which label, and who gave a promise."
_COPIES = (
    "All copies of this site of former days, and the states in which it was taken along: they hold the"
    " same. You cannot go back to them any more."
)
_STAYS = (
    "The site, its address and its devices; to erase those, erase the site in Jobs. Packs and files that"
    " were saved into folders, and backups of this laptop, are out of reach."
)


class MyDataSheet(QDialog):
    """Over Privacy. Esc and Close leave it; what is chosen is done once it is closed.

    `taken` carries the person and the file's path, `erased` the person.
    """

    taken = Signal(object, str)
    erased = Signal(object)

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
        take = Button("Take along", "download", name="Take these data along in two files")
        take.setObjectName("mydata.take")
        take.clicked.connect(self._pick)
        erase = Button(
            "Erase the name", "trash", name="Erase this person's name and how to reach them"
        )
        erase.setObjectName("mydata.erase")
        erase.clicked.connect(self._ask)
        for button in (close, take, erase):
            button.setAutoDefault(False)
        head = row((Text("My data", "h2"), 1), self._who, gap=12)
        held = QWidget()
        held.setLayout(col(*self._people, Text(_BESIDE, "caption", "ink2", wrap=True), "stretch"))
        area = scroll(held)
        area.setObjectName("mydata.all")
        area.setAccessibleName("What is kept")
        # Nothing in it takes the focus, and the keys are to read on all the same.
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        lead = Text(_LEAD, "body", "ink2", wrap=True)
        below = row(take, erase, "stretch", close, gap=12)
        self.setLayout(col(head, lead, (area, 1), below, gap=16, margins=(24, 24, 24, 24)))
        self.resize(min(theme.dp(720), over.window().width() - 32), over.window().height() - 96)
        self._choose()

    @property
    def _person(self) -> Person:
        return Person.OWNER if self._who.index() == 0 else Person.INSTALLER

    def _pick(self) -> None:
        """Where the two files go; nothing is ever written over."""
        picker = QFileDialog(self, "Write these data into this file, and beside it as JSON")
        picker.setObjectName("mydata.picker")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilter("Text (*.txt)")
        picker.setDefaultSuffix("txt")
        picker.selectFile(f"my-data-{self._person}-{datetime.now().astimezone():%Y-%m-%d}.txt")
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)
        picker.fileSelected.connect(self._take)
        picker.open()

    def _take(self, path: str) -> None:
        self.taken.emit(self._person, path)
        self.accept()

    def _ask(self) -> None:
        """Asked once more: it cannot be undone."""
        sheet = ForgetSheet(self._person, self)
        sheet.accepted.connect(self._erase)
        sheet.open()

    def _erase(self) -> None:
        self.erased.emit(self._person)
        self.accept()

    def _choose(self) -> None:
        for index, person in enumerate(self._people):
            person.setVisible(index == self._who.index())


class ForgetSheet(Sheet):
    """Over My data. `accepted` only by Erase; Esc, Enter and closing keep everything."""

    def __init__(self, person: Person, over: QWidget) -> None:
        super().__init__("forget", over)
        owner = person is Person.OWNER
        keep, erase = equal_button("Keep it", "forget.keep"), equal_button("Erase it", "forget.yes")
        keep.clicked.connect(self.reject)
        erase.clicked.connect(self.accept)
        title = "Erase who the owner is?" if owner else "Erase who the installer is?"
        self.setLayout(
            col(
                row(StateGlyph("warn", 24), (Text(title, "h2", wrap=True), 1), gap=12),
                fact("trash", "Erased", _OWNERS if owner else _INSTALLERS),
                fact("undo", "With it", _COPIES),
                fact("info", "Stays", _STAYS),
                Text("This cannot be undone.", "body-strong"),
                row((keep, 1), (erase, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self.setFocus()


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
