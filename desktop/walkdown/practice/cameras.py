"""The practice yard's two cameras: to choose between, to pull out, and to plug in again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from walkdown.app.ports import FrameSource
from walkdown.consent.lease import Lease
from walkdown.core.camera import HD, CameraInfo, Offers
from walkdown.core.trouble import Code, Setback

if TYPE_CHECKING:
    from walkdown.core.picture import Frame
    from walkdown.practice.camera import PracticeCamera

CAMERA: Final = CameraInfo("practice-camera", "Practice camera")
PHONE: Final = CameraInfo("practice-phone", "Practice phone")
_PHONE_OFFERS: Final = Offers(light=True, focus=True, sizes=(HD,))

Open = Callable[[Offers | None], "PracticeCamera"]


class PracticeCameras:
    """Implements `Cameras`. What is plugged in may be changed from any thread."""

    def __init__(self, open_camera: Open) -> None:
        """`open_camera` is given what the camera is to offer; None for all there is."""
        self._open_camera = open_camera
        self._out: frozenset[str] = frozenset()

    def listed(self, lease: Lease) -> tuple[CameraInfo, ...]:
        """Those that are plugged in."""
        del lease  # there is no device behind them; whoever lists has checked it
        return tuple(info for info in (CAMERA, PHONE) if info.key not in self._out)

    def open(self, lease: Lease, key: str) -> FrameSource:
        """The camera of that key, else the first; it is lost once it is pulled out."""
        del lease
        offers = _PHONE_OFFERS if key == PHONE.key else None
        return _Plugged(self._open_camera(offers), lambda: key in self._out)

    # --- what a trainer or a test does

    def pull_out(self, key: str) -> None:
        """Take its plug out."""
        self._out |= {key}

    def plug_in(self, key: str) -> None:
        """Put its plug in again."""
        self._out -= {key}


class _Plugged:
    """A camera whose plug can be pulled."""

    def __init__(self, camera: PracticeCamera, is_out: Callable[[], bool]) -> None:
        self._camera, self._is_out = camera, is_out
        self.state, self.adjust, self.close = camera.state, camera.adjust, camera.close

    def read(self) -> Frame | None:
        """The next frame. Raises Setback(CAMERA_MISSING) once it is pulled out."""
        if self._is_out():
            raise Setback(Code.CAMERA_MISSING)
        return self._camera.read()
