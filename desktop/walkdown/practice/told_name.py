"""The name a practice device tells on its network (mDNS): of what type, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.practice.scenario import Family, Fault, PracticeDevice
from walkdown.practice.shelly_facts import line_of

SHELLY: Final = "_shelly._tcp.local."
WEB: Final = "_http._tcp.local."


@dataclass(frozen=True, slots=True)
class ToldName:
    """One service of DNS-SD (RFC 6763): `kind` is its type, `serial` stands in its TXT record."""

    kind: str
    name: str
    port: int
    serial: str = ""


def told_name(device: PracticeDevice, serial: str, port: int) -> ToldName | None:
    """What the device tells where it answers at `port`; `serial` is what it says there itself.

    None for one that is called by a factory name only: it has nothing of its own to tell.
    """
    if device.family is Family.SHELLY:
        if Fault.OTHER_SERIAL_ON_NETWORK in device.faults:
            return None
        line = line_of(device.model).app
        return ToldName(SHELLY, f"shelly{line}-{device.serial}".lower(), port)
    if not serial.isdecimal():
        return None
    return ToldName(WEB, f"{device.model}-{serial}", port, serial)
