"""A meter that has moved to another address is found by the name it tells on the network."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from tests.lan.test_http_probe import lan
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.lan.mdns import TYPE

# Names on this computer's own network are everybody's here: two runs at once must not share them.
MAC = secrets.token_hex(6).upper()
OTHER = f"shellyem-{secrets.token_hex(6)}"


@asynccontextmanager
async def told(*names: str, port: int = 8123) -> AsyncIterator[None]:
    """Devices of these names in the network of this laptop alone, told by another's software."""
    voice = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        for name in names:
            info = ServiceInfo(
                TYPE,
                f"{name}.{TYPE}",
                addresses=[socket.inet_aton("127.0.0.1")],
                port=port,
                server=f"{name}.local.",
            )
            await (await voice.async_register_service(info))
        yield
    finally:
        await voice.async_close()


def lease() -> Lease:
    return Lease(1, Purpose.LAN_PROBE, "site", mint=_MINT)


async def test_a_meter_is_found_among_others_by_the_end_of_its_name() -> None:
    async with told(OTHER, f"shellypro3em-{MAC.lower()}"):
        assert await lan().find(lease(), MAC, 10) == "http://127.0.0.1:8123/rpc/"


async def test_a_meter_that_nobody_tells_of_is_not_found() -> None:
    async with told(OTHER):
        assert await lan().find(lease(), MAC, 0.5) == ""


async def test_finding_ends_with_the_lease() -> None:
    mine = lease()
    finding = asyncio.create_task(lan().find(mine, MAC, 60))
    await asyncio.sleep(0)
    mine.end()
    assert await asyncio.wait_for(finding, 10) == ""
