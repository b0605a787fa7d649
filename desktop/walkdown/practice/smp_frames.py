"""SMP on the wire, as a device sees it: headers, frames put together again, replies and errors."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from typing import Final

import cbor2

HEADER_SIZE: Final = 8
READ, WRITE = 0, 2
OS, IMAGE = 0, 1
NEWEST: Final = 1  # the version field of what is called version 2
_HEADER = struct.Struct("!BBHHBB")

Body = Mapping[str, object]


class Mgmt(IntEnum):
    """MGMT_ERR: errors of the protocol itself, the same in every group (protocols.md 5.2)."""

    UNKNOWN = 1
    NO_MEMORY = 2
    INVALID = 3
    NO_ENTRY = 5
    BAD_STATE = 6
    TOO_LONG = 7
    NOT_SUPPORTED = 8
    CORRUPT = 9
    TOO_NEW = 13


class Os(IntEnum):
    """OS_MGMT_RET_RC: errors of group 0 (protocols.md 5.3)."""

    INVALID_FORMAT = 2
    NO_ANSWER = 3
    CLOCK_NOT_SET = 4


class Img(IntEnum):
    """IMG_MGMT_ERR: errors of group 1 (protocols.md 5.3)."""

    HASH_NOT_FOUND = 8
    NO_FREE_SLOT = 9
    INVALID_SLOT = 14
    INVALID_OFFSET = 20
    INVALID_LENGTH = 21
    IMAGE_HEADER = 22
    HEADER_MAGIC = 23
    INVALID_HASH = 24
    CURRENT_IS_NEWER = 27
    ALREADY_PENDING = 28
    TOO_LARGE = 30
    DATA_OVERRUN = 31
    TEST_OF_ACTIVE = 33


# What is left of a group's error for a client of version 1; all else is UNKNOWN.
_FOR_VERSION_1: Mapping[Os | Img, Mgmt] = {
    Os.INVALID_FORMAT: Mgmt.INVALID,
    Os.NO_ANSWER: Mgmt.NO_ENTRY,
    Os.CLOCK_NOT_SET: Mgmt.NO_ENTRY,
    Img.NO_FREE_SLOT: Mgmt.BAD_STATE,
    Img.CURRENT_IS_NEWER: Mgmt.BAD_STATE,
    Img.ALREADY_PENDING: Mgmt.BAD_STATE,
    Img.INVALID_SLOT: Mgmt.INVALID,
    Img.INVALID_OFFSET: Mgmt.INVALID,
    Img.INVALID_LENGTH: Mgmt.INVALID,
    Img.IMAGE_HEADER: Mgmt.INVALID,
    Img.INVALID_HASH: Mgmt.INVALID,
}


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, why: Mgmt | Os | Img) -> None:
        super().__init__(why.name)
        self.why = why


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `version` is 0 for SMP version 1, 1 for version 2."""

    op: int
    version: int
    group: int
    sequence: int
    command: int
    payload: bytes


class Frames:
    """Puts requests together from the pieces of writes; what does not fit is dropped in silence."""

    def __init__(self, buf_size: int) -> None:
        """`buf_size`: the longest request, header included."""
        self._buf_size = buf_size
        self._held = b""
        self._total = 0

    @property
    def collecting(self) -> bool:
        """Whether the rest of a request is awaited."""
        return self._total > 0

    def forget(self) -> None:
        """The rest will not come."""
        self._held, self._total = b"", 0

    def collect(self, piece: bytes) -> Request | None:
        """A whole request with its last piece. The first piece must hold all of the header."""
        if not self.collecting:
            if len(piece) < HEADER_SIZE:
                return None
            self._total = HEADER_SIZE + int.from_bytes(piece[2:4], "big")
        held, total = self._held + piece, self._total
        if len(held) > total or total > self._buf_size:
            self.forget()
            return None
        self._held = held
        if len(held) < total:
            return None
        self.forget()
        return _request(held)


def body_of(payload: bytes) -> Body:
    """The map in a request. Refused(INVALID) for all else."""
    source = BytesIO(payload)
    try:
        body = cbor2.CBORDecoder(source).decode()
    except (cbor2.CBORError, ValueError, RecursionError, OverflowError, TypeError, MemoryError):
        raise Refused(Mgmt.INVALID) from None
    if not isinstance(body, dict):
        raise Refused(Mgmt.INVALID)
    return {key: value for key, value in body.items() if isinstance(key, str)}


def reply(request: Request, body: Body) -> bytes:
    """The frame of an answer that went well."""
    return _frame(request, body)


def refusal(request: Request, why: Mgmt | Os | Img) -> bytes:
    """The frame of an error: a group's own as a map of two in version 2, as MGMT_ERR in version 1."""
    if isinstance(why, Mgmt):
        return _frame(request, {"rc": int(why)})
    if request.version == 0:
        return _frame(request, {"rc": int(_FOR_VERSION_1.get(why, Mgmt.UNKNOWN))})
    return _frame(request, {"err": {"group": request.group, "rc": int(why)}})


def _request(frame: bytes) -> Request:
    first, _flags, _length, group, sequence, command = _HEADER.unpack_from(frame)
    return Request(first & 7, first >> 3 & 3, group, sequence, command, frame[HEADER_SIZE:])


def _frame(request: Request, body: Body) -> bytes:
    payload = cbor2.dumps(body)
    answers = 1 if request.op == READ else 3
    first = min(request.version, NEWEST) << 3 | answers
    where = request.group, request.sequence, request.command
    return _HEADER.pack(first, 0, len(payload), *where) + payload
