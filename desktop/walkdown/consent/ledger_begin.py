"""Where a ledger comes from: one that is there and verifies, or a new one after an earlier version's."""

from __future__ import annotations

from pathlib import Path

from walkdown.consent import ledger_disk as disk
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.keys import NoKeys
from walkdown.consent.ledger_before import read_before
from walkdown.consent.ledger_check import Found, check
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_trouble import LedgerBroken
from walkdown.consent.ledger_witness import Recalled, Witnesses


def found_or_made(path: Path, witnesses: Witnesses) -> tuple[LedgerFile, Found, Recalled]:
    """The file, open and verified against all that remembers its end; made where there was none.

    Raises LedgerBroken, LedgerBusy, LedgerUnwritable, OSError.
    """
    recalled = witnesses.recall()
    if not disk.is_there(path):
        if recalled.marks:
            raise LedgerBroken("the ledger is missing")
        read_before(path.with_suffix(".jsonl"))  # a broken one is told before there is a new
        LedgerFile.make(path)
    return _verified(path, recalled, full=True)


def first_entry(path: Path, at_ms: int) -> Entry:
    """What a new ledger begins with: that it does, or which earlier one it goes on from.

    Only the earlier one's last hash and length are taken over: every permission is asked anew.
    """
    before = read_before(path.with_suffix(".jsonl"))
    if before is None:
        return Entry(Happened.GENESIS, at_ms)
    counts = f"{before.count} entries before"
    return Entry(Happened.CONTINUES, at_ms, detail=before.head, counts=counts)


def check_all(path: Path) -> int:
    """How many entries a ledger has that verifies, each entry's form included.

    Without a key store: against its mirror and checkpoint. Raises as `Ledger.open`; writes nothing.
    """
    return _checked(path, full=True)


def check_hashes(path: Path) -> int:
    """As `check_all`, but without reading what the entries say: hashes, chain, tree, signature."""
    return _checked(path, full=False)


def _checked(path: Path, *, full: bool) -> int:
    path = path.parent.resolve() / path.name
    file, found, _ = _verified(path, Witnesses(path, NoKeys()).recall(), full=full)
    file.close(fold=False)
    return found.size


def _verified(path: Path, recalled: Recalled, *, full: bool) -> tuple[LedgerFile, Found, Recalled]:
    file = LedgerFile(path)
    try:
        found = check(file.rows(), recalled.marks, full=full)
        recalled.agree(found)
    except BaseException:
        file.close(fold=False)
        raise
    return file, found, recalled
