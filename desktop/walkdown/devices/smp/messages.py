"""What is asked over SMP and what comes back, as bytes and types (protocols.md 5.2, 5.3); no radio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import cbor2

from walkdown.core.firmware import Image, Slot
from walkdown.devices.smp.frames import HEADER_BYTES, ProtocolError
from walkdown.devices.smp.plain_cbor import read_map

MOST_SLOTS: Final = 16
MOST_VERSION: Final = 64
MOST_DIGEST: Final = 64
MOST_NUMBER: Final = 2**31
# The first part must hold the image's own header, or the device refuses it.
LEAST_FIRST: Final = 32
# Of a frame: its header, and in the map the offset and how long the data is.
BESIDE_DATA: Final = HEADER_BYTES + 18
BESIDE_ECHO: Final = HEADER_BYTES + 6

EMPTY: Final = cbor2.dumps({})


@dataclass(frozen=True, slots=True)
class Refusal:
    """The device does not do what was asked. `group` is None where the number is of SMP itself."""

    code: int
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Params:
    """The longest frame the device takes, its header included, and how many it holds."""

    frame_bytes: int
    frames: int


@dataclass(frozen=True, slots=True)
class Uploaded:
    """How much of the image the device has; `match` once it has all and compared it."""

    offset: int
    match: bool | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A request that carries some of an image, up to its byte `end`."""

    body: bytes
    end: int


Said = Mapping[str, object]


# --- what is asked ------------------------------------------------------------------------------


def echo(frame_bytes: int) -> bytes:
    """A text that comes back, in a request at most so long and at most one byte shorter."""
    return cbor2.dumps({"d": "." * (frame_bytes - BESIDE_ECHO)})


def test(digest: bytes) -> bytes:
    """Try this image at the next start, once."""
    return cbor2.dumps({"hash": digest, "confirm": False})


def confirm() -> bytes:
    """Keep the image that runs."""
    return cbor2.dumps({"confirm": True})


def first_part(image: Image, frame_bytes: int) -> Part:
    """What opens an upload, or asks where one was cut. ProtocolError where nothing fits.

    The file's hash is left out where it would not leave room for the image's header.
    """
    opening: dict[str, object] = {
        "off": 0,
        "len": image.size,
        "image": 0,
        "upgrade": False,
        "sha": sha256(image.content).digest(),
    }
    if _room(opening, frame_bytes) < LEAST_FIRST:
        del opening["sha"]
    return _filled(opening, image, 0, frame_bytes)


def next_part(image: Image, offset: int, frame_bytes: int) -> Part:
    """As much from `offset` on as a frame holds. ProtocolError where nothing fits."""
    return _filled({"off": offset}, image, offset, frame_bytes)


def _filled(fields: dict[str, object], image: Image, offset: int, frame_bytes: int) -> Part:
    room = _room(fields, frame_bytes)
    if room < 1:
        raise ProtocolError("its frames are too short")
    data = image.content[offset : offset + room]
    return Part(cbor2.dumps({**fields, "data": data}), offset + len(data))


def _room(fields: dict[str, object], frame_bytes: int) -> int:
    """Bytes of data that fit with these fields; less than one where none do."""
    bare = len(cbor2.dumps({**fields, "data": b""})) - 1
    left = frame_bytes - HEADER_BYTES - bare
    return left - _length_bytes(left)


def _length_bytes(left: int) -> int:
    """What CBOR takes to say how long the data is, where data and this have so many bytes."""
    return 1 if left <= 24 else 2 if left <= 257 else 3


# --- what comes back ----------------------------------------------------------------------------


def parse_answer(body: bytes) -> Said | Refusal:
    """An answer's map, or why it was refused: `rc`, or `err` in version 2."""
    said = read_map(body)
    error = said.get("err")
    if error is not None:
        if not isinstance(error, dict):
            raise ProtocolError("an error has no number")
        return Refusal(_number(error, "rc"), _number(error, "group"))
    code = _number(said, "rc") if "rc" in said else 0
    return Refusal(code) if code else said


def parse_params(said: Said) -> Params:
    """How long a frame may be."""
    return Params(_number(said, "buf_size"), _number(said, "buf_count"))


def parse_uploaded(said: Said) -> Uploaded:
    """Where to go on."""
    match = said.get("match")
    return Uploaded(_number(said, "off"), match if isinstance(match, bool) else None)


def parse_slots(said: Said) -> tuple[Slot, ...]:
    """The slots of the device's first image; those of other processors in it are none of ours."""
    rows = said.get("images")
    if not isinstance(rows, list) or len(rows) > MOST_SLOTS:
        raise ProtocolError("an image list is none")
    maps = [row for row in rows if isinstance(row, dict)]
    if len(maps) != len(rows):
        raise ProtocolError("an image list is none")
    return tuple(_slot(row) for row in maps if row.get("image", 0) == 0)


def _slot(row: Said) -> Slot:
    version, digest = row.get("version", ""), row.get("hash", b"")
    if not isinstance(version, str) or len(version) > MOST_VERSION:
        raise ProtocolError("an image's version is none")
    if not isinstance(digest, bytes) or len(digest) > MOST_DIGEST:
        raise ProtocolError("an image's hash is none")
    return Slot(
        number=_number(row, "slot"),
        version=version,
        digest=digest,
        active=row.get("active") is True,
        confirmed=row.get("confirmed") is True,
        pending=row.get("pending") is True,
        permanent=row.get("permanent") is True,
        bootable=row.get("bootable") is not False,
    )


def _number(said: Said, key: str) -> int:
    value = said.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MOST_NUMBER:
        raise ProtocolError(f"{key} is no number")
    return value
