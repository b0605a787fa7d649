"""How far the ledger must at least go: its newest size and root, kept in a small file beside it.

The chain cannot tell that its end is missing; this can. It is written after each entry is on the
disk and before the entry counts as written, so it may be one entry behind, never ahead. The two
places in the file are written in turns: a cut while one is written leaves the other.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from walkdown.consent import ledger_disk as disk
from walkdown.consent.ledger_trouble import LedgerBroken

_APART: Final = 4096
_BYTES: Final = 192
_WHOLE: Final = _APART + _BYTES
_FORM: Final = re.compile(rb"walkdown-ledger 1 ([0-9]{1,18}) ([0-9a-f]{64}) ([0-9a-f]{64})\n *\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """The ledger at one moment: how many entries, and the root over them (32 bytes)."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What the mirror says; `torn`: one of its places was cut off while it was being written."""

    marks: tuple[Mark, ...]
    torn: bool

    @property
    def newest(self) -> Mark:
        """The mark that goes furthest."""
        return max(self.marks, key=lambda mark: mark.size)

    def needs(self) -> int:
        """The least size of a ledger this is the mirror of.

        A place was being written only because one entry more was already on the disk.
        """
        return self.newest.size + self.torn


class Mirror:
    """The mirror's file. Raises OSError where it cannot be written."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before something is read or written."""
        self._path = path
        self._handle: int | None = None
        self._next = 0

    def read(self) -> Mirrored | None:
        """What it says; None where there is none. Raises LedgerBroken for one that is damaged."""
        data = disk.read_small(self._path, _WHOLE)
        if data is None:
            return None
        if len(data) != _WHOLE:
            raise LedgerBroken("the mirror of the ledger's end is damaged")
        places = [_mark(data[:_BYTES]), _mark(data[_APART:])]
        marks = tuple(mark for mark in places if mark is not None)
        if not marks or data[_BYTES:_APART].strip(b"\0"):
            raise LedgerBroken("the mirror of the ledger's end is damaged")
        mirrored = Mirrored(marks, len(marks) < len(places))
        self._next = 1 - places.index(mirrored.newest)
        return mirrored

    def begin(self, mark: Mark) -> None:
        """Make the file, both places alike."""
        place = _place(mark)
        disk.replace_whole(self._path, place.ljust(_APART, b"\0") + place)

    def advance(self, mark: Mark) -> None:
        """The ledger goes this far now; on the disk when this returns."""
        if self._handle is None:
            self._handle = disk.open_plain(self._path)
        os.lseek(self._handle, self._next * _APART, os.SEEK_SET)
        disk.write_all(self._handle, _place(mark))
        disk.sync(self._handle)
        self._next = 1 - self._next

    def close(self) -> None:
        """Let the file go."""
        if self._handle is not None:
            with suppress(OSError):
                os.close(self._handle)
            self._handle = None


def _place(mark: Mark) -> bytes:
    said = f"walkdown-ledger 1 {mark.size} {mark.root.hex()}".encode()
    line = said + b" " + hashlib.sha256(said).hexdigest().encode() + b"\n"
    return line.ljust(_BYTES - 1) + b"\n"


def _mark(place: bytes) -> Mark | None:
    form = _FORM.fullmatch(place)
    if form is None:
        return None
    mark = Mark(int(form[1]), bytes.fromhex(form[2].decode()))
    return mark if _place(mark) == place else None
