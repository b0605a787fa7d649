"""A tour over a given home, to be killed at any moment: `python -m tests.journey.killable HOME OUT`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if __name__ == "__main__":
    from walkdown.__main__ import build
    from walkdown.consent.keys import NoKeys
    from walkdown.ui.tour import run_tour

    home, out = Path(sys.argv[1]), Path(sys.argv[2])
    sys.exit(run_tour(build(home, NoKeys()), home, out, "home"))
