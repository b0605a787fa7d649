"""How a ledger is read: all of it, a part, one entry; streamed, or kept in memory where that is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Final

from walkdown.consent.entry import BrokenEntry, Entry, decode
from walkdown.consent.ledger_check import Found
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_trouble import LedgerBroken

_BATCH: Final = 500


class LedgerReader:
    """Over a file that was verified; `_one` is held by whoever uses the file or what was found."""

    def __init__(self, file: LedgerFile, found: Found) -> None:
        """Everything in the file was found sound."""
        self._file = file
        self._found = found
        self._one = threading.Lock()
        self._known: list[Entry] | None = None

    @property
    def size(self) -> int:
        """How many entries."""
        return self._found.size

    @property
    def public(self) -> bytes | None:
        """The key that signs it; None without a key store."""
        return self._found.public

    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first; kept in memory from the first call on."""
        if self._known is None:
            known = list(self.each())
            with self._one:
                known += self._read(len(known), self.size)
                self._known = known
        return tuple(self._known)

    def each(self) -> Iterator[Entry]:
        """All entries there are now, oldest first, read as they are asked for. Raises LedgerBroken."""
        end = self.size
        for first in range(0, end, _BATCH):
            with self._one:
                batch = self._read(first, min(first + _BATCH, end))
            yield from batch

    def newest(self, count: int) -> tuple[Entry, ...]:
        """At most so many of the newest entries, newest first. Raises LedgerBroken."""
        with self._one:
            return tuple(self._read(max(0, self.size - max(0, count)), self.size)[::-1])

    def entry(self, seq: int) -> Entry:
        """One entry. Raises IndexError where there is none, LedgerBroken."""
        with self._one:
            return decode(self._body(seq))

    def leaves(self) -> list[bytes]:
        """The leaf hashes, oldest first; `walkdown.consent.merkle` makes proofs of them."""
        with self._one:
            return self._file.leaves()

    def _take(self, leaf: bytes, body: bytes, entry: Entry) -> None:
        self._found.take(leaf, body)
        if self._known is not None:
            self._known.append(entry)

    def _read(self, first: int, last: int) -> list[Entry]:
        if self._known is not None:
            return self._known[first:last]
        try:
            entries = [decode(body) for body in self._file.bodies(first, last)]
        except BrokenEntry as error:
            raise LedgerBroken("an entry is damaged") from error
        if [entry.seq for entry in entries] != list(range(first, last)):
            raise LedgerBroken("entries are missing")
        return entries

    def _body(self, seq: int) -> bytes:
        bodies = self._file.bodies(seq, seq + 1)
        if not bodies:
            raise IndexError(f"there is no entry {seq}")
        return bodies[0]
