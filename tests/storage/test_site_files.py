"""A site file is whole or untouched: saved work comes back, what cannot be read is never written over."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.former import packed
from walkdown.app.ports import JobRow
from walkdown.core.device import (
    STEPS,
    About,
    Device,
    Evidence,
    Kind,
    Reading,
    Source,
    Way,
    Work,
)
from walkdown.core.draft import Draft, DraftField
from walkdown.core.job import HandedOver, Job, Look, Stage
from walkdown.core.layout import Face, Spot, WalkOrder
from walkdown.core.promise import CheckId, FormerPromise, Item, Promise
from walkdown.core.site import Expected, Site, SiteType
from walkdown.core.trouble import Code, Setback, Trouble
from walkdown.core.wifi import ChosenNetwork
from walkdown.storage import envelope, migrations, site_book, site_schema
from walkdown.storage.site_book import SiteBook
from walkdown.storage.site_files import SiteFiles

AT = datetime(2026, 11, 22, 10, 40, 5, 123456, tzinfo=UTC)
ID, OTHER = "0f" * 16, "1e" * 16
PICTURE_OF_2 = b"\xff\xd8 a picture \xff\xd9"
SAMPLES = Path(__file__).parent / "samples"


def full_job(job_id: str = ID) -> Job:
    """A job in which every field holds something."""
    earned = tuple(Evidence(step, "seen", Source.DEVICE, AT) for step in STEPS)
    about = About("BP-10", "1.4.2", "ESP32", -61, (Reading("Power", "412", "W"),))
    device = Device(
        "905133000417", "BP-10", Kind.BATTERY, Way.CAMERA, AT, Work.FAILED, earned,
        Trouble(Code.TOO_WEAK, "Battery", "Home", "−79"), 2, "http://192.168.1.43/", about, "why",
    )  # fmt: skip
    site = Site(
        "14 Harbour Lane", "2231", SiteType.FARMING, "Port Alder\nPA1", "Europe/London",
        date(2026, 11, 22), "Halyard", "Zoë \u202e🔑", "a@b.cc", "+44 1", (Expected(Kind.METER, 2),),
    )  # fmt: skip
    return Job(
        job_id, AT, "first-day", site, Stage.VERIFY, (device,), ("905133000417",),
        ("905133000417",), ChosenNetwork("Home", "WPA2", None, "GW-1"),
        (Look("905133000417", True, "x", AT, "d"),), None,
        HandedOver("Ada", AT, "folder"), AT + timedelta(hours=1),
        (Draft(DraftField.PASTED, "1220 44\n"), Draft(DraftField.LEAVE_REASON, "d", "905133000417")),
        promises=(former_promise(Item(CheckId.COMMISSIONED)),),
    )  # fmt: skip


def former_promise(item: Item) -> Promise:
    """What the samples' one promise for all became; its day was no day, so it is in the text."""
    return Promise(item, "a (by c)", "b", AT.date() - timedelta(days=2), AT)


def labelled_job() -> Job:
    """The full job with all that is known of its labels: who scanned, and where each one sits."""
    job = full_job()
    (battery,) = job.devices
    micro = Device(
        "122044170093", "MI-800", Kind.MICRO_INVERTER, Way.PASTED, AT,
        deferred="3.5.0", by="A. Fitter", spot=Spot("South", 2, 3),
    )  # fmt: skip
    return replace(
        job,
        site=replace(job.site, photo="a" * 64, installer="A. Fitter"),
        devices=(battery, micro),
        faces=(Face("South", 2, 8), Face("Barn", 3, 4, WalkOrder.COLUMNS)),
        promises=(former_promise(Item(CheckId.COMMISSIONED, micro.serial)),),
    )


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    return SiteFiles(tmp_path / "sites")


def path_of(tmp_path: Path, job_id: str = ID) -> Path:
    return tmp_path / "sites" / f"{job_id}.walkdown"


def only(files: SiteFiles) -> JobRow:
    (row,) = files.rows()
    return row


def code_of(row: JobRow) -> Code:
    assert row.job is None
    assert row.trouble
    return row.trouble.code


def test_a_laptop_without_sites_has_none(files: SiteFiles) -> None:
    assert files.rows() == ()


def test_a_saved_job_comes_back_as_it_was(files: SiteFiles) -> None:
    files.save(full_job())
    assert files.rows() == (JobRow(ID, full_job()),)


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.datetimes(timezones=st.just(UTC)))
def test_any_text_and_time_comes_back(name: str, at: datetime) -> None:
    job = Job(ID, at, site=Site(name=name, address=name))
    assert envelope.unpacked(packed(job)) == job
    with tempfile.TemporaryDirectory() as folder:
        files = SiteFiles(Path(folder))
        files.save(job)
        files.close()
        assert only(files).job == job


