"""A street for the drivers: devices of every family, going wrong, and one visit from end to end."""

from __future__ import annotations

import asyncio

from tests.devices.conftest import NETWORKS, PASSWORD, SSID, new_lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Kind, Reading
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol, Sighting, sighting_of
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.devices.waiting import Patience
from walkdown.practice.air import Air
from walkdown.practice.families import InTheAir, Place, built
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.scenario import Family, PracticeDevice

DISCOVER = Purpose.DISCOVER
POP = "abcd1234"
URL = "http://192.0.2.7/"
LATEST_S = 15.0  # nothing takes so long: all the waits below, one after the other
SHORT = Patience(
    connect_s=0.6,
    answer_s=0.3,
    rest_s=0.1,
    look_s=0.6,
    button_s=0.3,
    join_s=0.8,
    goodbye_s=0.5,
    poll_s=0.02,
)
DEVICES = {
    Family.IMPROV: PracticeDevice("770300125518", "GW-1", Kind.GATEWAY, "Hall", "3.4.1", "r2"),
    Family.ESPRESSIF: PracticeDevice(
        "122044170203",
        "MI-800",
        Kind.MICRO_INVERTER,
        "Roof",
        "2.1.0",
        "r3",
        family=Family.ESPRESSIF,
        pop=Secret(POP),
    ),
    Family.SHELLY: PracticeDevice(
        "A0B1C2D3E4F5",
        "SPEM-003CEBEU",
        Kind.METER,
        "Board",
        "1.4.4",
        "r1",
        name="ShellyPro3EM-A0B1C2D3E4F5",
        family=Family.SHELLY,
        readings=(Reading("Power", "412", "W"),),
    ),
}


class Street:
    """An air with what is put into it, a radio, and what reached the devices."""

    def __init__(self) -> None:
        self.air = Air(latency_s=0.001)
        backend = self.air.backend()
        self.radio = BleakRadio(BleBackend(backend.client, backend.scanner), patience=SHORT)
        self.tried: list[tuple[str, str]] = []
        self.devices: list[InTheAir] = []
        self.manage, self.wifi = new_lease(Purpose.MANAGE), new_lease(Purpose.WIFI_SETUP)

    async def put(self, device: PracticeDevice) -> InTheAir:
        """A device that is on. What it joins with is noted."""

        async def join(ssid: str, password: str) -> JoinResult:
            self.tried.append((ssid, password))
            return JoinResult((ssid, password) == (SSID, PASSWORD), URL)

        number = len(self.devices)
        place = Place(
            self.air,
            f"F0:CA:FE:00:00:{number:02d}",
            lambda: NETWORKS,
            join,
            lambda: device.readings,
            lambda _pages, _modbus: None,
            lambda _version: None,
        )
        made = built(device, place)
        self.devices.append(made)
        await made.power_on()
        return made

    async def sight(self, serial: str) -> Sighting:
        """Listen until exactly one device is known to bear this serial."""
        async with asyncio.timeout(LATEST_S):
            scan = self.radio.scan(new_lease(DISCOVER))
            try:
                async for heard in scan:
                    found = sighting_of(serial, heard)
                    if found and found.protocol is not Protocol.UNKNOWN:
                        return found
            finally:
                await scan.aclose()
        raise AssertionError("the scan ended by itself")

    async def visit(self, device: PracticeDevice) -> Code | None:
        """All that is done with a device, from hearing to its address; None where all went well."""
        found = await self.sight(device.serial)
        try:
            async with asyncio.timeout(LATEST_S):
                await self._commission(device, found)
        except Setback as setback:
            return setback.code
        return None

    async def _commission(self, device: PracticeDevice, found: Sighting) -> None:
        async with self.radio.open(self.manage, found, device.serial, lambda _: None) as driver:
            if device.family is Family.ESPRESSIF:
                await driver.authenticate(Proof(Secret(POP), 1))
            await driver.device_info()
            if device.family is Family.IMPROV:
                await driver.identify()
            await driver.scan_networks()
            credentials = Credentials(SSID, Secret(PASSWORD))
            url = await driver.provision(self.wifi, credentials, lambda _: None)
            if not url:  # as the app takes it
                raise Setback(Code.NO_ADDRESS)
            assert url.startswith(URL)

    async def close(self) -> None:
        for device in self.devices:
            await device.power_off()
        await self.air.close()
