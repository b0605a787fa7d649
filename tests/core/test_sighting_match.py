"""What is heard is put next to what is listed; what needs the person stands first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Device, Kind, Way
from walkdown.core.sighting import (
    Match,
    Protocol,
    Sighting,
    identity_in_name,
    match_up,
    serial_in_name,
    sighting_of,
)

AT = datetime(2026, 11, 22, tzinfo=UTC)


def device(serial: str) -> Device:
    return Device(serial, "MI-800", Kind.MICRO_INVERTER, Way.CAMERA, AT)


def heard(key: str, serial: str, dbm: int = -60) -> Sighting:
    return Sighting(key, f"MI-{serial}", serial, dbm, Protocol.IMPROV)


def test_rows_come_in_the_order_of_need_then_of_signal() -> None:
    devices = tuple(map(device, ("10000001", "10000002", "10000003", "10000004")))
    air = (
        heard("a", "10000001", -80),
        heard("b", "10000002", -40),
        heard("c", "10000003"),
        heard("d", "10000003"),
        heard("e", "99999999", -20),
    )
    rows = [(row.match, row.serial) for row in match_up(devices, air)]
    assert rows == [
        (Match.CONFLICT, "10000003"),
        (Match.CONFLICT, "10000003"),
        (Match.MISSING, "10000004"),
        (Match.EXPECTED, "10000002"),
        (Match.EXPECTED, "10000001"),
        (Match.EXTRA, "99999999"),
    ]


def test_two_that_claim_one_serial_are_never_connected_to() -> None:
    air = (heard("a", "10000001"), heard("b", "10000001"))
    assert sighting_of("10000001", air) is None
    assert sighting_of("10000001", air[:1]) is air[0]


@given(
    st.lists(st.sampled_from(["1", "2", "3"]), unique=True),
    st.lists(st.sampled_from(["1", "2", "3", "4"])),
)
def test_every_device_and_every_sighting_has_its_row(listed: list[str], air: list[str]) -> None:
    devices = tuple(map(device, listed))
    sightings = tuple(heard(str(n), serial) for n, serial in enumerate(air))
    rows = match_up(devices, sightings)
    assert {row.serial for row in rows if row.device} == set(listed)
    assert sorted(r.sighting.key for r in rows if r.sighting) == sorted(s.key for s in sightings)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("PROV_A1B2C3", "PROV_A1B2C3"),
        ("prov_a1b2c3", "PROV_A1B2C3"),
        ("GW1-770300125518", "770300125518"),
        ("PROV_A1B2C", ""),
        ("PROV_A1B2C3D", ""),
        ("XPROV_A1B2C3", ""),
        ("PROV_A1B2\u0421\u0417", ""),
    ],
)
def test_a_factorys_name_stands_for_a_serial_and_nothing_like_it_does(
    name: str, known: str
) -> None:
    assert identity_in_name(name) == known


@pytest.mark.parametrize(
    ("name", "serial"),
    [
        ("GW1-770300125518", "770300125518"),
        ("Battery 90513300A417", "90513300A417"),
        ("770300125518", "770300125518"),
        ("GW1-7703", ""),
        ("GW1-770300125518 ", ""),
        ("GW1770300125518x", ""),
        ("", ""),
    ],
)
def test_a_serial_is_read_from_the_end_of_a_name(name: str, serial: str) -> None:
    assert serial_in_name(name) == serial
