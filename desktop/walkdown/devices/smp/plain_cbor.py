"""CBOR from a device, looked at before it is decoded: only plain things, few, not deep, to the last byte."""

from __future__ import annotations

from typing import Final

import cbor2

from walkdown.devices.smp.frames import ProtocolError

MOST_ITEMS: Final = 256
MOST_DEEP: Final = 5

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG, _SIMPLE = range(8)
_LENGTH_BYTES: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_INDEFINITE: Final = 31
_BREAK: Final = 0xFF
_PLAIN_SIMPLE: Final = (20, 21, 22, 23)  # false, true, null, undefined


def read_map(body: bytes) -> dict[str, object]:
    """The one map of a body, its keys texts. ProtocolError for anything else.

    Zephyr's own encoder makes maps of indefinite length, so those are taken. Tags are not: they
    stand for what takes more time and room than it has bytes.
    """
    if not body or body[0] >> 5 != _MAP:
        raise ProtocolError("an answer is no CBOR map")
    end = _Walk(body).item(0, 0)
    if end != len(body):
        raise ProtocolError("an answer goes on behind its CBOR")
    try:
        found = cbor2.loads(body)
    except (cbor2.CBORError, ValueError, OverflowError) as error:
        raise ProtocolError("an answer is no CBOR") from error
    if not isinstance(found, dict):
        raise ProtocolError("an answer is no CBOR map")
    return found


class _Walk:
    """Steps over items without making anything of them; `item` gives where the next one begins."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._items = 0

    def item(self, at: int, deep: int) -> int:
        self._items += 1
        if self._items > MOST_ITEMS or deep > MOST_DEEP:
            raise ProtocolError("an answer's CBOR is too large")
        major, small = self._byte(at) >> 5, self._byte(at) & 0x1F
        if major in (_LIST, _MAP) and small == _INDEFINITE:
            return self._until_break(at + 1, deep, is_map=major == _MAP)
        if major == _TAG:
            raise ProtocolError("an answer's CBOR has a tag")
        if major == _SIMPLE:
            return self._simple(at, small)
        number, at = self._number(at + 1, small)
        if major in (_BYTES, _TEXT):
            return self._over(at, number)
        if major in (_LIST, _MAP):
            return self._children(at, deep, number, is_map=major == _MAP)
        return at

    def _children(self, at: int, deep: int, count: int, *, is_map: bool) -> int:
        if count > MOST_ITEMS:
            raise ProtocolError("an answer's CBOR is too large")
        for _ in range(count):
            at = self._child(at, deep, is_map=is_map)
        return at

    def _until_break(self, at: int, deep: int, *, is_map: bool) -> int:
        while self._byte(at) != _BREAK:
            at = self._child(at, deep, is_map=is_map)
        return at + 1

    def _child(self, at: int, deep: int, *, is_map: bool) -> int:
        if is_map:
            if self._byte(at) >> 5 != _TEXT:
                raise ProtocolError("a key in an answer is no text")
            at = self.item(at, deep + 1)
        return self.item(at, deep + 1)

    def _simple(self, at: int, small: int) -> int:
        if small in _PLAIN_SIMPLE:
            return at + 1
        if small in _LENGTH_BYTES and small != 24:  # a floating-point number
            return self._over(at + 1, _LENGTH_BYTES[small])
        raise ProtocolError("an answer's CBOR is broken")

    def _number(self, at: int, small: int) -> tuple[int, int]:
        if small < 24:
            return small, at
        if small not in _LENGTH_BYTES:
            raise ProtocolError("an answer's CBOR is broken")
        end = self._over(at, _LENGTH_BYTES[small])
        return int.from_bytes(self._body[at:end], "big"), end

    def _over(self, at: int, length: int) -> int:
        if at + length > len(self._body):
            raise ProtocolError("an answer's CBOR ends too early")
        return at + length

    def _byte(self, at: int) -> int:
        if at >= len(self._body):
            raise ProtocolError("an answer's CBOR ends too early")
        return self._body[at]
