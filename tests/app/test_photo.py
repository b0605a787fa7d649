"""The site's photo: the owner first, then the installer; taken back it is gone; a kill leaves one or none."""

from __future__ import annotations

import asyncio
import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from tests.app.laptop import NO, YES, Laptop
from tests.ledger_on_disk import read_entries
from walkdown.app.ledger_story import Look
from walkdown.app.messages import PackShown, PhotoShown, PhotoStep, ReportShown
from walkdown.app.privacy import PrivacyDesk
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.question import Answer, AnswerKind
from walkdown.core.job import HandedOver
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage.site_book import SiteBook
from walkdown.storage.site_files import KEYS
from walkdown.storage.site_keys import SiteKeys

PICK, OWNER = Purpose.PHOTO_PICK, Purpose.OWNER_PHOTO


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "house.png"
    Image.new("RGB", (64, 40), (200, 30, 30)).save(path)
    return path


def told(laptop: Laptop) -> PhotoShown:
    return laptop.last(PhotoShown)


def why(laptop: Laptop) -> Code | None:
    trouble = told(laptop).trouble
    return trouble.code if trouble else None


def on_disk(laptop: Laptop, which: str = "*.walkdown") -> list[str]:
    """The hashes of the pictures in all site files, or in their copies."""
    sites = laptop.folder / "sites"
    found: list[str] = []
    for path in sites.glob(which):
        book = SiteBook.open(path, SiteKeys(sites / KEYS).key(path.stem[:32]))
        found += [sha256 for (sha256,) in book._db.execute("SELECT sha256 FROM photo")]
        book.close()
    return sorted(found)


def spoil(laptop: Laptop, how: str) -> None:
    """What a broken disk, or another program that has the key, may do to the picture."""
    sites = laptop.folder / "sites"
    book = SiteBook.open(
        sites / f"{laptop.job.id}.walkdown", SiteKeys(sites / KEYS).key(laptop.job.id)
    )
    book._db.execute("DELETE FROM photo" if how == "gone" else "UPDATE photo SET jpeg = x'ffd8ff'")
    book.close()


def content(path: Path) -> bytes:
    return path.read_bytes()


def uses(laptop: Laptop, purpose: Purpose) -> list[str]:
    rows = read_entries(laptop.folder / "ledger.db")
    return [str(r.event) for r in rows if r.purpose == purpose and r.event.startswith("use.")]


def steps(laptop: Laptop, since: int = 0) -> list[PhotoStep]:
    return [m.step for m in laptop.all(PhotoShown)[since:]]


async def picking(laptop: Laptop, said: Answer | None = YES) -> asyncio.Task[None]:
    """Press it, up to where the picker is shown."""
    before = len(laptop.all(PhotoShown))
    adding = laptop.start(laptop.engine.photo.add(said))
    await laptop.until(lambda: PhotoStep.PICK in steps(laptop, before) or adding.done())
    return adding


async def add(laptop: Laptop, picture: Path, said: Answer | None = YES) -> str:
    """The whole way; gives the name of the picture in the job."""
    adding = await picking(laptop, said)
    await laptop.engine.photo.pick(str(picture))
    await adding
    return laptop.job.site.photo


@pytest.fixture
async def site(laptop: Laptop) -> Laptop:
    """A laptop with a site open."""
    await laptop.engine.jobs.begin("home")
    return laptop


# --- who is asked


async def test_without_a_yes_of_the_owners_nobody_else_is_asked(site: Laptop) -> None:
    await site.engine.photo.add()
    assert why(site) is Code.OWNER_FIRST
    assert site.questions == []
    assert uses(site, PICK) == []


