"""What went wrong, told in place: the fact, the usual cause, the id, the next click; and said aloud."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QWidget

from walkdown.consent.purpose import Permission
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Glyph, StateGlyph, Text, col, row
from walkdown.ui.page import OWNER, OWNERS, POLICY, page_around
from walkdown.ui.pages.check_bluetooth import CheckBluetooth
from walkdown.ui.pages.message_line import MessageLine
from walkdown.ui.texts import Words, words_for

LEDGER = frozenset({Code.LEDGER_UNWRITABLE, Code.LEDGER_BROKEN})
# A no is an answer, never a fault.
_NEUTRAL = frozenset({Code.REFUSED, Code.NOT_ANSWERED, Code.STOPPED_BY_YOU, Code.POLICY_FIRST})
# What is answered on a page of its own, whichever page needs it.
_LEADS = {Code.POLICY_FIRST: POLICY, Code.OWNER_FIRST: OWNER}
# The system stands in the way: its own page is one press away. The detail names the permission.
BLOCKED = frozenset({Code.CAMERA_BLOCKED, Code.BLUETOOTH_BLOCKED, Code.SYSTEM_BLOCKS})
_PERMISSIONS = frozenset(map(str, Permission))
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


class SettingsButton(Button):
    """Opens the system's own page for what it blocks; hidden where it blocks nothing."""

    def __init__(self, name: str) -> None:
        super().__init__("Open settings", "sliders")
        self._permission: Permission | None = None
        self.setObjectName(name)
        self.clicked.connect(self._open)
        self.hide()

    def show_for(self, trouble: Trouble | None) -> None:
        """A trouble's detail names the permission."""
        blocked = trouble is not None and trouble.code in BLOCKED
        named = blocked and trouble is not None and trouble.detail in _PERMISSIONS
        self._permission = Permission(trouble.detail) if named and trouble else None
        self.setVisible(self._permission is not None)

    def _open(self) -> None:
        page, permission = page_around(self), self._permission
        if page is not None and permission is not None:
            page.bridge.do(lambda e: e.apps.settings(permission), page.stage)


class TroubleBox(QFrame):
    """Hidden until there is something to tell. `acted` is the next click, `closed` a look away."""

    acted = Signal()
    closed = Signal()

    def __init__(self, page: str, words_of: Callable[[Trouble], Words] = words_for) -> None:
        """`page` is the stem of the object names; `words_of` where a page says it in its own words."""
        super().__init__()
        self._words_of = words_of
        self.trouble: Trouble | None = None
        self._glyph = StateGlyph("stop", 24)
        self._title = Text("", "body-strong", wrap=True)
        self._body = Text("", "body", "ink2", wrap=True)
        self._line = MessageLine(page, leads=page not in OWNERS)
        self._act = Button("", "retry", name="")
        self._act.setObjectName(f"{page}.act")
        self._act.clicked.connect(self._press)
        self._settings = SettingsButton(f"{page}.act.settings")
        self._check = None if page in OWNERS else CheckBluetooth(f"{page}.act.bluetooth")
        close = Button("", "close", "icon", name="Close this note")
        close.setObjectName(f"{page}.act.close")
        close.clicked.connect(self._put_away)
        self.setProperty("box", "stop")
        words = col(self._title, self._body, self._line, gap=2)
        sign = col(self._glyph, "stretch")
        click = row(
            *(col("stretch", b, "stretch") for b in (self._check, self._settings, self._act)), gap=8
        )
        self.setLayout(
            row(sign, (words, 1), click, col(close, "stretch"), gap=16, margins=(16, 12, 8, 12))
        )
        self.hide()

    def tell(self, trouble: Trouble) -> None:
        """Show it, and say it aloud."""
        self.trouble = trouble
        words = self._words_of(trouble)
        kind, glyph = face_of(trouble.code)
        theme.mark(self, "box", kind)
        self._glyph.show_state(glyph, words.title)
        self._title.say(words.title)
        self._body.say(words.body)
        self._line.say(trouble.code, words.never)
        self._act.say(words.act)
        self._act.setVisible(bool(words.act) and trouble.code not in _NO_CLICK)
        self._settings.show_for(trouble)
        if self._check is not None:
            self._check.show_for(trouble)
        said = f"{words.title}. {words.body} {words.never}".rstrip()
        self.setAccessibleName(f"{said} {trouble.code}")
        self.show()
        announce(self, said, loud=True)

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.trouble = None
        self.hide()

    def _press(self) -> None:
        """To the page where it is answered; all else is the business of the page around."""
        where = _LEADS.get(self.trouble.code) if self.trouble is not None else None
        page = page_around(self)
        if where is None or page is None:
            self.acted.emit()
            return
        self.clear()
        page.go.emit(where)

    def _put_away(self) -> None:
        self.clear()
        self.closed.emit()
