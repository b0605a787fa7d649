"""Codes in a picture file. Everything about the file is measured before it is decoded."""

from __future__ import annotations

import stat
import time
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.reader import CodeReader

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 128 * 1024 * 1024
MOST_PIXELS: Final = 64_000_000
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
            _check_file(self._file)
            self._frame, self.scale = _decoded(self._file)
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


def _check_file(file: Path) -> None:
    """A regular file (never a pipe or a device, which would block) of a bounded size."""
    try:
        about = file.stat()
    except (OSError, ValueError) as error:
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error
    if not stat.S_ISREG(about.st_mode):
        raise Setback(Code.PICTURE_UNREADABLE, detail="not a file")
    if not 0 < about.st_size <= MOST_BYTES:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{about.st_size} bytes")


def _decoded(file: Path) -> tuple[Frame, float]:
    """The upright picture, at most LONGEST_SIDE, and how much larger the file's own picture is."""
    from PIL import Image

    # Pillow then refuses by itself what a decoder would allocate while opening (WebP, TIFF).
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(file, formats=_FORMATS) as picture:
            longest = _checked_size(picture)
            upright = _upright(picture)
    except Setback:
        raise
    except Exception as error:
        # A border: what Pillow raises on damaged files is open-ended (OSError, SyntaxError,
        # struct.error, ZeroDivisionError, DecompressionBombError ...), and all mean the same here.
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error
    width, height = upright.size
    return Frame(width, height, upright.tobytes()), longest / max(width, height)


def _checked_size(picture: Image) -> int:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{width} × {height} pixels")
    return max(width, height)


def _upright(picture: Image) -> Image:
    """Decode, turned as the camera was held, scaled down, in RGB, the transparent parts white."""
    from PIL import Image, ImageOps

    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    clear = picture.has_transparency_data
    upright = _eight_bit(picture).convert("RGBA" if clear else "RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BOX)
    if clear:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright).convert("RGB")
    return upright


def _eight_bit(picture: Image) -> Image:
    """16-bit grey would be cut off at 255 when converted; it is divided instead."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture


def _scaled(corners: tuple[tuple[int, int], ...], scale: float) -> tuple[tuple[int, int], ...]:
    return tuple((int(x * scale), int(y * scale)) for x, y in corners)