async def test_first_the_owner_then_the_installer_and_both_are_written_before_the_picker(
    site: Laptop, picture: Path
) -> None:
    adding = await picking(site)
    assert [q.text.purpose for q in site.questions] == [PICK]
    assert site.uses() == [PICK, OWNER]
    rows = read_entries(site.folder / "ledger.db")
    order = [(r.purpose, str(r.event)) for r in rows if r.event in ("use.start", "consent.granted")]
    assert order[-4:] == [
        (OWNER, "consent.granted"),
        (OWNER, "use.start"),
        (PICK, "consent.granted"),
        (PICK, "use.start"),
    ]
    (yes,) = [r for r in rows if r.purpose == OWNER and r.event == "consent.granted"]
    assert (yes.by, yes.method) == ("owner", "owner.page:use")
    await site.engine.photo.pick(str(picture))
    await adding
    assert site.uses() == []
    assert (told(site).in_report, told(site).missing, why(site)) == (True, False, None)
    assert hashlib.sha256(told(site).jpeg).hexdigest() == site.job.site.photo


async def test_a_yes_that_stands_is_not_asked_for_again(site: Laptop, picture: Path) -> None:
    first = await add(site, picture)
    Image.new("RGB", (50, 50), "green").save(picture)
    assert await add(site, picture, said=None) != first
    assert on_disk(site) == [site.job.site.photo]


async def test_the_owners_no_is_theirs_and_nothing_is_opened(site: Laptop) -> None:
    await site.engine.photo.decline(NO)
    assert why(site) is Code.REFUSED
    assert site.questions == []
    rows = read_entries(site.folder / "ledger.db")
    (no,) = [r for r in rows if r.purpose == OWNER and r.event == "consent.refused"]
    assert no.by == "owner"
    assert on_disk(site) == []


@pytest.mark.parametrize("kind", [AnswerKind.DONT_USE, AnswerKind.DONT_ASK_AGAIN])
async def test_the_installers_no_opens_nothing_and_is_told_beside_the_button(
    site: Laptop, kind: AnswerKind
) -> None:
    site.policy = lambda _question: Answer(kind)
    await site.engine.photo.add(YES)
    assert why(site) is Code.REFUSED
    assert PhotoStep.PICK not in steps(site)
    assert site.job.site.photo == ""
    assert site.uses() == []


async def test_before_the_policy_was_accepted_nobody_is_asked(tmp_path: Path) -> None:
    lap = Laptop(tmp_path / "home", {})
    try:
        await lap.engine.jobs.begin("home")
        await lap.engine.policy.answer(False, 1000)
        await lap.engine.photo.add(YES)
        assert why(lap) is Code.POLICY_FIRST
        assert lap.questions == []
    finally:
        await lap.close()


# --- picked, or not


async def test_a_closed_picker_leaves_everything_as_it_was(site: Laptop, picture: Path) -> None:
    photo = await add(site, picture)
    adding = await picking(site, None)
    await site.engine.photo.pick("")
    await adding
    assert (site.job.site.photo, why(site), told(site).step) == (photo, None, PhotoStep.REST)


async def test_what_is_no_picture_is_told_and_the_one_before_stays(
    site: Laptop, picture: Path, tmp_path: Path
) -> None:
    photo = await add(site, picture)
    (tmp_path / "words.jpg").write_text("words")
    await add(site, tmp_path / "words.jpg")
    assert why(site) is Code.PICTURE_UNREADABLE
    assert site.job.site.photo == photo
    assert told(site).jpeg


async def test_a_second_press_joins_the_first(site: Laptop, picture: Path) -> None:
    adding = await picking(site)
    await site.engine.photo.add(YES)
    await site.engine.photo.pick(str(picture))
    await site.engine.photo.pick("a late click")
    await adding
    assert site.job.site.photo
    assert uses(site, PICK).count("use.start") == 1


@pytest.mark.parametrize("purpose", [PICK, OWNER])
async def test_stopped_while_the_picker_is_open_it_is_over(site: Laptop, purpose: Purpose) -> None:
    adding = await picking(site)
    (number,) = [u.number for u in site.engine._bench.gate.uses() if u.purpose is purpose]
    await site.engine.privacy.stop(number)
    await adding
    assert why(site) is Code.STOPPED_BY_YOU
    assert told(site).step is PhotoStep.REST
    assert site.uses() == []


async def test_leaving_the_job_ends_the_picking(site: Laptop) -> None:
    adding = await picking(site)
    await site.engine.leave_job()
    assert adding.cancelled()
    assert site.uses() == []


