"""The device side of Shelly's bytes, read from the description on its own: nothing here is the client's."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from walkdown.practice.peripheral_spec import (
    LONGEST_VALUE,
    Advert,
    AttRefusal,
    Characteristic,
    Property,
    Service,
)

SERVICE: Final = "5f6d4f53-5f52-5043-5f53-56435f49445f"
DATA: Final = "5f6d4f53-5f52-5043-5f64-6174615f5f5f"
TX_CTL: Final = "5f6d4f53-5f52-5043-5f74-785f63746c5f"
RX_CTL: Final = "5f6d4f53-5f52-5043-5f72-785f63746c5f"

LONGEST_REQUEST: Final = 4096
MOST_WAITING: Final = 4
REQUEST_NOT_SUPPORTED, INVALID_OFFSET, NO_RESOURCES = 0x06, 0x07, 0x11

COMPANY: Final = 0x0BA9
CAN_BE_FOUND, LOCKED, RPC, PAIRING = 1, 2, 4, 16


def advert(mac: str, model: int, flags: int) -> Advert:
    """Blocks without lengths; the address stands in them backwards."""
    blocks = b"\x01" + flags.to_bytes(2, "little")
    blocks += b"\x0a" + bytes.fromhex(mac)[::-1]
    blocks += b"\x0b" + model.to_bytes(2, "little")
    return Advert(manufacturer_data={COMPANY: blocks})


class Frames:
    """One request comes in, one reply goes out at a time; what is too much is refused as on air."""

    def __init__(self, mtu: Callable[[], int], take: Callable[[bytes], None]) -> None:
        """`take` gets each whole request."""
        self._mtu, self._take = mtu, take
        self._due = 0
        self._came = b""
        self._waiting: deque[tuple[int, bytes]] = deque(maxlen=MOST_WAITING)
        self._read = 0

    def clear(self) -> None:
        """The link is gone: half a request and all replies with it."""
        self._due, self._came, self._read = 0, b"", 0
        self._waiting.clear()

    def announce(self, value: bytes) -> None:
        """A request of this length begins; half of a former one is forgotten."""
        if len(value) < 4:
            raise AttRefusal(REQUEST_NOT_SUPPORTED)
        length = int.from_bytes(value[:4], "big")
        if length > LONGEST_REQUEST:
            raise AttRefusal(NO_RESOURCES)
        self._due, self._came = length, b""

    def write(self, part: bytes) -> None:
        """More of the request."""
        if len(self._came) + len(part) > self._due:
            raise AttRefusal(INVALID_OFFSET)
        self._came += part
        if len(self._came) == self._due:
            whole, self._came, self._due = self._came, b"", 0
            self._take(whole)

    def reply(self, frame: bytes, said_length: int | None = None) -> None:
        """Let this be fetched; `said_length` is for devices that announce another length."""
        length = len(frame) if said_length is None else said_length
        self._waiting.append((length, frame))

    def pending(self) -> bytes:
        """The length of the reply that waits, or 0; it is read from its start again."""
        self._read = 0
        length = self._waiting[0][0] if self._waiting else 0
        return length.to_bytes(4, "big")

    def read(self) -> bytes:
        """The next part: a byte less than fills the link, so that no stack reads on by itself."""
        if not self._waiting:
            return b""
        frame = self._waiting[0][1]
        part = frame[self._read : self._read + min(self._mtu() - 2, LONGEST_VALUE)]
        self._read += len(part)
        if self._read >= len(frame):
            self._waiting.popleft()
            self._read = 0
        return part


def service(
    announced: Callable[[bytes], None],
    written: Callable[[bytes], None],
    read: Callable[[], bytes],
    pending: Callable[[], bytes],
) -> Service:
    """The one service of a Shelly."""
    told = Property.READ | Property.NOTIFY | Property.INDICATE
    return Service(
        SERVICE,
        (
            Characteristic(DATA, Property.READ | Property.WRITE, read=read, write=written),
            Characteristic(TX_CTL, Property.WRITE, write=announced),
            Characteristic(RX_CTL, told, read=pending),
        ),
    )
