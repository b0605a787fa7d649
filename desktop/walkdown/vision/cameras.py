"""Which cameras this laptop has, by name, and under keys that stay the same when they are plugged in again."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from walkdown.app.ports import FrameSource
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.camera import ANY_CAMERA, CameraInfo
from walkdown.core.shown import shown
from walkdown.vision.laptop_camera import Device, LaptopCamera

MOST_CAMERAS: Final = 16
MOST_NAME: Final = 60
_KEY: Final = 16
# OpenCV's backends (cv2.CAP_…) in the order of liking; DirectShow opens at once and has dials.
_BACKENDS: Final = {"linux": (200,), "win32": (700, 1400), "darwin": (1200,)}


class Listed(Protocol):
    """The part of `cv2_enumerate_cameras.CameraInfo` that is used; all of it comes from devices."""

    index: int
    name: str
    path: str | None
    vid: int | None
    pid: int | None
    backend: int


Enumerate = Callable[[int], Iterable[Listed]]
Open = Callable[[Lease, Device], FrameSource]


class LaptopCameras:
    """Implements `Cameras`. One for the whole program: a driver that hangs holds up one thread only."""

    def __init__(
        self,
        enumerate_cameras: Enumerate | None = None,
        open_device: Open = LaptopCamera,
        platform: str = sys.platform,
    ) -> None:
        self._enumerate = enumerate_cameras or _enumerate
        self._open = open_device
        self._backends = _BACKENDS.get(platform, (0,))
        self._asking = threading.Lock()
        self._devices: dict[str, Device] = {}
        self._infos: tuple[CameraInfo, ...] = (ANY_CAMERA,)

    def listed(self, lease: Lease) -> tuple[CameraInfo, ...]:
        """Those plugged in now; ANY_CAMERA where the computer does not say. Raises what the lease does."""
        lease.check(Purpose.SCAN_QR)
        if self._asking.acquire(blocking=False):
            try:
                self._devices, self._infos = self._ask()
            finally:
                self._asking.release()
        return self._infos

    def open(self, lease: Lease, key: str) -> FrameSource:
        """The camera of a key that was listed; the first one for any other."""
        return self._open(lease, self._devices.get(key, Device()))

    def _ask(self) -> tuple[dict[str, Device], tuple[CameraInfo, ...]]:
        try:
            return self._named(self._found())
        except Exception:  # noqa: BLE001
            # A border: foreign code that asks drivers. The first camera opens without a list too.
            return {}, (ANY_CAMERA,)

    @staticmethod
    def _named(found: list[Listed]) -> tuple[dict[str, Device], tuple[CameraInfo, ...]]:
        devices: dict[str, Device] = {}
        infos: list[CameraInfo] = []
        for camera in found:
            key = _key(camera, devices)
            devices[key] = Device(int(camera.index), int(camera.backend))
            infos.append(CameraInfo(key, _name(camera, infos)))
        return devices, tuple(infos)

    def _found(self) -> list[Listed]:
        for backend in self._backends:
            # Sorted, so that two of a kind keep their places while both are plugged in.
            found = sorted(self._enumerate(backend), key=lambda c: (str(c.path), c.index))
            if found:
                return found[:MOST_CAMERAS]
        return []


def _key(camera: Listed, taken: Iterable[str]) -> str:
    """Says which camera it is, not whose: what it is made of is mixed beyond reading."""
    if camera.vid is not None and camera.pid is not None:
        what = f"{camera.vid:04x}:{camera.pid:04x}:{camera.name}"
    elif camera.path and not camera.path.startswith("/dev/"):
        what = camera.path
    else:
        what = camera.name  # Linux numbers its /dev/video* anew each time
    key = digest = hashlib.sha256(what.encode(errors="replace")).hexdigest()[:_KEY]
    number = 1
    while key in taken:
        number += 1
        key = f"{digest}-{number}"
    return key


def _name(camera: Listed, before: Iterable[CameraInfo]) -> str:
    """What the maker calls it, as far as it can be shown; two of a name are numbered."""
    # Linux gives many names twice over: "HD Webcam: HD Webcam".
    first, _, second = str(camera.name).partition(": ")
    plain = first if second and first.startswith(second) else str(camera.name)
    name = told = shown(plain, MOST_NAME).strip() or "Camera"
    taken = {info.name for info in before}
    number = 1
    while name in taken:
        number += 1
        name = f"{told} ({number})"
    return name


def _enumerate(backend: int) -> Iterable[Listed]:
    from cv2_enumerate_cameras import enumerate_cameras

    return enumerate_cameras(backend)
