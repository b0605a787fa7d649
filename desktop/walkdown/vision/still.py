"""A still picture, in the reading process: decoded, read with all patience, made small for the window."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from walkdown.app.ports import PictureCodes
from walkdown.core.picture import Frame
from walkdown.vision.bounds import decoded
from walkdown.vision.reader import CodeReader
from walkdown.vision.reading_words import PREVIEW_SIDE

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE: Final = 4000
# Only plain pixel formats: Pillow also opens formats that start other programs (EPS) or are rare.
FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF", "HEIF")


def picture_codes(data: bytes, reader: CodeReader, beat: Callable[[], None]) -> PictureCodes:
    """All codes of the first picture in the data, upright. `beat` is called once it is decoded.

    Raises Setback(PICTURE_UNREADABLE) for what is no picture, is damaged or over the bounds.
    """
    began = time.monotonic()
    upright, longest = decoded(data, FORMATS, LONGEST_SIDE)
    beat()
    frame = _frame(upright)
    scale = longest / max(frame.width, frame.height)
    codes = tuple(
        replace(code, corners=tuple((int(x * scale), int(y * scale)) for x, y in code.corners))
        for code in reader.read(frame, patient=True)
    )
    preview = _frame(_small(upright))
    ms = (time.monotonic() - began) * 1000
    return PictureCodes(codes, preview, max(1.0, longest / max(preview.width, preview.height)), ms)


def _frame(upright: Image) -> Frame:
    width, height = upright.size
    return Frame(width, height, upright.tobytes())


def _small(upright: Image) -> Image:
    from PIL import Image

    upright.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.BILINEAR)
    return upright
