"""Makes firmware files for practice devices: MCUboot images, the same bytes for the same words."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from typing import Final

MAGIC: Final = 0x96F3B83D
HEADER_SIZE: Final = 32
TLV_MAGIC, TLV_MAGIC_PROTECTED = 0x6907, 0x6908
TLV_SHA256: Final = 0x10
DIGEST_SIZE: Final = 32
SMALLEST: Final = HEADER_SIZE + 4 + 4 + DIGEST_SIZE  # no body at all
Version = tuple[int, int, int, int]

_VERSION = re.compile(r"(\d{1,3})\.(\d{1,3})\.(\d{1,5})(?:\.(\d{1,10}))?", re.ASCII)
_HIGHEST: Version = (0xFF, 0xFF, 0xFFFF, 0xFFFF_FFFF)


def version_of(text: str) -> Version:
    """Major, minor, revision and build (0 without one) of "3.4.1" or "3.4.1.7".

    ValueError for what no image header can hold, and for what a device would write differently.
    """
    parts = _VERSION.fullmatch(text)
    if parts is None:
        raise ValueError(f"{text!a} is not a version of the form 1.2.3")
    major, minor, revision, build = (int(part or 0) for part in parts.groups())
    version = (major, minor, revision, build)
    if any(n > most for n, most in zip(version, _HIGHEST, strict=True)):
        raise ValueError(f"{text!a} has a number that is too large")
    if version_text(version) != text:
        raise ValueError(f"{text!a} is not written as a device writes it")
    return version


def is_version(text: str) -> bool:
    """Whether an image can have this version."""
    try:
        version_of(text)
    except ValueError:
        return False
    return True


def version_text(version: Version) -> str:
    """As Zephyr writes it: the build only where there is one."""
    return ".".join(str(n) for n in (version if version[3] else version[:3]))


def print_image(version: str, size: int = 4096, *, product: str = "", flags: int = 0) -> bytes:
    """A whole image of `size` bytes (protocols.md 5.4), its digest right, its body invented.

    ValueError for a version that cannot be, or a size too small to hold header and digest.
    """
    if size < SMALLEST:
        raise ValueError(f"an image of {size} bytes cannot exist")
    body = _body(f"{product}/{version}", size - SMALLEST)
    header = struct.pack(
        "<LLHHLLBBHL4x", MAGIC, 0, HEADER_SIZE, 0, len(body), flags, *version_of(version)
    )
    digest = hashlib.sha256(header + body).digest()
    tlv = struct.pack("<BxH", TLV_SHA256, len(digest)) + digest
    return header + body + struct.pack("<HH", TLV_MAGIC, 4 + len(tlv)) + tlv


def _body(words: str, size: int) -> bytes:
    """Looks like code: does not repeat, does not compress."""
    return b"".join(_blocks(words, size))[:size]


def _blocks(words: str, size: int) -> Iterator[bytes]:
    for number in range(-(-size // DIGEST_SIZE)):
        yield hashlib.sha256(f"{words}#{number}".encode()).digest()
