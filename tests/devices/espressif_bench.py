"""A practice device of Espressif's on the bench's air, and the way to it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any

from tests.devices.conftest import NETWORKS, SERIAL, Bench, new_lease
from walkdown.consent.purpose import Purpose
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol, Sighting
from walkdown.practice.espressif_device import EspressifDevice, Safety
from walkdown.practice.improv_facts import Identity

POP = "abcd1234"


def safety(security: int = 1, pop: str = POP, **more: Any) -> Safety:
    return Safety(security, Secret(pop), **more)


def proof(security: int = 1, pop: str = POP) -> Proof:
    return Proof(Secret(pop), security)


async def device_on(bench: Bench, **wishes: Any) -> EspressifDevice:
    """A device that is on."""
    usual = Identity(SERIAL, "GW-1", f"PROV_{SERIAL}", "4.2.1")
    device = EspressifDevice(
        bench.air,
        "F0:CA:FE:00:77:01",
        wishes.pop("identity", usual),
        **{
            "networks": lambda: NETWORKS,
            "join": bench.join,
            "safety": safety(),
            "stays_s": 0.2,
            **wishes,
        },
    )
    bench.devices.append(device)  # type: ignore[arg-type]
    await device.power_on()
    return device


async def sight(bench: Bench) -> Sighting:
    """Listen until it is known for what it is."""
    scan = bench.radio.scan(new_lease(Purpose.DISCOVER))
    try:
        async for sightings in scan:
            for sighting in sightings:
                if sighting.protocol is Protocol.ESPRESSIF and sighting.serial == SERIAL:
                    return sighting
    finally:
        await scan.aclose()
    raise AssertionError("the scan ended by itself")


@asynccontextmanager
async def met(bench: Bench, **wishes: Any) -> Any:
    """A device and the driver connected to it."""
    device = await device_on(bench, **wishes)
    async with bench.open(await sight(bench)) as driver:
        yield device, driver
