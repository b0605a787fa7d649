"""`discover_s`: from Start listening to forty devices in the window, beside a plain scanner on the same air."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.child import byte_code, run
from tests.benchmarks.prepared import forty_at_nearby
from tests.benchmarks.table import Figure

RUNS = 5
BOUND_S = 1.5


def measure() -> Figure:
    """Medians of five, one of ours and one of theirs in turn; each of ours on a laptop of its own."""
    ours, other = [], []
    with byte_code() as env:
        for _ in range(RUNS):
            ours.append(_window(env))
            (line,) = run("plain_scan.py", env)
            other.append(line.what["seconds"])
    note = (
        f"ours {min(ours):.3f} to {max(ours):.3f} s, painted, and the matches saved on the way;"
        f" plain BleakScanner {min(other):.3f} to {max(other):.3f} s to its fortieth callback"
    )
    return Figure("discover_s", median(ours), median(other), BOUND_S, "s", RUNS, note)


def _window(env: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory(prefix="walkdown-bench-") as home:
        forty_at_nearby(Path(home))
        (line,) = run("nearby_window.py", env, home, "discover")
    return float(line.what["seconds"])
