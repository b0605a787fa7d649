"""`decision_to_disk_ms_p95`: a decision's way to the disk, beside a bare append and fsync of as many bytes."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from tests.benchmarks.big_ledger import AT_MS, entry
from tests.benchmarks.table import Figure
from walkdown.consent.entry import Entry, encode
from walkdown.consent.keys import HeldKeys
from walkdown.consent.ledger import Ledger

RUNS = 600
BOUND_MS = 10.0


def measure() -> Figure:
    """One of ours and one of theirs in turn, in the same folder of the same disk; 95th percentiles."""
    decision = entry(3, "0" * 64)  # seq 3 is a GRANTED: checkpointed, signed, mirrored
    with tempfile.TemporaryDirectory(prefix="walkdown-bench-") as folder:
        ours, other = _in_turn(Path(folder), decision, encode(decision))
    note = (
        f"ours p50 {median(ours):.2f} ms, max {max(ours):.1f} ms: row, WAL, its truncation, mirror,"
        f" signed checkpoint; append + fsync p50 {median(other):.2f} ms, max {max(other):.1f} ms"
    )
    return Figure("decision_to_disk_ms_p95", _p95(ours), _p95(other), BOUND_MS, "ms", RUNS, note)


def _in_turn(folder: Path, decision: Entry, body: bytes) -> tuple[list[float], list[float]]:
    ledger = Ledger.open(folder / "ledger.db", lambda: AT_MS, HeldKeys())
    handle = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    ours, other = [], []
    for _ in range(RUNS):
        began = time.perf_counter()
        ledger.append(decision)
        middle = time.perf_counter()
        os.write(handle, body)
        os.fsync(handle)
        other.append((time.perf_counter() - middle) * 1000)
        ours.append((middle - began) * 1000)
    os.close(handle)
    ledger.close()
    return ours, other


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
