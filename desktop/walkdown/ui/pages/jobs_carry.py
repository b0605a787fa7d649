"""Taking a site along, and opening one that came: the passphrase, and what stands in such a file."""

from __future__ import annotations

import secrets
import unicodedata
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from walkdown.app.carry import LEAST
from walkdown.core.secret import Secret
from walkdown.ui.kit import Button, Field, Icon, Text, col, row
from walkdown.ui.pages.owner_field import SecretLine
from walkdown.ui.sheet import Sheet, equal_button, fact

ENDING: Final = "wdsite"
_KIND: Final = f"Sites of Walkdown (*.{ENDING})"
# Small letters and digits that nobody takes for one another, also when read out or written by hand.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_IN: Final = "The site with its devices, their checks and evidence, promises and the picture."
_OUT: Final = (
    "The Wi-Fi password, which is never kept; and permissions: the other laptop asks for its own."
)
_AFTER: Final = (
    "The site stays here too. What is changed on both is put together when the file comes back, and"
    " you are asked where both changed the same."
)
_HINT: Final = f"At least {LEAST} characters. Nobody can open the file without it: write it down."
_GIVE: Final = "The one that was made with the file. Capitals, hyphens and spaces count."


def made_up() -> str:
    """A passphrase that nobody guesses (99 bits), in groups that can be read out."""
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(5))
    return "-".join(groups)


class Passphrase(QWidget):
    """A field for a passphrase, its text shown or not."""

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        self.line = SecretLine()
        self.line.setObjectName(f"{name}.passphrase")
        self._show = Button("Show", "eye", size="lg", name="Show the passphrase")
        self._show.setObjectName(f"{name}.show")
        self._show.setAutoDefault(False)
        self._show.clicked.connect(self._toggle)
        beside = QWidget()
        beside.setLayout(row((self.line, 1), self._show))
        self._field = Field("Passphrase", beside, hint)
        self.line.setAccessibleName("Passphrase")
        self.line.textChanged.connect(lambda _: self._field.clear())
        self.setLayout(col(self._field))
        self.setFocusProxy(self.line)

    def fill(self, text: str) -> None:
        """Take one that was made up, and show it."""
        self.line.setText(text)
        if not self.line.is_shown:
            self._toggle()

    def taken(self, least: int) -> Secret | None:
        """What was typed, once; None where it is too short, which is said."""
        # A keyboard may give "ü" as one sign or as two; the file opens with both.
        text = unicodedata.normalize("NFC", self.line.text())
        if len(text) < least:
            short = f"{least - len(text)} more: a short one is guessed."
            self._field.set_error(short if text else "A passphrase is needed.")
            self.line.setFocus()
            return None
        self.line.wipe()
        return Secret(text)

    def _toggle(self) -> None:
        if self.line.is_shown:
            self.line.hide_text()
            self._show.say("Show", name="Show the passphrase")
        else:
            self.line.show_text()
            self._show.say("Hide", name="Hide the passphrase")


class TakeSheet(Sheet):
    """Over Jobs. `chosen` carries the file's path and the passphrase."""

    chosen = Signal(str, object)

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__("take", over)
        self._name = name
        self._passphrase = Passphrase(_HINT, "take")
        make = Button("Make one up", "retry", name="Make up a passphrase")
        make.setObjectName("take.make")
        make.setAutoDefault(False)
        make.clicked.connect(lambda: self._passphrase.fill(made_up()))
        leave = equal_button("Leave", "take.leave")
        leave.clicked.connect(self.reject)
        choose = equal_button("Choose file", "take.file")
        choose.clicked.connect(self._choose)
        self._passphrase.line.returnPressed.connect(self._choose)
        title = Text(f"Take {name} to another laptop", "h2", wrap=True)
        self.setLayout(
            col(
                row(Icon("laptop", 24, "ink"), (title, 1), gap=12),
                fact("disk", "In the file", _IN),
                fact("shield", "Not in it", _OUT),
                fact("info", "Afterwards", _AFTER),
                self._passphrase,
                row(make, "stretch"),
                row((leave, 1), (choose, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self._passphrase.setFocus()

    def _choose(self) -> None:
        if len(self._passphrase.line.text()) < LEAST:
            self._passphrase.taken(LEAST)
            return
        picker = QFileDialog(self, "Write the site into this file")
        picker.setObjectName("take.picker")
        picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setNameFilter(_KIND)
        picker.setDefaultSuffix(ENDING)
        picker.selectFile(f"{_file_name(self._name)}.{ENDING}")
        # Nothing is ever overwritten, so there is nothing to confirm.
        picker.setOption(QFileDialog.Option.DontConfirmOverwrite)
        picker.fileSelected.connect(self._picked)
        picker.open()

    def _picked(self, path: str) -> None:
        passphrase = self._passphrase.taken(LEAST)
        if passphrase is not None:
            self.chosen.emit(path, passphrase)
            self.accept()


class OpenSheet(Sheet):
    """Over Jobs, once a file is picked. `given` carries the passphrase."""

    given = Signal(object)

    def __init__(self, path: str, over: QWidget) -> None:
        super().__init__("open", over)
        self._passphrase = Passphrase(_GIVE, "open")
        leave = equal_button("Leave", "open.leave")
        leave.clicked.connect(self.reject)
        give = equal_button("Open", "open.yes")
        give.clicked.connect(self._give)
        self._passphrase.line.returnPressed.connect(self._give)
        title = Text(f"Open {PurePath(path).name[:80]}", "h2", wrap=True)
        after = "The file is only read. A site that is here already is compared with it first."
        self.setLayout(
            col(
                row(Icon("laptop", 24, "ink"), (title, 1), gap=12),
                self._passphrase,
                fact("shield", "Nothing is written over", after),
                row((leave, 1), (give, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self._passphrase.setFocus()

    def _give(self) -> None:
        passphrase = self._passphrase.taken(1)
        if passphrase is not None:
            self.given.emit(passphrase)
            self.accept()


def pick_file(over: QWidget) -> QFileDialog:
    """The dialog in which the file of a site is picked; it is shown already."""
    picker = QFileDialog(over, "Open a site of another laptop")
    picker.setObjectName("open.picker")
    picker.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    picker.setFileMode(QFileDialog.FileMode.ExistingFile)
    picker.setNameFilters([_KIND, "All files (*)"])
    picker.open()
    return picker


def _file_name(name: str) -> str:
    """The name as every file system takes it."""
    kept = "".join(sign if sign.isalnum() or sign in " -" else "-" for sign in name).strip(" -")
    return kept[:60] or "site"
