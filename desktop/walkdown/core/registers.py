"""Modbus registers as values: texts, and the numbers of SunSpec with what stands for "not there" in each."""

from __future__ import annotations

import math
import struct
from decimal import Decimal
from enum import StrEnum

Registers = tuple[int, ...]


class Form(StrEnum):
    """How a number lies in its registers, high word first (SunSpec Information Model, 3.3)."""

    INT16 = "int16"
    UINT16 = "uint16"
    UINT32 = "uint32"
    ACC32 = "acc32"
    UINT64 = "uint64"
    FLOAT32 = "float32"
    SCALE = "sunssf"
    ENUM16 = "enum16"


_LAYOUT = {
    Form.INT16: ">h",
    Form.UINT16: ">H",
    Form.UINT32: ">I",
    Form.ACC32: ">I",
    Form.UINT64: ">Q",
    Form.FLOAT32: ">f",
    Form.SCALE: ">h",
    Form.ENUM16: ">H",
}
_NOT_THERE = {
    Form.INT16: -0x8000,
    Form.UINT16: 0xFFFF,
    Form.UINT32: 0xFFFFFFFF,
    Form.ACC32: 0,
    Form.UINT64: 0xFFFFFFFFFFFFFFFF,
    Form.SCALE: -0x8000,
    Form.ENUM16: 0xFFFF,
}
SCALES = range(-10, 11)


def width(form: Form) -> int:
    """How many registers a number of this form takes."""
    return struct.calcsize(_LAYOUT[form]) // 2


def number_of(form: Form, registers: Registers) -> Decimal | None:
    """The number as it is written, without its scale; None where the device has none, or no number."""
    value = struct.unpack(_LAYOUT[form], _bytes(registers))[0]
    if form is Form.FLOAT32:
        return Decimal(value) if math.isfinite(value) else None
    if value == _NOT_THERE[form] or (form is Form.SCALE and value not in SCALES):
        return None
    return Decimal(value)


def text_of(registers: Registers) -> str:
    """ASCII, two characters a register, up to the first zero; empty for what is none."""
    raw = _bytes(registers).partition(b"\0")[0]
    return raw.decode("ascii") if raw.isascii() else ""


def float_of(registers: tuple[int, int]) -> float:
    """A 32-bit float sent low word first, as Shelly sends it (protocols.md 4.7)."""
    low, high = registers
    return float(struct.unpack(">f", struct.pack(">HH", high, low))[0])


def _bytes(registers: Registers) -> bytes:
    return struct.pack(f">{len(registers)}H", *registers)
