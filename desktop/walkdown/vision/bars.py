"""Bar codes at any angle and out of focus: patches of parallel strokes, each turned upright and read.

The structure tensor of a picture of half the size tells where strokes run in one direction
(labels.md section 3). Smoothing along the bars takes away noise; widening across them, blur.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from walkdown.vision.engine import STROKES, Found, Grey, scan_upright

Floats = NDArray[np.float32]

_CELL: Final = 4  # pixels of the picture to a cell of the tensor
_WINDOW: Final = 13  # cells: about as wide as a small bar code is high
_LEAST_SIDE: Final = 8 * _CELL
_SHORTEST: Final = 60.0  # pixels across the bars: fewer hold no code
_LEAST_SHAPE: Final = 0.6  # across to along: what is higher is the edge of something
_LEAST_STROKES: Final = 1e-4  # below this it is the noise of an even surface
_ONE_DIRECTION: Final = 0.25  # radians
_WIDER: Final = (2, 3)
_ALONG: Final = (1, 5, 11)


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch of strokes: its middle, the unit vectors across and along the bars, and both sizes."""

    middle: Floats
    across: Floats
    along: Floats
    width: float
    height: float


def read_bars(grey: Grey, budget_s: float, most: int = 4) -> list[Found]:
    """The bar codes found in the `most` strongest patches, within about `budget_s`.

    Corners are in the picture's own pixels. None are found where a side is under _LEAST_SIDE.
    """
    until = time.monotonic() + budget_s
    found: list[Found] = []
    if min(grey.shape) < _LEAST_SIDE:
        return found
    for patch in islice(_patches(grey), most):
        found += _read(grey, patch, until)
        if time.monotonic() > until:
            break
    return found


def _read(grey: Grey, patch: Patch, until: float) -> list[Found]:
    """The codes that two pictures of the patch agree on: one alone is misread now and then."""
    once: dict[tuple[str, str], Found] = {}
    for wider in _WIDER:
        forth = _to_picture(patch, wider)
        upright = _upright(grey, patch, forth, wider)
        for along in _ALONG:
            smooth = upright if along == 1 else cv2.blur(upright, (1, along))
            codes = scan_upright(np.asarray(smooth, np.uint8), STROKES)
            sure = [code for code in codes if (code.text, code.symbology) in once]
            if sure:
                return [_in_picture(code, forth) for code in sure]
            once.update({(code.text, code.symbology): code for code in codes})
            if time.monotonic() > until:
                return []
    return []


def _upright(grey: Grey, patch: Patch, forth: NDArray[np.float64], wider: int) -> Grey:
    size = (int(patch.width * wider), int(patch.height))
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    upright = cv2.warpAffine(grey, forth, size, flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(upright, np.uint8)


def _in_picture(code: Found, forth: NDArray[np.float64]) -> Found:
    return replace(code, quad=code.quad @ forth[:, :2].T + forth[:, 2])


def _to_picture(patch: Patch, wider: int) -> NDArray[np.float64]:
    """The 2 × 3 matrix from the upright patch, `wider` times as wide, to the picture."""
    corner = patch.middle - patch.across * patch.width / 2 - patch.along * patch.height / 2
    return np.column_stack([patch.across / wider, patch.along, corner]).astype(np.float64)


def _patches(grey: Grey) -> Iterator[Patch]:
    """The strongest first."""
    strokes, angles = _strokes(grey)
    for _ in range(strokes.size):
        _, strongest, _, (x, y) = cv2.minMaxLoc(strokes)
        if strongest <= _LEAST_STROKES:
            return
        angle = float(angles[y, x])
        off = np.abs((angles - angle + math.pi / 2) % math.pi - math.pi / 2)
        alike = ((strokes > 0.2 * strongest) & (off < _ONE_DIRECTION)).astype(np.uint8)
        _, names = cv2.connectedComponents(alike)
        here = names == names[y, x]
        patch = _patch(here, angle)
        strokes[here] = 0
        strokes[max(0, y - 2) : y + 3, max(0, x - 2) : x + 3] = 0
        if patch.width >= max(_SHORTEST, patch.height * _LEAST_SHAPE):
            yield patch


def _strokes(grey: Grey) -> tuple[Floats, Floats]:
    """For each cell: contrast × how much it is in one direction, and the angle across the strokes."""
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    across, down = cv2.Sobel(half, cv2.CV_32F, 1, 0), cv2.Sobel(half, cv2.CV_32F, 0, 1)
    xx, yy, xy = _pooled(across * across), _pooled(down * down), _pooled(across * down)
    directed = np.sqrt((xx - yy) ** 2 + 4 * xy * xy)
    light = _pooled(half.astype(np.float32)) + 20
    strength = directed / light**2 * (directed / (xx + yy + 1e-3))
    return strength.astype(np.float32), (0.5 * np.arctan2(2 * xy, xx - yy)).astype(np.float32)


def _pooled(each: cv2.typing.MatLike) -> Floats:
    small = cv2.resize(each, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(small, (_WINDOW, _WINDOW)), np.float32)


def _patch(cells: NDArray[np.bool_], angle: float) -> Patch:
    """The patch with room for a quiet zone at both ends; the window has blurred its rim."""
    points = np.argwhere(cells)[:, ::-1].astype(np.float32) * _CELL + _CELL / 2
    across = np.array([math.cos(angle), math.sin(angle)], np.float32)
    along = np.array([-across[1], across[0]], np.float32)
    at_across, at_along = points @ across, points @ along
    middle = across * _middle(at_across) + along * _middle(at_along)
    width = float(np.ptp(at_across)) + _WINDOW * _CELL * 1.6 + 24
    return Patch(middle, across, along, width, max(24.0, float(np.ptp(at_along)) * 0.8 + 8))


def _middle(values: NDArray[np.floating[Any]]) -> float:
    return float(values.min() + values.max()) / 2
