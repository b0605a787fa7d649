"""SMP's frames: eight bytes before a CBOR map, cut plainly into parts on the way (protocols.md 5.1, 5.2)."""

from __future__ import annotations

import struct
from collections import deque
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

SERVICE: Final = "8d53dc1d-1db7-4cd3-868b-8a527460aa84"
CHARACTERISTIC: Final = "da2e7828-fbce-4e01-ae9e-261174997c48"

HEADER_BYTES: Final = 8
# The list of images is the longest answer to what is asked here: four slots have about 500 bytes.
MOST_BODY: Final = 4096
# Answers that nobody asked for, or that come late, before the right one is taken.
MOST_WAITING: Final = 8
SEQUENCES: Final = 256

_HEADER: Final = struct.Struct(">BBHHBB")
_VERSION_2: Final = 1 << 3
_OP_BITS: Final = 0x07


class ProtocolError(Exception):
    """Bytes that no SMP server may send. The text says what is wrong and holds none of them."""


class Op(IntEnum):
    """What a frame is; an answer's is one more than its request's."""

    READ = 0
    READ_ANSWER = 1
    WRITE = 2
    WRITE_ANSWER = 3


class Group(IntEnum):
    """The two groups that an update needs."""

    OS = 0
    IMAGE = 1


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of a group."""

    op: Op
    group: Group
    number: int


ECHO: Final = Command(Op.WRITE, Group.OS, 0)
RESET: Final = Command(Op.WRITE, Group.OS, 5)
PARAMS: Final = Command(Op.READ, Group.OS, 6)
READ_STATE: Final = Command(Op.READ, Group.IMAGE, 0)
WRITE_STATE: Final = Command(Op.WRITE, Group.IMAGE, 0)
UPLOAD: Final = Command(Op.WRITE, Group.IMAGE, 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """One that came in; `sequence` is that of its request."""

    op: int
    group: int
    number: int
    sequence: int
    body: bytes

    def answers(self, command: Command) -> bool:
        """Whether it is of the kind that answers such a request."""
        said = (self.op, self.group, self.number)
        return said == (command.op + 1, command.group, command.number)


def pack(command: Command, sequence: int, body: bytes) -> bytes:
    """A request in SMP version 2; a device that knows only version 1 answers in that."""
    return (
        _HEADER.pack(_VERSION_2 | command.op, 0, len(body), command.group, sequence, command.number)
        + body
    )


class Assembly:
    """Puts frames together from notifications; holds one unfinished and eight whole ones at most."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._frames: deque[Frame] = deque()
        self._broken = ""

    @property
    def waiting(self) -> bool:
        """Whether `take` has something to give or to say."""
        return bool(self._frames or self._broken)

    def feed(self, part: bytes) -> None:
        """One notification. What is wrong with it is said by `take`; nothing more is held then."""
        if self._broken:
            return
        self._held += part
        while not self._broken and (frame := self._next()) is not None:
            self._frames.append(frame)
            if len(self._frames) > MOST_WAITING:
                self._break("more answers than questions")

    def take(self) -> Frame | None:
        """The next whole frame; ProtocolError where what came is none."""
        if self._broken:
            raise ProtocolError(self._broken)
        return self._frames.popleft() if self._frames else None

    def forget(self) -> None:
        """Begin afresh: what is held belongs to a request that was given up."""
        self._held.clear()
        self._frames.clear()

    def _next(self) -> Frame | None:
        if len(self._held) < HEADER_BYTES:
            return None
        first, _flags, length, group, sequence, number = _HEADER.unpack_from(self._held)
        if length > MOST_BODY:
            self._break("an answer is too long")
            return None
        end = HEADER_BYTES + length
        if len(self._held) < end:
            return None
        body = bytes(self._held[HEADER_BYTES:end])
        del self._held[:end]
        return Frame(first & _OP_BITS, group, number, sequence, body)

    def _break(self, why: str) -> None:
        self._broken = why
        self.forget()
