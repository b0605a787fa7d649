"""All that remembers the ledger's end outside of it: mirror, signed checkpoint, key store."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from walkdown.consent import ledger_disk as disk
from walkdown.consent.checkpoint import MOST_NOTE_BYTES, Checkpoint, note, read_note
from walkdown.consent.keys import Keys, LostKey, Signer
from walkdown.consent.ledger_check import Found
from walkdown.consent.ledger_mirror import Mark, Mirror, Mirrored
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerKeyLost
from walkdown.consent.merkle import VerificationError

_ID_LENGTH: Final = 32
PACK: Final = "walkdown-pack/"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What each of them says; None where one says nothing."""

    mirrored: Mirrored | None
    note: bytes | None
    signed: Mark | None
    kept: Mark | None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Every size and root that the ledger must have gone through."""
        single = tuple(mark for mark in (self.signed, self.kept) if mark is not None)
        return single + (self.mirrored.marks if self.mirrored else ())

    def agree(self, found: Found) -> None:
        """Raises LedgerBroken where the entries found are not all that there were.

        That the roots are those of the marks was checked while reading. A kill between an entry
        and what is written after it leaves these behind by that one entry.
        """
        if self.mirrored is None and found.size > 1:
            raise LedgerBroken("the mirror of the ledger's end is missing")
        if self.mirrored is not None and found.size < self.mirrored.needs():
            raise LedgerBroken("entries at the end are missing")
        if self.note is not None:
            self._hold(self.note, found)
        elif found.public is not None and found.size > found.signed_from:
            raise LedgerBroken("the signed checkpoint is missing")

    @staticmethod
    def _hold(signed: bytes, found: Found) -> None:
        if found.public is None:
            raise LedgerBroken("the checkpoint is signed by a key that the ledger does not name")
        try:
            read_note(signed, found.public)
        except VerificationError as error:
            raise LedgerBroken("the checkpoint's signature does not hold") from error


class Witnesses:
    """Of the ledger at `path`. They are told of an entry only once it is on the disk."""

    def __init__(self, path: Path, keys: Keys) -> None:
        """`path` is resolved: the key store knows the ledger by its place on this computer."""
        # Where the whole folder is gone, its place is all by which the key store's word is found.
        self.ledger_id = hashlib.sha256(str(path).encode()).hexdigest()[:_ID_LENGTH]
        self.origin = f"walkdown/{self.ledger_id}"
        self.signer: Signer | None = None
        self._mirror = Mirror(path.with_suffix(".mirror"))
        self._checkpoint = path.with_suffix(".ckpt")
        self._keys = keys

    def recall(self) -> Recalled:
        """Ask all of them. Raises LedgerBroken for one that is damaged, OSError."""
        signed = disk.read_small(self._checkpoint, MOST_NOTE_BYTES)
        return Recalled(
            self._mirror.read(),
            signed,
            None if signed is None else self._read(signed),
            self._kept(),
        )

    def find_key(self, known: bytes | None) -> None:
        """Whose signature there will be. Raises LedgerKeyLost for a ledger signed before."""
        try:
            self.signer = self._keys.signer(self.ledger_id, known)
        except LostKey as error:
            raise LedgerKeyLost("the key that signed the ledger is gone") from error
        if self.signer is None and known is not None:
            raise LedgerKeyLost("the key that signed the ledger is out of reach")

    def begin(self, mark: Mark) -> None:
        """There is no mirror yet: make it."""
        self._mirror.begin(mark)

    def advance(self, mark: Mark) -> None:
        """An entry more: the mirror goes with it. Raises OSError."""
        self._mirror.advance(mark)

    def note(self, mark: Mark) -> bytes:
        """The checkpoint at a mark, signed where there is a key."""
        return note(Checkpoint(self.origin, mark.size, mark.root), self.signer)

    def pack_note(self, files: int, digest: bytes) -> bytes:
        """Signed by the ledger's key under another name, so that neither passes for the other.

        Empty where there is no key. `digest` is 32 bytes. Raises ValueError.
        """
        if self.signer is None:
            return b""
        return note(Checkpoint(f"{PACK}{self.ledger_id}", files, digest), self.signer)

    def seal(self, mark: Mark) -> None:
        """Sign it and keep it, beside the ledger and in the key store. Raises OSError."""
        if self.signer is not None:
            disk.replace_whole(self._checkpoint, self.note(mark))
            self._keys.keep(self.ledger_id, mark.size, mark.root.hex())

    def close(self) -> None:
        """Let the files go."""
        self._mirror.close()

    def _read(self, signed: bytes) -> Mark:
        try:
            checkpoint = read_note(signed, None)
        except VerificationError as error:
            raise LedgerBroken("the signed checkpoint is damaged") from error
        if checkpoint.origin != self.origin:
            raise LedgerBroken("the checkpoint is of another ledger")
        return Mark(checkpoint.size, checkpoint.root)

    def _kept(self) -> Mark | None:
        kept = self._keys.mirror(self.ledger_id)
        try:
            return None if kept is None else Mark(kept[0], bytes.fromhex(kept[1]))
        except ValueError as error:
            raise LedgerBroken("what the key store keeps of the ledger is damaged") from error
