"""One visit of a client's to a practice device, from connect to provisioned, and what it came to on air.

The same device, the same air, once for our driver and once for the peer. Counted by the device.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from unittest.mock import patch

import bleak
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from tests.devices.conftest import new_lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Evidence
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol, Sighting
from walkdown.core.wifi import Credentials
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.practice.air import Air
from walkdown.practice.espressif_device import EspressifDevice
from walkdown.practice.improv_device import ImprovDevice
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.tally import Asked

SSID, PASSWORD = "HarbourHome-2G", "lobster-kettle-42"
MTUS = (23, 247)

Device = ImprovDevice | EspressifDevice | ShellyDevice
Peer = Callable[[BLEDevice, AdvertisementData, Callable[[], None]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Visit:
    """What one client asked of one device. `seconds` from the link's beginning to provisioned."""

    asked: tuple[Asked, ...]
    octets: int
    seconds: float

    @property
    def requests(self) -> int:
        """ATT requests and commands, discovery and MTU exchange among them."""
        return len(self.asked)

    def without(self, who: Callable[[Sequence[Asked]], slice]) -> tuple[int, int]:
        """Requests and octets, the ones of a part left out."""
        part = who(self.asked)
        after = [*(one.before for one in self.asked), self.octets]  # each part's ends
        count = len(self.asked[part])
        return self.requests - count, self.octets - (after[part.stop] - after[part.start])

    def listed(self) -> str:
        """Each request: opcode, attribute, length. Never what was in it."""
        return "\n".join(f"{number:4} {one}" for number, one in enumerate(self.asked, 1))


@dataclass(frozen=True, slots=True)
class Family:
    """A driver and its peer. `who` gives the part of our visit that asks the device who it is."""

    name: str
    protocol: Protocol
    serial: str
    build: Callable[[Air, int], Device]
    peer: Peer
    who: Callable[[Sequence[Asked]], slice]
    proof: Proof | None = None


async def ours(family: Family, mtu: int, interval_s: float | None = None) -> Visit:
    """Our driver's, as the program makes it: behind the cross-check of the serial."""
    async with _device(family, mtu, interval_s) as (air, device, clock):
        backend = air.backend()
        radio = BleakRadio(BleBackend(backend.client, backend.scanner))
        sighting = await _sighting(radio, family)
        earned: list[Evidence] = []
        lease = new_lease(Purpose.MANAGE)
        async with radio.open(lease, sighting, family.serial, earned.append) as driver:
            if family.proof is not None:
                await driver.authenticate(family.proof)
            wifi = Credentials(SSID, Secret(PASSWORD))
            await driver.provision(new_lease(Purpose.WIFI_SETUP), wifi, earned.append)
            return clock.visit(device)


async def peers(family: Family, mtu: int, interval_s: float | None = None) -> Visit:
    """The peer's; it finds our backend by the names that bleak looks up."""
    async with _device(family, mtu, interval_s) as (air, device, clock):
        backend = air.backend()
        with (
            patch.object(bleak, "get_platform_client_backend_type", lambda: (backend.client, "a")),
            patch.object(
                bleak, "get_platform_scanner_backend_type", lambda: (backend.scanner, "a")
            ),
        ):
            await family.peer(*await _found(), clock.end)
        return clock.visit(device)


class _Clock:
    """From the device's own connect on, until a client says that it is done."""

    def __init__(self) -> None:
        self._began = self._ended = 0.0

    def begin(self) -> None:
        self._began = asyncio.get_running_loop().time()

    def end(self) -> None:
        self._ended = self._ended or asyncio.get_running_loop().time()

    def visit(self, device: Device) -> Visit:
        tally = device.peripheral.tally
        self.end()
        return Visit(tuple(tally.asked), tally.octets, self._ended - self._began)


@asynccontextmanager
async def _device(
    family: Family, mtu: int, interval_s: float | None
) -> AsyncIterator[tuple[Air, Device, _Clock]]:
    air = Air(latency_s=0.001, interval_s=interval_s)
    device, clock = family.build(air, mtu), _Clock()
    device.peripheral.on_connect = clock.begin
    await device.power_on()
    try:
        yield air, device, clock
    finally:
        await device.power_off()
        await air.close()


async def _sighting(radio: BleakRadio, family: Family) -> Sighting:
    scan = radio.scan(new_lease(Purpose.DISCOVER))
    try:
        async for sightings in scan:
            for sighting in sightings:
                if sighting.protocol is family.protocol and sighting.name:
                    return sighting
    finally:
        await scan.aclose()
    raise AssertionError("the scan ended by itself")


async def _found() -> tuple[BLEDevice, AdvertisementData]:
    found = asyncio.get_running_loop().create_future()

    def heard(device: BLEDevice, advert: AdvertisementData) -> None:
        if advert.local_name and not found.done():
            found.set_result((device, advert))

    async with bleak.BleakScanner(heard):
        return await asyncio.wait_for(found, 30)
