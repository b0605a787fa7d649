"""Looks again and again which cameras are plugged in, on a thread of its own: drivers may take their time."""

from __future__ import annotations

import threading
from collections.abc import Callable

from walkdown.consent.lease import LeaseEnded
from walkdown.core.camera import CameraInfo

LOOK_S = 1.5


class CameraList:
    """The list as it was at the newest look. Ends when it is closed, or by itself with the lease."""

    def __init__(
        self, look: Callable[[], tuple[CameraInfo, ...]], *, every_s: float = LOOK_S
    ) -> None:
        self._look = look
        self._every_s = every_s
        self._lock = threading.Lock()
        self._number = self._begun = 0
        self._cameras: tuple[CameraInfo, ...] = ()
        self._closed = False
        self._wake = threading.Event()
        threading.Thread(target=self._run, name="camera-list", daemon=True).start()

    def newest(self) -> tuple[int, tuple[CameraInfo, ...]]:
        """The number of the newest look that came back, from 1, and what it saw; 0 before."""
        with self._lock:
            return self._number, self._cameras

    def look_again(self) -> int:
        """Look at once; gives the number of the first look that begins after this call."""
        with self._lock:
            number = self._begun + 1
        self._wake.set()
        return number

    def close(self) -> None:
        """Look no more. Returns at once, also while a driver hangs."""
        self._closed = True
        self._wake.set()

    def _run(self) -> None:
        while not self._closed:
            self._wake.clear()
            with self._lock:
                self._begun += 1
                number, cameras = self._begun, self._cameras
            try:
                cameras = self._look()
            except LeaseEnded:
                return
            except Exception:  # noqa: BLE001, S110
                # A border: whatever went wrong in there, the last list is still the best one.
                pass
            with self._lock:
                self._number, self._cameras = number, cameras
            if not self._closed:
                self._wake.wait(self._every_s)
