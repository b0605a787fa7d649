"""The question before a job is erased: what goes, what stays, and two buttons of which none is the default."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from walkdown.ui import theme
from walkdown.ui.kit import Button, Icon, StateGlyph, Text, col, row, strong

_GOES = (
    "This job and everything in it: the site's name and address, its owner, its devices, their checks,"
    " and what was typed. Its key is destroyed; its file on this laptop and the copies of the last"
    " seven days of work are overwritten and deleted."
)
_STAYS = (
    "The record of permissions stays, as proof of what was allowed. It holds no name; this job is a"
    " random number in it."
)
_LEFT = (
    "Packs that were saved into a folder stay there. Backups of this laptop and the drive itself may"
    " keep old bytes for a while; Walkdown cannot reach those."
)


class EraseSheet(QDialog):
    """Over the Jobs page. `accepted` only by Erase; Esc, Enter and closing keep the job."""

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("erase")
        self.setWindowTitle("Walkdown")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("bg", "canvas")
        keep, erase = self._button("Keep this job"), self._button("Erase this job")
        keep.setObjectName("erase.keep")
        keep.clicked.connect(self.reject)
        erase.setObjectName("erase.yes")
        erase.clicked.connect(self.accept)
        head = row(StateGlyph("warn", 24), (Text(f"Erase {name}?", "h2", wrap=True), 1), gap=12)
        self.setLayout(
            col(
                head,
                self._fact("trash", "Erased", _GOES),
                self._fact("receipt", "Stays", _STAYS),
                self._fact("info", "Not within reach", _LEFT),
                Text("This cannot be undone.", "body-strong"),
                row((keep, 1), (erase, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words are at this width."""
        self.setFixedWidth(min(theme.dp(900 if theme.current().sun else 680), self._most_width()))
        layout = self.layout()
        if layout is not None:
            self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        super().showEvent(event)

    def _most_width(self) -> int:
        over = self.parentWidget()
        return over.window().width() - 32 if over is not None else theme.dp(900)

    @staticmethod
    def _button(words: str) -> Button:
        button = Button(words, kind="equal", size="lg", wide=True)
        button.setAutoDefault(False)
        return button

    @staticmethod
    def _fact(icon: str, title: str, words: str) -> QWidget:
        held = QWidget()
        text = Text([strong(f"{title}. "), words], "body", "ink2", wrap=True)
        held.setLayout(row(col(Icon(icon, 22), "stretch"), (text, 1), gap=12))
        held.setAccessibleName(f"{title}. {words}")
        return held
