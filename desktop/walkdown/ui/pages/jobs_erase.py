"""The question before a job is erased: what goes, what stays, and two buttons of which none is the default."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.ui.kit import StateGlyph, Text, col, row
from walkdown.ui.sheet import Sheet, equal_button, fact

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
    "Packs and files that were saved into a folder stay there, and a file that was taken along opens with"
    " its passphrase on any laptop. Backups of this laptop and the drive itself may"
    " keep old bytes for a while; Walkdown cannot reach those."
)


class EraseSheet(Sheet):
    """Over the Jobs page. `accepted` only by Erase; Esc, Enter and closing keep the job."""

    def __init__(self, name: str, over: QWidget) -> None:
        super().__init__("erase", over)
        keep = equal_button("Keep this job", "erase.keep")
        erase = equal_button("Erase this job", "erase.yes")
        keep.clicked.connect(self.reject)
        erase.clicked.connect(self.accept)
        head = row(StateGlyph("warn", 24), (Text(f"Erase {name}?", "h2", wrap=True), 1), gap=12)
        self.setLayout(
            col(
                head,
                fact("trash", "Erased", _GOES),
                fact("receipt", "Stays", _STAYS),
                fact("info", "Not within reach", _LEFT),
                Text("This cannot be undone.", "body-strong"),
                row((keep, 1), (erase, 1), gap=12),
                gap=16,
                margins=(24, 24, 24, 24),
            )
        )
        self.setFocus()
