"""A camera of this laptop as a frame source. OpenCV is imported when the camera is opened."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback

if TYPE_CHECKING:
    import cv2.typing

SIZE = (1280, 720)
MOST_PIXELS = 4096 * 2304
_READ_S = 0.2
_RETRY_S = 0.05
_CLOSE_S = 0.5


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def read(self) -> tuple[bool, cv2.typing.MatLike]: ...

    def release(self) -> None: ...


class LaptopCamera:
    """Implements `FrameSource`. OpenCV may block for many seconds, so it has a thread of its own."""

    def __init__(
        self,
        index: int = 0,
        *,
        open_capture: Callable[[int], Capture] | None = None,
        patience_s: float = 5.0,
    ) -> None:
        """`patience_s`: how long an open camera may give no frame before it counts as lost."""
        self._open_capture = open_capture or _open
        self._index = index
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._setback: Setback | None = None
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
        capture = self._open_capture(self._index)
        try:
            if not capture.isOpened():
                raise Setback(Code.CAMERA_MISSING)
            self._pull(capture)
        finally:
            capture.release()

    def _pull(self, capture: Capture) -> None:
        from walkdown.vision.pixels import frame_of_bgr

        came, last = False, time.monotonic()
        while not self._closed.is_set():
            got, picture = capture.read()
            if got and picture.size <= 3 * MOST_PIXELS:
                came, last = True, time.monotonic()
                self._put(frame=frame_of_bgr(picture))
            elif time.monotonic() - last >= self._patience_s:
                raise Setback(Code.CAMERA_MISSING if came else Code.CAMERA_BUSY)
            else:
                self._closed.wait(_RETRY_S)

    def _put(self, frame: Frame | None = None, setback: Setback | None = None) -> None:
        with self._changed:
            self._frame = frame or self._frame
            self._setback = setback
            self._changed.notify()


def _open(index: int) -> Capture:
    import cv2

    capture = cv2.VideoCapture(index)
    if capture.isOpened():
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, SIZE[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, SIZE[1])
    return capture
