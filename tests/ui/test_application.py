"""Starting: what could not start is told in a dialog, and the exit status says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# A process of its own: an application that has quit stays quit, for all that is tested after it.
PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from walkdown.consent.ledger import LedgerBusy
from walkdown.ui.application import application, run_window
from walkdown.ui.notice import Notice

def build(tell):
    raise {error}

def press():
    for notice in QApplication.topLevelWidgets():
        if isinstance(notice, Notice) and notice.isVisible():
            print(notice.objectName(), flush=True)
            notice.accept()

application()
timer = QTimer(interval=10)
timer.timeout.connect(press)
timer.start()
sys.exit(run_window(build, Path(sys.argv[1]), ""))
"""


@pytest.mark.parametrize("error", ["LedgerBusy('open')", "RuntimeError('broken parts')"])
def test_a_walkdown_that_cannot_start_says_so_and_ends_with_2(error: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM.format(error=error), str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout.split()) == (2, ["start"])
    log = (tmp_path / "walkdown.log").read_text("utf-8")
    assert ("broken parts" in log) == ("broken parts" in error)
