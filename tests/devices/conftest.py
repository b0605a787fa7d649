"""A bench for the drivers: one practice air, its devices, and the radio under test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Evidence, Step
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Setback
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.devices.waiting import Patience
from walkdown.practice.air import Air
from walkdown.practice.improv_device import Identity, ImprovDevice, JoinResult, Timing

SERIAL = "770300125518"
NAME = f"GW1-{SERIAL}"
SSID = "HarbourHome-2G"
PASSWORD = "lobster-kettle-42"
URL = "http://192.0.2.7/"
NETWORKS = ((SSID, -52, "WPA2"), ("Guest", -70, "NO"), ("Attic", -88, "WPA2"))
QUICK = Patience(
    connect_s=5.0, answer_s=1.0, rest_s=0.2, look_s=1.0, button_s=0.3, join_s=2.0, goodbye_s=2.0
)


def new_lease(purpose: Purpose) -> Lease:
    """A lease as the gate would make it."""
    return Lease(1, purpose, "site", mint=_MINT)


class Bench:
    """Devices in an air of their own and the radio that meets them."""

    def __init__(self) -> None:
        self.air = Air(latency_s=0.001)
        backend = self.air.backend()
        self.backend = BleBackend(backend.client, backend.scanner)
        self.radio = BleakRadio(self.backend, patience=QUICK)
        self.lease = new_lease(Purpose.MANAGE)
        self.wifi = new_lease(Purpose.WIFI_SETUP)
        self.earned: list[Evidence] = []
        self.tried: list[tuple[str, str]] = []
        self.devices: list[ImprovDevice] = []
        self.url: str | None = URL

    @property
    def steps(self) -> list[Step]:
        return [e.step for e in self.earned]

    async def join(self, ssid: str, password: str) -> JoinResult:
        self.tried.append((ssid, password))
        known = any(ssid == row[0] for row in NETWORKS)
        return JoinResult(known and password == PASSWORD, self.url)

    async def device(
        self,
        *,
        serial: str = SERIAL,
        networks: Sequence[tuple[str, int, str]] = NETWORKS,
        join: Callable[[str, str], Awaitable[JoinResult]] | None = None,
        identity: Identity | None = None,
        kind: type[ImprovDevice] = ImprovDevice,
        **wishes: Any,
    ) -> ImprovDevice:
        """A device that is on; its last serial digits make its address."""
        identity = identity or Identity(serial, "GW-1", f"GW1-{serial}", "4.2.1")
        device = kind(
            self.air,
            "F0:CA:FE:00:" + f"{int(serial) % 10000:04d}"[:2] + ":" + f"{int(serial) % 100:02d}",
            identity,
            networks=lambda: networks,
            join=join or self.join,
            **{"timing": Timing(stays_s=0.5), **wishes},
        )
        self.devices.append(device)
        await device.power_on()
        return device

    async def sight(self, serial: str = SERIAL) -> Sighting:
        """Listen until a device's name and service are heard."""
        scan = self.radio.scan(new_lease(Purpose.DISCOVER))
        try:
            async for sightings in scan:
                for sighting in sightings:
                    if sighting.serial == serial and sighting.protocol.value == "improv":
                        return sighting
        finally:
            await scan.aclose()
        raise AssertionError("the scan ended by itself")

    def open(self, sighting: Sighting, serial: str = SERIAL) -> AbstractAsyncContextManager[Any]:
        return self.radio.open(self.lease, sighting, serial, self.earned.append)

    async def meet(self, **wishes: Any) -> tuple[ImprovDevice, AbstractAsyncContextManager[Any]]:
        """A device and the way to it."""
        device = await self.device(**wishes)
        return device, self.open(await self.sight())

    async def close(self) -> None:
        for device in self.devices:
            await device.power_off()
        await self.air.close()


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    yield bench
    await bench.close()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until it holds."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - it looks at a simulated world
            await asyncio.sleep(0.005)


async def setback_of(work: Awaitable[Any]) -> Setback:
    """The setback that this ends with."""
    with pytest.raises(Setback) as caught:
        await work
    return caught.value
