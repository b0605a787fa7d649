"""The ledger: an append-only, hash-chained file that is on disk before the use it writes about begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final

from walkdown.consent import ledger_disk as disk
from walkdown.consent.entry import BrokenEntry, Entry, Happened, encode
from walkdown.consent.keys import Keys, NoKeys
from walkdown.consent.ledger_begin import check_all, check_hashes, first_entry, found_or_made
from walkdown.consent.ledger_check import Found, check, strictly
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_reader import LedgerReader
from walkdown.consent.ledger_trouble import (
    LedgerBroken,
    LedgerBusy,
    LedgerKeyLost,
    LedgerUnwritable,
)
from walkdown.consent.ledger_witness import Recalled, Witnesses
from walkdown.consent.merkle import inclusion_proof, leaf_hash
from walkdown.consent.receipt import make_receipt

__all__ = [
    "Entry",
    "Happened",
    "Ledger",
    "LedgerBroken",
    "LedgerBusy",
    "LedgerKeyLost",
    "LedgerUnwritable",
    "Standing",
    "check_all",
    "check_hashes",
]

_MOST_UNSEALED: Final = 64
_NO_KEYS: Final = NoKeys()
_TROUBLE: Final = (LedgerBroken, LedgerBusy, LedgerUnwritable, OSError)


class Standing(StrEnum):
    """What can be said for the ledger now."""

    VERIFIED = "verified"
    UNSIGNED = "unsigned"
    BROKEN = "broken"
    UNWRITABLE = "unwritable"


class Ledger(LedgerReader):
    """An SQLite file of canonical entries, each with the hash of the one before (consent.md 5.1).

    Beside it a mirror of its newest size and root, and its checkpoint as signed last; both say
    how far it must at least go, so that a cut end is noticed. Blocking; any thread, one at a time.
    """

    def __init__(
        self, file: LedgerFile, witnesses: Witnesses, found: Found, lock: BinaryIO
    ) -> None:
        """Made by `open` alone."""
        super().__init__(file, found)
        self._witnesses = witnesses
        self._lock_file = lock
        self._unsealed = 0
        self._failed = self._broken = self._closed = False

    @classmethod
    def open(cls, path: Path, now_ms: Callable[[], int], keys: Keys = _NO_KEYS) -> Ledger:
        """Open and verify, or begin. Raises LedgerBroken, LedgerBusy, LedgerUnwritable.

        Where an earlier version left its lines of JSON (`.jsonl`), they are verified and stay as
        they are; the first entry names their last hash and number. Every permission is asked anew.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = path.parent.resolve() / path.name
            lock = disk.locked(path.with_suffix(".lock"))
        except OSError as error:
            raise LedgerUnwritable("the ledger's folder cannot be written") from error
        try:
            return cls._opened(path, now_ms, Witnesses(path, keys), lock)
        except OSError as error:
            lock.close()
            raise LedgerUnwritable("the ledger cannot be opened") from error
        except BaseException:
            lock.close()
            raise

    @classmethod
    def _opened(
        cls, path: Path, now_ms: Callable[[], int], witnesses: Witnesses, lock: BinaryIO
    ) -> Ledger:
        file, found, recalled = found_or_made(path, witnesses)
        try:
            witnesses.find_key(found.public)
            ledger = cls(file, witnesses, found, lock)
            ledger._begin(path, recalled, now_ms())
        except BaseException:
            file.close(fold=False)
            witnesses.close()
            raise
        return ledger

    def _begin(self, path: Path, recalled: Recalled, at_ms: int) -> None:
        """The first entries, or what a kill left undone; all witnesses go to the end."""
        if self.size == 0:
            self.append(first_entry(path, at_ms))
        else:
            self._catch_up(recalled, at_ms)
        signer = self._witnesses.signer
        if signer is not None and self._found.public is None:
            self.append(Entry(Happened.KEY, at_ms, detail=signer.public.hex()))
        elif recalled.signed is None or recalled.signed.size < self.size:
            self._witnesses.seal(self._found.mark)

    def _catch_up(self, recalled: Recalled, at_ms: int) -> None:
        """The witnesses follow; that they had to is written down."""
        mirrored, mark = recalled.mirrored, self._found.mark
        behind = mark.size - (mirrored.newest.size if mirrored else 0)
        if mirrored is None:
            self._witnesses.begin(mark)
        elif behind:
            self._witnesses.advance(mark)
        told = [f"{behind} not acknowledged"] if behind else []
        if self._found.public is not None and recalled.kept is None:
            told.append("the key store knew no end")
        if told:
            self.append(Entry(Happened.RECOVERED, at_ms, counts=", ".join(told)))

    def append(self, entry: Entry) -> Entry:
        """Write one entry; when this returns it is on the disk, and so is the mirror.

        Gives it back with its seq and prev. Raises LedgerUnwritable, or LedgerBroken once `verify`
        has found a change; then it may be there at the next start, but nothing comes after it.
        BrokenEntry for what could not be read again: nothing is written.
        """
        with self._one:
            self._may_write()
            body = encode(replace(entry, seq=self.size, prev=self._found.head))
            # What is given back is what stands in the file, cut texts included.
            written = strictly(body)
            if written.event is Happened.KEY and self.public is not None:
                raise BrokenEntry("a ledger names its key once")
            try:
                self._write(body, written)
            except _TROUBLE as error:
                self._settle(body, written)
                raise LedgerUnwritable("an entry could not be made durable") from error
            return written

    def _write(self, body: bytes, entry: Entry) -> None:
        leaf = leaf_hash(body)
        self._file.add(entry.seq, leaf, body)
        self._take(leaf, body, entry)
        (self._witnesses.advance if entry.seq else self._witnesses.begin)(self._found.mark)
        self._unsealed += 1
        if self._unsealed >= _MOST_UNSEALED or _decides(entry.event):
            self._seal()

    def _seal(self) -> None:
        self._file.fold()
        self._witnesses.seal(self._found.mark)
        self._unsealed = 0

    def _may_write(self) -> None:
        if self._broken:
            raise LedgerBroken("the ledger was changed from outside")
        if self._failed or self._closed:
            raise LedgerUnwritable("the ledger is not writable any more")

    def _settle(self, body: bytes, entry: Entry) -> None:
        """After a failure: what the next start will find is what is known from now on."""
        self._failed = True
        self._witnesses.close()
        try:
            self._file.reread()
            for seq, leaf, found in list(self._file.rows(self.size)):
                if seq == self.size and found == body:
                    self._take(leaf, found, entry)
        except _TROUBLE:
            return  # it cannot even be read: what was known before stays

    # --- reading

    @property
    def standing(self) -> Standing:
        """What can be said for it, by the last time it was verified or written."""
        if self._broken:
            return Standing.BROKEN
        if self._failed:
            return Standing.UNWRITABLE
        return Standing.UNSIGNED if self._witnesses.signer is None else Standing.VERIFIED

    def checkpoint(self) -> bytes:
        """The note over the present size and root; without a key it has no signature line."""
        return self._witnesses.note(self._found.mark)

    def receipt(self, seq: int) -> bytes:
        """An entry with its proof and the checkpoint, for whoever has no ledger. Raises IndexError."""
        with self._one:
            body, leaves, mark = self._body(seq), self._file.leaves(), self._found.mark
        proof = inclusion_proof(leaves, seq, mark.size)
        return make_receipt(body, seq, mark.size, proof, self._witnesses.note(mark))

    def pack_note(self, files: int, digest: bytes) -> bytes:
        """The signed note over a pack's list of hashes; empty without a key. Raises ValueError."""
        return self._witnesses.pack_note(files, digest)

    def verify(self) -> bool:
        """Read everything from disk again, as at the start: is every entry there and unchanged?"""
        with self._one:
            if self._failed or self._broken or self._closed:
                return False
            try:
                self._file.reread()
                self._broken = not self._unchanged()
            except LedgerBroken:
                self._broken = True
            except (LedgerBusy, LedgerUnwritable, OSError):
                self._failed = True
            return not (self._broken or self._failed)

    def close(self) -> None:
        """Seal it and let the file and its lock go."""
        with self._one:
            if self._closed:
                return
            self._closed = True
            sound = not (self._failed or self._broken)
            try:
                if sound and self._unsealed:
                    self._seal()
            except _TROUBLE:
                sound = False  # nothing is lost: every entry was on the disk before
            self._file.close(fold=sound)
            self._witnesses.close()
            self._lock_file.close()

    def _unchanged(self) -> bool:
        recalled = self._witnesses.recall()
        found = check(self._file.rows(), recalled.marks)
        recalled.agree(found)
        mirrored = recalled.mirrored
        there = mirrored is not None and not mirrored.torn and mirrored.newest == found.mark
        return there and found.mark == self._found.mark


def _decides(event: Happened) -> bool:
    return event is Happened.KEY or event.startswith(("consent.", "policy."))
