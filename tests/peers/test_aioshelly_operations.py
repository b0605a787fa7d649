"""What Home Assistant's Shelly client can ask a meter by Bluetooth, at the smallest MTU and a usual one."""

from __future__ import annotations

import base64
import contextlib

import pytest
from aioshelly.ble import async_ensure_ble_enabled, get_device_from_model_id, get_name_from_model_id
from aioshelly.ble.manufacturer_data import has_rpc_over_ble, parse_shelly_manufacturer_data
from aioshelly.ble.parser import parse_ble_scan_result_event
from aioshelly.ble.provisioning import ble_rpc_device
from aioshelly.exceptions import DeviceConnectionError, RpcCallError
from aioshelly.rpc_device.device import RpcUpdateType

from tests.devices.conftest import PASSWORD, SSID, until
from tests.devices.shelly_bench import MAC, NAME, READINGS, ShellyBench
from tests.peers.aioshelly_absent import ABSENT
from walkdown.practice.air_payload import encode_advert, encode_name
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.shelly_facts import LINES
from walkdown.practice.shelly_wire import CAN_BE_FOUND, LOCKED, PAIRING, RPC, advert

MTUS = pytest.mark.parametrize("mtu", [23, 247])
ONE_PHASE = "SPEM-002CEBEU50"


# --- adverts, which know no MTU


@pytest.mark.parametrize("model", LINES)
async def test_the_peer_knows_each_of_our_models_by_its_advert(
    bench: ShellyBench, model: str
) -> None:
    await bench.device(model=model)
    _, heard = await bench.find()
    said = parse_shelly_manufacturer_data(heard.manufacturer_data)
    assert said is not None
    known = get_device_from_model_id(said["model_id"])
    assert known is not None
    assert known.model == model
    assert get_name_from_model_id(said["model_id"]) == known.name
    assert said["mac"] == ":".join(MAC[n : n + 2] for n in range(0, 12, 2))
    assert has_rpc_over_ble(heard.manufacturer_data)


async def test_the_peer_sees_in_the_advert_that_a_meter_is_locked(bench: ShellyBench) -> None:
    await bench.device(password="meter-cupboard-7")
    said = parse_shelly_manufacturer_data((await bench.find())[1].manufacturer_data)
    assert said is not None
    assert said["flags"] == CAN_BE_FOUND | RPC | LOCKED


async def test_the_peer_sees_in_the_advert_that_a_meter_waits_to_be_paired(
    bench: ShellyBench,
) -> None:
    device = await bench.device(pairing=True)
    device.press_button()
    said = parse_shelly_manufacturer_data((await bench.find())[1].manufacturer_data)
    assert said is not None
    assert said["flags"] == CAN_BE_FOUND | RPC | PAIRING


@pytest.mark.parametrize("version", [1, 2])
def test_the_peer_takes_our_advert_from_another_shelly_that_relays_it(version: int) -> None:
    parts = encode_advert(advert(MAC, 0x1024, RPC)), encode_name(NAME)
    row = ["f0:ca:fe:00:00:07", -60, *(base64.b64encode(part).decode() for part in parts)]
    event = [version, *row] if version == 1 else [version, [row]]
    assert parse_ble_scan_result_event(event) == [("F0:CA:FE:00:00:07", -60, b"".join(parts))]


# --- what a meter has


@MTUS
async def test_the_peer_knows_the_whole_meter_from_its_start(bench: ShellyBench, mtu: int) -> None:
    device = await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert device.peripheral.mtu == mtu
        assert peer.initialized
        assert peer.connected
        assert (peer.gen, peer.version, peer.model) == (2, "1.4.4", "SPEM-003CEBEU")
        assert peer.hostname == peer.name == f"shellypro3em-{MAC.lower()}"
        assert peer.firmware_supported
        assert not peer.requires_auth
        assert not peer.zigbee_enabled
        assert not peer.zigbee_firmware
        assert peer.xmod_info == {}
        assert peer.event is None
        assert peer.last_error is None
    assert not peer.connected


@MTUS
async def test_the_peer_reads_the_meter_again_whenever_it_wants(
    bench: ShellyBench, mtu: int
) -> None:
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        measured = peer.status["em:0"]
        for again in (peer.update_status, peer.update_config, peer.poll):
            await again()
        await peer.get_dynamic_components()
        assert peer.status["em:0"] == measured
        assert measured["total_act_power"] == float(READINGS[0].value)
        assert peer.config["ble"]["rpc"]["enable"]
        assert await peer.add_on_info() == {"type": None}
        two = await peer.call_rpc_multiple([("WiFi.GetStatus", None), ("EM.GetStatus", {"id": 0})])
        assert [two[0]["status"], two[1]] == ["disconnected", measured]
        heard: list[RpcUpdateType] = []
        peer.subscribe_updates(lambda _, kind: heard.append(kind))
        await peer._rpc.disconnect()
        await peer.initialize()
        assert heard == [RpcUpdateType.INITIALIZED]  # nothing else is ever told by Bluetooth


