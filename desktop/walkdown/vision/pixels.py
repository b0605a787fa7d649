"""Frames as arrays and arrays as frames. Heavy to import: see `reader.py`."""

from __future__ import annotations

import cv2
import numpy as np

from walkdown.core.picture import Frame
from walkdown.vision.engine import Grey


def grey_of(frame: Frame) -> Grey:
    """Brightness, height × width, uint8."""
    rgb = np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def frame_of_bgr(bgr: cv2.typing.MatLike) -> Frame:
    """OpenCV's own order of colours, height × width × 3, as a frame."""
    height, width = bgr.shape[:2]
    return Frame(width, height, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).tobytes())
