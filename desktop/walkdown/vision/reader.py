"""Reads the codes of one frame. The decoders are imported with the first frame, not before."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from walkdown.core.picture import CodeRead, Frame

if TYPE_CHECKING:
    from walkdown.vision.engine import Found, Quad
    from walkdown.vision.steps import Steps

MOST_CHARACTERS = 4096
MOST_CODES = 128


class CodeReader:
    """QR, Micro QR, rMQR, Data Matrix, Aztec, PDF417, Code 128, Code 39, EAN/UPC and long ITF.

    One reader serves one thread. Symbologies are zxing-cpp's names: "QRCode", "EANUPC" and so on.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._steps: Steps | None = None

    def read(
        self, frame: Frame, *, patient: bool = False, hold: bool = False
    ) -> tuple[CodeRead, ...]:
        """At most MOST_CODES codes, each (text, symbology) once, texts of at most MOST_CHARACTERS.

        The nearest to the middle comes first. Corners lie inside the frame, clockwise in it, from
        the symbol's own top left. Under 33 ms for a 1280 × 720 frame; `hold`: it is held still and
        was not read, so more ways are worth it, up to 300 ms; `patient` takes every way there is, a
        second or more for a photograph.
        """
        from walkdown.vision import steps
        from walkdown.vision.pixels import grey_of, planes_of

        if not frame.width or not frame.height:
            return ()
        grey = grey_of(frame)
        if self._steps is None:
            self._steps = steps.Steps(self._now)
        if patient:
            return _told(steps.patient(grey, planes_of(frame)), frame)
        return _told(self._steps.hold(grey) if hold else self._steps.live(grey), frame)


def _told(found: list[Found], frame: Frame) -> tuple[CodeRead, ...]:
    """The first find of each text wins: the plain picture gives the most exact corners."""
    told: dict[tuple[str, str], CodeRead] = {}
    for code in found:
        key = (code.text, code.symbology)
        # A text cut short would be another text, so a longer one is left out whole.
        if key not in told and len(code.text) <= MOST_CHARACTERS and len(told) < MOST_CODES:
            corners = _corners(code.quad, frame)
            told[key] = CodeRead(code.text, code.raw, code.symbology, corners, code.aim)
    middle = (frame.width / 2, frame.height / 2)
    return tuple(sorted(told.values(), key=lambda code: code.off(middle)))


def _corners(quad: Quad, frame: Frame) -> tuple[tuple[int, int], ...]:
    corners = [
        (min(max(round(x), 0), frame.width - 1), min(max(round(y), 0), frame.height - 1))
        for x, y in quad.tolist()
    ]
    if _doubled_area(corners) < 0:  # a mirrored symbol, seen through glass
        corners[1], corners[3] = corners[3], corners[1]
    return tuple(corners)


def _doubled_area(corners: list[tuple[int, int]]) -> int:
    """Twice the area; negative where the corners run counter-clockwise on the screen (y downwards)."""
    return sum(
        x * next_y - next_x * y
        for (x, y), (next_x, next_y) in zip(corners, corners[1:] + corners[:1], strict=True)
    )
