"""Linux: device files, the sandbox, GeoClue. What Qt says here is never asked: it says yes to all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.flatpak import read_sandbox
from walkdown.consent.system.reading import NO_STEP, Reading, Why, unswitched
from walkdown.consent.system.state import OsState

_GEOCLUE = "dbus-1/system-services/org.freedesktop.GeoClue2.service"
_SHARES = ("usr/share", "usr/local/share")
_VIDEO = re.compile(r"video\d{1,4}")
_KEPT_OUT = Reading(OsState.RESTRICTED, Why.SANDBOX_KEEPS_OUT)
_AT_USE = Reading(OsState.NOT_APPLICABLE, Why.ASKED_AT_USE)
_PORTAL = Reading(OsState.UNDETERMINED, Why.ASKED_BY_PORTAL)


def openable(path: Path) -> bool:
    """Whether this user may open a device file; looks at its rights only, the device stays shut."""
    return os.access(path, os.R_OK | os.W_OK)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


class LinuxReader:
    """Implements `Reader`. A blocked or switched-off radio is not a permission and is not read here."""

    def __init__(
        self,
        root: Path = Path("/"),
        environ: Mapping[str, str] | None = None,
        may_open: Callable[[Path], bool] = openable,
        program: Path = Path(__file__),
    ) -> None:
        """`root`: where the system's files begin; `environ`: of this process; `program`: a file of it."""
        self._root = root
        self._may_open = may_open
        # Neither kind of sandbox changes while a program runs in it.
        self._flatpak = read_sandbox(root)
        # A terminal that is a Snap hands its SNAP on to programs that are not.
        snap = (environ or {}).get("SNAP", "")
        self._snap = bool(snap) and program.is_relative_to(snap)

    def read(self, permission: Permission, purpose: Purpose) -> Reading:
        """Never raises, never asks."""
        if (same := unswitched(permission)) is not None:
            return same
        match permission:
            case Permission.CAMERA:
                return self._camera()
            case Permission.LOCATION:
                return self._location()
            case Permission.NEARBY if purpose is Purpose.LAN_PROBE:
                return self._network()
            case Permission.BLUETOOTH | Permission.NEARBY:
                return self._bus("org.bluez")
        return NO_STEP

    def wifi_list(self) -> Reading:
        """NetworkManager lists to everybody at the desk; a sandbox may keep it out."""
        return self._bus("org.freedesktop.NetworkManager")

    async def ask(self, permission: Permission, purpose: Purpose) -> None:
        """There is nothing to ask with: portals and GeoClue ask when they are used."""

    def _bus(self, name: str) -> Reading:
        if self._flatpak is not None and not self._flatpak.talks_to(name):
            return _KEPT_OUT
        return NO_STEP

    def _network(self) -> Reading:
        kept_out = self._flatpak is not None and not self._flatpak.has_network()
        return _KEPT_OUT if kept_out else NO_STEP

    def _camera(self) -> Reading:
        # A Snap sees device files that its confinement refuses: what their rights say is no answer.
        if self._snap or (self._flatpak is not None and not self._flatpak.has_device_files()):
            return _PORTAL
        files = self._video_files()
        if not files:
            return Reading(OsState.NOT_APPLICABLE, Why.NO_CAMERA)
        if any(map(self._may_open, files)):
            return Reading(OsState.GRANTED)
        return Reading(OsState.DENIED, Why.GROUP_VIDEO)

    def _video_files(self) -> list[Path]:
        try:
            return [path for path in (self._root / "dev").iterdir() if _VIDEO.fullmatch(path.name)]
        except OSError:
            return []

    def _location(self) -> Reading:
        """GeoClue's agent asks the person at the first fix, and says so only to whoever takes it.

        Without GeoClue nothing is refused: it is missing, like a camera that is not there.
        """
        if self._flatpak is not None:
            return _AT_USE if self._flatpak.talks_to("org.freedesktop.GeoClue2") else _KEPT_OUT
        if any(_is_there(self._root / share / _GEOCLUE) for share in _SHARES):
            return _AT_USE
        return Reading(OsState.NOT_APPLICABLE, Why.NO_LOCATION_SERVICE)
