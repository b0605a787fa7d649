"""`walkdown tour`: the whole journey on a practice site, by clicks, with a picture of every screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from walkdown import logs
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import NotReached, Walker

if TYPE_CHECKING:
    from walkdown.ui.bridge import Build


def run_tour(build: Build, home: Path, out: Path, scenario: str) -> int:
    """Walk the scenario; gives 0 when every step reached its state, 1 otherwise."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    pack = out / "pack"
    shutil.rmtree(pack, ignore_errors=True)
    pack.mkdir()
    app = application()
    logs.begin(home)
    bridge = Bridge(build)
    window = MainWindow(bridge)
    journey = Journey(Walker(out), window, bridge, pack, scenario)
    window.show()
    bridge.start()
    try:
        return _walk(journey.steps())
    finally:
        window.close()
        bridge.close()
        app.processEvents()


def _walk(steps: list[tuple[str, Callable[[], None]]]) -> int:
    for number, (words, step) in enumerate(steps, 1):
        try:
            step()
        except NotReached as missed:
            print(f"{number:2d}  FAILED  {words}: {missed}", flush=True)
            return 1
        print(f"{number:2d}  ok      {words}", flush=True)
    print(f"{len(steps)} steps reached their state", flush=True)
    return 0
