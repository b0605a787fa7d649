"""Reads the codes of one frame. The decoders are imported with the first frame, not before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from walkdown.core.picture import CodeRead, Frame

if TYPE_CHECKING:
    from walkdown.vision.engine import Found, Quad

MOST_CHARACTERS = 4096
MOST_CODES = 128
_HOLD_S = 0.2  # the last way begins before this


class CodeReader:
    """QR, Micro QR, rMQR, Data Matrix, Aztec, PDF417, Code 128, Code 39 and EAN/UPC.

    One reader serves one thread. Symbologies are zxing-cpp's names: "QRCode", "EANUPC" and so on.
    """

    def __init__(self) -> None:
        self._turn = 0

    def read(
        self, frame: Frame, *, patient: bool = False, hold: bool = False
    ) -> tuple[CodeRead, ...]:
        """At most MOST_CODES codes, each (text, symbology) once, texts of at most MOST_CHARACTERS.

        Corners lie inside the frame, clockwise in it, from the symbol's own top left. About 20 ms
        for a 1280 × 720 frame; `patient` takes every way there is: a second or more for a photograph.
        `hold`: it is held still and not read, so a few ways more are worth it, up to 300 ms.
        """
        from walkdown.vision import steps
        from walkdown.vision.pixels import grey_of

        if not frame.width or not frame.height:
            return ()
        grey = grey_of(frame)
        self._turn += 1
        found = steps.patient(grey) if patient else steps.live(grey, self._turn)
        until = time.monotonic() + (_HOLD_S if hold else 0.0)
        while not found and time.monotonic() < until:
            self._turn += 1
            found = steps.live(grey, self._turn)
        return _told(found, frame)


def _told(found: list[Found], frame: Frame) -> tuple[CodeRead, ...]:
    """The first find of each text wins: the plain picture gives the most exact corners."""
    told: dict[tuple[str, str], CodeRead] = {}
    for code in found:
        key = (code.text, code.symbology)
        # A text cut short would be another text, so a longer one is left out whole.
        if key not in told and len(code.text) <= MOST_CHARACTERS and len(told) < MOST_CODES:
            corners = _corners(code.quad, frame)
            told[key] = CodeRead(code.text, code.raw, code.symbology, corners)
    return tuple(told.values())


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
