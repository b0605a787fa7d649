"""Kill it anywhere: after SIGKILL the job is there, at the last safe step, nothing half-done called done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from walkdown.__main__ import build
from walkdown.app.messages import JobShown, Message
from walkdown.core.advance import recovered
from walkdown.core.device import TICKS, Work
from walkdown.core.job import Job
from walkdown.storage.site_files import SiteFiles
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.walker import Walker

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 90.0


@contextmanager
def touring(home: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """The tour in a process of its own, which does not outlive the block: it is killed at its end."""
    command = [sys.executable, "-m", "tests.journey.killable", str(home), str(out)]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert child.stdout is not None
    try:
        yield child
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()


def killed_after(step: int, home: Path, out: Path) -> Job:
    """Kill the tour as soon as it has said that this step was reached; what the file then holds."""
    with touring(home, out) as child:
        assert child.stdout is not None
        for line in child.stdout:
            assert "FAILED" not in line, line
            if line.split()[0] == str(step):
                break
        else:
            pytest.fail("the tour ended before it was killed")
    return on_disk(home)


def killed_when(there: Callable[[Job], bool], home: Path, out: Path) -> Job:
    """Kill the tour in the middle of its work, as soon as the site file says that it is there."""
    end = time.monotonic() + LONGEST_S
    with touring(home, out):
        while not any(row.job and there(row.job) for row in SiteFiles(home / "sites").rows()):
            assert time.monotonic() < end, "it never came to that"
            time.sleep(0.01)  # a pace of looking; the end is the condition
    return on_disk(home)


def on_disk(home: Path) -> Job:
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    return row.job


@pytest.mark.parametrize(("step", "stage", "listed"), [(2, "labels", 0), (7, "network", 7)])
def test_a_killed_job_is_there_with_all_that_was_typed_and_scanned(
    step: int, stage: str, listed: int, tmp_path: Path
) -> None:
    job = recovered(killed_after(step, tmp_path / "home", tmp_path / "out"))
    assert job.site.name == "14 Harbour Lane"
    assert job.site.expected_total == 7
    assert job.stage == stage
    assert len(job.devices) == listed


def test_a_job_killed_in_the_middle_of_the_crews_work_is_carried_on_in_the_window(
    tmp_path: Path, qtbot: QtBot
) -> None:
    home = tmp_path / "home"

    def some_online(job: Job) -> bool:
        return 0 < len(job.online) < len(job.devices)

    before = killed_when(some_online, home, tmp_path / "out")
    after = resumed(home, qtbot)
    assert [d.serial for d in after.devices] == [d.serial for d in before.devices]
    assert {d.serial for d in before.online} <= {d.serial for d in after.online}
    assert after.network == before.network
    for device in after.devices:
        assert device.work in (Work.IDLE, Work.FAILED, Work.ONLINE)
        assert (device.work is Work.ONLINE) == all(device.has(tick) for tick in TICKS)


def resumed(home: Path, qtbot: QtBot) -> Job:
    """Start the program again over what was left, press Resume, and see where it stands."""
    application()
    bridge = Bridge(build(home))
    window = MainWindow(bridge)
    told: list[Message] = []
    bridge.message.connect(told.append)
    window.show()
    bridge.start()
    try:
        bridge.do(lambda e: e.jobs.show())
        Walker().click("jobs.resume")
        qtbot.waitUntil(
            lambda: any(isinstance(m, JobShown) and m.job for m in told), timeout=20_000
        )
        (job,) = [m.job for m in told if isinstance(m, JobShown) and m.job][:1]
        qtbot.waitUntil(lambda: window.now == job.stage, timeout=20_000)
        return job
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        application().processEvents()
