"""The other side of `discover_s`: a plain BleakScanner on the same air, to its fortieth device."""

from __future__ import annotations

import asyncio
import json
import time

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from tests.benchmarks.prepared import forty
from walkdown.practice.world import World


async def main() -> None:
    """Prints the seconds from making the scanner to the fortieth name."""
    scenario = forty()
    world = World(scenario, lambda: None)
    await world.start()
    names: set[str] = set()
    complete = asyncio.Event()

    def heard(_device: BLEDevice, advert: AdvertisementData) -> None:
        if advert.local_name:
            names.add(advert.local_name)
        if len(names) == len(scenario.devices):
            complete.set()

    begun = time.perf_counter()
    async with BleakScanner(heard, backend=world.backend.scanner):
        await complete.wait()
        print(json.dumps({"seconds": time.perf_counter() - begun}), flush=True)
    await world.close()


asyncio.run(main())
