"""What else a hand can hold before the practice camera: sheets of all labels, and what lies about."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from walkdown.app.ports import YardSticker, YardView
from walkdown.core.shown import shown
from walkdown.ui.bridge import Bridge
from walkdown.ui.buttons import Button
from walkdown.ui.layout import MIDDLE, box, col, empty, row
from walkdown.ui.practice_words import label_words
from walkdown.ui.text import Text

GAP = 8


class PracticeStickers(QWidget):
    """Below the devices' cards; told again whenever the yard has changed."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._shown: tuple[tuple[str, str], ...] = ()
        self._hold: dict[int, Button] = {}
        self._sheet = Button("Hold it", size="sm", name="Hold a sheet of all labels")
        self._sheet.setObjectName("yard.sheet")
        self._sheet.clicked.connect(lambda: bridge.do(lambda e: e.yard.hold_sheet()))
        words = col(
            Text("Sheet of labels", "body-strong"),
            Text("All labels of the site, several on a page", "caption", "ink2", wrap=True),
            gap=0,
        )
        sheet = box(
            row((words, 1), self._sheet, gap=12, align=MIDDLE), "sunken", 12, "Sheet of labels"
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(GAP)
        self._title = Text("Lies about, and is no device", "body-strong")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(col(sheet, GAP, self._title, self._rows, gap=GAP))

    def render_view(self, view: YardView) -> None:
        """The rows as the yard is now."""
        things = tuple((s.words, s.place) for s in view.stickers)
        if things != self._shown:
            self._shown = things
            empty(self._rows)
            self._hold.clear()
            for sticker in view.stickers:
                self._rows.addWidget(self._row(sticker))
        self._title.setVisible(bool(view.stickers))
        self._sheet.say("You hold it" if view.sheet_in_front else "Hold it")
        for sticker in view.stickers:
            held = sticker.in_front
            self._hold[sticker.number].say("You hold it" if held else "Hold it")

    def _row(self, sticker: YardSticker) -> QWidget:
        number, words = sticker.number, shown(sticker.words, 40)
        hold = Button("Hold it", size="sm", name=f"Hold {words} before the camera")
        hold.setObjectName(f"yard.sticker.{number}")
        hold.clicked.connect(lambda: self._bridge.do(lambda e: e.yard.hold_sticker(number)))
        self._hold[number] = hold
        special = label_words(sticker.trouble)
        place = ". ".join(each for each in (shown(sticker.place, 60), special) if each)
        said = col(Text(words, "body"), Text(place, "caption", "ink3", wrap=True), gap=0)
        return box(row((said, 1), hold, gap=12, align=MIDDLE), "card", 12, words)
