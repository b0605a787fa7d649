"""Three hundred kills while sites are edited, copied, exported, imported and merged: what each left."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.benchmarks.columns import columns
from tests.storage.site_kills import site_kills

KILLS = 300
HEADS = ("", "count")


def site_kills_report(_images: Path | None = None) -> str:
    """What was acknowledged, what was cut off, and whatever was wrong."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="walkdown-kills-") as folder:
        came = site_kills(Path(folder), KILLS)
    took = time.perf_counter() - begun
    rows = [
        HEADS,
        ("kills", str(came.kills)),
        ("acts acknowledged", str(came.acts.total())),
        ("of them files taken along", str(came.acts["file"])),
        ("of them sites brought in there", str(came.acts["theirs"])),
        ("acts cut off", str(came.cut_off.total())),
        ("of them while a file was written", str(came.cut_off["file"])),
        ("lost, mixed, or not to be opened", str(len(came.flaws))),
    ]
    said = f"SIGKILL at a random moment; {took:.0f} s. Goal: none of the last."
    return "\n".join(("Killed while sites are written", columns(rows), said, *came.flaws))
