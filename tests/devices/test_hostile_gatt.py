"""A hostile device's services, properties, floods and fragments end in our own words, in time."""

from __future__ import annotations

import asyncio
import contextlib
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from tests.devices.conftest import NAME, PASSWORD, SERIAL, SSID, URL, Bench, setback_of
from walkdown.core.secret import Secret
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials
from walkdown.devices.book import MOST_ADDRESSES, Book
from walkdown.devices.improv.protocol import SERVICE
from walkdown.practice import improv_service
from walkdown.practice import improv_wire as wire
from walkdown.practice.improv_device import Identity, ImprovDevice
from walkdown.practice.peripheral import Peripheral
from walkdown.practice.peripheral_spec import (
    Characteristic,
    PeripheralSpec,
    Property,
    Service,
)

RIGHT = Credentials(SSID, Secret(PASSWORD))
IN_TIME_S = 20.0
EXPECTED = {Code.CANNOT_SET_UP, Code.BROKEN_PROTOCOL, Code.NO_ANSWER, Code.LINK_LOST}
MOST_MEMORY = 64_000_000


async def table(bench: Bench, services: Iterable[Service], mtu: int = 247) -> Peripheral:
    """A device that calls itself Improv's and has these services."""
    made = bench.air.add(
        PeripheralSpec(
            "F0:CA:FE:00:66:66",
            NAME,
            improv_service.advert(wire.Phase.OPEN, wire.CAN_ALL),
            tuple(services),
            mtu=mtu,
        )
    )
    await made.power_on()
    return made


def improv(change: Callable[[Characteristic], Characteristic | None] = lambda one: one) -> Service:
    """The service with some of its characteristics changed or left out; its writes go nowhere."""
    whole = improv_service.service(wire.Phase.OPEN, wire.CAN_ALL, lambda _part: None)
    kept = tuple(new for one in whole.characteristics if (new := change(one)) is not None)
    return replace(whole, characteristics=kept)


async def ends(bench: Bench) -> Setback:
    """How setting it up ends; in time, and with nothing but a setback."""

    async def visit() -> None:
        async with bench.open(await bench.sight()) as driver:
            await driver.device_info()
            await driver.provision(bench.wifi, RIGHT, bench.earned.append)

    async with asyncio.timeout(IN_TIME_S):
        return await setback_of(visit())


def others(count: int, characteristics: int) -> Iterable[Service]:
    """Services that mean nothing to us."""
    for at in range(count):
        tail = f"-0000-4000-8000-{at:012x}"
        yield Service(
            f"aa000000{tail}",
            tuple(
                Characteristic(f"bb{n:06x}{tail}", Property.READ) for n in range(characteristics)
            ),
        )


# --- tables


async def test_a_device_without_services_cannot_be_set_up(bench: Bench) -> None:
    await table(bench, ())
    assert (await ends(bench)).code in EXPECTED


@pytest.mark.parametrize(("services", "characteristics"), [(500, 1), (1, 200)])
async def test_hundreds_of_services_and_characteristics_hide_nothing(
    bench: Bench, services: int, characteristics: int
) -> None:
    await table(bench, (*others(services, characteristics), improv()))
    assert (await ends(bench)).code is Code.NO_ANSWER


@pytest.mark.parametrize(
    "uuid", [wire.STATE, wire.ERROR, wire.COMMAND, wire.RESULT, wire.CAPABILITIES]
)
async def test_each_characteristic_that_is_missing_is_told(bench: Bench, uuid: str) -> None:
    await table(bench, [improv(lambda one: None if one.uuid == uuid else one)])
    assert (await ends(bench)).code in EXPECTED


@pytest.mark.parametrize(
    "uuid", [wire.STATE, wire.ERROR, wire.COMMAND, wire.RESULT, wire.CAPABILITIES]
)
@pytest.mark.parametrize("allowed", [Property.READ, Property.WRITE, Property.NOTIFY])
async def test_wrong_properties_are_told(bench: Bench, uuid: str, allowed: Property) -> None:
    def wrong(one: Characteristic) -> Characteristic:
        return replace(one, properties=allowed) if one.uuid == uuid else one

    await table(bench, [improv(wrong)])
    assert (await ends(bench)).code in EXPECTED


@pytest.mark.parametrize("copies", [2, 50])
async def test_the_same_service_many_times_is_no_riddle_for_ever(bench: Bench, copies: int) -> None:
    with contextlib.suppress(ValueError):  # a table that our own practice air will not build
        await table(bench, [improv()] * copies)
        assert (await ends(bench)).code in EXPECTED


@pytest.mark.parametrize("mtu", [23, 24, 185, 247, 517])
async def test_every_mtu_that_can_exist_works(bench: Bench, mtu: int) -> None:
    _, link = await bench.meet(mtu=mtu)
    async with link as driver:
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


# --- time and floods


@pytest.mark.parametrize("after", [0, 1, 19, 20, 100])
async def test_a_link_that_ends_after_some_bytes_is_told(bench: Bench, after: int) -> None:
    taken = bytearray()

    async def written(part: bytes) -> None:
        taken.extend(part)
        if len(taken) >= after:
            await made.drop_link()

    def change(one: Characteristic) -> Characteristic:
        return replace(one, write=written) if one.uuid == wire.COMMAND else one

    made = await table(bench, [improv(change)], mtu=23)
    assert (await ends(bench)).code in (Code.LINK_LOST, Code.NO_ANSWER)


