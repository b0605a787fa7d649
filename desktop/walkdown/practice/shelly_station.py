"""The Wi-Fi of a Shelly practice device: what it hears, what it has stored, how far it has come."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from walkdown.core.secret import Secret
from walkdown.practice.chores import Chores
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.improv_wire import NetworkRow
from walkdown.practice.shelly_facts import ShellyFaults
from walkdown.practice.shelly_rpc import Params, Verb, station

MOST_FOUND: Final = 64
_AUTH: Final = ("NO", "WEP", "WPA", "WPA2", "WPA/WPA2", "WPA2 EAP", "WPA3", "WPA2/WPA3")


class Station:
    """Takes a network at once and tries it meanwhile; who wants to know how it went must ask."""

    def __init__(
        self,
        networks: Callable[[], Sequence[NetworkRow]],
        join: Callable[[str, str], Awaitable[JoinResult]],
        chores: Chores,
        changed: Callable[[], None],
        faults: ShellyFaults,
    ) -> None:
        self._networks, self._join, self._chores = networks, join, chores
        self._changed = changed
        self._can_scan = not faults.cannot_scan
        self._restarts = faults.restarts_once
        self._ssid, self._password = "", Secret("")
        self._state, self._url = "disconnected", ""
        self._tries = 0

    @property
    def verbs(self) -> dict[str, Verb]:
        """Its methods over Bluetooth."""
        scans: dict[str, Verb] = {"WiFi.Scan": self._scan} if self._can_scan else {}
        return {"WiFi.GetStatus": self._get_status, **scans}

    def boot(self) -> None:
        """Join what is stored."""
        if self._ssid:
            self._begin()

    def forget(self) -> None:
        """As it came from the factory."""
        self._password.forget()
        self._ssid, self._state, self._url = "", "disconnected", ""

    def status(self) -> dict[str, object]:
        """How far it is. The port is for practice: its devices share one address."""
        joined = self._state in ("connected", "got ip")
        parts = urlsplit(self._url)
        status: dict[str, object] = {
            "sta_ip": parts.hostname,
            "status": self._state,
            "ssid": self._ssid if joined else None,
            "rssi": -50 if joined else 0,
        }
        return {**status, "http_port": parts.port} if parts.port else status

    async def set_config(self, params: Params) -> Any:
        """Store a network and begin to use it, or after a restart."""
        ssid, password = station(params)
        self._password.forget()
        self._ssid, self._password = ssid, Secret(password)
        restart, self._restarts = self._restarts, False
        if not restart:
            self._begin()
        return {"restart_required": restart}

    def _begin(self) -> None:
        self._tries += 1
        self._state, self._url = "connecting", ""
        self._chores.spawn(self._try(self._tries))

    async def _try(self, number: int) -> None:
        with self._password.reveal() as password:
            result = await self._join(self._ssid, password)
        if number != self._tries:
            return  # another network came meanwhile
        self._url = (result.url or "") if result.joined else ""
        away = "disconnected" if not result.joined else "connected"
        self._state = "got ip" if self._url else away
        self._changed()

    async def _get_status(self, _params: Params) -> Any:
        return self.status()

    async def _scan(self, _params: Params) -> Any:
        await asyncio.sleep(0)
        rows = sorted(self._networks(), key=lambda row: -row[1])[:MOST_FOUND]
        return {"results": [_found(n, *row) for n, row in enumerate(rows)]}


def _found(number: int, ssid: str, dbm: int, security: str, channel: int = 6) -> dict[str, object]:
    auth = _AUTH.index(security) if security in _AUTH else 3
    bssid = f"02:00:00:00:00:{number:02x}"
    return {"ssid": ssid or None, "bssid": bssid, "auth": auth, "channel": channel, "rssi": dbm}
