"""Home Assistant's own Shelly client, unmodified, sets up our practice meter; and it asks for more."""

from __future__ import annotations

import pytest
from aioshelly.ble.provisioning import (
    async_provision_wifi,
    async_scan_wifi_networks,
    ble_rpc_device,
)
from aioshelly.exceptions import DeviceConnectionError, RpcCallError

from tests.devices.conftest import NETWORKS, PASSWORD, SSID, until
from tests.devices.shelly_bench import MAC, READINGS, RIGHT, URL, ShellyBench
from walkdown.core.device import Step
from walkdown.practice.shelly_facts import ShellyFaults

MTUS = pytest.mark.parametrize("mtu", [23, 247])


@MTUS
async def test_the_peer_provisions_our_meter(bench: ShellyBench, mtu: int) -> None:
    device = await bench.device(mtu=mtu)
    await async_provision_wifi((await bench.find())[0], SSID, PASSWORD)
    await until(lambda: device.station.status()["status"] == "got ip")
    assert bench.tried == [(SSID, PASSWORD)]


@MTUS
async def test_the_peer_hears_what_our_meter_hears(bench: ShellyBench, mtu: int) -> None:
    bench.networks = tuple((f"Network number {i:02d}", -50 - i, "WPA2") for i in range(30))
    await bench.device(mtu=mtu)
    found = await async_scan_wifi_networks((await bench.find())[0])
    assert [(n["ssid"], n["rssi"], n["auth"]) for n in found] == [
        (ssid, dbm, 3) for ssid, dbm, _ in bench.networks
    ]


@MTUS
async def test_the_peer_reads_who_our_meter_is_and_what_it_measures(
    bench: ShellyBench, mtu: int
) -> None:
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert (peer.shelly["mac"], peer.shelly["model"]) == (MAC, "SPEM-003CEBEU")
        assert (peer.firmware_version, peer.gen) == ("20260101-000000/1.4.4-g0000000", 2)
        measured = await peer.call_rpc("EM.GetStatus", {"id": 0})
        assert measured["total_act_power"] == float(READINGS[0].value)
        status = await peer.call_rpc("WiFi.GetStatus")
        assert status["status"] == "disconnected"


async def test_the_peer_is_told_of_what_our_meter_has_not(bench: ShellyBench) -> None:
    await bench.device()
    async with ble_rpc_device((await bench.find())[0]) as peer:
        with pytest.raises(RpcCallError) as failed:
            await peer.call_rpc("Light.GetStatus", {"id": 0})
        assert failed.value.code == 404


async def test_the_peer_is_kept_out_of_a_locked_meter(bench: ShellyBench) -> None:
    await bench.device(password="meter-cupboard-7")
    with pytest.raises(DeviceConnectionError):
        await async_provision_wifi((await bench.find())[0], SSID, PASSWORD)
    assert bench.tried == []


async def test_the_peer_gets_over_a_false_length_of_our_meter(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(false_length=True))
    found = await async_scan_wifi_networks((await bench.find())[0])
    assert len(found) == len(NETWORKS)


@MTUS
async def test_our_driver_asks_no_more_of_the_meter_than_the_peer(
    bench: ShellyBench, mtu: int
) -> None:
    device = await bench.device(mtu=mtu)
    await async_provision_wifi((await bench.find())[0], SSID, PASSWORD)
    peer = device.peripheral.att_requests
    await device.power_off()
    await device.power_on()
    counts: list[int] = []
    async with bench.driver() as driver:

        def earned(evidence: object) -> None:
            if getattr(evidence, "step", None) is Step.ACCEPTED:
                counts.append(device.peripheral.att_requests)

        await driver.device_info()
        assert await driver.provision(bench.wifi, RIGHT, earned) == f"{URL}rpc/"
    print(f"ATT requests at MTU {mtu}: ours {counts[0]}, aioshelly's {peer}")
    assert counts[0] <= peer
