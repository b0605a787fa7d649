"""What can be turned at an open camera. Drivers promise much, so each thing is read back. Imports OpenCV."""

from __future__ import annotations

from contextlib import suppress
from typing import Final, Protocol

import cv2

from walkdown.app.ports import Adjust, CameraState
from walkdown.core.camera import HD, MOST_ZOOM, SIZES, Offers, Size

_SMOOTH_PER_S: Final = 25.0
_MJPG: Final = float(int.from_bytes(b"MJPG", "little"))
# OpenCV knows no lamp: these make the picture brighter, the first by looking past a bright ground.
_LIGHTS: Final = (cv2.CAP_PROP_BACKLIGHT, cv2.CAP_PROP_BRIGHTNESS)
_STEPS: Final = (64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0)


class Turnable(Protocol):
    """The part of `cv2.VideoCapture` that is turned."""

    def get(self, prop: int, /) -> float: ...

    def set(self, prop: int, value: float, /) -> bool: ...


class Dials:
    """Belongs to the thread that reads the camera. Raises nothing, whatever the driver does."""

    def __init__(self, capture: Turnable) -> None:
        """Finds out what there is, and begins with HD where it is given. Takes a while."""
        self._capture = capture
        sizes = self._begin()
        focus = self._set(cv2.CAP_PROP_AUTOFOCUS, 1)
        self._lamp = self._find_lamp()
        self._wide = max(0.0, self._get(cv2.CAP_PROP_ZOOM))
        self._light, self._zoom = False, 1.0
        self._offers = Offers(self._lamp is not None, focus, sizes)

    def state(self, size: Size) -> CameraState:
        """What is offered and on; `size` is that of the frames that come."""
        return CameraState(self._offers, self._light, self._zoom, size)

    def turn(self, what: Adjust) -> None:
        """Do what this camera can of it."""
        if what.size is not None and what.size in self._offers.sizes:
            self._give(what.size)
        if what.light is not None:
            self._turn_light(what.light)
        if what.zoom is not None:
            self._turn_zoom(what.zoom)
        if what.refocus and self._offers.focus:
            # It looks for the focus when it is told anew to keep it.
            self._set(cv2.CAP_PROP_AUTOFOCUS, 0)
            self._set(cv2.CAP_PROP_AUTOFOCUS, 1)

    # --- size and rate

    def _begin(self) -> tuple[Size, ...]:
        hd = self._give(HD)
        if self._get(cv2.CAP_PROP_FPS) < _SMOOTH_PER_S:
            # As bare pixels HD does not fit through the cable fast enough; as JPEGs it does.
            self._set(cv2.CAP_PROP_FOURCC, _MJPG)
            hd = self._give(HD)
        given = tuple(size for size in SIZES if size != HD and self._give(size))
        if given and hd:
            self._give(HD)
        return tuple(size for size in SIZES if size in given or (hd and size == HD))

    def _give(self, size: Size) -> bool:
        for prop, side in zip(
            (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT), size, strict=True
        ):
            with suppress(Exception):  # a border: see `_set`
                self._capture.set(prop, side)
        width, height = cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT
        return (self._get(width), self._get(height)) == size

    # --- light and zoom

    def _find_lamp(self) -> tuple[int, float, float] | None:
        """The property, its value as found, and a higher one that it takes."""
        for prop in _LIGHTS:
            found = self._get(prop)
            for step in _STEPS:
                if self._set(prop, found + step):
                    self._set(prop, found)
                    return prop, found, found + step
        return None

    def _turn_light(self, on: bool) -> None:
        if self._lamp is not None:
            prop, dark, bright = self._lamp
            self._light = self._set(prop, bright if on else dark) and on

    def _turn_zoom(self, factor: float) -> None:
        """As far as the lens or the camera goes; what is missing is not its business."""
        factor = min(max(1.0, factor), MOST_ZOOM)
        if self._wide and self._set(cv2.CAP_PROP_ZOOM, self._wide * factor):
            self._zoom = factor
        elif self._zoom != 1.0:
            self._set(cv2.CAP_PROP_ZOOM, self._wide)
            self._zoom = 1.0

    # --- the driver

    def _get(self, prop: int) -> float:
        try:
            value = float(self._capture.get(prop))
        except Exception:  # noqa: BLE001
            # A border: drivers raise cv2.error and worse.
            return 0.0
        return value if -1e9 < value < 1e9 else 0.0

    def _set(self, prop: int, value: float) -> bool:
        """Whether it says yes and it is so."""
        try:
            took = self._capture.set(prop, value)
        except Exception:  # noqa: BLE001
            # A border: drivers raise cv2.error and worse.
            return False
        return bool(took) and abs(self._get(prop) - value) < 0.5
