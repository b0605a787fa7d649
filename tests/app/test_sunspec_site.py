"""Devices with SunSpec are proven by it: its serial is the label's, or another device is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.app.laptop import Laptop, scenario
from walkdown.consent.purpose import Purpose
from walkdown.core.checks import leave_gate, may_leave
from walkdown.core.device import OLD_AFTER, Reading, is_old
from walkdown.core.job import Look, Verdict
from walkdown.practice.scenario import Fault

GATEWAY, INVERTER = "770300125518", "122044170087"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[list[Laptop]]:
    """Laptops that are closed at the end."""
    made: list[Laptop] = []
    yield made
    for laptop in made:
        await laptop.close()


async def commissioned(house: list[Laptop], folder: Path, *faults: Fault) -> Laptop:
    """A home of a gateway and one inverter that speaks SunSpec, all online."""
    home = scenario("home")
    devices = (
        home.device(GATEWAY),
        replace(home.device(INVERTER), modbus=True, faults=faults),
    )
    laptop = Laptop(folder / "home", {"home": replace(home, devices=devices)})
    house.append(laptop)
    await laptop.ready()
    await laptop.all_online()
    return laptop


def look_at(laptop: Laptop, serial: str) -> Look:
    return next(look for look in laptop.on_disk.looks if look.serial == serial)


def by_modbus(laptop: Laptop, serial: str) -> tuple[Reading, ...]:
    device = laptop.on_disk.device(serial)
    return tuple(r for r in device.about.readings if r.by == "Modbus") if device else ()


async def test_the_serial_of_the_common_model_and_the_values_are_evidence(
    house: list[Laptop], tmp_path: Path
) -> None:
    laptop = await commissioned(house, tmp_path)
    await laptop.engine.verify.run_all()
    assert look_at(laptop, INVERTER).modbus == INVERTER
    assert look_at(laptop, GATEWAY).modbus == ""
    assert {"Power", "Voltage", "State"} <= {r.name for r in by_modbus(laptop, INVERTER)}
    assert by_modbus(laptop, GATEWAY) == ()
    assert may_leave(leave_gate(laptop.on_disk)) is Verdict.PASS


async def test_a_device_that_is_silent_about_some_registers_is_proven_all_the_same(
    house: list[Laptop], tmp_path: Path
) -> None:
    laptop = await commissioned(house, tmp_path, Fault.SILENT_REGISTERS)
    await laptop.engine.verify.run_all()
    assert look_at(laptop, INVERTER).modbus == INVERTER
    assert by_modbus(laptop, INVERTER)


async def test_each_value_says_when_it_was_read_and_is_old_ten_minutes_later(
    house: list[Laptop], tmp_path: Path
) -> None:
    laptop = await commissioned(house, tmp_path)
    await laptop.engine.verify.run_all()
    for reading in by_modbus(laptop, INVERTER):
        assert reading.at is not None
        assert not is_old(reading, reading.at + OLD_AFTER)
        assert is_old(reading, reading.at + OLD_AFTER + timedelta(seconds=1))


async def test_registers_are_only_read_under_the_permission_for_the_network(
    house: list[Laptop], tmp_path: Path
) -> None:
    laptop = await commissioned(house, tmp_path)
    await laptop.engine.verify.run_all()
    assert Purpose.LAN_PROBE in laptop.witness.used
    assert laptop.witness.unwritten == []
