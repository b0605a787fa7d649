"""A storm of adverts: our window at Nearby beside a plain bleak program with a list, one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.child import Said, byte_code, run
from tests.benchmarks.columns import columns
from tests.benchmarks.prepared import storm_at_nearby
from tests.benchmarks.storm_air import A_SECOND, ADDRESSES, OURS, serials
from tests.benchmarks.ui_gap import at

HEADS = (
    "20 s of storm",
    "forty found, s",
    "gap p99, ms",
    "gap max, ms",
    "memory +, MB",
    "second half +",
    "adverts",
)


def storm_report(_images: Path | None = None) -> str:
    """Two rows; `found` counts from the first advert of ours, four seconds into the storm."""
    with byte_code() as env, tempfile.TemporaryDirectory(prefix="walkdown-bench-") as home:
        storm_at_nearby(Path(home), serials())
        (ours,) = run("storm_window.py", env, home)
        (plain,) = run("storm_plain.py", env)
    rows = (HEADS, _row("ours", ours), _row("bleak + QListWidget", plain))
    said = (
        f"{A_SECOND} adverts/s from {ADDRESSES} addresses, {OURS} of them ours."
        " Goals: found within 3 s, gap p99 33 ms, memory 100 MB and bounded."
    )
    return f"Storm\n{columns(rows)}\n{said}"


def _row(name: str, said: Said) -> tuple[str, ...]:
    what = said.what
    before, middle, end = what["memory"]
    found = f"{what['found_s']:.2f}" if what["found_s"] is not None else f"only {what['rows']}"
    gaps = what["gaps"]
    return (
        name,
        found,
        f"{at(gaps, 0.99):.1f}",
        f"{max(gaps):.0f}",
        f"{end - before:.1f}",
        f"{end - middle:.1f}",
        str(what["delivered"]),
    )
