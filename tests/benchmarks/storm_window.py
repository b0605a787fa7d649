"""The real window at Nearby in a storm of adverts, in a process of its own.

`storm_window.py HOME` presses Start listening, and prints when the fortieth device of the list was painted, the
gaps of a 10 ms timer in ms, and the memory in MB before, in the middle and at the end.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from tests.benchmarks.memory import resident_mb
from tests.benchmarks.nearby_window import rest, tell
from tests.benchmarks.prepared import FORTY_ID
from tests.benchmarks.storm_air import OURS, StormBackend, StormScanner, serials
from walkdown import logs
from walkdown.__main__ import parts
from walkdown.app.engine import Engine
from walkdown.consent.keys import NoKeys
from walkdown.consent.system.practice import PracticeSystem
from walkdown.devices.radio import BleakRadio
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.nearby_row import AirRow
from walkdown.ui.walker import Walker

TICK_MS = 10
STORM_MS = 10_000
REST_MS = 1500
WANTED = frozenset(serials())


def main(home: Path) -> None:
    """Open the site, listen through two halves of the storm, and leave."""
    app = application()
    logs.begin(home)
    made = parts(home, NoKeys(), None)
    stormy = replace(made.real, radio=BleakRadio(StormBackend()), system=PracticeSystem())
    bridge = Bridge(lambda publish: Engine(replace(made, real=stormy), publish))
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    painted: list[float] = []

    def look() -> None:
        if not painted and StormScanner.began is not None and ours(window) == OURS:
            QApplication.processEvents()  # the paint that these rows have asked for
            painted.append(time.monotonic())

    try:
        bridge.do(lambda e: e.jobs.resume(FORTY_ID))
        start = Walker().find("nearby.listen", Button)
        rest(REST_MS)
        before = resident_mb()
        at: list[float] = []
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.timeout.connect(lambda: at.append(time.perf_counter()))
        bridge.message.connect(look)
        timer.start(TICK_MS)
        start.click()
        rest(STORM_MS)
        middle = resident_mb()
        rest(STORM_MS)
        timer.stop()
        began = StormScanner.began or 0.0
        tell(
            {
                "found_s": painted[0] - began if painted else None,
                "rows": ours(window),
                "gaps": [(late - early) * 1000 for early, late in pairwise(at)],
                "memory": [before, middle, resident_mb()],
                "delivered": StormScanner.delivered,
            }
        )
    finally:
        window.close()
        bridge.close()
        app.processEvents()


def ours(window: MainWindow) -> int:
    """Rows of the list's own devices that show a sighting."""
    shown = (row.shown for row in window.findChildren(AirRow))
    return len(WANTED & {s.sighting.serial for s in shown if s.sighting is not None})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
