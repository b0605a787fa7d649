"""On Windows any switch that is off wins, a policy wins over all, and nothing is asked."""

from __future__ import annotations

import sys
from types import ModuleType, TracebackType
from typing import Self

import pytest

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.computer import Computer
from walkdown.consent.system.pick import pick
from walkdown.consent.system.reading import principal
from walkdown.consent.system.state import OsState
from walkdown.consent.system.windows import MACHINE, USER, WindowsReader, registry

STORE = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore"
PRIVACY = r"SOFTWARE\Policies\Microsoft\Windows\AppPrivacy"
PROGRAM = r"C:\Program Files\Walkdown\walkdown.exe"
Values = dict[tuple[str, str, str], str | int | None]


def windows(values: Values) -> Computer:
    known = {(hive, key.casefold(), name): value for (hive, key, name), value in values.items()}
    reader = WindowsReader(lambda h, k, n: known.get((h, k.casefold(), n)), PROGRAM)
    return Computer("windows", reader)


def state(computer: Computer, permission: Permission) -> OsState:
    return computer.state(permission, principal(permission))


def switches(capability: str, **places: str) -> Values:
    """The four places a switch may stand in: machine, user, desktop, own."""
    keys = {
        "machine": (MACHINE, rf"{STORE}\{capability}"),
        "user": (USER, rf"{STORE}\{capability}"),
        "desktop": (USER, rf"{STORE}\{capability}\NonPackaged"),
        "own": (USER, rf"{STORE}\{capability}\NonPackaged\{PROGRAM.replace(chr(92), '#')}"),
    }
    return {(*keys[place], "Value"): value for place, value in places.items()}


ON = {"machine": "Allow", "user": "Allow", "desktop": "Allow"}
SWITCHED = [(Permission.CAMERA, "webcam"), (Permission.LOCATION, "location")]


@pytest.mark.parametrize(("permission", "capability"), SWITCHED)
def test_all_switches_on_is_granted_and_none_is_no_step(
    permission: Permission, capability: str
) -> None:
    assert state(windows(switches(capability, **ON)), permission) is OsState.GRANTED
    assert state(windows({}), permission) is OsState.NOT_APPLICABLE


@pytest.mark.parametrize(("permission", "capability"), SWITCHED)
@pytest.mark.parametrize("place", ["machine", "user", "desktop", "own"])
def test_any_switch_that_is_off_is_enough(
    permission: Permission, capability: str, place: str
) -> None:
    computer = windows(switches(capability, **{**ON, place: "Deny"}))
    assert state(computer, permission) is OsState.DENIED
    assert "switched off" in computer.why(permission)


def test_the_widest_switch_is_the_one_that_is_named() -> None:
    off = windows(switches("webcam", machine="Deny", user="Deny", desktop="Deny"))
    assert "whole computer" in off.why(Permission.CAMERA)
    desktop = windows(switches("webcam", **{**ON, "desktop": "Deny"}))
    assert "Desktop programs" in desktop.why(Permission.CAMERA)


def test_a_switch_still_to_be_decided_is_undetermined() -> None:
    computer = windows(switches("location", **{**ON, "desktop": "Prompt"}))
    assert state(computer, Permission.LOCATION) is OsState.UNDETERMINED


@pytest.mark.parametrize("value", ["", "Perhaps", 0, 1, None, "x" * 100_000])
def test_a_switch_that_makes_no_sense_decides_nothing(value: str | int | None) -> None:
    computer = windows({(USER, rf"{STORE}\webcam", "Value"): value})
    assert state(computer, Permission.CAMERA) is OsState.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("permission", "key", "name", "forbids", "allows"),
    [
        (Permission.CAMERA, PRIVACY, "LetAppsAccessCamera", 2, 1),
        (Permission.CAMERA, r"SOFTWARE\Policies\Microsoft\Camera", "AllowCamera", 0, 1),
        (Permission.LOCATION, PRIVACY, "LetAppsAccessLocation", 2, 0),
        (
            Permission.LOCATION,
            r"SOFTWARE\Policies\Microsoft\Windows\LocationAndSensors",
            "DisableLocation",
            1,
            0,
        ),
        (
            Permission.NEARBY,
            r"SOFTWARE\Microsoft\PolicyManager\current\device\Connectivity",
            "AllowBluetooth",
            0,
            2,
        ),
    ],
)
def test_a_policy_of_the_administrator_wins_over_every_switch(
    permission: Permission, key: str, name: str, forbids: int, allows: int
) -> None:
    on = switches("webcam", **ON) | switches("location", **ON)
    forbidden = windows({**on, (MACHINE, key, name): forbids})
    assert state(forbidden, permission) is OsState.RESTRICTED
    assert "administrator" in forbidden.why(permission)
    assert state(windows({**on, (MACHINE, key, name): allows}), permission).allows


