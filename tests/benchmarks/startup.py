"""`startup_ratio`: from the start of the process to a painted Jobs page, beside the smallest Qt window."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks.child import byte_code, run
from tests.benchmarks.prepared import some_sites
from tests.benchmarks.table import Figure

RUNS = 9
SITES = 5
BOUND = 2.0


def measure() -> Figure:
    """Medians of nine starts each, one of ours and one of theirs in turn, after one of each to warm up."""
    painted, rows, bare, heavy = [], [], [], set()
    with byte_code() as env, tempfile.TemporaryDirectory() as home:
        some_sites(Path(home), SITES)
        env["WALKDOWN_HOME"] = home
        for number in range(RUNS + 1):
            ours = {line.what["seen"]: line for line in run("startup_ours.py", env)}
            (other,) = run("startup_bare.py", env)
            heavy |= {name for line in ours.values() for name in line.what["heavy"]}
            if number:
                painted.append(ours["painted"].at_s)
                rows.append(ours["rows"].at_s)
                bare.append(other.at_s)
    note = (
        f"ours is the first painted page; with {SITES} sites listed {median(rows):.3f} s"
        f" ({median(rows) / median(bare):.2f} x); the bare window spread over {min(bare):.3f} to"
        f" {max(bare):.3f} s; heavy libraries loaded by then: {', '.join(sorted(heavy)) or 'none'}"
    )
    return Figure(
        "startup_ratio", median(painted), median(bare), BOUND, "s", RUNS, note, bounds_ratio=True
    )
