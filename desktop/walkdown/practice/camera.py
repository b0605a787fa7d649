"""The practice camera: shows the label one stands before, as an unsteady hand would see it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PIL import Image

from walkdown.app.ports.pictures import Adjust, CameraState
from walkdown.core.camera import HD, MOST_ZOOM, SIZES, Offers
from walkdown.core.picture import Frame
from walkdown.practice.camera_hand import Hand
from walkdown.practice.camera_marks import bent, dirtied
from walkdown.practice.camera_scene import Scene
from walkdown.practice.camera_troubles import Moment, Strain, strain_of
from walkdown.practice.label_held import HeldLabel

WIDTH, HEIGHT = HD
_FRAME_S = 1 / 15
ALL_THERE_IS = Offers(light=True, focus=True, sizes=SIZES)


class PracticeCamera:
    """Implements `FrameSource` for what `what` gives: what is held in front, or None for the bench."""

    def __init__(
        self,
        what: Callable[[], HeldLabel | Image.Image | None],
        seed: int = 1,
        *,
        frame_s: float = _FRAME_S,
        size: tuple[int, int] = HD,
        offers: Offers = ALL_THERE_IS,
    ) -> None:
        """`what` is asked on the reading thread; a new object is a new label.

        A picture is grey or coloured ("L", "RGB") and held without hardship. `frame_s`: seconds
        between frames. `size`: one of `core.camera.SIZES`. Same seed and same labels, same frames.
        """
        self._what = what
        self._frame_s = frame_s
        self._offers = offers
        self._seed = seed
        self._hand = Hand(seed, size)
        self._scene = Scene(seed, size)
        self._held: HeldLabel | Image.Image | None = None
        self._since = 0
        self._light = self._settled = False
        self._zoom = 1.0
        self._due = time.monotonic()
        self._closed = False

    def read(self) -> Frame | None:
        """The next frame, at a camera's pace; None once closed."""
        self._wait()
        if self._closed:
            return None
        self._heed(self._what())
        self._hand.number += 1
        label, strain = self._seen()
        corners = self._hand.corners(label.size, strain, self._zoom) if label else []
        scene = self._scene.lay(label, corners, strain.blur)
        return self._scene.taken(scene, strain, self._hand.number, self._light)

    def state(self) -> CameraState:
        """What it offers, and does now."""
        return CameraState(self._offers, self._light, self._zoom, self._scene.size)

    def adjust(self, what: Adjust) -> None:
        """Do what is asked of light, zoom, focus and size; called on the thread that reads."""
        if what.light is not None:
            self._light = what.light and self._offers.light
        if what.zoom is not None and what.zoom >= 1:  # so written, "nan" is left out
            self._zoom = min(what.zoom, MOST_ZOOM)
        if what.size in self._offers.sizes and what.size != self._scene.size:
            number = self._hand.number
            self._hand, self._scene = Hand(self._seed, what.size), Scene(self._seed, what.size)
            self._hand.number = number
        self._settled = self._settled or what.refocus

    def close(self) -> None:
        """Put the camera away."""
        self._closed = True
        self._held = None

    def _wait(self) -> None:
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._due = max(self._due, time.monotonic() - self._frame_s) + self._frame_s

    def _heed(self, held: HeldLabel | Image.Image | None) -> None:
        self._since = self._since + 1 if held is self._held else 0
        if held is not self._held:
            self._settled = False  # what was focused on is gone
        self._held = held

    def _seen(self) -> tuple[Image.Image | None, Strain]:
        """The label as it is in front of the lens, and what this frame suffers from."""
        held = self._held
        if held is None:
            return None, Strain(0.0)
        if isinstance(held, HeldLabel):
            label, since = held.at(self._since)
            trouble = held.trouble
        else:
            label, since, trouble = held, self._since, None
        strain = strain_of(trouble, Moment(since, self._hand.sway, self._light, self._settled))
        return self._marked(_pictured(label), strain), strain

    def _marked(self, label: Image.Image, strain: Strain) -> Image.Image:
        if strain.dirt:
            label = dirtied(label, self._seed, strain.dirt)
        if strain.bend:
            label = bent(label, strain.bend, strain.turned)
        return label


def _pictured(label: Image.Image) -> Image.Image:
    return label if label.mode in ("L", "RGB") else label.convert("L")
