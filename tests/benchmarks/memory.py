"""How much memory this process has in the machine."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mb() -> float:
    """Resident set in MB; Linux only."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
