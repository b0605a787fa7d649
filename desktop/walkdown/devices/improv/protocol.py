"""Improv's frames, both ways, as bytes and types (protocols.md 2.1, 2.2); no radio and no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Final, TypeVar

SERVICE: Final = "00467768-6228-2272-4663-277478268000"
STATE: Final = "00467768-6228-2272-4663-277478268001"
ERROR: Final = "00467768-6228-2272-4663-277478268002"
COMMAND: Final = "00467768-6228-2272-4663-277478268003"
RESULT: Final = "00467768-6228-2272-4663-277478268004"
CAPABILITIES: Final = "00467768-6228-2272-4663-277478268005"
SERVICE_DATA: Final = "00004677-0000-1000-8000-00805f9b34fb"

# A common device library loops for ever on 254 and 255 (protocols.md 2.7).
MOST_DATA: Final = 253
_FRAME_AROUND: Final = 3
_LONGEST_FRAME: Final = 255 + _FRAME_AROUND
_HOSTNAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")


class ProtocolError(Exception):
    """Bytes that no Improv device may send. The text says what is wrong and holds none of them."""


class Command(IntEnum):
    """What a device can be asked; 07 exists only in the serial variant."""

    WIFI_SETTINGS = 1
    IDENTIFY = 2
    DEVICE_INFO = 3
    SCAN_WIFI = 4
    HOSTNAME = 5
    DEVICE_NAME = 6


class State(IntEnum):
    """How far a device is."""

    AUTHORIZATION_REQUIRED = 1
    AUTHORIZED = 2
    PROVISIONING = 3
    PROVISIONED = 4


class Error(IntEnum):
    """Why a device did not do it."""

    NONE = 0
    INVALID_PACKET = 1
    UNKNOWN_COMMAND = 2
    UNABLE_TO_CONNECT = 3
    NOT_AUTHORIZED = 4
    BAD_HOSTNAME = 5
    UNKNOWN = 0xFF


class Capability(IntFlag):
    """What a device can do beside taking credentials."""

    IDENTIFY = 1
    DEVICE_INFO = 2
    SCAN_WIFI = 4
    HOSTNAME = 8


@dataclass(frozen=True, slots=True)
class Result:
    """A device's answer: the command it answers and its raw strings."""

    command: int
    strings: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ServiceData:
    """What the advert says (service data 4677)."""

    state: State
    capabilities: Capability


# --- to the device ----------------------------------------------------------------------------


def ask(command: Command) -> bytes:
    """A command without data: identify, device info, scan, get hostname, get name."""
    return _frame(command, b"")


def wifi_settings(ssid: str, password: str) -> bytes:
    """Command 01. ValueError where a text is longer than its length byte or the frame may hold."""
    return _frame(Command.WIFI_SETTINGS, _counted(ssid) + _counted(password))


def set_hostname(name: str) -> bytes:
    """Command 05 in the raw form of the spec. ValueError unless RFC 1123 allows the name."""
    if not _HOSTNAME.fullmatch(name):
        raise ValueError("a hostname has letters, digits and inner hyphens only")
    return _frame(Command.HOSTNAME, name.encode("ascii"))


def set_device_name(name: str) -> bytes:
    """Command 06. ValueError for an empty name, which would ask for the name instead."""
    if not name:
        raise ValueError("a device name is not empty")
    return _frame(Command.DEVICE_NAME, name.encode())


def _counted(text: str) -> bytes:
    data = text.encode()
    if len(data) > MOST_DATA:
        raise ValueError("too long for an Improv frame")
    return bytes((len(data),)) + data


def _frame(command: Command, data: bytes) -> bytes:
    if len(data) > MOST_DATA:
        raise ValueError("too long for an Improv frame")
    body = bytes((command, len(data))) + data
    return body + bytes((_checksum(body),))


def _checksum(body: bytes) -> int:
    return sum(body) & 0xFF


# --- from the device --------------------------------------------------------------------------


def parse_result(frame: bytes) -> Result:
    """One whole result frame. ProtocolError where a length or the checksum lies."""
    if len(frame) < _FRAME_AROUND or len(frame) != frame[1] + _FRAME_AROUND:
        raise ProtocolError("a result's length does not fit")
    if frame[-1] != _checksum(frame[:-1]):
        raise ProtocolError("a result's checksum is wrong")
    return Result(frame[0], _strings(frame[2:-1]))


def _strings(data: bytes) -> tuple[bytes, ...]:
    found = []
    at = 0
    while at < len(data):
        end = at + 1 + data[at]
        if end > len(data):
            raise ProtocolError("a string is longer than its result")
        found.append(data[at + 1 : end])
        at = end
    return tuple(found)


class Reassembly:
    """Puts result notifications together by the length byte; holds one frame at most."""

    def __init__(self) -> None:
        self._held = b""

    @property
    def waiting(self) -> bool:
        """Whether a frame has begun and more of it is due."""
        return bool(self._held)

    def begins(self, frame: bytes) -> bool:
        """Whether a frame that was read goes on from what has come."""
        return self.waiting and frame.startswith(self._held)

    def reset(self) -> None:
        """Forget what has begun: a new command, a new link, or it took too long."""
        self._held = b""

    def feed(self, part: bytes) -> Result | None:
        """The result once it is whole. ProtocolError (and a reset) where it cannot become one."""
        held, self._held = self._held + part[: _LONGEST_FRAME + 1], b""
        if len(held) < _FRAME_AROUND or len(held) < held[1] + _FRAME_AROUND:
            self._held = held
            return None
        return parse_result(held)


_Byte = TypeVar("_Byte", State, Error)


def parse_state(value: bytes) -> State:
    """The state characteristic: one byte."""
    return _one_of(State, value)


def parse_error(value: bytes) -> Error:
    """The error characteristic: one byte."""
    return _one_of(Error, value)


def parse_capabilities(value: bytes) -> Capability:
    """The capabilities characteristic: "byte(s)", of which four bits are defined."""
    if not value:
        raise ProtocolError("capabilities are empty")
    return Capability(value[0] & 0x0F)


def parse_service_data(value: bytes) -> ServiceData | None:
    """The advert's 4677 data. Six bytes by the spec; all that is read are the first two."""
    if len(value) < 2 or value[0] not in set(State):
        return None
    return ServiceData(State(value[0]), Capability(value[1] & 0x0F))


def _one_of(kind: type[_Byte], value: bytes) -> _Byte:
    if len(value) != 1 or value[0] not in set(kind):
        raise ProtocolError(f"{kind.__name__.lower()} has a value of its own")
    return kind(value[0])
