"""Shelly's frames over GATT: a length before each, parts of any size, one frame at a time (4.1, 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

SERVICE: Final = "5f6d4f53-5f52-5043-5f53-56435f49445f"
DATA: Final = "5f6d4f53-5f52-5043-5f64-6174615f5f5f"
TX_CONTROL: Final = "5f6d4f53-5f52-5043-5f74-785f63746c5f"
RX_CONTROL: Final = "5f6d4f53-5f52-5043-5f72-785f63746c5f"

MOST_REQUEST: Final = 4096
# Far above any answer to what is asked here: a full scan has about 8 KiB.
MOST_REPLY: Final = 64 * 1024
_LENGTH_BYTES: Final = 4


class ProtocolError(Exception):
    """Bytes that no Shelly may send. The text says what is wrong and holds none of them."""


def length_of(body: bytes) -> bytes:
    """What is written to TX control before the request. ValueError for one no device takes."""
    if not 0 < len(body) <= MOST_REQUEST:
        raise ValueError("a request has 1 to 4096 bytes")
    return len(body).to_bytes(_LENGTH_BYTES, "big")


def parts_of(body: bytes, room: int) -> Iterator[bytes]:
    """The request in parts of at most `room` bytes; they sum to exactly its length."""
    for at in range(0, len(body), max(room, 1)):
        yield body[at : at + max(room, 1)]


def parse_length(value: bytes) -> int:
    """RX control: how long the pending reply is; 0 where there is none yet."""
    if len(value) < _LENGTH_BYTES:
        raise ProtocolError("a reply's length has fewer than four bytes")
    return int.from_bytes(value[:_LENGTH_BYTES], "big")


class Reply:
    """One reply, put together from reads; holds 64 KiB at most."""

    def __init__(self, length: int) -> None:
        """Some firmware announces a length that is far off, and sends a whole reply (4.6)."""
        self._length = length
        self._held = bytearray()
        self._ended = False

    @property
    def begun(self) -> bool:
        """Whether anything of it came; some devices announce it before they have it."""
        return bool(self._held)

    @property
    def whole(self) -> bool:
        """Whether no more of it is due."""
        return self._ended or len(self._held) >= self._length

    def feed(self, part: bytes) -> None:
        """One read of the data; an empty one is the end. ProtocolError where it grows too long."""
        self._held += part
        self._ended = not part
        if len(self._held) > MOST_REPLY:
            raise ProtocolError("a reply is too long")

    def body(self) -> bytes:
        """The reply's bytes. ProtocolError where it ended before its length and is not whole."""
        if len(self._held) >= self._length:
            return bytes(self._held[: self._length])
        if not _is_json(self._held):
            raise ProtocolError("a reply is shorter than it says")
        return bytes(self._held)


def _is_json(text: bytearray) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
