"""On Linux the truth is in device files, the sandbox and GeoClue; Qt's yes counts for nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.computer import Computer
from walkdown.consent.system.linux import LinuxReader, openable
from walkdown.consent.system.pick import pick
from walkdown.consent.system.reading import principal
from walkdown.consent.system.state import OsState

Root = Callable[..., Path]
FLATPAK = "[Application]\nname=org.example.App\n\n"
GEOCLUE = "usr/share/dbus-1/system-services/org.freedesktop.GeoClue2.service"


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """A computer's files, as far as they are named; `flatpak` is the sandbox's own file."""

    def made(*names: str, flatpak: str | bytes = "") -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        if flatpak:
            data = flatpak.encode() if isinstance(flatpak, str) else flatpak
            (tmp_path / ".flatpak-info").write_bytes(data)
        return tmp_path

    return made


def linux(root: Path, may_open: Callable[[Path], bool] = lambda _: True) -> Computer:
    return Computer("linux", LinuxReader(root, {}, may_open))


def state(computer: Computer, permission: Permission) -> OsState:
    return computer.state(permission, principal(permission))


def test_a_camera_that_this_user_may_open_is_granted(root: Root) -> None:
    assert state(linux(root("dev/video0", "dev/video1")), Permission.CAMERA) is OsState.GRANTED


def test_one_openable_camera_among_several_is_enough(root: Root) -> None:
    computer = linux(root("dev/video0", "dev/video2"), lambda path: path.name == "video2")
    assert state(computer, Permission.CAMERA) is OsState.GRANTED


def test_a_camera_this_user_may_not_open_is_denied_and_names_the_group(root: Root) -> None:
    computer = linux(root("dev/video0"), lambda _: False)
    assert state(computer, Permission.CAMERA) is OsState.DENIED
    assert "group video" in computer.why(Permission.CAMERA)


def test_a_missing_camera_is_not_a_refused_one(root: Root) -> None:
    computer = linux(root("dev/video", "dev/videodev", "dev/tty0"))
    assert state(computer, Permission.CAMERA) is OsState.NOT_APPLICABLE
    assert state(linux(root() / "nowhere"), Permission.CAMERA) is OsState.NOT_APPLICABLE


def test_a_camera_that_comes_or_is_taken_away_is_seen_at_the_next_look(root: Root) -> None:
    rights = [True]
    computer = linux(root("dev/video0"), lambda _: rights[0])
    assert state(computer, Permission.CAMERA) is OsState.GRANTED
    rights[0] = False
    assert state(computer, Permission.CAMERA) is OsState.DENIED


def test_rights_of_a_device_are_looked_at_without_opening_it(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = root("dev/video0") / "dev" / "video0"
    with monkeypatch.context() as patch:
        for opener in ("builtins.open", "io.open", "os.open"):
            patch.setattr(opener, lambda *_: pytest.fail("opened"))
        assert openable(device)
        assert not openable(device.with_name("video1"))


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("", OsState.UNDETERMINED),
        ("[Context]\ndevices=dri;\n", OsState.UNDETERMINED),
        ("[Context]\ndevices=dri;!all;\n", OsState.UNDETERMINED),
        ("[Context]\ndevices=all;\n", OsState.GRANTED),
    ],
)
def test_a_sandbox_gets_its_camera_from_the_portal(
    root: Root, context: str, expected: OsState
) -> None:
    computer = linux(root("dev/video0", flatpak=FLATPAK + context))
    assert state(computer, Permission.CAMERA) is expected


def test_a_snap_says_nothing_by_its_device_files_but_its_terminal_does_not_make_us_one(
    root: Root,
) -> None:
    files = root("dev/video0")
    environ = {"SNAP": "/snap/walkdown/7"}
    inside = LinuxReader(files, environ, lambda _: True, Path("/snap/walkdown/7/lib/a.py"))
    beside = LinuxReader(files, environ, lambda _: True, Path("/srv/walkdown/a.py"))
    assert inside.read(Permission.CAMERA, Purpose.SCAN_QR).state is OsState.UNDETERMINED
    assert beside.read(Permission.CAMERA, Purpose.SCAN_QR).state is OsState.GRANTED


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("", OsState.RESTRICTED),
        ("[System Bus Policy]\norg.bluez=talk\n", OsState.NOT_APPLICABLE),
        ("[System Bus Policy]\norg.bluez=own\n", OsState.NOT_APPLICABLE),
        ("[System Bus Policy]\norg.bluez=see\n", OsState.RESTRICTED),
        ("[System Bus Policy]\norg.bluez=none\norg.*=talk\n", OsState.RESTRICTED),
        ("[System Bus Policy]\norg.bluez.*=talk\n", OsState.NOT_APPLICABLE),
        ("[System Bus Policy]\norg.BlueZ=talk\n", OsState.RESTRICTED),
        ("[Session Bus Policy]\norg.bluez=talk\n", OsState.RESTRICTED),
        ("[Context]\nsockets=x11;system-bus;\n", OsState.NOT_APPLICABLE),
        # Raw sockets are not the way our radio goes.
        ("[Context]\nfeatures=bluetooth;\n", OsState.RESTRICTED),
    ],
)
@pytest.mark.parametrize("permission", [Permission.BLUETOOTH, Permission.NEARBY])
def test_bluetooth_in_a_flatpak_needs_the_system_bus(
    root: Root, permission: Permission, policy: str, expected: OsState
) -> None:
    assert state(linux(root(flatpak=FLATPAK + policy)), permission) is expected


@pytest.mark.parametrize(
    "broken",
    [b"\xff\xfe", b"no section", b"[Runtime]\nname=x\n", b"[Application]\n" + b"#" * 70_000],
)
def test_a_sandbox_file_that_cannot_be_understood_refuses_nothing(
    root: Root, broken: bytes
) -> None:
    computer = linux(root("dev/video0", flatpak=broken))
    assert state(computer, Permission.BLUETOOTH) is OsState.NOT_APPLICABLE
    assert computer.state(Permission.NEARBY, Purpose.LAN_PROBE) is OsState.NOT_APPLICABLE
    assert state(computer, Permission.CAMERA) is OsState.UNDETERMINED


def test_a_sandbox_without_the_network_cannot_look_for_devices_on_it(root: Root) -> None:
    closed = linux(root(flatpak=FLATPAK))
    assert closed.state(Permission.NEARBY, Purpose.LAN_PROBE) is OsState.RESTRICTED
    shared = linux(root(flatpak=FLATPAK + "[Context]\nshared=network;ipc;\n"))
    assert shared.state(Permission.NEARBY, Purpose.LAN_PROBE) is OsState.NOT_APPLICABLE


def test_a_blocked_radio_is_off_and_not_refused(root: Root) -> None:
    files = root("sys/class/rfkill/rfkill0/soft", "dev/rfkill")
    (files / "sys/class/rfkill/rfkill0/soft").write_text("1\n")
    assert state(linux(files), Permission.BLUETOOTH) is OsState.NOT_APPLICABLE


def test_location_is_asked_by_geoclue_at_the_first_fix_or_is_not_there(root: Root) -> None:
    without = linux(root())
    assert state(without, Permission.LOCATION) is OsState.NOT_APPLICABLE
    assert "no location service" in without.why(Permission.LOCATION)
    with_it = linux(root(GEOCLUE))
    assert state(with_it, Permission.LOCATION) is OsState.NOT_APPLICABLE
    assert "at the first use" in with_it.why(Permission.LOCATION)


def test_a_sandbox_lets_geoclue_through_or_keeps_it_out(root: Root) -> None:
    rule = FLATPAK + "[System Bus Policy]\norg.freedesktop.GeoClue2=talk\n"
    assert state(linux(root(flatpak=rule)), Permission.LOCATION) is OsState.NOT_APPLICABLE
    assert state(linux(root(flatpak=FLATPAK)), Permission.LOCATION) is OsState.RESTRICTED


def test_the_laptops_own_wifi_list_is_networkmanagers_to_give(root: Root) -> None:
    assert linux(root()).wifi_list() is OsState.NOT_APPLICABLE
    assert linux(root(flatpak=FLATPAK)).wifi_list() is OsState.RESTRICTED


@pytest.mark.parametrize(
    "permission",
    [
        Permission.WIFI,
        Permission.PHOTOS,
        Permission.STORAGE,
        Permission.NOTIFICATION,
        Permission.APPS,
    ],
)
def test_what_linux_has_no_step_for(root: Root, permission: Permission) -> None:
    computer = linux(root(flatpak=FLATPAK))
    assert state(computer, permission) is OsState.NOT_APPLICABLE
    assert (computer.settings(permission), computer.needs(permission)) == ("", None)


async def test_a_request_asks_nobody_and_says_what_stands(root: Root) -> None:
    computer = linux(root(GEOCLUE))
    answer = await computer.request(Permission.LOCATION, Purpose.SITE_LOCATE)
    assert answer is OsState.NOT_APPLICABLE


def test_the_system_is_read_without_qt() -> None:
    code = (
        "import sys; from walkdown.consent.system.pick import pick;"
        "from walkdown.consent.system.reading import principal;"
        "from walkdown.consent.purpose import Permission as P;"
        "[pick('linux').state(p, principal(p)) for p in P];"
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_qts_yes_is_not_even_heard_on_linux() -> None:
    class Qt:
        def check(self, permission: Permission) -> OsState:
            raise AssertionError("asked")

        def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
            raise AssertionError("asked")

    computer = pick("linux", Qt())
    assert computer.platform == "linux"
    for permission in Permission:
        computer.state(permission, principal(permission))
