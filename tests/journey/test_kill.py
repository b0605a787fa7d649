"""Kill it anywhere: after SIGKILL the job is there, at the last safe step, nothing half-done called done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from walkdown.core.advance import recovered
from walkdown.core.device import TICKS, Work
from walkdown.storage.site_files import SiteFiles

ROOT = Path(__file__).resolve().parents[2]


def killed_after(step: int, home: Path, out: Path) -> None:
    """Start the tour and kill it as soon as it has said that this step was reached."""
    command = [sys.executable, "-m", "tests.journey.killable", str(home), str(out)]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ}
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            assert "FAILED" not in line, line
            if line.split()[0] == str(step):
                break
        else:
            pytest.fail("the tour ended before it was killed")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()


@pytest.mark.parametrize(
    ("step", "stage", "listed"), [(2, "labels", 0), (4, "nearby", 7), (7, "network", 7)]
)
def test_a_killed_job_is_there_with_all_that_was_typed_and_scanned(
    step: int, stage: str, listed: int, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    killed_after(step, home, tmp_path / "out")
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    job = recovered(row.job)
    assert job.site.name == "14 Harbour Lane"
    assert job.site.expected_total == 7
    assert job.stage == stage
    assert len(job.devices) == listed


def test_a_job_killed_in_the_middle_of_the_crews_work_calls_nothing_done_that_is_not(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    killed_after(8, home, tmp_path / "out")
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    job = recovered(row.job)
    for device in job.devices:
        assert device.work in (Work.IDLE, Work.FAILED, Work.ONLINE)
        if device.work is Work.ONLINE:
            assert all(device.has(tick) for tick in TICKS)
