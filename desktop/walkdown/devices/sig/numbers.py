"""The Bluetooth SIG's numbers as UUIDs, and what is raised for a value that cannot be (protocols.md 6)."""

from __future__ import annotations

from typing import Final


class BadValue(Exception):
    """The bytes are no value of this characteristic; the message says why, without the bytes."""


def assigned(number: int) -> str:
    """A number of 16 bits as the UUID that bleak gives it."""
    return f"{number:08x}-0000-1000-8000-00805f9b34fb"


DEVICE_INFORMATION: Final = assigned(0x180A)
SYSTEM_ID: Final = assigned(0x2A23)
SERIAL: Final = assigned(0x2A25)
FIRMWARE: Final = assigned(0x2A26)
HARDWARE: Final = assigned(0x2A27)
PNP_ID: Final = assigned(0x2A50)

BATTERY_LEVEL: Final = assigned(0x2A19)
CURRENT_TIME: Final = assigned(0x2A2B)
LOCAL_TIME: Final = assigned(0x2A0F)

USER_DESCRIPTION: Final = assigned(0x2901)
PRESENTATION_FORMAT: Final = assigned(0x2904)


def exactly(raw: bytes, size: int) -> bytes:
    """The bytes. Raises BadValue where they are more or fewer."""
    if len(raw) != size:
        raise BadValue(f"{len(raw)} bytes instead of {size}")
    return raw
