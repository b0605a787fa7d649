"""Advert payloads as bytes: written by practice devices, read by the practice scanner.

AD structures of the Core Specification Supplement, part A: length, type, data, repeated.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from bleak.uuids import normalize_uuid_str

from walkdown.practice.peripheral_spec import Advert

LEGACY_LIMIT = 31  # bytes of a legacy ADV_IND or SCAN_RSP, Core Spec Vol 6 Part B 2.3
_FLAGS = bytes((2, 0x01, 0x06))  # general discoverable, no classic Bluetooth
_BASE_TAIL = "-0000-1000-8000-00805f9b34fb"
_UUID_LISTS = {0x02: 2, 0x03: 2, 0x04: 4, 0x05: 4, 0x06: 16, 0x07: 16}
_SERVICE_DATA = {0x16: 2, 0x20: 4, 0x21: 16}
_COMPLETE_LIST = {2: 0x03, 4: 0x05, 16: 0x07}
_DATA_TYPE = {2: 0x16, 4: 0x20, 16: 0x21}
_SHORT_NAME, _COMPLETE_NAME, _TX_POWER, _MANUFACTURER = 0x08, 0x09, 0x0A, 0xFF


@dataclass(slots=True)
class Heard:
    """The fields of one payload; UUIDs in bleak's long lower-case form."""

    name: str | None = None
    tx_power: int | None = None
    service_uuids: list[str] = field(default_factory=list)
    service_data: dict[str, bytes] = field(default_factory=dict)
    manufacturer_data: dict[int, bytes] = field(default_factory=dict)


def encode_advert(advert: Advert) -> bytes:
    """The ADV_IND payload. ValueError if it does not fit a legacy advert."""
    by_width: dict[int, bytes] = {}
    for text in advert.service_uuids:
        short = _shortest(text)
        by_width[len(short)] = by_width.get(len(short), b"") + short
    payload = _FLAGS
    for width in sorted(by_width):
        payload += _structure(_COMPLETE_LIST[width], by_width[width])
    for text, data in advert.service_data.items():
        short = _shortest(text)
        payload += _structure(_DATA_TYPE[len(short)], short + data)
    for company, data in advert.manufacturer_data.items():
        payload += _structure(_MANUFACTURER, company.to_bytes(2, "little") + data)
    return _fitting(payload, "the advert")


def encode_name(name: str) -> bytes:
    """The SCAN_RSP payload. ValueError if the name exceeds 29 bytes of UTF-8."""
    text = name.encode()
    return _fitting(_structure(_COMPLETE_NAME, text) if text else b"", "the scan response")


def decode(payload: bytes) -> Heard:
    """Read what is well formed; a structure that runs past the end stops the reading."""
    heard = Heard()
    for kind, data in _structures(payload):
        if kind in _UUID_LISTS:
            width = _UUID_LISTS[kind]
            whole = len(data) - len(data) % width
            heard.service_uuids += [_long(data[at : at + width]) for at in range(0, whole, width)]
        elif kind in _SERVICE_DATA and len(data) >= _SERVICE_DATA[kind]:
            width = _SERVICE_DATA[kind]
            heard.service_data[_long(data[:width])] = data[width:]
        elif kind == _MANUFACTURER and len(data) >= 2:
            heard.manufacturer_data[int.from_bytes(data[:2], "little")] = data[2:]
        else:
            _decode_plain(heard, kind, data)
    return heard


def _decode_plain(heard: Heard, kind: int, data: bytes) -> None:
    if kind == _COMPLETE_NAME or (kind == _SHORT_NAME and heard.name is None):
        heard.name = data.decode(errors="replace")
    elif kind == _TX_POWER and len(data) == 1:
        heard.tx_power = int.from_bytes(data, "little", signed=True)


def _structures(payload: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 1 < len(payload):
        length = payload[at]
        if length == 0 or at + 1 + length > len(payload):
            return
        yield payload[at + 1], payload[at + 2 : at + 1 + length]
        at += 1 + length


def _structure(kind: int, data: bytes) -> bytes:
    if len(data) > LEGACY_LIMIT:  # also keeps the length in its one byte
        raise ValueError(f"a field of {len(data)} bytes does not fit a legacy advert")
    return bytes((len(data) + 1, kind)) + data


def _fitting(payload: bytes, what: str) -> bytes:
    if len(payload) > LEGACY_LIMIT:
        raise ValueError(f"{what} has {len(payload)} bytes, {LEGACY_LIMIT} fit")
    return payload


def _shortest(text: str) -> bytes:
    """Little-endian UUID in 2, 4 or 16 bytes."""
    full = normalize_uuid_str(text)
    if not full.endswith(_BASE_TAIL):
        return uuid.UUID(full).bytes[::-1]
    head = full[:8]
    return bytes.fromhex(head.removeprefix("0000") if head.startswith("0000") else head)[::-1]


def _long(data: bytes) -> str:
    if len(data) == 16:
        return str(uuid.UUID(bytes=data[::-1]))
    return data[::-1].hex().zfill(8) + _BASE_TAIL
