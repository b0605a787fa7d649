"""The laptop itself as the use cases need it: its clock, its place, its notes and other programs."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from walkdown.consent.lease import Lease
from walkdown.core.check_up import ComputerFacts
from walkdown.core.laptop_wifi import LaptopView
from walkdown.core.position import Position


class Clock(Protocol):
    """Time, injected so that rules can be tested."""

    def now(self) -> datetime:
        """Aware UTC, for records."""
        ...


class LookedAt(Protocol):
    """The computer that this runs on, as far as it can be seen without using anything."""

    def facts(self) -> ComputerFacts:
        """Look now. Blocking, some seconds where a keychain is slow; any thread. Raises nothing."""
        ...


class Positioner(Protocol):
    """Where the laptop is, as its system knows it. Needs a SITE_LOCATE lease."""

    async def fix(self, lease: Lease, within_s: float) -> Position:
        """One reading, then nothing more is asked; at rest within 0.2 s of the lease's end.

        Raises Setback: LOCATION_UNKNOWN, SYSTEM_BLOCKS, STOPPED_BY_YOU.
        """
        ...


class LaptopWifi(Protocol):
    """What the laptop's own Wi-Fi sees. Needs a WIFI_LOOK lease; joins and changes nothing."""

    async def look(self, lease: Lease) -> LaptopView:
        """One fresh look, within some seconds; what the system does not say is no trouble."""
        ...


class Notifier(Protocol):
    """One line on the desktop. Needs a NOTIFY lease."""

    async def show(self, lease: Lease, text: str) -> None:
        """Show it for some seconds; taken away again then, and at once when the lease ends.

        A desktop that shows no notes is no trouble: the window tells everything as well.
        """
        ...


class Doors(Protocol):
    """Opens other programs, with the links of `app.links` and no others."""

    async def open(self, lease: Lease, link: str) -> bool:
        """Hand a link to its program (OPEN_MAP or OPEN_MAIL lease); whether the system took it.

        Raises Setback(NOT_OPENED) for any other link, Setback(STOPPED_BY_YOU) where the lease ends
        before it was handed over.
        """
        ...

    async def settings(self, link: str) -> bool:
        """Open a page of the system's settings: the person pressed just that, nobody is asked.

        Raises Setback(NOT_OPENED) for a link that is none of `SETTINGS_LINKS`.
        """
        ...
