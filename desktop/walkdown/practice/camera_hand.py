"""The hand that holds the practice camera: where a label's corners are in each frame."""

from __future__ import annotations

import math
import random

from walkdown.practice.camera_troubles import Strain

Corner = tuple[float, float]
# How much of a frame 720 high a label takes, from its middle (pixels).
_HALF_WIDTH, _HALF_HEIGHT = 455, 280
_HIGH = 720


class Hand:
    """Unsteady as a person's, and the same for the same seed."""

    def __init__(self, seed: int, size: tuple[int, int]) -> None:
        """`size` of the frame, in pixels."""
        chance = random.Random(seed)  # noqa: S311 - a look, not a secret
        self._phases = [chance.uniform(0, math.tau) for _ in range(8)]
        self._size = size
        self._scale = size[1] / _HIGH
        self.number = 0

    def sway(self, which: int, frames: float, ahead: float = 0.0) -> float:
        """-1 to 1, around and back in so many frames; `ahead`: so many frames from now."""
        return math.sin(self._phases[which] + math.tau * (self.number + ahead) / frames)

    def corners(self, size: tuple[int, int], strain: Strain, zoom: float = 1.0) -> list[Corner]:
        """Where a label's corners are now: held askew, nearer and farther, tilting."""
        turn = math.radians(-6 + 5 * self.sway(0, 97) + 2 * self.sway(1, 31))
        fits = min(_HALF_WIDTH / size[0], _HALF_HEIGHT / size[1]) * self._scale
        reach = (1 + 0.09 * self.sway(2, 131)) * fits * strain.reach * zoom
        half, tall = reach * size[0], reach * size[1]
        x, y = self._middle(strain, zoom)
        lean, nod = 0.10 * self.sway(5, 83), 0.10 * self.sway(6, 67)
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

    def _middle(self, strain: Strain, zoom: float) -> Corner:
        closer = zoom * self._scale
        x = self._size[0] / 2 + (34 * self.sway(3, 73) + strain.shift[0]) * closer
        y = self._size[1] / 2 + (22 * self.sway(4, 59) + strain.shift[1]) * closer
        return x, y
