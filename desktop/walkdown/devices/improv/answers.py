"""What the strings of Improv's results mean: device info, networks, a host name, an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from walkdown.core.wifi import SSID_MOST_BYTES, HeardNetwork
from walkdown.devices.improv.protocol import Command, ProtocolError, Result

MOST_TEXT: Final = 64
MOST_URL: Final = 200
_SIGNAL = re.compile(r"[+-]?[0-9]{1,3}")
_SIGNAL_RANGE = range(-127, 21)
_PLAIN_URL = re.compile(r"[!-~]+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """Command 03: raw text, at most 64 characters each. `os` is empty on older devices."""

    firmware: str
    version: str
    hardware: str
    name: str
    os: str = ""
    os_version: str = ""


def device_info(result: Result) -> DeviceInfo:
    """Four strings, or six since the operating system was added; more are left out."""
    strings = _of(result, Command.DEVICE_INFO)
    if len(strings) < 4:
        raise ProtocolError("device info has fewer than four strings")
    return DeviceInfo(*(_text(s) for s in strings[:6]))


def networks(result: Result) -> tuple[HeardNetwork, ...]:
    """Command 04: triples of name, signal and security; a name no network can have is left out."""
    strings = _of(result, Command.SCAN_WIFI)
    if len(strings) % 3:
        raise ProtocolError("a list of networks is not made of threes")
    triples = zip(strings[::3], strings[1::3], strings[2::3], strict=True)
    return tuple(
        HeardNetwork(_text(ssid), _signal(signal), _text(security))
        for ssid, signal, security in triples
        if len(ssid) <= SSID_MOST_BYTES
    )


def one_text(result: Result, command: Command) -> str:
    """Commands 05 and 06: the one string."""
    strings = _of(result, command)
    if not strings:
        raise ProtocolError("an answer without its string")
    return _text(strings[0], 255)


def redirect_url(result: Result) -> str:
    """Command 01: the first address that we would ask; empty where the device names none.

    Some devices put a link to a home automation service first, which is of no use here.
    """
    urls = (_asked_url(_text(s, 256)) for s in _of(result, Command.WIFI_SETTINGS))
    return next(filter(None, urls), "")


def _asked_url(text: str) -> str:
    """Only `http(s)://host[:port]/path`: no name and password, no query, nothing unprintable."""
    if len(text) > MOST_URL or not _PLAIN_URL.fullmatch(text):
        return ""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return ""
    host = url.netloc.rpartition(":")[0] if port is not None else url.netloc
    plain = url.scheme in ("http", "https") and _HOST.fullmatch(host) and port != 0
    return text if plain and not url.query and not url.fragment and "?" not in text else ""


def _of(result: Result, command: Command) -> tuple[bytes, ...]:
    if result.command != command:
        raise ProtocolError("an answer to another question")
    return result.strings


def _text(raw: bytes, most: int = MOST_TEXT) -> str:
    return raw.decode("utf-8", "replace")[:most]


def _signal(raw: bytes) -> int | None:
    text = _text(raw)
    if not text.isascii() or not _SIGNAL.fullmatch(text):
        return None
    return int(text) if int(text) in _SIGNAL_RANGE else None
