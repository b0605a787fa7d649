"""A practice device tells who it is, its charge, its time and its values as the SIG's pages say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bleak import BleakClient
from bleak.backends.service import BleakGATTServiceCollection
from bleak.exc import BleakGATTProtocolError

from tests.practice.conftest import find, plain_spec, until
from walkdown.core.device import Kind, Reading
from walkdown.practice import sig_numbers as sig
from walkdown.practice.air import Air
from walkdown.practice.bleak_backend import AirBackend
from walkdown.practice.extras import Extras, extras_of
from walkdown.practice.families import Place, built, identity
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.peripheral import Characteristic, Descriptor, Peripheral, Property, Service
from walkdown.practice.scenario import Extra, Family, Fault, PracticeDevice, Scenario
from walkdown.practice.scenario_file import load_scenario
from walkdown.practice.scenario_rules import broken_rule
from walkdown.practice.sig_battery import Battery
from walkdown.practice.sig_clock import Clock
from walkdown.practice.sig_values import ROWS, SERVICE, Values, encode

SHIPPED = Path(__file__).parents[2] / "resources" / "practice"
NOW = datetime(2026, 11, 22, 21, 30, 15, 500_000, tzinfo=UTC)
READINGS = (
    Reading("Charge", "71.4", "%"),
    Reading("Voltage L1", "231.5", "V"),
    Reading("Voltage L2", "229", "V"),
    Reading("Current L1", "0.44", "A"),
    Reading("Current L3", "1.2", "A"),
    Reading("Limit", "16", "bar"),
)
DEVICE = PracticeDevice(
    serial="905133000531",
    model="BP-10",
    kind=Kind.BATTERY,
    place="Store room",
    firmware="5.0.2",
    hardware="r1",
    readings=READINGS,
    extras=(Extra.IDENTITY, Extra.BATTERY, Extra.CLOCK, Extra.VALUES),
)


async def on_air(air: Air, *services: Service, mtu: int = 247) -> Peripheral:
    device = air.add(plain_spec(services=services, mtu=mtu))
    await device.power_on()
    return device


async def client_of(backend: AirBackend, device: Peripheral) -> BleakClient:
    return BleakClient(await find(backend, device), backend=backend.client)


def handles(services: BleakGATTServiceCollection, uuid: str) -> list[int]:
    return [c.handle for c in services.characteristics.values() if c.uuid[4:8] == uuid.lower()]


@pytest.mark.parametrize("mtu", [23, 247])
async def test_it_tells_who_it_is(air: Air, backend: AirBackend, mtu: int) -> None:
    extras = extras_of(DEVICE, identity(DEVICE), lambda: READINGS)
    device = await on_air(air, *extras.services(), mtu=mtu)
    async with await client_of(backend, device) as client:
        told = {
            uuid: bytes(await client.read_gatt_char(uuid))
            for uuid in (sig.SERIAL, sig.MODEL, sig.FIRMWARE, sig.HARDWARE, sig.MANUFACTURER)
        }
        assert len(await client.read_gatt_char(sig.SYSTEM_ID)) == 8
        assert (await client.read_gatt_char(sig.PNP_ID))[0] == 1
        with pytest.raises(BleakGATTProtocolError):
            await client.write_gatt_char(sig.SERIAL, b"1", response=True)
    assert told == {
        sig.SERIAL: b"905133000531",
        sig.MODEL: b"BP-10",
        sig.FIRMWARE: b"5.0.2",
        sig.HARDWARE: b"r1",
        sig.MANUFACTURER: b"Walkdown Practice Works",
    }


@pytest.mark.parametrize(
    ("family", "serial", "other"),
    [
        (Family.IMPROV, "905133000531", "905133000532"),
        (Family.ESPRESSIF, "999999999999", "000000000000"),
        (Family.SHELLY, "34987A64C0DF", "34987A64C0E0"),
    ],
)
async def test_one_of_each_family_claims_anothers_serial_where_the_scenario_says_so(
    air: Air, backend: AirBackend, family: Family, serial: str, other: str
) -> None:
    faulty = replace(
        DEVICE, serial=serial, family=family, faults=(Fault.OTHER_SERIAL_BY_RADIO,), name="Thing"
    )
    place = Place(
        air,
        "C4:00:00:00:00:01",
        networks=list,
        join=_no_join,
        readings=lambda: READINGS,
        serve=lambda *_pages: None,
        runs=lambda _version: None,
    )
    made = built(faulty, place)
    await made.power_on()
    async with await client_of(backend, made.peripheral) as client:
        assert bytes(await client.read_gatt_char(sig.SERIAL)) == other.encode()
    await made.power_off()


async def _no_join(_ssid: str, _password: str) -> JoinResult:
    raise AssertionError("nobody joins here")


async def test_its_charge_is_read_and_told_to_who_listens(air: Air, backend: AirBackend) -> None:
    charge = "71.4"
    battery = Battery(lambda: (Reading("Charge", charge, "%"),))
    assert not battery.tell()
    device = await on_air(air, battery.service())
    Extras(battery).attach(device)
    heard: list[int] = []
    async with await client_of(backend, device) as client:
        assert bytes(await client.read_gatt_char(sig.BATTERY_LEVEL)) == b"\x47"
        assert not battery.tell()
        await client.start_notify(sig.BATTERY_LEVEL, lambda _char, raw: heard.append(raw[0]))
        charge = "120"
        assert battery.tell()
        await until(lambda: heard == [100])


@pytest.mark.parametrize("said", ["a lot", "nan", "inf", "-3"])
def test_a_charge_that_is_none_is_empty(said: str) -> None:
    assert Battery(lambda: (Reading("Charge", said, "%"),)).level == 0


async def test_its_clock_is_hours_behind_until_it_is_set(air: Air, backend: AirBackend) -> None:
    clock = Clock(lambda: NOW, zone=timedelta(hours=1))
    device = await on_air(air, clock.service())
    async with await client_of(backend, device) as client:
        read = bytes(await client.read_gatt_char(sig.CURRENT_TIME))
        assert read == bytes.fromhex("ea070b16121e0f078000")  # Sunday the 22nd, 18:30:15.5
        assert bytes(await client.read_gatt_char(sig.LOCAL_TIME)) == b"\x04\x00"
        right = bytes.fromhex("ea070b16161e0f078000")
        await client.write_gatt_char(sig.CURRENT_TIME, right, response=True)
        assert clock.off == timedelta(0)
        assert bytes(await client.read_gatt_char(sig.CURRENT_TIME)) == right


async def test_its_clock_takes_a_time_with_a_reason_and_says_that_it_ignored_that(
    air: Air, backend: AirBackend
) -> None:
    clock = Clock(lambda: NOW)
    device = await on_air(air, clock.service())
    async with await client_of(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_char(
                sig.CURRENT_TIME, bytes.fromhex("ea070b16151e0f078001"), response=True
            )
    assert (refused.value.code, clock.off) == (0x80, timedelta(0))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("ea070b16151e0f0780", 0x0D),
        ("ea070b16151e0f07800000", 0x0D),
        ("00000000000000000000", 0x13),
        ("ea070d16151e0f078000", 0x13),
        ("0100010100000001 0000", 0x13),
    ],
)
async def test_its_clock_refuses_what_is_no_time(
    air: Air, backend: AirBackend, written: str, code: int
) -> None:
    clock = Clock(lambda: NOW, zone=timedelta(hours=14))
    device = await on_air(air, clock.service())
    async with await client_of(backend, device) as client:
        with pytest.raises(BleakGATTProtocolError) as refused:
            await client.write_gatt_char(sig.CURRENT_TIME, bytes.fromhex(written), response=True)
    assert refused.value.code == code
    assert clock.off == timedelta(hours=-4)


async def test_each_phase_is_a_characteristic_of_its_own(air: Air, backend: AirBackend) -> None:
    device = await on_air(air, Values(lambda: READINGS).service())
    async with await client_of(backend, device) as client:
        voltages = handles(client.services, sig.VOLTAGE)
        currents = handles(client.services, sig.CURRENT)
        values = [bytes(await client.read_gatt_char(one)) for one in (*voltages, *currents)]
        marks = [
            (d.uuid[4:8], bytes(await client.read_gatt_descriptor(d.handle)))
            for d in client.services.descriptors.values()
        ]
    assert values == [b"\xe0\x39", b"\x40\x39", b"\x2c\x00", b"\x78\x00"]
    assert marks == [
        ("2904", bytes.fromhex("06fa2827010100")),
        ("2904", bytes.fromhex("06fa2827010200")),
        ("2901", b"L1"),
        ("2901", b"L3"),
    ]


async def test_a_value_of_one_phase_is_set_and_told_by_its_number(
    air: Air, backend: AirBackend
) -> None:
    told = Property.READ | Property.NOTIFY
    rows = tuple(
        Characteristic(sig.CURRENT, told, descriptors=(Descriptor("2901", name),), value=name)
        for name in (b"L1", b"L2")
    )
    device = await on_air(air, Service(SERVICE, rows))
    heard: list[bytes] = []
    async with await client_of(backend, device) as client:
        first, second = handles(client.services, sig.CURRENT)
        await client.start_notify(second, lambda _char, raw: heard.append(bytes(raw)))
        device.set_value(sig.CURRENT, b"one")
        assert device.notify(sig.CURRENT, b"two", nth=1)
        assert not device.notify(sig.CURRENT, b"one again")
        await until(lambda: heard == [b"two"])
        assert bytes(await client.read_gatt_char(first)) == b"one again"
        with pytest.raises(KeyError):
            device.set_value(sig.CURRENT, b"", nth=2)


async def test_two_of_one_kind_that_nothing_tells_apart_are_refused(air: Air) -> None:
    alike = Characteristic(sig.CURRENT, Property.READ)
    device = air.add(plain_spec(services=(Service(SERVICE, (alike, alike)),)))
    with pytest.raises(ValueError, match="appears twice"):
        await device.power_on()


@pytest.mark.parametrize("unit", ROWS)
def test_what_cannot_be_said_is_said_to_be_unknown(unit: str) -> None:
    row = ROWS[unit]
    unknown = {"°C": b"\x00\x80", "cos φ": b"\x7f"}.get(unit, b"\xff" * row.size)
    for text in ("warm", "nan", "inf", "1e30", "-1e30"):
        assert encode(row, text) == unknown


def test_power_that_flows_back_cannot_be_said() -> None:
    assert encode(ROWS["W"], "-12") == b"\xff\xff\xff"
    assert encode(ROWS["°C"], "-12") == b"\x50\xfb"


# --- in a scenario ----------------------------------------------------------------------------


def workshop(**changes: object) -> Scenario:
    site = load_scenario(SHIPPED / "vendors.toml")
    return replace(site, devices=(replace(DEVICE, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, ""),
        ({"extras": (Extra.CLOCK, Extra.CLOCK)}, "an extra is named twice"),
        ({"readings": READINGS[1:]}, 'no reading "Charge" in %'),
        ({"readings": (Reading("Charge", "full", "%"), READINGS[1])}, 'no reading "Charge" in %'),
        ({"readings": READINGS[:1]}, "no reading in V, A, W, kWh, Hz, °C or cos φ"),
        ({"readings": (*READINGS, Reading("Voltage", "1", "V"))}, ""),
        ({"readings": (*READINGS, Reading("Grid L2", "1", "V"))}, "not told apart as L1, L2"),
    ],
)
def test_extras_are_checked(changes: dict[str, object], sentence: str) -> None:
    said = broken_rule(workshop(**changes))
    assert sentence in said
    assert bool(said) == bool(sentence)


def test_the_shipped_workshop_has_them() -> None:
    site = load_scenario(SHIPPED / "vendors.toml")
    extras = {d.model: set(d.extras) for d in site.devices if d.extras}
    assert {Extra.IDENTITY} <= extras["MI-800"]
    assert set(DEVICE.extras) <= extras["BP-10"]
