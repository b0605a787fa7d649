"""The table of Nearby: rows that keep their place under pointer and keyboard, and one panel among them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from walkdown.core.sighting import Nearby
from walkdown.ui import theme
from walkdown.ui.kit import Button
from walkdown.ui.pages.nearby_columns import SERIAL, Columns, columns_for, row_height
from walkdown.ui.pages.nearby_row import AirRow
from walkdown.ui.pages.nearby_words import row_key, serial_of

PAGE = 60  # rows shown at once; Show more adds as many
SORT_MS = 2000


class AirTable(QWidget):
    """Places its rows itself: a new figure costs one repaint of its row and no layout."""

    acted = Signal(object)
    firmware = Signal(str)
    asked = Signal(object)
    columns_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Devices nearby")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: dict[str, AirRow] = {}
        self._wanted: tuple[Nearby, ...] = ()
        self._extra_s = 0.0
        self._blinking = ""
        self._pointed = False
        self._most = PAGE
        self._panel: tuple[str, QWidget] | None = None
        self._columns: Columns | None = None
        self._more = Button("Show more", "down", "quiet", "sm")
        self._more.setObjectName("nearby.more")
        self._more.setParent(self)
        self._more.clicked.connect(self._show_more)
        self._more.hide()
        self.sort = QTimer(self)
        self.sort.setSingleShot(True)
        self.sort.setInterval(SORT_MS)
        self.sort.timeout.connect(self._sort_now)

    @property
    def frozen(self) -> bool:
        """Whether the order must stay: the pointer or the keyboard is on the table."""
        focus = QApplication.focusWidget()
        return self._pointed or (focus is not None and self.isAncestorOf(focus))

    @property
    def panel(self) -> QWidget | None:
        """The one that is open."""
        return self._panel[1] if self._panel is not None else None

    def keys(self) -> list[str]:
        """The rows as they stand, top to bottom."""
        return list(self._rows)

    def show_rows(self, rows: Sequence[Nearby], blinking: str, extra_s: float = 0.0) -> None:
        """A newer snapshot, in the order it would like to have."""
        self._wanted, self._blinking, self._extra_s = tuple(rows), blinking, extra_s
        newest: dict[str, Nearby] = {}
        for shown in rows:
            newest.setdefault(row_key(shown), shown)
        first = list(newest)[: self._most]
        order = self._kept(newest, first)
        if order != list(self._rows):
            self._arrange(order, newest)
        if order != first and not self.sort.isActive():
            self.sort.start()
        self._refresh(newest)
        self._tell_more(len(newest))

    def _kept(self, newest: dict[str, Nearby], first: list[str]) -> list[str]:
        """The order to show now: rows move only when some must come or go, and no hand is on them."""
        if self.frozen:
            # What is not heard any more leaves when the hand does.
            return list(self._rows) + [key for key in first if key not in self._rows]
        stay = [key for key in self._rows if key in newest]
        return stay if len(stay) == len(first) else first

    def grow_older(self, extra_s: float) -> None:
        """The newest snapshot is now `extra_s` old."""
        self._extra_s = extra_s
        for made in self._rows.values():
            made.show_row(made.shown, extra_s, blinking=self._is_blinking(made.shown))

    def open_below(self, key: str, panel: QWidget) -> None:
        """Put a panel below a row; the one before is dropped."""
        self.close_panel()
        panel.setParent(self)
        panel.show()
        self._panel = (key, panel)
        self._lay_out()

    def close_panel(self) -> None:
        """Drop the open panel, if there is one; its row gets the focus back."""
        if self._panel is None:
            return
        key, panel = self._panel
        self._panel = None
        inside = panel.isAncestorOf(QApplication.focusWidget() or self)
        panel.hide()
        panel.deleteLater()
        if inside and key in self._rows:
            self._rows[key].setFocus()
        self._lay_out()

    def fit_panel(self) -> None:
        """The open panel says something else, and may need another height."""
        self._lay_out()

    # --- rows

    def _arrange(self, order: list[str], newest: dict[str, Nearby]) -> None:
        kept = set(order)
        # In a busy street strangers come and go all the time: their rows are taken over.
        free = [made for key, made in self._rows.items() if key not in kept]
        old, self._rows = self._rows, {}
        for key in order:
            self._rows[key] = old[key] if key in old else self._make(newest[key], free)
        for made in free:
            made.setObjectName("")
            made.hide()
            made.deleteLater()
        if self._panel is not None and self._panel[0] not in self._rows:
            self.close_panel()
        self._chain()
        self._lay_out()

    def _make(self, shown: Nearby, free: list[AirRow]) -> AirRow:
        if free:
            taken = free.pop()
            taken.become(shown)
            return taken
        made = AirRow(shown)
        made.setParent(self)
        made.acted.connect(self.acted.emit)
        made.firmware.connect(self.firmware.emit)
        made.asked.connect(self.asked.emit)
        made.stepped.connect(lambda by, m=made: self._step(m, by))
        if self._columns is not None:
            made.show_columns(self._columns)
        made.show()
        return made

    def _refresh(self, newest: dict[str, Nearby]) -> None:
        for key, made in self._rows.items():
            shown = newest.get(key, made.shown)
            made.show_row(shown, self._extra_s, blinking=self._is_blinking(shown))

    def _is_blinking(self, shown: Nearby) -> bool:
        return bool(self._blinking) and shown.serial == self._blinking

    def _sort_now(self) -> None:
        newest = {row_key(shown): shown for shown in self._wanted}
        first = list(newest)[: self._most]
        if not self.frozen and first != list(self._rows):
            self._arrange(first, newest)
            self._refresh(newest)

    def _step(self, made: AirRow, by: int) -> None:
        rows = list(self._rows.values())
        at = rows.index(made) + by
        if 0 <= at < len(rows):
            rows[at].setFocus()

    def _chain(self) -> None:
        """The keyboard goes through the rows as they stand."""
        before: QWidget | None = None
        for made in self._rows.values():
            for stop in (made, *made.findChildren(Button)):
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop

    def _tell_more(self, total: int) -> None:
        hidden = total - len(self._rows)
        if hidden > 0:
            self._more.say(f"Show more ({hidden})", name=f"Show more: {hidden} devices")
        if self._more.isVisibleTo(self) != (hidden > 0):
            self._more.setVisible(hidden > 0)
            self._lay_out()

    def _show_more(self) -> None:
        self._most += PAGE
        newest = {row_key(shown): shown for shown in self._wanted}
        more = [key for key in newest if key not in self._rows][:PAGE]
        self._arrange(list(self._rows) + more, newest)
        self.show_rows(self._wanted, self._blinking, self._extra_s)

    # --- places

    def _lay_out(self) -> None:
        high, top = row_height(), 0
        rows = list(self._rows.items())
        self._fit_columns()
        for key, made in rows:
            made.setGeometry(0, top, self.width(), high)
            made.set_last(key == rows[-1][0])
            top += high
            if self._panel is not None and self._panel[0] == key:
                top += self._place_panel(self._panel[1], top)
        if self._more.isVisibleTo(self):
            size = self._more.sizeHint()
            self._more.setGeometry(
                (self.width() - size.width()) // 2, top + 4, size.width(), size.height()
            )
            top += size.height() + 8
        if top != self.minimumHeight():
            self.setFixedHeight(top)

    def _place_panel(self, panel: QWidget, top: int) -> int:
        edge = theme.dp(12)
        wide = self.width() - 2 * edge
        high = (
            panel.heightForWidth(wide) if panel.hasHeightForWidth() else panel.sizeHint().height()
        )
        panel.setGeometry(edge, top + edge // 2, wide, high)
        return high + edge

    def _fit_columns(self) -> None:
        serials = [serial_of(made.shown) for made in self._rows.values()]
        columns = columns_for(self.width(), max(serials, key=len, default=SERIAL))
        if columns != self._columns:
            self._columns = columns
            for made in self._rows.values():
                made.show_columns(columns)
            self.columns_changed.emit(columns)

    # --- Qt

    def sizeHint(self) -> QSize:
        return QSize(theme.dp(600), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._lay_out()
        super().changeEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointed = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed = False
        super().leaveEvent(event)
