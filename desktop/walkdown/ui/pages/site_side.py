"""What stands beside the Site form: the photo of the site, and the plan of its devices."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from walkdown.app.messages import JobShown, Message
from walkdown.core.site import Expected
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import col
from walkdown.ui.pages.site_photo import PhotoPart
from walkdown.ui.pages.site_plan import Plan


class SiteSide(QWidget):
    """A closed site keeps its photo's Remove: the owner can take their picture back at any time."""

    changed = Signal()
    """The plan reads otherwise now."""

    owner_wanted = Signal()
    """The owner has to be asked on their own page now."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._photo = PhotoPart(bridge)
        self._photo.owner_wanted.connect(self.owner_wanted.emit)
        self._plan = Plan()
        self._plan.changed.connect(self.changed.emit)
        self.setLayout(col(self._photo, (self._plan, 1), gap=24))

    def take(self, message: Message) -> None:
        """The photo hears all; the plan of a closed site is only read."""
        self._photo.take(message)
        if isinstance(message, JobShown) and message.job is not None:
            self._plan.setEnabled(message.job.handed_over is None)

    def forget(self) -> None:
        """What went wrong is no news next time."""
        self._photo.forget()

    def fill(self, expected: tuple[Expected, ...]) -> None:
        """Show the job's plan; no signal."""
        self._plan.fill(expected)

    def expected(self) -> tuple[Expected, ...]:
        """The plan as typed."""
        return self._plan.expected()
