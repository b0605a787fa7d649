"""What is kept about a person is taken along in two files, and erased from the site and its former states."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.laptop import NO, Laptop
from walkdown.app.messages import MyDataErased, MyDataWritten
from walkdown.consent.purpose import Purpose
from walkdown.core.my_data import Person
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback

OWNER = "Marigold Quillfeather"
SITE = Site(name="Weir", owner_name=OWNER, owner_email="m@q.example", installer="A. Fitter")


@pytest.fixture
async def site(laptop: Laptop) -> Laptop:
    """A site with an owner, which was taken along and has a copy of a former day."""
    await laptop.engine.jobs.begin()
    await laptop.engine.jobs.edit_site(SITE)
    await laptop.engine.leave_job()
    (row,) = laptop.jobs.rows()
    path = str(laptop.folder / "away.wdsite")
    await laptop.engine.carry.take(row.id, path, Secret("three green hills"))
    await laptop.engine.jobs.resume(row.id)
    return laptop


async def test_it_comes_as_text_and_as_json_and_stands_in_the_record(
    site: Laptop, tmp_path: Path
) -> None:
    asked = len(site.questions)
    await site.engine.my_data.take(Person.OWNER, str(tmp_path / "mine.txt"))
    assert site.last(MyDataWritten).names == ("mine.txt", "mine.json")
    assert OWNER in (tmp_path / "mine.txt").read_text("utf-8")
    data = json.loads((tmp_path / "mine.json").read_bytes())
    assert (data["person"], data["site"]) == ("owner", site.job.id)
    values = {v["value"] for c in data["categories"] for v in c["values"]}
    assert {OWNER, "m@q.example"} <= values
    assert "A. Fitter" not in values
    new = [q.text.purpose for q in site.questions[asked:]]
    assert new in ([], [Purpose.FILE_EXPORT])  # a yes for the site may stand
    await site.until(lambda: site.uses() == [])


async def test_nothing_is_written_over_and_no_half_is_left(site: Laptop, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("of somebody")
    with pytest.raises(Setback) as met:
        await site.engine.my_data.take(Person.OWNER, str(tmp_path / "mine.txt"))
    assert met.value.code is Code.CANNOT_WRITE
    assert not (tmp_path / "mine.json").exists()
    assert (tmp_path / "mine.txt").read_text() == "of somebody"


async def test_a_no_writes_nothing(laptop: Laptop, tmp_path: Path) -> None:
    await laptop.engine.jobs.begin()
    laptop.policy = lambda _question: NO
    with pytest.raises(Setback):
        await laptop.engine.my_data.take(Person.OWNER, str(tmp_path / "mine.txt"))
    assert not (tmp_path / "mine.txt").exists()
    assert not (tmp_path / "mine.json").exists()


async def test_an_erased_owner_is_in_no_byte_of_this_laptops_site(site: Laptop) -> None:
    await site.engine.my_data.erase(Person.OWNER)
    assert site.last(MyDataErased).person is Person.OWNER
    assert (site.job.site.owner_name, site.job.site.name) == ("", "Weir")
    assert site.job.site.installer == "A. Fitter"
    (row,) = site.jobs.rows()
    assert row.copies == ()
    here = site.jobs.as_it_is(row.id)
    assert here is not None
    assert here.partings == ()
    await site.engine.leave_job()
    assert site.on_disk.site.owner_name == ""
