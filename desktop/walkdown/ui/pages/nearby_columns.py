"""Where the columns of Nearby stand: as wide as their longest text; the least needed goes first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from walkdown.core.sighting import Match
from walkdown.ui import theme
from walkdown.ui.glyphs import tag_size
from walkdown.ui.pages.nearby_words import BLINKING, CAPTIONS, MATCHES, SHORT
from walkdown.ui.painted import Painted

SERIAL = "0000 0000 0000"
_HEADS = ("Device", "Serial", "Signal", "Match", "Seen")


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges in px, and where the row ends. `seen` and `serial` are None where they have gone;
    the serial then stands below the name, in the model's place."""

    device: int
    serial: int | None
    signal: int
    match: int
    seen: int | None
    act: int
    end: int

    @property
    def tight(self) -> bool:
        """Whether the serial has moved below the name."""
        return self.serial is None


def row_height() -> int:
    """A button and some air."""
    return theme.current().targets.sm + theme.dp(12)


def act_width() -> int:
    """Room for the longest caption of a row's button."""
    captions = [caption for caption, _ in CAPTIONS.values()] + [BLINKING]
    words = max(theme.advance(c, "button") for c in captions)
    return math.ceil(words) + theme.dp(20 + 4 + 2 * 12 + 6)


def more_width() -> int:
    """Room for the button of a row's menu."""
    return theme.current().targets.sm


def match_word(match: Match, *, tight: bool) -> str:
    """The word of a row's tag."""
    return SHORT.get(match, MATCHES[match][1]) if tight else MATCHES[match][1]


def columns_for(width: int, serial: str = SERIAL) -> Columns:
    """Columns for a row `width` px wide whose longest serial is `serial`."""
    roomy = _columns(width, serial, tight=False)
    fits = roomy.serial is not None and roomy.serial - roomy.device >= _device_width()
    return roomy if fits else _columns(width, serial, tight=True)


def _device_width() -> int:
    """A tile and the longest kind, with the air after it."""
    return theme.dp(40 + 12 + 12) + math.ceil(theme.advance("Micro-inverter", "body-strong"))


def _columns(width: int, serial: str, *, tight: bool) -> Columns:
    gap, edge = theme.dp(12 if tight else 24), theme.dp(16)
    serials = math.ceil(theme.advance(max(serial, SERIAL, key=len), "mono"))
    signal = theme.dp(36) + math.ceil(theme.advance("−100 dBm", "caption"))
    match = max(tag_size(match_word(m, tight=tight)).width() for m in MATCHES)
    seen = math.ceil(theme.advance("99 min ago", "caption"))
    act = width - edge - more_width() - theme.dp(4) - act_width()
    left = act - gap - match - gap - signal - gap - serials
    show = not tight and not theme.current().sun and left - seen - gap - edge >= _device_width()
    match_at = act - gap - match - (seen + gap if show else 0)
    signal_at = match_at - gap - signal
    serial_at = None if tight else signal_at - gap - serials
    return Columns(
        edge, serial_at, signal_at, match_at, act - gap - seen if show else None, act, width - edge
    )


class Heads(Painted):
    """The names above the columns."""

    def __init__(self) -> None:
        super().__init__("Device, serial, signal, match, seen", stretch=True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._columns = columns_for(800)

    def show_columns(self, columns: Columns) -> None:
        """Follow the rows."""
        self._columns = columns
        self.update()

    def measure(self) -> QSize:
        return QSize(theme.dp(200), theme.dp(44 if theme.current().sun else 36))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        c, t = self._columns, theme.current()
        painter.setFont(theme.font("caption-strong"))
        painter.setPen(theme.qcolor("ink3"))
        middle = Qt.AlignmentFlag.AlignVCenter
        for left, words in zip(
            (c.device, c.serial, c.signal, c.match, c.seen), _HEADS, strict=True
        ):
            if left is not None:
                painter.drawText(rect.adjusted(left, 0, 0, 0), middle, words)
        painter.fillRect(
            QRectF(0, rect.bottom() - t.hair, rect.width(), t.hair), theme.qcolor("line")
        )
