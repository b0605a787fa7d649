"""HCI packets out of a byte stream: bounded, and no way back from bytes that are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

COMMAND: Final = 1
ACL: Final = 2
LONGEST_ACL = 251  # bytes of one ACL packet's data; what the radio says its buffers hold
# Per packet type: bytes of the header after the type, where its length stands and how wide it is
# (Core Spec Vol 4 Part A 2, Part E 5.4), and the longest body.
_FORMS: Final = {
    COMMAND: (3, 2, 1, 255),
    ACL: (4, 2, 2, LONGEST_ACL),
}


class NotHci(Exception):
    """The stream is not HCI of a host that knows our buffers; the message says what was met."""


class Packets:
    """Keeps at most the one packet that is not yet whole."""

    def __init__(self) -> None:
        self._part = bytearray()

    def cut(self, data: bytes) -> Iterator[bytes]:
        """The packets that `data` completes, type byte first. NotHci ends the stream for good."""
        at = 0
        while at < len(data):
            missing = self._missing()
            self._part += data[at : at + missing]
            at += missing
            if self._part and not self._missing():
                whole, self._part = bytes(self._part), bytearray()
                yield whole

    def _missing(self) -> int:
        """Bytes until the next thing is known: the type, the length, or the whole packet."""
        if not self._part:
            return 1
        if self._part[0] not in _FORMS:
            raise NotHci(f"a packet of type 0x{self._part[0]:02X}")
        header, where, width, longest = _FORMS[self._part[0]]
        if len(self._part) <= header:
            return 1 + header - len(self._part)
        length = int.from_bytes(self._part[1 + where : 1 + where + width], "little")
        if length > longest:
            raise NotHci(f"a packet of {length} bytes, {longest} fit")
        return 1 + header + length - len(self._part)
