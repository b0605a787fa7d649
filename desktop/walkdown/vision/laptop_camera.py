"""A camera of this laptop as a frame source. OpenCV is imported when the camera is opened."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from walkdown.app.ports import Adjust, CameraState
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback

if TYPE_CHECKING:
    import cv2.typing

    from walkdown.vision.camera_dials import Dials

MOST_PIXELS = 4096 * 2304
_MOST_WANTED = 32
_READ_S = 0.2
_RETRY_S = 0.05
_CLOSE_S = 0.5


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def get(self, prop: int, /) -> float: ...

    def set(self, prop: int, value: float, /) -> bool: ...

    def read(self) -> tuple[bool, cv2.typing.MatLike]: ...

    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Device:
    """Where OpenCV finds a camera: its number at one of OpenCV's backends, 0 for any of them."""

    index: int = 0
    backend: int = 0


OpenCapture = Callable[[Lease, Device], Capture]


class LaptopCamera:
    """Implements `FrameSource`. OpenCV may block for many seconds, so it has a thread of its own."""

    def __init__(
        self,
        lease: Lease,
        device: Device,
        *,
        open_capture: OpenCapture | None = None,
        patience_s: float = 5.0,
    ) -> None:
        """`patience_s`: how long an open camera may give no frame before it counts as lost."""
        self._lease = lease
        self._device = device
        self._open_capture = open_capture or _open
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._state = CameraState()
        self._setback: Setback | None = None
        self._wanted: deque[Adjust] = deque(maxlen=_MOST_WANTED)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="laptop-camera", daemon=True)
        self._thread.start()

    def read(self) -> Frame | None:
        """The newest frame not read yet, or None after 0.2 s (also while the camera is opening).

        Raises Setback: CAMERA_MISSING where there is none or it went away, CAMERA_BUSY where it
        opens but shows nothing, which is what a camera does that another program uses.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._frame or self._setback, _READ_S)
            frame, self._frame = self._frame, None
            if frame is None and self._setback is not None:
                raise self._setback
            return frame

    def state(self) -> CameraState:
        """What was found out when it was opened; nothing before."""
        with self._changed:
            return self._state

    def adjust(self, what: Adjust) -> None:
        """Done between two frames, by the camera's own thread."""
        self._wanted.append(what)

    def close(self) -> None:
        """Let the camera go; waits 0.5 s at most for a driver that hangs, which then goes by itself."""
        self._closed.set()
        self._thread.join(_CLOSE_S)

    # --- the camera's own thread

    def _run(self) -> None:
        try:
            self._grab()
        except Setback as setback:
            self._put(setback=setback)
        except Exception as error:  # noqa: BLE001
            # A border: drivers raise cv2.error and worse when a camera is pulled out.
            self._put(setback=Setback(Code.CAMERA_MISSING, detail=type(error).__name__))

    def _grab(self) -> None:
        capture = self._open_capture(self._lease, self._device)
        try:
            if not capture.isOpened():
                raise Setback(Code.CAMERA_MISSING)
            self._pull(capture)
        finally:
            capture.release()

    def _pull(self, capture: Capture) -> None:
        from walkdown.vision.camera_dials import Dials
        from walkdown.vision.pixels import frame_of_bgr

        dials = Dials(capture)
        came, last = False, time.monotonic()
        while not self._closed.is_set():
            self._turn(dials)
            got, picture = capture.read()
            if got and picture.size <= 3 * MOST_PIXELS:
                came, last = True, time.monotonic()
                frame = frame_of_bgr(picture)
                self._put(frame, state=dials.state((frame.width, frame.height)))
            elif time.monotonic() - last >= self._patience_s:
                raise Setback(Code.CAMERA_MISSING if came else Code.CAMERA_BUSY)
            else:
                self._closed.wait(_RETRY_S)

    def _turn(self, dials: Dials) -> None:
        while self._wanted:
            dials.turn(self._wanted.popleft())

    def _put(
        self,
        frame: Frame | None = None,
        setback: Setback | None = None,
        state: CameraState | None = None,
    ) -> None:
        with self._changed:
            self._frame = frame or self._frame
            self._state = state or self._state
            self._setback = setback
            self._changed.notify()


def _open(lease: Lease, device: Device) -> Capture:
    import cv2

    lease.check(Purpose.SCAN_QR)
    return cv2.VideoCapture(device.index, device.backend)
