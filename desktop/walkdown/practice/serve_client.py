"""One program at the other end of a socket, and the radio it has for as long as it stays."""

from __future__ import annotations

import asyncio

from bumble import hci

from walkdown.practice.air_link import AirLink
from walkdown.practice.serve_packets import COMMAND, Packets
from walkdown.practice.serve_radio import ServedRadio

CHUNK = 4096
MOST_UNREAD = 1_000_000  # bytes for a program that does not read; then it is cut off
_FULL = 65_536
_AT_ONCE = 64  # packets, as many as the radio says it has buffers
_THEN_REST_S = 0.01
_RESET = COMMAND.to_bytes(1) + hci.HCI_RESET_COMMAND.to_bytes(2, "little")


class _Line:
    """The way to the program, until it is cut: what an old radio still says must not come through."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.cut = False

    @property
    def full(self) -> bool:
        return self._unread() > _FULL

    def on_packet(self, packet: bytes) -> None:
        if self.cut or self._writer.is_closing():
            return
        if self._unread() > MOST_UNREAD:
            self._writer.transport.abort()
        else:
            self._writer.write(packet)

    def _unread(self) -> int:
        return self._writer.transport.get_write_buffer_size()


class Client:
    """On the air from the start; `leave` takes it off. Each reset gives it another radio."""

    def __init__(self, air: AirLink, writer: asyncio.StreamWriter) -> None:
        self._air = air
        self._writer = writer
        self._turn_on()

    async def talk(self, reader: asyncio.StreamReader) -> None:
        """Until the program hangs up. NotHci for what is not HCI, OSError for a lost socket."""
        packets, taken = Packets(), 0
        while data := await reader.read(CHUNK):
            for packet in packets.cut(data):
                self._take(packet)
                taken += 1
                if taken % _AT_ONCE == 0:  # or a flood would have the loop to itself
                    await asyncio.sleep(_THEN_REST_S)
            await self._writer.drain()

    def leave(self) -> None:
        """Off the air; devices it was linked with lose the link."""
        self._line.cut = True
        self._radio.retire()

    def _take(self, packet: bytes) -> None:
        if packet.startswith(_RESET):
            self.leave()
            self._turn_on()
        self._radio.take(packet)

    def _turn_on(self) -> None:
        self._line = _Line(self._writer)
        self._radio = ServedRadio(self._air, self._line)
