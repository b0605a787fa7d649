"""The practice laptop's Bluetooth fails as bleak tells it on real ones, and a phone takes devices."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bleak import BleakScanner
from bleak.args.bluez import BlueZScannerArgs
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
)

from tests.practice.conftest import until
from walkdown.app.ports import BluetoothPlay, YardView
from walkdown.practice.crowd import crowd
from walkdown.practice.laptop_adapters import USB
from walkdown.practice.scenario import ScenarioBroken
from walkdown.practice.scenario_file import load_scenario
from walkdown.practice.yard import PracticeYard

SCENARIOS = Path(__file__).parents[2] / "resources" / "practice"
ONE, TWO = (device.serial for device in crowd(2).devices)


@pytest.fixture
async def yard() -> AsyncIterator[PracticeYard]:
    """A yard with two plain devices."""
    yard = PracticeYard(SCENARIOS)
    views: list[YardView] = []
    await yard.enter(crowd(2), views.append)
    yield yard
    await yard.close()


async def heard(yard: PracticeYard, adapter: str = "") -> set[str]:
    """The serials in the names that a scan brings, once each device had time to call out often."""
    air = yard._opened().air
    bluez = BlueZScannerArgs(adapter=adapter) if adapter else BlueZScannerArgs()
    async with BleakScanner(bluez=bluez, backend=yard.air.scanner) as scanner:
        enough = air.adverts_delivered + 24
        await until(lambda: air.adverts_delivered >= enough)
        told = scanner.discovered_devices_and_advertisement_data.values()
        return {(advert.local_name or "").rpartition("-")[2] for _, advert in told}


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (BluetoothPlay.MISSING, BleakBluetoothNotAvailableReason.NO_BLUETOOTH),
        (BluetoothPlay.OFF, BleakBluetoothNotAvailableReason.POWERED_OFF),
        (BluetoothPlay.BLOCKED, BleakBluetoothNotAvailableReason.DENIED_BY_USER),
        (BluetoothPlay.CLASSIC, BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE),
    ],
)
async def test_what_cannot_listen_says_so_with_its_reason(
    yard: PracticeYard, play: BluetoothPlay, reason: BleakBluetoothNotAvailableReason
) -> None:
    await yard.play_bluetooth(play)
    with pytest.raises(BleakBluetoothNotAvailableError) as met:
        await heard(yard)
    assert met.value.reason is reason
    await yard.play_bluetooth(BluetoothPlay.WORKS)
    assert await heard(yard) == {ONE, TWO}


async def test_an_adapter_in_use_fails_without_a_reason(yard: PracticeYard) -> None:
    await yard.play_bluetooth(BluetoothPlay.BUSY)
    with pytest.raises(BleakError) as met:
        await heard(yard)
    assert not isinstance(met.value, BleakBluetoothNotAvailableError)


async def test_where_nothing_is_near_it_listens_and_hears_nobody(yard: PracticeYard) -> None:
    await yard.play_bluetooth(BluetoothPlay.NOTHING_NEAR)
    assert await heard(yard) == set()


async def test_of_two_adapters_only_the_chosen_one_hears(yard: PracticeYard) -> None:
    await yard.play_bluetooth(BluetoothPlay.SECOND)
    assert await heard(yard) == set()
    assert await heard(yard, USB.key) == {ONE, TWO}


async def test_a_device_that_a_phone_has_taken_is_silent_until_it_is_let_go(
    yard: PracticeYard,
) -> None:
    await yard.phone_takes(ONE, True)
    await yard.phone_takes(ONE, True)  # twice is as good as once
    assert await heard(yard) == {TWO}
    await yard.phone_takes(ONE, False)
    await until(lambda: not yard._unit(ONE)._radio.peripheral.connected)
    assert await heard(yard) == {ONE, TWO}


async def test_a_phone_does_not_wait_for_a_device_that_is_not_there(
    yard: PracticeYard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walkdown.practice.phone.REACH_S", 0.1)
    await yard._unit(ONE).close()
    await yard.phone_takes(ONE, True)
    assert not any(view.taken for view in yard._opened().views(""))


async def test_a_yard_is_closed_with_a_device_in_a_phone_s_hands(yard: PracticeYard) -> None:
    await yard.phone_takes(ONE, True)
    await yard.close()
    with pytest.raises(Exception, match="BT-02"):
        yard.air.scanner  # noqa: B018 - what is asked for is whether it is there


SITE = """
title = "A shed"
bluetooth = "{}"
[router]
ssid = "Shed"
[[network]]
ssid = "Shed"
channel = 1
security = "NO"
signal_dbm = -50
[[device]]
serial = "770300125518"
model = "GW-1"
kind = "gateway"
place = "Shed"
firmware = "1.0.0"
hardware = "r1"
"""


def test_a_scenario_s_file_may_say_how_bluetooth_is_at_first(tmp_path: Path) -> None:
    file = tmp_path / "shed.toml"
    file.write_text(SITE.format("off"))
    assert load_scenario(file).bluetooth is BluetoothPlay.OFF
    file.write_text(SITE.format("odd"))
    with pytest.raises(ScenarioBroken):
        load_scenario(file)
