"""A figure comes out as one row and one line of JSON, and every benchmark is there. Nothing is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as program
from tests.benchmarks.child import HERE
from tests.benchmarks.table import HEADS, Figure, json_line, table

SLOW = Figure("startup_ratio", 0.6, 0.2, 2.0, "s", 9, "a note", bounds_ratio=True)
QUICK = Figure("discover_s", 0.5, 0.1, 1.5, "s", 5, "a note")
NAMES = (
    *("startup_ratio", "discover_s", "att_requests_per_device"),
    *("visit_requests", "visit_octets", "visit_s_over_bound", "ui_gap_ms_p99"),
    *("decision_to_disk_ms_p95", "verify_hashes_s", "verify_full_s", "proof_ms", "proof_bytes"),
    *("stop_camera_ms_p95", "stop_scan_ms_p95", "stop_location_ms_p95", "stop_ble_ms_p95"),
    *("site_open_ms", "site_save_ms_p95"),
    *("crew_40_s", "crew_200_s", "firmware_247_s", "firmware_23_s"),
)


def test_every_figure_that_is_promised_has_a_benchmark_that_exists() -> None:
    assert tuple(program.BENCHMARKS) == NAMES
    for where in program.BENCHMARKS.values():
        stem, _, function = where.partition(":")
        source = (HERE / f"{stem}.py").read_text("utf-8")
        assert f"def {function or 'measure'}() -> Figure:" in source
    words = (HERE / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in words for name in NAMES)


def test_the_bound_is_of_our_figure_or_of_the_ratio() -> None:
    assert SLOW.ratio == pytest.approx(3.0)
    assert not SLOW.held
    assert QUICK.ratio == pytest.approx(5.0)
    assert QUICK.held
    none = Figure("x", 1, 0, 2, "s", 1, "")
    assert none.ratio is None
    assert none.held


def test_the_table_has_a_row_for_each_figure_under_its_heads() -> None:
    heads, slow, quick = table([SLOW, QUICK]).splitlines()
    assert tuple(heads.split()) == HEADS
    assert slow.split() == ["startup_ratio", "0.6", "0.2", "2", "x", "3.00", "s", "NO"]
    assert quick.split() == ["discover_s", "0.5", "0.1", "1.5", "5.00", "s", "yes"]


def test_a_line_of_json_holds_all_that_the_table_does_and_how_it_was_measured() -> None:
    line = json_line(SLOW)
    assert "\n" not in line
    assert json.loads(line) == {
        "name": "startup_ratio",
        "ours": 0.6,
        "other": 0.2,
        "bound": 2.0,
        "ratio": 3.0,
        "unit": "s",
        "bound_of": "ratio",
        "held": False,
        "runs": 9,
        "note": "a note",
    }


def test_the_program_prints_the_table_and_writes_the_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = {"startup_ratio": SLOW, "discover_s": QUICK}
    monkeypatch.setattr(program, "benchmark", lambda name: lambda: figures[name])
    file = tmp_path / "figures.json"
    assert (
        program.main(["--only", "discover_s", "--only", "startup_ratio", "--json", str(file)]) == 0
    )
    assert capsys.readouterr().out.startswith(table([QUICK, SLOW]))
    lines = file.read_text("utf-8").splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["discover_s", "startup_ratio"]
