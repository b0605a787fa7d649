"""A ledger of a million records on a disk, made in one go: what a firm's laptop would hold after decades."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import apsw

from walkdown.consent.entry import GENESIS_HASH, Entry, Happened, encode
from walkdown.consent.keys import HeldKeys
from walkdown.consent.ledger import Ledger
from walkdown.consent.ledger_check import check
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_witness import Witnesses

RECORDS = 1_000_000
AT_MS = 1_795_000_000_000


def entry(seq: int, prev: str) -> Entry:
    """A decision or the beginning or end of a use, as the gate writes them."""
    event = (Happened.GRANTED, Happened.USE_START, Happened.USE_END)[seq % 3]
    return Entry(
        Happened.GENESIS if seq == 0 else event,
        AT_MS + seq * 1000,
        "bluetooth",
        "device.manage",
        scope="site" if event is Happened.GRANTED else "",
        site="3f9a1c0d5b7e4286",
        feature="Send to my devices, in Network",
        record=max(0, seq - 1),
        policy="2026-11-22.1",
        fingerprint="7c" * 32,
        shown_ms=4200,
        counts="7 devices" if event is Happened.USE_END else "",
        session="8d3c2b1a09f8e7d6",
        subject="installer",
        by="installer",
        method="dialog:use",
        lang="en",
        os="n/a",
        app="0.1.0",
        seq=seq,
        prev=prev,
    )


def make(folder: Path, records: int = RECORDS) -> Path:
    """The ledger's path. Its bodies are the gate's, its file and witnesses those of `Ledger`."""
    path = folder.resolve() / "ledger.db"
    LedgerFile.make(path)
    connection = apsw.Connection(str(path))
    with connection:
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", _rows(records))
    connection.pragma("wal_checkpoint(TRUNCATE)")
    connection.close()
    keys = HeldKeys()
    file, witnesses = LedgerFile(path), Witnesses(path, keys)
    witnesses.begin(check(file.rows(), full=False).mark)
    witnesses.close()
    file.close(fold=False)
    Ledger.open(path, lambda: AT_MS + records * 1000, keys).close()
    return path


def _rows(records: int) -> Iterator[tuple[int, bytes, bytes]]:
    prev = GENESIS_HASH
    for seq in range(records):
        body = encode(entry(seq, prev))
        leaf = hashlib.sha256(b"\0" + body).digest()
        prev = leaf.hex()
        yield seq, leaf, body
