"""Whatever holds records of a ledger, opened and checked: this computer's, a copy, a bundle, a receipt."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from walkdown.consent.bundle import Head, Soundness, check_bundle, read_entries, read_head
from walkdown.consent.checkpoint import MOST_NOTE_BYTES, Checkpoint, note, parse_note, read_note
from walkdown.consent.entry import BrokenEntry, Entry, Happened, decode
from walkdown.consent.keys import Keys
from walkdown.consent.ledger import Ledger, Standing
from walkdown.consent.ledger_check import Found, check
from walkdown.consent.ledger_disk import locked
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_mirror import Mark
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerBusy, LedgerUnwritable
from walkdown.consent.merkle import VerificationError
from walkdown.consent.receipt import HEADER, MOST_RECEIPT_BYTES, check_receipt
from walkdown.consent.strict_json import ExportBroken
from walkdown.storage.durable import NotPlain, read_plain

LEDGER: Final = "ledger.db"
_SQLITE: Final = b"SQLite format 3\x00"
_BESIDE: Final = (".mirror", ".ckpt", ".lock", ".jsonl")
_NO_NAME: Final = "walkdown/copy"


class NotSound(Exception):
    """It can be read, and does not verify."""


class NotReadable(Exception):
    """It is not there, cannot be read, is in use, or is none of these."""


class Signed(StrEnum):
    """By whom its end is signed."""

    KNOWN = "known"  # the key of this computer, or the one that was given
    NAMED = "named"  # the key that the file itself names
    UNCHECKED = "unchecked"  # there is a signature and no key to check it with
    NOT = "not"


class Kind(StrEnum):
    """What the records stand in."""

    OWN = "This computer's ledger"
    COPY = "A ledger's file"
    BUNDLE = "A bundle"
    RECEIPT = "A receipt"


@dataclass(frozen=True, slots=True)
class Source:
    """Records that verify. `head` tells ledger, size, key and checkpoints; `entries` reads them anew."""

    kind: Kind
    head: Head
    entries: Callable[[], Iterator[Entry]]
    signed: Signed
    pruned: int = 0


def is_own(path: Path, folder: Path) -> bool:
    """Whether this is the file of this computer's own ledger, by whatever name."""
    try:
        return path.samefile(folder / LEDGER)
    except OSError:
        return False


@contextmanager
def own_ledger(folder: Path, now_ms: Callable[[], int], keys: Keys) -> Iterator[Ledger]:
    """This computer's ledger, verified by opening it. Raises NotSound, NotReadable."""
    path = folder / LEDGER
    if not any(path.with_suffix(suffix).exists() for suffix in (path.suffix, *_BESIDE)):
        raise NotReadable("there is no ledger on this computer yet")
    with _told():
        ledger = Ledger.open(path, now_ms, keys)
        try:
            yield ledger
        finally:
            ledger.close()


def source_of(ledger: Ledger) -> Source:
    """What can be told of an open ledger, at its present size."""
    signed = ledger.standing is Standing.VERIFIED
    at_end = ledger.checkpoint()
    key = next((e.detail for e in ledger.each() if e.event is Happened.KEY), "") if signed else ""
    head = Head(read_note(at_end, None).origin, ledger.size, key, (at_end,))
    return Source(Kind.OWN, head, ledger.each, Signed.KNOWN if signed else Signed.NOT)


@contextmanager
def file_source(path: Path, key: bytes | None) -> Iterator[Source]:
    """What a file holds, by how it begins. `key`: the ledger's, 32 bytes, known from elsewhere.

    Raises NotSound, NotReadable. Nothing is written to the file or beside it.
    """
    with _told(), path.open("rb") as file:
        beginning = file.read(len(_SQLITE))
        if beginning == _SQLITE:
            with tempfile.TemporaryDirectory(prefix="walkdown-ledger-") as room:
                yield _copy(path, Path(room), key)
        elif beginning == HEADER.encode()[: len(beginning)]:
            yield _receipt(read_plain(path, MOST_RECEIPT_BYTES), key)
        else:
            yield _bundle(path, key)


