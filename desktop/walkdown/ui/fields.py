"""Fields: a label above, a widget, and below it a hint or one sentence about what is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QLabel,
    QLineEdit,
    QStyledItemDelegate,
    QWidget,
)

from walkdown.ui import icons, theme
from walkdown.ui.glyphs import StateGlyph
from walkdown.ui.layout import TOP, col, row
from walkdown.ui.plain import plain
from walkdown.ui.text import Run, Text
from walkdown.ui.tokens import Role

_MOST_TYPED = 500


class Line(QLineEdit):
    """A line to type in. `quiet` for a search box, `big` for the owner's password, `mono` for
    serial numbers; `icon` stands in front."""

    def __init__(
        self,
        text: str = "",
        placeholder: str = "",
        *,
        name: str = "",
        icon: str | None = None,
        quiet: bool = False,
        big: bool = False,
        mono: bool = False,
        most: int = _MOST_TYPED,
    ) -> None:
        super().__init__()
        self._icon = icon
        plain_role: Role = "h2" if big else "body"
        mono_role: Role = "mono-lg" if big else "mono"
        self._role: Role = mono_role if mono else plain_role
        self.setMaxLength(most)
        self.setText(plain(text))
        self.setPlaceholderText(plain(placeholder))
        self.setAccessibleName(plain(name or placeholder))
        self.setProperty("quiet", "true" if quiet else "false")
        self.setProperty("big", "true" if big else "false")
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if theme.switched(event):
            self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.font(self._role))
        if self._icon:
            self.setTextMargins(theme.dp(24), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            _paint_at(self, self._icon, theme.dp(12))


class Select(QComboBox):
    """A choice of many from a list. The wheel scrolls the page, not the choice."""

    def __init__(self, options: Sequence[str] = (), chosen: int = 0, *, name: str = "") -> None:
        super().__init__()
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setAccessibleName(plain(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(8)
        self.set_options(options, chosen)

    def set_options(self, options: Sequence[str], chosen: int = 0) -> None:
        """Other options; `chosen` is an index, -1 for none."""
        self.clear()
        self.addItems([plain(option) for option in options])
        self.setCurrentIndex(chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_at(self, "down", self.width() - theme.dp(12 + 18))


class DatePick(QDateEdit):
    """A date, typed or picked from a calendar."""

    def __init__(self, date: QDate | None = None, *, name: str = "") -> None:
        super().__init__(date or QDate.currentDate())
        self.setDisplayFormat("d MMM yyyy")
        self.setCalendarPopup(True)
        self.setAccessibleName(plain(name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _paint_at(self, "calendar", self.width() - theme.dp(12 + 18))


def _paint_at(widget: QWidget, icon: str, left: int) -> None:
    side = theme.dp(18)
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    place = QRectF(left, (widget.height() - side) / 2, side, side)
    icons.paint(painter, icon, place, theme.qcolor("ink2" if widget.isEnabled() else "ink_off"))
    painter.end()


class Field(QWidget):
    """A label, its widget, and a line below. What is wrong replaces the hint, with an octagon."""

    def __init__(
        self, label: str, widget: QWidget, hint: str = "", *, optional: bool = False
    ) -> None:
        super().__init__()
        self.widget = widget
        self._label, self._hint = plain(label), hint
        spoken = f"{self._label}, optional" if optional else self._label
        self._spoken = spoken
        widget.setAccessibleName(spoken)
        head: list[str | Run] = [self._label]
        if optional:
            head.append(Run("   optional", role="caption", color="ink3"))
        title = Text(head, "caption-strong", "ink2")
        QLabel.setBuddy(title, widget)
        self._glyph = StateGlyph("stop", 16, name="Error")
        self._note = Text("", "caption", "ink3", wrap=True)
        self._sign = QWidget()
        self._sign.setLayout(col(self._glyph, "stretch", margins=(0, 2, 0, 0)))
        below = row(self._sign, (self._note, 1), margins=(0, 4, 0, 0), align=TOP)
        self._below = QWidget()
        self._below.setLayout(below)
        self.setLayout(col(title, 4, widget, self._below, "stretch", gap=0))
        self.clear()

    def set_error(self, words: str) -> None:
        """Say what is wrong, in one sentence."""
        theme.mark(self.widget, "bad", "true")
        self._note.say(words, "stop.word")
        self._sign.show()
        self._below.show()
        self.widget.setAccessibleName(f"{self._spoken}. Error: {plain(words)}")

    def clear(self) -> None:
        """Nothing is wrong; the hint is back."""
        theme.mark(self.widget, "bad", "false")
        self._note.say(self._hint, "ink3")
        self._sign.hide()
        self._below.setVisible(bool(self._hint))
        self.widget.setAccessibleName(self._spoken)

    def set_hint(self, words: str) -> None:
        """Another hint; shown unless something is wrong."""
        self._hint = words
        if not self.has_error():
            self.clear()

    def has_error(self) -> bool:
        """True while something is wrong."""
        return bool(self.widget.property("bad") == "true")
