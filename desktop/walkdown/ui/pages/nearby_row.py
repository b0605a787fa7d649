"""One row of Nearby: painted in one go, with one real button; cheap enough to change five times a second."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)

from walkdown.core.sighting import Match, Nearby
from walkdown.ui import theme
from walkdown.ui.glyphs import paint_tag, paint_tile, tag_size
from walkdown.ui.kit import Button
from walkdown.ui.meters import paint_posts
from walkdown.ui.pages.labels_row import ListRow
from walkdown.ui.pages.nearby_columns import Columns, act_width, columns_for, match_word, more_width
from walkdown.ui.pages.nearby_firmware_menu import open_row_menu
from walkdown.ui.pages.nearby_words import (
    BLINKING,
    CAPTIONS,
    MATCHES,
    OLD_S,
    Act,
    act_of,
    dbm_words,
    icon_of,
    is_listed,
    row_key,
    second_of,
    seen_words,
    serial_of,
    spoken,
    takes_firmware,
    title_of,
)
from walkdown.ui.tokens import Role

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_KEYS = {Qt.Key.Key_I: Act.IDENTIFY, Qt.Key.Key_A: Act.ADD}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AirRow(ListRow):
    """Shows one `Nearby`; `acted` carries it when its button, its letter or Enter is pressed."""

    acted = Signal(object)
    firmware = Signal(str)
    """The serial of a listed device that new firmware is wanted for."""
    asked = Signal(object)
    """A `Nearby` of the list: who holds it?"""

    def __init__(self, shown: Nearby) -> None:
        super().__init__()
        self.shown = shown
        self.key = row_key(shown)
        self.setObjectName(f"nearby.row.{self.key}")
        self._columns = columns_for(800)
        self._seen = ""
        self._old = False
        self._blinking = False
        self._painted: tuple[object, ...] = ()
        self._act = Button("", "blink", size="sm")
        self._act.setParent(self)
        self._act.clicked.connect(self._press)
        self._more = Button("", "more", "icon", "sm", name="More")
        self._more.setParent(self)
        self._more.clicked.connect(
            lambda: self._open_menu(self._more.mapToGlobal(QPoint(0, self._more.height())))
        )
        self._acts: Act | None = None
        self._dress()

    def button(self) -> Button | None:
        return self._act if self._acts else None

    def show_row(self, shown: Nearby, extra_s: float, *, blinking: bool) -> None:
        """The same device in a newer snapshot; `extra_s` is how old that snapshot is."""
        changed = shown.match is not self.shown.match or blinking != self._blinking
        self.shown, self._blinking = shown, blinking
        heard = shown.sighting
        age = heard.age_s + extra_s if heard else None
        self._seen, self._old = seen_words(age), age is None or age > OLD_S
        facts = (shown.match, heard and heard.signal_dbm, heard and heard.name, heard and heard.ready,
                 shown.device and shown.device.model, self._seen, self._old, blinking)  # fmt: skip
        if facts != self._painted:
            self._painted = facts
            self.update()
        if changed:
            self._dress()

    def become(self, shown: Nearby) -> None:
        """Show another device from now on: that costs a tenth of a new row."""
        self.shown, self.key = shown, row_key(shown)
        self.setObjectName(f"nearby.row.{self.key}")
        self._painted, self._blinking = (), False
        self._dress()

    def show_columns(self, columns: Columns) -> None:
        """Stand below the heads."""
        if columns != self._columns:
            self._columns = columns
            self._place()
            self.update()

    def _dress(self) -> None:
        """The button and the sentence, which change less often than the figures."""
        act = self._acts = act_of(self.shown)
        self._act.setVisible(act is not None)
        if act is not None:
            caption, icon = CAPTIONS[act]
            lit = self._blinking and act is Act.IDENTIFY
            tail = (
                self.shown.sighting.key
                if act is Act.ADD and self.shown.sighting
                else self.shown.serial
            )
            self._act.setObjectName(f"nearby.{act}.{tail}")
            words = BLINKING if lit else caption
            self._act.say(
                words, icon, name=f"{words}: {title_of(self.shown)} {serial_of(self.shown)}"
            )
            self._act.set_kind("live" if lit else "secondary")
        else:
            self._act.setObjectName("")
        serial = self.shown.serial if is_listed(self.shown) else ""
        self._more.setVisible(bool(serial))
        self._more.setObjectName(f"nearby.more.{serial}" if serial else "")
        if serial:
            self._more.set_name(f"More: {title_of(self.shown)} {serial_of(self.shown)}")
        self.setAccessibleName(spoken(self.shown))
        self.update()

    def _press(self) -> None:
        if self._acts is not None and not self._blinking:
            self.acted.emit(self.shown)

    def _open_menu(self, at: QPoint) -> None:
        if is_listed(self.shown):
            open_row_menu(
                self,
                at,
                self.shown.serial,
                identify=self._press,
                firmware=self._want_firmware if self._is_free else None,
                holder=self._ask_who,
            )

    @property
    def _is_free(self) -> bool:
        return takes_firmware(self.shown) and not self._blinking

    def _want_firmware(self) -> None:
        self.firmware.emit(self.shown.serial)

    def _ask_who(self) -> None:
        self.asked.emit(self.shown)

    # --- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ENTER or (key in _KEYS and _KEYS[key] is self._acts):
            self._press()
        elif key == Qt.Key.Key_F and self._is_free:
            self._want_firmware()
        elif key == Qt.Key.Key_H and self.shown.device is not None:
            self._ask_who()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setAccessibleName(spoken(self.shown))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._place()
        super().changeEvent(event)

    def _place(self) -> None:
        high = theme.current().targets.sm
        top, wide = (self.height() - high) // 2, more_width()
        self._act.setGeometry(self._columns.act, top, act_width(), high)
        self._more.setGeometry(self._columns.end - wide, top, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.shown.match is Match.CONFLICT:
            ground = "hover" if theme.current().sun else "stop.soft"
            painter.fillRect(self.rect(), theme.qcolor(ground))
        self._paint_device(painter)
        self._paint_air(painter)
        self._paint_match(painter)
        if self._blinking and self._acts is Act.IDENTIFY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.qcolor("live"))
            radius = theme.current().radius.md
            painter.drawRoundedRect(QRectF(self._act.geometry()), radius, radius)
        painter.end()
        super().paintEvent(event)

    def _paint_device(self, painter: QPainter) -> None:
        c, middle = self._columns, self.height() / 2
        side = theme.dp(40)
        tile = QRectF(c.device, middle - side / 2, side, side)
        paint_tile(painter, tile, icon_of(self.shown), glyph=24)
        left = tile.right() + theme.dp(12)
        room = (c.signal if c.serial is None else c.serial) - theme.dp(12) - left
        first, second = theme.line_height("body-strong"), theme.line_height("caption")
        top = middle - (first + second) / 2
        name = QRectF(left, top, room, first)
        self._say(painter, name, title_of(self.shown), "body-strong", "ink")
        below, serial = QRectF(left, top + first, room, second), serial_of(self.shown)
        if c.serial is None and serial:
            self._say(painter, below, serial, "mono", "ink", elide=False)
            return
        self._say(painter, below, second_of(self.shown), "caption", "ink3")
        if c.serial is not None:
            place = QRectF(c.serial, 0, c.signal - c.serial, self.height())
            self._say(painter, place, serial, "mono", "ink", elide=False)

    def _paint_air(self, painter: QPainter) -> None:
        c, heard, middle = self._columns, self.shown.sighting, self.height() / 2
        place = QRectF(c.signal, 0, c.match - c.signal, self.height())
        if heard is None:
            self._say(painter, place, "no signal", "caption", "ink3")
        else:
            bars = QRectF(c.signal, middle - theme.dp(9), theme.dp(26), theme.dp(18))
            paint_posts(painter, bars, heard.signal_dbm)
            place.setLeft(c.signal + theme.dp(36))
            ink = "ink3" if self._old else "ink2"
            self._say(painter, place, dbm_words(heard.signal_dbm), "caption", ink)
        if c.seen is not None:
            place = QRectF(c.seen, 0, c.act - c.seen, self.height())
            self._say(painter, place, self._seen, "caption", "ink3" if self._old else "ink2")

    def _paint_match(self, painter: QPainter) -> None:
        tone, _, glyph = MATCHES[self.shown.match]
        word = match_word(self.shown.match, tight=self._columns.tight)
        quiet = self.shown.match is Match.EXPECTED
        size = tag_size(word, quiet=quiet)
        top = (self.height() - size.height()) / 2
        place = QRectF(self._columns.match, top, size.width(), size.height())
        paint_tag(painter, place, tone, word, glyph, quiet=quiet)

    @staticmethod
    def _say(
        painter: QPainter, room: QRectF, words: str, role: Role, ink: str, *, elide: bool = True
    ) -> None:
        font = theme.font(role)
        if elide:
            mode = Qt.TextElideMode.ElideRight
            words = QFontMetricsF(font).elidedText(words, mode, room.width())
        painter.setFont(font)
        painter.setPen(theme.qcolor(ink))
        painter.drawText(room, _MIDDLE, words)
