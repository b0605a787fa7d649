"""What a practice device of Espressif's does with messages it has decrypted: scan, set, apply, tell, reset."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from walkdown.practice.chores import Chores
from walkdown.practice.espressif_wire import BadMessage, Message, number, part, read, told
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.improv_wire import NetworkRow

INVALID_ARGUMENT, INTERNAL_ERROR = 4, 5
CONNECTED, CONNECTING, FAILED = 0, 1, 3
MOST_SCANNED = 16
_AUTH = {"NO": 0, "WPA": 2, "WPA2": 3, "WPA/WPA2": 4, "WPA2 EAP": 5, "WPA3": 6, "WPA2/WPA3": 7}


class Manager:
    """The state of one device's Wi-Fi. Keeps no password longer than it joins with it."""

    def __init__(
        self,
        networks: Callable[[], Sequence[NetworkRow]],
        join: Callable[[str, str], Awaitable[JoinResult]],
        chores: Chores,
        done: Callable[[], None],
    ) -> None:
        """`done` is called when "connected" has been told."""
        self._networks, self._join = networks, join
        self._chores, self._done = chores, done
        self.begin()

    def begin(self) -> None:
        """As after a boot."""
        self._state, self._reason, self._address = CONNECTING, 0, ""
        self._ssid = b""
        self._given: tuple[str, str] | None = None
        self._applied = False
        self._found: list[NetworkRow] = []

    # --- prov-config ------------------------------------------------------------------------------

    def config(self, data: bytes) -> bytes:
        """The network's endpoint."""
        asked = read(data)
        verbs = {0: self._tell, 2: self._take, 4: self._apply}
        step = asked.number(1)
        if step not in verbs or (step == 2 and 12 not in asked.parts):
            raise BadMessage  # only the credentials need a body: esp_prov applies without one
        return verbs[step](asked)

    def _take(self, asked: Message) -> bytes:
        said = read(asked.part(12))
        ssid, password, bssid = said.part(1), said.part(2), said.part(3)
        if len(ssid) > 32 or len(password) > 63 or 0 < len(bssid) < 6:
            return _status(3, 13, INVALID_ARGUMENT)
        if self._applied:
            return _status(3, 13, INTERNAL_ERROR)
        ssid = ssid.split(b"\0")[0]  # C's strings
        self._ssid = ssid
        self._given = (ssid.decode("utf-8", "replace"), password.decode("utf-8", "replace"))
        return _status(3, 13, 0)

    def _apply(self, _asked: Message) -> bytes:
        if self._applied or self._given is None:
            return _status(5, 15, INTERNAL_ERROR)
        given, self._given, self._applied = self._given, None, True
        self._state = CONNECTING
        self._chores.spawn(self._try(*given))
        return _status(5, 15, 0)

    async def _try(self, ssid: str, password: str) -> None:
        await asyncio.sleep(0)
        seen = any(row[0] == ssid for row in self._networks())
        result = await self._join(ssid, password)
        if result.joined:
            self._state = CONNECTED
            self._address = (result.url or "").removeprefix("http://").rstrip("/")
        else:
            self._state, self._reason = FAILED, 0 if seen else 1

    def _tell(self, _asked: Message) -> bytes:
        body = number(2, self._state)
        if self._state == FAILED:
            body += told(10, self._reason)
        elif self._state == CONNECTED:
            address = part(1, self._address.encode()) + number(2, 3) + part(3, self._ssid)
            body += part(11, address + part(4, bytes(6)) + number(5, 6))
            self._done()
        return number(1, 1) + part(11, body)

    # --- prov-scan --------------------------------------------------------------------------------

    def scan(self, data: bytes) -> bytes:
        """The scan's endpoint."""
        asked = read(data)
        step = asked.number(1)
        if step == 0 and 10 in asked.parts:
            rows = sorted(self._networks(), key=lambda row: -row[1])
            self._found = rows[:MOST_SCANNED]
            return number(1, 1) + part(11, b"")
        if step == 2:
            return number(1, 3) + part(13, number(1, 1) + number(2, len(self._found)))
        if step == 4:
            return number(1, 5) + part(15, self._slice(read(asked.part(14))))
        raise BadMessage

    def _slice(self, asked: Message) -> bytes:
        start, count = asked.number(1), asked.number(2)
        if start + count > len(self._found):
            raise BadMessage  # an error, not a short list
        return b"".join(part(1, _entry(*row)) for row in self._found[start : start + count])

    # --- prov-ctrl --------------------------------------------------------------------------------

    def control(self, data: bytes) -> bytes:
        """Reset after a failure; anywhere else it is refused."""
        asked = read(data)
        if asked.number(1) != 1:
            raise BadMessage
        if self._state != FAILED:
            return number(1, 2) + number(2, INTERNAL_ERROR) + part(12, b"")
        self.begin()
        return number(1, 2) + part(12, b"")


def _status(step: int, at: int, status: int) -> bytes:
    return number(1, step) + part(at, number(1, status))


def _entry(ssid: str, dbm: int, security: str, channel: int = 6) -> bytes:
    bare = part(1, ssid.encode()) + number(2, channel) + number(3, dbm) + part(4, bytes(6))
    return bare + number(5, _AUTH.get(security, 3))
