"""The two image slots of a practice device, and the boot loader that swaps, tries and reverts them."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.practice import firmware_print as mcuboot
from walkdown.practice.firmware_print import Version
from walkdown.practice.smp_frames import Img, Refused

PRIMARY, SECONDARY = 0, 1
_NON_BOOTABLE: Final = 0x10


@dataclass(frozen=True, slots=True)
class Header:
    """What an image says of itself. `signed`: how many of its bytes the digest covers."""

    version: Version
    digest: bytes
    bootable: bool
    signed: int


class Swap(StrEnum):
    """What the boot loader does at the next boot (MCUboot's swap types)."""

    NONE = "none"
    TEST = "test"
    PERMANENT = "permanent"
    REVERT = "revert"


class Slots:
    """Slot 0 runs, slot 1 takes uploads. Contents are flash: they outlast a boot."""

    def __init__(self, running: bytes, size: int) -> None:
        """`size`: bytes of either slot."""
        self.size = size
        self.swap = Swap.NONE
        self._flash = [running, b""]

    @property
    def running(self) -> Version:
        """The version that runs. ValueError where nothing does, which a boot prevents."""
        header = self.header(PRIMARY)
        if header is None:
            raise ValueError("there is nothing that could run")
        return header.version

    def content(self, slot: int) -> bytes:
        """What is written there."""
        return self._flash[slot]

    def header(self, slot: int) -> Header | None:
        """What is read of the image there; None without one, also where it is not whole yet."""
        return read_header(self._flash[slot])

    def find(self, digest: bytes) -> int:
        """The slot of this image. Refused(HASH_NOT_FOUND)."""
        for slot in (PRIMARY, SECONDARY):
            header = self.header(slot)
            if header and header.digest == digest:
                return slot
        raise Refused(Img.HASH_NOT_FOUND)

    @property
    def secondary_in_use(self) -> bool:
        """Whether it must be kept: it runs next, or the device may have to go back to it."""
        return self.swap is not Swap.NONE

    def write(self, offset: int, data: bytes) -> None:
        """Write to slot 1; at 0 all that was there is erased first."""
        self._flash[SECONDARY] = self._flash[SECONDARY][:offset] + data

    def erase(self, slot: int) -> None:
        """Refused(INVALID_SLOT), or Refused(NO_FREE_SLOT) for what must be kept."""
        if slot not in (PRIMARY, SECONDARY):
            raise Refused(Img.INVALID_SLOT)
        if self.header(slot) and (slot == PRIMARY or self.secondary_in_use):
            raise Refused(Img.NO_FREE_SLOT)
        self._flash[slot] = b""

    def set_next(self, slot: int, confirm: bool) -> None:
        """Run this one next: once (test), or for good (confirm). Refused(...)."""
        if slot == PRIMARY and not confirm:
            raise Refused(Img.TEST_OF_ACTIVE)
        if self.swap is Swap.TEST and (confirm or slot == PRIMARY):
            raise Refused(Img.ALREADY_PENDING)
        if self.swap is Swap.PERMANENT and not (confirm and slot == SECONDARY):
            raise Refused(Img.ALREADY_PENDING)
        if self.swap is Swap.REVERT and not confirm:
            raise Refused(Img.ALREADY_PENDING)
        if slot == PRIMARY:
            self.swap = Swap.NONE
        elif self.swap is not Swap.REVERT:  # what it goes back to is confirmed already
            self.swap = Swap.PERMANENT if confirm else Swap.TEST

    def boot(self, *, boots_well: bool = True) -> int:
        """What the boot loader does; how many times it swapped.

        An image that is damaged is not swapped in. One that is whole but does not boot well hangs
        until the watchdog resets the device, which reverts it.
        """
        swap, self.swap = self.swap, Swap.NONE
        if swap is Swap.NONE:
            return 0
        if swap is not Swap.REVERT and not sound(self._flash[SECONDARY]):
            self._flash[SECONDARY] = b""
            return 0
        self._flash.reverse()
        if swap is not Swap.TEST:
            return 1
        self.swap = Swap.REVERT
        return 1 if boots_well else 1 + self.boot()


def read_header(content: bytes) -> Header | None:
    """What can be read off a slot's content; None for what is no whole image."""
    try:
        magic, _, header_size, _, size, flags, *version = struct.unpack_from("<LLHHLLBBHL", content)
        if magic != mcuboot.MAGIC:
            return None
        start = header_size + size
        kind, length = struct.unpack_from("<HH", content, start)
        if kind == mcuboot.TLV_MAGIC_PROTECTED:
            start += length
            kind, length = struct.unpack_from("<HH", content, start)
        if kind != mcuboot.TLV_MAGIC or start + length > len(content):
            return None
        digest = _digest(content[start + 4 : start + length])
    except struct.error:
        return None
    if digest is None:
        return None
    major, minor, revision, build = version
    return Header((major, minor, revision, build), digest, not flags & _NON_BOOTABLE, start)


def sound(content: bytes) -> bool:
    """Whether the boot loader would run it: the digest is that of header, body and protected TLVs."""
    header = read_header(content)
    if header is None or not header.bootable:
        return False
    return hashlib.sha256(content[: header.signed]).digest() == header.digest


def _digest(area: bytes) -> bytes | None:
    """The one SHA-256 of a TLV area; None without, or with two."""
    found: list[bytes] = []
    at = 0
    while at + 4 <= len(area):
        kind, length = struct.unpack_from("<BxH", area, at)
        at += 4 + length
        if kind == mcuboot.TLV_SHA256 and length == mcuboot.DIGEST_SIZE:
            found.append(area[at - length : at])
    whole = len(found) == 1 and len(found[0]) == mcuboot.DIGEST_SIZE
    return found[0] if whole else None
