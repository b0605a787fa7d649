"""A bench for the Shelly driver: one practice air, its meters, and sessions on bleak's own API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import bleak
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from tests.devices.conftest import NETWORKS, PASSWORD, QUICK, SSID, new_lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Evidence, Reading, Step
from walkdown.core.secret import Secret
from walkdown.core.wifi import Credentials
from walkdown.devices.session import Session
from walkdown.devices.shelly.driver import ShellyProvisioner
from walkdown.devices.shelly.frames import SERVICE
from walkdown.practice.air import Air
from walkdown.practice.improv_facts import Identity, JoinResult
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.shelly_facts import Lock

MAC = "A0B1C2D3E4F5"
MODEL = "SPEM-003CEBEU"
NAME = f"ShellyPro3EM-{MAC}"
URL = "http://192.0.2.7:8123/"
READINGS = (Reading("Power", "412", "W"), Reading("Voltage", "231", "V"))
PATIENT = replace(QUICK, poll_s=0.02, rest_s=0.1)
RIGHT = Credentials(SSID, Secret(PASSWORD))
WRONG = Credentials(SSID, Secret("not-the-password"))
UTC_NOW: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - it is injected


class ShellyBench:
    """Meters in an air of their own, met without the rest of the radio."""

    def __init__(self) -> None:
        self.air = Air(latency_s=0.001)
        self.backend = self.air.backend()
        self.lease = new_lease(Purpose.MANAGE)
        self.wifi = new_lease(Purpose.WIFI_SETUP)
        self.earned: list[Evidence] = []
        self.tried: list[tuple[str, str]] = []
        self.devices: list[ShellyDevice] = []
        self.networks: tuple[tuple[str, int, str], ...] = NETWORKS
        self.url: str | None = URL

    @property
    def steps(self) -> list[Step]:
        return [e.step for e in self.earned]

    async def join(self, ssid: str, password: str) -> JoinResult:
        self.tried.append((ssid, password))
        known = any(ssid == row[0] for row in self.networks)
        return JoinResult(known and password == PASSWORD, self.url)

    async def device(
        self,
        *,
        model: str = MODEL,
        join: Callable[[str, str], Awaitable[JoinResult]] | None = None,
        kind: type[ShellyDevice] = ShellyDevice,
        password: str = "",
        pairing: bool = False,
        **wishes: Any,
    ) -> ShellyDevice:
        """A meter that is on."""
        device = kind(
            self.air,
            "F0:CA:FE:00:00:07",
            Identity(MAC, model, NAME, "1.4.4"),
            networks=lambda: self.networks,
            join=join or self.join,
            readings=lambda: READINGS,
            lock=Lock(Secret(password), pairing),
            **wishes,
        )
        self.devices.append(device)
        await device.power_on()
        return device

    async def find(self) -> tuple[BLEDevice, AdvertisementData]:
        """Scan as any bleak program does, until a name is heard."""
        found = asyncio.get_running_loop().create_future()

        def heard(device: BLEDevice, data: AdvertisementData) -> None:
            if data.local_name and not found.done():
                found.set_result((device, data))

        async with bleak.BleakScanner(heard, backend=self.backend.scanner):
            return await asyncio.wait_for(found, 30)

    @asynccontextmanager
    async def session(self, serial: str = MAC) -> AsyncIterator[Session]:
        """A link to the one meter in the air."""
        device, _ = await self.find()
        async with Session(
            device,
            (SERVICE,),
            self.lease,
            serial=serial,
            patience=PATIENT,
            backend=self.backend.client,
            connecting=asyncio.Lock(),
        ) as session:
            yield session

    @asynccontextmanager
    async def driver(self, serial: str = MAC) -> AsyncIterator[ShellyProvisioner]:
        """The driver, ready."""
        async with self.session(serial) as session:
            driver = ShellyProvisioner(session, serial, UTC_NOW)
            await driver.start(self.earned.append)
            yield driver

    async def provision(self, driver: ShellyProvisioner, credentials: Credentials = RIGHT) -> str:
        return await driver.provision(self.wifi, credentials, self.earned.append)

    async def close(self) -> None:
        for device in self.devices:
            await device.power_off()
        await self.air.close()
