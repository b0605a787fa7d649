"""What is heard in the practice air: names, strength, losses, crowds and silence."""

from __future__ import annotations

import asyncio
import functools
import statistics

import pytest
from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from tests.practice.conftest import SERVICE, address, plain_spec, scan_until, until
from walkdown.practice.air import Air
from walkdown.practice.air_lane import Lane
from walkdown.practice.air_payload import LEGACY_LIMIT, decode, encode_advert, encode_name
from walkdown.practice.air_signal import Signal, dice, path_dbm
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.peripheral import Advert, Peripheral

DATA_KEY = "00004677-0000-1000-8000-00805f9b34fb"
ONE = address(1)


async def test_one_object_carries_the_name_of_the_scan_response_and_the_service_data(
    backend: AirBackend, meter: Peripheral
) -> None:
    seen = await scan_until(backend, lambda seen: ONE in seen and bool(seen[ONE][1].local_name))
    device, advert = seen[ONE]
    assert device.name == advert.local_name == "Meter 1"
    assert advert.service_data == {DATA_KEY: bytes((1, 2, 3, 4, 5, 6))}
    assert advert.service_uuids == [SERVICE]


async def test_the_name_is_missing_from_the_very_first_advert(
    backend: AirBackend, meter: Peripheral
) -> None:
    names: list[str | None] = []
    async with BleakScanner(
        lambda _, advert: names.append(advert.local_name), backend=backend.scanner
    ):
        await until(lambda: len(names) >= 3)
    assert names[0] is None
    assert names[1:3] == ["Meter 1", "Meter 1"]


async def test_a_passive_scan_never_hears_a_scan_response(
    air: Air, backend: AirBackend, meter: Peripheral
) -> None:
    names: list[str | None] = []
    async with BleakScanner(
        lambda _, advert: names.append(advert.local_name),
        backend=backend.scanner,
        scanning_mode="passive",
    ):
        await until(lambda: len(names) >= 3)
    assert set(names) == {None}
    assert air.adverts_delivered == len(names)


async def test_a_scan_for_a_service_hears_only_its_devices(air: Air, backend: AirBackend) -> None:
    for number, advert in ((1, Advert((SERVICE,))), (2, Advert(("180a",)))):
        await air.add(plain_spec(number, advert=advert, interval_ms=20)).power_on()
    heard: list[str] = []
    async with BleakScanner(
        lambda device, _: heard.append(device.address),
        service_uuids=[SERVICE],
        backend=backend.scanner,
    ):
        await until(lambda: len(heard) >= 5)
    assert set(heard) == {ONE}


async def test_a_new_scan_forgets_what_the_last_one_saw(
    backend: AirBackend, meter: Peripheral
) -> None:
    scanner = BleakScanner(backend=backend.scanner)
    async with scanner:
        await until(lambda: bool(scanner.discovered_devices))
    await meter.power_off()
    async with scanner:
        assert scanner.discovered_devices == []


async def test_a_changed_advert_is_heard_in_place_of_the_old(
    backend: AirBackend, meter: Peripheral
) -> None:
    await scan_until(backend, lambda seen: ONE in seen)
    meter.set_advert(Advert((), {}, {0x0A12: b"new"}))
    seen = await scan_until(
        backend, lambda seen: ONE in seen and bool(seen[ONE][1].manufacturer_data)
    )
    advert = seen[ONE][1]
    assert advert.manufacturer_data == {0x0A12: b"new"}
    assert advert.service_data == {}


async def test_a_device_farther_away_is_heard_weaker_and_can_be_carried(
    air: Air, backend: AirBackend
) -> None:
    near = air.add(plain_spec(1, distance_m=1, interval_ms=20))
    far = air.add(plain_spec(2, distance_m=20, interval_ms=20))
    await near.power_on()
    await far.power_on()
    assert await _mean_rssi(backend, 1) > await _mean_rssi(backend, 2) + 15
    near.move_to(20)
    far.move_to(1)
    assert await _mean_rssi(backend, 2) > await _mean_rssi(backend, 1) + 15


