"""A firmware file for the MCUboot bootloader: its header, its digest, and nothing else in it (5.4)."""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterator
from typing import Final

from walkdown.core.firmware import Image

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ENTRIES: Final = 64

_MAGIC: Final = 0x96F3B83D
_HEADER: Final = struct.Struct("<IIHHIIBBHII")
_INFO: Final = struct.Struct("<HH")
_ENTRY: Final = struct.Struct("<BBH")
_INFO_MAGIC: Final = 0x6907
_PROTECTED_MAGIC: Final = 0x6908
_SHA256: Final = 0x10
_LONGER_HASHES: Final = (0x11, 0x12)
_ENCRYPTED: Final = 0x04 | 0x08
_NOT_BOOTABLE: Final = 0x10
_ZIP: Final = b"PK\x03\x04"
_HEX: Final = b":"


class ImageBroken(Exception):
    """Not a firmware image that can be sent. The text is one plain sentence for the person."""


def read_image(content: bytes) -> Image:
    """The image that a whole file is; ImageBroken for anything else.

    The digest that the bootloader goes by is computed anew and must be the one in the file.
    """
    if len(content) > MOST_BYTES:
        raise ImageBroken("The file is larger than any firmware.")
    header_bytes, body_bytes, protected_bytes, version = _header(content)
    body_end = header_bytes + body_bytes
    hashed = _protected_end(content, body_end, protected_bytes)
    digest = _digest(content, hashed)
    if not hmac.compare_digest(hashlib.sha256(memoryview(content)[:hashed]).digest(), digest):
        raise ImageBroken("The file is damaged: its digest is not that of what it holds.")
    return Image(version, digest, content)


def _header(content: bytes) -> tuple[int, int, int, str]:
    """Bytes of the header, the body and the protected entries, and the version."""
    if len(content) < _HEADER.size:
        raise ImageBroken(_no_image(content))
    magic, _load, header, protected, body, flags, *version, _pad = _HEADER.unpack_from(content)
    if magic != _MAGIC:
        raise ImageBroken(_no_image(content))
    if flags & _ENCRYPTED:
        raise ImageBroken("The image is encrypted, so it cannot be checked here.")
    if flags & _NOT_BOOTABLE:
        raise ImageBroken("The image is none that a device can start.")
    if header < _HEADER.size or not body or header + body > len(content):
        raise ImageBroken("The file ends before the image does.")
    return header, body, protected, _version(*version)


def _no_image(content: bytes) -> str:
    if content.startswith(_ZIP):
        return "This is a ZIP file; pick the signed .bin file in it."
    if content.startswith(_HEX):
        return "This is a HEX file; pick the signed .bin file beside it."
    return "This is no firmware image for the MCUboot bootloader."


def _version(major: int, minor: int, revision: int, build: int) -> str:
    """As devices write it in their lists, so that the two can be compared."""
    return f"{major}.{minor}.{revision}" + (f".{build}" if build else "")


def _protected_end(content: bytes, at: int, announced: int) -> int:
    """Where what is hashed ends: behind the protected entries, or the body where there are none."""
    if not announced:
        return at
    magic, total = _info(content, at)
    if magic != _PROTECTED_MAGIC or total != announced:
        raise ImageBroken("The image's protected part is not as long as it says.")
    return at + total


def _digest(content: bytes, at: int) -> bytes:
    """The one SHA-256 among the entries, with which the file ends."""
    magic, total = _info(content, at)
    if magic != _INFO_MAGIC:
        raise ImageBroken("The image carries no digest.")
    if at + total != len(content):
        raise ImageBroken("The file goes on behind the image.")
    entries = list(_entries(content[at + _INFO.size : at + total]))
    digests = [value for kind, value in entries if kind == _SHA256]
    if not digests and any(kind in _LONGER_HASHES for kind, _ in entries):
        raise ImageBroken("The image uses a digest other than SHA-256.")
    if len(digests) != 1 or len(digests[0]) != hashlib.sha256().digest_size:
        raise ImageBroken("The image carries no digest.")
    return digests[0]


def _info(content: bytes, at: int) -> tuple[int, int]:
    """Magic and length, its own four bytes included, of a list of entries."""
    if at + _INFO.size > len(content):
        raise ImageBroken("The image carries no digest.")
    magic, total = _INFO.unpack_from(content, at)
    if total < _INFO.size or at + total > len(content):
        raise ImageBroken("The file ends before the image does.")
    return int(magic), int(total)


def _entries(part: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MOST_ENTRIES):
        if at == len(part):
            return
        if at + _ENTRY.size > len(part):
            break
        kind, _pad, length = _ENTRY.unpack_from(part, at)
        at += _ENTRY.size
        if at + length > len(part):
            break
        yield int(kind), part[at : at + length]
        at += length
    raise ImageBroken("The image's list of entries is broken.")
