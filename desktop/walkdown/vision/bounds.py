"""A picture from outside: measured before it is decoded, turned upright, scaled down to plain pixels."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from walkdown.core.trouble import Code, Setback

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 128 * 1024 * 1024
MOST_PIXELS: Final = 64_000_000


def check_file(file: Path) -> None:
    """A regular file (never a pipe or a device, which would block) of a bounded size."""
    try:
        about = file.stat()
    except (OSError, ValueError) as error:
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error
    if not stat.S_ISREG(about.st_mode):
        raise Setback(Code.PICTURE_UNREADABLE, detail="not a file")
    if not 0 < about.st_size <= MOST_BYTES:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{about.st_size} bytes")


def decoded(file: Path | io.BytesIO, formats: tuple[str, ...], side: int) -> tuple[Image, int]:
    """The upright picture in RGB, at most `side` pixels long, and how long the file's own one is.

    Only `formats` (Pillow's names) are tried. Raises Setback(PICTURE_UNREADABLE).
    """
    from PIL import Image

    # Pillow then refuses by itself what a decoder would allocate while opening (WebP, TIFF).
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(file, formats=formats) as picture:
            longest = _checked_size(picture)
            return _upright(picture, side), longest
    except Setback:
        raise
    except Exception as error:
        # A border: what Pillow raises on damaged files is open-ended (OSError, SyntaxError,
        # struct.error, ZeroDivisionError, DecompressionBombError ...), and all mean the same here.
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error


def _checked_size(picture: Image) -> int:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{width} × {height} pixels")
    return max(width, height)


def _upright(picture: Image, side: int) -> Image:
    """Decode, turned as the camera was held, scaled down, in RGB, the transparent parts white."""
    from PIL import Image, ImageOps

    picture.draft("RGB", (side, side))
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    clear = picture.has_transparency_data
    upright = _eight_bit(picture).convert("RGBA" if clear else "RGB")
    upright.thumbnail((side, side), Image.Resampling.BOX)
    if clear:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright).convert("RGB")
    return upright


def _eight_bit(picture: Image) -> Image:
    """16-bit grey would be cut off at 255 when converted; it is divided instead."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture
