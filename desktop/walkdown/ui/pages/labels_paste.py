"""Pasting a list or opening a CSV file: the text on top, what would be added below, nothing before Add."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from walkdown.app.messages import LabelTaken, Outcome
from walkdown.core.device import Way
from walkdown.core.draft import MOST_PASTED
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Field, Text, box, col, empty, row, scroll
from walkdown.ui.pages.labels_columns import read_table
from walkdown.ui.pages.labels_kind import KindSelect
from walkdown.ui.pages.labels_paste_row import PasteRow, summary
from walkdown.ui.pages.labels_paste_text import PasteText, TakeOther
from walkdown.ui.pages.labels_pasted import (
    ASKED,
    NOTHING_SAID,
    Fate,
    Line,
    Said,
    judged,
    shown_first,
)
from walkdown.ui.pages.labels_words import Take

_MOST_SHOWN = 60
_LOOK_MS = 150
_LEAST_TABLE = 108
_LISTS = "Lists (*.csv *.tsv *.txt);;All files (*)"


class PasteWay(QWidget):
    """One label on each line: a serial, or a row of a spreadsheet with serial and model."""

    took = Signal(object)
    picked = Signal(str)
    """The path of a list that is to be read."""
    typed = Signal(str)
    """The text, whenever it has changed and has been looked at; empty once all of it is listed."""

    def __init__(self, take_other: TakeOther = lambda _: False) -> None:
        """`take_other` is given what is pasted and is no text; it says whether it took it."""
        super().__init__()
        self.setObjectName("labels.paste")
        self._kept = self._added = ""
        self._listed: frozenset[str] = frozenset()
        self._profiles: Profiles = NO_PROFILES
        self._said = NOTHING_SAID
        self._lines: tuple[Line, ...] = ()
        self._text = PasteText(take_other)
        self._kind = KindSelect("labels.paste.kind")
        self._add = Button("Add", "plus", enabled=False)
        self._add.setObjectName("labels.paste.add")
        self._open = Button("Open a CSV file", "folder", "quiet", "sm")
        self._open.setObjectName("labels.paste.open")
        self._sum = Text("", "caption", "ink2", wrap=True)
        self._sum.setObjectName("labels.paste.sum")
        self._table = QVBoxLayout()
        self._table.setContentsMargins(12, 4, 12, 4)
        self._table.setSpacing(2)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._join()
        inner = QWidget()
        inner.setLayout(col(self._table, "stretch", gap=0))
        table = box(col((scroll(inner), 1), gap=0), "card", 1, "What would be added")
        table.setMinimumHeight(theme.dp(_LEAST_TABLE))
        kind = Field("Kind, where the list names none", self._kind)
        tools = row((kind, 1), col("stretch", self._add, gap=0), gap=12)
        below = row((self._sum, 1), self._open, gap=12, align=MIDDLE)
        self.setLayout(col(self._text, tools, (table, 1), below, gap=8))
        self._check()

    def begin(self) -> None:
        """Keys are wanted here."""
        self._text.setFocus()

    def start_over(self, draft: str) -> None:
        """Another job: nothing pasted, but what was pasted for it before and not added."""
        self._said = NOTHING_SAID
        self._text.setPlainText(draft)
        self._look.stop()
        self._kept, self._added = self._text.toPlainText(), ""
        self._check()

    def show_profiles(self, profiles: Profiles) -> None:
        """What the makers' labels look like."""
        self._profiles = profiles
        self._check()

    def show_listed(self, serials: frozenset[str]) -> None:
        """What is on the list now, so that it is not offered again."""
        if serials != self._listed:
            self._listed = serials
            self._check()

    def paste_below(self) -> bool:
        """Paste from anywhere on the page. Whether it was a text."""
        return self._text.paste_below()

    def paste_picture(self) -> bool:
        """Paste a picture or files, and no text. Whether there were any."""
        return self._text.paste_picture()

    def show_list(self, text: str) -> None:
        """A file was read: its text is here as if it were pasted."""
        self._text.setPlainText(text)
        self._said = NOTHING_SAID
        self._look.stop()
        self._check()
        self._text.setFocus()

    def note(self, taken: LabelTaken) -> bool:
        """What became of a row. Whether its row asks the person about it now."""
        if taken.way is not Way.PASTED:
            return False
        said = self._said
        if taken.outcome is Outcome.LOOKALIKE:
            self._said = replace(said, alike={**said.alike, taken.serial: taken.other})
        elif taken.outcome is Outcome.OTHER_SITE:
            self._said = replace(said, elsewhere={**said.elsewhere, taken.serial: taken.other})
        else:
            return taken.outcome is Outcome.CHECK_FAILED
        self._look.start()
        return taken.outcome is Outcome.LOOKALIKE

    def choose(self) -> None:
        """Let the person pick a file; the window goes on working meanwhile."""
        dialog = QFileDialog(self, "Open a list of serials", "", _LISTS)
        dialog.setObjectName("labels.paste.file")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.picked.emit)
        dialog.open()

    def minimumSizeHint(self) -> QSize:
        """With all lines of the sentence below: a wrapped text asks for one only."""
        least, said = super().minimumSizeHint(), self._sum
        more = said.heightForWidth(max(1, said.width())) - said.minimumSizeHint().height()
        return least + QSize(0, max(0, more))

    # --- inside

    def _join(self) -> None:
        self._look.timeout.connect(self._check)
        self._text.textChanged.connect(self._look.start)
        self._kind.currentIndexChanged.connect(lambda: self._check())
        self._add.clicked.connect(self._take)
        self._open.clicked.connect(self.choose)

    def _check(self) -> None:
        text = self._text.toPlainText()
        table = read_table(text)
        lines = judged(table, self._listed, self._kind.kind(), self._profiles, self._said)
        new = sum(line.fate is Fate.NEW for line in lines)
        waits = new or any(line.fate in ASKED for line in lines)
        self._keep("" if text == self._added and not waits else _whole_lines(text))
        self._add.setEnabled(new > 0)
        self._add.say(f"Add {new}" if new else "Add", name=f"Add {new} labels to the list")
        self._sum.say(summary(lines, more=table.more, most=_MOST_SHOWN))
        if lines != self._lines:
            self._lines = lines
            self._show(shown_first(lines, _MOST_SHOWN))

    def _show(self, lines: tuple[Line, ...]) -> None:
        empty(self._table)
        for line in lines:
            made = PasteRow(line)
            made.agreed.connect(self._agree)
            made.meant.connect(self._mean)
            self._table.addWidget(made)

    def _agree(self, serial: str, sure: bool) -> None:
        """The person says of a row that it is right as it stands, or takes that back."""
        said = self._said
        known = said.sure | {serial} if sure else said.sure - {serial}
        self._answer(serial, replace(said, sure=known))

    def _mean(self, serial: str, heard: str) -> None:
        """The person says of a row that the serial heard nearby is meant."""
        self._answer(heard, replace(self._said, instead={**self._said.instead, serial: heard}))

    def _answer(self, serial: str, said: Said) -> None:
        self._said = said
        self._check()
        rows = (self._table.itemAt(at) for at in range(self._table.count()))
        for made in (item.widget() for item in rows if item is not None):
            if isinstance(made, PasteRow) and made.serial == serial:
                made.take_focus(or_else=self._add)

    def _keep(self, text: str) -> None:
        if text != self._kept:
            self._kept = text
            self.typed.emit(text)

    def _take(self) -> None:
        self._look.stop()
        self._check()
        takes = tuple(
            Take(line.text, Way.PASTED, line.kind, line.model, line.sure)
            for line in self._lines
            if line.fate is Fate.NEW
        )
        if takes:
            self._added = self._text.toPlainText()
            self.took.emit(takes)


def _whole_lines(text: str) -> str:
    """As much as is kept of a text that is not added. Half a serial at its end would be another one."""
    if len(text) <= MOST_PASTED:
        return text
    return text[: text.rfind("\n", 0, MOST_PASTED) + 1]
