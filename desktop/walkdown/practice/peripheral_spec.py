"""What a practice device is made of: its advert, its services and how it sits in the air."""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

READ_NOT_PERMITTED = 0x02
WRITE_NOT_PERMITTED = 0x03
UNLIKELY_ERROR = 0x0E
LONGEST_VALUE = 512
DEFAULT_MTU = 247
SMALLEST_MTU = 23
LARGEST_MTU = 517

Read = Callable[[], bytes | Awaitable[bytes]]
Write = Callable[[bytes], Awaitable[None] | None]


class Property(enum.Flag):
    """What a client may do with a characteristic (Core Spec Vol 3 Part G 3.3.1.1)."""

    READ = 0x02
    WRITE_WITHOUT_RESPONSE = 0x04
    WRITE = 0x08
    NOTIFY = 0x10
    INDICATE = 0x20


class AttRefusal(Exception):
    """Raised by a read or write callback to answer with ATT error `code` (1..255)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ATT error 0x{code:02X}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Advert:
    """The ADV_IND payload next to the flags; it must fit 31 bytes or encoding raises ValueError.

    UUIDs are 4, 8 or 36 characters long and travel in their short form where they have one.
    """

    service_uuids: tuple[str, ...] = ()
    service_data: Mapping[str, bytes] = field(default_factory=dict)
    manufacturer_data: Mapping[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A read-only descriptor, e.g. 2901 (user description). The 2902 is added by itself."""

    uuid: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Characteristic:
    """One characteristic.

    `read` is called once per read, also of a long one, and its answer is at most 512 bytes; without
    it `value` is read: the initial one, or what was last notified, set, or written to a
    characteristic without a `write`. `write` gets each write whole and must take it in before it
    awaits anything, for several writes may run at once. Both may raise AttRefusal; any other
    exception is answered with 0x0E, never with silence.
    """

    uuid: str
    properties: Property
    read: Read | None = None
    write: Write | None = None
    value: bytes = b""
    descriptors: tuple[Descriptor, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """One primary service."""

    uuid: str
    characteristics: tuple[Characteristic, ...] = ()


@dataclass(frozen=True, slots=True)
class PeripheralSpec:
    """A whole practice device. `name` travels in the scan response (at most 29 UTF-8 bytes)."""

    address: str
    name: str
    advert: Advert = field(default_factory=Advert)
    services: tuple[Service, ...] = ()
    interval_ms: float = 100.0
    distance_m: float = 3.0
    mtu: int = DEFAULT_MTU
