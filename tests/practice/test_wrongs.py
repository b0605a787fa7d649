"""What goes wrong with a practice device goes wrong exactly where its scenario says, and so often."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bleak import BleakClient
from bleak.exc import BleakError, BleakGATTProtocolError

from tests.practice.conftest import COMMAND, FIXED, STATE, find, plain_spec, scan_until, until
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.peripheral import Peripheral
from walkdown.practice.scenario import ScenarioBroken, Wrong, WrongKind
from walkdown.practice.scenario_file import load_scenario, scenario_names, scenario_path
from walkdown.storage.places import resources_dir

SHIPPED = resources_dir() / "practice"


async def going_wrong(air: Air, *wrongs: Wrong) -> Peripheral:
    """A plain device that is on, with these wrongs."""
    device = air.add(plain_spec())
    device.go_wrong(wrongs)
    await device.power_on()
    return device


@asynccontextmanager
async def met(backend: AirBackend, device: Peripheral) -> AsyncIterator[BleakClient]:
    found = await find(backend, device)
    async with BleakClient(found, backend=backend.client, timeout=5.0) as client:
        yield client


async def notified(client: BleakClient) -> list[bytes]:
    """What the state notifies from now on."""
    parts: list[bytes] = []
    await client.start_notify(STATE, lambda _char, value: parts.append(bytes(value)))
    return parts


async def test_the_link_is_lost_at_the_write_that_was_named_and_only_so_often(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.DROP, at=2, times=2))
    for _ in range(2):
        async with met(backend, device) as client:
            await client.write_gatt_char(COMMAND, b"1", response=True)
            assert await client.read_gatt_char(FIXED) == b"fixed"
            with pytest.raises(BleakError):
                await client.write_gatt_char(COMMAND, b"2", response=True)
            assert not client.is_connected
    async with met(backend, device) as client:
        for _ in range(3):
            await client.write_gatt_char(COMMAND, b"3", response=True)


async def test_the_read_or_write_that_was_named_is_refused_with_the_code_that_was_named(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.ATT_ERROR, at=2, code=0x80))
    async with met(backend, device) as client:
        await client.write_gatt_char(COMMAND, b"1", response=True)
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.read_gatt_char(FIXED)
        assert refused.value.code == 0x80
        assert await client.read_gatt_char(FIXED) == b"fixed"


async def test_an_answer_that_is_missing_was_obeyed_all_the_same(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.NO_REPLY, at=1))
    async with met(backend, device) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.write_gatt_char(COMMAND, b"done", response=True)
    async with met(backend, device) as client:
        assert await client.read_gatt_char(COMMAND) == b"done"


async def test_what_is_late_comes_in_order(air: Air, backend: AirBackend) -> None:
    device = await going_wrong(air, Wrong(WrongKind.SLOW, at=2, seconds=0.05))
    async with met(backend, device) as client:
        parts = await notified(client)
        for value in (b"one", b"two", b"three"):
            device.notify(STATE, value)
        await until(lambda: len(parts) == 3)
    assert parts == [b"one", b"two", b"three"]


async def test_notifications_come_in_two_or_not_at_all(air: Air, backend: AirBackend) -> None:
    device = await going_wrong(air, Wrong(WrongKind.SPLIT, at=2), Wrong(WrongKind.LOST, at=3))
    async with met(backend, device) as client:
        parts = await notified(client)
        for value in (b"whole", b"halves", b"lost", b"last"):
            device.notify(STATE, value)
        await until(lambda: b"last" in parts)
    assert parts == [b"whole", b"hal", b"ves", b"last"]


async def test_a_trickle_goes_on_until_the_link_ends_and_leaves_nothing_behind(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.TRICKLE, times=0))
    async with met(backend, device) as client:
        parts = await notified(client)
        device.notify(STATE, b"abc")
        await until(lambda: len(parts) > 6)
    assert b"".join(parts).startswith(b"abcabca")
    assert {len(part) for part in parts} == {1}
    await until(lambda: not device.connected)
    before = len(parts)
    async with met(backend, device):
        pass
    assert len(parts) == before


async def test_oversize_is_512_bytes_or_a_length_of_gigabytes(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.OVERSIZE, times=0))
    async with met(backend, device) as client:
        assert len(await client.read_gatt_char(FIXED)) == 512
        assert await client.read_gatt_char(STATE) == b"\x7f"
        assert device.mtu < 512


@pytest.mark.expects_log("pairing failure")
async def test_an_old_key_lets_nothing_through_until_it_is_forgotten(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.STALE_BOND, times=0))
    async with met(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.read_gatt_char(FIXED)
        assert refused.value.code == 0x0F
        with pytest.raises(BleakError):
            await client.pair()
    device.forget_bonds()
    async with met(backend, device) as client:
        await client.pair()
        assert await client.read_gatt_char(FIXED) == b"fixed"


async def test_the_address_changes_as_somebody_connects_and_the_former_one_answers_nobody(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.NEW_ADDRESS))
    former = await find(backend, device)
    with pytest.raises(TimeoutError):
        await BleakClient(former, backend=backend.client, timeout=0.4).connect()
    assert device.address != device.spec.address
    heard = await scan_until(backend, lambda seen: device.address in seen)
    assert device.spec.address not in heard
    found = heard[device.address][0]
    async with BleakClient(found, backend=backend.client, timeout=5.0) as client:
        assert await client.read_gatt_char(FIXED) == b"fixed"
        await client.pair()
    async with BleakClient(found, backend=backend.client, timeout=5.0) as client:
        assert await client.read_gatt_char(FIXED) == b"fixed"


async def test_a_name_that_is_late_comes_after_so_many_answers(
    air: Air, backend: AirBackend
) -> None:
    device = await going_wrong(air, Wrong(WrongKind.LATE_NAME, times=3))
    names: list[str | None] = []

    def named(seen: object) -> bool:
        names.append(seen[device.spec.address][1].local_name)  # type: ignore[index]
        return names[-1] is not None

    await scan_until(backend, named)
    assert names[:3] == [None, None, None]
    assert names[-1] == "Meter 1"


def test_a_device_that_is_on_goes_wrong_in_no_other_way(air: Air) -> None:
    device = air.add(plain_spec())
    device._body = object()
    with pytest.raises(RuntimeError):
        device.go_wrong(())
    device._body = None


# --- in words

SHED = """
title = "Shed"
[router]
ssid = "Shed"
[[network]]
ssid = "Shed"
channel = 6
security = "WPA2"
password = "rake and spade"
signal_dbm = -50
[[device]]
serial = "301777810042"
model = "MT-3"
kind = "meter"
place = "Wall"
firmware = "1.9.4"
hardware = "MT-3 CT"
"""
TWIN = SHED[SHED.index("[[device]]") :]


def shed(folder: Path, more: str) -> Path:
    path = folder / "shed.toml"
    path.write_text(SHED + more, encoding="utf-8")
    return path


def test_a_wrong_is_read_with_all_it_says(tmp_path: Path) -> None:
    more = 'mtu = 23\n[[device.wrong]]\nwhat = "att-error"\nat = 5\ncode = 14\n'
    (device,) = load_scenario(shed(tmp_path, more)).devices
    assert device.wrong == (Wrong(WrongKind.ATT_ERROR, at=5, code=14, seconds=0.0, times=1),)
    assert device.mtu == 23


def test_a_serial_may_be_there_twice_where_one_of_the_two_says_so(tmp_path: Path) -> None:
    twin = '[[device.wrong]]\nwhat = "twin"\n'
    scenario = load_scenario(shed(tmp_path, TWIN + twin))
    assert [d.is_twin for d in scenario.devices] == [False, True]
    assert scenario.device("301777810042") is scenario.devices[0]


WRONG = "[[device.wrong]]\nwhat = "
BROKEN = {
    "unknown": (WRONG + '"hums"\n', "what"),
    "unknown word": (WRONG + '"drop"\nnth = 3\n', "'nth' is not a word"),
    "at nought": (WRONG + '"drop"\nat = 0\n', "at is not between 1"),
    "no such code": (WRONG + '"att-error"\ncode = 256\n', "code is not between"),
    "for ever slow": (WRONG + '"slow"\nseconds = 601\n', "seconds is not between"),
    "slow by nothing": (WRONG + '"slow"\n', "slow says no seconds"),
    "less than never": (WRONG + '"lost"\ntimes = -1\n', "times is not between"),
    "too many": ((WRONG + '"lost"\n') * 9, "more than 8 wrongs"),
    "no such MTU": ("mtu = 22\n", "mtu is not between 23"),
    "twice": (TWIN, "two devices have the serial"),
    "a twin of nobody": (WRONG + '"twin"\n', "no device before has the serial of the twin"),
    "a long street": ("[street]\ncount = 1001\n", "street's count is not between"),
    "an empty street": ("[street]\ncount = 0\n", "street's count is not between"),
    "a street of": ("[street]\nof = 3\n", "count"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_go_wrong_is_refused_with_the_reason(tmp_path: Path, case: str) -> None:
    more, sentence = BROKEN[case]
    with pytest.raises(ScenarioBroken, match=sentence):
        load_scenario(shed(tmp_path, more))


def test_every_wrong_is_played_somewhere_in_trouble() -> None:
    assert "trouble" in scenario_names(SHIPPED)
    devices = load_scenario(scenario_path(SHIPPED, "trouble")).devices
    assert {w.what for d in devices for w in d.wrong} == set(WrongKind)
    assert {d.family for d in devices if d.wrong} == {"improv", "espressif", "shelly"}
    assert {d.mtu for d in devices} == {23, 185, 247, 517}
