"""Whether the bytes of a JPEG are nothing but a picture: no EXIF, place, comment, profile or thumbnail."""

from __future__ import annotations

from typing import Final

_START, _END, _SCAN, _JFIF = 0xD8, 0xD9, 0xDA, 0xE0
# Tables, frames of a plain picture, restart interval: what a decoder needs (ITU-T T.81, table B.1).
_NEEDED: Final = frozenset({0xDB, 0xC0, 0xC1, 0xC2, 0xC4, 0xDD})
_JFIF_WORDS: Final = b"JFIF\x00\x01"
_JFIF_LENGTH: Final = 16  # a longer one carries a thumbnail
_MOST_SIDE: Final = 1280


def is_bare(jpeg: bytes) -> bool:
    """Walk all segments from start to end: any other than those needed, or a byte after, is too much."""
    if not jpeg.startswith(b"\xff\xd8"):
        return False
    at, scans = 2, 0
    while (segment := _segment(jpeg, at)) is not None:
        marker, body = segment
        if marker == _END:
            return scans > 0 and at + 2 == len(jpeg)
        if not _may_stand(marker, body):
            return False
        at += 4 + len(body)
        if marker == _SCAN:
            at, scans = _after_scan(jpeg, at), scans + 1
    return False


def _segment(jpeg: bytes, at: int) -> tuple[int, bytes] | None:
    """The marker at this place and what stands in its segment; None where there is none, or half of one."""
    if len(jpeg) < at + 2 or jpeg[at] != 0xFF:
        return None
    marker = jpeg[at + 1]
    if marker == _END:
        return marker, b""
    length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    if length < 2 or at + 2 + length > len(jpeg):
        return None
    return marker, jpeg[at + 4 : at + 2 + length]


def _may_stand(marker: int, body: bytes) -> bool:
    if marker == _JFIF:
        return len(body) == _JFIF_LENGTH - 2 and body.startswith(_JFIF_WORDS)
    if marker in (0xC0, 0xC1, 0xC2):
        height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
        return 0 < width <= _MOST_SIDE and 0 < height <= _MOST_SIDE
    return marker == _SCAN or marker in _NEEDED


def _after_scan(jpeg: bytes, at: int) -> int:
    """Where the coded pixels end: at a marker that is neither a stuffed byte nor a restart."""
    while (at := jpeg.find(b"\xff", at)) >= 0 and at + 1 < len(jpeg):
        if jpeg[at + 1] != 0 and not 0xD0 <= jpeg[at + 1] <= 0xD7:
            return at
        at += 2
    return len(jpeg)
