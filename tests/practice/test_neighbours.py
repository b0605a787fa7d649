"""A street of strangers is heard, troubles nobody, and none of it can be set up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from bleak import BleakClient
from bleak.exc import BleakError

from tests.practice.conftest import scan_until
from walkdown.core.shown import shown
from walkdown.core.sighting import Protocol
from walkdown.devices.book import Book
from walkdown.practice.air import Air
from walkdown.practice.air_payload import LEGACY_LIMIT
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.neighbours import Neighbours, neighbours
from walkdown.practice.scenario import Street
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.practice.world import World
from walkdown.storage.places import resources_dir

SITE = load_scenario(scenario_path(resources_dir() / "practice", "neighbours"))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    one = World(SITE, lambda: None)
    await one.start()
    yield one
    await one.close()


@pytest.mark.parametrize("seed", range(5))
def test_every_neighbour_can_exist_and_has_an_address_of_its_own(seed: int) -> None:
    street = neighbours(Street(1000, seed))
    assert len({n.address for n in street}) == 1000
    assert all(len(n.advert) <= LEGACY_LIMIT and len(n.response) <= LEGACY_LIMIT for n in street)
    assert all(0.1 <= n.interval_s <= 3.0 for n in street)
    assert {n.connectable for n in street} == {True, False}
    assert street == neighbours(Street(1000, seed))
    assert street != neighbours(Street(1000, seed + 1))


async def test_a_whole_street_is_heard_and_only_the_site_can_be_set_up(world: World) -> None:
    book = Book()
    most = SITE.street.count + len(SITE.devices) if SITE.street else 0

    def all_heard(seen: object) -> bool:
        for address, (_, said) in seen.items():  # type: ignore[attr-defined]
            if len(seen) == most:  # type: ignore[arg-type]
                book.hear(
                    address,
                    said.local_name,
                    said.service_uuids,
                    said.service_data,
                    said.rssi,
                    1.0,
                    said.manufacturer_data,
                )
        known = {s.serial for s in book.sightings(1.0) if s.protocol is not Protocol.UNKNOWN}
        return known >= {d.serial for d in SITE.devices}

    seen = await scan_until(world.backend, all_heard)
    sightings = book.sightings(1.0)
    able = [s for s in sightings if s.protocol is not Protocol.UNKNOWN]
    assert {s.serial for s in able} == {d.serial for d in SITE.devices}
    assert len(able) == len(SITE.devices)
    assert len(seen) > 350
    for sighting in sightings:
        tame = shown(sighting.name)
        assert tame.isprintable() or not tame


async def test_who_connects_to_a_neighbour_hears_nothing(air: Air, backend: AirBackend) -> None:
    street = Street(20, 3)
    around = Neighbours(air.link, street)
    around.start()
    talks = next(n for n in neighbours(street) if n.connectable)
    seen = await scan_until(backend, lambda seen: talks.address in seen)
    for _ in range(2):
        client = BleakClient(seen[talks.address][0], backend=backend.client, timeout=0.3)
        with pytest.raises((TimeoutError, BleakError)):
            await client.connect()
        assert not client.is_connected
    around.close()
    around.close()
    assert air.idle


async def test_a_site_in_a_street_closes_with_nothing_left() -> None:
    before = asyncio.all_tasks()
    world = World(SITE, lambda: None)
    await world.start()
    await world.close()
    assert asyncio.all_tasks() == before
    assert world.air.idle
