"""A frame of pixels and the codes read in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: `rgb` holds `height` rows of `width` pixels, three bytes each, no padding."""

    width: int
    height: int
    rgb: bytes

    def __post_init__(self) -> None:
        if len(self.rgb) != self.width * self.height * 3:
            raise ValueError("a frame holds exactly width × height × 3 bytes")


@dataclass(frozen=True, slots=True)
class CodeRead:
    """One code found in a frame; `corners` are four (x, y) pixel positions, clockwise from top left.

    `aim` is the symbology's identifier as hand scanners send it, "]d2" for GS1 in a Data Matrix.
    """

    text: str
    raw: bytes
    symbology: str
    corners: tuple[tuple[int, int], ...]
    aim: str = ""

    def off(self, place: tuple[float, float]) -> float:
        """How far the middle of its corners is from a place in the frame: pixels, squared."""
        middle_x = sum(x for x, _ in self.corners) / max(1, len(self.corners))
        middle_y = sum(y for _, y in self.corners) / max(1, len(self.corners))
        return (middle_x - place[0]) ** 2 + (middle_y - place[1]) ** 2
