"""On macOS nothing is touched that this build may not touch, and only the system's answer counts."""

from __future__ import annotations

import asyncio
import plistlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.computer import Computer
from walkdown.consent.system.macos import MacReader, bundle_plist
from walkdown.consent.system.pick import pick
from walkdown.consent.system.reading import principal
from walkdown.consent.system.state import OsState

PLIST: dict[str, object] = {
    "NSCameraUsageDescription": "To read labels.",
    "NSBluetoothAlwaysUsageDescription": "To find devices.",
    "NSLocationWhenInUseUsageDescription": "To fill in the address.",
    "NSLocalNetworkUsageDescription": "To prove that devices are online.",
}
ASKED = [Permission.CAMERA, Permission.BLUETOOTH, Permission.NEARBY]


class Mac:
    """Plays the system: its answers so far, and what the person answers when it asks."""

    def __init__(self, answer: OsState = OsState.UNDETERMINED) -> None:
        self.answers = {Permission.CAMERA: answer, Permission.BLUETOOTH: answer}
        self.will: OsState | None = None
        self.checked: list[Permission] = []
        self.asked: list[Permission] = []

    def check(self, permission: Permission) -> OsState:
        self.checked.append(permission)
        return self.answers[permission]

    def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
        self.asked.append(permission)
        if self.will is not None:
            self.answers[permission] = self.will
        # Qt answers from the window's thread, never from the one that awaits.
        threading.Thread(target=answered, daemon=True).start()


def computer(mac: Mac | None, plist: dict[str, object] | None = None) -> Computer:
    return Computer("macos", MacReader(PLIST if plist is None else plist, mac))


def state(system: Computer, permission: Permission) -> OsState:
    return system.state(permission, principal(permission))


@pytest.mark.parametrize("permission", ASKED)
@pytest.mark.parametrize("answer", [OsState.UNDETERMINED, OsState.GRANTED, OsState.DENIED])
def test_the_systems_answer_is_the_state(permission: Permission, answer: OsState) -> None:
    assert state(computer(Mac(answer)), permission) is answer


@pytest.mark.parametrize("permission", [*ASKED, Permission.LOCATION])
@pytest.mark.parametrize("plist", [{}, dict.fromkeys(PLIST, ""), dict.fromkeys(PLIST, 1)])
async def test_without_its_usage_text_nothing_is_touched(
    permission: Permission, plist: dict[str, object]
) -> None:
    mac = Mac(OsState.GRANTED)
    system = computer(mac, plist)
    assert state(system, permission) is OsState.RESTRICTED
    assert await system.request(permission, principal(permission)) is OsState.RESTRICTED
    assert system.why(permission) == "unavailable in this build"
    assert (mac.checked, mac.asked) == ([], [])


@pytest.mark.parametrize("missing", PLIST)
def test_one_missing_text_takes_only_its_own_permission(missing: str) -> None:
    plist = {key: text for key, text in PLIST.items() if key != missing}
    system = computer(Mac(OsState.GRANTED), plist)
    purposes = (Purpose.SCAN_QR, Purpose.MANAGE, Purpose.SITE_LOCATE, Purpose.LAN_PROBE)
    permissions = (
        Permission.CAMERA,
        Permission.BLUETOOTH,
        Permission.LOCATION,
        Permission.NEARBY,
    )
    states = [system.state(*pair) for pair in zip(permissions, purposes, strict=True)]
    assert [s is OsState.RESTRICTED for s in states] == [key == missing for key in PLIST]


async def test_location_is_never_touched() -> None:
    mac = Mac(OsState.GRANTED)
    system = computer(mac)
    assert state(system, Permission.LOCATION) is OsState.UNDETERMINED
    answer = await system.request(Permission.LOCATION, Purpose.SITE_LOCATE)
    assert answer is OsState.UNDETERMINED
    assert (mac.checked, mac.asked) == ([], [])


@pytest.mark.parametrize("will", [OsState.GRANTED, OsState.DENIED, None])
async def test_a_request_ends_with_what_the_system_says_afterwards(will: OsState | None) -> None:
    mac = Mac()
    mac.will = will
    answer = await computer(mac).request(Permission.NEARBY, Purpose.DISCOVER)
    assert answer is (will or OsState.UNDETERMINED)
    assert mac.asked == [Permission.BLUETOOTH]


async def test_the_answer_counts_at_once_even_where_readings_are_kept() -> None:
    mac = Mac()
    mac.will = OsState.DENIED
    system = Computer("macos", MacReader(PLIST, mac), keep_s=1, clock=lambda: 0.0)
    answer = await system.request(Permission.CAMERA, Purpose.SCAN_QR)
    assert answer is OsState.DENIED


