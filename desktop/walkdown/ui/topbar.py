"""The top bar: way back, where we are, the network in words, what is in use, three buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from walkdown.ui import theme
from walkdown.ui.buttons import Button
from walkdown.ui.chips import Use, UseChip
from walkdown.ui.glyphs import Icon
from walkdown.ui.layout import MIDDLE, col, empty, row, rule
from walkdown.ui.painted import Painted
from walkdown.ui.plain import plain, tip
from walkdown.ui.scenes import Mark
from walkdown.ui.text import Text
from walkdown.ui.width import WindowWidth

MOST_CHIPS = 2
_YARD = "Practice yard"


class TopBar(QWidget):
    """Pages and the main window talk to it through setters; it answers with signals.

    `stop_use` carries the key of a `Use`; `stop_all_uses` comes from the folded chip.
    """

    back = Signal()
    sunlight = Signal()
    privacy = Signal()
    help = Signal()
    stop_use = Signal(str)
    stop_all_uses = Signal()
    yard = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bg", "chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._uses: tuple[Use, ...] = ()
        self._single: list[UseChip] = []
        self._folded: UseChip | None = None
        self._home = Text("Walkdown", "h3")
        self._crumb = self._make_crumb()
        self._network = _NetworkWords()
        self._practice = Stripes("Practice site")
        self._yard = self._make_yard()
        self._chips = QWidget()
        self._chip_row = QHBoxLayout(self._chips)
        self._chip_row.setContentsMargins(0, 0, 0, 0)
        self._chip_row.setSpacing(8)
        place = row(self._home, self._crumb, gap=0, align=MIDDLE)
        state = (self._practice, self._yard, self._network, self._chips)
        inner = row(
            Mark(),
            (place, 1),
            *state,
            12,
            *self._buttons(),
            margins=(16, 0, 12, 0),
            align=MIDDLE,
        )
        self.setLayout(col((inner, 1), rule(), gap=0))
        self._width = WindowWidth(self)
        self._width.changed.connect(self._fold)
        self._practice.hide()
        self._yard.hide()
        self.set_crumb(None)
        self._restyle()

    def _make_crumb(self) -> QWidget:
        back = Button("Jobs", "left", "quiet", name="Back to all jobs", key="Alt+Home")
        back.clicked.connect(lambda: self.back.emit())
        self._site = Text("", "body-strong", elide=True)
        crumb = QWidget()
        crumb.setLayout(
            row(back, Text("/", "body", "ink3"), 12, (self._site, 1), gap=0, align=MIDDLE)
        )
        return crumb

    def _make_yard(self) -> Button:
        button = Button(_YARD, "cone", "quiet", name=f"Show the {_YARD.lower()}")
        button.setObjectName("yard.show")
        button.clicked.connect(lambda: self.yard.emit())
        return button

    def _buttons(self) -> list[Button]:
        made = []
        for icon, name, key, signal in (
            ("sun", "Sunlight mode", "F8", self.sunlight),
            ("shield", "Privacy and ledger", "F9", self.privacy),
            ("help", "Help", "F1", self.help),
        ):
            button = Button("", icon, "icon", name=name, key=key)
            button.clicked.connect(lambda _=False, s=signal: s.emit())
            made.append(button)
        return made

    def set_crumb(self, site: str | None) -> None:
        """The site that is open; None on the list of jobs."""
        self._home.setVisible(site is None)
        self._crumb.setVisible(site is not None)
        self._site.say(site or "")

    def set_network(self, words: str, icon: str = "offline") -> None:
        """The state of the network in words; narrow windows show its icon only."""
        self._network.say(words, icon)
        self._fold()

    def set_practice(self, on: bool) -> None:
        """On the practice site striped words stand in place of the network state, and the way to the
        yard's window beside them."""
        self._practice.setVisible(on)
        self._yard.setVisible(on)
        self._network.setVisible(not on)
        self._fold()

    def set_uses(self, uses: Sequence[Use]) -> None:
        """What is in use right now, newest first; more than two fold into one chip."""
        if tuple(uses) != self._uses:
            self._uses = tuple(uses)
            self._show_chips()

    def _show_chips(self) -> None:
        empty(self._chip_row)
        self._single = []
        for use in self._uses[:MOST_CHIPS]:
            chip = UseChip(use.icon, use.words)
            chip.stopped.connect(lambda key=use.key: self.stop_use.emit(key))
            self._single.append(chip)
        self._folded = UseChip("shield", f"{len(self._uses)} in use", "Stop all")
        self._folded.stopped.connect(lambda: self.stop_all_uses.emit())
        for chip in (*self._single, self._folded):
            self._chip_row.addWidget(chip)
        self._chips.setVisible(bool(self._uses))
        self._fold()

    def _fold(self) -> None:
        """What does not fit gives way: the network words to their icon, then two chips to one."""
        wide = len(self._uses) > 1 or (theme.current().sun and bool(self._uses))
        self._network.set_short(self._width.narrow or wide)
        self._yard.say("" if self._width.narrow or self._uses else _YARD)
        fold = len(self._uses) > MOST_CHIPS or (len(self._uses) > 1 and not self._two_fit())
        for chip in self._single:
            chip.setVisible(not fold)
        if self._folded is not None:
            self._folded.setVisible(fold)

    def _two_fit(self) -> bool:
        chips = sum(chip.sizeHint().width() + 8 for chip in self._single)
        site = min(self._site.sizeHint().width(), round(theme.advance("0" * 16, "body-strong")))
        return chips + site + self._others() <= self.width()

    def _others(self) -> int:
        """Px of the bar that neither the site's name nor the chips take."""
        buttons = [b for b in self.findChildren(Button) if not b.isHidden()]
        fixed = sum(button.sizeHint().width() + 8 for button in buttons)
        if not self._practice.isHidden():
            fixed += self._practice.sizeHint().width() + 8
        inside = sum(b.sizeHint().width() + 8 for b in self._chips.findChildren(Button))
        return fixed - inside + theme.dp(32 + 8 + 40 + 44 + 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.dp(600), theme.current().targets.top)

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._restyle()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _restyle(self) -> None:
        self.setFixedHeight(theme.current().targets.top)
        self._fold()


