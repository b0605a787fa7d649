"""Forty devices with one password, and a farm of troubles: both walked in the window, by clicks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from tests.accepted import accept_policy
from tests.ui.screen_audit import Audit, AuditWalker
from walkdown.__main__ import build
from walkdown.consent.keys import HeldKeys
from walkdown.core.device import TICKS, Work
from walkdown.core.job import Job
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_crew import Crew, Farm, Roof
from walkdown.ui.walker import Walker


@contextmanager
def walked(
    kind: type[Crew], home: Path, scenario: str, walker: Walker | None = None
) -> Iterator[tuple[Job, MainWindow]]:
    """The job and the window as they are at the end of the walk."""
    accept_policy(home)
    app = application()
    bridge = Bridge(build(home, HeldKeys()))
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        crew = kind(walker or Walker(), window, bridge, home, scenario)
        for _, step in crew.steps():
            step()
        yield crew._known, window
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()


def test_forty_devices_are_put_online_in_the_window_with_one_password(tmp_path: Path) -> None:
    with walked(Roof, tmp_path, "rooftop") as (job, _):
        assert len(job.online) == 40
        assert all(device.has(step) for device in job.devices for step in TICKS)
        assert {device.tries for device in job.devices} == {1}


def test_each_device_of_the_farm_ends_done_or_is_explained_where_it_stands(tmp_path: Path) -> None:
    audit = Audit()
    with walked(Farm, tmp_path, "trouble", AuditWalker(audit, (1024, 700))) as (job, window):
        assert audit.flaws == {}
        troubled = [d for d in job.wanted if d.work is Work.FAILED]
        assert {d.work for d in job.wanted} == {Work.ONLINE, Work.FAILED}
        assert len({d.trouble.code for d in troubled if d.trouble}) >= 9
        told = Counter(f"More about {d.trouble.code}" for d in troubled if d.trouble)
        names = (b.accessibleName() for b in window.findChildren(QAbstractButton) if b.isVisible())
        assert Counter(name for name in names if name.startswith("More about ")) == told
