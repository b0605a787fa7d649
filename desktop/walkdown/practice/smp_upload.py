"""An image on its way into a practice device: by offset, resumed by the file's SHA-256."""

from __future__ import annotations

import hashlib
import struct
from typing import Final

from walkdown.practice import firmware_print as mcuboot
from walkdown.practice.smp_fields import flag, number, octets
from walkdown.practice.smp_frames import Body, Img, Mgmt, Refused
from walkdown.practice.smp_slots import SECONDARY, Slots

_SHA_SIZE: Final = 32


class Upload:
    """One at a time, in RAM: a lost link leaves it as it is, a boot forgets it."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self._open = False
        self._sha = b""
        self._size = 0
        self._at = 0

    def forget(self) -> None:
        """There is none any more; what was written stays in the slot."""
        self._open, self._sha, self._size, self._at = False, b"", 0, 0

    def take(self, body: Body) -> Body:
        """One request of it; the answer says where the next one shall begin. Refused(...)."""
        data = octets(body, "data")
        size, offset = number(body, "len"), number(body, "off")
        sha, upgrade = octets(body, "sha"), flag(body, "upgrade")
        if offset is None:
            raise Refused(Img.INVALID_OFFSET)
        if offset:
            return self._continue(offset, data)
        _check_first(data, size, sha)
        if sha and self._open and sha == self._sha:
            return {"off": self._at}
        if self._slots.secondary_in_use:
            raise Refused(Img.NO_FREE_SLOT)
        if size is None or size > self._slots.size:
            raise Refused(Img.TOO_LARGE)
        if upgrade and _version_in(data) <= self._slots.running[:3]:
            raise Refused(Img.CURRENT_IS_NEWER)
        return self._begin(data, size, sha)

    def _begin(self, data: bytes, size: int, sha: bytes) -> Body:
        if len(data) > size:
            raise Refused(Img.DATA_OVERRUN)
        self._open, self._sha, self._size, self._at = True, sha, size, 0
        if len(sha) == _SHA_SIZE and self._matches():
            return self._end()
        return self._write(data)

    def _continue(self, offset: int, data: bytes) -> Body:
        if offset != self._at:
            return {"off": self._at}
        if offset + len(data) > self._size:
            raise Refused(Img.DATA_OVERRUN)
        return self._write(data)

    def _write(self, data: bytes) -> Body:
        self._slots.write(self._at, data)
        self._at += len(data)
        return self._end() if self._at == self._size else {"off": self._at}

    def _end(self) -> Body:
        said: dict[str, object] = {"off": self._size, "match": self._matches()}
        self.forget()
        return said

    def _matches(self) -> bool:
        written = self._slots.content(SECONDARY)[: self._size]
        return hashlib.sha256(written).digest() == self._sha


def _check_first(data: bytes, size: int | None, sha: bytes) -> None:
    """The first piece holds the whole header, and says how long the file is."""
    if len(data) < mcuboot.HEADER_SIZE:
        raise Refused(Img.IMAGE_HEADER)
    if size is None:
        raise Refused(Img.INVALID_LENGTH)
    if int.from_bytes(data[:4], "little") != mcuboot.MAGIC:
        raise Refused(Img.HEADER_MAGIC)
    if len(sha) > _SHA_SIZE:
        raise Refused(Img.INVALID_HASH)


def _version_in(header: bytes) -> tuple[int, int, int]:
    """Without the build, which does not count."""
    try:
        major, minor, revision = struct.unpack_from("<BBH", header, 20)
    except struct.error:
        raise Refused(Mgmt.INVALID) from None
    return major, minor, revision
