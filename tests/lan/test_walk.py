"""Walking through the network keeps to its limits, finds by serial alone, and ends when it is told to."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from tests.lan.test_http_probe import device, ok, status
from walkdown.consent.lease import _MINT, Lease, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.subnet import Pace, Walk
from walkdown.core.trouble import Code, Setback
from walkdown.lan.http_probe import HttpLan
from walkdown.lan.walk import Place, own_address, ports_and_paths, walk

ONE, TWO, OTHER = "770300125518", "905133000417", "301777810042"
FORMER = "http://127.0.0.1:9/"
AT_ONCE = Pace(at_once=3, per_s=10_000)


def lease(purpose: Purpose = Purpose.LAN_PROBE) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def lan(*urls: str) -> HttpLan:
    there = tuple(urlsplit(url).netloc for url in urls)
    return HttpLan(loopback=True, try_s=0.3, there=lambda: there)


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


async def test_a_device_is_found_by_its_serial_among_others_and_silence() -> None:
    async with AsyncExitStack() as street:
        urls = [
            (await street.enter_async_context(device(answer)))[0]
            for answer in (ok(status(serial=OTHER)), ok(status(serial=ONE)), None, b"SSH-2.0\r\n")
        ]
        told: list[tuple[int, int]] = []
        came = await lan(*urls, FORMER).walk(
            lease(), ((ONE, FORMER), (TWO, FORMER)), lambda *far: told.append(far)
        )
    assert came == Walk(5, 2, ((ONE, urls[1]),))
    assert told == [(n, 5) for n in range(6)]


async def test_two_that_say_the_same_serial_are_not_believed() -> None:
    async with AsyncExitStack() as street:
        urls = [
            (await street.enter_async_context(device(ok(status(serial=ONE)))))[0] for _ in range(2)
        ]
        came = await lan(*urls).walk(lease(), ((ONE, FORMER),), quiet)
    assert (came.found, came.twice) == ((), (ONE,))


async def test_it_ends_with_the_lease() -> None:
    mine = lease()
    async with device(None) as (url, asked):
        walking = asyncio.create_task(
            HttpLan(loopback=True, try_s=60, there=lambda: (urlsplit(url).netloc,)).walk(
                mine, ((ONE, FORMER),), quiet
            )
        )
        await asyncio.wait_for(asked.get(), 10)
        mine.end()
        with pytest.raises(Setback) as stopped:
            await asyncio.wait_for(walking, 10)
    assert stopped.value.code is Code.STOPPED_BY_YOU


async def test_it_needs_a_lease_that_is_for_it() -> None:
    with pytest.raises(WrongLease):
        await lan().walk(lease(Purpose.WIFI_SETUP), ((ONE, FORMER),), quiet)


async def test_no_more_at_once_than_the_pace_allows() -> None:
    busy = most = 0

    async def ask(place: Place) -> tuple[tuple[str, str], ...]:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1
        return ((place[0], str(place[1])),)

    places = tuple((f"h{n}", n) for n in range(40))
    said = await walk(places, ask, AT_ONCE, quiet)
    assert [name for name, _ in said] == [host for host, _ in places]
    assert most == AT_ONCE.at_once


def test_the_way_to_an_address_is_known_without_a_word() -> None:
    assert own_address(lease(), "127.0.0.1") == "127.0.0.1"
    assert own_address(lease(), "") in ("", "0.0.0.0", "127.0.0.1")  # noqa: S104 - compared only


def test_each_form_of_asking_is_used_once_and_few_of_them() -> None:
    urls = ("http://10.0.0.1/", "http://10.0.0.2:8080/rpc/", "http://10.0.0.3/")
    assert ports_and_paths(urls) == ((80, 8080), ("/", "/rpc/"))
    many = (f"http://10.0.0.1:{n}/{n}/" for n in range(1, 99))
    assert all(len(part) == 4 for part in ports_and_paths(many))
