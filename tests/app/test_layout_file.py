"""The map goes into a table and comes out of one after it was looked at; Undo takes it back in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.laptop import NO, Laptop
from walkdown.app.messages import MapPlanned, MapSaved
from walkdown.consent.purpose import Purpose
from walkdown.core.layout import Face, Spot
from walkdown.core.not_allowed import NotAllowed
from walkdown.core.trouble import Code, Setback

ROOF = Face("South", 2, 3)


@pytest.fixture
async def roof(laptop: Laptop) -> Laptop:
    """Three micro-inverters of a site, two of them on the map."""
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.labels.draw((ROOF,))
    one, two, *_ = (d.serial for d in laptop.job.devices)
    await laptop.engine.labels.place(one, Spot("South", 1, 1))
    await laptop.engine.labels.place(two, Spot("South", 1, 2))
    return laptop


def spots(laptop: Laptop) -> list[Spot | None]:
    return [d.spot for d in laptop.on_disk.devices]


async def test_a_saved_map_is_read_again_on_an_empty_one(roof: Laptop, tmp_path: Path) -> None:
    path = str(tmp_path / "map.csv")
    before = spots(roof)
    await roof.engine.layout_file.save(path)
    assert roof.last(MapSaved).name == "map.csv"
    await roof.engine.labels.draw(())
    assert set(spots(roof)) == {None}
    await roof.engine.layout_file.read(path)
    assert len(roof.last(MapPlanned).plan.moves) == 2
    assert set(spots(roof)) == {None}  # nothing before the person has seen it
    await roof.engine.layout_file.take()
    assert spots(roof) == before
    await roof.engine.labels.undo()
    assert set(spots(roof)) == {None}
    await roof.engine.labels.redo()
    assert spots(roof) == before


async def test_places_are_swapped_and_undone_in_one_step(roof: Laptop, tmp_path: Path) -> None:
    one, two, three, *_ = (d.serial for d in roof.job.devices)
    path = tmp_path / "swap.csv"
    path.write_text(
        f"Face,Row,Column,Serial\nSouth,1,2,{one}\nSouth,1,1,{two}\nNorth,4,4,{three}\n"
    )
    before = spots(roof)
    await roof.engine.layout_file.read(str(path))
    await roof.engine.layout_file.take()
    assert spots(roof)[:3] == [Spot("South", 1, 2), Spot("South", 1, 1), Spot("North", 4, 4)]
    await roof.engine.labels.undo()
    assert spots(roof) == before
    assert roof.on_disk.faces == (ROOF,)


async def test_left_as_it_is_nothing_moves(roof: Laptop, tmp_path: Path) -> None:
    path = str(tmp_path / "map.csv")
    await roof.engine.layout_file.save(path)
    await roof.engine.labels.draw(())
    await roof.engine.layout_file.read(path)
    await roof.engine.layout_file.leave()
    await roof.engine.layout_file.take()
    assert set(spots(roof)) == {None}


async def test_a_no_writes_and_reads_nothing(roof: Laptop, tmp_path: Path) -> None:
    roof.policy = lambda _question: NO
    path = tmp_path / "map.csv"
    with pytest.raises(Setback):
        await roof.engine.layout_file.save(str(path))
    assert not path.exists()
    with pytest.raises(Setback):
        await roof.engine.layout_file.read(str(path))
    assert not roof.all(MapPlanned)
    asked = [q.text.purpose for q in roof.questions[-2:]]
    assert asked == [Purpose.FILE_EXPORT, Purpose.FILE_IMPORT]


async def test_nothing_is_written_over_and_no_other_file_is_read_as_a_map(
    roof: Laptop, tmp_path: Path
) -> None:
    path = tmp_path / "map.csv"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(Setback) as met:
        await roof.engine.layout_file.save(str(path))
    assert met.value.code is Code.CANNOT_WRITE
    with pytest.raises(Setback) as met:
        await roof.engine.layout_file.read(str(path))
    assert met.value.code is Code.LIST_UNREADABLE


async def test_two_devices_change_places_in_one_step(roof: Laptop) -> None:
    one, two, three, *_ = (d.serial for d in roof.job.devices)
    before = spots(roof)
    await roof.engine.labels.swap(one, two)
    assert spots(roof)[:2] == [Spot("South", 1, 2), Spot("South", 1, 1)]
    await roof.engine.labels.swap(one, three)  # which has none
    assert spots(roof)[:3] == [None, Spot("South", 1, 1), Spot("South", 1, 2)]
    await roof.engine.labels.undo()
    await roof.engine.labels.undo()
    assert spots(roof) == before
    with pytest.raises(NotAllowed):
        await roof.engine.labels.swap(one, one)
