"""Below every trouble: its id, what not to do, and the way to all that is said of it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from walkdown.core.trouble import Code
from walkdown.ui.kit import MIDDLE, Button, Run, Text, row, strong
from walkdown.ui.page import help_at, page_around

_DO_NOT = "Do not"


def never_runs(never: str) -> tuple[Run, str]:
    """The sentence with its "Do not" in bold, so that it is not read as advice."""
    return strong(_DO_NOT), never.removeprefix(_DO_NOT)


class MessageLine(QWidget):
    """Id, sentence, and the way to the message in Help; no way where the laptop is in other hands."""

    def __init__(self, page: str, *, leads: bool = True) -> None:
        """`page` is the stem of the object names."""
        super().__init__()
        self._code = ""
        self._words = Text("", "caption", "ink2", wrap=True)
        more = Button("More", None, "link", "sm")
        more.setObjectName(f"{page}.more")
        more.clicked.connect(self._lead)
        if not leads:
            more.hide()
        self._more = more
        self.setLayout(row((self._words, 1), more, gap=12, align=MIDDLE))

    def say(self, code: Code, never: str) -> None:
        """The id, and the sentence that begins with "Do not"."""
        self._code = str(code)
        self._words.say([strong(self._code), "   ", *never_runs(never)])
        self._more.set_name(f"More about {self._code}")

    def _lead(self) -> None:
        page = page_around(self)
        if page is not None:
            page.go.emit(help_at(self._code))
