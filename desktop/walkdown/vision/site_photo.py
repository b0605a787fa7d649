"""The picture of the site: of a file that was picked only its pixels are taken, fewer, onto new paper."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.vision.bare_jpeg import is_bare
from walkdown.vision.bounds import bytes_of, decoded

if TYPE_CHECKING:
    from PIL.Image import Image

LONGEST_SIDE: Final = 1280
MOST_KEPT: Final = 300 * 1024
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
# The first that is small enough is taken; the last is, whatever the picture shows.
_TRIES: Final = ((1280, 85), (1280, 72), (1280, 60), (960, 60), (640, 55), (480, 40))


class PhotoFiles:
    """Implements the `PhotoReader` port."""

    def read(self, lease: Lease, path: PurePath) -> bytes:
        """The first picture of the file, upright, as a JPEG without any word beside its pixels.

        At most 1280 pixels a side and 300 KB. Blocking, seconds for a large picture. Raises
        Setback(PICTURE_UNREADABLE) for what is no JPEG, PNG or WebP, is damaged, over 128 MB or
        over 64 megapixels; WrongLease and LeaseEnded.
        """
        lease.check(Purpose.PHOTO_PICK)
        data = bytes_of(Path(path))
        lease.check(Purpose.PHOTO_PICK)
        upright, _ = decoded(data, _FORMATS, LONGEST_SIDE)
        jpeg = _small(upright)
        lease.check(Purpose.PHOTO_PICK)
        return jpeg


def _small(upright: Image) -> bytes:
    """Encoded anew, so small that it can lie beside every site. Raises Setback if that is not so."""
    for side, quality in _TRIES:
        jpeg = _encoded(_on_new_paper(upright, side), quality)
        if len(jpeg) <= MOST_KEPT and is_bare(jpeg):
            return jpeg
    raise Setback(Code.PICTURE_UNREADABLE, detail="not bare")


def _on_new_paper(upright: Image, side: int) -> Image:
    """Copied onto a picture of our own: what hangs on the old one (comment, profile, EXIF) stays there."""
    from PIL import Image

    copy = upright.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    paper = Image.new("RGB", copy.size, "white")
    paper.paste(copy)
    return paper


def _encoded(picture: Image, quality: int) -> bytes:
    """OpenCV gets an array of numbers and nothing else: it could not write more if it wanted to."""
    import cv2
    import numpy as np

    numbers = np.asarray(picture, np.uint8)[:, :, ::-1]  # RGB → BGR
    how = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, jpeg = cv2.imencode(".jpg", numbers, how)
    return jpeg.tobytes()
