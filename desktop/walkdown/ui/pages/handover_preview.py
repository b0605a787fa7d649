"""The report's pages on the screen, drawn by the code that draws the PDF; turned by keys and thumbnails."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from walkdown.app.report import Report
from walkdown.core.shown import shown
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Text, col, row
from walkdown.ui.painted import Painted
from walkdown.ui.report_pdf import page_images

PAPER = 1.4142  # height of a page over its width
WIDTH = 504  # of the sheet, in px at the usual text size
MOST_LEAVES = 6


class Preview(QWidget):
    """One page at a time; keys, buttons and thumbnails turn them."""

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._pages: list[QImage] = []
        self._at = 0
        self._sheet = _Sheet()
        self._count = Text("", "caption", "ink2", align="center")
        self._back = self._turner("Page before", "left", "PgUp", "prev", -1)
        self._on = self._turner("Next page", "right", "PgDown", "next", 1)
        self._leaves = [_Leaf() for _ in range(MOST_LEAVES)]
        for leaf in self._leaves:
            leaf.wanted.connect(self._go)
        turn = row("stretch", self._back, self._count, self._on, "stretch", gap=12, align=MIDDLE)
        side: QVBoxLayout = col(*self._leaves, "stretch", gap=8)
        self.setLayout(row(side, (col(turn, self._sheet, "stretch", gap=8), 1), gap=12))
        self._render()

    def show_report(self, report: Report | None) -> None:
        """Draw it, if it is another than before; the page that was read stays."""
        if report == self._report:
            return
        self._report = report
        sharp = round(theme.dp(WIDTH) * self.devicePixelRatioF())
        self._pages = page_images(report, sharp) if report is not None else []
        self._at = min(self._at, max(0, len(self._pages) - 1))
        self._render()

    def _turner(self, name: str, icon: str, key: str, part: str, by: int) -> Button:
        button = Button("", icon, "icon", name=name, key=key)
        button.setObjectName(f"handover.page.{part}")
        button.clicked.connect(lambda: self._go(self._at + by))
        return button

    def _go(self, at: int) -> None:
        self._at = min(max(0, at), max(0, len(self._pages) - 1))
        self._render()

    def _render(self) -> None:
        total = len(self._pages)
        self._sheet.show_page(self._pages[self._at] if total else None)
        self._count.say(f"Page {self._at + 1} of {total}" if total else "Making the report")
        self._back.setEnabled(self._at > 0)
        self._on.setEnabled(self._at + 1 < total)
        site = shown(self._report.site, 120) if self._report else ""
        self._sheet.setAccessibleName(f"Report, page {self._at + 1} of {total}: {site}")
        # A long report keeps the leaf of the page that is read in sight.
        first = min(max(0, self._at - MOST_LEAVES // 2), max(0, total - MOST_LEAVES))
        for number, leaf in enumerate(self._leaves, first):
            page = self._pages[number] if number < total else None
            leaf.show_page(page, number, on=number == self._at)


class _Sheet(Painted):
    """A page of paper: white in every theme, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__("Report")
        self._page: QImage | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_page(self, page: QImage | None) -> None:
        """Another page, or none."""
        self._page = page
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, theme.dp(WIDTH)) * PAPER)

    def measure(self) -> QSize:
        width = theme.dp(WIDTH)
        return QSize(width, round(width * PAPER))

    def minimumSizeHint(self) -> QSize:
        width = theme.dp(WIDTH // 2)
        return QSize(width, round(width * PAPER))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        width = min(rect.width(), theme.dp(WIDTH), rect.height() / PAPER)
        left = rect.left() + (rect.width() - width) / 2
        _paint_page(painter, QRectF(left, rect.top(), width, width * PAPER), self._page)


class _Leaf(QAbstractButton):
    """A thumbnail; pressing it shows its page."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._page: QImage | None = None
        self._number = 0
        self._on = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.wanted.emit(self._number))
        self.hide()

    def show_page(self, page: QImage | None, number: int, *, on: bool) -> None:
        """The page at `number` (from 0); `on` while it is the one that is read. None hides it."""
        self._page = (
            page.scaledToWidth(
                round(self.sizeHint().width() * self.devicePixelRatioF()),
                Qt.TransformationMode.SmoothTransformation,
            )
            if page is not None
            else None
        )
        self._number, self._on = number, on
        self.setVisible(page is not None)
        self.setAccessibleName(f"Page {number + 1}" + (", shown" if on else ""))
        self.setObjectName(f"handover.page.{number + 1}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.dp(60), round(theme.dp(60) * PAPER))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        _paint_page(painter, rect, self._page)
        side = theme.dp(18)
        disc = QRectF(rect.right() - side - 3, rect.bottom() - side - 3, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.qcolor("accent" if self._on else "idle.fill"))
        painter.drawEllipse(disc)
        if self._on:
            painter.setPen(QPen(theme.qcolor("accent_ink"), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1.5, 1.5, -1.5, -1.5))
        face = theme.font("caption-strong")
        face.setPixelSize(theme.dp(11))
        painter.setFont(face)
        painter.setPen(theme.qcolor("on_accent" if self._on else "idle.on_fill"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number + 1))
        painter.end()


def _paint_page(painter: QPainter, paper: QRectF, page: QImage | None) -> None:
    painter.setPen(theme.qcolor("line_strong"))
    painter.setBrush(Qt.GlobalColor.white)
    painter.drawRect(paper.adjusted(0.5, 0.5, -0.5, -0.5))
    if page is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(paper.adjusted(1, 1, -1, -1), page)
