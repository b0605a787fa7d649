"""Places at the radio: no more links than it bears, each in its turn, fewer once it was found full."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.app.laptop import Laptop
from walkdown.app.places import Places
from walkdown.core.device import Work
from walkdown.core.secret import Secret
from walkdown.practice.crowd import crowd


async def test_no_more_are_in_than_there_are_places() -> None:
    places, now, most = Places(3), 0, 0

    async def visit() -> None:
        nonlocal now, most
        async with places.one():
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    await asyncio.gather(*(visit() for _ in range(20)))
    assert most == 3


async def test_places_are_given_in_the_order_of_asking() -> None:
    places, order = Places(1), []

    async def visit(number: int) -> None:
        async with places.one():
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(visit(number) for number in range(9)))
    assert order == list(range(9))


async def test_who_is_refused_beside_others_waits_for_one_to_leave_and_the_number_is_learned() -> (
    None
):
    places = Places(4)
    leave = asyncio.Event()

    async def other() -> None:
        async with places.one():
            await leave.wait()

    others = [asyncio.create_task(other()) for _ in range(3)]
    async with places.one():
        await asyncio.sleep(0)
        refused = asyncio.create_task(places.refused())
        await asyncio.sleep(0)
        assert places.most == 3
        assert not refused.done()
        leave.set()
        assert await refused
    await asyncio.gather(*others)


async def test_who_is_refused_alone_has_a_trouble_of_its_own() -> None:
    places = Places(4)
    async with places.one():
        assert not await places.refused()
    assert places.most == 4


async def test_a_place_is_given_back_where_its_visit_is_cancelled() -> None:
    places = Places(1)

    async def visit() -> None:
        async with places.one():
            await asyncio.Event().wait()

    task = asyncio.create_task(visit())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), places.one():
        pass


async def test_an_adapter_that_bears_fewer_links_than_thought_loses_no_device(
    laptop: Laptop,
) -> None:
    street = replace(crowd(9), links=2)
    laptop.yard._scenarios["street"] = street
    laptop.radio.links = 6
    await laptop.ready("street", "StreetWide")
    with street.router_password.reveal() as password:
        await laptop.engine.network.send(Secret(password))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert all(device.tries == 1 for device in laptop.job.devices)


async def test_who_waits_for_a_link_that_another_keeps_is_in_the_queue_and_not_at_work(
    laptop: Laptop,
) -> None:
    street = replace(crowd(3), links=1)
    laptop.yard._scenarios["street"] = street
    laptop.radio.links = 3
    await laptop.ready("street", "StreetWide")
    await laptop.engine.network.send(Secret("not-the-word-at-all"))
    await laptop.until(lambda: laptop.works() == {Work.FAILED, Work.QUEUED})
    with street.router_password.reveal() as password:
        await laptop.engine.network.send(Secret(password))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
