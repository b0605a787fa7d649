"""What the program and its reading process say to each other: a few bytes, each of them measured.

The process decodes what strangers made, so nothing it says is believed: lengths, counts, places and
letters are checked here, and a value never becomes anything but a number, a text or bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from walkdown.app.ports import PictureCodes
from walkdown.core.picture import CodeRead, Frame

PREVIEW_SIDE: Final = 1280
MOST_CODES: Final = 128
MOST_CHARACTERS: Final = 4096
# 128 codes of the longest text, and the preview.
MOST_BODY: Final = 12 * 1024 * 1024
_MOST_SIDE: Final = 1 << 26
_ASK: Final = struct.Struct("<BIIIQ")
_SAY: Final = struct.Struct("<BII")
ASK_SIZE: Final = _ASK.size
SAY_SIZE: Final = _SAY.size


class Ask(IntEnum):
    """What is wanted: codes of a camera's frame (grey bytes), the same with all patience, of a picture."""

    FRAME = 1
    PATIENT = 2
    PICTURE = 3


class Say(IntEnum):
    """What the process says; a BEAT is a sign of life between two steps."""

    READY = 1
    BEAT = 2
    CODES = 3
    REFUSED = 4


class Garbage(Exception):
    """What came is not of this language; whoever said it is not to be listened to any more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The head of a request; `length` bytes follow. Width and height are 0 for a picture's own bytes."""

    what: Ask
    number: int
    width: int
    height: int
    length: int


@dataclass(frozen=True, slots=True)
class Said:
    """The head of an answer to request `number`; `length` bytes follow, at most MOST_BODY."""

    what: Say
    number: int
    length: int


_Side = Annotated[int, Meta(ge=0, le=_MOST_SIDE)]


class _Code(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(max_length=MOST_CHARACTERS)]
    raw: Annotated[bytes, Meta(max_length=4 * MOST_CHARACTERS)]
    symbology: Annotated[str, Meta(max_length=24, pattern=r"\A[A-Za-z0-9]*\Z")]
    aim: Annotated[str, Meta(max_length=3, pattern=r"\A(\][A-Za-z][A-Za-z0-9])?\Z")]
    corners: Annotated[list[tuple[_Side, _Side]], Meta(min_length=4, max_length=4)]


class _Codes(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    codes: Annotated[list[_Code], Meta(max_length=MOST_CODES)]
    width: Annotated[int, Meta(ge=0, le=PREVIEW_SIDE)] = 0
    height: Annotated[int, Meta(ge=0, le=PREVIEW_SIDE)] = 0
    rgb: Annotated[bytes, Meta(max_length=3 * PREVIEW_SIDE * PREVIEW_SIDE)] = b""
    scale: Annotated[float, Meta(ge=1.0, le=_MOST_SIDE)] = 1.0
    ms: Annotated[float, Meta(ge=0.0, le=1e7)] = 0.0


_DECODER: Final = msgspec.msgpack.Decoder(_Codes)


def ask_head(asked: Asked) -> bytes:
    """ASK_SIZE bytes."""
    return _ASK.pack(asked.what, asked.number, asked.width, asked.height, asked.length)


def asked_of(head: bytes) -> Asked:
    """The other way. Raises Garbage."""
    what, number, width, height, length = _ASK.unpack(head)
    try:
        return Asked(Ask(what), number, width, height, length)
    except ValueError as error:
        raise Garbage("unknown request") from error


def say(what: Say, number: int, body: bytes = b"") -> bytes:
    """A whole answer."""
    return _SAY.pack(what, number, len(body)) + body


def said_of(head: bytes) -> Said:
    """The head of an answer, SAY_SIZE bytes. Raises Garbage for an unknown word or a long body."""
    what, number, length = _SAY.unpack(head)
    if what not in Say.__members__.values() or length > MOST_BODY:
        raise Garbage(f"word {what} with {length} bytes")
    if length and what in (Say.READY, Say.BEAT):
        raise Garbage(f"word {what} has no body")
    return Said(Say(what), number, length)


def codes_body(codes: tuple[CodeRead, ...]) -> bytes:
    """The body of CODES for a frame."""
    return msgspec.msgpack.encode(_Codes(_codes(codes)))


def picture_body(read: PictureCodes) -> bytes:
    """The body of CODES for a picture."""
    preview = read.preview
    told = _Codes(
        _codes(read.codes), preview.width, preview.height, preview.rgb, read.scale, read.ms
    )
    return msgspec.msgpack.encode(told)


def codes_of(body: bytes, width: int, height: int) -> tuple[CodeRead, ...]:
    """The codes of a frame of this size. Raises Garbage."""
    codes = _reads(_told(body))
    if any(x >= width or y >= height for code in codes for x, y in code.corners):
        raise Garbage("a code outside of the frame")
    return codes


def picture_of(body: bytes) -> PictureCodes:
    """What a picture shows. Raises Garbage."""
    told = _told(body)
    if not told.width or not told.height or len(told.rgb) != 3 * told.width * told.height:
        raise Garbage("a preview of another size")
    preview = Frame(told.width, told.height, told.rgb)
    return PictureCodes(_reads(told), preview, told.scale, told.ms)


def reason_of(body: bytes) -> str:
    """Why a picture was refused: a few plain words, or none where they are not."""
    words = body[:80].decode("ascii", "replace")
    plain = all(letter.isalnum() or letter in " .,:x" for letter in words)
    return words if plain else "refused"


def _told(body: bytes) -> _Codes:
    try:
        return _DECODER.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Garbage("no list of codes") from error


def _reads(told: _Codes) -> tuple[CodeRead, ...]:
    return tuple(
        CodeRead(c.text, c.raw, c.symbology, tuple(c.corners), aim=c.aim) for c in told.codes
    )


def _codes(codes: tuple[CodeRead, ...]) -> list[_Code]:
    """Those that can be said in this language; zxing-cpp gives no others."""
    return [
        _Code(code.text, code.raw, code.symbology, code.aim, list(code.corners))
        for code in codes[:MOST_CODES]
        if len(code.raw) <= 4 * MOST_CHARACTERS and len(code.corners) == 4
    ]
