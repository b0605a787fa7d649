"""Our practice device understands esp_prov's order and forms; shown by a stand-in, not by that client."""

from __future__ import annotations

import asyncio

import bleak
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from bleak.exc import BleakGATTProtocolError

from tests.devices.conftest import PASSWORD, SSID, Bench, bench
from tests.devices.espressif_bench import POP, device_on, safety
from tests.peers.esp_prov_walk import walk
from walkdown.devices.espressif.protocol import Reason, Station, WifiState
from walkdown.devices.espressif.scheme import WrongProof

__all__ = ["bench"]
MTUS = pytest.mark.parametrize("mtu", [23, 247])


@pytest.fixture(autouse=True)
def through_our_backend(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows nothing of our backend, so bleak gives it by the names it looks up."""
    pair = bench.backend.client, bench.backend.scanner
    monkeypatch.setattr(bleak, "get_platform_client_backend_type", lambda: (pair[0], "air"))
    monkeypatch.setattr(bleak, "get_platform_scanner_backend_type", lambda: (pair[1], "air"))


@MTUS
@pytest.mark.parametrize("security", [0, 1, 2])
async def test_its_order_provisions_our_device(bench: Bench, security: int, mtu: int) -> None:
    await device_on(bench, mtu=mtu, safety=safety(security))
    state = await walk(*await _found(), security, POP, SSID, PASSWORD)
    assert state.station is Station.CONNECTED
    assert bench.tried == [(SSID, PASSWORD)]


@MTUS
@pytest.mark.parametrize(
    ("ssid", "reason"), [(SSID, Reason.PASSWORD), ("Not-in-the-air", Reason.NETWORK)]
)
async def test_it_is_told_why_the_device_did_not_join(
    bench: Bench, ssid: str, reason: Reason, mtu: int
) -> None:
    await device_on(bench, mtu=mtu)
    state = await walk(*await _found(), 1, POP, ssid, "not-the-password")
    assert state == WifiState(Station.FAILED, reason)


@pytest.mark.parametrize("security", [1, 2])
async def test_a_wrong_proof_hands_over_nothing(bench: Bench, security: int) -> None:
    await device_on(bench, safety=safety(security))
    with pytest.raises((BleakGATTProtocolError, WrongProof)):
        await walk(*await _found(), security, "wrong-pop", SSID, PASSWORD)
    assert bench.tried == []


async def _found() -> tuple[BLEDevice, AdvertisementData]:
    found = asyncio.get_running_loop().create_future()

    def heard(device: BLEDevice, advert: AdvertisementData) -> None:
        if advert.local_name and not found.done():
            found.set_result((device, advert))

    async with bleak.BleakScanner(heard):
        return await asyncio.wait_for(found, 30)
