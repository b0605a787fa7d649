"""Walking through the network keeps to its limits, finds by serial alone, and ends when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import pytest

from tests.lan.test_http_probe import device, ok, status
from walkdown.consent.lease import _MINT, Lease, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.subnet import Pace, Walk
from walkdown.core.trouble import Code, Setback
from walkdown.lan.http_probe import HttpLan
from walkdown.lan.walk import Place, own_address, own_near, ports_and_paths, walk

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


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put the laptop on a network of its own, whatever it is really on."""

    def put(own: str) -> None:
        monkeypatch.setattr("walkdown.lan.walk.own_address", lambda _lease, _toward: own)
        monkeypatch.setattr("walkdown.lan.http_probe.own_address", lambda _lease, _toward: own)

    return put


def test_a_name_is_never_asked_about_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *host: asked.append(host))
    assert own_address(lease(), "shelly.local") == ""
    assert asked == []


async def test_a_network_that_the_devices_were_not_on_is_not_walked(
    on: Callable[[str], None],
) -> None:
    on("10.1.1.5")
    came = await HttpLan(try_s=0.1).walk(lease(), ((ONE, "http://192.168.1.7/"),), quiet)
    assert came == Walk(0, 0, elsewhere=True)


@pytest.mark.parametrize(
    ("own", "urls", "near"),
    [
        ("192.168.1.5", ("http://192.168.1.7/",), "192.168.1.5"),
        ("192.168.1.5", ("http://10.0.0.7/", "http://192.168.1.7/"), "192.168.1.5"),
        ("192.168.1.5", ("http://10.0.0.7/",), None),
        ("192.168.1.5", ("http://shelly.local/",), "192.168.1.5"),
        ("192.168.1.5", (), "192.168.1.5"),
        ("", ("http://192.168.1.7/",), ""),
    ],
)
def test_the_network_that_is_walked_is_the_one_the_devices_were_on(
    on: Callable[[str], None], own: str, urls: tuple[str, ...], near: str | None
) -> None:
    on(own)
    assert own_near(lease(), urls) == near


@pytest.mark.parametrize(
    ("place", "may"),
    [
        (("192.168.1.7", 80), True),
        (("192.168.1.7", 8080), True),
        (("192.168.1.7", 81), True),  # its own port
        (("192.168.1.7", 22), False),
        (("192.168.1.5", 80), False),  # this laptop
        (("192.168.2.7", 80), False),
        (("8.8.8.8", 80), False),
        (("127.0.0.1", 80), False),
        (("nas.local", 80), False),
    ],
)
def test_a_name_that_is_told_leads_to_web_pages_of_this_network_alone(
    on: Callable[[str], None], place: Place, may: bool
) -> None:
    on("192.168.1.5")
    assert HttpLan()._is_here(lease(), place, frozenset({80, 8080, 81})) is may
