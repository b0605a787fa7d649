"""An air that must be left clean, and a plain device to put into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.peripheral import (
    Advert,
    Characteristic,
    Peripheral,
    PeripheralSpec,
    Property,
    Service,
)

SERVICE = "0000aa00-0000-4000-8000-000000000001"
OTHER_SERVICE = "0000aa00-0000-4000-8000-000000000002"
STATE = "0000aa01-0000-4000-8000-000000000001"
COMMAND = "0000aa02-0000-4000-8000-000000000001"
FIXED = "0000aa03-0000-4000-8000-000000000001"
ELSEWHERE = "0000aa04-0000-4000-8000-000000000001"
SERVICE_DATA = "4677"


def address(number: int) -> str:
    return f"C4:00:00:00:{number >> 8:02X}:{number & 0xFF:02X}"


def plain_spec(number: int = 1, **changes: Any) -> PeripheralSpec:
    """A device with a notifying, a writable, a fixed and a foreign characteristic."""
    values: dict[str, Any] = {
        "address": address(number),
        "name": f"Meter {number}",
        "advert": Advert((SERVICE,), {SERVICE_DATA: bytes((number & 0xFF, 2, 3, 4, 5, 6))}),
        "services": (
            Service(
                SERVICE,
                (
                    Characteristic(STATE, Property.READ | Property.NOTIFY, value=b"\x01"),
                    Characteristic(COMMAND, Property.READ | Property.WRITE),
                    Characteristic(FIXED, Property.READ, value=b"fixed"),
                ),
            ),
            Service(OTHER_SERVICE, (Characteristic(ELSEWHERE, Property.READ, value=b"x"),)),
        ),
    }
    return PeripheralSpec(**(values | changes))


@pytest.fixture
async def air() -> AsyncIterator[Air]:
    """Fails the test that leaves a task behind after the air is closed."""
    before = asyncio.all_tasks()
    one = Air(latency_s=0.0)
    yield one
    await one.close()
    assert asyncio.all_tasks() - before <= {asyncio.current_task()}


@pytest.fixture
def backend(air: Air) -> AirBackend:
    return air.backend()


@pytest.fixture
async def meter(air: Air) -> Peripheral:
    device = air.add(plain_spec())
    await device.power_on()
    return device


async def scan_until(
    backend: AirBackend,
    enough: Callable[[dict[str, tuple[BLEDevice, AdvertisementData]]], bool],
    **options: Any,
) -> dict[str, tuple[BLEDevice, AdvertisementData]]:
    """Scan until what was seen so far is enough."""
    seen: dict[str, tuple[BLEDevice, AdvertisementData]] = {}
    done = asyncio.Event()

    def heard(device: BLEDevice, advert: AdvertisementData) -> None:
        seen[device.address] = (device, advert)
        if enough(seen):
            done.set()

    async with BleakScanner(heard, backend=backend.scanner, **options):
        await asyncio.wait_for(done.wait(), 30)
    return seen


async def find(backend: AirBackend, device: Peripheral) -> BLEDevice:
    seen = await scan_until(backend, lambda seen: device.spec.address in seen)
    return seen[device.spec.address][0]


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop run until the condition holds, for 30 s at most."""
    for _ in range(6000):
        if condition():
            return
        await asyncio.sleep(0.005)
    pytest.fail("it did not come to pass")
