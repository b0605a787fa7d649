"""Connection events: what leaves at an anchor, what is answered in the same event, what one request costs."""

from __future__ import annotations

import asyncio
import functools
import itertools
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from bleak import BleakClient, BleakScanner

from tests.practice.conftest import COMMAND, FIXED, STATE, address, plain_spec
from tests.practice.virtual_time import in_virtual_time
from walkdown.practice.air import Air
from walkdown.practice.air_interval import (
    MOST_PDUS,
    OPEN_SHARE,
    PDU_OCTETS,
    ConnectionEvents,
    EventLane,
)
from walkdown.practice.peripheral import Peripheral, Property
from walkdown.practice.peripheral_spec import Characteristic, Service

INTERVAL_S = 0.030


@dataclass
class Log:
    """What arrived, with the interval's number at which it did."""

    rows: list[tuple[str, float]] = field(default_factory=list)

    def send(self, lane: EventLane, name: str, octets: int = 0) -> None:
        lane.send(functools.partial(self._arrived, name), octets)

    def _arrived(self, name: str) -> None:
        self.rows.append((name, round(asyncio.get_running_loop().time() / INTERVAL_S, 3)))


async def _until_number(number: float) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(number * INTERVAL_S - loop.time())


def test_what_the_central_sends_waits_for_the_next_anchor() -> None:
    async def work() -> Log:
        log, events = Log(), ConnectionEvents(INTERVAL_S)
        log.send(events.central, "at once")
        await _until_number(1.9)
        log.send(events.central, "just before")
        await _until_number(2.1)
        log.send(events.central, "just after")
        await _until_number(4)
        return log

    assert in_virtual_time(work()).rows == [("at once", 1), ("just before", 2), ("just after", 3)]


def test_the_device_answers_in_the_event_that_is_open_and_else_in_the_next() -> None:
    async def work() -> Log:
        log, events = Log(), ConnectionEvents(INTERVAL_S)
        log.send(events.central, "asked")
        await _until_number(1 + OPEN_SHARE / 2)
        log.send(events.device, "quick")
        await _until_number(1 + OPEN_SHARE + 0.1)
        log.send(events.device, "slow")
        await _until_number(2.2)
        log.send(events.device, "unasked")
        await _until_number(4)
        return log

    assert in_virtual_time(work()).rows == [
        *(("asked", 1), ("quick", 1 + OPEN_SHARE / 2), ("slow", 2), ("unasked", 3))
    ]


def test_an_event_takes_so_many_packets_of_each_side_and_the_rest_follow_in_order() -> None:
    async def work() -> Log:
        log, events = Log(), ConnectionEvents(INTERVAL_S)
        for number in range(MOST_PDUS + 1):
            log.send(events.central, f"c{number}")
            log.send(events.device, f"d{number}")
        await _until_number(3)
        return log

    both = itertools.product((1, 2), "cd")
    numbers = {1: range(MOST_PDUS), 2: range(MOST_PDUS, MOST_PDUS + 1)}
    expected = [(f"{side}{n}", event) for event, side in both for n in numbers[event]]
    assert in_virtual_time(work()).rows == expected


def test_a_long_frame_takes_several_packets_and_arrives_with_its_last() -> None:
    async def work() -> Log:
        log, events = Log(), ConnectionEvents(INTERVAL_S)
        log.send(events.central, "short", PDU_OCTETS)
        log.send(events.central, "long", PDU_OCTETS * MOST_PDUS)
        log.send(events.central, "after", PDU_OCTETS + 1)
        await _until_number(3)
        return log

    assert in_virtual_time(work()).rows == [("short", 1), ("long", 2), ("after", 2)]


def test_what_is_purged_never_arrives_and_no_timer_is_left() -> None:
    async def work() -> tuple[Log, int]:
        log, events = Log(), ConnectionEvents(INTERVAL_S)
        log.send(events.central, "lost")
        events.central.purge()
        await asyncio.sleep(0)
        timers = len(asyncio.get_running_loop()._scheduled)  # type: ignore[attr-defined]
        await _until_number(2)
        return log, timers

    log, timers = in_virtual_time(work())
    assert log.rows == []
    assert timers <= 1  # what was cancelled may still be listed until its time


@asynccontextmanager
async def _linked(
    mtu: int = 247, **changes: object
) -> AsyncIterator[tuple[BleakClient, Peripheral]]:
    air = Air(interval_s=INTERVAL_S)
    meter = air.add(plain_spec(mtu=mtu, **changes))
    await meter.power_on()
    backend = air.backend()
    async with BleakScanner(backend=backend.scanner) as scanner:
        device, _ = await anext(scanner.advertisement_data())
    try:
        async with BleakClient(device, backend=backend.client) as client:
            yield client, meter
    finally:
        await meter.power_off()
        await air.close()