async def test_what_is_typed_meanwhile_takes_no_picture_away(site: Laptop, picture: Path) -> None:
    photo = await add(site, picture)
    await site.engine.jobs.edit_site(Site(name="Hillside"))
    assert (site.job.site.name, site.job.site.photo) == ("Hillside", photo)


# --- taken away


async def test_removed_it_is_off_the_disk_and_the_yes_stands(site: Laptop, picture: Path) -> None:
    await add(site, picture)
    await site.engine.photo.remove()
    assert site.job.site.photo == ""
    assert on_disk(site) == []
    assert await add(site, picture, said=None)


@pytest.mark.parametrize("verb", ["withdraw", "reset"])
async def test_a_yes_taken_back_in_privacy_deletes_it_and_not_the_file_it_came_from(
    site: Laptop, picture: Path, verb: str
) -> None:
    before = content(picture)
    await add(site, picture)
    await getattr(site.engine.privacy, verb)(OWNER)
    assert site.job.site.photo == ""
    assert site.on_disk.site.photo == ""
    assert on_disk(site) == []
    assert told(site) == PhotoShown()
    assert content(picture) == before


async def test_taken_back_for_all_sites_it_goes_at_the_sites_that_are_not_open(
    site: Laptop, picture: Path
) -> None:
    await add(site, picture)
    first = site.job.id
    await site.engine.leave_job()
    await site.engine.jobs.begin("home")
    await add(site, picture)
    await site.engine.privacy.show(Look(every_site=True))
    await site.engine.privacy.withdraw(OWNER)
    assert on_disk(site) == []
    await site.engine.leave_job()
    await site.engine.jobs.resume(first)
    await site.engine.photo.show()
    assert site.job.site.photo == ""
    assert not told(site).missing


async def test_taken_back_it_goes_out_of_a_copy_that_was_set_aside_when_the_site_went_back(
    site: Laptop, picture: Path
) -> None:
    """The site itself is as it stood before there was a picture."""
    job_id = site.job.id
    await site.engine.jobs.edit_site(Site(name="Hillside"))  # the day's copy is of before this
    photo = await add(site, picture)
    await site.engine.leave_job()
    (row,) = site.jobs.rows()
    await site.engine.jobs.go_back(job_id, row.copies[-1])
    assert (on_disk(site), on_disk(site, "copies/*")) == ([], [photo])
    await site.engine.jobs.resume(job_id)
    assert on_disk(site, "copies/*") == [photo]
    await site.engine.privacy.withdraw(OWNER)
    assert on_disk(site, "copies/*") == []


async def test_another_yes_taken_back_touches_no_picture(site: Laptop, picture: Path) -> None:
    photo = await add(site, picture)
    await site.engine.privacy.withdraw(PICK)
    assert site.job.site.photo == photo
    assert len(on_disk(site)) == 1


async def test_taken_back_while_the_picker_is_open_nothing_is_kept(
    site: Laptop, picture: Path
) -> None:
    adding = await picking(site)
    await site.engine.privacy.withdraw(OWNER)
    await site.engine.photo.pick(str(picture))
    await adding
    assert site.job.site.photo == ""
    assert on_disk(site) == []


async def test_a_no_after_the_yes_has_run_out_deletes_it(site: Laptop, picture: Path) -> None:
    await add(site, picture)
    await site.engine._bench.gate.close_site(site.job.id)
    await site.engine.photo.show()
    assert told(site).jpeg
    assert not told(site).in_report
    await site.engine.photo.decline(NO)
    assert site.job.site.photo == ""
    assert on_disk(site) == []


async def test_a_site_that_was_handed_over_gives_it_back_too(site: Laptop, picture: Path) -> None:
    await add(site, picture)
    done = HandedOver("Owner", site.engine._bench.clock.now(), "pack")
    await site.engine._bench.put(replace(site.job, handed_over=done))
    await site.engine.privacy.withdraw(OWNER)
    assert site.on_disk.site.photo == ""
    assert on_disk(site) == []


async def test_erased_with_the_job(site: Laptop, picture: Path) -> None:
    await add(site, picture)
    job_id = site.job.id
    await site.engine.leave_job()
    await site.engine.jobs.erase(job_id)
    assert [p.name for p in (site.folder / "sites").rglob("*") if p.is_file()] == []


