"""A site of 2,000 devices: its encrypted file is opened beside plain sqlite3, and a change is saved."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import msgspec

from tests.benchmarks.table import Figure
from walkdown.core.device import STEPS, About, Device, Evidence, Kind, Reading, Source, Way, Work
from walkdown.core.job import Job, Look
from walkdown.storage.site_files import SiteFiles

DEVICES = 2000
RUNS = 9
CHANGES = 200
MOST_RATIO = 2.5
MOST_SAVE_MS = 10.0
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)


def large() -> Job:
    """Every device commissioned, looked at, and with two readings."""
    earned = tuple(Evidence(step, "seen", Source.DEVICE, AT) for step in STEPS)
    readings = (Reading("Power", "412", "W", AT), Reading("Voltage", "231", "V", AT))
    about = About("MI-800", "2.1.0", "r3", -61, readings)
    serials = tuple(f"1220{number:08}" for number in range(DEVICES))
    devices = tuple(
        Device(
            serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT, Work.ONLINE, earned,
            url="http://192.168.1.40/", about=about,
        )
        for serial in serials
    )  # fmt: skip
    looks = tuple(Look(serial, True, serial, AT, "192.168.1.40") for serial in serials)
    return Job("0f" * 16, AT, devices=devices, looks=looks, touched_at=AT)


def measure() -> Figure:
    """Opening: until the whole job is there, checked, in milliseconds."""
    job = large()
    with tempfile.TemporaryDirectory(prefix="walkdown-site-") as folder:
        files, plain = SiteFiles(Path(folder)), Path(folder, "plain.db")
        files.save(job)
        files.close()
        _write_plain(plain, job)
        ours = _median_ms(lambda: _read_ours(files))
        other = _median_ms(lambda: _read_plain(plain))
    note = f"{DEVICES} devices and looks; the other reads the same rows with sqlite3 and json, unchecked"
    return Figure("site_open_ms", ours, other, MOST_RATIO, "ms", RUNS, note, bounds_ratio=True)


def measure_save() -> Figure:
    """One device changed: until it is on the disk, 95th percentile in milliseconds."""
    job = large()
    took: list[float] = []
    with tempfile.TemporaryDirectory(prefix="walkdown-site-") as folder:
        files = SiteFiles(Path(folder))
        files.save(job)
        for number in range(CHANGES):
            devices = list(job.devices)
            devices[number] = replace(devices[number], tries=number + 1)
            job = replace(job, devices=tuple(devices))
            began = time.perf_counter()
            files.save(job)
            took.append((time.perf_counter() - began) * 1000)
        files.close()
    p95 = quantiles(took, n=20)[-1]
    note = f"median {median(took):.2f} ms; the first save of a day also writes the day's copy"
    return Figure("site_save_ms_p95", p95, 0, MOST_SAVE_MS, "ms", CHANGES, note)


def _read_ours(files: SiteFiles) -> None:
    (row,) = files.rows()
    assert row.job is not None
    assert len(row.job.devices) == DEVICES


def _write_plain(path: Path, job: Job) -> None:
    database = sqlite3.connect(path)
    for table, records in (("device", job.devices), ("look", job.looks)):
        database.execute(f"CREATE TABLE {table} (serial TEXT PRIMARY KEY, at INTEGER, body TEXT)")
        rows = [(r.serial, at, msgspec.json.encode(r).decode()) for at, r in enumerate(records)]
        database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)  # noqa: S608 - our names
    database.commit()
    database.close()


def _read_plain(path: Path) -> None:
    database = sqlite3.connect(path)
    for table in ("device", "look"):
        found = database.execute(f"SELECT body FROM {table} ORDER BY at")  # noqa: S608 - our names
        assert len([json.loads(body) for (body,) in found]) == DEVICES
    database.close()


def _median_ms(read: Callable[[], None]) -> float:
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        read()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)
