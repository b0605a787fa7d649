"""A practice meter's input registers, as its maker's tables have them, and their frames on the wire."""

from __future__ import annotations

import struct
from collections.abc import Mapping

READ_INPUT = 4
ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3
HEAD = struct.Struct(">HHHB")
_EM = 1000
# By the name of a value in EM.GetStatus: where its float stands, low word first.
_FLOATS = {
    "n_current": 1007,
    "total_current": 1011,
    "total_act_power": 1013,
    "total_aprt_power": 1015,
    "a_voltage": 1020,
    "a_current": 1022,
    "a_act_power": 1024,
    "b_voltage": 1040,
    "b_current": 1042,
    "b_act_power": 1044,
    "c_voltage": 1060,
    "c_current": 1062,
    "c_act_power": 1064,
}


def registers(mac: str, model: str, measured: Mapping[str, object]) -> dict[int, int]:
    """Each register by its number; MAC and model first, then what an EM component measures."""
    held = dict(enumerate(_words(mac.encode().ljust(12, b"\0"))))
    held |= dict(enumerate(_words(model.encode()[:20].ljust(20, b"\0")), 6))
    held |= dict.fromkeys(range(16, 48), 0)
    if "total_act_power" in measured:
        held |= dict.fromkeys(range(_EM, _EM + 76), 0)
        for name, at in _FLOATS.items():
            value = measured.get(name)
            if isinstance(value, (int, float)):
                high, low = _words(struct.pack(">f", value))
                held[at], held[at + 1] = low, high
    return held


def answer(frame: bytes, held: Mapping[int, int]) -> bytes:
    """The reply to one whole request: the registers, or the exception that tells why not."""
    turn, _, _, unit = HEAD.unpack_from(frame)
    body = _answered(frame[HEAD.size :], held)
    return HEAD.pack(turn, 0, len(body) + 1, unit) + body


def _answered(asked: bytes, held: Mapping[int, int]) -> bytes:
    if len(asked) != 5 or asked[0] != READ_INPUT:
        return bytes((asked[0] | 0x80 if asked else 0x80, ILLEGAL_FUNCTION))
    at, count = struct.unpack_from(">HH", asked, 1)
    if not 1 <= count <= 125:
        return bytes((READ_INPUT | 0x80, ILLEGAL_VALUE))
    if any(n not in held for n in range(at, at + count)):
        return bytes((READ_INPUT | 0x80, ILLEGAL_ADDRESS))
    said = struct.pack(f">{count}H", *(held[n] for n in range(at, at + count)))
    return bytes((READ_INPUT, len(said))) + said


def _words(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f">{len(raw) // 2}H", raw)
