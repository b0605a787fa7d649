"""The whole ledger as one file for an auditor: a head with the checkpoints, then every entry's bytes.

Line 1 is the head as JSON; then one line for each entry: its canonical body, or, where the body
was pruned, `{"leaf":"<hash>"}`. Nothing in it is believed before `check_bundle` has gone through it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final

from walkdown.consent.checkpoint import Checkpoint, parse_note, read_note
from walkdown.consent.entry import GENESIS_HASH, BrokenEntry, Entry, decode, encode
from walkdown.consent.merkle import Frontier, VerificationError, leaf_hash
from walkdown.consent.strict_json import ExportBroken, read_json

FORMAT: Final = "walkdown-ledger-bundle/1"
MOST_HEAD_BYTES: Final = 16 * 1024 * 1024
MOST_LINE_BYTES: Final = 64 * 1024
MOST_ENTRIES: Final = 10_000_000
MOST_CHECKPOINTS: Final = 10_000
_KEY: Final = re.compile(r"([0-9a-f]{64})?", re.ASCII)
_PRUNED: Final = re.compile(rb'\{"leaf":"([0-9a-f]{64})"\}')
_SHAPE: Final = {"format": str, "origin": str, "size": int, "public_key": str, "checkpoints": list}


@dataclass(frozen=True, slots=True)
class Head:
    """Which ledger, how many entries, the key it is signed with (hex, or empty), and its notes."""

    origin: str
    size: int
    public_key: str
    checkpoints: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Soundness:
    """A bundle that holds together. `signed`: its end is signed by `key`, the head's or the one given."""

    head: Head
    pruned: int
    signed: bool
    key: str


def bundle_lines(head: Head, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The file, line by line: `head.size` entries from the first on. Raises ValueError for fewer."""
    row = {
        "format": FORMAT,
        "origin": head.origin,
        "size": head.size,
        "public_key": head.public_key,
        "checkpoints": [note.decode() for note in head.checkpoints],
    }
    yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    left = head.size
    for entry in islice(entries, head.size):
        yield encode(entry) + b"\n"
        left -= 1
    if left:
        raise ValueError("the ledger is shorter than its checkpoint")


def read_head(file: BinaryIO) -> Head:
    """The first line. Raises ExportBroken; a bundle of no entries is none."""
    row = read_json(_line(file, MOST_HEAD_BYTES), MOST_HEAD_BYTES)
    if not isinstance(row, dict) or row.keys() != _SHAPE.keys():
        raise ExportBroken("not the head of a bundle")
    if any(type(row[name]) is not kind for name, kind in _SHAPE.items()):
        raise ExportBroken("other types in the head")
    notes = row["checkpoints"]
    if row["format"] != FORMAT or not 0 < row["size"] <= MOST_ENTRIES:
        raise ExportBroken("a bundle of another kind or size")
    if not 0 < len(notes) <= MOST_CHECKPOINTS or any(type(note) is not str for note in notes):
        raise ExportBroken("no checkpoints, or too many")
    if not _KEY.fullmatch(row["public_key"]):
        raise ExportBroken("the key is no key")
    head = Head(row["origin"], row["size"], row["public_key"], tuple(n.encode() for n in notes))
    for note in head.checkpoints:
        _parsed(note)
    return head


def read_entries(file: BinaryIO, head: Head) -> Iterator[Entry]:
    """The entries whose bodies are still there, unchecked. Raises ExportBroken."""
    for line in _lines(file, head):
        if not _PRUNED.fullmatch(line):
            yield _entry(line)


def check_bundle(file: BinaryIO, key: bytes | None = None) -> Soundness:
    """Go through the whole bundle. `key`: the ledger's, 32 bytes, where it is known from elsewhere.

    Raises ExportBroken for what is no bundle, VerificationError for one that does not hold: chain,
    roots of all checkpoints, a checkpoint at the very end, and its signature where there is a key.
    """
    head = read_head(file)
    roots = {note.size: note.root for note in map(_parsed, head.checkpoints)}
    _need_one_ledger(head)
    tree, before, pruned = Frontier(), GENESIS_HASH, 0
    for seq, line in enumerate(_lines(file, head)):
        cut = _PRUNED.fullmatch(line)
        if cut is None:
            _need_place(_entry(line), seq, before)
        leaf = bytes.fromhex(cut[1].decode()) if cut else leaf_hash(line)
        tree.append(leaf)
        pruned, before = pruned + bool(cut), leaf.hex()
        if roots.get(tree.size, b"") not in (b"", tree.root()):
            raise VerificationError("the entries do not lead to a checkpoint")
    public = key or bytes.fromhex(head.public_key)
    return Soundness(head, pruned, _signed(head, public, key is not None), public.hex())


def _need_one_ledger(head: Head) -> None:
    """All checkpoints are this ledger's, none beyond its end, and one is at its end."""
    notes = [_parsed(note) for note in head.checkpoints]
    if any(note.origin != head.origin or not 0 < note.size <= head.size for note in notes):
        raise VerificationError("a checkpoint is of another ledger")
    if len({(note.size, note.root) for note in notes}) > len({note.size for note in notes}):
        raise VerificationError("two checkpoints of one size")
    if all(note.size != head.size for note in notes):
        raise VerificationError("the end has no checkpoint")


def _signed(head: Head, public: bytes, known: bool) -> bool:
    """Whether the checkpoints at the end are signed. Raises VerificationError where they must be."""
    last = [note for note in head.checkpoints if _parsed(note).size == head.size]
    if not public:
        return False
    for note in last:
        if known or parse_note(note).signatures:
            read_note(note, public)
    return all(parse_note(note).signatures for note in last)


def _need_place(entry: Entry, seq: int, before: str) -> None:
    if entry.seq != seq or entry.prev != before:
        raise VerificationError(f"entry {seq} does not follow the one before")


def _parsed(note: bytes) -> Checkpoint:
    try:
        return parse_note(note).checkpoint
    except VerificationError as error:
        raise ExportBroken("a checkpoint is not readable") from error


def _lines(file: BinaryIO, head: Head) -> Iterator[bytes]:
    for _ in range(head.size):
        yield _line(file, MOST_LINE_BYTES)
    if file.read(1):
        raise ExportBroken("there is more in it than it says")


def _entry(line: bytes) -> Entry:
    try:
        return decode(line)
    except BrokenEntry as error:
        raise ExportBroken("a line is no entry") from error


def _line(file: BinaryIO, most: int) -> bytes:
    line = file.readline(most + 1)
    if len(line) > most or not line.endswith(b"\n"):
        raise ExportBroken("a line is too long or not whole")
    return line[:-1]