class _NetworkWords(QWidget):
    """An icon and words, or the icon alone with the words as its name."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Icon("offline")
        self._text = Text("", "caption", "ink2")
        self.setLayout(row(self._icon, self._text, margins=(0, 0, 8, 0), align=MIDDLE))

    def say(self, words: str, icon: str) -> None:
        self._icon.show_icon(icon)
        self._icon.setAccessibleName(plain(words))
        self._text.say(words)
        self.setToolTip(tip(words))

    def set_short(self, short: bool) -> None:
        self._text.setVisible(not short)


class Stripes(Painted):
    """A word between stripes: everything on this screen is make-believe."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self._word = word

    def measure(self) -> QSize:
        width = theme.advance(self._word, "caption-strong")
        return QSize(round(width) + theme.dp(2 * (28 + 8)), theme.dp(36))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        t = theme.current()
        ink = theme.qcolor("warn.word")
        painter.setPen(QPen(ink, 2))
        painter.setBrush(theme.qcolor("warn.soft"))
        body = rect.adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(body, t.radius.sm, t.radius.sm)
        painter.setPen(QPen(ink, 4))
        side = theme.dp(28)
        for left in (body.left(), body.right() - side):
            edge = QRectF(left + 2, body.top() + 1, side - 4, body.height() - 2)
            painter.save()
            painter.setClipRect(edge)
            for step in range(-3, 5):
                x = edge.left() + step * 10
                painter.drawLine(
                    round(x), round(edge.bottom()), round(x + edge.height()), round(edge.top())
                )
            painter.restore()
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(ink)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._word)
