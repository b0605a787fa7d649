"""`walkdown tour`: the whole journey on a practice site, by clicks, with a picture of every screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from walkdown import logs
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_carry import came_along, taken_along
from walkdown.ui.tour_crew import Farm, Roof
from walkdown.ui.tour_firmware import Refit
from walkdown.ui.tour_labels import HardLabels
from walkdown.ui.tour_later import later_steps
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import NotReached, Walker

if TYPE_CHECKING:
    from walkdown.ui.bridge import Build


def run_tour(build: Build, home: Path, out: Path, scenario: str, later: Build | None = None) -> int:
    """Walk the scenario; gives 0 when every step reached its state, 1 otherwise.

    `later` is a laptop on which a former policy was accepted: the tour goes on with what it is asked,
    opens the first laptop's site there, then goes to a site with devices of several makers, to one
    whose labels are hard to read, to forty devices side by side, and ends where every device has a
    trouble of its own.
    """
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("[0-9][0-9]-*.png"):
        old.unlink()
    pack = out / "pack"
    shutil.rmtree(pack, ignore_errors=True)
    pack.mkdir()
    carried = pack / "14 Harbour Lane.wdsite"
    app = application()
    logs.begin(home)
    walker = Walker(out)
    with _window(build, app) as (bridge, window):
        steps = Journey(walker, window, bridge, pack, scenario).steps()
        steps += taken_along(walker, window, carried)
        reached = _walk(steps)
    if later is not None and reached == len(steps):
        with _window(later, app) as (bridge, window):
            workshop = Refit(walker, window, bridge, pack, "vendors")
            labels = HardLabels(walker, window, bridge, pack, "labels")
            roof = Roof(walker, window, bridge, pack, "rooftop")
            farm = Farm(walker, window, bridge, pack, "trouble")
            sites = (workshop, labels, roof, farm)
            more = [*later_steps(walker, window), *came_along(walker, window, carried)]
            more += [step for site in sites for step in site.steps()]
            steps += more
            reached += _walk(more, reached)
    print(f"{reached} of {len(steps)} steps reached their state", flush=True)
    return int(reached < len(steps))


@contextmanager
def _window(build: Build, app: QApplication) -> Iterator[tuple[Bridge, MainWindow]]:
    bridge = Bridge(build)
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        yield bridge, window
    finally:
        window.close()
        bridge.close()
        app.processEvents()


def _walk(steps: list[tuple[str, Callable[[], None]]], before: int = 0) -> int:
    """Take the steps until one does not reach its state; gives how many did."""
    for number, (words, step) in enumerate(steps, before + 1):
        try:
            step()
        except NotReached as missed:
            print(f"{number:2d}  FAILED  {words}: {missed}", flush=True)
            return number - before - 1
        print(f"{number:2d}  ok      {words}", flush=True)
    return len(steps)
