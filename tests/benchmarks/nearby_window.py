"""The real window at Nearby on the site of forty, in a process of its own.

`nearby_window.py HOME discover` presses Start listening and prints the seconds until forty rows are painted.
`nearby_window.py HOME gap` prints the gaps of a 10 ms timer: the window at rest, then listening.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tests.benchmarks.prepared import FORTY_ID
from walkdown import logs
from walkdown.__main__ import build
from walkdown.consent.keys import NoKeys
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.kit import Button
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.nearby_row import AirRow
from walkdown.ui.walker import Walker

DEVICES = 40
TICK_MS = 10
WATCH_MS = 6000
REST_MS = 1500


def discover(window: MainWindow, bridge: Bridge, press: Callable[[], None]) -> None:
    """Seconds from the press to forty rows that show what was heard, painted."""
    seen: list[float] = []
    begun = time.perf_counter()

    def look() -> None:
        if not seen and heard(window) == DEVICES:
            QApplication.processEvents()  # the paint that these rows have asked for
            seen.append(time.perf_counter() - begun)

    bridge.message.connect(look)
    press()
    Walker().until(lambda: bool(seen), "forty rows")
    tell({"seconds": seen[0]})


def gap(window: MainWindow, press: Callable[[], None]) -> None:
    """Gaps between ticks in ms, at rest and while the window shows a scan from its first moment on."""
    idle = ticks()
    press()
    busy = ticks()
    tell({"idle": idle, "busy": busy, "rows": heard(window)})


def ticks() -> list[float]:
    """Ms between the ticks of a precise timer in this thread, for some seconds."""
    at: list[float] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: at.append(time.perf_counter()))
    timer.start(TICK_MS)
    rest(WATCH_MS)
    timer.stop()
    return [(late - early) * 1000 for early, late in pairwise(at)]


def rest(ms: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def heard(window: MainWindow) -> int:
    """Rows that show a sighting."""
    return sum(row.shown.sighting is not None for row in window.findChildren(AirRow))


def tell(what: dict[str, object]) -> None:
    """One line for the parent."""
    print(json.dumps(what), flush=True)


def main(home: Path, which: str) -> None:
    """Open the site as a person would, measure, and leave."""
    app = application()
    logs.begin(home)
    bridge = Bridge(build(home, NoKeys()))
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        bridge.do(lambda e: e.jobs.resume(FORTY_ID))
        start = Walker().find("nearby.listen", Button)
        Walker().find("yard.router", QWidget)  # the practice site is up
        rest(REST_MS)
        if which == "discover":
            discover(window, bridge, start.click)
        else:
            gap(window, start.click)
    finally:
        window.close()
        bridge.close()
        app.processEvents()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
