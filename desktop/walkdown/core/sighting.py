"""What is heard in the air, and how it fits the list of labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.device import Device


class Protocol(StrEnum):
    """Provisioning protocols that have a driver."""

    IMPROV = "improv"
    ESPRESSIF = "espressif"
    SHELLY = "shelly"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One advertiser. `key` is the radio's handle and never an identity; `age_s` since last heard.

    `name` is raw text from the air; show it only through `shown()`. `offers` is what its advert says
    that it can do, as its protocol codes it; None where it does not say.
    """

    key: str
    name: str
    serial: str
    signal_dbm: int
    protocol: Protocol
    age_s: float = 0.0
    ready: bool = True
    offers: int | None = None


class Match(StrEnum):
    """How a row of Nearby stands to the list."""

    EXPECTED = "expected"
    MISSING = "missing"
    EXTRA = "extra"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Nearby:
    """One row: a device of the list, a sighting, or both."""

    match: Match
    serial: str
    device: Device | None
    sighting: Sighting | None


_SERIAL_IN_NAME = re.compile(r"(?:^|[-_ ])([0-9][0-9A-Z]{7,19})$")

_FACTORY_NAME = re.compile(r"PROV_[0-9A-F]{6}")


def serial_in_name(name: str) -> str:
    """The serial at the end of an advertised name ("GW1-770300125518"), or empty."""
    found = _SERIAL_IN_NAME.search(name)
    return found.group(1) if found else ""


def factory_name(text: str) -> str:
    """A device's name as its chip's maker gives it ("PROV_A1B2C3", protocols.md 3.1), or empty.

    Such a device has no serial to tell: by this name it is known on labels and in the air.
    """
    name = text.strip().upper() if text.isascii() else ""
    return name if _FACTORY_NAME.fullmatch(name) else ""


def identity_in_name(name: str) -> str:
    """The serial at the end of an advertised name, else the whole of a factory's name, or empty."""
    return serial_in_name(name) or factory_name(name)


def match_up(devices: tuple[Device, ...], sightings: tuple[Sighting, ...]) -> tuple[Nearby, ...]:
    """Rows for Nearby: those that need the person first, then by signal, strongest first."""
    by_serial: dict[str, list[Sighting]] = {}
    for sighting in sightings:
        by_serial.setdefault(sighting.serial, []).append(sighting)
    listed = {d.serial for d in devices}
    rows = [row for d in devices for row in _rows_of(d, by_serial.get(d.serial, []))]
    rows += [Nearby(Match.EXTRA, s.serial, None, s) for s in sightings if s.serial not in listed]
    return tuple(sorted(rows, key=_order))


def _rows_of(device: Device, heard: list[Sighting]) -> list[Nearby]:
    if not heard:
        return [Nearby(Match.MISSING, device.serial, device, None)]
    match = Match.EXPECTED if len(heard) == 1 else Match.CONFLICT
    return [Nearby(match, device.serial, device, s) for s in heard]


_RANK = {Match.CONFLICT: 0, Match.MISSING: 1, Match.EXPECTED: 2, Match.EXTRA: 3}


def _order(row: Nearby) -> tuple[int, int, str]:
    signal = row.sighting.signal_dbm if row.sighting else 0
    return _RANK[row.match], -signal, row.serial


def sighting_of(serial: str, sightings: tuple[Sighting, ...]) -> Sighting | None:
    """The one sighting that carries this serial; None where there is none or more than one."""
    found = [s for s in sightings if s.serial == serial]
    return found[0] if len(found) == 1 else None
