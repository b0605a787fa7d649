"""A whole roof commissioned side by side: our wall time, a client of others' in a loop, and the bound."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import bleak
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from improv_ble_client import ImprovBLEClient

from tests.app.laptop import SCENARIOS, Laptop
from tests.benchmarks.table import Figure
from walkdown.app.engine import Parts
from walkdown.app.messages import Message
from walkdown.core.device import Work
from walkdown.core.secret import Secret
from walkdown.devices.radio import BleakRadio
from walkdown.practice.crowd import crowd
from walkdown.practice.scenario import Scenario
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.practice.world import World

NAME = "rooftop"
REQUESTS = 11  # of one plain device, see att_requests_per_device
LOOPED = 6  # devices that the client is led through; each takes it as long as the next
MOST_OVER_BOUND = 1.15


def measure() -> Figure:
    """Forty devices."""
    return _figure("crew_40_s", rooftop())


def measure_many() -> Figure:
    """Two hundred."""
    return _figure("crew_200_s", rooftop(200))


def rooftop(count: int = 40) -> Scenario:
    """The practice site of that name; with other devices where there shall be more."""
    site = load_scenario(scenario_path(SCENARIOS, NAME))
    return site if count == len(site.devices) else replace(site, devices=crowd(count).devices)


def bound_s(site: Scenario) -> float:
    """What no order of work can go below: requests one after the other, or joining on all links."""
    serial = len(site.devices) * REQUESTS * (site.interval_ms or 0) / 1000
    return max(serial, len(site.devices) * site.join_s / site.links)


async def ours_s(site: Scenario) -> float:
    """From the owner's password to the last device that answers on the network, in seconds."""
    with tempfile.TemporaryDirectory(prefix="walkdown-crew-") as folder:
        laptop = Roof(Path(folder), {NAME: site})
        try:
            await laptop.ready(NAME, site.router.ssid)
            with site.router_password.reveal() as password:
                began = time.monotonic()
                await laptop.engine.network.send(Secret(password))
            await laptop.all_done()
            return time.monotonic() - began
        finally:
            await laptop.close()


async def looped_s(site: Scenario) -> float:
    """The same for one device of `py-improv-ble-client`, led through some of them in turn."""
    few = replace(site, devices=site.devices[:LOOPED])
    async with _world(few) as world:
        met = await _heard(world)
        began = time.monotonic()
        for device, advert in met:
            await _provision(device, advert, few)
        return (time.monotonic() - began) / len(met)


class Roof(Laptop):
    """The laptop with the patience and the radio of the program itself, and nobody who watches."""

    def _parts(self) -> Parts:
        self.news = asyncio.Event()
        parts = super()._parts()
        radio = BleakRadio(self.yard.air, links=8)
        return replace(parts, practice=replace(parts.practice, radio=radio))

    def _publish(self, message: Message) -> None:
        super()._publish(message)
        self.news.set()

    async def all_done(self) -> None:
        """Wait until every device is online."""
        while self.works() != {Work.ONLINE}:
            self.news.clear()
            await self.news.wait()


def _figure(name: str, site: Scenario) -> Figure:
    ours, each = asyncio.run(ours_s(site)), asyncio.run(looped_s(site))
    count, bound = len(site.devices), bound_s(site)
    note = (
        f"{count} devices, joining {site.join_s:g} s, {site.links} links; other: the bound. The"
        f" client in a loop takes {each:.2f} s for each ({LOOPED} measured), so {each * count:.0f} s"
        f" for all: {each * count / ours:.1f} times ours"
    )
    return Figure(name, ours, bound, MOST_OVER_BOUND, "s", 1, note, bounds_ratio=True)


@asynccontextmanager
async def _world(site: Scenario) -> AsyncIterator[World]:
    world = World(site, lambda: None)
    await world.start()
    backend = world.backend
    kinds = (
        patch.object(bleak, "get_platform_client_backend_type", lambda: (backend.client, "a")),
        patch.object(bleak, "get_platform_scanner_backend_type", lambda: (backend.scanner, "a")),
    )
    try:
        with kinds[0], kinds[1]:
            yield world
    finally:
        await world.close()


async def _heard(world: World) -> list[tuple[BLEDevice, AdvertisementData]]:
    met: dict[str, tuple[BLEDevice, AdvertisementData]] = {}
    count, complete = len(world.scenario.devices), asyncio.Event()

    def hear(device: BLEDevice, advert: AdvertisementData) -> None:
        if advert.service_data:
            met[device.address] = (device, advert)
            if len(met) == count:
                complete.set()

    async with bleak.BleakScanner(hear):
        await complete.wait()
    return list(met.values())


async def _provision(device: BLEDevice, advert: AdvertisementData, site: Scenario) -> None:
    peer = ImprovBLEClient(device, advert)
    await peer.ensure_connected()
    with site.router_password.reveal() as password:
        await peer.provision(site.router.ssid, password, None)
    peer._expected_disconnect = True
    if peer._client is not None:
        await peer._client.disconnect()
    await asyncio.gather(*peer._background_tasks, return_exceptions=True)