async def _mean_rssi(backend: AirBackend, number: int) -> float:
    heard: list[int] = []

    def keep(device: BLEDevice, advert: AdvertisementData) -> None:
        if device.address == address(number):
            heard.append(advert.rssi)

    async with BleakScanner(keep, backend=backend.scanner):
        await until(lambda: len(heard) >= 10)
    return statistics.fmean(heard)


async def test_a_device_out_of_range_is_not_heard(air: Air, backend: AirBackend) -> None:
    await air.add(plain_spec(1, distance_m=500, interval_ms=20)).power_on()
    await air.add(plain_spec(2, interval_ms=20)).power_on()
    heard: list[str] = []
    async with BleakScanner(lambda d, _: heard.append(d.address), backend=backend.scanner):
        await until(lambda: len(heard) >= 10)
    assert set(heard) == {address(2)}


async def test_everything_lost_means_nothing_heard_and_no_loss_means_heard_again(
    air: Air, backend: AirBackend
) -> None:
    device = air.add(plain_spec(1, interval_ms=20))
    await device.power_on()
    air.loss = 1.0
    scanner = BleakScanner(backend=backend.scanner)
    async with scanner:
        assert not air.idle
        for _ in range(20):
            await asyncio.sleep(0.01)
        assert scanner.discovered_devices == []
        air.loss = 0.0
        await until(lambda: bool(scanner.discovered_devices))


async def test_half_the_adverts_lost_leaves_every_device_to_be_found(
    air: Air, backend: AirBackend
) -> None:
    air.loss = 0.5
    for number in range(10):
        await air.add(plain_spec(number)).power_on()
    seen = await scan_until(backend, lambda seen: len(seen) == 10)
    assert len(seen) == 10


async def test_forty_devices_at_100_ms_are_all_seen_by_one_scan(
    air: Air, backend: AirBackend
) -> None:
    for number in range(40):
        await air.add(plain_spec(number)).power_on()
    seen = await scan_until(
        backend, lambda seen: len(seen) == 40 and all(ad.local_name for _, ad in seen.values())
    )
    assert {advert.local_name for _, advert in seen.values()} == {f"Meter {n}" for n in range(40)}


async def test_adverts_cost_nothing_while_nobody_scans(air: Air, backend: AirBackend) -> None:
    for number in range(20):
        await air.add(plain_spec(number, interval_ms=20)).power_on()
    assert air.idle
    await asyncio.sleep(0.1)
    assert air.adverts_delivered == 0
    await scan_until(backend, lambda seen: len(seen) == 20)
    assert air.idle
    delivered = air.adverts_delivered
    await asyncio.sleep(0.1)
    assert air.adverts_delivered == delivered > 0


async def test_a_device_switched_off_is_not_heard_any_more_and_comes_back(
    air: Air, backend: AirBackend
) -> None:
    device = air.add(plain_spec(1, interval_ms=20))
    other = air.add(plain_spec(2, interval_ms=20))
    for one in (device, other):
        await one.power_on()
    heard: list[str] = []
    async with BleakScanner(lambda d, _: heard.append(d.address), backend=backend.scanner):
        await until(lambda: device.spec.address in heard)
        await device.power_off()
        await until(lambda: heard[-1] == other.spec.address)
        heard.clear()
        await until(lambda: len(heard) >= 10)
        assert device.spec.address not in heard
        await device.power_on()
        await until(lambda: device.spec.address in heard)


async def test_closing_in_the_middle_of_a_scan_leaves_nothing_behind() -> None:
    before = asyncio.all_tasks()
    one = Air()
    for number in range(5):
        await one.add(plain_spec(number)).power_on()
    scanner = BleakScanner(backend=one.backend().scanner)
    await scanner.start()
    await until(lambda: bool(scanner.discovered_devices))
    await one.close()
    assert asyncio.all_tasks() == before
    assert one.idle


@pytest.mark.parametrize(
    "advert",
    [
        Advert((SERVICE,), {"4677": bytes(7)}),
        Advert((), {}, {1: bytes(25)}),
        Advert((), {}, {1: bytes(400)}),
        Advert(("180a",) * 14),
    ],
)
async def test_an_advert_over_31_bytes_cannot_exist(air: Air, advert: Advert) -> None:
    with pytest.raises(ValueError, match="fit"):
        air.add(plain_spec(advert=advert))