async def test_an_acknowledgement_that_comes_too_late_is_not_waited_for(bench: Bench) -> None:
    async def written(_part: bytes) -> None:
        await asyncio.sleep(30)

    def change(one: Characteristic) -> Characteristic:
        return replace(one, write=written) if one.uuid == wire.COMMAND else one

    await table(bench, [improv(change)])
    assert (await ends(bench)).code is Code.NO_ANSWER


class Chatty(ImprovDevice):
    """Says each result in some way of its own."""

    way = "whole"

    def _say(self, packet: bytes) -> None:
        parts = [packet[at : at + 20] for at in range(0, len(packet), 20)]
        orders = {
            "rev": parts[::-1],
            "dup": [part for part in parts for _ in range(2)],
            "drop": parts[1:],
            "interleave": [x for part in parts for x in (part, b"\x09\x00\x09")],
        }
        for part in orders[self.way]:
            self.peripheral.notify(wire.RESULT, part)


LONG = Identity(SERIAL, "GW-1", NAME, "4.2.1 " + "x" * 40)


@pytest.mark.parametrize("way", ["rev", "dup", "drop", "interleave"])
async def test_fragments_out_of_order_are_refused_or_read_whole(bench: Bench, way: str) -> None:
    kind = type("Kind", (Chatty,), {"way": way})
    _, link = await bench.meet(kind=kind, identity=LONG, mtu=23)
    async with asyncio.timeout(IN_TIME_S), link as driver:
        with contextlib.suppress(Setback):
            assert (await driver.device_info()).name in ("", NAME)


@pytest.mark.expects_log("no connection for handle")
@pytest.mark.parametrize("packet", [b"\0", b"\x01\xff", bytes(20)])
async def test_a_device_that_never_stops_talking_is_left_in_time(
    bench: Bench, packet: bytes
) -> None:
    class Endless(ImprovDevice):
        def _say(self, _packet: bytes) -> None:
            self._chores.spawn(self._talk())

        async def _talk(self) -> None:
            while self.peripheral.connected:
                for _ in range(50):
                    self.peripheral.notify(wire.RESULT, packet)
                await asyncio.sleep(0.001)

    _, link = await bench.meet(kind=Endless)
    tracemalloc.start()
    try:
        async with asyncio.timeout(IN_TIME_S), link as driver:
            with pytest.raises(Setback):
                await driver.scan_networks()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


async def test_a_state_that_flaps_is_no_success(bench: Bench) -> None:
    class Flaps(ImprovDevice):
        def _take_credentials(self, _data: bytes) -> None:
            self._chores.spawn(self._flap())

        async def _flap(self) -> None:
            while self.peripheral.connected:
                for phase in (wire.Phase.JOINING, wire.Phase.OPEN, wire.Phase.LOCKED):
                    self.peripheral.notify(wire.STATE, bytes((phase,)))
                    await asyncio.sleep(0.005)

    _, link = await bench.meet(kind=Flaps)
    async with asyncio.timeout(IN_TIME_S), link as driver:
        refused = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
    assert refused.code in {*EXPECTED, Code.JOIN_UNKNOWN, Code.PRESS_BUTTON}
    assert "joined" not in [str(step) for step in bench.steps]


@pytest.mark.parametrize("firmware", ["", "0", "9" * 64, "1.0<b>", "1\x00\u202e2"])
async def test_any_version_is_a_short_text_without_power(bench: Bench, firmware: str) -> None:
    _, link = await bench.meet(identity=Identity(SERIAL, "GW-1", NAME, firmware))
    async with link as driver:
        said = (await driver.device_info()).firmware
    assert len(said) <= 160
    assert "<" not in shown(said)


# --- adverts


def hear(book: Book, key: str, at: float = 1.0, **more: Any) -> None:
    said = {"name": NAME, "uuids": [SERVICE], "service_data": {}, "signal_dbm": -60, **more}
    book.hear(key, at=at, **said)


@pytest.mark.parametrize("count", [2, 3, 50, 1000])
def test_a_serial_said_by_many_addresses_is_many_rows_and_no_choice(count: int) -> None:
    book = Book()
    for n in range(count):
        hear(book, f"a{n}")
    assert [s.serial for s in book.sightings(1.0)] == [SERIAL] * count


@pytest.mark.parametrize("count", [1000, 10_000, 100_000])
def test_a_flood_of_addresses_stays_within_its_bound(count: int) -> None:
    book = Book()
    for n in range(count):
        hear(book, f"a{n}")
    assert len(book.sightings(1.0)) == min(count, MOST_ADDRESSES)


@pytest.mark.parametrize("signal", [-128, -127, 0, 20, 127, -(10**9), 10**9])
def test_any_signal_is_a_signal_that_can_be_shown(signal: int) -> None:
    book = Book()
    hear(book, "a", signal_dbm=signal)
    assert -127 <= book.sightings(1.0)[0].signal_dbm <= 20


def test_a_name_and_a_serial_that_change_all_the_time_are_the_last_ones_heard() -> None:
    book = Book()
    for n in range(5000):
        hear(book, "a", at=1 + n / 50, name=f"GW1-7703001{n:05d}")
    (sighting,) = book.sightings(101.0)
    assert sighting.serial == "770300104999"


def test_an_address_that_rotates_leaves_the_old_one_behind() -> None:
    book = Book()
    for n in range(40):
        hear(book, f"a{n}", at=1.0 + n)
    assert len(book.sightings(41.0)) <= 32


@pytest.mark.parametrize("count", [0, 64, 1000])
def test_any_number_of_services_is_looked_through(count: int) -> None:
    book = Book()
    hear(book, "a", uuids=[f"{n:08x}-0000-1000-8000-00805f9b34fb" for n in range(count)])
    assert book.sightings(1.0)[0].protocol.value == "unknown"
