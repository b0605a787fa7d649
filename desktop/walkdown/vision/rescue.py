"""Second chance for QR symbols that were located but failed: curved and dirty labels."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from walkdown.vision.engine import Found, Grey, Located, Quad, scan, scan_and_locate

_QUIET = 5
_MOST_SYMBOLS = 6
_SMALLEST = 20
_BENDS = (0.03, -0.03, 0.06, -0.06, 0.1, -0.1, 0.15, -0.15)


def read_or_rescue(grey: Grey, budget_s: float) -> list[Found]:
    """Codes that read at once, and those that read after smoothing and un-bending within `budget_s`."""
    found, located = scan_and_locate(grey)
    until = time.monotonic() + budget_s
    for symbol in [each for each in located if _worth_it(each.quad)][:_MOST_SYMBOLS]:
        if any(_covers(known.quad, symbol.quad) for known in found):
            continue
        rescued = _rescue(grey, symbol, until)
        if rescued:
            found.append(rescued)
        if time.monotonic() > until:
            break
    return found


def _rescue(grey: Grey, symbol: Located, until: float) -> Found | None:
    module = 6 if symbol.version < 8 else 4
    near, far = _QUIET * module, (_QUIET + 17 + 4 * symbol.version) * module
    for variant in _variants(_rectified(grey, symbol.quad, near, far), near, far):
        for read in scan(variant):
            return replace(read, quad=symbol.quad)
        if time.monotonic() > until:
            break
    return None


def _rectified(grey: Grey, quad: Quad, near: int, far: int) -> Grey:
    """The symbol as a square from `near` to `far` with a quiet zone around it."""
    square = np.array([[near, near], [far, near], [far, far], [near, far]], np.float32)
    to_frame = cv2.getPerspectiveTransform(square, quad.astype(np.float32))
    crop = cv2.warpPerspective(
        grey,
        to_frame,
        (near + far, near + far),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(crop, np.uint8)


def _variants(crop: Grey, near: int, far: int) -> Iterator[Grey]:
    """Smoothed versions first, then versions un-bent by small parabolas in y and x."""
    yield _smooth(crop, 1.5)
    yield _smooth(crop, 2.5)
    yield _smooth(np.asarray(cv2.createCLAHE(2.0, (4, 4)).apply(crop), np.uint8), 1.8)
    base = _smooth(crop, 1.2)
    middle, half = (near + far) / 2, (far - near) / 2
    side = np.arange(near + far, dtype=np.float32)
    x, y = np.meshgrid(side, side)
    arch_x, arch_y = (half - (axis - middle) ** 2 / half for axis in (x, y))
    for bend in _BENDS:
        yield _bent(base, x, y + bend * arch_x)
        yield _bent(base, x + bend * arch_y, y)


def _smooth(crop: Grey, sigma: float) -> Grey:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), sigma), np.uint8)


def _bent(crop: Grey, x: NDArray[np.float32], y: NDArray[np.float32]) -> Grey:
    bent = cv2.remap(crop, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(bent, np.uint8)


def _worth_it(quad: Quad) -> bool:
    convex = cv2.isContourConvex(quad.astype(np.float32))
    return convex and bool(np.ptp(quad, axis=0).min() > _SMALLEST)


def _covers(known: Quad, quad: Quad) -> bool:
    x, y = quad.mean(axis=0)
    return cv2.pointPolygonTest(known.astype(np.float32), (float(x), float(y)), False) >= 0
