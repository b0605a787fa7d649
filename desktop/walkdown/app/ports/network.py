"""The site's network as the use cases need it: asking a device who it is, and finding one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from walkdown.consent.lease import Lease
from walkdown.core.device import Reading
from walkdown.core.subnet import Walk


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """What a device answered on the site's network; all text is raw and bounded."""

    serial: str
    model: str
    firmware: str
    address: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class ModbusAnswer:
    """What a device said by SunSpec over Modbus; all text is raw and bounded, and may be empty.

    `address` is the device's own, without the port.
    """

    serial: str
    maker: str
    model: str
    firmware: str
    address: str
    readings: tuple[Reading, ...]


class Lan(Protocol):
    """The site's network after Wi-Fi. Needs a LAN_PROBE or WIFI_SETUP lease."""

    async def ask(
        self, lease: Lease, url: str, within_s: float, *, nameless: bool = False
    ) -> NetworkAnswer:
        """Ask the device at `url` who it is, again and again until it answers or time is up.

        A `nameless` one has no serial to tell there: that its address answers at all is what can be
        known, and the serial in the answer is empty.

        Raises Setback(NOT_REACHABLE), Setback(SIGN_IN_PAGE) where the network itself answers for all,
        or Setback(BROKEN_PROTOCOL) for an answer that makes no sense.
        """
        ...

    async def registers(self, lease: Lease, url: str) -> ModbusAnswer | None:
        """What the device at `url` says by SunSpec over Modbus, within twelve seconds.

        None where it has no Modbus, or nothing of SunSpec on it. Needs a LAN_PROBE lease.

        Raises Setback(STOPPED_BY_YOU), or Setback(BROKEN_PROTOCOL) for a URL that leads elsewhere.
        """
        ...

    async def find(self, lease: Lease, serial: str, within_s: float, *, url: str = "") -> str:
        """The URL of a device that tells its name on the network (mDNS), or empty.

        `url` is where it answered before: at another address it is asked in the same form. Needs a
        LAN_PROBE lease. Who answers there is checked by asking.
        """
        ...

    async def walk(
        self,
        lease: Lease,
        wanted: tuple[tuple[str, str], ...],
        told: Callable[[int, int], None],
    ) -> Walk:
        """Ask at every address of the laptop's own network for devices (serial, former URL).

        At most 254 addresses, 32 at once; `told` says how many of how many were asked. Only for a
        person who has asked for it. Needs a LAN_PROBE lease. Raises Setback(STOPPED_BY_YOU).
        """
        ...
