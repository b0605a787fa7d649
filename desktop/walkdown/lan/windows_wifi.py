"""What the laptop's Wi-Fi sees, as Windows tells it (Windows.Devices.WiFi). Joins and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

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

LOOK_S: Final = 12.0
MOST_ADAPTERS: Final = 8
MOST_POINTS: Final = 128
_ALLOWED: Final = 1  # WiFiAccessStatus
_DENIED: Final = frozenset({2, 3})  # by the user, by the system
_ACCESS_DENIED: Final = -2147024891  # E_ACCESSDENIED
_WIFI_RADIO, _ON = 1, 1  # RadioKind, RadioState
# NetworkAuthenticationType; what is not here says nothing of itself.
_LOCKS: Final = {
    2: "NO",  # open 802.11; with an encryption it is WEP
    3: "WEP",
    4: "WPA EAP",
    5: "WPA",
    7: "WPA2 EAP",
    8: "WPA2",
    10: "WPA3 EAP",
    11: "WPA3",
    12: "OWE",
    13: "WPA3 EAP",
}
_OPEN: Final = 2
_WEPS: Final = frozenset({2, 3, 4})  # NetworkEncryptionType
# NetworkConnectivityLevel
_INTERNET: Final = {0: Internet.NONE, 1: Internet.NONE, 2: Internet.SIGN_IN, 3: Internet.FULL}


@dataclass(frozen=True, slots=True)
class Api:
    """The three namespaces of Windows that are asked, as Python/WinRT projects them."""

    wifi: Any
    connectivity: Any
    radios: Any


def installed(lease: Lease) -> Api:
    """Raises ImportError where they are not there."""
    lease.check(Purpose.WIFI_LOOK)
    from winrt.windows.devices import radios, wifi
    from winrt.windows.networking import connectivity

    return Api(wifi, connectivity, radios)


class WindowsWifi:
    """Implements the port `LaptopWifi`."""

    def __init__(self, api: Callable[[Lease], Api] = installed, look_s: float = LOOK_S) -> None:
        self._api = api
        self._look_s = look_s

    async def look(self, lease: Lease) -> LaptopView:
        """One fresh look; where nothing is told in time, nothing is known. Raises LeaseEnded."""
        lease.check(Purpose.WIFI_LOOK)
        try:
            async with asyncio.timeout(self._look_s):
                return await _view(self._api(lease))
        except OSError as error:  # TimeoutError is one
            denied = getattr(error, "winerror", None) == _ACCESS_DENIED
            return LaptopView(Told.NOT_PERMITTED) if denied else NOT_SAID
        except ImportError:
            return NOT_SAID


async def _view(api: Api) -> LaptopView:
    status = int(await api.wifi.WiFiAdapter.request_access_async())
    if status != _ALLOWED:
        return LaptopView(Told.NOT_PERMITTED) if status in _DENIED else NOT_SAID
    adapters = list(await api.wifi.WiFiAdapter.find_all_adapters_async())[:MOST_ADAPTERS]
    if not adapters:
        return LaptopView(Told.NO_ADAPTER)
    if await _is_off(api):
        return LaptopView(Told.OFF)
    await asyncio.gather(*map(_scan, adapters))
    points = [p for a in adapters for p in a.network_report.available_networks]
    names = [await _joined(adapter) for adapter in adapters]
    joined = next(filter(None, names), "")
    internet = _internet(api) if joined else Internet.UNKNOWN
    return LaptopView(Told.LISTED, tuple(map(_point, points[:MOST_POINTS])), joined, internet)


async def _is_off(api: Api) -> bool:
    """Whether every Wi-Fi radio is switched off; where none is told, nobody knows."""
    radios = [r for r in await api.radios.Radio.get_radios_async() if int(r.kind) == _WIFI_RADIO]
    return bool(radios) and all(int(radio.state) != _ON for radio in radios)


async def _scan(adapter: Any) -> None:
    """One that is refused leaves the list as it was."""
    with suppress(OSError):
        await adapter.scan_async()


async def _joined(adapter: Any) -> str:
    profile = await adapter.network_adapter.get_connected_profile_async()
    if profile is None or not profile.is_wlan_connection_profile:
        return ""
    return _name(profile.wlan_connection_profile_details.get_connected_ssid())


def _internet(api: Api) -> Internet:
    """Only where the way out is over Wi-Fi: a cable's internet says nothing of it."""
    profile = api.connectivity.NetworkInformation.get_internet_connection_profile()
    if profile is None or not profile.is_wlan_connection_profile:
        return Internet.UNKNOWN
    return _INTERNET.get(int(profile.get_network_connectivity_level()), Internet.UNKNOWN)


def _point(network: Any) -> AccessPoint:
    band, channel = band_and_channel(int(network.channel_center_frequency_in_kilohertz) // 1000)
    signal = round(float(network.network_rssi_in_decibel_milliwatts))
    known = -120 <= signal < 0
    settings = network.security_settings
    lock, cipher = (
        int(settings.network_authentication_type),
        int(settings.network_encryption_type),
    )
    security = "WEP" if lock == _OPEN and cipher in _WEPS else _LOCKS.get(lock, "")
    return AccessPoint(_name(network.ssid), signal if known else None, security, band, channel)


def _name(value: object) -> str:
    """Empty for a hidden network; no longer than a name can be."""
    text = value if isinstance(value, str) else ""
    return text.encode("utf-8", "replace")[:SSID_MOST_BYTES].decode("utf-8", "ignore").strip("\0")
