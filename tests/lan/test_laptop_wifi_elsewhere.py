"""What Windows and macOS tell of the Wi-Fi in reach, by objects that speak as theirs do."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import NOT_SAID, AccessPoint, Band, Internet, LaptopView, Told
from walkdown.lan import macos_wifi, windows_wifi
from walkdown.lan.macos_wifi import MacWifi
from walkdown.lan.windows_wifi import Api, WindowsWifi

HOME = "HarbourHome"


def lease(purpose: Purpose = Purpose.WIFI_LOOK) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


async def told(value: Any) -> Any:
    """As an asynchronous operation gives it."""
    if isinstance(value, Exception):
        raise value
    return value


def windows_network(ssid: str, mhz: int, lock: int, cipher: int = 5, dbm: float = -61.4) -> Any:
    settings = SimpleNamespace(network_authentication_type=lock, network_encryption_type=cipher)
    return SimpleNamespace(
        ssid=ssid,
        channel_center_frequency_in_kilohertz=mhz * 1000,
        network_rssi_in_decibel_milliwatts=dbm,
        security_settings=settings,
    )


class Windows:
    """A laptop with Windows: what each of its parts says."""

    def __init__(self, *networks: Any) -> None:
        self.status: Any = 1
        self.scanned = 0
        self.radios = [SimpleNamespace(kind=1, state=1), SimpleNamespace(kind=3, state=2)]
        self.way_out: Any = self.profile(HOME, 3)
        self.profiles: list[Any] = [self.profile(HOME)]
        self.scan_fails: Exception | None = None
        self.networks = networks
        self.adapters = 1

    @staticmethod
    def profile(ssid: str, level: int = 3) -> Any:
        return SimpleNamespace(
            is_wlan_connection_profile=True,
            wlan_connection_profile_details=SimpleNamespace(get_connected_ssid=lambda: ssid),
            get_network_connectivity_level=lambda: level,
        )

    def api(self) -> Api:
        found = [self._adapter() for _ in range(self.adapters)]
        adapters = SimpleNamespace(
            request_access_async=lambda: told(self.status),
            find_all_adapters_async=lambda: told(found),
        )
        information = SimpleNamespace(get_internet_connection_profile=lambda: self.way_out)
        return Api(
            SimpleNamespace(WiFiAdapter=adapters),
            SimpleNamespace(NetworkInformation=information),
            SimpleNamespace(Radio=SimpleNamespace(get_radios_async=lambda: told(self.radios))),
        )

    def _adapter(self) -> Any:
        def scan() -> Any:
            self.scanned += 1
            return told(self.scan_fails)

        profile = self.profiles[0] if self.profiles else None
        return SimpleNamespace(
            scan_async=scan,
            network_report=SimpleNamespace(available_networks=self.networks),
            network_adapter=SimpleNamespace(get_connected_profile_async=lambda: told(profile)),
        )

    async def look(self) -> LaptopView:
        return await WindowsWifi(lambda _lease: self.api()).look(lease())


async def test_windows_lists_each_access_point_with_its_band_lock_and_strength() -> None:
    laptop = Windows(
        windows_network(HOME, 2437, 8),
        windows_network(HOME, 5220, 11),
        windows_network("", 2412, 2, 0),
        windows_network("Old", 2412, 2, 2),
        windows_network("Office", 5955, 7, dbm=0.0),
    )
    view = await laptop.look()
    assert view.points == (
        AccessPoint(HOME, -61, "WPA2", Band.GHZ_2_4, 6),
        AccessPoint(HOME, -61, "WPA3", Band.GHZ_5, 44),
        AccessPoint("", -61, "NO", Band.GHZ_2_4, 1),
        AccessPoint("Old", -61, "WEP", Band.GHZ_2_4, 1),
        AccessPoint("Office", None, "WPA2 EAP", Band.GHZ_6, 1),
    )
    assert (view.told, view.joined, view.internet) == (Told.LISTED, HOME, Internet.FULL)
    assert laptop.scanned == 1


@pytest.mark.parametrize(
    ("level", "internet"),
    [(0, Internet.NONE), (1, Internet.NONE), (2, Internet.SIGN_IN), (3, Internet.FULL)],
)
async def test_windows_tells_what_is_behind_the_network(level: int, internet: Internet) -> None:
    laptop = Windows()
    laptop.way_out = laptop.profile(HOME, level)
    assert (await laptop.look()).internet is internet


async def test_a_cables_internet_on_windows_says_nothing_of_the_wifi() -> None:
    laptop = Windows()
    laptop.way_out = SimpleNamespace(is_wlan_connection_profile=False)
    assert (await laptop.look()).internet is Internet.UNKNOWN
    laptop.way_out, laptop.profiles = None, []
    view = await laptop.look()
    assert (view.joined, view.internet) == ("", Internet.UNKNOWN)


@pytest.mark.parametrize(
    ("status", "said"),
    [(0, Told.NOT_SAID), (2, Told.NOT_PERMITTED), (3, Told.NOT_PERMITTED)],
)
async def test_what_windows_refuses_is_told_as_that(status: int, said: Told) -> None:
    laptop = Windows()
    laptop.status = status
    assert (await laptop.look()).told is said


async def test_no_adapter_and_one_that_is_off_are_told_apart_on_windows() -> None:
    laptop = Windows()
    laptop.radios[0].state = 2
    assert (await laptop.look()).told is Told.OFF
    laptop.adapters = 0
    assert (await laptop.look()).told is Told.NO_ADAPTER


async def test_a_scan_that_windows_refuses_leaves_the_list_it_has() -> None:
    laptop = Windows(windows_network(HOME, 2437, 8))
    laptop.scan_fails = OSError("busy")
    assert len((await laptop.look()).points) == 1


async def test_errors_of_windows_are_no_trouble() -> None:
    laptop = Windows()
    laptop.status = OSError("gone")
    assert await laptop.look() == NOT_SAID
    denied = OSError("denied")
    denied.winerror = -2147024891  # type: ignore[attr-defined]
    laptop.status = denied
    assert (await laptop.look()).told is Told.NOT_PERMITTED


async def test_where_the_parts_of_another_system_are_missing_nothing_is_said() -> None:
    assert await WindowsWifi().look(lease()) == NOT_SAID
    assert await MacWifi().look(lease()) == NOT_SAID


@pytest.mark.parametrize("wifi", [WindowsWifi(), MacWifi()])
async def test_only_a_live_lease_for_looking_looks(wifi: Any) -> None:
    with pytest.raises(WrongLease):
        await wifi.look(lease(Purpose.LAN_PROBE))
    over = lease()
    over.end()
    with pytest.raises(LeaseEnded):
        await wifi.look(over)


async def test_a_look_that_never_ends_is_given_up() -> None:
    laptop = Windows()

    async def never() -> None:
        await asyncio.Event().wait()

    api = laptop.api()
    api.wifi.WiFiAdapter.request_access_async = never
    assert await WindowsWifi(lambda _lease: api, look_s=0.05).look(lease()) == NOT_SAID


# --- macOS


def mac_network(ssid: str | None, band: int, number: int, *locks: int, dbm: int = -58) -> Any:
    channel = SimpleNamespace(channelBand=lambda: band, channelNumber=lambda: number)
    return SimpleNamespace(
        ssid=lambda: ssid,
        rssiValue=lambda: dbm,
        wlanChannel=lambda: channel if band else None,
        supportsSecurity_=lambda kind: kind in locks,
    )


def mac(
    *networks: Any, on: bool = True, joined: str | None = HOME, error: object = None
) -> MacWifi:
    interface = SimpleNamespace(
        powerOn=lambda: on,
        ssid=lambda: joined,
        scanForNetworksWithSSID_error_=lambda _ssid, _error: (
            None if error else set_of(networks),
            error,
        ),
    )
    return MacWifi(lambda _lease: SimpleNamespace(interface=lambda: interface))


def set_of(networks: tuple[Any, ...]) -> list[Any]:
    """CoreWLAN gives a set; objects made here cannot be in one."""
    return list(networks)


async def test_macos_lists_each_network_with_its_band_lock_and_strength() -> None:
    view = await mac(
        mac_network(HOME, 1, 6, 4),
        mac_network(HOME, 2, 44, 13),
        mac_network("Old", 1, 1, 1),
        mac_network("Guests", 1, 11, 0),
        mac_network("Office", 3, 5, 9),
        mac_network("Mall", 1, 1, 14, dbm=0),
        mac_network(None, 0, 0, 3),
    ).look(lease())
    assert view.points == (
        AccessPoint(HOME, -58, "WPA2", Band.GHZ_2_4, 6),
        AccessPoint(HOME, -58, "WPA2/WPA3", Band.GHZ_5, 44),
        AccessPoint("Old", -58, "WEP", Band.GHZ_2_4, 1),
        AccessPoint("Guests", -58, "NO", Band.GHZ_2_4, 11),
        AccessPoint("Office", -58, "WPA2 EAP", Band.GHZ_6, 5),
        AccessPoint("Mall", None, "OWE", Band.GHZ_2_4, 1),
        AccessPoint("", -58, "WPA/WPA2", None, None),
    )
    assert (view.told, view.joined, view.internet) == (Told.LISTED, HOME, Internet.UNKNOWN)


async def test_macos_without_the_location_gives_no_names_and_that_is_told() -> None:
    view = await mac(mac_network(None, 1, 6, 4), joined=None).look(lease())
    assert view.told is Told.NOT_PERMITTED


async def test_no_adapter_off_and_errors_are_told_apart_on_macos() -> None:
    assert (await mac(on=False).look(lease())).told is Told.OFF
    none = MacWifi(lambda _lease: SimpleNamespace(interface=lambda: None))
    assert (await none.look(lease())).told is Told.NO_ADAPTER
    assert await mac(error="busy").look(lease()) == NOT_SAID
    assert (await mac().look(lease())).told is Told.LISTED


@pytest.mark.parametrize("module", [windows_wifi, macos_wifi])
def test_names_are_never_longer_than_a_name_can_be(module: Any) -> None:
    assert len(module._name("é" * 400).encode()) <= 32
    assert module._name(None) == ""
