"""How large a picture says it is, read from its first boxes: before a decoder sees a byte of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

# Each scan of a JPEG is a pass over all pixels, and may be a few bytes long: cameras make ten.
_START_OF_SCAN: Final = b"\xff\xda"
_MOST_SCANS: Final = 64
# A phone's 48 megapixels are some 200 tiles, each an item; a bomb is a hundred thousand of them.
_MOST_ITEMS: Final = 1024
_MOST_BOXES: Final = 8192
_HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
# Boxes of boxes on the way to the sizes, and how many bytes stand before the first inner one.
_INSIDE: Final = {b"meta": 4, b"iprp": 0, b"ipco": 0}


def too_much(data: bytes, most_pixels: int) -> str:
    """Why this picture must not be given to a decoder, in a few words; empty where it may.

    JPEG by its scans, WebP by its canvas, HEIC by the sizes and number of its items. PNG, GIF,
    BMP, TIFF and JPEG tell their size to Pillow without being decoded.
    """
    if data.startswith(b"\xff\xd8"):
        return "too many scans" if data.count(_START_OF_SCAN) > _MOST_SCANS else ""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _large(*_webp_size(data), most_pixels)
    if is_heif(data):
        return _heif(data, most_pixels)
    return ""


def is_heif(data: bytes) -> bool:
    """Whether the file begins as a phone's HEIC does."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS


def _large(width: int, height: int, most_pixels: int) -> str:
    return f"{width} x {height} pixels" if width * height > most_pixels else ""


def _webp_size(data: bytes) -> tuple[int, int]:
    """Of the canvas, or of the one picture there is; 0 where none is told, which Pillow refuses."""
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        return _number(body[4:7]) + 1, _number(body[7:10]) + 1
    if kind == b"VP8L":
        bits = _number(body[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _number(body[6:8]) & 0x3FFF, _number(body[8:10]) & 0x3FFF


def _number(little: bytes) -> int:
    return int.from_bytes(little, "little")


def _heif(data: bytes, most_pixels: int) -> str:
    sizes = 0
    for boxes, (kind, body) in enumerate(_boxes(memoryview(data))):
        if boxes > _MOST_BOXES:
            return "too many boxes"
        if kind == b"iinf" and _item_count(body) > _MOST_ITEMS:
            return "too many items"
        if kind == b"ispe":
            sizes += 1
            width, height = _big(body[4:8]), _big(body[8:12])
            if large := _large(width, height, most_pixels):
                return large
    return "" if sizes else "no size"


def _item_count(body: memoryview) -> int:
    """Of `iinf`: 16 bits in its version 0, else 32."""
    return _big(body[4:6]) if body[0:1].tobytes() == b"\0" else _big(body[4:8])


def _boxes(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """All boxes in order, those inside of `meta`, `iprp` and `ipco` after the one that holds them."""
    at = 0
    while at + 8 <= len(data):
        size, head = _big(data[at : at + 4]), 8
        kind = bytes(data[at + 4 : at + 8])
        if size == 1:
            size, head = _big(data[at + 8 : at + 16]), 16
        elif size == 0:
            size = len(data) - at
        if size < head:
            return
        body = data[at + head : at + size]
        yield kind, body
        if kind in _INSIDE:
            yield from _boxes(body[_INSIDE[kind] :])
        at += size


def _big(data: memoryview) -> int:
    return int.from_bytes(data, "big")
