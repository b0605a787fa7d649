"""What can be seen of this computer without using anything that is asked for: for its check-up."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from walkdown import __version__
from walkdown.consent.keys import Keys
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerBusy, LedgerUnwritable
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import System
from walkdown.core.check_up import Cameras, ComputerFacts, LedgerSays
from walkdown.storage.key_stores import KeyStores
from walkdown.storage.ledger_look import LedgerMissing, look_at_ledger
from walkdown.storage.site_files import KEYS, SUFFIX
from walkdown.storage.site_keys import SUFFIX as KEY_SUFFIX

PARTS: Final = ("PySide6-Essentials", "bleak", "opencv-python-headless", "zxing-cpp")
# One use of each permission that a system has a step of its own for.
ASKED: Final = {
    Permission.BLUETOOTH: Purpose.MANAGE,
    Permission.NEARBY: Purpose.DISCOVER,
    Permission.CAMERA: Purpose.SCAN_QR,
    Permission.WIFI: Purpose.WIFI_SETUP,
    Permission.LOCATION: Purpose.SITE_LOCATE,
    Permission.PHOTOS: Purpose.PHOTO_PICK,
    Permission.STORAGE: Purpose.FILE_EXPORT,
    Permission.NOTIFICATION: Purpose.NOTIFY,
    Permission.APPS: Purpose.OPEN_MAP,
}


class ThisComputer:
    """Implements `app.ports.LookedAt`. Opens no radio and no camera, asks nobody, changes no byte."""

    def __init__(
        self,
        folder: Path,
        keys: Keys,
        stores: KeyStores | None,
        system: System,
        *,
        root: Path = Path("/"),
    ) -> None:
        """`folder` is the person's; `root` where the system's lists are, another one in tests."""
        self._folder, self._keys, self._stores, self._system = folder, keys, stores, system
        self._root = root

    def facts(self) -> ComputerFacts:
        """Look now. Blocking, some seconds where a keychain is slow; any thread. Raises nothing."""
        ledger, records = self._ledger()
        return ComputerFacts(
            program=__version__,
            versions=tuple(_versions()),
            system=f"{platform.system()} {platform.release()} {platform.machine()}",
            writable=_writable(self._folder),
            free=_free(self._folder),
            sites=len(_named(self._folder / "sites", SUFFIX)),
            keychain=bool(self._stores and self._stores.there),
            keys_in_files=any(map(_size, _named(self._folder / "sites" / KEYS, KEY_SUFFIX))),
            ledger=ledger,
            records=records,
            adapters=self._adapters(),
            cameras=self._cameras(),
            permissions=tuple(
                str(permission)
                for permission, purpose in ASKED.items()
                if self._system.state(permission, purpose).forbids
            ),
            screen=_screen(os.environ, sys.platform),
            log=sum(_size(path) for path in _named(self._folder, "", "walkdown.log")),
        )

    def _ledger(self) -> tuple[LedgerSays, int]:
        try:
            looked = look_at_ledger(self._folder, self._keys)
        except LedgerBusy:
            return LedgerSays.IN_USE, 0
        except LedgerMissing:
            return LedgerSays.MISSING, 0
        except LedgerBroken:
            return LedgerSays.BROKEN, 0
        except (LedgerUnwritable, OSError):  # also a folder that may not even be looked into
            return LedgerSays.UNREADABLE, 0
        if looked is None:
            return LedgerSays.NONE, 0
        return LedgerSays.VERIFIED if looked.signed else LedgerSays.UNSIGNED, looked.records

    def _adapters(self) -> int | None:
        """Linux lists them where everybody may read; other systems are asked when they are used."""
        if self._system.platform != "linux":
            return None
        return len(_named(self._root / "sys" / "class" / "bluetooth", "", "hci"))

    def _cameras(self) -> Cameras:
        if self._system.platform != "linux":
            return Cameras.UNKNOWN
        names = _named(self._root / "sys" / "class" / "video4linux", "", "video")
        if not names:
            return Cameras.NONE
        devices = [self._root / "dev" / path.name for path in names]
        mine = any(os.access(device, os.R_OK | os.W_OK) for device in devices)
        return Cameras.SOME if mine else Cameras.CLOSED


def _versions() -> list[tuple[str, str]]:
    found = [("Python", platform.python_version())]
    for name in PARTS:
        with suppress(PackageNotFoundError):
            found.append((name, version(name)))
    return found


def _writable(folder: Path) -> bool:
    """Tried, in the nearest folder that is there: what the system says of it may not hold."""
    try:
        with tempfile.TemporaryFile(dir=_there(folder)):
            return True
    except OSError:
        return False


def _free(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(_there(folder)).free
    except OSError:
        return None


def _there(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if each.is_dir()), folder)


def _named(folder: Path, end: str, begin: str = "") -> list[Path]:
    try:
        names = sorted(folder.iterdir())
    except OSError:
        return []
    return [path for path in names if path.name.startswith(begin) and path.name.endswith(end)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _screen(env: Mapping[str, str], system: str) -> str:
    if system != "linux":
        return "The system's own desktop"
    if env.get("WAYLAND_DISPLAY"):
        return "Wayland"
    return "X11" if env.get("DISPLAY") else ""