async def test_an_advert_over_31_bytes_is_refused_at_run_time_too(meter: Peripheral) -> None:
    with pytest.raises(ValueError, match="31"):
        meter.set_advert(Advert((SERVICE,), {"4677": bytes(7)}))


@pytest.mark.parametrize(("name", "fits"), [("x" * 29, True), ("x" * 30, False), ("ü" * 15, False)])
async def test_a_name_must_fit_the_scan_response(air: Air, name: str, fits: bool) -> None:
    if fits:
        assert air.add(plain_spec(name=name)).spec.name == name
    else:
        with pytest.raises(ValueError, match="scan response"):
            air.add(plain_spec(name=name))


@pytest.mark.parametrize("wrong", [{"mtu": 22}, {"mtu": 518}, {"interval_ms": 19.0}])
async def test_a_device_outside_the_specification_is_refused(
    air: Air, wrong: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match="cannot exist"):
        air.add(plain_spec(**wrong))


async def test_two_devices_cannot_share_an_address(air: Air) -> None:
    air.add(plain_spec(1))
    with pytest.raises(ValueError, match="taken"):
        air.add(plain_spec(1))


def test_improvs_advert_is_exactly_full_and_uses_short_uuids() -> None:
    payload = encode_advert(Advert((SERVICE,), {DATA_KEY: bytes(6)}))
    assert len(payload) == LEGACY_LIMIT
    heard = decode(payload)
    assert heard.service_uuids == [SERVICE]
    assert heard.service_data == {DATA_KEY: bytes(6)}


def test_several_uuid_widths_and_company_data_are_read_back() -> None:
    advert = Advert(("180a", "180f", "12345678"), {}, {0xFFFF: b"\x00\x01"})
    heard = decode(encode_advert(advert))
    assert heard.service_uuids == [
        "0000180a-0000-1000-8000-00805f9b34fb",
        "0000180f-0000-1000-8000-00805f9b34fb",
        "12345678-0000-1000-8000-00805f9b34fb",
    ]
    assert heard.manufacturer_data == {0xFFFF: b"\x00\x01"}


@pytest.mark.parametrize("payload", [b"", b"\x00", b"\x05\x09ab", b"\x01", b"\x02\x16\x01"])
def test_a_malformed_payload_says_nothing(payload: bytes) -> None:
    heard = decode(payload)
    assert heard.name is None
    assert heard.service_data == {}


def test_an_empty_name_has_an_empty_scan_response() -> None:
    assert encode_name("") == b""


def test_the_same_seed_gives_the_same_wander() -> None:
    first, second = (Signal(3.0, dice(7, "C4")) for _ in range(2))
    assert [first.rssi() for _ in range(50)] == [second.rssi() for _ in range(50)]
    other = Signal(3.0, dice(8, "C4"))
    assert [first.rssi() for _ in range(50)] != [other.rssi() for _ in range(50)]


def test_the_signal_falls_with_distance_and_wanders_around_the_mean() -> None:
    assert path_dbm(1) > path_dbm(3) > path_dbm(10) > path_dbm(30)
    assert path_dbm(0.0) == path_dbm(0.1)
    signal = Signal(5.0, dice(1, "x"))
    heard = [signal.rssi() for _ in range(500)]
    assert abs(statistics.fmean(heard) - path_dbm(5.0)) < 2.0
    assert len(set(heard)) > 3


async def test_packets_of_a_lane_never_overtake_and_a_purge_loses_them() -> None:
    delays = iter((0.02, 0.0, 0.01, 0.0))
    lane = Lane(lambda: next(delays))
    arrived: list[int] = []
    for number in range(3):
        lane.send(functools.partial(arrived.append, number))
    await until(lambda: len(arrived) == 3)
    assert arrived == [0, 1, 2]
    lane.send(lambda: arrived.append(3))
    lane.purge()
    await asyncio.sleep(0.02)
    assert arrived == [0, 1, 2]
