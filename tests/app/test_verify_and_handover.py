"""Verify looks for itself; the hand-over writes what was seen, asks first, and closes the site."""

from __future__ import annotations

import asyncio
import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.app.laptop import NO, PASSWORD, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.messages import Checking, PackShown, PrivacyShown, ReportShown
from walkdown.consent.purpose import Purpose
from walkdown.core.advance import NotAllowed
from walkdown.core.checks import CheckId, leave_gate, may_leave
from walkdown.core.device import Way
from walkdown.core.job import How, Verdict
from walkdown.core.leave import Leave, gate
from walkdown.core.promise import Item
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code

GATEWAY = "770300125518"
METER = "301777810042"


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def whole(name: str, folder: Path) -> bytes:
    (path,) = folder.glob(f"*/*{name}")
    return path.read_bytes()


def files_with(text: str, folder: Path) -> list[Path]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if text.encode() in path.read_bytes()]


async def test_every_device_is_looked_at_and_the_site_may_be_left(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.all_online()
    await laptop.engine.verify.run_all()
    assert len(laptop.on_disk.looks) == 7
    assert all(look.answered and look.said_serial == look.serial for look in laptop.job.looks)
    assert laptop.last(Checking) == Checking(7, 7, running=False)
    assert may_leave(leave_gate(laptop.on_disk)) is Verdict.CHECK, "its meter's direction is open"
    await laptop.show_directions()
    assert may_leave(leave_gate(laptop.on_disk)) is Verdict.PASS
    assert laptop.device(METER).about.readings
    assert laptop.uses() == []


async def test_a_device_that_went_silent_after_its_set_up_stops_the_leaving(
    laptop: Laptop,
) -> None:
    await laptop.ready()
    await laptop.all_online()
    laptop.yard.make_silent(METER, on=True)
    await laptop.engine.verify.run_all()
    (stop,) = (c for c in leave_gate(laptop.on_disk) if c.verdict is Verdict.STOP)
    assert (stop.id, stop.serials) == (CheckId.REACHABLE, (METER,))
    laptop.yard.make_silent(METER, on=False)
    await laptop.engine.verify.run_all()
    await laptop.show_directions()
    assert may_leave(leave_gate(laptop.on_disk)) is Verdict.PASS


async def test_a_promise_is_kept_with_the_job_and_can_be_corrected_or_taken_back(
    laptop: Laptop,
) -> None:
    await laptop.engine.jobs.begin()
    await laptop.promise_all()
    (first,) = laptop.on_disk.promises
    assert (first.item, first.what) == (Item(CheckId.COMPLETE), "Meter cupboard is locked")
    await laptop.engine.verify.promise((first.item,), "Board is full", "B. Ito", first.by)
    (second,) = laptop.on_disk.promises
    assert (second.what, second.who) == ("Board is full", "B. Ito")
    await laptop.engine.verify.withdraw(first.item)
    assert laptop.on_disk.promises == ()


@pytest.mark.parametrize(
    ("what", "who", "days"),
    [("", "A. Fitter", 7), ("Meter", " ", 7), ("Meter", "A. Fitter", -2), ("Meter", "x", 400)],
)
async def test_a_promise_without_text_name_or_a_day_within_the_year_is_none(
    laptop: Laptop, what: str, who: str, days: int
) -> None:
    await laptop.engine.jobs.begin()
    by = datetime.now(UTC).date() + timedelta(days=days)
    with pytest.raises(NotAllowed):
        await laptop.engine.verify.promise((Item(CheckId.COMPLETE),), what, who, by)
    assert laptop.on_disk.promises == ()


async def test_a_device_that_fails_a_later_look_closes_the_gate_again_until_it_is_promised(
    laptop: Laptop,
) -> None:
    def answer() -> Leave:
        return gate(laptop.on_disk, datetime.now(UTC)).answer

    await laptop.ready()
    await laptop.all_online()
    await laptop.engine.verify.run_all()
    await laptop.show_directions()
    assert answer() is Leave.SAFE
    assert {look.how for look in laptop.on_disk.looks} == {How.ADDRESS}
    laptop.yard.make_silent(METER, on=True)
    await laptop.engine.verify.run_all()
    assert answer() is Leave.NOT_YET
    await laptop.promise_all()
    assert answer() is Leave.PROMISED
    laptop.yard.make_silent(METER, on=False)
    await laptop.engine.verify.run_all()
    assert answer() is Leave.SAFE
    (kept,) = laptop.on_disk.promises
    assert kept.met_at is not None
    laptop.yard.make_silent(METER, on=True)
    await laptop.engine.verify.run_all()
    assert answer() is Leave.NOT_YET, "a promise that was kept says nothing about the next failure"


async def test_a_look_that_was_stopped_says_nothing_about_any_device(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.all_online()
    laptop.yard.make_silent(METER, on=True)
    looking = laptop.start(laptop.press(laptop.engine.verify.run_all()))
    await laptop.until(lambda: laptop.all(Checking) and laptop.last(Checking).done == 6)
    await laptop.engine.privacy.stop_all()
    await looking
    assert laptop.told() == [Code.STOPPED_BY_YOU]
    assert laptop.job.looks == ()
    assert not laptop.last(Checking).running


async def test_a_refused_network_looks_at_nothing(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.verify.run_all())
    assert laptop.told() == [Code.REFUSED]
    assert laptop.job.looks == ()


async def test_looking_twice_at_once_is_looking_once(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await asyncio.gather(*(laptop.engine.verify.run_all() for _ in range(2)))
    assert [c.running for c in laptop.all(Checking)].count(False) == 1


async def test_refused_storage_writes_nothing(laptop: Laptop, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    await laptop.engine.jobs.begin("home")
    laptop.policy = lambda _question: NO
    await laptop.press(laptop.engine.handover.save(str(out), "Owner"))
    assert laptop.told() == [Code.REFUSED]
    assert list(out.iterdir()) == []
    assert laptop.on_disk.handed_over is None


async def test_a_folder_that_is_not_there_is_told_and_the_site_stays_open(
    laptop: Laptop, tmp_path: Path
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.press(laptop.engine.handover.save(str(tmp_path / "none"), "Owner"))
    assert laptop.told() == [Code.CANNOT_WRITE]
    assert laptop.on_disk.handed_over is None
    assert laptop.uses() == []


async def test_the_pack_is_written_and_the_job_is_read_only_afterwards(
    laptop: Laptop, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.handover.preview()
    assert laptop.last(ReportShown).report.devices
    await laptop.promise_all()
    await laptop.engine.handover.save(str(out), " R. Owner ")
    (folder,) = out.iterdir()
    done = laptop.on_disk.handed_over
    assert done is not None
    assert (done.owner, done.folder) == ("R. Owner", folder.name)
    pack = laptop.last(PackShown).pack
    assert {p.name for p in folder.iterdir()} == set(pack.files)
    before = laptop.on_disk
    for work in (
        laptop.engine.jobs.edit_site(Site(name="Too late")),
        laptop.engine.labels.take("WD1:GW-1:770300999999", Way.TYPED),
        laptop.engine.labels.remove(GATEWAY),
        laptop.engine.network.send(Secret("any password")),
        laptop.engine.verify.withdraw(Item(CheckId.COMPLETE)),
    ):
        await laptop.press(work)
    assert laptop.on_disk == before
    assert laptop.uses() == []


async def test_with_something_open_and_no_promise_the_pack_is_a_draft_and_the_site_stays_open(
    laptop: Laptop, tmp_path: Path
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.handover.save(str(tmp_path), "Owner")
    pack = laptop.last(PackShown).pack
    assert b'"handed_over": null' in whole("site.json", tmp_path)
    assert b'"verdict": "stop"' in whole("site.json", tmp_path)
    assert laptop.on_disk.handed_over is None
    await laptop.engine.jobs.edit_site(Site(name="Still open"))
    assert laptop.on_disk.site.name == "Still open"
    await laptop.promise_all()
    await laptop.engine.handover.save(str(tmp_path), "Owner")
    done = laptop.on_disk.handed_over
    assert done is not None
    assert done.folder == laptop.last(PackShown).pack.folder.name != pack.folder.name
    (file,) = (tmp_path / done.folder).glob("*site.json")
    data = json.loads(file.read_bytes())
    assert data["leave"] == "promised"
    assert {p["item"]["serial"] for p in data["promises"]} == {d["serial"] for d in data["devices"]}
    assert {(p["who"], p["by"]) for p in data["promises"]} == {
        ("A. Fitter", f"{datetime.now(UTC).date() + timedelta(days=7)}")
    }


async def test_a_draft_does_not_end_what_was_allowed_for_this_site(
    laptop: Laptop, tmp_path: Path
) -> None:
    await laptop.engine.jobs.begin("home")
    for _ in range(2):
        await laptop.engine.handover.save(str(tmp_path), "Owner")
    assert len(laptop.questions) == 1


async def test_a_second_copy_of_the_pack_changes_nothing_in_the_job(
    laptop: Laptop, tmp_path: Path
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.promise_all()
    await laptop.engine.handover.save(str(tmp_path), "First")
    first = laptop.on_disk
    await laptop.engine.handover.save(str(tmp_path), "Second")
    assert laptop.on_disk == first
    assert len(laptop.all(PackShown)) == 2


async def test_a_pack_that_is_being_written_is_finished_when_one_leaves(
    laptop: Laptop, tmp_path: Path
) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.promise_all()
    saving = laptop.start(laptop.engine.handover.save(str(tmp_path), "Owner"))
    await laptop.until(lambda: Purpose.FILE_EXPORT in laptop.witness.used)
    await laptop.engine.leave_job()
    assert saving.done()
    packs = [name for name in names_in(tmp_path) if name.startswith("PRACTICE")]
    assert bool(packs) == (laptop.on_disk.handed_over is not None)
    assert not any(name.startswith(".walkdown-") for name in names_in(tmp_path))


async def test_the_record_shows_each_grant_before_its_use(laptop: Laptop, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.hear_all()
    await laptop.engine.handover.save(str(out), "Owner")
    (file,) = out.glob("*/*permissions.csv")
    rows = [" ".join(row) for row in csv.reader(file.read_text("utf-8-sig").splitlines())]
    for permission in ("bluetooth", "nearby", "storage"):
        granted = next(i for i, r in enumerate(rows) if permission in r and "grant" in r)
        used = next(i for i, r in enumerate(rows) if permission in r and "start" in r)
        assert granted < used


async def test_the_whole_journey_writes_every_start_first_and_no_password_anywhere(
    laptop: Laptop, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="walkdown")
    out = tmp_path / "out"
    out.mkdir()
    await laptop.engine.jobs.begin("home")
    await laptop.engine.labels.start_camera()
    await laptop.engine.yard.hold_label(GATEWAY)
    await laptop.until(lambda: laptop.taken())
    await laptop.list_all(but=(GATEWAY,))
    await laptop.engine.labels.stop_camera()
    await laptop.hear_all()
    await laptop.engine.nearby.identify(GATEWAY)
    await laptop.engine.network.look()
    await laptop.choose()
    await laptop.owner_agrees()
    await laptop.all_online()
    await laptop.engine.verify.run_all()
    await laptop.engine.handover.save(str(out), "Owner")
    await laptop.engine.privacy.show()
    assert laptop.last(PrivacyShown).verified
    await laptop.close()
    assert laptop.witness.unwritten == []
    assert set(laptop.witness.used) == {
        Purpose.SCAN_QR, Purpose.DISCOVER, Purpose.MANAGE, Purpose.WIFI_SETUP,
        Purpose.LAN_PROBE, Purpose.FILE_EXPORT,
    }  # fmt: skip
    assert PASSWORD not in caplog.text
    assert not files_with(PASSWORD, tmp_path)


async def test_every_use_that_began_has_ended_in_the_record(laptop: Laptop) -> None:
    await laptop.ready()
    await laptop.all_online()
    await laptop.engine.nearby.listen()
    await laptop.engine.labels.start_camera()
    await laptop.close()
    rows = read_entries(laptop.folder / "ledger.db")
    starts = {r.seq for r in rows if r.event == "use.start"}
    ends = [r.record for r in rows if r.event in ("use.end", "use.abort")]
    assert starts == set(ends)
    assert len(ends) == len(set(ends))


async def test_what_was_used_is_counted_once(laptop: Laptop) -> None:
    await laptop.ready(but=(METER,))
    await laptop.engine.nearby.identify(GATEWAY)
    lines = [r for r in laptop.engine.privacy._bench.gate.history() if r.counts]
    manage = [r.counts for r in lines if r.purpose == Purpose.MANAGE]
    assert manage == ["1 devices"]
