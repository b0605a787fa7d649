"""The frame around every page: top bar, rail, page and, below it, the page's action bar."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from walkdown.ui.chips import Use
from walkdown.ui.layout import col, row
from walkdown.ui.pagebars import ActionBar, Header, Key
from walkdown.ui.rail import STAGES, Board, Rail
from walkdown.ui.railitem import RailState
from walkdown.ui.topbar import TopBar

__all__ = [
    "STAGES", "ActionBar", "Board", "Header", "Key", "Rail", "RailState", "Shell", "TopBar", "Use",
]  # fmt: skip


class Shell(QWidget):
    """Holds the bars and the stack of pages; the Jobs and Privacy pages have no rail."""

    def __init__(self) -> None:
        super().__init__()
        self.top = TopBar()
        self.rail = Rail()
        self.pages = QStackedWidget()
        body = row(self.rail, (self.pages, 1), gap=0)
        self._column = col(self.top, (body, 1), gap=0)
        self.setLayout(self._column)

    def put_below_top(self, banner: QWidget) -> None:
        """A line over all pages, below the top bar."""
        self._column.insertWidget(1, banner)

    def add_page(self, page: QWidget) -> int:
        """Put a page on the stack; its index is returned."""
        return self.pages.addWidget(page)

    def show_page(self, index: int, *, with_rail: bool = True) -> None:
        """Turn to a page."""
        self.rail.setVisible(with_rail)
        self.pages.setCurrentIndex(index)
