"""What goes wrong between Home Assistant's Shelly client and a meter, at both MTUs, and how it ends."""

from __future__ import annotations

import pytest
from aioshelly.ble.provisioning import (
    async_provision_wifi,
    async_scan_wifi_networks,
    ble_rpc_device,
)
from aioshelly.common import ConnectionOptions
from aioshelly.exceptions import (
    DeviceConnectionError,
    MacAddressMismatchError,
    NotInitialized,
    RpcCallError,
)
from aioshelly.rpc_device import RpcDevice
from aioshelly.rpc_device.blerpc import BleRPC

from tests.devices.conftest import NETWORKS, PASSWORD, SSID, until
from tests.devices.shelly_bench import MAC, ShellyBench
from walkdown.practice.shelly_facts import ShellyFaults

MTUS = pytest.mark.parametrize("mtu", [23, 247])
LOCK = "meter-cupboard-7"


async def peer_of(bench: ShellyBench, mac: str | None = None) -> RpcDevice:
    """The peer's device, not yet connected."""
    options = ConnectionOptions(ble_device=(await bench.find())[0], device_mac=mac)
    return await RpcDevice.create(None, None, options)


@MTUS
async def test_the_peer_reads_who_a_locked_meter_is_and_nothing_else(
    bench: ShellyBench, mtu: int
) -> None:
    """It has no digest over Bluetooth, so a password in its options changes nothing."""
    await bench.device(mtu=mtu, password=LOCK)
    rpc = BleRPC((await bench.find())[0])
    await rpc.connect()
    assert (await rpc.call("Shelly.GetDeviceInfo"))["auth_en"]
    for method in ("Shelly.GetConfig", "WiFi.Scan", "WiFi.SetConfig", "Shelly.Reboot", "No.Such"):
        with pytest.raises(RpcCallError) as failed:
            await rpc.call(method)
        assert failed.value.code == 401
    await rpc.disconnect()
    assert not rpc.connected


@MTUS
async def test_the_peer_lets_a_locked_meter_go_and_says_why(bench: ShellyBench, mtu: int) -> None:
    device = await bench.device(mtu=mtu, password=LOCK)
    peer = await peer_of(bench)
    with pytest.raises(DeviceConnectionError) as failed:
        await peer.initialize()
    assert isinstance(failed.value.__cause__, RpcCallError)
    assert failed.value.__cause__.code == 401
    assert peer.requires_auth
    assert not peer.initialized
    await until(lambda: not device.peripheral.connected)


@MTUS
async def test_the_peer_lets_a_meter_go_that_is_another(bench: ShellyBench, mtu: int) -> None:
    device = await bench.device(mtu=mtu, faults=ShellyFaults(wrong_serial=True))
    peer = await peer_of(bench, MAC)
    with pytest.raises(MacAddressMismatchError):
        await peer.initialize()
    await until(lambda: not device.peripheral.connected)
    assert list(device.commands) == ["Shelly.GetDeviceInfo"]


async def test_the_peer_knows_nothing_before_it_has_asked(bench: ShellyBench) -> None:
    await bench.device()
    peer = await peer_of(bench)
    for fact in ("shelly", "status", "config", "gen"):
        with pytest.raises(NotInitialized):
            getattr(peer, fact)
    with pytest.raises(DeviceConnectionError):
        await peer.call_rpc("Shelly.GetStatus")


@MTUS
async def test_the_peer_gets_over_a_false_length(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu, faults=ShellyFaults(false_length=True))
    assert len(await async_scan_wifi_networks((await bench.find())[0])) == len(NETWORKS)


@MTUS
async def test_the_peer_does_not_need_the_notifications(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu, faults=ShellyFaults(lost_notifications=True))
    assert len(await async_scan_wifi_networks((await bench.find())[0])) == len(NETWORKS)


