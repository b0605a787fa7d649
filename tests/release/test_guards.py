"""The guards over all tests do fail a test that leaves something behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import guards
from tests.release.checkout import ROOT

PASSWORD = "correct horse battery"
SAMPLE = """
import asyncio
import logging
import os
import threading
from pathlib import Path

import pytest

stop = threading.Event()


def test_logs():
    logging.getLogger("walkdown").warning("the roof is on fire")


@pytest.mark.expects_log("roof")
def test_logs_as_expected():
    logging.getLogger("walkdown").warning("the roof is on fire")


@pytest.mark.expects_log("cellar")
def test_logs_something_else():
    logging.getLogger("walkdown").warning("the roof is on fire")


def test_leaves_a_thread():
    threading.Thread(target=stop.wait, name="walkdown engine", daemon=True).start()


def test_is_not_blamed_for_the_thread_before():
    assert threading.active_count() > 1
    stop.set()


async def test_leaves_a_task():
    asyncio.get_running_loop().keep = asyncio.create_task(asyncio.sleep(60))


async def test_ends_its_task():
    await asyncio.create_task(asyncio.sleep(0))


async def test_leaves_a_timer():
    asyncio.get_running_loop().call_later(60, print)


async def test_takes_its_timer_back_and_lets_a_timeout_end():
    asyncio.get_running_loop().call_later(60, print).cancel()
    async with asyncio.timeout(60):
        await asyncio.sleep(0.001)


def test_leaves_a_timer_on_the_loop_of_a_thread():
    def run():
        loop = asyncio.new_event_loop()
        loop.call_later(60, stop.set)
        loop.close()

    threading.Thread(target=run).start()


def test_is_not_blamed_for_the_timer_before():
    asyncio.new_event_loop().close()


def test_leaves_a_window(qapp):
    from PySide6.QtWidgets import QWidget

    global window
    window = QWidget(objectName="kitchen")
    window.show()


def test_closes_its_window(qtbot):
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    window.show()


def test_has_a_home_of_its_own():
    assert not list(Path.home().iterdir())
    assert Path(os.environ["WALKDOWN_HOME"]).is_relative_to(Path.home())
"""
EXPECTED = {
    "test_logs": "the roof is on fire",
    "test_logs_something_else": "the roof is on fire",
    "test_leaves_a_thread": "threads still running: walkdown engine",
    "test_leaves_a_task": "tasks still pending",
    "test_leaves_a_timer": "timers left on a loop: print set at test_sample:",
    "test_leaves_a_timer_on_the_loop_of_a_thread": "timers left on a loop: Event.set set at",
    "test_leaves_a_window": "windows still open: QWidget kitchen",
}


def test_what_a_test_leaves_behind_fails_it(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nasyncio_mode = auto\n")
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    plugins = ("-p", "tests.conftest", "-p", "no:cacheprovider")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, "-rE", "--tb=short", "."],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    errors = [line for line in run.stdout.splitlines() if line.startswith("ERROR ")]
    blamed = [line.split(" - ")[0].rpartition("::")[2] for line in errors]
    assert blamed == list(EXPECTED), run.stdout
    assert all(words in run.stdout for words in EXPECTED.values())
    assert "14 passed" in run.stdout


def test_qt_cannot_be_imported_in_the_lane_without_it() -> None:
    code = (
        "from tests.without_qt import forbid_qt\nforbid_qt()\n"
        "try:\n    import PySide6.QtCore\nexcept ImportError as error:\n    print(error)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "PySide6 is not available in this lane\n"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A folder with one practice scenario that has a password."""
    folder = tmp_path / "scenarios"
    folder.mkdir()
    text = f'[[network]]\nname = "Home"\npassword = "{PASSWORD}"\n[[network]]\nname = "Open"\n'
    (folder / "home.toml").write_text(text)
    return folder


def test_passwords_are_read_from_the_scenarios(scenario: Path) -> None:
    assert guards.practice_passwords(scenario) == {PASSWORD}


@pytest.mark.parametrize("written", [PASSWORD, PASSWORD.encode().hex()])
def test_a_password_in_the_log_is_found_and_not_repeated(written: str) -> None:
    lines = ["INFO walkdown.app: all is well", f"DEBUG walkdown.devices: sent {written}"]
    found = guards.passwords_in_log(lines, frozenset({PASSWORD}))
    assert found == "a practice password was logged by DEBUG walkdown.devices"


def test_a_password_in_a_file_is_found_but_not_in_a_copied_scenario(scenario: Path) -> None:
    report = scenario.parent / "deep" / "report.txt"
    report.parent.mkdir()
    report.write_text(f"Wi-Fi: {PASSWORD}")
    exempt = guards.scenario_texts(scenario)
    found = guards.passwords_in_files([scenario.parent], frozenset({PASSWORD}), exempt)
    assert found == f"a practice password is in {report}"


def test_a_running_timer_of_the_application_is_named_and_stopped() -> None:
    core = pytest.importorskip("PySide6.QtCore")
    widgets = pytest.importorskip("PySide6.QtWidgets")
    app = widgets.QApplication.instance() or widgets.QApplication([])
    timer = core.QTimer(app)
    timer.setObjectName("left behind")
    timer.start(50)
    assert "left behind every 50 ms" in guards.running_timers()
    assert guards.running_timers() == ""
    timer.deleteLater()
