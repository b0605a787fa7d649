"""Two hundred crews killed at a random moment and resumed: what each came to, and what must never be."""

from __future__ import annotations

import asyncio
import logging
import time
from pathlib import Path

from tests.app.kill_crew import COUNT
from tests.app.kill_runs import kills
from tests.benchmarks.columns import columns

KILLS = 200
AT_ONCE = 4
HEADS = ("", "count")


def kills_report(_images: Path | None = None) -> str:
    """What became of all crews, and every flaw by its seed."""
    logging.disable(logging.CRITICAL)  # the practice stack tells of each link that is cut
    begun = time.perf_counter()
    try:
        killed = asyncio.run(kills(range(KILLS), AT_ONCE))
    finally:
        logging.disable(logging.NOTSET)
    took = time.perf_counter() - begun
    moments = sorted(each.at_s for each in killed)
    rows = [
        HEADS,
        ("crews killed", str(len(killed))),
        ("devices online when killed", str(sum(each.online_before for each in killed))),
        ("devices online in the end", f"{sum(e.online_after for e in killed)} of {KILLS * COUNT}"),
        ("devices that a person had to set back", str(sum(len(e.by_hand) for e in killed))),
        ("other end state", str(sum(len(e.ends) for e in killed))),
        ("hangs", str(sum(len(e.hangs) for e in killed))),
        ("wrong done", str(sum(len(e.wrongs) for e in killed))),
        ("lost evidence", str(sum(len(e.losses) for e in killed))),
        ("set up twice without need", str(sum(len(e.twice) for e in killed))),
    ]
    said = (
        f"{COUNT} devices a crew, killed {moments[0]:.2f} to {moments[-1]:.2f} s after the password"
        f" went out; {took:.0f} s. Goal: none of the last six."
    )
    flaws = [flaw for each in killed for flaw in each.bad]
    return "\n".join(("Killed crews", columns(rows), said, *flaws))
