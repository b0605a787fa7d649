"""Codes in a picture file, which is also a source of frames like a camera."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead, Frame
from walkdown.vision.bounds import check_file, decoded
from walkdown.vision.reader import CodeReader

LONGEST_SIDE: Final = 4000
# Only plain pixel formats: Pillow also opens formats that start other programs (EPS) or are rare.
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
# A still picture is given again and again, as a camera that is held still would.
PACE_S: Final = 0.1


class PictureSource:
    """A picture file behind the same port as a camera: implements `FrameSource`.

    Raises Setback(PICTURE_UNREADABLE) at the first `read` for what is no picture.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._frame: Frame | None = None
        self._closed = False
        self.scale = 1.0
        """How much larger the file's own picture is than the frame."""

    def read(self) -> Frame | None:
        """The upright picture; None once closed."""
        if self._closed:
            return None
        if self._frame is None:
            check_file(self._file)
            self._frame, self.scale = _frame(self._file)
        else:
            time.sleep(PACE_S)
        return self._frame

    def close(self) -> None:
        """Let the picture go."""
        self._closed, self._frame = True, None


class PictureFiles:
    """Implements the `PictureReader` port."""

    def read(self, lease: Lease, path: PurePath) -> tuple[CodeRead, ...]:
        """All codes of the first picture in the file, corners in the pixels of the upright picture.

        Blocking, seconds for a large picture. Raises Setback(PICTURE_UNREADABLE) for what is no
        picture, is damaged, over 128 MB or over 64 megapixels; WrongLease and LeaseEnded.
        """
        lease.check(Purpose.PHOTO_PICK)
        source = PictureSource(Path(path))
        frame = source.read()
        lease.check(Purpose.PHOTO_PICK)
        codes = CodeReader().read(frame, patient=True) if frame else ()
        return tuple(replace(code, corners=_scaled(code.corners, source.scale)) for code in codes)


def _frame(file: Path) -> tuple[Frame, float]:
    """The upright picture, and how much larger the file's own picture is."""
    upright, longest = decoded(file, _FORMATS, LONGEST_SIDE)
    width, height = upright.size
    return Frame(width, height, upright.tobytes()), longest / max(width, height)


def _scaled(corners: tuple[tuple[int, int], ...], scale: float) -> tuple[tuple[int, int], ...]:
    return tuple((int(x * scale), int(y * scale)) for x, y in corners)
