"""The ledger of earlier versions, lines of JSON: read, verified, and left as it is."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from walkdown.consent import ledger_disk as disk
from walkdown.consent.ledger_trouble import LedgerBroken

_MOST_BYTES: Final = 512 * 1024 * 1024
_MOST_LINE: Final = 64 * 1024
_MOST_MIRROR: Final = 100
_FIRST: Final = "0" * 64
_INTS: Final = frozenset({"at_ms", "until_ms", "record", "shown_ms", "seq"})
_TEXTS: Final = frozenset(
    {"event", "permission", "purpose", "scope", "site", "feature", "policy", "fingerprint"}
    | {"counts", "session", "prev"}
)


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier ledger that verifies: how many entries, and the hash of the last (hex)."""

    count: int
    head: str


def read_before(path: Path) -> Before | None:
    """What an earlier version left at `path`; None where there is nothing.

    Nothing is taken over from it: what it granted is asked anew. Raises LedgerBroken where it does
    not verify, OSError where it cannot be read.
    """
    mirrored = _mirrored(path.with_suffix(".head"))
    if not disk.is_there(path):
        if mirrored is not None:
            raise LedgerBroken("the earlier ledger is missing")
        return None
    if path.stat().st_size > _MOST_BYTES:
        raise LedgerBroken("larger than a ledger can be")
    with path.open("rb") as file:
        heads = _heads(file)
        count, head, seen = 0, _FIRST, mirrored is None
        for count, head in enumerate(heads, 1):
            seen = seen or mirrored == (count - 1, head)
    if not seen or (count > 1 and mirrored is None):
        raise LedgerBroken("entries at the end of the earlier ledger are missing")
    return Before(count, head) if count else None


def _heads(file: BinaryIO) -> Iterator[str]:
    """The hash of each whole line; an unfinished last one was never acknowledged."""
    head, seq = _FIRST, 0
    while (line := file.readline(_MOST_LINE)).endswith(b"\n"):
        body = line[:-1]
        row = _row(body, seq)
        if (row["seq"], row["prev"]) != (seq, head) or (
            seq == 0 and row["event"] != "ledger.begun"
        ):
            raise LedgerBroken(f"entry {seq} of the earlier ledger does not follow the one before")
        head = hashlib.sha256(b"\0" + body).hexdigest()
        seq += 1
        yield head
    if len(line) == _MOST_LINE or file.read(1):
        raise LedgerBroken(f"entry {seq} of the earlier ledger is damaged")


def _row(body: bytes, seq: int) -> dict[str, Any]:
    broken = LedgerBroken(f"entry {seq} of the earlier ledger is damaged")
    try:
        row = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise broken from error
    if not isinstance(row, dict) or set(row) != _INTS | _TEXTS:
        raise broken
    if any((type(value) is int) != (name in _INTS) for name, value in row.items()):
        raise broken
    if any(type(row[name]) is not str for name in _TEXTS):
        raise broken
    if json.dumps(row, sort_keys=True, separators=(",", ":")).encode() != body:
        raise broken
    return row


def _mirrored(path: Path) -> tuple[int, str] | None:
    content = disk.read_small(path, _MOST_MIRROR)
    if content is None:
        return None
    form = re.fullmatch(rb"([0-9]{1,18}) ([0-9a-f]{64})\n", content)
    if form is None:
        raise LedgerBroken("the mirrored head of the earlier ledger is damaged")
    return int(form[1]), form[2].decode()