# --- killed, damaged, full


@pytest.mark.parametrize("where", ["keep", "save", "keep_only"])
async def test_killed_anywhere_in_a_replacement_the_old_or_the_new_is_there(
    laptop: Laptop, picture: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await laptop.engine.jobs.begin("home")
    desk, job_id = laptop.engine.photo, laptop.job.id
    old = await add(laptop, picture)
    Image.new("RGB", (50, 50), "green").save(picture)
    disk = laptop.jobs if where == "save" else desk._photos

    def killed(*_: object) -> None:
        raise Setback(Code.CANNOT_WRITE, detail="the kill")

    with monkeypatch.context() as patched:
        patched.setattr(disk, where, killed)
        if where != "keep_only":  # after a kill nothing tidies up
            patched.setattr(desk._photos, "keep_only", killed)
        await add(laptop, picture)
    (row,) = laptop.jobs.rows()
    assert row.job is not None
    named = row.job.site.photo
    assert (named == old) == (where != "keep_only")
    assert desk._photos is not None
    assert desk._photos.read(job_id, named)
    await laptop.engine.leave_job()
    await laptop.engine.jobs.resume(job_id)
    await desk.show()
    assert on_disk(laptop) == [named]


async def test_killed_between_the_taking_back_and_the_deleting_it_goes_when_the_job_is_opened(
    site: Laptop, picture: Path
) -> None:
    await add(site, picture)
    job_id = site.job.id
    desk = PrivacyDesk(site.engine._bench)  # one that does not come to deleting
    await desk.withdraw(OWNER)
    assert len(on_disk(site)) == 1
    await site.engine.leave_job()
    await site.engine.jobs.resume(job_id)
    await site.engine.photo.show()
    assert on_disk(site) == []
    assert site.on_disk.site.photo == ""


@pytest.mark.parametrize("how", ["gone", "other"])
async def test_a_picture_that_is_not_what_was_kept_is_missing_and_no_crash(
    site: Laptop, picture: Path, how: str
) -> None:
    await add(site, picture)
    spoil(site, how)
    await site.engine.photo.show()
    assert (told(site).jpeg, told(site).missing) == (b"", True)
    await site.engine.handover.preview()
    assert site.last(ReportShown).report.photo == b""
    await site.engine.photo.remove()
    assert not told(site).missing


# --- in the report


async def test_it_goes_into_the_report_and_the_pack_as_a_use_of_the_owners(
    site: Laptop, picture: Path, tmp_path: Path
) -> None:
    await add(site, picture)
    jpeg = told(site).jpeg
    await site.engine.handover.preview()
    assert site.last(ReportShown).report.photo == jpeg
    before = uses(site, OWNER).count("use.start")
    (tmp_path / "stick").mkdir()
    await site.engine.handover.save(str(tmp_path / "stick"), "Owner")
    pack = site.last(PackShown).pack
    assert "PRACTICE-site-photo.jpg" in pack.files
    kept = content(Path(pack.folder, "PRACTICE-site-photo.jpg"))
    assert kept == jpeg
    assert Image.open(io.BytesIO(kept)).size == (64, 40)
    assert uses(site, OWNER).count("use.start") == before + 1
    assert uses(site, OWNER)[-1] == "use.end"


async def test_once_the_yes_has_run_out_the_report_is_made_without_it(
    site: Laptop, picture: Path, tmp_path: Path
) -> None:
    await add(site, picture)
    await site.engine._bench.gate.close_site(site.job.id)
    await site.engine.handover.preview()
    assert site.last(ReportShown).report.photo == b""
    (tmp_path / "stick").mkdir()
    await site.engine.handover.save(str(tmp_path / "stick"), "Owner")
    assert not any("photo.jpg" in name for name in site.last(PackShown).pack.files)


async def test_a_withdrawn_permission_for_photos_is_only_the_installers(
    site: Laptop, picture: Path
) -> None:
    await add(site, picture)
    await site.engine.privacy.cancel(Permission.PHOTOS)
    assert len(on_disk(site)) == 1