@contextmanager
def _told() -> Iterator[None]:
    """Every way in which this can go wrong, as one of the two that a person is told of."""
    try:
        yield
    except LedgerBusy as error:
        raise NotReadable("Walkdown is open and is writing it; close the window first") from error
    except (LedgerBroken, VerificationError) as error:
        raise NotSound(str(error)) from error
    except (ExportBroken, LedgerUnwritable, NotPlain) as error:
        raise NotReadable(str(error)) from error
    except OSError as error:
        raise NotReadable(error.strerror or "it cannot be read") from error


def _receipt(data: bytes, key: bytes | None) -> Source:
    checked = check_receipt(data, key)
    receipt, checkpoint = checked.receipt, checked.checkpoint
    try:
        entry = decode(receipt.body)
    except BrokenEntry as error:
        raise NotSound("what it proves is no record of a ledger") from error
    if entry.seq != receipt.index:
        raise NotSound("the record is not at the place that it names")
    head = Head(checkpoint.origin, checkpoint.size, key.hex() if key else "", (receipt.note,))
    unchecked = Signed.UNCHECKED if parse_note(receipt.note).signatures else Signed.NOT
    signed = Signed.KNOWN if checked.signed else unchecked
    return Source(Kind.RECEIPT, head, lambda: iter((entry,)), signed)


def _bundle(path: Path, key: bytes | None) -> Source:
    with path.open("rb") as file:
        sound = check_bundle(file, key)

    def entries() -> Iterator[Entry]:
        with path.open("rb") as again:
            yield from read_entries(again, read_head(again))

    return Source(Kind.BUNDLE, sound.head, entries, _signed(sound, key), sound.pruned)


def _signed(sound: Soundness, key: bytes | None) -> Signed:
    if sound.signed:
        return Signed.KNOWN if key else Signed.NAMED
    notes = [parse_note(one) for one in sound.head.checkpoints]
    at_end = [one for one in notes if one.checkpoint.size == sound.head.size]
    return Signed.UNCHECKED if any(one.signatures for one in at_end) else Signed.NOT


def _copy(path: Path, room: Path, key: bytes | None) -> Source:
    """A ledger's file that is not this computer's own: read in a copy, as SQLite writes beside it."""
    _need_rest(path)
    copy = copied(path, room)
    signed = _signed_note(path.with_suffix(".ckpt"))
    file = LedgerFile(copy)
    try:
        found = check(file.rows(), _marks(signed))
    finally:
        file.close(fold=False)
    public = key or found.public
    if signed is not None and public is not None:
        read_note(signed, public)
    return _of_copy(copy, found, signed, key)


def copied(path: Path, room: Path) -> Path:
    """The ledger's file, and what is not merged into it yet, in another folder. Raises OSError."""
    copy = room / LEDGER
    for ending in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{ending}", f"{copy}{ending}", follow_symlinks=False)
    return copy


def _need_rest(path: Path) -> None:
    """Raises LedgerBusy while a Walkdown is writing there: a copy would be of no one moment."""
    lock = path.with_suffix(".lock")
    if lock.is_file():
        with suppress(OSError):  # what cannot be locked for want of rights is written by nobody
            locked(lock).close()


def _of_copy(copy: Path, found: Found, signed: bytes | None, key: bytes | None) -> Source:
    origin = _NO_NAME if signed is None else read_note(signed, None).origin
    at_end = note(Checkpoint(origin, found.size, found.mark.root), None)
    whole = signed is not None and read_note(signed, None).size == found.size
    public = found.public.hex() if found.public else ""
    notes = tuple(one for one in (signed, None if whole else at_end) if one is not None)

    def entries() -> Iterator[Entry]:
        again = LedgerFile(copy)
        try:
            yield from (decode(body) for _, _, body in again.rows())
        finally:
            again.close(fold=False)

    by = Signed.KNOWN if key else Signed.NAMED
    head = Head(origin, found.size, public, notes)
    return Source(Kind.COPY, head, entries, by if whole and public else Signed.NOT)


def _signed_note(path: Path) -> bytes | None:
    try:
        return read_plain(path, MOST_NOTE_BYTES)
    except FileNotFoundError:
        return None


def _marks(signed: bytes | None) -> list[Mark]:
    if signed is None:
        return []
    checkpoint = read_note(signed, None)
    return [Mark(checkpoint.size, checkpoint.root)]
