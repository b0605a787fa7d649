"""Other programs: the address on a map, the mail draft, the system's settings. None is ever looked for."""

from __future__ import annotations

from typing import Final

from walkdown.app.links import mail_link, map_link
from walkdown.app.messages import DoorShown
from walkdown.app.ports import Doors
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import LeaseEnded
from walkdown.consent.purpose import Permission, Purpose
from walkdown.core.mail import MailDraft
from walkdown.core.trouble import Code, Setback, Trouble

MAP: Final = "Show on a map, in Site"
MAIL: Final = "Write mail, in Hand over"


class AppsDesk:
    """Use cases of Site, Hand over and Privacy. What goes wrong is told where it was pressed."""

    def __init__(self, bench: Workbench, doors: Doors | None) -> None:
        self._bench = bench
        self._doors = doors

    async def map(self, address: str) -> None:
        """Ask, then show this address on the map."""
        await self._tell(Purpose.OPEN_MAP, MAP, map_link(address))

    async def mail(self, draft: MailDraft) -> None:
        """Ask, then open this draft in the mail program; the person sends it, or not."""
        await self._tell(Purpose.OPEN_MAIL, MAIL, mail_link(draft))

    async def settings(self, permission: Permission) -> None:
        """Open the system's own page for a permission; that press is all the asking there is.

        Raises Setback(NOT_OPENED), also where the system has no such page.
        """
        link = self._bench.gate.settings(permission)
        if self._doors is None or not link or not await self._doors.settings(link):
            raise Setback(Code.NOT_OPENED)

    async def _tell(self, purpose: Purpose, feature: str, link: str) -> None:
        trouble: Trouble | None = None
        try:
            await self._open(purpose, feature, link)
        except Setback as setback:
            trouble = setback.trouble
        except LeaseEnded:
            trouble = Trouble(Code.STOPPED_BY_YOU)
        self._bench.publish(DoorShown(purpose, trouble))

    async def _open(self, purpose: Purpose, feature: str, link: str) -> None:
        if self._doors is None or not link:
            raise Setback(Code.NOT_OPENED)
        async with self._bench.use(purpose, feature) as lease:
            if not await self._doors.open(lease, link):
                raise Setback(Code.NOT_OPENED)
            lease.note("link")
