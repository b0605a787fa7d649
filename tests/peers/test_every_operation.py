"""Each operation that the two provisioning clients have, at the smallest MTU and at a usual one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import bleak
import pytest
from aioshelly.ble.manufacturer_data import (
    has_rpc_over_ble,
    parse_shelly_manufacturer_data,
)
from aioshelly.ble.provisioning import ble_rpc_device
from aioshelly.common import ConnectionOptions
from aioshelly.rpc_device import RpcDevice
from improv_ble_client import ImprovBLEClient, device_filter
from improv_ble_client import errors as peer_errors

from tests.devices.conftest import until
from tests.devices.shelly_bench import MAC, READINGS, ShellyBench
from tests.peers.test_py_improv import NAME, PASSWORD, ROWS, SERIAL, SSID, URL, Site
from walkdown.practice import improv_wire as wire
from walkdown.practice.improv_device import Identity, ImprovDevice

pytestmark = pytest.mark.expects_log("Received invalid command", "unexpectedly disconnected")
SMALL, USUAL = 23, 247
MTUS = pytest.mark.parametrize("mtu", [SMALL, USUAL])


@pytest.fixture
async def site(mtu: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """One Improv device of that MTU; the peer gets our backend by the names that bleak looks up."""
    made = Site()
    made.device = ImprovDevice(
        made.air,
        "F0:CA:FE:00:00:02",
        Identity(SERIAL, "GW-1", NAME, "4.2.1"),
        networks=lambda: ROWS,
        join=made._join,
        mtu=mtu,
    )
    pair = made.backend.client, made.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair[0], "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair[1], "air"))
    await made.device.power_on()
    yield made
    await made.close()


@pytest.fixture
async def peer(site: Site) -> AsyncIterator[Any]:
    """The peer's Improv client, let go at the end."""
    client = ImprovBLEClient(*await site.find())
    yield client
    if client._client is not None:
        client._expected_disconnect = True
        await client._client.disconnect()
    client._cancel_disconnect_timer()
    await asyncio.gather(*client._background_tasks, return_exceptions=True)


# --- Improv


@MTUS
async def test_improv_what_it_is_and_can(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    assert (peer.name, peer.address) == (NAME, "F0:CA:FE:00:00:02")
    assert peer.rssi is not None
    assert peer.can_identify
    assert peer.can_get_device_info
    assert peer.can_scan_wifi
    assert peer.can_set_hostname
    assert not await peer.need_authorization()


@MTUS
async def test_improv_identify(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    await peer.identify()
    await until(lambda: site.device.blinking)


@MTUS
async def test_improv_state_updates(site: Site, peer: Any) -> None:
    heard: list[int] = []
    unsubscribe = await peer.subscribe_state_updates(heard.append)
    site.device._enter(wire.Phase.JOINING)
    await until(lambda: wire.Phase.JOINING in heard)
    unsubscribe()


@pytest.mark.parametrize("mtu", [USUAL])
async def test_improv_questions_whose_answers_a_notification_carries(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    info = await peer.get_device_info()
    assert (info.firmware_name, info.device_name) == (b"GW-1", NAME.encode())
    assert [n[0] for n in (await peer.scan_wifi()).networks] == [row[0].encode() for row in ROWS]
    assert await peer.get_hostname() == NAME.lower()
    assert await peer.set_hostname("garage-meter") == "garage-meter"


@pytest.mark.parametrize("mtu", [SMALL])
@pytest.mark.parametrize("question", ["get_device_info", "scan_wifi"])
async def test_improv_answers_longer_than_a_notification_are_more_than_the_peer_reads(
    site: Site, peer: Any, question: str
) -> None:
    await peer.ensure_connected()
    with pytest.raises(peer_errors.ImprovError):
        await getattr(peer, question)()


@pytest.mark.parametrize("mtu", [SMALL])
async def test_improv_an_answer_that_fits_is_read(site: Site, peer: Any) -> None:
    await peer.ensure_connected()
    assert await peer.set_hostname("garage-meter") == "garage-meter"
    assert await peer.get_hostname() == "garage-meter"


@MTUS
async def test_improv_a_wrong_password_then_the_right_one(site: Site, peer: Any) -> None:
    with pytest.raises(peer_errors.ProvisioningFailed) as failed:
        await peer.provision(SSID, "not-the-password", None)
    assert failed.value.error == wire.Fail.NO_NETWORK
    await asyncio.gather(*peer._background_tasks)
    if site.device.peripheral.spec.mtu > SMALL:
        assert await peer.provision(SSID, PASSWORD, None) == URL
    else:  # the address is longer than its notification, which the peer does not put together
        with pytest.raises(peer_errors.ImprovError):
            await peer.provision(SSID, PASSWORD, None)
    assert site.tried[-1] == (SSID, PASSWORD)


@pytest.mark.parametrize("mtu", [USUAL])
async def test_improv_a_device_that_has_joined_is_offered_no_more(site: Site, peer: Any) -> None:
    assert await peer.provision(SSID, PASSWORD, None) == URL
    found: list[bool] = []

    def heard(_device: object, advert: Any) -> None:
        if wire.SERVICE in advert.service_uuids:
            found.append(device_filter(advert))

    async with bleak.BleakScanner(heard, backend=site.backend.scanner):
        await until(lambda: bool(found) or not site.device.peripheral.powered)
    assert not any(found)


# --- Shelly


@pytest.fixture
async def bench(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ShellyBench]:
    """An air with meters, met by a peer that knows nothing of our backend."""
    made = ShellyBench()
    pair = made.backend.client, made.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair[0], "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair[1], "air"))
    yield made
    await made.close()


async def test_shelly_adverts_are_read_alike(bench: ShellyBench) -> None:
    await bench.device()
    _, advert = await bench.find()
    said = parse_shelly_manufacturer_data(advert.manufacturer_data)
    assert said is not None
    assert str(said["mac"]).replace(":", "").upper() == MAC
    assert has_rpc_over_ble(advert.manufacturer_data)


@MTUS
async def test_shelly_the_whole_device_is_read_at_its_start(bench: ShellyBench, mtu: int) -> None:
    await bench.device(mtu=mtu)
    device = await RpcDevice.create(
        None, None, ConnectionOptions(ble_device=(await bench.find())[0], device_mac=MAC)
    )
    try:
        await device.initialize()
        assert device.initialized
        assert device.shelly["mac"] == MAC
        assert device.status["em:0"]["total_act_power"] == float(READINGS[0].value)
        assert "wifi" in device.config
    finally:
        await device.shutdown()


@MTUS
@pytest.mark.parametrize(
    ("method", "params", "key"),
    [
        ("Shelly.GetDeviceInfo", None, "mac"),
        ("Shelly.GetConfig", None, "wifi"),
        ("Shelly.GetStatus", None, "sys"),
        ("Shelly.GetComponents", {"dynamic_only": True}, "components"),
        ("WiFi.Scan", None, "results"),
        ("WiFi.GetStatus", None, "status"),
        ("EM.GetStatus", {"id": 0}, "total_act_power"),
    ],
)
async def test_shelly_each_method_is_answered(
    bench: ShellyBench, mtu: int, method: str, params: dict[str, Any] | None, key: str
) -> None:
    await bench.device(mtu=mtu)
    async with ble_rpc_device((await bench.find())[0]) as device:
        assert key in await device.call_rpc(method, params)
