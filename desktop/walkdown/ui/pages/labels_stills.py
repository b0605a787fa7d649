"""The pictures that were read: one is shown, a list tells what came of each and goes back to any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QStyleOptionComboBox, QWidget

from walkdown.app.messages import PictureShown
from walkdown.core.shown import shown
from walkdown.core.trouble import Code
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Select, Text, col, row
from walkdown.ui.pages.labels_still import Still, result_words, tally

# A preview has five megabytes; of older ones only what came of them stays.
MOST_PREVIEWS: Final = 12


class Worded(QWidget):
    """A widget whose wrapped words ask for their room: they squeeze no picture."""

    def minimumSizeHint(self) -> QSize:
        """As high as its words are at this width."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is None:
            return least
        return least.expandedTo(QSize(0, layout.minimumHeightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class PictureList(Select):
    """Closed it names the picture, open it tells what came of each as well."""

    def __init__(self) -> None:
        super().__init__(name="Pictures that were read")
        self.setObjectName("labels.photo.list")

    def add(self, picture: PictureShown) -> None:
        """One more row, at the end."""
        words = row_words(picture)
        self.addItem(words, name_words(picture))
        self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)

    def showPopup(self) -> None:
        """As wide as its longest row, within the window."""
        room = self.window().width() - self.mapTo(self.window(), self.rect().topLeft()).x()
        wanted = self.view().sizeHintForColumn(0) + theme.dp(24)
        self.view().setMinimumWidth(max(self.width(), min(wanted, room - theme.dp(16))))
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        room = self.width() - theme.dp(72)
        name, middle = str(self.currentData() or ""), Qt.TextElideMode.ElideMiddle
        option.currentText = QFontMetrics(self.font()).elidedText(name, middle, room)


class Stills(Worded):
    """Arrow keys, two buttons and the list walk through the pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[PictureShown] = []
        self._at = 0
        self.still = Still()
        self.still.stepped.connect(self._step)
        self._name = Text("", "body-strong")
        self._list = PictureList()
        self._list.activated.connect(self._turn_to)
        self._result = Text("", "body", "ink2", wrap=True)
        self._back, self._on = self._arrow("back", -1), self._arrow("on", 1)
        among = row(self._back, self._on, (self._list, 1), gap=8, align=MIDDLE)
        words = col(self._name, self._result, gap=2)
        self.setLayout(col((self.still, 1), among, words, gap=4))

    def _arrow(self, name: str, step: int) -> Button:
        which = "before" if step < 0 else "after"
        icon = "left" if step < 0 else "right"
        button = Button("", icon, "icon", name=f"The picture {which}")
        button.setObjectName(f"labels.photo.{name}")
        button.clicked.connect(lambda: self._step(step))
        return button

    def show_picture(self, picture: PictureShown) -> None:
        """One more was read. Whoever looks at another one goes on looking at it."""
        newest = self._at == len(self.read) - 1 or not self.read
        self.read.append(picture)
        if len(self.read) > MOST_PREVIEWS:
            old = len(self.read) - MOST_PREVIEWS - 1
            self.read[old] = replace(self.read[old], frame=None)
        self._list.add(picture)
        if newest:
            self._at = len(self.read) - 1
        self._show()

    def clear(self) -> None:
        """Nothing was read."""
        self.read, self._at = [], 0
        self._list.clear()
        self.still.show_picture(None)

    def _step(self, step: int) -> None:
        self._turn_to(self._at + step)

    def _turn_to(self, at: int) -> None:
        if 0 <= at < len(self.read):
            self._at = at
            self._show()

    def _show(self) -> None:
        picture, many = self.read[self._at], len(self.read) > 1
        self.still.show_picture(picture)
        self._name.say(name_words(picture))
        self._name.setVisible(not many)
        self._list.setVisible(many)
        self._list.setCurrentIndex(self._at)
        self._result.say(result_words(picture))
        self.updateGeometry()
        for arrow, there in ((self._back, self._at), (self._on, len(self.read) - 1 - self._at)):
            arrow.setVisible(many)
            arrow.setEnabled(there > 0)


def name_words(picture: PictureShown) -> str:
    """ "3 of 12: IMG_0042.jpg"; of one alone only its name."""
    where = f"{picture.number} of {picture.of}: " if picture.of > 1 else ""
    return f"{where}{shown(picture.name, 60)}"


def row_words(picture: PictureShown) -> str:
    """A picture's row in the list: which it is, and what came of it or why it was not read."""
    if not unread(picture):
        return f"{name_words(picture)}: {result_words(picture).rstrip('.')}"
    return f"{name_words(picture)}: not read. {result_words(picture)}"


def unread(picture: PictureShown) -> bool:
    """Whether it could not be read, or was left; one without a code was read."""
    return picture.trouble is not None and picture.trouble.code is not Code.NO_CODE_IN_PICTURE


def stopped(picture: PictureShown) -> bool:
    """Whether it was left because the person said stop."""
    return picture.trouble is not None and picture.trouble.code is Code.STOPPED_BY_YOU


def progress_words(read: Sequence[PictureShown]) -> str:
    """ "3 of 12 read: 58 added", and in the end all that came of them; "" for one alone."""
    last = read[-1]
    if last.of < 2:
        return ""
    over = last.number == last.of
    came = tally(outcome for each in read for outcome in each.outcomes)
    if not over:
        came = came.partition(",")[0]  # in short, while it goes on
    left = sum(map(unread, read))
    done = (
        "Stopped" if stopped(last) else f"{last.number} of {last.of} {'done' if left else 'read'}"
    )
    said = ", ".join(filter(None, (came, f"{left} not read" if left else "")))
    return f"{done}: {said}" if said else done
