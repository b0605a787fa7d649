"""A device that somebody's phone holds is told from one that is far off, unplugged, or free again."""

from __future__ import annotations

import pytest

from tests.app.laptop import Laptop
from walkdown.app.ports import BluetoothPlay
from walkdown.core import holder
from walkdown.core.holder import Holder, Holding, who_holds
from walkdown.core.trouble import Code

GATEWAY = "770300125518"


@pytest.fixture(autouse=True)
def brisk_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "SILENT_S", 1.0)
    monkeypatch.setattr("walkdown.app.heard_so_far.SILENT_S", 1.0)


def holding(laptop: Laptop, serial: str = GATEWAY) -> Holding:
    return who_holds(laptop.device(serial), laptop.air().heard)


async def listens_until(laptop: Laptop, wanted: Holder) -> Holding:
    def told() -> bool:
        return holding(laptop).holder is wanted

    await laptop.until(told)
    return holding(laptop)


async def heard_well(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.nearby.listen()
    await listens_until(laptop, Holder.NOBODY)


async def test_a_device_that_a_phone_takes_is_said_to_be_held_and_free_again_after(
    laptop: Laptop,
) -> None:
    await heard_well(laptop)
    await laptop.engine.yard.phone_takes(GATEWAY, True)
    said = await listens_until(laptop, Holder.ELSEWHERE)
    assert said.others >= 5
    assert said.last is not None
    assert said.last.signal_dbm > -86
    await laptop.engine.yard.phone_takes(GATEWAY, False)
    await listens_until(laptop, Holder.NOBODY)


async def test_what_the_yard_shows_is_what_holds_it(laptop: Laptop) -> None:
    await heard_well(laptop)
    unit = laptop.yard._unit(GATEWAY)
    await laptop.engine.yard.phone_takes(GATEWAY, True)
    assert unit._radio.peripheral.connected
    world = laptop.yard._opened()
    assert [v.serial for v in world.views("") if v.taken] == [GATEWAY]
    await laptop.engine.yard.phone_takes(GATEWAY, False)
    await laptop.until(lambda: not unit._radio.peripheral.connected)


async def test_a_laptop_that_hears_nothing_any_more_accuses_nobody(laptop: Laptop) -> None:
    await heard_well(laptop)
    await laptop.engine.yard.play_bluetooth(BluetoothPlay.NOTHING_NEAR)
    await listens_until(laptop, Holder.DEAF)


async def test_a_device_carried_away_is_not_said_to_be_held(laptop: Laptop) -> None:
    await heard_well(laptop)
    laptop.yard.move(GATEWAY, 24.0)
    await laptop.until(
        lambda: (said := holding(laptop)).last is not None and said.last.signal_dbm < -86
    )
    laptop.yard.move(GATEWAY, 900.0)
    await listens_until(laptop, Holder.FAR)


async def test_a_device_that_was_never_there_is_never_heard(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.yard._unit(GATEWAY).close()
    await laptop.engine.nearby.listen()
    await listens_until(laptop, Holder.NEVER)


async def test_a_set_up_that_meets_a_held_device_names_what_holds_it(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.hear_all()
    await laptop.engine.yard.phone_takes(GATEWAY, True)
    laptop.engine.nearby._ear.sightings = ()
    await laptop.press(laptop.engine.nearby.identify(GATEWAY))
    assert laptop.told() == [Code.NOT_HEARD]
    assert holding(laptop).holder is Holder.ELSEWHERE


async def test_leaving_the_site_forgets_who_was_heard(laptop: Laptop) -> None:
    await heard_well(laptop)
    await laptop.engine.leave_job()
    assert laptop.engine.nearby._ear.memory.told(0.0).last == ()