def test_the_last_touched_job_stands_first_and_the_damaged_last(
    files: SiteFiles, tmp_path: Path
) -> None:
    ids = [f"{n:032x}" for n in range(3)]
    for n, job_id in enumerate(ids):
        files.save(Job(job_id, AT, touched_at=AT + timedelta(days=n)))
    path_of(tmp_path, "f" * 32).write_bytes(b"")
    assert [row.id for row in files.rows()] == [*reversed(ids), "f" * 32]


def enveloped(body: bytes, schema: object = 1, sha256: str | None = None) -> bytes:
    digest = hashlib.sha256(body).hexdigest() if sha256 is None else sha256
    head = {"walkdown": "site", "schema": schema, "sha256": digest}
    return json.dumps(head).encode()[:-1] + b', "job": ' + body + b"}"


def job_json(**changes: object) -> bytes:
    plain = {"id": ID, "created_at": "2026-11-22T10:00:00Z"}
    return json.dumps(plain | changes).encode()


DEVICE = {
    "serial": "1", "model": "m", "kind": "battery", "way": "camera",
    "added_at": "2026-11-22T10:00:00Z",
}  # fmt: skip


def test_a_file_made_by_hand_from_the_format_opens(files: SiteFiles, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    path_of(tmp_path).write_bytes(enveloped(job_json(devices=[DEVICE])))
    assert only(files).job is not None


SPOT = {"face": "a", "row": 1, "column": 1}


DAMAGED = {
    "empty": b"",
    "not json": b"\xff\xfe{",
    "half": enveloped(job_json())[:-20],
    "other json": b'{"walkdown": "pack", "schema": 1}',
    "a list": b"[]",
    "deep": b"[" * 200_000,
    "deep job": enveloped(b"[" * 5000 + b"]" * 5000),
    "no hash": b'{"walkdown": "site", "schema": 1, "job": {}}',
    "wrong hash": enveloped(job_json(), sha256="0" * 64),
    "schema 0": enveloped(job_json(), schema=0),
    "schema minus": enveloped(job_json(), schema=-(10**18)),
    "schema text": enveloped(job_json(), schema="1"),
    "other job": enveloped(job_json(id=OTHER)),
    "no id": enveloped(b"{}"),
    "wrong type": enveloped(job_json(devices="none")),
    "wrong word": enveloped(job_json(stage="party")),
    "wrong date": enveloped(job_json(site={"installed_on": "2026-13-45"})),
    "endless face": enveloped(job_json(faces=[{"name": "a", "rows": 10**9, "columns": 1}])),
    "off the map": enveloped(job_json(devices=[DEVICE | {"spot": SPOT}])),
    "one place for two": enveloped(
        job_json(
            faces=[{"name": "a", "rows": 1, "columns": 1}],
            devices=[DEVICE | {"spot": SPOT}, DEVICE | {"serial": "2", "spot": SPOT}],
        )
    ),
    "no zone": enveloped(job_json(touched_at="2026-11-22T10:00:00")),
    "no zone inside": enveloped(job_json(devices=[DEVICE | {"added_at": "2026-11-22T10:00:00"}])),
    "one serial twice": enveloped(job_json(devices=[DEVICE, DEVICE])),
    "trailing": enveloped(job_json()) + b"{}",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_shown_and_left_as_it_is(
    data: bytes, files: SiteFiles, tmp_path: Path
) -> None:
    (tmp_path / "sites").mkdir()
    path_of(tmp_path).write_bytes(data)
    assert code_of(only(files)) is Code.SITE_FILE_DAMAGED
    with pytest.raises(Setback) as refused:
        files.save(full_job())
    assert refused.value.code is Code.CANNOT_WRITE
    assert path_of(tmp_path).read_bytes() == data


def test_a_file_from_a_newer_walkdown_is_left_to_it(files: SiteFiles, tmp_path: Path) -> None:
    data = b'{"walkdown": "site", "schema": 2, "anything": "else"}'
    (tmp_path / "sites").mkdir()
    path_of(tmp_path).write_bytes(data)
    assert code_of(only(files)) is Code.SITE_FILE_NEWER
    with pytest.raises(Setback):
        files.save(full_job())
    assert path_of(tmp_path).read_bytes() == data


def test_every_single_flipped_byte_of_a_former_file_is_found() -> None:
    whole = packed(Job(ID, AT, site=Site(name="Home")))
    for at in range(len(whole) - 1):
        torn = bytearray(whole)
        torn[at] ^= 0x01
        try:
            job = envelope.unpacked(bytes(torn))
        except Setback:
            continue
        pytest.fail(f"byte {at} changed and the file still says {job}")


def test_a_flipped_byte_anywhere_is_found(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    files.close()
    whole = path_of(tmp_path).read_bytes()
    for at in (*range(0, 120, 7), *range(120, len(whole), 997), len(whole) - 1):
        torn = bytearray(whole)
        torn[at] ^= 0x01
        path_of(tmp_path).write_bytes(torn)
        assert code_of(only(files)) is Code.SITE_FILE_DAMAGED
        assert path_of(tmp_path).read_bytes() == torn


def test_a_file_cut_anywhere_is_found(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    files.close()
    whole = path_of(tmp_path).read_bytes()
    for length in (0, 1, 100, site_book.PAGE, len(whole) - site_book.PAGE, len(whole) - 1):
        path_of(tmp_path).write_bytes(whole[:length])
        assert code_of(only(files)) is Code.SITE_FILE_DAMAGED


def test_nothing_of_a_site_can_be_read_on_the_disk(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    files.keep(ID, b"\xff\xd8 a picture of the house")
    files.save(replace(full_job(), touched_at=AT + timedelta(days=2)))  # a copy of the day before
    found = [p for p in tmp_path.rglob("*") if p.is_file() and p.suffix != ".key"]
    assert len(found) >= 3
    for path in found:
        data = path.read_bytes()
        assert not any(
            word in data for word in (b"Harbour", b"905133000417", b"SQLite", b"picture")
        )


def test_another_sites_key_does_not_open_it(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    files.save(full_job(OTHER))
    files.close()
    keys = tmp_path / "sites" / "keys"
    (keys / f"{ID}.key").write_bytes((keys / f"{OTHER}.key").read_bytes())
    assert code_of(files.rows()[1]) is Code.SITE_FILE_DAMAGED


def test_a_site_whose_key_is_gone_says_so(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    files.close()
    (tmp_path / "sites" / "keys" / f"{ID}.key").unlink()
    assert code_of(only(files)) is Code.SITE_KEY_MISSING
    before = path_of(tmp_path).read_bytes()
    with pytest.raises(Setback):
        files.save(full_job())
    assert path_of(tmp_path).read_bytes() == before


def test_a_site_file_of_a_newer_schema_is_left_to_it(
    files: SiteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(site_schema, "CURRENT", site_schema.CURRENT + 1)
        files.save(full_job())
        files.close()
    assert code_of(only(files)) is Code.SITE_FILE_NEWER


def test_a_file_larger_than_any_site_is_not_read(
    files: SiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.save(full_job())
    files.close()
    monkeypatch.setattr(site_book, "MOST_BYTES", 100)
    assert code_of(only(files)) is Code.SITE_FILE_DAMAGED


def test_what_would_not_be_read_back_is_not_written(
    files: SiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_book, "MOST_RECORD", 100)
    with pytest.raises(Setback) as refused:
        files.save(full_job())
    assert refused.value.trouble.detail == "EFBIG"
    assert files.rows() == ()


@pytest.mark.parametrize(
    "job_id", ["", "..", "../" + "a" * 29, "A" * 32, "a" * 31, "a" * 32 + "\n", "a" * 33, "ａ" * 32]
)
def test_no_id_leads_out_of_the_folder(job_id: str, files: SiteFiles, tmp_path: Path) -> None:
    with pytest.raises(Setback):
        files.save(replace(full_job(), id=job_id))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_other_files_in_the_folder_are_not_ours(files: SiteFiles, tmp_path: Path) -> None:
    files.save(full_job())
    for name in ("notes.txt", "x.walkdown", f".{OTHER}.walkdown.new", f"{OTHER}.json"):
        (tmp_path / "sites" / name).write_text("mine")
    assert only(files).id == ID


def test_a_full_disk_is_told_and_keeps_the_old_version(
    files: SiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.save(full_job())
    connected = site_book._connected

    def small(path: Path, key: bytes) -> apsw.Connection:
        connection = connected(path, key)
        if path.name == f"{ID}.walkdown":
            connection.pragma("max_page_count", 12)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(site_book, "_connected", small)
        files.close()
        with pytest.raises(Setback) as refused:
            files.save(replace(full_job(), site=Site(address="x" * 100_000)))
    assert refused.value.code is Code.CANNOT_WRITE
    assert refused.value.trouble.detail == "FullError"
    assert only(files).job == full_job()
    files.save(replace(full_job(), stage=Stage.SITE))
    assert only(files).job == replace(full_job(), stage=Stage.SITE)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Setback) as refused:
        SiteFiles(tmp_path / "file" / "sites").save(full_job())
    assert refused.value.trouble.detail == "ENOTDIR"


def test_text_that_is_none_is_told_and_not_written(files: SiteFiles) -> None:
    with pytest.raises(Setback):
        files.save(Job(ID, AT, site=Site(name="\ud800")))
    assert files.rows() == ()


@pytest.mark.parametrize(
    ("sample", "job"),
    [
        ("schema-1.json", replace(full_job(), drafts=())),  # written before drafts were kept
        ("schema-1-drafts.json", full_job()),  # before there were faces and places
        ("schema-1-labels.json", labelled_job()),
    ],
)
def test_the_released_samples_of_schema_1_still_open(
    sample: str, job: Job, files: SiteFiles, tmp_path: Path
) -> None:
    (tmp_path / "sites").mkdir()
    shutil.copy(SAMPLES / sample, path_of(tmp_path))
    assert only(files).job == job
    saved = replace(job, stage=Stage.LABELS)
    files.save(saved)
    files.close()
    assert only(files).job == saved
    assert b"Harbour" not in path_of(tmp_path).read_bytes()


def test_the_released_sample_of_schema_2_still_opens_with_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "site.walkdown"
    shutil.copy(SAMPLES / "schema-2.walkdown", path)
    book = SiteBook.open(path, bytes(range(32)))
    assert book.job == labelled_job()
    assert book.photo(hashlib.sha256(PICTURE_OF_2).hexdigest()) == PICTURE_OF_2
    book.part(AT)
    assert len(book.along().partings) == 1
    book.close()


def test_the_one_promise_of_a_former_file_is_read_as_one_for_each_red_item(
    files: SiteFiles,
) -> None:
    former = FormerPromise("Fit the meter", "A. Fitter", "29 Nov 2026")
    open_ = replace(labelled_job(), handed_over=None, promises=(), promise=former)
    files.save(open_)
    files.close()
    job = only(files).job
    assert job is not None
    assert job.promise is None
    item, day = Item(CheckId.COMMISSIONED, "122044170093"), date(2026, 11, 29)
    wanted = (Promise(item, "Fit the meter", "A. Fitter", day, AT + timedelta(hours=1)),)
    assert job.promises == wanted
    files.save(replace(job, stage=Stage.SITE))
    files.close()
    assert only(files).job == replace(job, stage=Stage.SITE)


def test_what_firmware_was_put_off_is_kept(files: SiteFiles) -> None:
    job = full_job()
    put_off = replace(job, devices=(replace(job.devices[0], deferred="3.5.0"), *job.devices[1:]))
    files.save(put_off)
    assert only(files).job == put_off


def test_an_older_schema_is_brought_up_step_by_step(
    files: SiteFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(job: dict[str, object]) -> dict[str, object]:
        return job | {"practice": "first-day"}

    def staged(job: dict[str, object]) -> dict[str, object]:
        return job | {"stage": "verify"}

    (tmp_path / "sites").mkdir()
    path_of(tmp_path).write_bytes(enveloped(job_json()))
    monkeypatch.setattr(migrations, "CURRENT", 3)
    monkeypatch.setattr(migrations, "STEPS", {1: named, 2: staged})
    job = only(files).job
    assert job
    assert (job.practice, job.stage) == ("first-day", Stage.VERIFY)


if os.name == "posix":  # Windows has neither these bits nor pipes in folders

    def test_only_the_installer_can_read_the_sites(files: SiteFiles, tmp_path: Path) -> None:
        files.save(full_job())
        assert stat.S_IMODE(path_of(tmp_path).stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "sites").stat().st_mode) == 0o700

    @pytest.mark.parametrize("kind", ["link", "broken link", "pipe", "folder"])
    def test_what_is_no_plain_file_is_neither_followed_nor_replaced(
        kind: str, files: SiteFiles, tmp_path: Path
    ) -> None:
        (tmp_path / "sites").mkdir()
        outside = tmp_path / "outside"
        path = path_of(tmp_path)
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
        else:
            path.symlink_to(outside)
            if kind == "link":
                outside.write_bytes(packed(full_job()))
        assert code_of(only(files)) is Code.SITE_FILE_DAMAGED
        with pytest.raises(Setback):
            files.save(full_job())
        assert outside.exists() == (kind == "link")
