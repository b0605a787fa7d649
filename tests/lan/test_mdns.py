"""A device that has moved is found by what it tells on the network, and only once it proves it."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import urlsplit

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from tests.lan.test_http_probe import device, lan, ok, status
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.lan.mdns import TYPE, WEB

# Names on this computer's own network are everybody's here: two runs at once must not share them.
MAC = secrets.token_hex(6).upper()
OTHER = f"shellyem-{secrets.token_hex(6)}"
SERIAL = str(10**11 + secrets.randbelow(9 * 10**11))
WHO = json.dumps({"mac": MAC, "model": "SPEM-003CEBEU", "ver": "1.4.4"}).encode()


@asynccontextmanager
async def told(*names: str, kind: str = TYPE, port: int, **record: str) -> AsyncIterator[None]:
    """Devices of these names in the network of this laptop alone, told by another's software."""
    voice = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        for name in names:
            info = ServiceInfo(
                kind,
                f"{name}.{kind}",
                addresses=[socket.inet_aton("127.0.0.1")],
                port=port,
                properties=record,
                server=f"{name}.local.",
            )
            await (await voice.async_register_service(info))
        yield
    finally:
        await voice.async_close()


def lease() -> Lease:
    return Lease(1, Purpose.LAN_PROBE, "site", mint=_MINT)


def port_of(url: str) -> int:
    return urlsplit(url).port or 0


async def test_a_meter_is_found_among_others_by_the_end_of_its_name() -> None:
    async with AsyncExitStack() as street:
        url, _ = await street.enter_async_context(device(ok(WHO)))
        name = f"shellypro3em-{MAC.lower()}"
        await street.enter_async_context(told(OTHER, name, port=port_of(url)))
        assert await lan().find(lease(), MAC, 10) == f"{url}rpc/"


async def test_any_family_is_found_by_the_serial_in_its_name() -> None:
    async with AsyncExitStack() as street:
        url, _ = await street.enter_async_context(device(ok(status(serial=SERIAL))))
        of = told(f"BP-10-{SERIAL}", kind=WEB, port=port_of(url))
        await street.enter_async_context(of)
        assert await lan().find(lease(), SERIAL, 10, url="http://127.0.0.1:9/") == url


async def test_or_by_the_serial_in_its_record() -> None:
    async with AsyncExitStack() as street:
        url, _ = await street.enter_async_context(device(ok(status(serial=SERIAL))))
        name = f"battery-{secrets.token_hex(4)}"
        await street.enter_async_context(told(name, kind=WEB, port=port_of(url), sn=SERIAL))
        assert await lan().find(lease(), SERIAL, 10, url="http://127.0.0.1:9/") == url


async def test_a_name_that_lies_does_not_hide_the_one_that_is_true() -> None:
    async with AsyncExitStack() as street:
        liar, _ = await street.enter_async_context(device(ok(status(serial="905133000417"))))
        await street.enter_async_context(told(f"A-{SERIAL}", kind=WEB, port=port_of(liar)))
        url, _ = await street.enter_async_context(device(ok(status(serial=SERIAL))))
        await street.enter_async_context(told(f"B-{SERIAL}", kind=WEB, port=port_of(url)))
        assert await lan().find(lease(), SERIAL, 10, url="http://127.0.0.1:9/") == url


async def test_a_meter_that_nobody_tells_of_is_not_found() -> None:
    async with told(OTHER, port=8123):
        assert await lan().find(lease(), MAC, 0.5) == ""


async def test_finding_ends_with_the_lease() -> None:
    mine = lease()
    finding = asyncio.create_task(lan().find(mine, MAC, 60))
    await asyncio.sleep(0)
    mine.end()
    assert await asyncio.wait_for(finding, 10) == ""
