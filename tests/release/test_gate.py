"""The one command that says whether a change is good ends with figures that can be trusted."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.release.checkout import packaging_script

gate = packaging_script("gate")

LANE = gate.Step("lane", (), lane=True)


def ended(status: int, *lines: str) -> object:
    """A lane that ended with this output."""
    return gate.Outcome(LANE, status, lines)


def test_the_last_line_adds_up_all_lanes() -> None:
    line = gate.summary(
        [
            ended(0, "===== 120 passed, 2 warnings in 10.50s ====="),
            ended(1, "== 1 failed, 79 passed, 1 error in 70.00s (0:01:10) =="),
        ]
    )
    assert line.strip("= ") == "1 failed, 199 passed, 1 error, 2 warnings in 80.50s"


def test_a_lane_that_died_without_a_summary_counts_as_an_error() -> None:
    line = gate.summary([ended(0, "== 3 passed in 0.10s =="), ended(-11, "Fatal Python error")])
    assert line.strip("= ") == "3 passed, 1 error in 0.10s"


def test_errors_and_error_are_one_count() -> None:
    line = gate.summary([ended(1, "= 2 errors in 0.10s ="), ended(1, "= 1 error in 0.20s =")])
    assert line.strip("= ") == "3 error in 0.30s"


def test_a_summary_is_pytests_and_nothing_a_test_printed() -> None:
    lines = ("== 999 passed in 0.10s ==", "== 1 failed in 0.20s ==", "left over")
    assert gate.summary([ended(1, *lines)]).strip("= ") == "1 failed in 0.20s"


@pytest.mark.parametrize("cores", [1, 2])
def test_one_failing_step_fails_the_gate_and_the_others_still_run(
    cores: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    steps = (
        step("good", "print('fine')"),
        step("bad", "raise SystemExit(3)"),
        step("tests", "print('FAILED a::b'); print('== 1 failed in 0.10s ==')", lane=True),
    )
    monkeypatch.setattr(gate, "STEPS", steps)
    monkeypatch.setattr(gate, "cores", lambda: cores)
    assert gate.run(Path(sys.executable), tmp_path) == 1
    said = capfd.readouterr().out.splitlines()
    result = said[said.index("== result") + 1 :]
    assert result[:-1] == ["ok     good", "FAILED bad", "ok     tests", "FAILED a::b"]
    assert result[-1].strip("= ") == "1 failed in 0.10s"


def test_a_step_cannot_wait_for_a_keyboard(tmp_path: Path) -> None:
    asks = step("asks", "import sys; sys.exit(len(sys.stdin.read()))")
    assert gate.run_step(asks, Path(sys.executable), tmp_path, print).status == 0


MEETS = """
import pathlib, sys, time
me, other = map(pathlib.Path, sys.argv[1:])
me.touch()
while not other.exists():
    time.sleep(0.01)
print(me.name, "line 1", flush=True)
print(me.name, "line 2")
"""


def test_both_lanes_run_at_once_and_each_is_shown_whole_and_in_its_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each lane waits for the other to have begun: one after the other they would never end."""
    steps = (
        step("checks", "print('checked')"),
        gate.Step("first", ("-c", MEETS, "first", "second"), lane=True),
        gate.Step("second", ("-c", MEETS, "second", "first"), lane=True),
    )
    outcomes = gate.run_beside(steps, Path(sys.executable), tmp_path)
    assert [outcome.step.name for outcome in outcomes] == ["checks", "first", "second"]
    said = [line for line in capfd.readouterr().out.splitlines() if line and "--" not in line]
    assert said == [
        *("== checks", "checked"),
        *("== first", "first line 1", "first line 2"),
        *("== second", "second line 1", "second line 2"),
    ]


def test_a_long_run_says_who_is_at_work_and_who_has_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gate, "PULSE_S", 0.02)
    waits = "import pathlib, time\nprint('..F [ 43%]', flush=True)\n"
    waits += "while not pathlib.Path('go').exists(): time.sleep(0.01)"
    steps = (step("slow", waits, lane=True), step("quick", "raise SystemExit(3)"))
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if "at work: slow 43%" in text and any("quick: FAILED" in line for line in said):
            (tmp_path / "go").touch()

    monkeypatch.setattr(gate, "say", say)
    outcomes = gate.run_beside(steps, Path(sys.executable), tmp_path)
    assert [outcome.status for outcome in outcomes] == [0, 3]
    assert [line.split(" after")[0] for line in said if "after" in line] == [
        "-- quick: FAILED",
        "-- slow: ok",
    ]
    shown = [line for line in said if line.startswith("\n")]
    assert shown == ["\n== slow", "\n== quick"]


def test_a_step_that_cannot_be_started_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        gate.run_beside((step("lost", ""),), tmp_path / "nowhere", tmp_path)


def test_every_folder_of_tests_belongs_to_a_lane() -> None:
    rest, air, with_qt = (made for made in gate.STEPS if made.lane)
    ignored = {word.partition("=")[2] for word in rest.arguments if "--ignore=" in word}
    assert "tests" in rest.arguments
    assert ignored == {*gate.QT_LANES, *gate.AIR_LANES}
    assert set(gate.AIR_LANES) <= set(air.arguments)
    assert set(gate.QT_LANES) <= set(with_qt.arguments)
    assert rest.environ == air.environ == {"WALKDOWN_WITHOUT_QT": "1"}


def step(name: str, code: str, lane: bool = False) -> object:
    """A step that runs this code."""
    arguments: Sequence[str] = ("-c", code)
    return gate.Step(name, arguments, lane=lane)
