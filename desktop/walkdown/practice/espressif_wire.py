"""The device side of Espressif's messages: protobuf by hand, strict, and nothing of the client's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VARINT, BYTES = 0, 2
_FIXED = {1: 8, 5: 4}


class BadMessage(Exception):
    """A request that the device's handler fails on, which is answered by an ATT error."""


@dataclass(frozen=True, slots=True)
class Message:
    """The fields of one message; a field that came twice has its last value."""

    numbers: Mapping[int, int] = field(default_factory=dict)
    parts: Mapping[int, bytes] = field(default_factory=dict)

    def number(self, at: int) -> int:
        """A number, 0 where it is absent."""
        return self.numbers.get(at, 0)

    def part(self, at: int) -> bytes:
        """Bytes or a message within, empty where it is absent."""
        return self.parts.get(at, b"")


def read(data: bytes) -> Message:
    """Take a message apart. Raises BadMessage where it ends too soon or is none."""
    numbers: dict[int, int] = {}
    parts: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if not key >> 3:
            raise BadMessage
        if key & 7 == VARINT:
            numbers[key >> 3], at = _varint(data, at)
        elif key & 7 == BYTES:
            length, at = _varint(data, at)
            parts[key >> 3], at = _taken(data, at, length)
        else:
            _, at = _taken(data, at, _FIXED.get(key & 7, len(data) + 1))
    return Message(numbers, parts)


def number(at: int, value: int) -> bytes:
    """A number; nothing for 0, as proto3 has it. Negative ones take ten bytes."""
    return _write((at << 3) | VARINT) + _write(value & (1 << 64) - 1) if value else b""


def told(at: int, value: int) -> bytes:
    """A number of a oneof, which is written even where it is 0."""
    return _write((at << 3) | VARINT) + _write(value)


def part(at: int, value: bytes) -> bytes:
    """Bytes, text or a message within, written even where it is empty."""
    return _write((at << 3) | BYTES) + _write(len(value)) + value


def _taken(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    if at + length > len(data):
        raise BadMessage
    return data[at : at + length], at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise BadMessage
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & (1 << 64) - 1, at
    raise BadMessage


def _write(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
