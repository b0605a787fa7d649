"""The list of all messages: one box for each group, and a field that finds one by its id or by words."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, TOP, Line, Text, box, col, row, rule, strong
from walkdown.ui.message_list import GROUPS, MOST_TYPED, Entry, entries, fits
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.pages.message_line import never_runs

_PLACEHOLDER = "Id or words, such as WIFI-03"
_NOTHING = "No message fits this. An id is letters and a number, such as WIFI-03."


class AllMessages(QWidget):
    """All are made once; those that do not fit what was typed are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._search = Line(placeholder=_PLACEHOLDER, icon="search", most=MOST_TYPED)
        self._search.setObjectName("help.search")
        self._search.textChanged.connect(self._find)
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        self._count = Text("", "caption", "ink2")
        self._nothing = Text(_NOTHING, "body", "ink2", wrap=True)
        self._groups = [_Group(list(group)) for _, group in groupby(entries(), lambda e: e.letters)]
        tools = row((self._search, 1), self._count, gap=16, align=MIDDLE)
        self.setLayout(col(tools, self._nothing, *self._groups, "stretch", gap=16))
        self._find("")

    def look_up(self, what: str) -> None:
        """Show what fits this, with the keyboard in the field; all of them for nothing."""
        self._search.setText(what)
        self._search.selectAll()
        self._search.setFocus()

    def _find(self, typed: str) -> None:
        found = sum(group.show_fitting(typed) for group in self._groups)
        self._nothing.setVisible(not found)
        words = "1 message" if found == 1 else f"{found} messages"
        if words != self._count.text():
            self._count.say(words)
            announce(self._search, words)


class _Group(QWidget):
    """A heading and its messages."""

    def __init__(self, members: list[Entry]) -> None:
        super().__init__()
        self._rows = [_Row(entry) for entry in members]
        lines: list[QWidget] = []
        for one in self._rows:
            lines += [one.above, one]
        title = GROUPS[members[0].letters]
        self.setLayout(col(Text(title, "h3"), box(col(*lines, gap=0), "card", 0, title), gap=8))

    def show_fitting(self, typed: str) -> int:
        """Show those that fit; how many they are."""
        found = 0
        for one in self._rows:
            there = fits(typed, one.entry)
            one.setVisible(there)
            one.above.setVisible(there and found > 0)
            found += there
        self.setVisible(found > 0)
        return found


class _Row(QWidget):
    """One message: its id, the fact, how it comes about, what to do, what not to do."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self.above = rule()
        said = entry.said
        self.setObjectName(f"help.message.{entry.code}")
        self._id = Text(str(entry.code), "mono", "ink2")
        words = col(
            Text(said.title, "body-strong", wrap=True),
            Text([strong("What happened  "), said.happened], "body", "ink2", wrap=True),
            Text([strong("What to do  "), said.todo], "body", "ink2", wrap=True),
            Text(never_runs(said.never), "body", "ink2", wrap=True),
            gap=2,
        )
        self.setLayout(row(self._id, (words, 1), gap=16, margins=(16, 12, 16, 12), align=TOP))
        self.setAccessibleName(
            f"{entry.code}: {said.title}. {said.happened} {said.todo} {said.never}"
        )
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._fit()

    def _fit(self) -> None:
        """The ids stand in a column as wide as the longest."""
        self._id.setMinimumWidth(int(theme.advance("WIFI-00", "mono")) + 2)
