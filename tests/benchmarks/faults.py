"""Two hundred visits with random faults and a hasty person: how each device ends, and what must never be."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from pathlib import Path

from tests.app.random_faults import ACTS, DEVICES, Ended, visited
from tests.benchmarks.columns import columns

VISITS = 200
AT_ONCE = 6
MOST_S = 150.0
HEADS = ("", "count")


def faults_report(_images: Path | None = None) -> str:
    """What became of all devices, and every flaw by its visit's seed."""
    logging.disable(logging.CRITICAL)  # the practice stack tells of each link that is cut
    begun = time.perf_counter()
    try:
        visits = asyncio.run(_all())
    finally:
        logging.disable(logging.NOTSET)
    took = time.perf_counter() - begun
    flaws = [f"seed {v.seed}: {flaw}" for v in visits for flaw in v.flaws]
    kinds = ("hangs", "failed without a name", "wrong done", "lost evidence", "crashed")
    rows = [
        HEADS,
        ("visits", str(len(visits))),
        ("devices done", str(sum(v.online for v in visits))),
        ("devices in a named trouble", str(sum(v.named for v in visits))),
        ("devices stopped, to be begun again", str(sum(v.begun for v in visits))),
        *((kind, str(sum(kind in flaw for flaw in flaws))) for kind in kinds),
    ]
    said = (
        f"{DEVICES} devices of trouble.toml and {ACTS} disturbances a visit; {took:.0f} s."
        " Goal: none of the last five."
    )
    return "\n".join(("Random faults", columns(rows), said, *flaws))


async def _all() -> list[Ended]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(seed: int) -> Ended:
        async with places:
            return await _visit(seed)

    return list(await asyncio.gather(*map(one, range(VISITS))))


async def _visit(seed: int) -> Ended:
    with tempfile.TemporaryDirectory(prefix="walkdown-faults-") as folder:
        try:
            return await asyncio.wait_for(visited(seed, Path(folder, "home")), MOST_S)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a flaw of this visit
            return Ended(seed, 0, 0, 0, (f"crashed: {type(error).__name__}",))
