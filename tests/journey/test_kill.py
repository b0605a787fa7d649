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
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.journey.half_typed import HALF, LISTED
from walkdown.__main__ import build
from walkdown.app.messages import JobShown, Message
from walkdown.consent.keys import NoKeys
from walkdown.core.advance import recovered
from walkdown.core.device import TICKS, Work
from walkdown.core.job import Job, Stage
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
    with running("killable", home, out) as child:
        yield child


@contextmanager
def running(module: str, *folders: Path) -> Iterator[subprocess.Popen[str]]:
    """A module of this folder in a process of its own, killed at the end of the block."""
    command = [sys.executable, "-m", f"tests.journey.{module}", *map(str, folders)]
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
    with touring(home, out) as child:
        wait_until(there, home, child)
    return on_disk(home)


def wait_until(there: Callable[[Job], bool], home: Path, child: subprocess.Popen[str]) -> None:
    """Look at the site file until it says so, as long as the child writes it."""
    end = time.monotonic() + LONGEST_S
    while not any(row.job and there(row.job) for row in SiteFiles(home / "sites").rows()):
        assert time.monotonic() < end, "it never came to that"
        assert child.poll() is None, "the child ended before it was killed"
        time.sleep(0.01)  # a pace of looking; the end is the condition


def on_disk(home: Path) -> Job:
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    return row.job


@pytest.mark.parametrize(("step", "stage", "listed"), [(3, "labels", 0), (8, "network", 7)])
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


def test_half_a_text_that_was_killed_stands_in_its_field_again(
    tmp_path: Path, qtbot: QtBot
) -> None:
    home = tmp_path / "home"
    with running("half_typed", home) as child:
        wait_until(lambda job: {d.text for d in job.drafts} == set(HALF.values()), home, child)
    with restarted(home, qtbot) as (window, job):
        assert job.device(LISTED[-12:])
        for name, text in HALF.items():
            window.turn_to(Stage(name.partition(".")[0]))
            field = Walker().find(name, QWidget)
            said = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()
            assert said == text, name


def resumed(home: Path, qtbot: QtBot) -> Job:
    """Start the program again over what was left, and see where it stands."""
    with restarted(home, qtbot) as (_, job):
        return job


@contextmanager
def restarted(home: Path, qtbot: QtBot) -> Iterator[tuple[MainWindow, Job]]:
    """Start the program again over what was left, and press Resume."""
    application()
    bridge = Bridge(build(home, NoKeys()))
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
        yield window, job
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        application().processEvents()
