"""The practice camera: shows the label one stands before, as an unsteady hand would see it."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from walkdown.core.picture import Frame
from walkdown.practice.label_print import SEE_THROUGH

WIDTH, HEIGHT = 1280, 720
_FRAME_S = 1 / 15
# Blur (pixels) of the first frames of a new label, while the lens finds its distance.
_FOCUSING = (9.0, 5.5, 3.0, 1.4)
_NOISES = 4
# How much of the frame a label held before the camera takes, from its middle (pixels).
_HALF_WIDTH, _HALF_HEIGHT = 455, 280

Corner = tuple[float, float]


class PracticeCamera:
    """Implements `FrameSource` for what `what` gives: the label in front, or None for the bench."""

    def __init__(
        self, what: Callable[[], Image.Image | None], seed: int = 1, *, frame_s: float = _FRAME_S
    ) -> None:
        """`what` is asked on the reading thread, for a grey ("L") picture; a new object is a new label.

        `frame_s`: seconds between frames. Same seed and same labels, same frames.
        """
        self._what = what
        self._frame_s = frame_s
        chance = random.Random(seed)  # noqa: S311 - a look, not a secret
        self._phases = [chance.uniform(0, math.tau) for _ in range(8)]
        self._grain = _grain(seed)
        self._light = _light()
        self._bench = _bench()
        self._label: Image.Image | None = None
        self._number = self._since = 0
        self._due = time.monotonic()
        self._closed = False

    def read(self) -> Frame | None:
        """The next frame, 1280 × 720, at a camera's pace; None once closed."""
        self._wait()
        if self._closed:
            return None
        label = self._what()
        self._since = self._since + 1 if label is self._label else 0
        self._label = label
        self._number += 1
        return _coloured(self._grainy(self._scene(label)))

    def close(self) -> None:
        """Put the camera away."""
        self._closed = True
        self._label = None

    def _wait(self) -> None:
        time.sleep(max(0.0, self._due - time.monotonic()))
        self._due = max(self._due, time.monotonic() - self._frame_s) + self._frame_s

    def _scene(self, label: Image.Image | None) -> Image.Image:
        scene = self._bench.copy()
        if label is None:
            return scene
        _lay(scene, label.convert("L"), self._corners(label.size))
        return _blurred(scene, self._blur())

    def _blur(self) -> float:
        if self._since < len(_FOCUSING):
            return _FOCUSING[self._since]
        return 0.55 + 0.35 * self._sway(7, 41)

    def _corners(self, size: tuple[int, int]) -> list[Corner]:
        """Where the label's corners are in the frame now: held askew, nearer and farther, tilting."""
        turn = math.radians(-6 + 5 * self._sway(0, 97) + 2 * self._sway(1, 31))
        reach = (1 + 0.09 * self._sway(2, 131)) * min(_HALF_WIDTH / size[0], _HALF_HEIGHT / size[1])
        half, tall = reach * size[0], reach * size[1]
        x = WIDTH / 2 + 34 * self._sway(3, 73)
        y = HEIGHT / 2 + 22 * self._sway(4, 59)
        lean, nod = 0.10 * self._sway(5, 83), 0.10 * self._sway(6, 67)
        corners = []
        for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            depth = 1 + lean * across + nod * down
            u, v = across * half / depth, down * tall / depth
            corners.append(
                (
                    x + u * math.cos(turn) - v * math.sin(turn),
                    y + u * math.sin(turn) + v * math.cos(turn),
                )
            )
        return corners

    def _sway(self, which: int, frames: float) -> float:
        """-1 to 1, around and back in so many frames."""
        return math.sin(self._phases[which] + math.tau * self._number / frames)

    def _grainy(self, scene: Image.Image) -> Image.Image:
        lit = ImageChops.multiply(scene, self._light)
        return ImageChops.add(lit, self._grain[self._number % _NOISES], offset=-24)


def _lay(scene: Image.Image, label: Image.Image, corners: list[Corner]) -> None:
    """Put the label into the scene so that its corners come to lie on `corners`."""
    left, right = (int(f(x for x, _ in corners)) for f in (min, max))
    top, bottom = (int(f(y for _, y in corners)) for f in (min, max))
    left, top = max(0, left), max(0, top)
    right, bottom = min(WIDTH, right + 1), min(HEIGHT, bottom + 1)
    inside = [(x - left, y - top) for x, y in corners]
    size = (right - left, bottom - top)
    seen = label.transform(
        size,
        Image.Transform.PERSPECTIVE,
        _perspective(inside, label.size),
        Image.Resampling.BILINEAR,
    )
    shape = seen.point([0 if value <= SEE_THROUGH + 8 else 255 for value in range(256)])
    scene.paste(seen, (left, top), shape)


def _perspective(seen: list[Corner], size: tuple[int, int]) -> list[float]:
    """The eight numbers by which Pillow finds, for a point of the frame, its point of the label."""
    width, height = size
    of_label = ((0, 0), (width, 0), (width, height), (0, height))
    rows, wanted = [], []
    for (x, y), (u, v) in zip(seen, of_label, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    solved: list[float] = np.linalg.solve(np.array(rows), np.array(wanted)).tolist()
    return solved


def _blurred(scene: Image.Image, radius: float) -> Image.Image:
    return scene.filter(ImageFilter.BoxBlur(radius))


def _coloured(grey: Image.Image) -> Frame:
    """Grey with the cold tint of dark metal in it."""
    red = grey.point([max(0, round(v - 9 * (1 - v / 255))) for v in range(256)])
    blue = grey.point([min(255, round(v + 9 * (1 - v / 255))) for v in range(256)])
    return Frame(WIDTH, HEIGHT, Image.merge("RGB", (red, grey, blue)).tobytes())


def _bench() -> Image.Image:
    """A dim workbench: dark, a little lighter to one side, with the grain of its planks."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    shade = 34 + 14 * (x / WIDTH) - 10 * (y / HEIGHT)
    shade += 1.6 * np.sin((x * 0.35 + y) / 5) + 3 * (np.sin((x + y * 0.4) / 90) > 0.96)
    return _picture(shade)


def _light() -> Image.Image:
    """Light from the upper left, falling off to the edges."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    near = ((x - 0.35 * WIDTH) / WIDTH) ** 2 + ((y - 0.25 * HEIGHT) / HEIGHT) ** 2
    return _picture(255 * (1 - 0.45 * near))


def _grain(seed: int) -> list[Image.Image]:
    """Sensor noise and a soft patch of glare, made once; 24 stands for no change."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    glare = 46 * np.exp(-(((x - 0.7 * WIDTH) / 190) ** 2) - ((y - 0.3 * HEIGHT) / 120) ** 2)
    return [_picture(24 + glare + chance.normal(0, 5, x.shape)) for _ in range(_NOISES)]


def _picture(values: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))
