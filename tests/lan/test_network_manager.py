"""NetworkManager's list: read as it is told, whatever is told, and never waited for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lan.fake_bus import Answer, FakeBus
from walkdown.consent.lease import _MINT, Lease, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import AccessPoint, Band, Internet, LaptopView, Told
from walkdown.lan.bus import NoAnswer, Spot
from walkdown.lan.network_manager import NetworkManagerWifi

ROOT = "/org/freedesktop/NetworkManager"
RADIO, CABLE = f"{ROOT}/Devices/3", f"{ROOT}/Devices/2"
HOME, OFFICE = f"{ROOT}/AccessPoint/17", f"{ROOT}/AccessPoint/18"
PLACES: dict[str, dict[object, object]] = {
    ROOT: {
        "Devices": [CABLE, RADIO],
        "WirelessEnabled": True,
        "WirelessHardwareEnabled": True,
        "PrimaryConnectionType": "802-11-wireless",
        "Connectivity": 4,
    },
    CABLE: {"DeviceType": 1},
    RADIO: {
        "DeviceType": 2,
        "LastScan": 1,
        "AccessPoints": [HOME, OFFICE],
        "ActiveAccessPoint": HOME,
    },
    HOME: {
        "Ssid": b"HarbourHome",
        "Frequency": 2437,
        "Strength": 80,
        "Flags": 1,
        "WpaFlags": 0,
        "RsnFlags": 0x188 | 0x400,
    },
    OFFICE: {"Ssid": b"\0\0", "Frequency": 5220, "Strength": 30, "RsnFlags": 0x200},
}


class ScanningBus(FakeBus):
    """A scan that is asked for is done at once; the clock of it goes on."""

    scans = 0

    async def call(
        self, on: Spot, member: str, signature: str = "", *body: object
    ) -> tuple[object, ...]:
        said = await super().call(on, member, signature, *body)
        if member == "RequestScan":
            self.scans += 1
            if RADIO in self.places:
                self.places[RADIO]["LastScan"] = 1000
        return said


def lease(purpose: Purpose = Purpose.WIFI_LOOK) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def bus_of(answers: dict[str, Answer] | None = None, **changed: Any) -> ScanningBus:
    """`changed`: properties of NetworkManager itself and of its radio, by their names."""
    places = {path: dict(said) for path, said in PLACES.items()}
    for name, value in changed.items():
        places[ROOT if name in PLACES[ROOT] else RADIO][name] = value
    return ScanningBus(answers or {}, places)


async def look(bus: FakeBus, within_s: float = 5.0) -> LaptopView:
    view = await NetworkManagerWifi(bus, within_s).look(lease())
    assert bus.closed
    return view


async def test_each_access_point_comes_with_band_channel_strength_and_lock() -> None:
    bus = bus_of()
    assert await look(bus) == LaptopView(
        Told.LISTED,
        (
            AccessPoint("HarbourHome", -52, "WPA2/WPA3", Band.GHZ_2_4, 6),
            AccessPoint("", -82, "WPA2 EAP", Band.GHZ_5, 44),
        ),
        "HarbourHome",
        Internet.FULL,
    )
    assert bus.scans == 1


@pytest.mark.parametrize(
    ("flags", "wpa", "rsn", "words"),
    [
        (0, 0, 0, "NO"),
        (1, 0, 0, "WEP"),
        (1, 0x100, 0, "WPA"),
        (1, 0x100, 0x100, "WPA/WPA2"),
        (1, 0, 0x400, "WPA3"),
        (0, 0, 0x800, "OWE"),
        (1, 0x200, 0x100, "WPA2 EAP"),
        (1, 0, 0x2000, "WPA2 EAP"),
    ],
)
async def test_locks_are_worded_as_devices_word_them(
    flags: int, wpa: int, rsn: int, words: str
) -> None:
    bus = bus_of(AccessPoints=[HOME])
    bus.places[HOME] |= {"Flags": flags, "WpaFlags": wpa, "RsnFlags": rsn}
    assert [p.security for p in (await look(bus)).points] == [words]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"WirelessEnabled": False}, Told.OFF),
        ({"WirelessHardwareEnabled": False}, Told.OFF),
        ({"Devices": [CABLE]}, Told.NO_ADAPTER),
    ],
)
async def test_off_and_absent_are_told_apart(changed: dict[str, Any], told: Told) -> None:
    assert (await look(bus_of(**changed))).told is told


@pytest.mark.parametrize(
    ("connectivity", "internet"),
    [
        (1, Internet.NONE),
        (2, Internet.SIGN_IN),
        (3, Internet.NONE),
        (4, Internet.FULL),
        (0, Internet.UNKNOWN),
        ("2", Internet.UNKNOWN),
    ],
)
async def test_a_sign_in_page_and_a_missing_internet_are_told(
    connectivity: object, internet: Internet
) -> None:
    assert (await look(bus_of(Connectivity=connectivity))).internet is internet


async def test_a_cables_internet_says_nothing_of_the_wifi() -> None:
    assert (await look(bus_of(PrimaryConnectionType="802-3-ethernet"))).internet is Internet.UNKNOWN


async def test_a_scan_that_is_refused_leaves_the_list_as_it_was() -> None:
    view = await look(bus_of({"RequestScan": NoAnswer("org.a.NotAllowed")}))
    assert [p.ssid for p in view.points] == ["HarbourHome", ""]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("org.freedesktop.DBus.Error.ServiceUnknown", Told.NOT_SAID),
        ("org.freedesktop.DBus.Error.AccessDenied", Told.NOT_PERMITTED),
        ("org.freedesktop.NetworkManager.PermissionDenied", Told.NOT_PERMITTED),
    ],
)
async def test_without_networkmanager_nothing_is_known(name: str, told: Told) -> None:
    assert await look(bus_of({"GetAll": NoAnswer(name)})) == LaptopView(told)


async def test_a_service_that_never_answers_is_left() -> None:
    assert (await look(bus_of({"GetAll": None}), 0.05)).told is Told.NOT_SAID


async def test_another_purposes_lease_is_refused() -> None:
    bus = bus_of()
    with pytest.raises(WrongLease):
        await NetworkManagerWifi(bus).look(lease(Purpose.DISCOVER))
    assert not bus.connected


async def test_only_paths_of_its_own_form_are_followed_and_not_too_many() -> None:
    many = [f"{ROOT}/AccessPoint/{n}" for n in range(1000)]
    bus = bus_of(AccessPoints=["/etc/passwd", 7, f"{ROOT}/AccessPoint/../x", *many])
    assert len((await look(bus)).points) <= 128


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
points = st.dictionaries(
    st.sampled_from(["Ssid", "Frequency", "Strength", "Flags", "WpaFlags", "RsnFlags"]), anything
)


@given(said=points, connectivity=anything)
async def test_whatever_is_told_becomes_a_list_or_nothing(
    said: dict[object, object], connectivity: object
) -> None:
    bus = bus_of(AccessPoints=[HOME], Connectivity=connectivity)
    bus.places[HOME] = said
    (point,) = (await look(bus)).points
    assert len(point.ssid) <= 32
    assert point.signal_dbm is None or -100 <= point.signal_dbm <= -40
