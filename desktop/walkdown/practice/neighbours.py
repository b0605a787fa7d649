"""The street around a practice site: hundreds of advertisers that are nobody's business here."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bumble import hci
from bumble.controller import Connection

from walkdown.practice.air_link import AirLink
from walkdown.practice.air_payload import encode_advert, encode_name
from walkdown.practice.air_radio import Radio
from walkdown.practice.air_signal import Signal, dice
from walkdown.practice.peripheral_spec import Advert
from walkdown.practice.scenario import Street

_NEAREST_M, _FARTHEST_M = 4.0, 45.0
_UNITS = 1600  # of 0.625 ms, in a second
_APPLE, _MICROSOFT, _SAMSUNG, _SHELLY = 0x004C, 0x0006, 0x0075, 0x0BA9

# What somebody may call a thing to trouble whoever lists it.
_HOSTILE_NAMES: Final = (
    "\u202egnihton si siht",
    "\u200b\u200b\u2060",
    "<img src=x onerror=1>",
    "<b>Gateway</b>",
    "=HYPERLINK(1)",
    "\x1b[2J\x1b[31mhello",
    "line\r\nline\x00end",
    "../../../etc/passwd",
    "%s%n{0}{device}",
    "'; DROP TABLE sites; --",
    "W" * 29,
    "\U0001f3e0" * 7,
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "PROV",
    "GW1-",
    "ShellyPro3EM",
)
_ROOMS: Final = ("Kitchen", "Bedroom", "Nursery", "Hall", "No. 12", "Attic", "Anna", "Workshop")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One advertiser: its two payloads of at most 31 bytes, and how it sits in the air."""

    address: str
    advert: bytes
    response: bytes
    interval_s: float
    distance_m: float
    connectable: bool


class Neighbours:
    """All of a street in the air. They have radios but no stack: who connects hears nothing."""

    def __init__(self, link: AirLink, street: Street) -> None:
        self._radios = [_radio(link, one, street.seed) for one in neighbours(street)]
        self._link = link

    def start(self) -> None:
        """Let all of them advertise."""
        for radio in self._radios:
            radio.advertiser.start()

    def close(self) -> None:
        """Take all of them off the air. May be called twice."""
        radios, self._radios = self._radios, []
        for radio in radios:
            self._link.leave(radio)


def neighbours(street: Street) -> tuple[Neighbour, ...]:
    """The street's advertisers, always the same for a seed. None of them can be set up."""
    rolls = dice(street.seed, "street")
    return tuple(_neighbour(number, rolls) for number in range(street.count))


class _Bare(Radio):
    """A radio that nobody drives: it advertises again as soon as a link has ended."""

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        super().on_le_disconnected(connection, reason)
        if self.air.find_le_controller(self.random_address) is self:
            self.advertiser.start()


def _radio(link: AirLink, one: Neighbour, seed: int) -> _Bare:
    signal = Signal(one.distance_m, dice(seed, one.address))
    radio = _Bare("neighbour", link, hci.Address(one.address), signal)
    radio.takes_link = lambda: one.connectable
    radio.advertiser.own_address_type = hci.Address.RANDOM_DEVICE_ADDRESS
    radio.advertiser.advertising_data = one.advert
    radio.advertiser.scan_response_data = one.response
    radio.advertiser.advertising_interval_min = round(one.interval_s * _UNITS)
    return radio


def _neighbour(number: int, rolls: random.Random) -> Neighbour:
    advert, name, interval_s, connectable = rolls.choice(_KINDS)(rolls)
    return Neighbour(
        address=f"7{number % 16:X}:{rolls.randrange(256):02X}:AE:01:{number >> 8:02X}:{number & 255:02X}",
        advert=encode_advert(advert),
        response=encode_name(name),
        interval_s=interval_s * rolls.uniform(0.9, 1.1),
        distance_m=rolls.uniform(_NEAREST_M, _FARTHEST_M),
        connectable=connectable,
    )


# What each of them says: advert, name, advertising interval in seconds, whether it takes a link.
_Says = tuple[Advert, str, float, bool]


def _phone(rolls: random.Random) -> _Says:
    return Advert(manufacturer_data={_APPLE: b"\x10\x05" + rolls.randbytes(5)}), "", 0.27, True


def _laptop(rolls: random.Random) -> _Says:
    return (
        Advert(manufacturer_data={_MICROSOFT: b"\x01\x09\x20" + rolls.randbytes(20)}),
        "",
        0.4,
        False,
    )


def _beacon(rolls: random.Random) -> _Says:
    return Advert(manufacturer_data={_APPLE: b"\x02\x15" + rolls.randbytes(21)}), "", 0.5, False


def _web_beacon(rolls: random.Random) -> _Says:
    said = Advert(("feaa",), {"feaa": b"\x00\xe7" + rolls.randbytes(16)})
    return said, "", 1.0, False


def _headphones(rolls: random.Random) -> _Says:
    said = Advert(("fe2c",), {"fe2c": rolls.randbytes(3)})
    return said, f"Nimbus Buds {rolls.randrange(2, 9)}", 0.3, True


def _television(rolls: random.Random) -> _Says:
    said = Advert(manufacturer_data={_SAMSUNG: b"\x42\x04" + rolls.randbytes(20)})
    return said, f"[TV] {rolls.choice(_ROOMS)}", 0.5, True


def _tracker(rolls: random.Random) -> _Says:
    return Advert(("feed",), {"feed": rolls.randbytes(10)}), "", 2.0, True


def _watch(rolls: random.Random) -> _Says:
    return Advert(("180d",)), f"Stride {rolls.randrange(10, 99)}", 0.8, True


def _thermometer(rolls: random.Random) -> _Says:
    return Advert((), {"fcd2": b"\x40\x02" + rolls.randbytes(2)}), "Thermo", 1.0, False


def _lamp(rolls: random.Random) -> _Says:
    own = "8d53dc1d-1db7-4cd3-868b-8a527460aa84"
    return Advert((own,)), f"Glow {rolls.choice(_ROOMS)}", 0.6, True


def _numbered(rolls: random.Random) -> _Says:
    """A serial at the end of its name, but of no protocol that we have."""
    return Advert(("180f",)), f"Scale-{rolls.randrange(10**9, 10**10)}", 0.7, True


def _relay(rolls: random.Random) -> _Says:
    """A maker's we know, but set up already: it offers no way in."""
    return Advert(manufacturer_data={_SHELLY: b"\x01\x00\x00"}), "", 0.9, False


def _cut_short(rolls: random.Random) -> _Says:
    """Data of a kind that we read, with nearly nothing in it."""
    return Advert((), {"4678": b"", "fe2c": rolls.randbytes(1)}), "", 0.9, True


def _hostile(rolls: random.Random) -> _Says:
    return Advert(), rolls.choice(_HOSTILE_NAMES), 0.3, True


_KINDS: Final[tuple[Callable[[random.Random], _Says], ...]] = (
    *(_phone, _phone, _phone, _laptop, _beacon, _web_beacon, _headphones, _headphones),
    *(_television, _tracker, _tracker, _watch, _thermometer, _lamp, _numbered, _relay),
    *(_cut_short, _hostile),
)
