"""Wi-Fi as the installer sees it: networks heard by a device, the rules for a name and a password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from walkdown.core.secret import Secret

SSID_MOST_BYTES = 32
WEAK_DBM = -75
MOST_CHANNEL = 233
MOST_HEARD = 128


@dataclass(frozen=True, slots=True)
class HeardNetwork:
    """One network in a device's own list; `security` as the device words it, e.g. "WPA2", "NO".

    `channel` is None where the device does not say it, as Improv's do not.
    """

    ssid: str
    signal_dbm: int | None
    security: str
    channel: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it needs no password."""
        return self.security.strip().upper() in ("NO", "OPEN", "NONE")


@dataclass(frozen=True, slots=True)
class ChosenNetwork:
    """The network the site's devices shall join, and why it is thought to work."""

    ssid: str
    security: str
    signal_dbm: int | None
    heard_by: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is sent to a device. The password lives as long as the run that needs it."""

    ssid: str
    password: Secret


def known_channel(number: int | None) -> int | None:
    """A channel as a device says it, where there can be such a one."""
    return number if number is not None and 1 <= number <= MOST_CHANNEL else None


class Flaw(StrEnum):
    """Why a name or password is not sent, found before anything leaves the laptop."""

    SSID_EMPTY = "ssid-empty"
    SSID_TOO_LONG = "ssid-too-long"
    SSID_NUL = "ssid-nul"
    PASSWORD_TOO_SHORT = "password-too-short"
    PASSWORD_TOO_LONG = "password-too-long"
    PASSWORD_NOT_ASCII = "password-not-ascii"
    PASSWORD_NOT_HEX = "password-not-hex"


def ssid_flaw(ssid: str) -> Flaw | None:
    """Names are 1 to 32 bytes of UTF-8 without NUL (IEEE 802.11, 9.4.2.2)."""
    if not ssid:
        return Flaw.SSID_EMPTY
    if "\0" in ssid or any("\ud800" <= c <= "\udfff" for c in ssid):
        return Flaw.SSID_NUL
    if len(ssid.encode("utf-8")) > SSID_MOST_BYTES:
        return Flaw.SSID_TOO_LONG
    return None


def password_flaw(text: str, *, open_network: bool = False) -> Flaw | None:
    """Passphrases are 8 to 63 printable ASCII characters, or 64 hex digits (IEEE 802.11, J.4.1)."""
    if not text and open_network:
        return None
    if len(text) < 8:
        return Flaw.PASSWORD_TOO_SHORT
    if len(text) > 64:
        return Flaw.PASSWORD_TOO_LONG
    if not all(" " <= c <= "~" for c in text):
        return Flaw.PASSWORD_NOT_ASCII
    if len(text) == 64 and not re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        return Flaw.PASSWORD_NOT_HEX
    return None


def strongest(networks: tuple[HeardNetwork, ...]) -> tuple[HeardNetwork, ...]:
    """Every access point that was heard, strongest first, nameless ones too; at most `MOST_HEARD`."""
    return tuple(sorted(networks, key=_power, reverse=True))[:MOST_HEARD]


def best_of_each(networks: tuple[HeardNetwork, ...]) -> tuple[HeardNetwork, ...]:
    """One row per name, the strongest, strongest first; nameless ones are left out."""
    best: dict[str, HeardNetwork] = {}
    for heard in networks:
        known = best.get(heard.ssid)
        if heard.ssid and (known is None or _power(heard) > _power(known)):
            best[heard.ssid] = heard
    return tuple(sorted(best.values(), key=_power, reverse=True))


def _power(heard: HeardNetwork) -> int:
    return -999 if heard.signal_dbm is None else heard.signal_dbm
