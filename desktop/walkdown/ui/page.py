"""What every page has in common: it takes messages, is entered and left, and names the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.ui.bridge import Bridge

if TYPE_CHECKING:
    from walkdown.app.messages import Message
    from walkdown.core.draft import Draft
    from walkdown.core.job import Stage

JOBS: Final = "jobs"
BOARD: Final = "board"
OWNER: Final = "owner"
OWNER_PHOTO: Final = "owner-photo"
OWNERS: Final = (OWNER, OWNER_PHOTO)  # the laptop is in other hands on these
PRIVACY: Final = "privacy"
HELP: Final = "help"
POLICY: Final = "policy"
BACK: Final = "back"  # to where one was before Privacy, Help or the policy


def help_at(message: str) -> str:
    """What `go` carries to Help, opened at the message of this id."""
    return f"{HELP} {message}"


class StagePage(QWidget):
    """One page. It renders what it is told and calls use cases through the bridge."""

    go = Signal(object)
    """Emitted with the Stage (or one of the names above) to be shown next."""

    stage: Stage | None = None

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge

    def keep_draft(self, draft: Draft) -> None:
        """Save what stands in a field at every key, as if its page had no button."""
        self.bridge.do(lambda e: e.jobs.draft(draft), self.stage)

    def take(self, message: Message) -> None:
        """Render one message; those that are none of the page's business are passed over."""

    def entered(self) -> None:
        """The page has just become visible."""

    def look_up(self, what: str) -> None:
        """Come to one place of the page; called after `entered`."""

    def left(self) -> None:
        """Another page is about to be shown."""


def page_around(widget: QWidget) -> StagePage | None:
    """The page that a part of it stands in."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, StagePage):
        above = above.parentWidget()
    return above
