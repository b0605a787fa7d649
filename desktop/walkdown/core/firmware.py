"""New firmware for a device: the image, the slots it goes into, the offer made of it, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LEAST_BATTERY: Final = 30  # %, below which an update is not begun
LEAST_SIGNAL: Final = -80  # dBm, below which an update is not begun
RESTARTS: Final = 1  # a device restarts once to try the image; once more where it goes back


@dataclass(frozen=True, slots=True)
class Image:
    """A firmware file that was read and checked (protocols.md 5.4).

    `digest` is the bootloader's own, 32 bytes; `content` the whole file, which is what is sent.
    """

    version: str
    digest: bytes
    content: bytes

    @property
    def size(self) -> int:
        """Bytes to send."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Slot:
    """One image a device holds: `active` runs now, `confirmed` stays, `pending` runs next."""

    number: int
    version: str
    digest: bytes
    active: bool = False
    confirmed: bool = False
    pending: bool = False
    permanent: bool = False
    bootable: bool = True


class Phase(StrEnum):
    """What an update is doing, in its order."""

    CHECK = "check"
    UPLOAD = "upload"
    RESTART = "restart"
    CONFIRM = "confirm"


class Outcome(StrEnum):
    """How an update that went to its end ended: the new image stays, or the device went back."""

    UPDATED = "updated"
    REVERTED = "reverted"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is: bytes sent of all, and the speed of late (0 before there is one)."""

    phase: Phase
    sent: int
    size: int
    bytes_per_s: float = 0.0


class Hindrance(StrEnum):
    """Why an update is not begun now."""

    NONE = ""
    BATTERY = "battery"
    SIGNAL = "signal"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is asked before an update: from which version to which, how large, how long, how safe.

    `battery` in %, None where the device has none; `seconds` is an estimate; `older` is a step back.
    """

    serial: str
    running: str
    version: str
    size: int
    seconds: int
    signal_dbm: int
    battery: int | None = None
    older: bool = False
    hindrance: Hindrance = Hindrance.NONE
