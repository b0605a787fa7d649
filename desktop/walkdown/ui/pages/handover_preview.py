"""The report's pages on the screen, drawn by the code that draws the PDF."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from walkdown.app.report import Report
from walkdown.ui import theme
from walkdown.ui.kit import MIDDLE, Button, Text, col, row
from walkdown.ui.painted import Painted

PAPER = 1.4142  # height of a page over its width
SHARP = 2  # pictures are drawn larger than shown, so that small type stays readable


class Preview(QWidget):
    """One page at a time; keys and buttons turn them."""

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._pages: list[QImage] = []
        self._at = 0
        self._sheet = _Sheet()
        self._count = Text("", "caption", "ink2")
        self._back = self._turner("Page before", "left", "PgUp", "prev", -1)
        self._on = self._turner("Next page", "right", "PgDown", "next", 1)
        turn = row("stretch", self._back, self._count, self._on, "stretch", gap=12, align=MIDDLE)
        self.setLayout(col((self._sheet, 1), turn, gap=12))

    def show_report(self, report: Report | None) -> None:
        """Draw it, if it is another than before."""
        if report == self._report:
            return
        self._report = report
        self._pages = []
        if report is not None:
            from walkdown.ui.report_pdf import page_images

            self._pages = page_images(report, theme.dp(520) * SHARP)
        self._at = min(self._at, max(0, len(self._pages) - 1))
        self._render()

    def _turner(self, name: str, icon: str, key: str, part: str, by: int) -> Button:
        button = Button("", icon, "icon", name=name, key=key)
        button.setObjectName(f"handover.page.{part}")
        button.clicked.connect(lambda: self._turn(by))
        return button

    def _turn(self, by: int) -> None:
        self._at = min(max(0, self._at + by), max(0, len(self._pages) - 1))
        self._render()

    def _render(self) -> None:
        total = len(self._pages)
        self._sheet.show_page(self._pages[self._at] if total else None)
        self._count.say(f"Page {self._at + 1} of {total}" if total else "")
        self._back.setEnabled(self._at > 0)
        self._on.setEnabled(self._at + 1 < total)
        site = self._report.site if self._report else ""
        self._sheet.setAccessibleName(f"Report, page {self._at + 1} of {total}: {site}")


class _Sheet(Painted):
    """A page of paper: white in every theme."""

    def __init__(self) -> None:
        super().__init__("Report")
        self._page: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_page(self, page: QImage | None) -> None:
        """Another page, or none."""
        self._page = page
        self.update()

    def measure(self) -> QSize:
        width = theme.dp(520)
        return QSize(width, round(width * PAPER))

    def draw(self, painter: QPainter, rect: QRectF) -> None:
        width = min(rect.width(), rect.height() / PAPER)
        paper = QRectF(rect.left() + (rect.width() - width) / 2, rect.top(), width, width * PAPER)
        painter.setPen(theme.qcolor("line_strong"))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRect(paper.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._page is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(paper.adjusted(1, 1, -1, -1), self._page)
