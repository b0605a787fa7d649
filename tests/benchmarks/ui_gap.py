"""`ui_gap_ms_p99`: how long the window's thread is away while forty devices are listened to, and at rest."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.child import byte_code, run
from tests.benchmarks.prepared import forty_at_nearby
from tests.benchmarks.table import Figure

RUNS = 3
BOUND_MS = 33.0


def measure() -> Figure:
    """All gaps of three runs together: p99 of those while listening, beside p99 of those at rest."""
    busy: list[float] = []
    idle: list[float] = []
    with byte_code() as env:
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory(prefix="walkdown-bench-") as home:
                forty_at_nearby(Path(home))
                (line,) = run("nearby_window.py", env, home, "gap")
            busy += line.what["busy"]
            idle += line.what["idle"]
    note = (
        f"listening: max {max(busy):.1f} ms, median {at(busy, 0.5):.1f} ms, n {len(busy)};"
        f" the same window at rest: max {max(idle):.1f} ms, n {len(idle)}"
    )
    return Figure("ui_gap_ms_p99", at(busy, 0.99), at(idle, 0.99), BOUND_MS, "ms", RUNS, note)


def at(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
