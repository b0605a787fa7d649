"""The device side of Improv's bytes, read from the spec on its own: nothing here is the client's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

BASE = "00467768-6228-2272-4663-27747826800"
SERVICE, STATE, ERROR, COMMAND, RESULT, CAPABILITIES = (f"{BASE}{n}" for n in range(6))
SERVICE_DATA = "4677"

CAN_IDENTIFY, CAN_TELL, CAN_SCAN, CAN_HOSTNAME = 1, 2, 4, 8
CAN_ALL = CAN_IDENTIFY | CAN_TELL | CAN_SCAN | CAN_HOSTNAME

# Name, dBm, security; and the channel for those who tell it.
NetworkRow = tuple[str, int, str] | tuple[str, int, str, int]


class Phase(IntEnum):
    """The state characteristic."""

    LOCKED = 1
    OPEN = 2
    JOINING = 3
    DONE = 4


class Fail(IntEnum):
    """The error characteristic."""

    NONE = 0
    PACKET = 1
    COMMAND = 2
    NO_NETWORK = 3
    LOCKED = 4
    HOSTNAME = 5
    OTHER = 0xFF


class BadPacket(Exception):
    """A command that is not built as it must be."""


def advert_data(phase: Phase, capabilities: int) -> bytes:
    """Service data 4677: six bytes, four of them kept for later."""
    return bytes((phase, capabilities, 0, 0, 0, 0))


def total_length(buffer: bytes) -> int:
    """How long the command in the buffer will be; three at least."""
    return 3 + (buffer[1] if len(buffer) > 1 else 0)


def unpack(packet: bytes) -> tuple[int, bytes]:
    """Command and data of a whole packet."""
    if sum(packet[:-1]) % 256 != packet[-1]:
        raise BadPacket("checksum")
    return packet[0], packet[2:-1]


def two_texts(data: bytes) -> tuple[str, str]:
    """The name and password of command 01, which fill the data exactly."""
    at = 1 + data[0] if data else 0
    if not data or at >= len(data) or at + 1 + data[at] != len(data):
        raise BadPacket("lengths")
    try:
        return data[1:at].decode(), data[at + 1 :].decode()
    except UnicodeDecodeError:
        raise BadPacket("text") from None


def reply(command: int, strings: Iterable[str] = ()) -> bytes:
    """A result: each string after its length, all after the sum of them, the check byte last."""
    body = b"".join(bytes((len(s),)) + s for s in (t.encode() for t in strings))
    packet = bytes((command, len(body))) + body
    return packet + bytes((sum(packet) % 256,))


def fitting(networks: Iterable[NetworkRow]) -> list[str]:
    """The rows of a scan that fit into one result: the strongest of each name, strongest first."""
    best: dict[str, NetworkRow] = {}
    for row in networks:
        if row[0] not in best or best[row[0]][1] < row[1]:
            best[row[0]] = row
    strings: list[str] = []
    room = 255
    for ssid, dbm, auth, *_ in sorted(best.values(), key=lambda row: -row[1]):
        texts = [ssid, str(dbm), auth]
        room -= sum(1 + len(t.encode()) for t in texts)
        if room < 0:
            break
        strings += texts
    return strings


def new_hostname(data: bytes) -> str | None:
    """The name in command 05; None where RFC 1123 does not allow it.

    Clients of Home Assistant send it after its length, the spec has it bare. A bare name never
    begins with a byte below "0", so the two can be told apart.
    """
    if data[0] == len(data) - 1 and data[0] < 0x30:
        data = data[1:]
    if re.fullmatch(rb"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?", data):
        return data.decode()
    return None
