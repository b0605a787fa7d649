"""What went wrong, told in place: the fact, the usual cause, the id, the next click; and said aloud."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Glyph, StateGlyph, Text, col, row
from walkdown.ui.texts import words_for

LEDGER = frozenset({Code.LEDGER_UNWRITABLE, Code.LEDGER_BROKEN})
# A no is an answer, never a fault.
_NEUTRAL = frozenset({Code.REFUSED, Code.NOT_ANSWERED, Code.STOPPED_BY_YOU})
_GENTLE = frozenset({Code.NO_CODE_IN_PICTURE, Code.NOT_HEARD, Code.PRESS_BUTTON})
# Its next click belongs to the pack; here the site's own file is meant.
_NO_CLICK = frozenset({Code.CANNOT_WRITE})


def announce(widget: QWidget, words: str, *, loud: bool = False) -> None:
    """Let a screen reader say it: politely, or `loud` at once."""
    event = QAccessibleAnnouncementEvent(widget, words)
    manners = QAccessible.AnnouncementPoliteness
    event.setPoliteness(manners.Assertive if loud else manners.Polite)
    QAccessible.updateAccessibility(event)


def face_of(code: Code) -> tuple[str, Glyph]:
    """Kind of box and silhouette that a trouble is shown with."""
    if code in _NEUTRAL:
        return "sunken", "refused"
    return ("warn", "warn") if code in _GENTLE else ("stop", "stop")


class TroubleBox(QFrame):
    """Hidden until there is something to tell. `acted` is the next click, `closed` a look away."""

    acted = Signal()
    closed = Signal()

    def __init__(self, page: str) -> None:
        """`page` is the stem of the object names."""
        super().__init__()
        self.trouble: Trouble | None = None
        self._glyph = StateGlyph("stop", 24)
        self._title = Text("", "body-strong", wrap=True)
        self._body = Text("", "body", "ink2", wrap=True)
        self._id = Text("", "caption", "ink3")
        self._act = Button("", "retry", name="")
        self._act.setObjectName(f"{page}.act")
        self._act.clicked.connect(lambda: self.acted.emit())
        close = Button("", "close", "icon", name="Close this note")
        close.setObjectName(f"{page}.act.close")
        close.clicked.connect(self._put_away)
        self.setProperty("box", "stop")
        words = col(self._title, self._body, self._id, gap=2)
        sign = col(self._glyph, "stretch")
        click = col("stretch", self._act, "stretch")
        self.setLayout(
            row(sign, (words, 1), click, col(close, "stretch"), gap=16, margins=(16, 12, 8, 12))
        )
        self.hide()

    def tell(self, trouble: Trouble) -> None:
        """Show it, and say it aloud."""
        self.trouble = trouble
        words = words_for(trouble)
        kind, glyph = face_of(trouble.code)
        theme.mark(self, "box", kind)
        self._glyph.show_state(glyph, words.title)
        self._title.say(words.title)
        self._body.say(words.body)
        self._id.say(str(trouble.code))
        self._act.say(words.act)
        self._act.setVisible(bool(words.act) and trouble.code not in _NO_CLICK)
        self.setAccessibleName(f"{words.title}. {words.body} {trouble.code}")
        self.show()
        announce(self, f"{words.title}. {words.body}", loud=True)

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.trouble = None
        self.hide()

    def _put_away(self) -> None:
        self.clear()
        self.closed.emit()
