"""`verify_hashes_s`, `verify_full_s`: a million records from the disk, beside SHA-256 over the same rows."""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import apsw

from tests.benchmarks.big_ledger import RECORDS, make
from tests.benchmarks.table import Figure
from walkdown.consent.ledger import check_all, check_hashes

RUNS = 3
HASHES_BOUND_S = 3.0
FULL_BOUND_S = 12.0


def measure() -> Figure:
    """Hashes, chain, tree, mirror and checkpoint."""
    return _measured("verify_hashes_s", check_hashes, HASHES_BOUND_S)


def measure_full() -> Figure:
    """All that, and every entry parsed and brought into its canonical form again."""
    return _measured("verify_full_s", check_all, FULL_BOUND_S)


def _measured(name: str, ours: Callable[[Path], int], bound: float) -> Figure:
    with tempfile.TemporaryDirectory(prefix="walkdown-bench-") as folder:
        path = make(Path(folder))
        took, bare = [], []
        for _ in range(RUNS):
            took.append(_timed(lambda: ours(path)))
            bare.append(_timed(lambda: _plain(path)))
        size = path.stat().st_size / 1e6
    note = (
        f"{RECORDS} records, {size:.0f} MB; ours {min(took):.2f} to {max(took):.2f} s;"
        f" reading and hashing the rows alone {min(bare):.2f} to {max(bare):.2f} s"
    )
    return Figure(name, median(took), median(bare), bound, "s", RUNS, note)


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _plain(path: Path) -> int:
    connection = apsw.Connection(str(path))
    right = 0
    for leaf, body in connection.execute("SELECT leaf, body FROM entry ORDER BY seq"):
        right += hashlib.sha256(b"\0" + body).digest() == leaf
    connection.close()
    return right
