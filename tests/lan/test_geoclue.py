"""Where the laptop is: one reading under a lease, nothing invented, and at rest as soon as the lease ends."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.lan.fake_bus import Answer, FakeBus
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.position import Position
from walkdown.core.trouble import Code, Setback
from walkdown.lan.bus import NoAnswer
from walkdown.lan.geoclue import GeoClue

LONG = 30.0
CLIENT = "/org/freedesktop/GeoClue2/Client/1"
PLACE = f"{CLIENT}/Location/0"
HERE: dict[object, object] = {"Latitude": 50.10512, "Longitude": -4.98473, "Accuracy": 35.0}
DENIED = "org.freedesktop.DBus.Error.AccessDenied"


def lease(purpose: Purpose = Purpose.SITE_LOCATE) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def service(
    place: dict[object, object] = HERE, where: object = PLACE, **answers: Answer
) -> FakeBus:
    """GeoClue with one client that has a place."""
    named: dict[str, Answer] = {"CreateClient": (CLIENT,), **answers}
    return FakeBus(named, {CLIENT: {"Location": where}, PLACE: place})


async def fix(bus: FakeBus, within_s: float = LONG) -> Position:
    """One reading; the service has a new place as soon as it was started."""
    reading = asyncio.ensure_future(GeoClue(bus).fix(lease(), within_s))
    started = asyncio.ensure_future(bus.until("Start"))
    await asyncio.wait({reading, started}, return_when=asyncio.FIRST_COMPLETED)
    started.cancel()
    bus.heard()
    return await reading


async def test_one_reading_then_its_client_is_deleted() -> None:
    bus = service()
    assert await fix(bus) == Position(50.10512, -4.98473, 35.0)
    assert bus.members[-2:] == ["Stop", "DeleteClient"]
    assert bus.said[-1] == ("DeleteClient", CLIENT)
    assert bus.members.count("Start") == 1
    assert bus.closed


async def test_the_system_is_told_who_asks_and_how_exactly() -> None:
    bus = service()
    await fix(bus)
    put = [said[1:] for said in bus.said if said[0] == "Set"]
    assert put == [("DesktopId", "walkdown"), ("RequestedAccuracyLevel", 8)]


async def test_a_lease_for_something_else_calls_nothing() -> None:
    bus = service()
    with pytest.raises(WrongLease):
        await GeoClue(bus).fix(lease(Purpose.SCAN_QR), LONG)
    assert bus.said == []


async def test_an_ended_lease_calls_nothing() -> None:
    bus, gone = service(), lease()
    gone.end()
    with pytest.raises(LeaseEnded):
        await GeoClue(bus).fix(gone, LONG)
    assert bus.said == []


async def test_a_lease_that_ends_before_the_bus_is_reached_leaves_it_alone() -> None:
    bus, mine = service(), lease()
    reading = asyncio.ensure_future(GeoClue(bus).fix(mine, LONG))
    await asyncio.sleep(0)  # it has begun, and has not connected yet
    mine.end()
    with pytest.raises(Setback):
        await reading
    assert not bus.connected


@pytest.mark.parametrize("waits_in", ["CreateClient", "Start", "GetAll"])
async def test_a_lease_that_ends_ends_the_reading_wherever_it_is(waits_in: str) -> None:
    bus, mine = service(**{waits_in: None}), lease()
    reading = asyncio.ensure_future(GeoClue(bus).fix(mine, LONG))
    await bus.until(waits_in if waits_in != "GetAll" else "Start")
    bus.heard()
    await bus.until(waits_in)
    mine.end()
    with pytest.raises(Setback) as stopped:
        await reading
    assert stopped.value.code is Code.STOPPED_BY_YOU
    assert bus.closed
    assert "Stop" not in bus.members, "hanging up is all that is done without a lease"


async def test_a_system_that_says_nothing_is_given_up() -> None:
    bus = service(Start=None)
    with pytest.raises(Setback) as unknown:
        await GeoClue(bus).fix(lease(), 0.01)
    assert unknown.value.code is Code.LOCATION_UNKNOWN
    assert bus.closed


async def test_a_system_that_refuses_is_written_down_as_that() -> None:
    bus, mine = service(Start=NoAnswer(DENIED)), lease()
    with pytest.raises(Setback) as refused:
        await GeoClue(bus).fix(mine, LONG)
    assert refused.value.code is Code.SYSTEM_BLOCKS
    assert mine.blocked == "denied"


@pytest.mark.parametrize("gone", ["CreateClient", "Start", "AddMatch", "Set"])
async def test_a_system_without_the_service_knows_no_place(gone: str) -> None:
    bus = service(**{gone: NoAnswer("org.freedesktop.DBus.Error.ServiceUnknown")})
    with pytest.raises(Setback) as unknown:
        await GeoClue(bus).fix(lease(), LONG)
    assert unknown.value.code is Code.LOCATION_UNKNOWN


async def test_a_laptop_without_a_bus_knows_no_place() -> None:
    async def connect(_: Lease) -> FakeBus:
        raise NoAnswer("FileNotFoundError")

    with pytest.raises(Setback) as unknown:
        await GeoClue(connect).fix(lease(), LONG)
    assert unknown.value.code is Code.LOCATION_UNKNOWN


async def test_a_reading_counts_although_its_client_cannot_be_deleted() -> None:
    assert (await fix(service(DeleteClient=NoAnswer("gone")))).accuracy_m == 35.0


@pytest.mark.parametrize(
    "change",
    [
        {"Latitude": 90.1},
        {"Longitude": -180.5},
        {"Latitude": math.nan},
        {"Longitude": math.inf},
        {"Accuracy": -1.0},
        {"Accuracy": 1e300},
        {"Latitude": "50.1"},
        {"Latitude": True},
        {"Longitude": None},
    ],
)
async def test_what_is_no_place_on_earth_is_not_one(change: dict[object, object]) -> None:
    with pytest.raises(Setback) as unknown:
        await fix(service(HERE | change))
    assert unknown.value.code is Code.LOCATION_UNKNOWN


@pytest.mark.parametrize("where", ["/etc/passwd", "/org/freedesktop/GeoClue2/../x", "", 7, None])
async def test_a_place_is_read_from_geoclues_own_objects_only(where: object) -> None:
    bus = service(where=where)
    with pytest.raises(Setback):
        await fix(bus, within_s=0.05)
    assert PLACE not in str(bus.said)


async def test_a_client_that_is_none_is_not_used() -> None:
    bus = service(CreateClient=("/somewhere/else",))
    with pytest.raises(Setback):
        await GeoClue(bus).fix(lease(), LONG)
    assert bus.members == ["CreateClient"]


async def test_a_signal_without_a_place_yet_is_waited_out() -> None:
    bus = service(where="/")
    reading = asyncio.ensure_future(GeoClue(bus).fix(lease(), LONG))
    await bus.until("Start")
    bus.heard()
    await bus.until("GetAll")
    assert not reading.done()
    bus.places[CLIENT] = {"Location": PLACE}
    bus.heard()
    assert (await reading).latitude == 50.10512