async def _intervals(work: Awaitable[object]) -> float:
    """How many intervals it takes, counted from one that has just answered."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await work
    return round((loop.time() - began) / INTERVAL_S, 3)


def test_a_request_and_its_answer_take_one_interval() -> None:
    async def work() -> list[float]:
        async with _linked() as (client, _):
            await client.read_gatt_char(FIXED)
            read = await _intervals(client.read_gatt_char(FIXED))
            write = await _intervals(client.write_gatt_char(COMMAND, b"on", response=True))
            return [read, write, await _intervals(client.start_notify(STATE, lambda *_: None))]

    assert in_virtual_time(work()) == [1, 1, 1]


def test_a_device_that_thinks_longer_than_the_event_is_open_answers_in_the_next() -> None:
    async def slow() -> bytes:
        await asyncio.sleep(INTERVAL_S * 0.7)
        return b"slow"

    service = Service("aa0f", (Characteristic(FIXED, Property.READ, read=slow),))

    async def work() -> float:
        async with _linked(services=(service,)) as (client, _):
            await client.read_gatt_char(FIXED)
            return await _intervals(client.read_gatt_char(FIXED))

    assert in_virtual_time(work()) == 2


@pytest.mark.parametrize(("mtu", "requests"), [(23, 23), (247, 3)])
def test_a_long_value_takes_an_interval_for_each_of_its_requests(mtu: int, requests: int) -> None:
    service = Service("aa0f", (Characteristic(FIXED, Property.READ, value=bytes(500)),))

    async def work() -> tuple[float, int, int]:
        async with _linked(mtu, services=(service,)) as (client, meter):
            await client.read_gatt_char(FIXED)
            before = meter.tally.requests
            took = await _intervals(client.read_gatt_char(FIXED))
            return took, meter.tally.requests - before, meter.tally.octets

    took, asked, _ = in_virtual_time(work())
    assert (took, asked) == (requests, requests)


def test_the_same_visit_takes_the_same_time_each_time() -> None:
    async def work() -> float:
        async with _linked() as (client, _):
            return await _intervals(client.read_gatt_char(FIXED))

    assert in_virtual_time(work()) == in_virtual_time(work())


def test_a_lost_link_is_noticed_and_the_next_one_works() -> None:
    async def work() -> bytes:
        async with _linked() as (client, meter):
            await meter.drop_link()
            assert not client.is_connected
            await client.connect()
            return bytes(await client.read_gatt_char(FIXED))

    assert in_virtual_time(work()) == b"fixed"


def test_the_device_counts_requests_and_octets_on_air_and_lists_no_payload() -> None:
    async def work() -> tuple[int, int, str]:
        async with _linked() as (client, meter):
            before, bytes_before = meter.tally.requests, meter.tally.octets
            await client.write_gatt_char(COMMAND, b"secret", response=True)
            asked = meter.tally.asked[-1]
            return meter.tally.requests - before, meter.tally.octets - bytes_before, str(asked)

    requests, octets, asked = in_virtual_time(work())
    assert (requests, octets) == (1, (4 + 3 + 6) + (4 + 1))  # L2CAP and ATT: request, answer
    assert asked.startswith("WRITE_REQUEST ")
    assert asked.endswith(" 9")
    assert "secret" not in asked


@pytest.mark.parametrize("interval_s", [0.0, 0.007, 4.1])
def test_an_interval_that_cannot_exist_is_refused(interval_s: float) -> None:
    with pytest.raises(ValueError, match="connection interval"):
        Air(interval_s=interval_s)


def test_many_links_have_anchors_of_their_own() -> None:
    async def work() -> list[float]:
        air = Air(interval_s=INTERVAL_S)
        meters = [air.add(plain_spec(number)) for number in range(1, 4)]
        for meter in meters:
            await meter.power_on()
        client_type = air.backend().client
        clients = [BleakClient(address(n), backend=client_type) for n in range(1, 4)]
        for client in clients:
            await client.connect()
        for client in clients:
            await client.read_gatt_char(FIXED)
        took = [await _intervals(client.read_gatt_char(FIXED)) for client in clients]
        for client in clients:
            await client.disconnect()
        for meter in meters:
            await meter.power_off()
        await air.close()
        return took

    assert all(0 < took <= 1 for took in in_virtual_time(work()))