def test_a_switch_for_packaged_apps_does_not_take_our_radio_away() -> None:
    off = switches("bluetooth", machine="Deny", user="Deny")
    off |= switches("bluetoothSync", machine="Deny", user="Deny", desktop="Deny")
    for permission in (Permission.BLUETOOTH, Permission.NEARBY):
        assert state(windows(off), permission) is OsState.NOT_APPLICABLE
        desktop = windows(off | switches("bluetooth", desktop="Deny"))
        assert state(desktop, permission) is OsState.DENIED


def test_the_local_network_is_not_bluetooths_to_refuse() -> None:
    computer = windows(switches("bluetooth", desktop="Deny"))
    assert computer.state(Permission.NEARBY, Purpose.LAN_PROBE) is OsState.NOT_APPLICABLE


def test_notifications_follow_their_own_switch_and_policy() -> None:
    toasts = r"Software\Microsoft\Windows\CurrentVersion\PushNotifications"
    policy = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\PushNotifications"
    off = windows({(USER, toasts, "ToastEnabled"): 0})
    assert state(off, Permission.NOTIFICATION) is OsState.DENIED
    forbidden = windows({(USER, policy, "NoToastApplicationNotification"): 1})
    assert state(forbidden, Permission.NOTIFICATION) is OsState.RESTRICTED
    assert state(windows({}), Permission.NOTIFICATION) is OsState.NOT_APPLICABLE


def test_setting_a_devices_wifi_does_not_stop_because_location_is_off() -> None:
    computer = windows(switches("location", **{**ON, "user": "Deny"}))
    assert state(computer, Permission.WIFI) is OsState.NOT_APPLICABLE
    assert computer.wifi_list() is OsState.DENIED
    assert computer.needs(Permission.WIFI) is Permission.LOCATION


async def test_a_revocation_is_seen_at_once_and_a_request_asks_nobody() -> None:
    values = switches("webcam", **ON)
    computer = Computer("windows", WindowsReader(lambda *place: values.get(place), PROGRAM))
    assert state(computer, Permission.CAMERA) is OsState.GRANTED
    values.update(switches("webcam", desktop="Deny"))
    assert state(computer, Permission.CAMERA) is OsState.DENIED
    assert await computer.request(Permission.CAMERA, Purpose.SCAN_QR) is OsState.DENIED


class Opened:
    """A key of the registry while it is open."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.values = {}


def fake_winreg(keys: dict[tuple[int, str], dict[str, object]]) -> ModuleType:
    """The standard library's module, over keys of ours; what is missing or closed is an OSError."""

    def open_key(hive: int, key: str, reserved: int, access: int) -> Opened:
        assert (reserved, access) == (0, 0x20119)
        if (hive, key) not in keys:
            raise FileNotFoundError(key)
        if "locked" in keys[hive, key]:
            raise PermissionError(key)
        return Opened(keys[hive, key])

    def query(opened: Opened, name: str) -> tuple[object, int]:
        if name not in opened.values:
            raise FileNotFoundError(name)
        return opened.values[name], 1

    module = ModuleType("winreg")
    vars(module).update(
        HKEY_CURRENT_USER=1,
        HKEY_LOCAL_MACHINE=2,
        KEY_READ=0x20019,
        KEY_WOW64_64KEY=0x100,
        OpenKey=open_key,
        QueryValueEx=query,
    )
    return module


def test_the_registry_is_read_and_what_cannot_be_read_is_nothing() -> None:
    value = registry(
        fake_winreg(
            {
                (1, "k"): {"word": "Deny", "number": 2, "bytes": b"\0"},
                (2, "shut"): {"locked": 1},
            }
        )
    )
    assert value(USER, "k", "word") == "Deny"
    assert value(USER, "k", "number") == 2
    nothing = [(USER, "k", "bytes"), (USER, "k", "none"), (MACHINE, "k", "word")]
    assert [value(*place) for place in [*nothing, (MACHINE, "shut", "word")]] == [None] * 4


def test_windows_is_picked_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {(1, rf"{STORE}\webcam"): {"Value": "Deny"}}
    monkeypatch.setitem(sys.modules, "winreg", fake_winreg(dict(keys)))
    computer = pick("win32")
    assert computer.platform == "windows"
    assert state(computer, Permission.CAMERA) is OsState.DENIED
    assert computer.settings(Permission.CAMERA) == "ms-settings:privacy-webcam"
