"""Scanning and connecting need the right lease, end with it, and tell what is wrong with the radio."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import Any

import pytest
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakBluetoothNotAvailableReason

from tests.devices.conftest import NAME, SERIAL, Bench, new_lease, setback_of, until
from walkdown.consent.lease import WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.sighting import Protocol
from walkdown.core.trouble import Code
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.devices.waiting import Patience
from walkdown.practice.peripheral_spec import PeripheralSpec


async def test_devices_are_heard_with_name_serial_and_protocol(bench: Bench) -> None:
    await bench.device()
    await bench.device(serial="770300125526", needs_button=True)
    stranger = bench.air.add(PeripheralSpec("F0:CA:FE:00:99:99", "Lamp"))
    await stranger.power_on()
    heard = {}
    lease = new_lease(Purpose.DISCOVER)
    async for sightings in bench.radio.scan(lease):
        heard = {s.name: s for s in sightings}
        if len(heard) == 3 and all(heard):
            break
    assert (heard[NAME].serial, heard[NAME].protocol) == (SERIAL, Protocol.IMPROV)
    assert heard[NAME].ready
    assert not heard["GW1-770300125526"].ready
    assert heard["Lamp"].protocol is Protocol.UNKNOWN
    assert dict(lease.counts)["heard"] == 3


async def test_snapshots_come_at_most_five_times_a_second_and_go_on_in_silence(
    bench: Bench,
) -> None:
    device = await bench.device()
    loop = asyncio.get_running_loop()
    scan = bench.radio.scan(new_lease(Purpose.DISCOVER))
    times = []
    async for sightings in scan:
        times.append(loop.time())
        if len(times) == 4:
            await device.power_off()
        if sightings and sightings[0].age_s > 1.0:
            break
    await scan.aclose()
    assert all(late - early > 0.19 for early, late in pairwise(times))


async def test_the_scan_ends_with_its_lease(bench: Bench) -> None:
    await bench.device()
    lease = new_lease(Purpose.DISCOVER)
    async for sightings in bench.radio.scan(lease):
        if sightings:
            lease.end()
    await until(lambda: bench.air.idle)


async def test_the_scan_ends_when_nobody_looks_any_more(bench: Bench) -> None:
    await bench.device()
    scan = bench.radio.scan(new_lease(Purpose.DISCOVER))
    await anext(scan)
    await scan.aclose()
    assert bench.air.idle


async def test_an_ended_lease_starts_nothing(bench: Bench) -> None:
    lease = new_lease(Purpose.DISCOVER)
    lease.end()
    assert [s async for s in bench.radio.scan(lease)] == []
    await bench.device()
    sighting = await bench.sight()
    bench.lease.end()
    assert (await setback_of(bench.open(sighting).__aenter__())).code is Code.STOPPED_BY_YOU
    assert bench.earned == []


async def test_a_lease_for_another_purpose_is_refused(bench: Bench) -> None:
    device = await bench.device()
    with pytest.raises(WrongLease):
        await anext(bench.radio.scan(new_lease(Purpose.MANAGE)))
    sighting = await bench.sight()
    bench.lease = new_lease(Purpose.DISCOVER)
    with pytest.raises(WrongLease):
        await bench.open(sighting).__aenter__()
    assert device.peripheral.att_requests == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (
            BleakBluetoothNotAvailableError("", BleakBluetoothNotAvailableReason.POWERED_OFF),
            Code.BLUETOOTH_OFF,
        ),
        (FileNotFoundError("no bus"), Code.BLUETOOTH_MISSING),
        (PermissionError("no"), Code.BLUETOOTH_BLOCKED),
    ],
)
async def test_a_radio_that_cannot_listen_says_why(error: Exception, code: Code) -> None:
    class Broken(BaseBleakScanner):
        def __init__(self, callback: Any, uuids: Any, _mode: Any, **_kwargs: Any) -> None:
            super().__init__(callback, uuids)

        async def start(self) -> None:
            raise error

        async def stop(self) -> None:
            raise error

    radio = BleakRadio(BleBackend(scanner=Broken))
    assert (await setback_of(anext(radio.scan(new_lease(Purpose.DISCOVER))))).code is code


async def test_a_device_that_has_gone_does_not_answer(bench: Bench) -> None:
    bench.radio = BleakRadio(bench.backend, patience=Patience(connect_s=0.3))
    device = await bench.device()
    sighting = await bench.sight()
    await device.power_off()
    setback = await setback_of(bench.open(sighting).__aenter__())
    assert (setback.code, setback.trouble.device) == (Code.NO_ANSWER, SERIAL)
    assert bench.earned == []


async def test_stopping_ends_a_connect_that_hangs(bench: Bench) -> None:
    device = await bench.device()
    sighting = await bench.sight()
    await device.power_off()
    work = asyncio.ensure_future(bench.open(sighting).__aenter__())
    await asyncio.sleep(0)
    bench.lease.end()
    assert (await setback_of(work)).code is Code.STOPPED_BY_YOU


async def test_stopping_ends_an_idle_link(bench: Bench) -> None:
    device, link = await bench.meet()
    async with link:
        bench.lease.end()
        await until(lambda: not device.peripheral.connected)


async def test_the_link_ends_with_the_block_whatever_happened_in_it(bench: Bench) -> None:
    device, link = await bench.meet()

    async def stumble() -> None:
        async with link:
            assert device.peripheral.connected
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    await until(lambda: not device.peripheral.connected)


class Asked(BaseBleakScanner):
    """A platform's scanner that notes what it was made with."""

    made: list[dict[str, Any]]

    def __init__(self, *_more: Any, **wanted: Any) -> None:
        super().__init__(None, None)
        self.made.append(wanted["bluez"])

    async def start(self) -> None:
        """It hears nothing."""

    async def stop(self) -> None:
        """It never began."""


@pytest.mark.parametrize(("chosen", "bluez"), [("hci1", {"adapter": "hci1"}), ("", {})])
async def test_it_listens_with_the_adapter_that_was_chosen(
    chosen: str, bluez: dict[str, str]
) -> None:
    async def key(lease: Any) -> str:
        lease.check(Purpose.DISCOVER)
        return chosen

    scanner = type("Scanner", (Asked,), {"made": []})
    radio = BleakRadio(BleBackend(scanner=scanner), adapter=key)
    scan = radio.scan(new_lease(Purpose.DISCOVER))
    await anext(scan)
    await scan.aclose()
    assert scanner.made == [bluez]


async def test_a_lease_that_ends_while_the_adapter_is_looked_up_ends_the_scan() -> None:
    async def key(lease: Any) -> str:
        lease.end()
        lease.check(Purpose.DISCOVER)
        return "hci1"

    scanner = type("Scanner", (Asked,), {"made": []})
    radio = BleakRadio(BleBackend(scanner=scanner), adapter=key)
    assert [s async for s in radio.scan(new_lease(Purpose.DISCOVER))] == []
