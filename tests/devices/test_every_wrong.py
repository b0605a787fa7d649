"""Whatever goes wrong on the air, a driver ends in time, with success or a named setback, and tries again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from tests.devices.conftest import PASSWORD, SSID, new_lease
from tests.devices.wrong_bench import DEVICES, DISCOVER, LATEST_S, Street
from walkdown.core.sighting import sighting_of
from walkdown.core.trouble import Code
from walkdown.devices import book, radio
from walkdown.practice.scenario import Extra, Family, Fault, Wrong, WrongKind


@pytest.fixture
async def street(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Street]:
    monkeypatch.setattr(book, "QUIET_S", 0.3)
    monkeypatch.setattr(radio, "FASTEST_S", 0.02)
    one = Street()
    yield one
    await one.close()


ONCE = [
    *(Wrong(WrongKind.DROP, at=at) for at in (1, 4, 9)),
    *(Wrong(WrongKind.NO_REPLY, at=at) for at in (1, 4, 7, 18)),
    *(Wrong(WrongKind.ATT_ERROR, at=at) for at in (1, 4, 7, 22)),
    Wrong(WrongKind.ATT_ERROR, at=3, code=0x80),
    Wrong(WrongKind.SLOW, at=3, seconds=0.8),
    *(Wrong(WrongKind.LOST, at=at) for at in (1, 5, 8)),
    Wrong(WrongKind.OVERSIZE, at=2),
    Wrong(WrongKind.STALE_BOND),
    Wrong(WrongKind.NEW_ADDRESS),
    Wrong(WrongKind.LATE_NAME, times=3),
    Wrong(WrongKind.SPLIT, at=2),
    Wrong(WrongKind.TRICKLE, at=2),
]
ALWAYS = [
    Wrong(WrongKind.SLOW, seconds=0.02, times=0),
    Wrong(WrongKind.SLOW, seconds=1.0, times=0),
    Wrong(WrongKind.SPLIT, times=0),
    Wrong(WrongKind.LOST, times=0),
    Wrong(WrongKind.TRICKLE, times=0),
    Wrong(WrongKind.OVERSIZE, times=0),
    Wrong(WrongKind.STALE_BOND, times=0),
]


def name(value: Any) -> str | None:
    if isinstance(value, Wrong):
        return f"{value.what}-{value.at}-{value.seconds}-{value.times}"
    return str(value) if isinstance(value, Family) else None


@pytest.mark.expects_log("pairing failure")
@pytest.mark.parametrize("family", list(Family), ids=name)
@pytest.mark.parametrize("wrong", ONCE, ids=name)
async def test_what_goes_wrong_once_is_told_and_over_with_the_next_try(
    street: Street, family: Family, wrong: Wrong
) -> None:
    device = replace(DEVICES[family], wrong=(wrong,))
    made = await street.put(device)
    code = await street.visit(device)
    if code is not None:
        if street.tried:  # it has joined although it could not say so, and wants a new beginning
            await made.power_off()
            await made.power_on()
        assert await street.visit(device) is None
    assert set(street.tried) == {(SSID, PASSWORD)}


@pytest.mark.expects_log("pairing failure")
@pytest.mark.parametrize("family", list(Family), ids=name)
@pytest.mark.parametrize("wrong", ALWAYS, ids=name)
async def test_what_goes_wrong_for_ever_ends_by_itself_and_a_sound_device_is_set_up_then(
    street: Street, family: Family, wrong: Wrong
) -> None:
    device = replace(DEVICES[family], wrong=(wrong,))
    made = await street.put(device)
    code = await street.visit(device)
    if code is not None:
        await made.power_off()
        made.peripheral.go_wrong(())
        await made.power_on()
        assert await street.visit(device) is None
    assert set(street.tried) == {(SSID, PASSWORD)}


STALE = Wrong(WrongKind.STALE_BOND, times=0)


@pytest.mark.expects_log("pairing failure")
@pytest.mark.parametrize("family", list(Family), ids=name)
async def test_an_old_key_is_told_as_not_paired_until_the_device_forgets_it(
    street: Street, family: Family
) -> None:
    device = replace(DEVICES[family], wrong=(STALE,))
    made = await street.put(device)
    assert [await street.visit(device) for _ in range(2)] == [Code.NOT_PAIRED] * 2
    assert not street.tried
    made.peripheral.forget_bonds()
    assert await street.visit(device) is None


@pytest.mark.parametrize("family", list(Family), ids=name)
async def test_a_device_that_took_another_address_is_found_again_by_its_serial(
    street: Street, family: Family
) -> None:
    device = replace(DEVICES[family], wrong=(Wrong(WrongKind.NEW_ADDRESS),))
    made = await street.put(device)
    former = await street.sight(device.serial)
    assert await street.visit(device) is Code.NO_ANSWER
    assert not street.tried
    found = await street.sight(device.serial)
    assert (found.key != former.key, found.key) == (True, made.peripheral.address)
    assert await street.visit(device) is None


@pytest.mark.parametrize("family", list(Family), ids=name)
async def test_a_device_that_is_another_is_told_nothing(street: Street, family: Family) -> None:
    sound = DEVICES[family]
    device = replace(sound, faults=(Fault.OTHER_SERIAL_BY_RADIO,), extras=(Extra.IDENTITY,))
    await street.put(device)
    assert await street.visit(device) is Code.OTHER_SERIAL
    assert not street.tried


@pytest.mark.parametrize("family", list(Family), ids=name)
async def test_of_two_with_one_serial_neither_is_the_one(street: Street, family: Family) -> None:
    device = DEVICES[family]
    await street.put(device)
    await street.put(replace(device, wrong=(Wrong(WrongKind.TWIN),)))
    async with asyncio.timeout(LATEST_S), aclosing(street.radio.scan(new_lease(DISCOVER))) as scan:
        async for heard in scan:
            if sum(s.serial == device.serial for s in heard) == 2:
                break
    assert sighting_of(device.serial, heard) is None


def test_an_address_that_a_device_has_left_is_forgotten_when_it_is_quiet() -> None:
    heard = book.Book()
    _hear(heard, "old", 4.0)
    _hear(heard, "new", 5.0)
    assert _keys(heard, 6.0) == ["new", "old"]
    _hear(heard, "new", 9.0)
    assert _keys(heard, 9.1) == ["new"]


def test_two_that_are_heard_in_turn_stay_two() -> None:
    heard = book.Book()
    for second in range(0, 20, 2):
        _hear(heard, "one", second)
        _hear(heard, "other", second + 1)
        assert _keys(heard, second + 1) == ["other", "one"]
    assert _keys(heard, 29.0) == ["other", "one"]


def test_of_many_that_say_no_serial_none_replaces_another() -> None:
    heard = book.Book()
    for number in range(5):
        heard.hear(f"{number}", "Nimbus Buds 3", (), {}, -60, float(number * 3))
    assert len(heard.sightings(14.0)) == 5


def _hear(heard: book.Book, key: str, at: float) -> None:
    heard.hear(key, "GW1-770300125518", (), {}, -60, float(at))


def _keys(heard: book.Book, at: float) -> list[str]:
    return [s.key for s in heard.sightings(at)]


@pytest.mark.parametrize("mtu", [23, 185, 247, 517])
@pytest.mark.parametrize("family", list(Family), ids=name)
async def test_a_device_is_set_up_with_any_mtu(street: Street, family: Family, mtu: int) -> None:
    device = replace(DEVICES[family], mtu=mtu)
    await street.put(device)
    assert await street.visit(device) is None
    assert street.tried == [(SSID, PASSWORD)]
