"""Whether somebody holds a code still that is not read: then a frame may take longer."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

# Of 256; the noise of a camera in a dark room is about one on pictures as small as these.
_SAME: Final = 4.0
_SIZE: Final = (32, 18)
# A tenth of a second at 30 frames a second; and after a long look, a third of one without.
_STILL_FOR, _REST = 3, 10


class Stillness:
    """Looks at each frame of a camera before it is read, and is told what came of it."""

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None
        self._still = 0

    def is_held(self, grey: NDArray[np.uint8]) -> bool:
        """Whether this frame, like some before it, shows the same, and nothing was read in them."""
        small = cv2.resize(grey, _SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
        last, self._last = self._last, small
        moved = last is None or float(np.abs(small - last).mean()) > _SAME
        self._still = min(self._still, 0) if moved else self._still + 1
        if self._still < _STILL_FOR:
            return False
        self._still = -_REST
        return True

    def saw(self, codes: bool) -> None:
        """Where something was read there is nothing to look for."""
        if codes:
            self._still = min(self._still, 0)
