"""Frames as arrays and arrays as frames. Heavy to import: see `reader.py`."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import cv2
import numpy as np

from walkdown.core.picture import Frame
from walkdown.vision.engine import Grey

# Of 256, between the strongest and the weakest of the three; and how much of the picture has it.
_COLOUR: Final = 70
_ENOUGH: Final = 0.02


class Plane(IntEnum):
    """A colour that a red, or a blue, print differs in, whatever it is printed on."""

    RED = 0
    BLUE = 2


def grey_of(frame: Frame) -> Grey:
    """Brightness, height × width, uint8."""
    rgb = np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def plane_of(frame: Frame, plane: Plane) -> Grey:
    """One of the three colours alone, height × width, uint8."""
    rgb = np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)
    return np.ascontiguousarray(rgb[:, :, plane])


def planes_of(frame: Frame) -> tuple[Grey, ...]:
    """The colours that are worth a look of their own; none where there is little colour."""
    return tuple(plane_of(frame, plane) for plane in Plane) if is_colourful(frame) else ()


def is_colourful(frame: Frame) -> bool:
    """Whether there is enough colour for a code that only differs in it: not of grey things in a room."""
    rgb = np.frombuffer(frame.rgb, np.uint8).reshape(frame.height, frame.width, 3)
    few = rgb[::8, ::8].astype(np.int16)
    return bool((np.ptp(few, axis=2) > _COLOUR).mean() > _ENOUGH)


def frame_of_bgr(bgr: cv2.typing.MatLike) -> Frame:
    """OpenCV's own order of colours, height × width × 3, as a frame."""
    height, width = bgr.shape[:2]
    return Frame(width, height, cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB).tobytes())
