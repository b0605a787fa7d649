"""Reads a ledger from its first entry to its last and says what it comes to, or where it breaks."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields
from itertools import islice
from typing import Annotated, Any, Final

import msgspec

from walkdown.consent.entry import (
    GENESIS_HASH,
    BrokenEntry,
    Entry,
    Happened,
    decode,
    encode,
)
from walkdown.consent.keys import PUBLIC_BYTES
from walkdown.consent.ledger_file import MOST_BODY_BYTES, Row
from walkdown.consent.ledger_mirror import Mark
from walkdown.consent.ledger_trouble import LedgerBroken
from walkdown.consent.merkle import Frontier, node_hash

_BEGINNINGS: Final = frozenset({Happened.GENESIS, Happened.CONTINUES})
_WIDTH: Final = 256
_TEXTS: Final = tuple(f.name for f in fields(Entry) if f.type == "str")
_KEY: Final = b'"event":"%b"' % Happened.KEY.encode()


@dataclass(slots=True)
class Found:
    """What the entries come to: their tree, the last one's hash, and the key they tell of."""

    tree: Frontier = field(default_factory=Frontier)
    head: str = GENESIS_HASH
    public: bytes | None = None
    signed_from: int = 0

    @property
    def size(self) -> int:
        """How many entries."""
        return self.tree.size

    @property
    def mark(self) -> Mark:
        """This moment, to be compared later."""
        return Mark(self.tree.size, self.tree.root())

    def take(self, leaf: bytes, body: bytes) -> None:
        """One entry more, of our own writing."""
        if _KEY in body:
            self.learn(decode(body))
        self.grow([leaf])

    def grow(self, leaves: list[bytes]) -> None:
        """The tree with these leaves: one, or the `_WIDTH` of a whole subtree."""
        self.head = leaves[-1].hex()
        size, value = self.tree.size, _subtree(leaves)
        hashes = list(self.tree.hashes)
        beside = size // len(leaves)
        while beside & 1:
            value = node_hash(hashes.pop(), value)
            beside >>= 1
        self.tree = Frontier(size + len(leaves), [*hashes, value])

    def learn(self, entry: Entry) -> None:
        """What the first entry and the one with the key say. Raises LedgerBroken."""
        if entry.seq == 0 and entry.event not in _BEGINNINGS:
            raise LedgerBroken("the beginning is missing")
        if entry.event is not Happened.KEY:
            return
        if self.public is not None:
            raise LedgerBroken(f"entry {entry.seq} tells of a second key")
        try:
            self.public = bytes.fromhex(entry.detail)
        except ValueError as error:
            raise LedgerBroken(f"entry {entry.seq} tells of no key") from error
        if len(self.public) != PUBLIC_BYTES:
            raise LedgerBroken(f"entry {entry.seq} tells of no key")
        self.signed_from = entry.seq + 1


def _subtree(level: list[bytes]) -> bytes:
    """The root over a power of two of leaves, a level at a time: half the price of one by one."""
    sha256 = hashlib.sha256
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs]
    return level[0]


def check(rows: Iterable[Row], marks: Iterable[Mark] = (), *, full: bool = True) -> Found:
    """Every hash, the chain, and the root at each mark; `full`: each entry's form too.

    Holds a few hundred entries at a time. Raises LedgerBroken.
    """
    wanted: dict[int, set[bytes]] = {}
    for mark in marks:
        wanted.setdefault(mark.size, set()).add(mark.root)
    found, rows = Found(), iter(rows)
    while some := list(islice(rows, _WIDTH)):
        leaves = _leaves(some, found, full)
        whole = len(leaves) == _WIDTH
        last = found.size + len(leaves)
        for part in [leaves] if whole and not _within(wanted, found.size, last) else _each(leaves):
            found.grow(part)
            if wanted.pop(found.size, roots := {found.tree.root()}) != roots:
                raise LedgerBroken("the entries are not those that were written before")
    if wanted:
        raise LedgerBroken("entries at the end are missing")
    return found


def _within(wanted: Iterable[int], first: int, last: int) -> bool:
    return any(first < size < last for size in wanted)


def _each(leaves: list[bytes]) -> Iterator[list[bytes]]:
    return ([leaf] for leaf in leaves)


def _leaves(some: list[Row], found: Found, full: bool) -> list[bytes]:
    """The leaf hashes of the next rows, each checked by itself and against the one before."""
    sha256, hexlify = hashlib.sha256, binascii.hexlify
    head, leaves = found.head.encode(), []
    for seq, (number, leaf, body) in enumerate(some, found.size):
        # A damaged file gives rows of any type, whatever its table says.
        plain = type(body) is bytes and len(body) <= MOST_BODY_BYTES
        if number != seq or not plain or sha256(b"\0" + body).digest() != leaf:
            raise LedgerBroken(f"entry {seq} is damaged")
        # In canonical form a quotation mark inside a text has a backslash before it.
        if b'"prev":"%b"' % head not in body:
            raise LedgerBroken(f"entry {seq} does not follow the one before")
        if full and _in_form(body, seq).seq != seq:
            raise LedgerBroken(f"entry {seq} is out of its place")
        if seq == 0 or _KEY in body:
            found.learn(_entry(body, seq))
        head = hexlify(leaf)
        leaves.append(leaf)
    return leaves


def strictly(body: bytes) -> Entry:
    """The entry of a body whose texts are texts. Raises BrokenEntry."""
    entry = decode(body)
    if any(type(getattr(entry, name)) is not str for name in _TEXTS):
        raise BrokenEntry("a text that is none")
    return entry


def _entry(body: bytes, seq: int) -> Entry:
    try:
        return strictly(body)
    except BrokenEntry as error:
        raise LedgerBroken(f"entry {seq} is damaged") from error


def _form() -> type[msgspec.Struct]:
    """The entry's fields in the order of their names, as they stand in canonical JSON."""
    texts = Annotated[str, msgspec.Meta(max_length=300)]
    kinds: dict[bool, Any] = {True: int, False: texts}
    blank = msgspec.json.decode(encode(Entry(Happened.GENESIS, 0)), type=dict[str, Any])
    rows = [(name, kinds[isinstance(value, int)]) for name, value in sorted(blank.items())]
    rows = [(name, Happened if name == "event" else kind) for name, kind in rows]
    return msgspec.defstruct("Form", rows, forbid_unknown_fields=True)


_read: Final = msgspec.json.Decoder(_form()).decode
_write: Final = msgspec.json.Encoder().encode


def _in_form(body: bytes, seq: int) -> Any:
    """As `decode` finds it, but thirty times as fast for the plain ones: nearly all."""
    if b"\\" not in body and body.isascii():
        with suppress(msgspec.MsgspecError):  # a number beyond 64 bits is still an entry
            if _write(form := _read(body)) == body:
                return form
    return _entry(body, seq)
