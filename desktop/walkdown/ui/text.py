"""Text on a page: plain text only, with our own line height, wrapped or elided, changeable."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy

from walkdown.ui import theme
from walkdown.ui.plain import plain, tip
from walkdown.ui.tokens import Role

Align = Literal["left", "center", "right"]
_BREAK = "\u2028"  # what QTextLayout takes for a line break
_ENDLESS = 1e6
_WIDTHS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line with its own weight, face or colour; what is None is the Text's own."""

    text: str
    strong: bool = False
    role: Role | None = None
    color: str | None = None


Runs = str | Run | Sequence[str | Run]


def strong(text: str, color: str | None = None) -> Run:
    """A bold piece."""
    return Run(text, strong=True, color=color)


def mono(text: str, color: str | None = None) -> Run:
    """A serial number, an address, a time of the ledger."""
    return Run(text, role="mono", color=color)


class Text(QLabel):
    """One or more lines of plain text. Markup is shown as it stands, whatever is given.

    `wrap` breaks at words and grows in height; `elide` ends a line that is too long with an
    ellipsis and shows all of it as a tooltip; otherwise the text keeps its full width.
    """

    def __init__(
        self,
        runs: Runs = "",
        role: Role = "body",
        color: str = "ink",
        *,
        align: Align = "left",
        wrap: bool = False,
        elide: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role: Role = role
        self._color = color
        self._align = align
        self._wrap = wrap
        self._elide = elide and not wrap
        self._laid: dict[float, QTextLayout] = {}
        self._runs: tuple[Run, ...] = ()
        grows = QSizePolicy.Policy.Expanding if wrap else QSizePolicy.Policy.Preferred
        # A fixed height would be capped at the one line of the size hint.
        tall = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(grows, tall)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.say(runs)

    def say(self, runs: Runs, color: str | None = None) -> None:
        """Show something else, in another colour role if one is given."""
        parts = [runs] if isinstance(runs, str | Run) else list(runs)
        made = tuple(Run(p) if isinstance(p, str) else p for p in parts)
        colour = self._color if color is None else color
        if made == self._runs and colour == self._color:
            return
        self._runs, self._color = made, colour
        self._shown = [plain(run.text).replace("\n", _BREAK) for run in made]
        whole = "".join(self._shown).replace(_BREAK, "\n")
        super().setText(whole)
        self.setToolTip(tip(whole) if self._elide else "")
        self._forget()

    def setText(self, text: str) -> None:
        self.say(text)

    def _forget(self) -> None:
        self._laid.clear()
        self.updateGeometry()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._forget()
        super().changeEvent(event)

    # ---- measuring
    def _lay(self, width: float) -> QTextLayout:
        if width not in self._laid:
            layout = _laid_out("".join(self._shown), self._role, wrap=self._wrap)
            layout.setFormats(self._formats())
            _break_lines(layout, width)
            if len(self._laid) >= _WIDTHS_KEPT:
                self._laid.clear()
            self._laid[width] = layout
        return self._laid[width]

    def _formats(self) -> list[QTextLayout.FormatRange]:
        ranges, start = [], 0
        for run, shown in zip(self._runs, self._shown, strict=True):
            part = QTextLayout.FormatRange()
            part.start, part.length = start, len(shown.encode("utf-16-le")) // 2
            form = QTextCharFormat()
            form.setFont(self._run_font(run))
            form.setForeground(theme.qcolor(run.color or self._color))
            part.format = form
            ranges.append(part)
            start += part.length
        return ranges

    def _run_font(self, run: Run) -> QFont:
        font = theme.font(run.role or self._role)
        if run.strong:
            font.setWeight(QFont.Weight(theme.current().strong))
        return font

    def _natural(self) -> QSize:
        layout = self._lay(_ENDLESS)
        widths = [layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount())]
        height = len(widths) * theme.line_height(self._role)
        return QSize(math.ceil(max(widths, default=0.0)), height)

    def hasHeightForWidth(self) -> bool:
        return self._wrap

    def heightForWidth(self, width: int) -> int:
        if not self._wrap:
            return self.sizeHint().height()
        return self._lay(max(1, width)).lineCount() * theme.line_height(self._role)

    def sizeHint(self) -> QSize:
        return self._natural()

    def minimumSizeHint(self) -> QSize:
        line = theme.line_height(self._role)
        if self._elide:
            return QSize(theme.dp(24), line)
        if self._wrap:
            return QSize(self._longest_word(), line)
        return self.sizeHint()

    def _longest_word(self) -> int:
        """A wrapped text never gets narrower than its longest word, within reason."""
        words = "".join(self._shown).replace(_BREAK, " ").split()
        longest = max(words, key=len, default="")[:24]
        return max(theme.dp(40), math.ceil(theme.advance(longest, self._role)) + 2)

    # ---- painting
    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(theme.qcolor(self._color))
        layout = self._fitting()
        self._place(layout)
        layout.draw(painter, QPointF(0, 0))
        painter.end()

    def _fitting(self) -> QTextLayout:
        width = float(self.width())
        if not self._elide or self._natural().width() <= width + 0.5:
            return self._lay(width if self._wrap else _ENDLESS)
        font = self._run_font(self._runs[0]) if self._runs else theme.font(self._role)
        whole = "".join(self._shown)
        short = QFontMetricsF(font).elidedText(whole, Qt.TextElideMode.ElideRight, width)
        layout = _laid_out(short, self._role, wrap=False)
        layout.setFont(font)
        _break_lines(layout, _ENDLESS)
        return layout

    def _place(self, layout: QTextLayout) -> None:
        line = theme.line_height(self._role)
        metrics = QFontMetricsF(theme.font(self._role))
        base = (line - metrics.height()) / 2 + metrics.ascent()
        free = self.height() - layout.lineCount() * line
        top = 0 if self._wrap else max(0, free // 2)
        for i in range(layout.lineCount()):
            part = layout.lineAt(i)
            room = self.width() - part.naturalTextWidth()
            x = {"left": 0.0, "center": room / 2, "right": room}[self._align]
            part.setPosition(QPointF(x, top + i * line + base - part.ascent()))


def _laid_out(text: str, role: Role, *, wrap: bool) -> QTextLayout:
    layout = QTextLayout(text, theme.font(role))
    option = QTextOption()
    mode = QTextOption.WrapMode
    option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if wrap else mode.ManualWrap)
    option.setUseDesignMetrics(True)
    layout.setTextOption(option)
    return layout


def _break_lines(layout: QTextLayout, width: float) -> None:
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
    layout.endLayout()
