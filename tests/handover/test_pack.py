"""The owner's pack is complete and read back, or it is not there at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.app.ports import LedgerLine, Pack
from walkdown.app.report import Report
from walkdown.consent.entry import Happened
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.cells import cell
from walkdown.core.checks import leave_gate
from walkdown.core.device import STEPS, About, Device, Evidence, Kind, Source, Way, Work
from walkdown.core.job import HandedOver, Job, Look
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.handover import words
from walkdown.handover.folder_name import folder_name
from walkdown.handover.pack import PackFolder
from walkdown.handover.record import record_of
from walkdown.storage.places import resources_dir

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
RECORD = (LedgerLine(AT, "Camera", "Read labels", "24 codes", "Allowed"),)
NAMES = ("report.pdf", "site.json", "devices.csv", "permissions.csv", "SHA256SUMS.txt")
NAME = "14-Harbour-Lane-2026-11-22"
VERIFIER = resources_dir() / "verify" / "walkdown_verify.py"
BANNER = "PRACTICE SITE - not a real installation"


def job(name: str = "14 Harbour Lane", practice: str = "", zone: str = "") -> Job:
    earned = tuple(Evidence(step, "seen", Source.DEVICE, AT) for step in STEPS)
    device = Device(
        "905133000417", "BP-10", Kind.BATTERY, Way.CAMERA, AT, Work.ONLINE, earned,
        about=About(firmware="1.4", signal_dbm=-60),
    )  # fmt: skip
    looks = (Look("905133000417", True, "905133000417", AT + timedelta(minutes=1)),)
    site = Site(name=name, time_zone=zone)
    return Job("a" * 32, AT, practice, site, devices=(device,), looks=looks)


def lease(purpose: Purpose = Purpose.FILE_EXPORT) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def drawn(report: Report) -> bytes:
    return f"%PDF {report.practice} {report.site}".encode()


def write(folder: Path, job: Job, mine: Lease | None = None) -> Pack:
    mine = mine or lease()
    return PackFolder(drawn, VERIFIER).write(mine, folder, job, leave_gate(job), RECORD, AT)


def test_the_pack_holds_report_data_record_and_hashes(tmp_path: Path) -> None:
    pack = write(tmp_path, job())
    assert pack == Pack(tmp_path / NAME, NAMES)
    assert sorted(p.name for p in (tmp_path / NAME).iterdir()) == sorted(NAMES)
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_the_hashes_are_those_of_the_files(tmp_path: Path) -> None:
    folder = Path(write(tmp_path, job()).folder)
    lines = (folder / "SHA256SUMS.txt").read_text(encoding="ascii").splitlines()
    told = {name: digest for digest, name in (line.split("  ") for line in lines)}
    real = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES[:-1]}
    assert told == real


def test_the_data_says_its_schema_and_every_fact(tmp_path: Path) -> None:
    folder = Path(write(tmp_path, job()).folder)
    data = json.loads((folder / "site.json").read_bytes())
    assert data["schema"] == "walkdown-handover/1"
    assert data["practice"] is False
    assert data["verdict"] == "pass"
    assert data["devices"][0]["serial"] == "905133000417"
    assert len(data["devices"][0]["earned"]) == len(STEPS)
    assert data["permissions"][0]["permission"] == "Camera"


def test_the_devices_are_a_table_whose_serials_stay_text(tmp_path: Path) -> None:
    folder = Path(write(tmp_path, job()).folder)
    (row,) = csv.DictReader((folder / "devices.csv").read_text("utf-8-sig").splitlines())
    assert row["Serial"] == "'905133000417"
    assert (row["Kind"], row["Firmware"], row["State"]) == ("battery", "1.4", "online")


def test_the_day_in_the_name_is_the_sites_own(tmp_path: Path) -> None:
    pack = write(tmp_path, job(zone="Asia/Tokyo"))
    assert pack.folder.name.endswith("2026-11-23")


def test_a_practice_pack_says_so_everywhere(tmp_path: Path) -> None:
    pack = write(tmp_path, job(practice="first-day"))
    folder = Path(pack.folder)
    assert folder.name.startswith("PRACTICE-")
    assert all(name.startswith("PRACTICE-") for name in pack.files)
    for name in pack.files[:-1]:
        assert BANNER in (folder / name).read_text(encoding="utf-8")
    sums = (folder / "PRACTICE-SHA256SUMS.txt").read_text(encoding="ascii")
    assert all("  PRACTICE-" in line for line in sums.splitlines())


def test_a_pack_never_touches_what_is_there(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    (tmp_path / f"{NAME}-2").write_text("mine")
    assert write(tmp_path, job()).folder.name == f"{NAME}-3"
    assert write(tmp_path, job()).folder.name == f"{NAME}-4"
    assert list((tmp_path / NAME).iterdir()) == []
    assert (tmp_path / f"{NAME}-2").read_text() == "mine"


@pytest.mark.parametrize("purpose", sorted({*Purpose} - {Purpose.FILE_EXPORT}))
def test_another_permission_does_not_write(purpose: Purpose, tmp_path: Path) -> None:
    with pytest.raises(WrongLease):
        write(tmp_path, job(), lease(purpose))
    assert list(tmp_path.iterdir()) == []


def test_a_permission_taken_back_while_writing_leaves_nothing(tmp_path: Path) -> None:
    mine = lease()

    def slow(report: Report) -> bytes:
        mine.end()
        return drawn(report)

    with pytest.raises(LeaseEnded):
        PackFolder(slow, VERIFIER).write(mine, tmp_path, job(), leave_gate(job()), RECORD, AT)
    assert list(tmp_path.iterdir()) == []


def broken(*_: object, **__: object) -> bytes:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "rename", "read_bytes"])
def test_a_failing_disk_leaves_nothing_behind(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os if step == "fsync" else Path, step, broken)
    with pytest.raises(Setback) as failed:
        write(tmp_path, job())
    assert failed.value.code is Code.CANNOT_WRITE
    assert failed.value.trouble.detail == "ENOSPC"
    assert list(tmp_path.iterdir()) == []


def test_a_name_taken_a_hundred_times_is_told(tmp_path: Path) -> None:
    for end in ("", *(f"-{n}" for n in range(2, 100))):
        (tmp_path / f"{NAME}{end}").mkdir()
    with pytest.raises(Setback) as failed:
        write(tmp_path, job())
    assert failed.value.trouble.detail == "EEXIST"
    assert len(list(tmp_path.iterdir())) == 99


def test_a_disk_that_gives_back_something_else_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _: b"rot")
    with pytest.raises(Setback) as failed:
        write(tmp_path, job())
    assert failed.value.trouble.detail == "EIO"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_a_folder_that_is_none_is_told(place: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(Setback) as failed:
        write(tmp_path / place, job())
    assert failed.value.code is Code.CANNOT_WRITE


HOSTILE_NAMES = [
    "../x", "..\\x", "/etc/x", "C:\\x", "\\\\h\\s", "a\0b", "CON", "con.json", "NUL", "a.", "a ",
    ".hidden", "a" * 4096, "é" * 300, "a\u202egpj.exe", "a:b|c?d*e<f>", "-rf", "~/x", "$HOME", "",
    " ", ".", "..", "...", "﹨a／b．．", "a\nb", "🔑", "\ud800", "名前" * 200,
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_site_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    made = tmp_path / folder_name(name, AT.date(), practice=False)
    made.mkdir()
    assert made.parent == tmp_path
    assert len(made.name.encode()) < 140


@given(st.text(max_size=300), st.booleans())
def test_any_site_name_makes_a_plain_name(name: str, practice: bool) -> None:
    made = folder_name(name, date(2026, 1, 2), practice=practice)
    assert made.endswith("-2026-01-02")
    assert made.startswith("PRACTICE-") or not practice
    assert all(c.isalnum() or c in "-_" for c in made)
    assert not made.startswith("-")


@pytest.mark.parametrize(
    "raw",
    [
        "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", '=HYPERLINK("http://a","x")', "=cmd|x", "＝1",
        " =1", "\u00a0=1", "＋1", "﹣1", "122044170093",
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula_or_a_rounded_serial(raw: str) -> None:
    assert cell(raw).startswith("'")


@pytest.mark.parametrize("raw", ["24 codes", "Camera", "1.4", "", '"=1"', "a=b", "x -1"])
def test_plain_text_stays_as_it_is(raw: str) -> None:
    assert cell(raw) == raw


def test_the_record_is_read_back_cell_by_cell() -> None:
    lines = (*RECORD, replace(RECORD[0], what='a,"b";c\nd=1', result="=1"))
    data = record_of(lines, practice=False)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == [
        "Time (UTC)", "Permission", "Purpose", "Event", "Details", "Site", "Id",
    ]  # fmt: skip
    assert rows[1] == [
        "2026-11-22 23:30:00+00:00",
        "Camera", "Read labels", "24 codes", "Allowed", "real", "24 codes",
    ]  # fmt: skip
    assert rows[2][3:5] == ['a,"b";c⟦0A⟧d=1', "'=1"]


def test_the_record_has_words_for_people_and_the_id_for_auditors() -> None:
    line = LedgerLine(AT, "nearby", str(Purpose.DISCOVER), str(Happened.USE_START), "Listen")
    rows = list(csv.reader(io.StringIO(record_of((line,), practice=False).decode("utf-8-sig"))))
    assert rows[1][1:] == [
        "nearby", "Find devices by their signal", "Use began", "Listen", "real", "use.start",
    ]  # fmt: skip


def test_every_purpose_and_event_has_words() -> None:
    assert set(words.PURPOSE) == set(Purpose)
    assert set(words.EVENT) == set(Happened)


def test_the_data_says_who_took_the_site_over_and_when(tmp_path: Path) -> None:
    done = replace(job(), handed_over=HandedOver("A. Quist", AT, ""))
    data = json.loads((Path(write(tmp_path, done).folder) / "site.json").read_bytes())
    assert data["handed_over"] == {"owner": "A. Quist", "at": "2026-11-22T23:30:00Z"}