@pytest.mark.parametrize("answer", [OsState.GRANTED, OsState.DENIED])
async def test_a_decided_system_is_not_asked_again(answer: OsState) -> None:
    mac = Mac(answer)
    assert await computer(mac).request(Permission.CAMERA, Purpose.SCAN_QR) is answer
    assert mac.asked == []


async def test_a_question_nobody_answers_can_be_given_up_and_a_late_answer_hurts_nobody() -> None:
    late: list[Callable[[], None]] = []
    shown = asyncio.Event()

    class Silent(Mac):
        def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
            late.append(answered)
            shown.set()

    request = asyncio.ensure_future(computer(Silent()).request(Permission.CAMERA, Purpose.SCAN_QR))
    await shown.wait()
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    late[0]()


def test_an_answer_after_the_programs_loop_ended_hurts_nobody() -> None:
    late: list[Callable[[], None]] = []

    class Slow(Mac):
        def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
            late.append(answered)
            answered()

    asyncio.run(computer(Slow()).request(Permission.CAMERA, Purpose.SCAN_QR))
    late[0]()


async def test_a_broken_toolkit_is_no_answer() -> None:
    class Broken(Mac):
        def check(self, permission: Permission) -> OsState:
            raise RuntimeError("deleted")

        def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
            raise RuntimeError("deleted")

    answer = await computer(Broken()).request(Permission.CAMERA, Purpose.SCAN_QR)
    assert answer is OsState.UNDETERMINED
    assert state(computer(None), Permission.CAMERA) is OsState.UNDETERMINED


def test_one_answer_serves_a_second_at_most_and_a_request_drops_it() -> None:
    now = [0.0]
    mac = Mac(OsState.GRANTED)
    system = Computer("macos", MacReader(PLIST, mac), keep_s=60, clock=lambda: now[0])
    assert state(system, Permission.CAMERA) is OsState.GRANTED
    mac.answers[Permission.CAMERA] = OsState.DENIED
    now[0] = 0.9
    assert state(system, Permission.CAMERA) is OsState.GRANTED
    now[0] = 1.0
    assert state(system, Permission.CAMERA) is OsState.DENIED
    mac.answers[Permission.CAMERA] = OsState.GRANTED
    assert asyncio.run(system.request(Permission.CAMERA, Purpose.SCAN_QR)) is OsState.GRANTED


@pytest.mark.parametrize(
    "permission",
    [Permission.PHOTOS, Permission.STORAGE, Permission.NOTIFICATION, Permission.APPS],
)
def test_what_macos_has_no_step_for_is_so_from_source_too(permission: Permission) -> None:
    assert state(computer(None, {}), permission) is OsState.NOT_APPLICABLE


def test_the_local_network_is_asked_for_at_its_first_use() -> None:
    mac = Mac(OsState.DENIED)
    system = computer(mac)
    assert system.state(Permission.NEARBY, Purpose.LAN_PROBE) is OsState.NOT_APPLICABLE
    assert "first use" in system.why(Permission.NEARBY, Purpose.LAN_PROBE)
    assert mac.checked == []


def bundle(folder: Path, content: bytes) -> Path:
    executable = folder / "Walkdown.app" / "Contents" / "MacOS" / "walkdown"
    executable.parent.mkdir(parents=True)
    (executable.parent.parent / "Info.plist").write_bytes(content)
    return executable


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_the_bundles_own_plist_is_read(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    assert bundle_plist(bundle(tmp_path, plistlib.dumps(PLIST, fmt=form))) == PLIST


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        b"bplist00",
        b"<plist><dict><key>",
        b"<plist/>",
        b" " * 2_000_000,
        plistlib.dumps([]),
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><plist><string>&b;</string></plist>",
    ],
)
def test_a_plist_that_is_none_leaves_everything_unavailable(tmp_path: Path, content: bytes) -> None:
    assert bundle_plist(bundle(tmp_path, content)) is None
    assert bundle_plist(tmp_path / "bin" / "python3") is None


def test_running_from_source_there_is_no_bundle(tmp_path: Path) -> None:
    system = pick("darwin", Mac(OsState.GRANTED))
    assert system.platform == "macos"
    assert [state(system, permission) for permission in ASKED] == [OsState.RESTRICTED] * 3
    assert system.needs(Permission.WIFI) is Permission.LOCATION
