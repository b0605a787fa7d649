"""Walking through the site's network, address by address: who answers there, within limits."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from walkdown.app.tasks import ended
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.subnet import Pace, hosts, is_literal

MOST_FORMS = 4
ANYWHERE = "192.0.2.1"  # of the documentation's network (RFC 5737): on the way out
Place = tuple[str, int]
Claims = tuple[tuple[str, str], ...]  # serial, URL
Ask = Callable[[Place], Awaitable[Claims]]
Told = Callable[[int, int], None]


async def walk(places: tuple[Place, ...], ask: Ask, pace: Pace, told: Told) -> Claims:
    """What all places claim, in their order; `told` says how many of how many are done."""
    room = asyncio.Semaphore(pace.at_once)
    loop = asyncio.get_running_loop()
    start, done = loop.time(), 0

    async def visit(number: int, place: Place) -> Claims:
        nonlocal done
        await asyncio.sleep(max(0.0, start + pace.begins(number) - loop.time()))
        async with room:
            said = await ask(place)
        done += 1
        told(done, len(places))
        return said

    told(0, len(places))
    visits = [asyncio.create_task(visit(n, place)) for n, place in enumerate(places)]
    try:
        return tuple(claim for claims in await asyncio.gather(*visits) for claim in claims)
    finally:
        await ended(*visits)


async def is_there(lease: Lease, place: Place, within_s: float) -> bool:
    """Whether anybody takes a connection there; nothing is said to them. Raises LeaseEnded."""
    lease.check(Purpose.LAN_PROBE)
    try:
        async with asyncio.timeout(within_s):
            _, writer = await asyncio.open_connection(*place)
    except OSError:
        return False
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def own_address(lease: Lease, toward: str) -> str:
    """The laptop's own IPv4 address on the way to another one; empty where there is no way.

    Nothing is sent: a datagram socket is only told where it would send to. A name is no address, and
    nobody is asked about it.
    """
    lease.check(Purpose.LAN_PROBE)
    if not is_literal(toward):
        return ""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect((toward, 9))
            return str(way.getsockname()[0])
        except OSError:
            return ""


def own_near(lease: Lease, urls: Iterable[str]) -> str | None:
    """The laptop's own address on the network where one of these was; None where it is on another.

    Where none of them has an address, that of the network on the way out; empty for no network.
    """
    known = [host for url in urls if is_literal(host := urlsplit(url).hostname or "")]
    if not known:
        return own_address(lease, ANYWHERE)
    owns = ((own_address(lease, host), host) for host in known)
    near = next((own for own, host in owns if host in hosts(own)), None)
    # Without any network that is what there is to say.
    return near if near is not None or own_address(lease, ANYWHERE) else ""


def ports_and_paths(urls: Iterable[str]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where devices of these URLs are asked at any address: at most four ports, and four paths."""
    parts = [urlsplit(url) for url in urls]
    ports = sorted({part.port or 80 for part in parts})
    paths = sorted({part.path or "/" for part in parts})
    return tuple(ports[:MOST_FORMS]), tuple(paths[:MOST_FORMS])
