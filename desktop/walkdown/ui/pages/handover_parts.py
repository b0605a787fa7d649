"""The right side of Hand over: what was saved, who takes the site over, what is in the pack."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.app.ports import Pack
from walkdown.core.job import HandedOver
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Field, Icon, Line, StateGlyph, Text, col, row
from walkdown.ui.pages.labels_trouble import TroubleBox

_TAKES = "The owner has seen this report and takes the site over."
_TAKEN = "The owner saw the report and took the site over."
_PARTS = (
    ("doc", "report.pdf", "the report as shown here, to print or send"),
    ("disk", "site.json", "the same as data"),
    ("shield", "permissions.csv", "every answer and every use, in order"),
    ("tick", "SHA256SUMS.txt", "check sums: was a file changed since?"),
)
_PRACTICE = "Practice site: every page and every file name says so."


class PackTrouble(TroubleBox):
    """Here a folder that cannot be written has a next click: another folder."""

    def tell(self, trouble: Trouble) -> None:
        """Show it, and say it aloud."""
        super().tell(trouble)
        if trouble.code is Code.CANNOT_WRITE:
            self._act.say("Choose another folder", "folder")
            self._act.show()


class SavedBox(QFrame):
    """The pack that was written, by the name of its folder, and its files."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("handover.done")
        self.setProperty("box", "ok")
        self._title = Text("", "body-strong", wrap=True)
        self._words = Text("", "caption", "ink2", wrap=True)
        self._files = Text("", "caption", "ink", wrap=True)
        words = col(self._title, self._words, self._files, gap=2)
        sign = col(StateGlyph("ok", 24, name="Saved"), "stretch")
        self.setLayout(row(sign, (words, 1), gap=12, margins=(16, 12, 16, 12)))
        self.hide()

    def show_pack(self, pack: Pack) -> None:
        """It was written just now."""
        self._show(pack.folder.name, "Checked by reading it back.", pack.files)

    def show_former(self, done: HandedOver) -> None:
        """It was written when the site was handed over."""
        when = f"{done.at.astimezone():%d %b %Y, %H:%M}"
        self._show(done.folder, f"Handed over on {when}.", ())

    def _show(self, folder: str, words: str, files: tuple[str, ...]) -> None:
        title = f"Saved as {shown(folder, 120)}."
        self._title.say(title)
        self._words.say(words)
        self._files.say("\n".join(shown(name, 60) for name in files))
        self._files.setVisible(bool(files))
        self.setAccessibleName(f"{title} {words}")
        self.show()


class OwnerCard(QFrame):
    """Who takes the site over. The site's owner stands there until another name is typed."""

    typed = Signal(str)
    """The text of the field, at every key."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "sunken")
        self.setAccessibleName("The owner")
        self._line = Line(most=80)
        self._line.setObjectName("handover.owner")
        self._field = Field("Owner's name", self._line)
        self._line.textEdited.connect(self._field.clear)
        self._line.textEdited.connect(self.typed)
        self._takes = Text(_TAKES, "body", "ink2", wrap=True)
        self.setLayout(
            col(Text("The owner", "h3"), self._field, self._takes, gap=8, margins=(20, 16, 20, 16))
        )

    def name(self) -> str:
        """The name as typed."""
        return self._line.text().strip()

    def ask(self) -> None:
        """Nobody is named yet: ask in place."""
        self._field.set_error("Who takes the site over?")
        self._line.setFocus()

    def begin(self, draft: str) -> None:
        """Another job: what was typed is not for it, but what was typed for it before is."""
        self._line.setText(draft)  # unlike clear(), it also counts as not typed
        self._line.setModified(bool(draft))
        self._field.clear()

    def fill(self, owner: str, done: HandedOver | None) -> None:
        """The job's owner, unless something else was typed; fixed once handed over."""
        if done is not None or not self._line.isModified():
            self._line.setText(shown(done.owner if done else owner, 80))
            self._line.setCursorPosition(0)
        self._line.setEnabled(done is None)
        self._takes.say(_TAKEN if done else _TAKES)


class PackCard(QFrame):
    """What goes into the pack; says when all of it is practice."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.setAccessibleName("In the pack")
        self._practice = row(
            Icon("cone", 20), (Text(_PRACTICE, "body-strong", wrap=True), 1), gap=12
        )
        self._note = QWidget()
        self._note.setLayout(self._practice)
        parts = [_part(*part) for part in _PARTS]
        self.setLayout(
            col(Text("In the pack", "h3"), *parts, self._note, gap=8, margins=(20, 16, 20, 16))
        )

    def show_practice(self, *, practice: bool) -> None:
        """Whether this is a practice site."""
        self._note.setVisible(practice)


def _part(icon: str, name: str, what: str) -> QWidget:
    words = col(Text(name, "body-strong"), Text(what, "caption", "ink2", wrap=True), gap=0)
    part = QWidget()
    part.setLayout(
        row(col(Icon(icon, 20), "stretch", margins=(0, theme.dp(2), 0, 0)), (words, 1), gap=12)
    )
    part.setAccessibleName(f"{name}: {what}")
    return part
