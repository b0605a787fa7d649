"""Ways to prepare a grey picture for the decoder. Heavy to import: see `reader.py`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from walkdown.vision.engine import Grey, Quad

# Enlarging pays at camera size and only costs at photo size, so it ends here (pixels).
LONGEST_ENLARGED = 4096


@dataclass(frozen=True, slots=True)
class View:
    """A prepared picture and the 2 × 3 matrix that takes its points back to the frame's."""

    grey: Grey
    back: NDArray[np.float64]

    def to_frame(self, quad: Quad) -> Quad:
        """Corners in this view as corners in the frame."""
        return quad @ self.back[:, :2].T + self.back[:, 2]

    def with_grey(self, grey: cv2.typing.MatLike) -> View:
        """The same geometry with other pixels."""
        return View(np.asarray(grey, np.uint8), self.back)


def view_of(grey: Grey) -> View:
    """The untouched frame."""
    return View(grey, np.eye(2, 3))


def middle(view: View, part: float = 0.5) -> View:
    """The middle of the picture, `part` of each side: where a person aims, at a quarter of the work."""
    height, width = view.grey.shape
    top, left = int(height * (1 - part) / 2), int(width * (1 - part) / 2)
    grey = np.ascontiguousarray(view.grey[top : height - top, left : width - left])
    moved = np.array([[1.0, 0.0, left], [0.0, 1.0, top]])
    return View(grey, _after(view.back, moved))


def negative(view: View) -> View:
    """Light for dark."""
    return view.with_grey(cv2.bitwise_not(view.grey))


def mirrored(view: View) -> View:
    """Left for right."""
    back = np.array([[-1.0, 0.0, view.grey.shape[1]], [0.0, 1.0, 0.0]])
    return View(np.asarray(cv2.flip(view.grey, 1), np.uint8), _after(view.back, back))


def enlarged(view: View, factor: float, *, cubic: bool = False) -> View:
    """`factor` times as large, or less where that would pass LONGEST_ENLARGED."""
    factor = min(factor, LONGEST_ENLARGED / max(view.grey.shape))
    if factor <= 1:
        return view
    how = cv2.INTER_CUBIC if cubic else cv2.INTER_LINEAR
    grey = cv2.resize(view.grey, None, fx=factor, fy=factor, interpolation=how)
    return _scaled(view, grey, 1 / factor)


def reduced(view: View, longest: int) -> View:
    """At most `longest` pixels on the longest side."""
    factor = longest / max(view.grey.shape)
    if factor >= 1:
        return view
    height, width = (max(1, round(side * factor)) for side in view.grey.shape)
    grey = cv2.resize(view.grey, (width, height), interpolation=cv2.INTER_AREA)
    return _scaled(view, grey, 1 / factor)


def flattened(view: View) -> View:
    """Divided by the local white level, which takes away shadows, vignetting and most glare."""
    height, width = view.grey.shape
    small = cv2.resize(
        view.grey, (max(1, width // 16), max(1, height // 16)), interpolation=cv2.INTER_AREA
    )
    white = cv2.GaussianBlur(cv2.dilate(small, np.ones((3, 3), np.uint8)), (0, 0), 4.0)
    white = np.maximum(cv2.resize(white, (width, height), interpolation=cv2.INTER_LINEAR), 16)
    return view.with_grey(cv2.divide(view.grey, white, scale=235))


def contrasted(view: View) -> View:
    """Contrast evened out tile by tile (CLAHE)."""
    return view.with_grey(cv2.createCLAHE(4.0, (16, 9)).apply(view.grey))


def thresholded(view: View) -> View:
    """Black and white against the mean of 25 × 25 pixels."""
    return view.with_grey(
        cv2.adaptiveThreshold(
            view.grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, blockSize=25, C=5
        )
    )


def sharpened(view: View) -> View:
    """Unsharp mask, strong: for a code that is out of focus."""
    soft = cv2.GaussianBlur(view.grey, (0, 0), 4.0)
    return view.with_grey(cv2.addWeighted(view.grey, 5.0, soft, -4.0, 0))


def softened(view: View, sigma: float = 0.8) -> View:
    """Slightly blurred: for noise and moiré."""
    return view.with_grey(cv2.GaussianBlur(view.grey, (0, 0), sigma))


def joined(view: View, gap: int = 5) -> View:
    """Dark dots grown together over light gaps of less than `gap` pixels."""
    return view.with_grey(
        cv2.morphologyEx(view.grey, cv2.MORPH_OPEN, np.ones((gap, gap), np.uint8))
    )


def without_specks(view: View) -> View:
    """The median of 3 × 3 pixels: for the coarse noise of a camera in the dark."""
    return view.with_grey(cv2.medianBlur(view.grey, 3))


def darkened(view: View) -> View:
    """Gamma 2: for a code that is washed out."""
    return view.with_grey(cv2.LUT(view.grey, _gamma_table()))


def turned_and_stretched(view: View, degrees: float = 68, wide: float = 2, tall: float = 3) -> View:
    """Turned, then stretched: makes strongly tilted (foreshortened) codes readable."""
    height, width = view.grey.shape
    larger = min(1.0, LONGEST_ENLARGED / (max(wide, tall) * math.hypot(height, width)))
    wide, tall = max(1.0, wide * larger), max(1.0, tall * larger)
    cos, sin = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    new_width, new_height = width * cos + height * sin, width * sin + height * cos
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    forth[:, 2] += (new_width - width) / 2, (new_height - height) / 2
    forth = np.array([[wide], [tall]]) * forth
    size = (int(new_width * wide), int(new_height * tall))
    grey = cv2.warpAffine(view.grey, forth, size, flags=cv2.INTER_LINEAR, borderValue=128)
    back = np.asarray(cv2.invertAffineTransform(forth), np.float64)
    return View(np.asarray(grey, np.uint8), _after(view.back, back))


def _scaled(view: View, grey: cv2.typing.MatLike, back: float) -> View:
    return View(np.asarray(grey, np.uint8), _after(view.back, np.diag([back, back, 1.0])[:2]))


def _after(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> NDArray[np.float64]:
    """The matrix that applies `inner`, then `outer`."""
    both: NDArray[np.float64] = outer @ np.vstack([inner, [0, 0, 1]])
    return both


@cache
def _gamma_table() -> Grey:
    return (255 * (np.arange(256) / 255) ** 2).astype(np.uint8)
