"""This computer's own ledger, verified as the program does it at its start, without a byte being changed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from walkdown.consent import ledger_disk as disk
from walkdown.consent.keys import Keys
from walkdown.consent.ledger_check import Found, check
from walkdown.consent.ledger_file import MOST_BYTES, LedgerFile
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerUnwritable
from walkdown.consent.ledger_witness import Recalled, Witnesses
from walkdown.storage.ledger_source import LEDGER, copied


class LedgerMissing(LedgerBroken):
    """Something remembers it, and it is not there."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A ledger that verifies: how many records, and whether they are signed with this computer's key."""

    records: int
    signed: bool


def look_at_ledger(folder: Path, keys: Keys) -> Looked | None:
    """None where there never was one, as far as anything remembers.

    Raises LedgerBroken, LedgerMissing, LedgerBusy while a Walkdown writes it, LedgerUnwritable,
    OSError. No key is made, nothing is sealed; it is read in a copy.
    """
    path = folder.resolve() / LEDGER
    with _at_rest(path):
        witnesses = Witnesses(path, keys)
        recalled = witnesses.recall()
        if not disk.is_there(path):
            if recalled.marks:
                raise LedgerMissing("the ledger is missing")
            return None
        found = _found(path, recalled)
    if found.public is None:
        return Looked(found.size, signed=False)
    witnesses.find_key(found.public)
    return Looked(found.size, signed=True)


@contextmanager
def _at_rest(path: Path) -> Iterator[None]:
    """Under its lock, where there is one and it may be taken. Raises LedgerBusy."""
    lock = path.with_suffix(".lock")
    if not disk.is_there(lock) or not os.access(lock, os.R_OK | os.W_OK):
        yield  # nobody has ever written here, or this account may not
        return
    with closing(disk.locked(lock)):
        yield


def _found(path: Path, recalled: Recalled) -> Found:
    if not os.access(path, os.R_OK | os.W_OK):
        raise LedgerUnwritable("the ledger may only be read")
    if path.stat().st_size > MOST_BYTES:
        raise LedgerBroken("larger than a ledger can be")
    with tempfile.TemporaryDirectory(prefix="walkdown-ledger-") as room:
        file = LedgerFile(copied(path, Path(room)))
        try:
            found = check(file.rows(), recalled.marks)
        finally:
            file.close(fold=False)
    recalled.agree(found)
    return found