@MTUS
async def test_the_peer_restarts_our_meter_and_meets_it_again(bench: ShellyBench, mtu: int) -> None:
    device = await bench.device(mtu=mtu)
    found = (await bench.find())[0]
    async with ble_rpc_device(found) as peer:
        with contextlib.suppress(DeviceConnectionError):  # it may be gone before it is heard
            await peer.trigger_reboot()
        await until(lambda: not device.peripheral.connected)
    await until(lambda: device.peripheral.powered)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert peer.shelly["mac"] == MAC


async def test_the_peer_has_no_network_address_of_a_meter_that_it_meets_by_bluetooth(
    bench: ShellyBench,
) -> None:
    await bench.device()
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert peer.port == 80
        with pytest.raises(AttributeError):
            assert peer.ip_address


@MTUS
async def test_the_peer_is_told_of_every_method_and_each_answers(
    bench: ShellyBench, mtu: int
) -> None:
    device = await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        methods = await peer.methods_list()
        assert {"WiFi.Scan", "WiFi.GetStatus", "WiFi.SetConfig", "EM.GetStatus"} <= set(methods)
        assert not await peer.supports_scripts()
        for method in methods:
            if not method.endswith(("SetConfig", "Reboot")):
                assert isinstance(await peer.call_rpc(method, {"id": 0}), dict)
        assert set(methods) - set(device.commands) == {
            m for m in methods if m.endswith(("SetConfig", "Reboot"))
        }


@MTUS
async def test_the_peer_reads_a_meter_of_one_phase(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu, model=ONE_PHASE)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        measured = await peer.call_rpc("EM1.GetStatus", {"id": 0})
        assert (measured["act_power"], measured["voltage"]) == (412.0, 231.0)


@MTUS
async def test_the_peer_scans_and_gives_a_network_over_one_link(
    bench: ShellyBench, mtu: int
) -> None:
    device = await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert SSID in [row["ssid"] for row in await peer.wifi_scan()]
        given = await peer.wifi_setconfig(sta_ssid=SSID, sta_password=PASSWORD, sta_enable=True)
        assert given == {"restart_required": False}
        await until(lambda: device.station.status()["status"] == "got ip")
        assert (await peer.call_rpc("WiFi.GetStatus"))["ssid"] == SSID
    assert bench.tried == [(SSID, PASSWORD)]


@MTUS
async def test_the_peer_changes_the_settings_of_the_radio(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert not await async_ensure_ble_enabled(peer)
        assert await peer.ble_getconfig() == {"enable": True, "rpc": {"enable": True}}
        assert await peer.ble_setconfig(True, False) == {"restart_required": True}
        assert await peer.ble_setconfig(True, False) == {"restart_required": False}
        assert await peer.ble_getconfig() == {"enable": True, "rpc": {"enable": False}}
        await peer.update_config()
        assert not peer.config["ble"]["rpc"]["enable"]
        with pytest.raises(RpcCallError) as failed:
            await peer.call_rpc("BLE.SetConfig", {"config": {"enable": "yes"}})
        assert failed.value.code == -103


@MTUS
async def test_the_peer_changes_where_the_meter_reports_to(bench: ShellyBench, mtu: int) -> None:
    where = "ws://192.0.2.1:8123/api/shelly/ws"
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        assert await peer.ws_setconfig(True, where) == {"restart_required": True}
        assert await peer.ws_getconfig() == {"enable": True, "server": where, "ssl_ca": "*"}
        assert not await peer.update_outbound_websocket(where)
        for wrong in ({"server": 7}, {"server": "x" * 256}, {"enable": 1}):
            with pytest.raises(RpcCallError) as failed:
                await peer.call_rpc("Ws.SetConfig", {"config": wrong})
            assert failed.value.code == -103
        with pytest.raises(RpcCallError):
            await peer.call_rpc("Ws.SetConfig")


@MTUS
async def test_the_peer_is_told_of_each_thing_our_meter_has_not_and_the_link_stays(
    bench: ShellyBench, mtu: int
) -> None:
    device: ShellyDevice = await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as peer:
        for ask in ABSENT:
            with pytest.raises(RpcCallError) as failed:
                await ask(peer)
            assert failed.value.code == 404
        await peer.update_cover_status(0)  # asks nothing where there is no cover
        assert (await peer.call_rpc("WiFi.GetStatus"))["status"] == "disconnected"
        assert device.peripheral.connected
