"""This computer as the gate sees it: one platform's reader behind the port."""

from __future__ import annotations

import time
from collections.abc import Callable

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.links import needed, settings_link
from walkdown.consent.system.reading import Reader, Reading, principal
from walkdown.consent.system.state import OsState


class Computer:
    """Implements `Explained` over a reader. Any thread; `request` on the loop that awaits it."""

    def __init__(
        self,
        platform: str,
        reader: Reader,
        *,
        keep_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`keep_s`: how long one reading may serve, where reading is not cheap; at most 1 s."""
        self._platform = platform
        self._reader = reader
        self._keep_s = min(keep_s, 1.0)
        self._clock = clock
        self._kept: dict[tuple[Permission, Purpose], tuple[float, Reading]] = {}

    @property
    def platform(self) -> str:
        """linux, macos or windows: for the record."""
        return self._platform

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        """Read without asking anybody."""
        return self._reading(permission, purpose).state

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        """Let the system ask where nothing is decided yet; read again, whatever was answered."""
        self._kept.clear()
        if self.state(permission, purpose) is OsState.UNDETERMINED:
            await self._reader.ask(permission, purpose)
            self._kept.clear()
        return self.state(permission, purpose)

    def settings(self, permission: Permission) -> str:
        """The link to the system's page; empty where there is none."""
        return settings_link(self._platform, permission)

    def why(self, permission: Permission, purpose: Purpose | None = None) -> str:
        """Plain words for the present state; empty where it needs none."""
        return str(self._reading(permission, purpose or principal(permission)).why)

    def needs(self, permission: Permission) -> Permission | None:
        """The other permission under which this system keeps this one."""
        return needed(self._platform, permission)

    def wifi_list(self) -> OsState:
        """Whether the laptop's own list of Wi-Fi networks may be read with names."""
        return self._reader.wifi_list().state

    def _reading(self, permission: Permission, purpose: Purpose) -> Reading:
        now = self._clock()
        kept = self._kept.get((permission, purpose))
        if kept is not None and now - kept[0] < self._keep_s:
            return kept[1]
        reading = self._reader.read(permission, purpose)
        self._kept[permission, purpose] = (now, reading)
        return reading
