"""What the laptop's Wi-Fi sees, as NetworkManager tells it over D-Bus. Joins and changes nothing. Linux."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import (
    NOT_SAID,
    AccessPoint,
    Internet,
    LaptopView,
    Told,
    band_and_channel,
)
from walkdown.core.wifi import SSID_MOST_BYTES
from walkdown.lan.bus import Bus, Connect, NoAnswer, Spot, system_bus

LOOK_S: Final = 8.0
SCAN_S: Final = 4.0
MOST_DEVICES: Final = 32
MOST_POINTS: Final = 128
_SERVICE: Final = "org.freedesktop.NetworkManager"
_ROOT: Final = Spot(_SERVICE, "/org/freedesktop/NetworkManager", _SERVICE)
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_PATH: Final = re.compile(r"/org/freedesktop/NetworkManager/(Devices|AccessPoint)/[0-9]{1,9}")
_WIFI: Final = 2  # NMDeviceType
_DENIED: Final = frozenset(
    {"org.freedesktop.DBus.Error.AccessDenied", _SERVICE + ".PermissionDenied"}
)
# NMConnectivityState: what NetworkManager found when it asked for a known page.
_INTERNET: Final = {
    1: Internet.NONE,
    2: Internet.SIGN_IN,
    3: Internet.NONE,
    4: Internet.FULL,
}
# NM80211ApSecurityFlags
_PSK, _EAP, _SAE, _OWE = 0x100, 0x200 | 0x2000, 0x400, 0x800


class NetworkManagerWifi:
    """Implements the port `LaptopWifi`."""

    def __init__(self, connect: Connect = system_bus, look_s: float = LOOK_S) -> None:
        self._connect = connect
        self._look_s = look_s

    async def look(self, lease: Lease) -> LaptopView:
        """One fresh look; where nothing is told in time, nothing is known. Raises LeaseEnded."""
        lease.check(Purpose.WIFI_LOOK)
        try:
            async with asyncio.timeout(self._look_s):
                bus = await self._connect(lease)
                try:
                    return await _view(bus)
                finally:
                    await bus.close()
        except NoAnswer as error:
            return LaptopView(Told.NOT_PERMITTED) if error.name in _DENIED else NOT_SAID
        except TimeoutError:
            return NOT_SAID


async def _view(bus: Bus) -> LaptopView:
    said = await bus.read(_ROOT)
    radios = await _radios(bus, said)
    if not radios:
        return LaptopView(Told.NO_ADAPTER)
    if said.get("WirelessEnabled") is False or said.get("WirelessHardwareEnabled") is False:
        return LaptopView(Told.OFF)
    points: dict[str, AccessPoint] = {}
    joined = ""
    for radio in radios:
        await _scan(bus, radio)
        told = await bus.read(radio)
        for path in _paths(told.get("AccessPoints"), MOST_POINTS - len(points)):
            points[path] = _point(await bus.read(Spot(_SERVICE, path, f"{_SERVICE}.AccessPoint")))
        active = points.get(str(told.get("ActiveAccessPoint")))
        joined = joined or (active.ssid if active is not None else "")
    return LaptopView(Told.LISTED, tuple(points.values()), joined, _internet(said, joined))


async def _radios(bus: Bus, said: dict[object, object]) -> list[Spot]:
    found = []
    for path in _paths(said.get("Devices"), MOST_DEVICES):
        device = await bus.read(Spot(_SERVICE, path, f"{_SERVICE}.Device"))
        if device.get("DeviceType") == _WIFI:
            found.append(Spot(_SERVICE, path, f"{_SERVICE}.Device.Wireless"))
    return found


async def _scan(bus: Bus, radio: Spot) -> None:
    """Until a new scan is there; one that is refused or does not end leaves the list as it was."""
    before = (await bus.read(radio)).get("LastScan")
    changed = asyncio.Event()
    with suppress(NoAnswer, TimeoutError):
        async with asyncio.timeout(SCAN_S):
            await bus.watch(
                Spot(_SERVICE, radio.path, _PROPERTIES), "PropertiesChanged", changed.set
            )
            await bus.call(radio, "RequestScan", "a{sv}", {})
            while (await bus.read(radio)).get("LastScan") == before:
                await changed.wait()
                changed.clear()


def _paths(value: object, most: int) -> list[str]:
    """The paths in a list that are of NetworkManager's own form."""
    listed = value if isinstance(value, list) else []
    return [p for p in listed[: max(most, 0)] if isinstance(p, str) and _PATH.fullmatch(p)]


def _point(said: dict[object, object]) -> AccessPoint:
    band, channel = band_and_channel(_number(said.get("Frequency")))
    strength = said.get("Strength")
    known = isinstance(strength, int) and 0 <= strength <= 100
    return AccessPoint(
        _name(said.get("Ssid")),
        # NetworkManager's per cent: -100 dBm is 0, -40 dBm and better is 100.
        round(_number(strength) * 0.6) - 100 if known else None,
        _security(*(_number(said.get(f"{part}Flags")) for part in ("", "Wpa", "Rsn"))),
        band,
        channel,
    )


def _name(value: object) -> str:
    """Empty for a hidden network, whose name is left out or all zeros."""
    raw = value if isinstance(value, bytes) else b""
    return "" if not raw.strip(b"\0") else raw[:SSID_MOST_BYTES].decode("utf-8", "replace")


def _security(flags: int, wpa: int, rsn: int) -> str:
    """As devices word it."""
    if (wpa | rsn) & _EAP:
        return "WPA2 EAP"
    offered = [
        word for word, on in (("WPA", wpa & _PSK), ("WPA2", rsn & _PSK), ("WPA3", rsn & _SAE)) if on
    ]
    if offered:
        return "/".join(offered)
    if rsn & _OWE:
        return "OWE"
    return "WEP" if flags & 1 else "NO"


def _internet(said: dict[object, object], joined: str) -> Internet:
    """Only where the way out is over Wi-Fi: a cable's internet says nothing of it."""
    if not joined or said.get("PrimaryConnectionType") != "802-11-wireless":
        return Internet.UNKNOWN
    return _INTERNET.get(_number(said.get("Connectivity")), Internet.UNKNOWN)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
