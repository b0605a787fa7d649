"""Reads a ledger's entries from its files while a program may hold it open, without touching them."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from walkdown.consent.entry import Entry, decode
from walkdown.consent.ledger_file import LedgerFile

TRIES = 50


def read_entries(path: Path) -> list[Entry]:
    """What a start of the program would find now, oldest first; nothing is verified."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        for name, content in snapshot(path).items():
            copy.with_name(name).write_bytes(content)
        file = LedgerFile(copy)
        try:
            return [decode(body) for _, _, body in file.rows()]
        finally:
            file.close(fold=False)


def snapshot(path: Path) -> dict[str, bytes]:
    """The file and its WAL as they were at one moment, while another thread may write."""
    for _ in range(TRIES):
        before = contents(path)
        if contents(path) == before:
            return before
    raise AssertionError("the ledger is written without a pause")


def contents(path: Path) -> dict[str, bytes]:
    """The bytes of the file and of its WAL, where there is one."""
    wal = path.with_name(path.name + "-wal")
    found = {path.name: path.read_bytes()}
    with suppress(FileNotFoundError):  # folded into the file and removed
        found[wal.name] = wal.read_bytes()
    return found