@MTUS
async def test_the_peer_gives_up_on_an_answer_that_is_no_json(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu, faults=ShellyFaults(garbage_replies=True))
    peer = await peer_of(bench)
    with pytest.raises(DeviceConnectionError):
        await peer.initialize()
    assert isinstance(peer.last_error, DeviceConnectionError)


@MTUS
async def test_the_peer_is_told_that_a_meter_cannot_scan_and_may_still_set_it_up(
    bench: ShellyBench, mtu: int
) -> None:
    await bench.device(mtu=mtu, faults=ShellyFaults(cannot_scan=True))
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert "WiFi.Scan" not in await peer.methods_list()
        with pytest.raises(RpcCallError) as failed:
            await peer.wifi_scan()
        assert failed.value.code == 404
        await peer.wifi_setconfig(sta_ssid=SSID, sta_password=PASSWORD, sta_enable=True)
    await until(lambda: bench.tried == [(SSID, PASSWORD)])


@pytest.mark.parametrize(("mtu", "password"), [(23, "x" * 65), (247, "short")])
async def test_the_peer_is_told_of_a_password_that_no_wifi_has(
    bench: ShellyBench, mtu: int, password: str
) -> None:
    await bench.device(mtu=mtu)
    with pytest.raises(RpcCallError) as failed:
        await async_provision_wifi((await bench.find())[0], SSID, password)
    assert failed.value.code == -103
    assert bench.tried == []


@MTUS
async def test_the_peer_is_not_told_of_a_wrong_password_until_it_asks(
    bench: ShellyBench, mtu: int
) -> None:
    """Stored is not joined: its own provisioning ends before either is known."""
    device = await bench.device(mtu=mtu)
    await async_provision_wifi((await bench.find())[0], SSID, "not-the-password")
    await until(lambda: bench.tried == [(SSID, "not-the-password")])
    await until(lambda: device.station.status()["status"] == "disconnected")
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert peer.status["wifi"]["status"] == "disconnected"
        await peer.wifi_setconfig(sta_ssid=SSID, sta_password=PASSWORD, sta_enable=True)
        await until(lambda: device.station.status()["status"] == "got ip")


@MTUS
async def test_the_peer_fails_when_the_link_is_lost_while_it_provisions_and_can_do_it_again(
    bench: ShellyBench, mtu: int
) -> None:
    await bench.device(mtu=mtu, faults=ShellyFaults(drop_link_during_provision_once=True))
    found = (await bench.find())[0]
    with pytest.raises(DeviceConnectionError):
        await async_provision_wifi(found, SSID, PASSWORD)
    assert bench.tried == []
    await async_provision_wifi(found, SSID, PASSWORD)
    await until(lambda: bench.tried == [(SSID, PASSWORD)])


@pytest.mark.parametrize(
    ("mtu", "request_number"), [(23, 1), (23, 2), (23, 4), (247, 1), (247, 3), (247, 4)]
)
async def test_the_peer_fails_at_each_request_that_the_link_is_lost_at_and_starts_anew(
    bench: ShellyBench, mtu: int, request_number: int
) -> None:
    """Length, request, length of the answer, answer: the first four of one question."""
    device = await bench.device(mtu=mtu)
    peer = await peer_of(bench)
    await peer.initialize()
    device.peripheral.drop_after_requests(request_number)
    with pytest.raises(DeviceConnectionError):
        await peer.call_rpc("WiFi.GetStatus")
    assert not peer.connected
    await peer.initialize()
    assert (await peer.call_rpc("WiFi.GetStatus"))["status"] == "disconnected"
    await peer.shutdown()


@MTUS
async def test_a_request_over_512_bytes_is_more_than_the_peer_can_send(
    bench: ShellyBench, mtu: int
) -> None:
    """It writes a request in one, and no value of an attribute is longer; the link stays."""
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        with pytest.raises(DeviceConnectionError):
            await peer.script_putcode(1, "x" * 512)
        with pytest.raises(RpcCallError) as failed:
            await peer.script_putcode(1, "x" * 400)
        assert failed.value.code == 404
