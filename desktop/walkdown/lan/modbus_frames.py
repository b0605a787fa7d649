"""Whether bytes can be answers of Modbus TCP at all, before anything is made of them."""

from __future__ import annotations

import struct
from typing import Final

_HEAD = struct.Struct(">HHHB")
_REFUSED: Final = 0x80
_REFUSAL: Final = 3
_MOST: Final = 254


def may_answer(data: bytes, function: int) -> bool:
    """Whether each frame begun in `data` may be an answer to a question of this function.

    Such a frame has registers, as many as it announces, or a refusal (Modbus Messaging on TCP/IP,
    3.1.3); a frame may still be incomplete.
    """
    while data:
        if any(data[2:4]):
            return False
        if len(data) <= _HEAD.size:
            return True
        _, _, length, _ = _HEAD.unpack_from(data)
        if not _is_body(data[_HEAD.size :], length - 1, function):
            return False
        data = data[_HEAD.size - 1 + length :]
    return True


def _is_body(body: bytes, length: int, function: int) -> bool:
    if length >= _MOST or body[0] & ~_REFUSED != function:
        return False
    if body[0] & _REFUSED:
        return length == _REFUSAL - 1
    counted = len(body) < 2 or (body[1] == length - 2 and body[1] % 2 == 0)
    return length > _REFUSAL and counted
