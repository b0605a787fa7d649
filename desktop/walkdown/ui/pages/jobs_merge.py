"""Both laptops changed the same: each such field side by side, to be decided before anything is changed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.app.messages import MergeShown
from walkdown.core.merge import Difference
from walkdown.core.merge_fields import Key
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import (
    Button,
    ChoiceCard,
    ChoiceCards,
    Icon,
    Text,
    box,
    col,
    row,
    scroll,
)
from walkdown.ui.pages.jobs_merge_words import how, what
from walkdown.ui.sheet import equal_button

ONE_BY_ONE: Final = 60  # fields that are decided one by one; the rest is decided together
LISTED: Final = 40
_KNOWN: Final = (
    "Both laptops changed these since the site was taken along. Nothing changes before you merge."
)
_UNKNOWN: Final = (
    "It is not known any more what the site was like when it was taken along: wherever the two differ,"
    " you are asked. Nothing changes before you merge."
)
_ASIDE: Final = "The site as it is here now becomes a copy that you can go back to."
_OURS, _THEIRS = 0, 1


class MergeSheet(QDialog):
    """Over Jobs. `decided` carries the keys that become as they are in the file; closing changes nothing."""

    decided = Signal(object)

    def __init__(self, message: MergeShown, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("merge")
        self.setWindowTitle("Walkdown")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        clashes, coming = message.merge.clashes, message.merge.coming
        single, rest = clashes[:ONE_BY_ONE], clashes[ONE_BY_ONE:]
        self._choices: list[tuple[tuple[Key, ...], ChoiceCards]] = []
        cards = [self._one(clash) for clash in single]
        if rest:
            cards.append(self._rest(rest))
        self._left = Text("", "body", "ink2")
        self._merge = equal_button("Merge", "merge.yes")
        self._merge.clicked.connect(self._decide)
        leave = equal_button("Leave the site as it is", "merge.leave")
        leave.clicked.connect(self.reject)
        title = Text(f"Both changed {shown(message.of) or 'the site'}", "h2", wrap=True)
        held = QWidget()
        held.setLayout(col(*cards, *_coming(coming), "stretch", gap=12, margins=(0, 0, 16, 8)))
        area = scroll(held)
        area.setAccessibleName("What both changed")
        self.setLayout(
            col(
                row(Icon("conflict", 24, "ink"), (title, 1), gap=12),
                Text(_KNOWN if message.known else _UNKNOWN, "body", "ink2", wrap=True),
                row(*self._all_at_once(), "stretch", self._left, gap=8),
                (area, 1),
                Text(_ASIDE, "caption", "ink2", wrap=True),
                row((leave, 1), (self._merge, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self.resize(min(theme.dp(860), over.window().width() - 32), over.window().height() - 64)
        self._count()

    def _one(self, clash: Difference) -> QWidget:
        sides = (("Here", clash.ours), ("In the file", clash.theirs))
        cards = [ChoiceCard(how(value, clash), where) for where, value in sides]
        return self._ask(what(clash), cards, (clash.key,))

    def _rest(self, rest: tuple[Difference, ...]) -> QWidget:
        count = f"All {len(rest)} as they are"
        cards = [ChoiceCard(f"{count} here"), ChoiceCard(f"{count} in the file")]
        return self._ask(f"And {len(rest)} more", cards, tuple(d.key for d in rest))

    def _ask(self, title: str, cards: list[ChoiceCard], keys: tuple[Key, ...]) -> QWidget:
        for card, side in zip(cards, ("ours", "theirs"), strict=True):
            card.setObjectName(f"merge.{side}.{len(self._choices)}")
            card.setAccessibleName(f"{title}. {card.accessibleName()}")
        choice = ChoiceCards(cards, side_by_side=True, name=title)
        choice.chosen.connect(lambda _: self._count())
        self._choices.append((keys, choice))
        return box(col(Text(title, "body-strong", wrap=True), choice, gap=8), "card", 16, title)

    def _all_at_once(self) -> list[Button]:
        both = (("All as here", _OURS, "ours"), ("All as in the file", _THEIRS, "theirs"))
        made = []
        for words, side, name in both:
            button = Button(words, size="sm")
            button.setObjectName(f"merge.all.{name}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, s=side: self._choose_all(s))
            made.append(button)
        return made

    def _choose_all(self, side: int) -> None:
        for _, choice in self._choices:
            choice.set_chosen(side)
        self._count()

    def _count(self) -> None:
        left = sum(choice.index() < 0 for _, choice in self._choices)
        self._merge.setEnabled(left == 0)
        self._left.say(f"{left} to decide" if left else "All decided")

    def _decide(self) -> None:
        theirs = (keys for keys, choice in self._choices if choice.index() == _THEIRS)
        self.decided.emit(frozenset(key for keys in theirs for key in keys))
        self.accept()


def _coming(coming: tuple[Difference, ...]) -> list[QWidget]:
    """What was changed there alone, and comes in."""
    if not coming:
        return []
    lines = [
        Text(f"{what(d)}: {how(d.theirs, d)}", "caption", "ink2", wrap=True)
        for d in coming[:LISTED]
    ]
    if more := len(coming) - LISTED:
        lines += [Text(f"And {more} more.", "caption", "ink2")] if more > 0 else []
    title = f"Comes in as well: {len(coming)} that only the other laptop changed"
    return [box(col(Text(title, "body-strong", wrap=True), *lines, gap=4), "sunken", 16, title)]
