"""A map of two thousand places beside a plain table of the same cells: shown, walked by keys, dragged over."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem, QWidget

from tests.benchmarks.columns import columns
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job
from walkdown.core.layout import Face, walk
from walkdown.ui.application import application
from walkdown.ui.pages.labels_map import MapPane

ROWS, COLUMNS = 50, 40
STEPS = 200
SIZE = (900, 640)
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HEADS = ("", "shown, ms", "step p50, ms", "step p95, ms", "drag p95, ms", "placed, ms")


def roof_map_report(_images: Path | None = None) -> str:
    """Both sides in one run, and what each figure is."""
    app = application()
    ours, plain = _ours(app), _plain(app)
    said = (
        f"{ROWS} x {COLUMNS} places, each with a device, window {SIZE[0]} x {SIZE[1]}, off screen. Shown: from"
        " making it to its first paint. Step: an arrow key and the paint it asks for. Drag: the mouse moved"
        " on by a cell with the button down. Placed: one device of the site has moved, and it is shown."
    )
    return "\n".join(("Map of the roof", columns([HEADS, ours, plain]), said))


def _job() -> Job:
    face = Face("South", ROWS, COLUMNS)
    devices = (
        Device(f"{n:012}", "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT, spot=spot)
        for n, spot in enumerate(walk(face))
    )
    return Job("0f" * 16, AT, faces=(face,), devices=tuple(devices))


def _ours(app: QApplication) -> tuple[str, ...]:
    job = _job()
    begun = time.perf_counter()
    pane = MapPane()
    pane.resize(*SIZE)
    pane.show_job(job)
    pane.show()
    _painted(app, pane)
    shown = time.perf_counter() - begun
    view = pane._view
    steps = _steps(app, pane, view)
    drags = _drags(app, pane, view)
    first, *rest = job.devices
    moved = replace(job, devices=(replace(first, spot=None), *rest))
    placed = _timed(lambda: (pane.show_job(moved), _painted(app, pane)))
    pane.close()
    return _row("ours", shown, steps, drags, placed)


def _plain(app: QApplication) -> tuple[str, ...]:
    devices = _job().devices
    begun = time.perf_counter()
    table = QTableWidget(ROWS, COLUMNS)
    for device in devices:
        spot = device.spot
        assert spot is not None
        item = QTableWidgetItem(device.serial[-4:])
        table.setItem(spot.row - 1, spot.column - 1, item)
    table.resize(*SIZE)
    table.show()
    _painted(app, table)
    shown = time.perf_counter() - begun
    steps = _steps(app, table, table)
    drags = _drags(app, table, table.viewport())
    placed = _timed(lambda: (table.takeItem(0, 0), _painted(app, table)))
    table.close()
    return _row("QTableWidget", shown, steps, drags, placed)


def _steps(app: QApplication, window: QWidget, keys: QWidget) -> list[float]:
    keys.setFocus()
    way = [Qt.Key.Key_Right] * 30 + [Qt.Key.Key_Down] + [Qt.Key.Key_Left] * 30 + [Qt.Key.Key_Down]
    return [
        _timed(lambda n=n: (QTest.keyClick(keys, way[n % len(way)]), _painted(app, window)))  # type: ignore[misc]
        for n in range(STEPS)
    ]


def _drags(app: QApplication, window: QWidget, under: QWidget) -> list[float]:
    QTest.mousePress(under, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    moves = [
        _timed(lambda n=n: (QTest.mouseMove(under, QPoint(60 + 4 * n, 60)), _painted(app, window)))  # type: ignore[misc]
        for n in range(100)
    ]
    QTest.mouseRelease(under, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    return moves


def _painted(app: QApplication, window: QWidget) -> None:
    """All that was asked for is painted; both sides say themselves what of them is."""
    while not window.isVisible():
        app.processEvents()
    app.processEvents()


def _timed(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _row(
    name: str, shown: float, steps: list[float], drags: list[float], placed: float
) -> tuple[str, ...]:
    p95 = (statistics.quantiles(each, n=20)[18] for each in (steps, drags))
    step, drag = p95
    values = (shown, statistics.median(steps), step, drag, placed)
    return name, *(f"{1000 * value:.1f}" for value in values)
