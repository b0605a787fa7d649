"""A device that has moved is found by what it tells on the network, and only once it proves it."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlsplit

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from tests.lan.test_http_probe import device, lan, ok, status
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.lan.mdns import AT_ONCE, TYPE, WEB, _Hearing

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


async def test_of_two_that_prove_the_same_serial_neither_is_believed() -> None:
    ports = iter((81, 82))

    async def resolved(_ear: object, _kind: str, _name: str) -> object:
        return SimpleNamespace(
            properties={}, port=next(ports), parsed_addresses=lambda _version: ["127.0.0.1"]
        )

    async def fits(host: str, port: int) -> str:
        return f"http://{host}:{port}/"

    with patch("walkdown.lan.mdns._resolved", resolved):
        hearing = _Hearing(SimpleNamespace(zeroconf=None), SERIAL, fits)
        for name in ("A", "B"):
            hearing._said(None, WEB, f"{name}-{SERIAL}.{WEB}", None)
            await asyncio.gather(*hearing._names.values())
            assert hearing.proven.is_set()
    assert hearing.only == ""


async def test_silent_names_do_not_keep_the_one_waiting_that_bears_the_serial() -> None:
    looked: list[str] = []

    async def resolved(_ear: object, _kind: str, name: str) -> object:
        looked.append(name)
        if name.startswith("silent"):
            await asyncio.Event().wait()
        return SimpleNamespace(
            properties={}, port=80, parsed_addresses=lambda _version: ["127.0.0.1"]
        )

    async def fits(_host: str, _port: int) -> str:
        return "http://127.0.0.1/"

    with patch("walkdown.lan.mdns._resolved", resolved):
        hearing = _Hearing(SimpleNamespace(zeroconf=None), SERIAL, fits)
        for number in range(2 * AT_ONCE):
            hearing._said(None, WEB, f"silent-{number}.{WEB}", None)
        hearing._said(None, WEB, f"late-{SERIAL}.{WEB}", None)
        async with asyncio.timeout(5):
            await hearing.proven.wait()
        for look in hearing._names.values():
            look.cancel()
        await asyncio.gather(*hearing._names.values(), return_exceptions=True)
    assert hearing.only == "http://127.0.0.1/"


async def test_one_that_could_not_prove_itself_yet_is_asked_again_when_it_tells_anew() -> None:
    answers = ["", "http://127.0.0.1/"]

    async def resolved(_ear: object, _kind: str, _name: str) -> object:
        return SimpleNamespace(
            properties={}, port=80, parsed_addresses=lambda _version: ["127.0.0.1"]
        )

    async def fits(_host: str, _port: int) -> str:
        return answers.pop(0)

    with patch("walkdown.lan.mdns._resolved", resolved):
        hearing = _Hearing(SimpleNamespace(zeroconf=None), SERIAL, fits)
        for _ in range(2):
            hearing._said(None, WEB, f"meter-{SERIAL}.{WEB}", None)
            await asyncio.gather(*hearing._names.values())
    assert hearing.proven.is_set()


async def test_a_meter_that_nobody_tells_of_is_not_found() -> None:
    async with told(OTHER, port=8123):
        assert await lan().find(lease(), MAC, 0.5) == ""


async def test_finding_ends_with_the_lease() -> None:
    mine = lease()
    finding = asyncio.create_task(lan().find(mine, MAC, 60))
    await asyncio.sleep(0)
    mine.end()
    assert await asyncio.wait_for(finding, 10) == ""
