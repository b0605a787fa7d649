"""To ask a device for its own serial first costs no more requests than others' clients need without."""

from __future__ import annotations

import asyncio
from typing import Any

import bleak
import pytest
from aioshelly.ble.provisioning import async_provision_wifi
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from improv_ble_client import ImprovBLEClient

from tests.devices.conftest import PASSWORD, SSID, URL, Bench
from tests.devices.conftest import bench as bench_fixture
from tests.devices.sig_bench import device_of, information, serial_of, sight
from walkdown.core.device import Evidence, Step
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol
from walkdown.core.wifi import Credentials
from walkdown.practice.peripheral_spec import Service

bench = bench_fixture

RIGHT = Credentials(SSID, Secret(PASSWORD))
WITH_AND_WITHOUT = pytest.mark.parametrize("told", [True, False], ids=["told", "untold"])


@pytest.fixture(autouse=True)
def for_peers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The peers know nothing of our backend, so bleak gives it by the names it looks up."""
    client, scanner = bench.backend.client, bench.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (client, "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (scanner, "air"))


async def found(bench: Bench) -> tuple[BLEDevice, AdvertisementData]:
    """The one device in the air, once its name and its services are heard."""
    heard = asyncio.get_running_loop().create_future()

    def on_advert(device: BLEDevice, advert: AdvertisementData) -> None:
        if advert.local_name and not heard.done():
            heard.set_result((device, advert))

    async with bleak.BleakScanner(on_advert, backend=bench.backend.scanner):
        return await asyncio.wait_for(heard, 30)


async def ours(bench: Bench, device: Any, protocol: Protocol) -> int:
    """Requests of our driver, from the link until the credentials were taken."""
    counts: list[int] = []

    def earned(evidence: Evidence) -> None:
        if evidence.step is Step.ACCEPTED:
            counts.append(device.peripheral.att_requests)

    await device.power_off()
    await device.power_on()
    async with bench.open(await sight(bench, protocol), serial_of(protocol)) as driver:
        await driver.provision(bench.wifi, RIGHT, earned)
    return counts[0]


async def let_go(peer: Any) -> None:
    """End the peer's link and its timers."""
    if peer._client is not None:
        peer._expected_disconnect = True
        await peer._client.disconnect()
    peer._cancel_disconnect_timer()
    await asyncio.gather(*peer._background_tasks, return_exceptions=True)


def services(told: bool, protocol: Protocol) -> tuple[Service, ...]:
    return (information(serial_of(protocol)),) if told else ()


@WITH_AND_WITHOUT
async def test_an_improv_device_is_asked_no_more_than_by_the_peer(bench: Bench, told: bool) -> None:
    device = await device_of(bench, Protocol.IMPROV, *services(told, Protocol.IMPROV))
    peer = ImprovBLEClient(*await found(bench))
    assert await peer.provision(SSID, PASSWORD, None) == URL
    theirs = device.peripheral.att_requests
    await let_go(peer)
    mine = await ours(bench, device, Protocol.IMPROV)
    print(f"ATT requests, Device Information {told}: ours {mine}, py-improv's {theirs}")
    assert mine <= theirs


@WITH_AND_WITHOUT
@pytest.mark.parametrize("mtu", [23, 247])
async def test_a_meter_is_asked_no_more_than_by_the_peer(
    bench: Bench, told: bool, mtu: int
) -> None:
    more = services(told, Protocol.SHELLY)
    device = await device_of(bench, Protocol.SHELLY, *more, mtu=mtu)
    await async_provision_wifi((await found(bench))[0], SSID, PASSWORD)
    theirs = device.peripheral.att_requests
    mine = await ours(bench, device, Protocol.SHELLY)
    print(f"ATT requests, Device Information {told}: ours {mine}, aioshelly's {theirs}")
    assert mine <= theirs
