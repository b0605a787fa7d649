"""What the laptop's Wi-Fi sees, as macOS tells it (CoreWLAN). Joins and changes nothing.

macOS gives the names of networks only to programs that may use the location; without that all are nameless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import NOT_SAID, AccessPoint, Band, LaptopView, Told
from walkdown.core.wifi import SSID_MOST_BYTES, known_channel

LOOK_S: Final = 15.0
MOST_POINTS: Final = 128
_BANDS: Final = {1: Band.GHZ_2_4, 2: Band.GHZ_5, 3: Band.GHZ_6}  # CWChannelBand
# CWSecurity: what a network offers, as devices word it.
_ENTERPRISE: Final = (7, 8, 9, 10, 12)
_LOCKS: Final = (("WPA", (2, 3)), ("WPA2", (3, 4, 5, 13)), ("WPA3", (11, 13)))
_WEPS: Final = (1, 6)
_OWES: Final = (14, 15)
_NONE: Final = 0


def installed(lease: Lease) -> Any:
    """The client of CoreWLAN. Raises ImportError where it is not there."""
    lease.check(Purpose.WIFI_LOOK)
    from CoreWLAN import CWWiFiClient

    return CWWiFiClient.sharedWiFiClient()


class MacWifi:
    """Implements the port `LaptopWifi`."""

    def __init__(self, client: Callable[[Lease], Any] = installed, look_s: float = LOOK_S) -> None:
        self._client = client
        self._look_s = look_s

    async def look(self, lease: Lease) -> LaptopView:
        """One fresh look; where nothing is told in time, nothing is known. Raises LeaseEnded."""
        lease.check(Purpose.WIFI_LOOK)
        try:
            # A scan keeps its thread for some seconds, and cannot be called off.
            return await asyncio.wait_for(asyncio.to_thread(self._view, lease), self._look_s)
        except (OSError, ImportError):  # TimeoutError is an OSError
            return NOT_SAID

    def _view(self, lease: Lease) -> LaptopView:
        interface = self._client(lease).interface()
        if interface is None:
            return LaptopView(Told.NO_ADAPTER)
        if not interface.powerOn():
            return LaptopView(Told.OFF)
        networks, error = interface.scanForNetworksWithSSID_error_(None, None)
        if networks is None or error is not None:
            return NOT_SAID
        points = tuple(map(_point, list(networks)[:MOST_POINTS]))
        if points and not any(point.ssid for point in points):
            return LaptopView(Told.NOT_PERMITTED)
        return LaptopView(Told.LISTED, points, _name(interface.ssid()))


def _point(network: Any) -> AccessPoint:
    channel, signal = network.wlanChannel(), int(network.rssiValue())
    band = _BANDS.get(int(channel.channelBand())) if channel is not None else None
    number = known_channel(int(channel.channelNumber())) if channel is not None else None
    known = signal if -120 <= signal < 0 else None
    return AccessPoint(_name(network.ssid()), known, _security(network), band, number)


def _security(network: Any) -> str:
    def offers(*kinds: int) -> bool:
        return any(network.supportsSecurity_(kind) for kind in kinds)

    if offers(*_ENTERPRISE):
        return "WPA2 EAP"
    if words := [word for word, kinds in _LOCKS if offers(*kinds)]:
        return "/".join(words)
    if offers(*_WEPS):
        return "WEP"
    if offers(*_OWES):
        return "OWE"
    return "NO" if offers(_NONE) else ""


def _name(value: object) -> str:
    text = str(value) if value else ""
    return text.encode("utf-8", "replace")[:SSID_MOST_BYTES].decode("utf-8", "ignore").strip("\0")
