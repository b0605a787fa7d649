"""What is known of the laptop's cameras: which there are, and what the one in use lets itself be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Size = tuple[int, int]
"""Width and height in pixels."""

HD: Final[Size] = (1280, 720)
FULL_HD: Final[Size] = (1920, 1080)
SIZES: Final = (HD, FULL_HD)
CLOSE_UP: Final = 2.0
MOST_ZOOM: Final = 4.0


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """One camera that can be chosen: `key` is the same each time it is plugged in, `name` is shown."""

    key: str
    name: str


ANY_CAMERA: Final = CameraInfo("", "Camera")
"""The first one, where the computer does not say which there are."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the camera in use can be told. Zoom is always there: what it cannot do itself is cut out.

    `light`: a lamp, or a brighter picture. `focus`: it focuses again when asked. `sizes`: those of
    SIZES that it gives.
    """

    light: bool = False
    focus: bool = False
    sizes: tuple[Size, ...] = ()


NO_OFFERS: Final = Offers()
