"""A site goes from laptop to laptop and back; what both changed is asked, and nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import NO, Laptop
from walkdown.app.messages import MergeShown, SiteCame, SiteTaken
from walkdown.consent.purpose import Purpose
from walkdown.core.merge_fields import Key, Topic
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback

WORDS = "three green hills"
NAME, ADDRESS = (Key(Topic.SITE, "", field) for field in ("name", "address"))


@pytest.fixture
async def two(new_laptop: NewLaptop, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two laptops with the same site, named Vale; it was taken from the first to the second."""
    mine, theirs = new_laptop(tmp_path / "mine"), new_laptop(tmp_path / "theirs")
    await mine.engine.jobs.begin()
    await mine.engine.jobs.edit_site(Site(name="Vale"))
    await mine.engine.leave_job()
    await over(mine, theirs, tmp_path / "first")
    return mine, theirs


async def over(mine: Laptop, theirs: Laptop, path: Path) -> None:
    """Take the one site along, and open it on the other laptop."""
    (row,) = mine.jobs.rows()
    await mine.engine.carry.take(row.id, str(path), Secret(WORDS))
    await theirs.engine.carry.open(str(path), Secret(WORDS))


async def edit(laptop: Laptop, **facts: str) -> None:
    (row,) = laptop.jobs.rows()
    assert row.job is not None
    await laptop.engine.jobs.resume(row.id)
    await laptop.engine.jobs.edit_site(Site(**{"name": row.job.site.name, **facts}))
    await laptop.engine.leave_job()


def site_of(laptop: Laptop) -> Site:
    return laptop.on_disk.site


async def test_a_site_of_another_laptop_comes_in_and_can_be_worked_on(
    two: tuple[Laptop, Laptop],
) -> None:
    mine, theirs = two
    assert mine.last(SiteTaken).name == "first"
    came = theirs.last(SiteCame)
    assert (came.new, came.job_id) == (True, mine.on_disk.id)
    assert site_of(theirs).name == "Vale"
    await theirs.engine.jobs.resume(came.job_id)
    assert theirs.job.site.name == "Vale"


async def test_opened_twice_it_is_there_once(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    _, theirs = two
    await theirs.engine.carry.open(str(tmp_path / "first"), Secret(WORDS))
    came = theirs.last(SiteCame)
    assert (came.new, came.changes) == (False, 0)
    assert len(theirs.jobs.rows()) == 1


async def test_what_only_the_other_changed_comes_in_by_itself(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    await edit(theirs, address="1 Elm")
    await edit(mine, provider="Halyard")
    await over(theirs, mine, tmp_path / "back")
    assert (site_of(mine).address, site_of(mine).provider) == ("1 Elm", "Halyard")
    assert mine.last(SiteCame).changes == 1
    assert not mine.all(MergeShown)


async def test_what_both_changed_is_asked_and_nothing_changes_before_the_answer(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley", address="1 Elm")
    await edit(mine, name="Dale", address="2 Elm")
    await over(theirs, mine, tmp_path / "back")
    shown = mine.last(MergeShown)
    assert shown.known
    assert {d.key for d in shown.merge.clashes} == {NAME, ADDRESS}
    assert site_of(mine).name == "Dale"
    await mine.engine.carry.merge(frozenset({ADDRESS}))
    assert (site_of(mine).name, site_of(mine).address) == ("Dale", "1 Elm")


async def test_left_as_it_is_nothing_comes_in(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley", provider="Halyard")
    await edit(mine, name="Dale")
    await over(theirs, mine, tmp_path / "back")
    await mine.engine.carry.leave()
    await mine.engine.carry.merge(frozenset({NAME}))
    assert (site_of(mine).name, site_of(mine).provider) == ("Dale", "")


async def test_what_clashes_only_since_it_was_asked_is_asked_too(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley", address="1 Elm")
    await edit(mine, name="Dale")
    await over(theirs, mine, tmp_path / "back")
    await edit(mine, address="2 Elm")
    await mine.engine.carry.merge(frozenset({NAME}))
    assert site_of(mine).name == "Dale"
    assert {d.key for d in mine.last(MergeShown).merge.clashes} == {NAME, ADDRESS}
    await mine.engine.carry.merge(frozenset({NAME}))
    assert (site_of(mine).name, site_of(mine).address) == ("Valley", "2 Elm")


async def test_to_and_fro_asks_nothing_again(two: tuple[Laptop, Laptop], tmp_path: Path) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley")
    await edit(mine, name="Dale")
    await over(theirs, mine, tmp_path / "1")
    await mine.engine.carry.merge(frozenset())
    await over(mine, theirs, tmp_path / "2")
    assert site_of(theirs).name == "Dale"
    await edit(theirs, provider="Halyard")
    await over(theirs, mine, tmp_path / "3")
    assert site_of(mine) == site_of(theirs)
    assert len(mine.all(MergeShown)) == 1
    assert not theirs.all(MergeShown)


async def test_what_was_here_before_a_merge_is_a_copy_to_go_back_to(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley")
    await over(theirs, mine, tmp_path / "back")
    (row,) = mine.jobs.rows()
    aside = next(copy for copy in row.copies if copy.at)
    await mine.engine.jobs.go_back(row.id, aside)
    assert site_of(mine).name == "Vale"


async def test_both_uses_stand_in_the_record_and_a_no_writes_and_opens_nothing(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    assert [q.text.purpose for q in mine.questions] == [Purpose.FILE_EXPORT]
    assert [q.text.purpose for q in theirs.questions] == [Purpose.FILE_IMPORT]
    (row,) = theirs.jobs.rows()
    theirs.policy = lambda _question: NO
    with pytest.raises(Setback) as refused:
        await theirs.engine.carry.take(row.id, str(tmp_path / "no"), Secret(WORDS))
    assert refused.value.code is Code.REFUSED
    assert not (tmp_path / "no").exists()


async def test_an_open_site_is_neither_taken_along_nor_merged_into(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    await edit(theirs, name="Valley")
    (row,) = mine.jobs.rows()
    await mine.engine.jobs.resume(row.id)
    with pytest.raises(NotAllowed):
        await mine.engine.carry.take(row.id, str(tmp_path / "open"), Secret(WORDS))
    with pytest.raises(NotAllowed):
        await over(theirs, mine, tmp_path / "back")
    assert site_of(mine).name == "Vale"


async def test_a_short_passphrase_writes_nothing(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, _ = two
    with pytest.raises(NotAllowed):
        await mine.engine.carry.take(mine.on_disk.id, str(tmp_path / "x"), Secret("short"))
    assert not (tmp_path / "x").exists()


async def test_passphrases_are_wiped_whatever_comes_of_them(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    _, theirs = two
    wrong, right = Secret("not the passphrase"), Secret(WORDS)
    with pytest.raises(Setback):
        await theirs.engine.carry.open(str(tmp_path / "first"), wrong)
    await theirs.engine.carry.open(str(tmp_path / "first"), right)
    assert wrong.empty
    assert right.empty


async def test_a_practice_site_is_never_merged_into_a_real_one(
    two: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    mine, theirs = two
    job = replace(theirs.on_disk, practice="home", site=Site(name="Forged"))
    theirs.jobs.save(job)
    theirs.jobs.close()
    with pytest.raises(Setback) as refused:
        await over(theirs, mine, tmp_path / "forged")
    assert refused.value.code is Code.PASSPHRASE_WRONG
    assert site_of(mine).name == "Vale"
