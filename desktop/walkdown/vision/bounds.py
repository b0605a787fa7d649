"""A picture from outside: measured before it is decoded, turned upright, scaled down to plain pixels."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from walkdown.core.trouble import Code, Setback
from walkdown.vision.declared import is_heif, too_much

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES: Final = 128 * 1024 * 1024
MOST_PIXELS: Final = 64_000_000


def bytes_of(file: Path) -> bytes:
    """What is in the file, read once, so that what was measured is what is decoded.

    Raises Setback(PICTURE_UNREADABLE) for what is no regular file (a pipe or a device would block),
    is empty, or over MOST_BYTES.
    """
    _check_file(file)
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error
    check_bytes(data)
    return data


def check_bytes(data: bytes) -> None:
    """Raise Setback(PICTURE_UNREADABLE) for what a decoder must not be given: see `too_much`."""
    if not 0 < len(data) <= MOST_BYTES:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{len(data)} bytes")
    if why := too_much(data, MOST_PIXELS):
        raise Setback(Code.PICTURE_UNREADABLE, detail=why)


def _check_file(file: Path) -> None:
    try:
        about = file.stat()
    except (OSError, ValueError) as error:
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error
    if not stat.S_ISREG(about.st_mode):
        raise Setback(Code.PICTURE_UNREADABLE, detail="not a file")
    if not 0 < about.st_size <= MOST_BYTES:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{about.st_size} bytes")


def decoded(data: bytes, formats: tuple[str, ...], side: int) -> tuple[Image, int]:
    """The upright picture in RGB, at most `side` pixels long, and how long the file's own one is.

    Only `formats` (Pillow's names) are tried. Raises Setback(PICTURE_UNREADABLE).
    """
    from PIL import Image

    check_bytes(data)
    # Pillow then refuses by itself what a decoder would allocate while opening (TIFF).
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        if "HEIF" in formats and is_heif(data):
            _know_heif()
        with Image.open(io.BytesIO(data), formats=formats) as picture:
            longest = _checked_size(picture)
            return _upright(picture, side), longest
    except Setback:
        raise
    except Exception as error:
        # A border: what Pillow raises on damaged files is open-ended (OSError, SyntaxError,
        # struct.error, ZeroDivisionError, DecompressionBombError ...), and all mean the same here.
        raise Setback(Code.PICTURE_UNREADABLE, detail=type(error).__name__) from error


def _know_heif() -> None:
    """Teach Pillow the pictures of phones: one thread, and nothing beside the picture itself."""
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def _checked_size(picture: Image) -> int:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Setback(Code.PICTURE_UNREADABLE, detail=f"{width} x {height} pixels")
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
