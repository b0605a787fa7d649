"""The site's photo as pixels for the screen and for paper; what is no such picture is none."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QImage, QPixmap

_MOST_BYTES: Final = 1024 * 1024
_MOST_SIDE: Final = 1280
_JPEG: Final = b"\xff\xd8\xff"  # else Qt would try every format it knows


def site_image(jpeg: bytes) -> QImage | None:
    """The picture that was kept, at most 1280 pixels a side; None where there is none. Any thread."""
    if not jpeg.startswith(_JPEG) or len(jpeg) > _MOST_BYTES:
        return None
    image = QImage.fromData(jpeg)
    if image.isNull() or max(image.width(), image.height()) > _MOST_SIDE:
        return None
    return image


def site_picture(jpeg: bytes) -> QPixmap | None:
    """The same for widgets; the window's thread only."""
    image = site_image(jpeg)
    return None if image is None else QPixmap.fromImage(image)
