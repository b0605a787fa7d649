"""Whatever a device is set up with: its own serial is asked first, its values shown, its clock set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.devices.conftest import PASSWORD, SERIAL, SSID, Bench, setback_of
from tests.devices.espressif_bench import POP, proof
from tests.devices.sig_bench import (
    PROTOCOLS,
    device_of,
    information,
    label_of,
    met,
    serial_of,
    sight,
    tapped,
)
from walkdown.core.device import Reading
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol
from walkdown.core.trouble import Code
from walkdown.core.wifi import Credentials
from walkdown.practice import improv_wire as wire
from walkdown.practice import sig_numbers as sig
from walkdown.practice.espressif_device import SESSION
from walkdown.practice.improv_facts import Identity
from walkdown.practice.peripheral_spec import (
    AttRefusal,
    Characteristic,
    Descriptor,
    Property,
    Service,
)
from walkdown.practice.shelly_facts import Lock
from walkdown.practice.sig_battery import Battery
from walkdown.practice.sig_clock import Clock
from walkdown.practice.sig_values import Values

RIGHT = Credentials(SSID, Secret(PASSWORD))
EACH = pytest.mark.parametrize("protocol", PROTOCOLS)
ESPRESSIF = Protocol.ESPRESSIF
MEASURED = (
    Reading("Charge", "71", "%"),
    Reading("Voltage L1", "231.5", "V"),
    Reading("Voltage L2", "229", "V"),
    Reading("Current L1", "0.44", "A"),
    Reading("Current L2", "1.2", "A"),
    Reading("Power", "402", "W"),
    Reading("Yield", "12.5", "kWh"),
    Reading("Frequency", "50", "Hz"),
    Reading("Heat sink", "-3.5", "°C"),
    Reading("Power factor", "0.98", "cos φ"),
)


def service(*rows: Characteristic) -> Service:
    return Service("5a1e0001-7c3d-4b52-9f0a-6d2f8b41c7e0", rows)


def serial_row(raw: bytes) -> Service:
    row = Characteristic(sig.SERIAL, Property.READ, value=raw)
    return Service(sig.DEVICE_INFORMATION, (row,))


# --- who it is --------------------------------------------------------------------------------


@EACH
@pytest.mark.parametrize("mtu", [23, 247])
async def test_a_device_whose_own_serial_is_not_the_labels_gets_no_secret(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, protocol: Protocol, mtu: int
) -> None:
    wire = tapped(monkeypatch)
    async with met(bench, protocol, information("990000000001"), mtu=mtu) as (device, driver):
        verbs = [driver.provision(bench.wifi, RIGHT, bench.earned.append), driver.device_info()]
        if label := label_of(protocol):
            verbs.append(driver.authenticate(label))
        for verb in verbs:
            refused = await setback_of(verb)
            assert (refused.code, refused.trouble.device) == (
                Code.OTHER_SERIAL,
                serial_of(protocol),
            )
            assert refused.trouble.detail == "990000000001"
        assert SESSION not in device.commands
        assert "WiFi.SetConfig" not in device.commands
    assert bench.tried == []
    for secret in (PASSWORD, SSID, POP):
        assert secret.encode() not in wire.written


@EACH
async def test_a_device_whose_own_serial_is_the_labels_is_set_up(
    bench: Bench, protocol: Protocol
) -> None:
    async with met(bench, protocol, information(serial_of(protocol))) as (_, driver):
        if label := label_of(protocol):
            await driver.authenticate(label)
        await driver.device_info()
        await driver.provision(bench.wifi, RIGHT, bench.earned.append)
    assert bench.tried == [(SSID, PASSWORD)]


@EACH
async def test_any_device_will_do_where_no_serial_is_expected(
    bench: Bench, protocol: Protocol
) -> None:
    await device_of(bench, protocol, information("990000000001"))
    async with bench.open(await sight(bench, protocol), "") as driver:
        await driver.device_info()


@pytest.mark.parametrize(
    "raw", [b"", b"\0", b"\xff" * 16, b"7" * 65, b"x" * 512], ids=["no", "nul", "ff", "65", "512"]
)
async def test_a_serial_that_cannot_be_is_as_if_it_told_none(bench: Bench, raw: bytes) -> None:
    async with met(bench, Protocol.IMPROV, serial_row(raw)) as (_, driver):
        assert (await driver.device_info()).name == f"GW1-{SERIAL}"


async def test_a_serial_with_the_makers_dashes_is_the_same_serial(bench: Bench) -> None:
    async with met(bench, Protocol.SHELLY, serial_row(b"a0:b1:c2:d3:e4:f5")) as (_, driver):
        await driver.provision(bench.wifi, RIGHT, bench.earned.append)
    assert bench.tried == [(SSID, PASSWORD)]


async def test_a_serial_that_is_told_after_pairing_only_is_asked_again(bench: Bench) -> None:
    def told() -> bytes:
        if not device.peripheral.encrypted:
            raise AttRefusal(0x05)
        return b"990000000001"

    row = Characteristic(sig.SERIAL, Property.READ, read=told)
    more = Service(sig.DEVICE_INFORMATION, (row,))
    device = await device_of(bench, Protocol.SHELLY, more, lock=Lock(Secret(""), pairing=True))
    device.press_button()
    async with bench.open(
        await sight(bench, Protocol.SHELLY), serial_of(Protocol.SHELLY)
    ) as driver:
        assert (await setback_of(driver.device_info())).code is Code.OTHER_SERIAL


async def test_a_serial_that_is_refused_is_as_if_there_were_none(bench: Bench) -> None:
    row = Characteristic(sig.SERIAL, Property.WRITE)
    async with met(bench, ESPRESSIF, Service(sig.DEVICE_INFORMATION, (row,))) as (_, driver):
        assert (await driver.device_info()).name == f"PROV_{SERIAL}"


async def test_what_the_protocol_leaves_open_is_told_by_the_device_information(
    bench: Bench,
) -> None:
    async with met(bench, ESPRESSIF, information(SERIAL)) as (_, driver):
        about = await driver.device_info()
    assert (about.firmware, about.hardware) == ("9.9.9", "r7")


async def test_what_the_protocol_told_stays(bench: Bench) -> None:
    told = met(bench, Protocol.IMPROV, information(SERIAL), capabilities=wire.CAN_ALL)
    async with told as (_, driver):
        about = await driver.device_info()
    assert (about.firmware, about.hardware) == ("GW-1 4.2.1", "ESP32-C3")


# --- what it costs ----------------------------------------------------------------------------


@EACH
async def test_a_device_without_these_services_is_asked_nothing_for_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, protocol: Protocol
) -> None:
    wire = tapped(monkeypatch)
    async with met(bench, protocol) as (_, driver):
        await driver.device_info()
        before = len(wire.asked)
        inner = driver.driver
        await inner.device_info()
        alone = len(wire.asked) - before
        await driver.device_info()
        assert len(wire.asked) - before - alone == alone


@EACH
async def test_a_serial_is_asked_once_for_a_link(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, protocol: Protocol
) -> None:
    reads = 0

    def told() -> bytes:
        nonlocal reads
        reads += 1
        return serial_of(protocol).encode()

    row = Characteristic(sig.SERIAL, Property.READ, read=told)
    async with met(bench, protocol, Service(sig.DEVICE_INFORMATION, (row,))) as (_, driver):
        if label := label_of(protocol):
            await driver.authenticate(label)
        await driver.device_info()
        await driver.provision(bench.wifi, RIGHT, bench.earned.append)
    assert reads == 1


# --- what it measures -------------------------------------------------------------------------


@pytest.mark.parametrize("mtu", [23, 247])
async def test_charge_and_values_are_shown_phase_by_phase(bench: Bench, mtu: int) -> None:
    more = Battery(lambda: MEASURED).service(), Values(lambda: MEASURED).service()
    async with met(bench, ESPRESSIF, *more, mtu=mtu) as (_, driver):
        about = await driver.device_info()
    assert about.readings == (
        Reading("Battery", "71", "%"),
        Reading("Voltage L1", "231.5", "V"),
        Reading("Voltage L2", "229.0", "V"),
        Reading("Current L1", "0.44", "A"),
        Reading("Current L2", "1.20", "A"),
        Reading("Power", "402.0", "W"),
        Reading("Energy", "12500", "Wh"),
        Reading("Frequency", "50", "Hz"),
        Reading("Power factor", "0.98"),
        Reading("Temperature", "-3.5", "°C"),
    )


async def test_values_that_are_unknown_wrong_or_refused_are_left_out(bench: Bench) -> None:
    def refuse() -> bytes:
        raise AttRefusal(0x81)

    rows = (
        Characteristic(sig.POWER, Property.READ, value=b"\xff\xff\xff"),
        Characteristic(sig.CURRENT, Property.READ, value=b"\x01"),
        Characteristic(sig.VOLTAGE, Property.READ, value=b"\x01" * 512),
        Characteristic(sig.TEMPERATURE, Property.READ, read=refuse),
        Characteristic(sig.COSINE, Property.WRITE),
        Characteristic(sig.FREQUENCY, Property.READ, value=b"\x32\x00"),
    )
    async with met(bench, ESPRESSIF, service(*rows)) as (_, driver):
        assert (await driver.device_info()).readings == (Reading("Frequency", "50", "Hz"),)


async def test_a_device_with_hundreds_of_values_is_asked_for_some(bench: Bench) -> None:
    reads = 0

    def told() -> bytes:
        nonlocal reads
        reads += 1
        return b"\x01\x00"

    rows = tuple(
        Characteristic(
            sig.CURRENT,
            Property.READ,
            read=told,
            descriptors=(Descriptor(sig.USER_DESCRIPTION, f"String {n}".encode()),),
        )
        for n in range(100)
    )
    async with met(bench, ESPRESSIF, service(*rows)) as (_, driver):
        shown = (await driver.device_info()).readings
    assert (reads, len(shown)) == (32, 32)
    assert shown[31].name == "Current String 31"


async def test_a_makers_word_for_a_value_is_made_harmless(bench: Bench) -> None:
    words = (b"<b>\x1b[31m\xe2\x80\xaeL1", b"\xff" * 64, b"")
    rows = tuple(
        Characteristic(
            sig.CURRENT,
            Property.READ,
            value=b"\x01\x00",
            descriptors=(Descriptor(sig.USER_DESCRIPTION, word),),
        )
        for word in words
    )
    async with met(bench, ESPRESSIF, service(*rows)) as (_, driver):
        names = [r.name for r in (await driver.device_info()).readings]
    assert names[2] == "Current"
    assert all(
        len(n) < 30 and "<" not in n and "\x1b" not in n and "\u202e" not in n for n in names
    )


async def test_a_link_that_is_lost_while_it_tells_is_told(bench: Bench) -> None:
    async with met(bench, ESPRESSIF, Values(lambda: MEASURED).service()) as (device, driver):
        device.peripheral.drop_after_requests(3)
        assert (await setback_of(driver.device_info())).code is Code.LINK_LOST


async def test_what_is_stopped_while_it_tells_stops(bench: Bench) -> None:
    def told() -> bytes:
        bench.lease.end()
        return b"\x01\x00"

    row = Characteristic(sig.CURRENT, Property.READ, read=told)
    async with met(bench, ESPRESSIF, service(row)) as (_, driver):
        assert (await setback_of(driver.device_info())).code is Code.STOPPED_BY_YOU


# --- its clock --------------------------------------------------------------------------------


def clock_row(about_readings: tuple[Reading, ...]) -> str:
    return next((r.value for r in about_readings if r.name == "Clock"), "")


@pytest.mark.parametrize("hours", [0, -5, 5.5])
async def test_a_clock_that_is_off_is_set_by_the_devices_own_zone(
    bench: Bench, hours: float
) -> None:
    clock = Clock(behind=timedelta(hours=4), zone=timedelta(hours=hours))
    async with met(bench, ESPRESSIF, clock.service()) as (_, driver):
        first = clock_row((await driver.device_info()).readings)
        again = clock_row((await driver.device_info()).readings)
    assert (first, again) == ("set, was 4 h off", "right")
    assert abs(clock.off) < timedelta(seconds=30)


async def test_a_clock_that_is_right_within_a_minute_is_left_alone(bench: Bench) -> None:
    clock = Clock(behind=timedelta(seconds=40))
    async with met(bench, ESPRESSIF, clock.service()) as (_, driver):
        assert clock_row((await driver.device_info()).readings) == "right"
    assert clock.off == timedelta(seconds=-40)


def plain_clock(value: bytes, properties: Property = Property.READ) -> Service:
    return Service(sig.CLOCK, (Characteristic(sig.CURRENT_TIME, properties, value=value),))


async def test_a_clock_without_a_time_is_set_by_the_laptops_zone(bench: Bench) -> None:
    never = plain_clock(bytes(10), Property.READ | Property.WRITE)
    async with met(bench, ESPRESSIF, never) as (_, driver):
        assert clock_row((await driver.device_info()).readings) == "set, it had no time"


@pytest.mark.parametrize("value", [bytes(10), b"\xff" * 10, b"", b"\x01" * 512])
async def test_a_clock_that_cannot_be_set_is_told_and_no_trouble(
    bench: Bench, value: bytes
) -> None:
    async with met(bench, ESPRESSIF, plain_clock(value)) as (_, driver):
        assert clock_row((await driver.device_info()).readings) == "not set, it had no time"


async def test_a_clock_that_runs_away_is_set_once(bench: Bench) -> None:
    writes: list[bytes] = []
    year = 2026

    def told() -> bytes:
        nonlocal year
        year += 1
        return year.to_bytes(2, "little") + bytes.fromhex("0101000000050000")

    row = Characteristic(
        sig.CURRENT_TIME, Property.READ | Property.WRITE, read=told, write=writes.append
    )
    async with met(bench, ESPRESSIF, Service(sig.CLOCK, (row,))) as (_, driver):
        row_said = clock_row((await driver.device_info()).readings)
    assert row_said.startswith("not set, was ")
    assert len(writes) == 1


async def test_a_device_with_the_factorys_name_alone_may_tell_any_serial(bench: Bench) -> None:
    identity = Identity("PROV_A1B2C3", "GW-1", "PROV_A1B2C3", "4.2.1")
    await device_of(bench, ESPRESSIF, information("90513300A417"), identity=identity)
    async with bench.open(await sight(bench, ESPRESSIF), "PROV_A1B2C3") as driver:
        await driver.authenticate(proof())
        assert (await driver.device_info()).name == "PROV_A1B2C3"
