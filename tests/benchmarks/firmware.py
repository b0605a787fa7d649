"""`firmware_*_s`: seconds to send an image to a device over SMP, by us and by smpclient in turn."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from unittest.mock import patch

import bleak
from smpclient import SMPClient
from smpclient.transport.ble import SMPBLETransport

from tests.benchmarks.table import Figure
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image
from walkdown.core.mcuboot import read_image
from walkdown.core.sighting import Protocol, Sighting
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.devices.smp.link import Link
from walkdown.devices.smp.upload import Upload
from walkdown.devices.smp.way import Way
from walkdown.devices.waiting import Patience
from walkdown.practice.air import Air
from walkdown.practice.firmware_print import print_image
from walkdown.practice.peripheral_spec import PeripheralSpec
from walkdown.practice.smp_service import SmpServer

ROUNDS = 5
INTERVAL_S = 0.03
ADDRESS = "F0:CA:FE:00:00:42"
SIZES = {23: 12_000, 247: 100_000}
CONNECT_S = 20.0


@dataclass(frozen=True, slots=True)
class Speeds:
    """Seconds of each round, in turn."""

    mtu: int
    size: int
    ours: tuple[float, ...]
    peer: tuple[float, ...]

    def figure(self, name: str) -> Figure:
        """Medians; the peer's is the bound."""
        note = (
            f"{self.size} bytes at MTU {self.mtu}, {INTERVAL_S * 1000:.0f} ms; bytes per second, medians: ours"
            f" {self.size / median(self.ours):,.0f} ({self.size / max(self.ours):,.0f} to"
            f" {self.size / min(self.ours):,.0f}), smpclient {self.size / median(self.peer):,.0f}"
            f" ({self.size / max(self.peer):,.0f} to {self.size / min(self.peer):,.0f})"
        )
        ours, peer = median(self.ours), median(self.peer)
        return Figure(name, ours, peer, 1.0, "s", ROUNDS, note, bounds_ratio=True)


def measure() -> Figure:
    """At the MTU that laptops and devices usually agree on."""
    return asyncio.run(speeds(247)).figure("firmware_247_s")


def measure_small() -> Figure:
    """At the smallest MTU that there is."""
    return asyncio.run(speeds(23)).figure("firmware_23_s")


async def speeds(mtu: int) -> Speeds:
    """One round of each to warm up, then all the others."""
    image = read_image(print_image("2.0.0", SIZES[mtu]))
    rounds = [(await _round(_ours, mtu, image), await _round(_peers, mtu, image)) for _ in _turns()]
    ours, peer = zip(*rounds[1:], strict=True)
    return Speeds(mtu, image.size, ours, peer)


def _turns() -> range:
    return range(ROUNDS + 1)


async def _round(send: Callable[[Air, Image], Awaitable[float]], mtu: int, image: Image) -> float:
    """A device of its own, which must hold the image in the end."""
    air, server = Air(interval_s=INTERVAL_S), SmpServer("1.0.0")
    device = air.add(PeripheralSpec(ADDRESS, "GW1", services=(server.service(),), mtu=mtu))

    async def restart() -> None:
        raise AssertionError("nobody asked for that")

    server.attach(device, restart)
    await device.power_on()
    try:
        seconds = await send(air, image)
    finally:
        await air.close()
    if server.slots.content(1) != image.content:
        raise AssertionError("it did not arrive")
    return seconds


async def _ours(air: Air, image: Image) -> float:
    backend = air.backend()
    radio = BleakRadio(BleBackend(backend.client, backend.scanner))
    async for sightings in radio.scan(_lease(Purpose.DISCOVER)):
        if sightings:
            break
    sighting = Sighting(ADDRESS, "GW1", "", -50, Protocol.UNKNOWN)
    link = Link(Way(radio, _lease(Purpose.MANAGE), sighting, ""))
    await link.open()
    try:
        begun = time.perf_counter()
        await Upload(image, lambda _: None, Patience()).run(_lease(Purpose.FIRMWARE), link.talk)
        return time.perf_counter() - begun
    finally:
        await link.drop()


async def _peers(air: Air, image: Image) -> float:
    backend = air.backend()
    with (
        patch.object(bleak, "get_platform_client_backend_type", lambda: (backend.client, "air")),
        patch.object(bleak, "get_platform_scanner_backend_type", lambda: (backend.scanner, "air")),
    ):
        client = SMPClient(SMPBLETransport(), ADDRESS)
        await client.connect(CONNECT_S)
        try:
            begun = time.perf_counter()
            async for _ in client.upload(image.content):
                pass
            return time.perf_counter() - begun
        finally:
            await client.disconnect()


def _lease(purpose: Purpose) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


if __name__ == "__main__":
    from tests.benchmarks.table import table

    figures = [measure(), measure_small()]
    sys.stdout.write(
        table(figures) + "\n" + "".join(f"\n{f.name}: {f.note}" for f in figures) + "\n"
    )
