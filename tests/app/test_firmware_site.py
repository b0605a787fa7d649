"""New firmware on a practice site: the maker's file, over the practice air, on a device that restarts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest

from tests.app.laptop import NO, SCENARIOS, Laptop, scenario
from walkdown.app.messages import FirmwareEnded, FirmwareMoving, FirmwareOffered
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Outcome, Phase
from walkdown.core.trouble import Code, Setback
from walkdown.practice.scenario import Extra
from walkdown.storage.firmware_file import FirmwareReader

FILE = PurePath(SCENARIOS / "firmware" / "gw-1-3.5.0.bin")


@pytest.fixture
async def lap(tmp_path: Path) -> Any:
    laptop = FirmwareSite(tmp_path / "home", {"vendors": scenario("vendors")})
    await laptop.engine.jobs.begin("vendors")
    await laptop.list_all()
    yield laptop
    await laptop.close()


class FirmwareSite(Laptop):
    """The laptop of the other tests, with files that can be picked."""

    def _parts(self) -> Any:
        return replace(super()._parts(), firmware_files=FirmwareReader())


def gateway(lap: Laptop) -> str:
    """The one device of the site that takes firmware."""
    (found,) = [d for d in lap.yard._opened().scenario.devices if Extra.SMP in d.extras]
    return found.serial


async def test_the_gateway_is_updated_and_says_afterwards_what_it_runs(lap: Laptop) -> None:
    serial = gateway(lap)
    await lap.engine.firmware.look(serial, FILE)
    offer = lap.last(FirmwareOffered).offer
    assert (offer.running, offer.version, bool(offer.hindrance)) == ("3.4.1", "3.5.0", False)
    await lap.press(lap.engine.firmware.update(serial))
    assert lap.told() == []
    assert lap.last(FirmwareEnded) == FirmwareEnded(serial, Outcome.UPDATED, "3.5.0")
    phases = [m.progress.phase for m in lap.all(FirmwareMoving) if m.progress]
    assert list(dict.fromkeys(phases)) == list(Phase)
    device = lap.on_disk.device(serial)
    assert device is not None
    assert device.about.firmware == "3.5.0"
    assert lap.uses() == []
    assert lap.witness.unwritten == []
    await lap.engine.firmware.look(serial, FILE)
    assert lap.last(FirmwareOffered).offer.hindrance == "same"


async def test_after_a_no_the_gateway_runs_what_it_ran(lap: Laptop) -> None:
    serial = gateway(lap)
    await lap.engine.firmware.look(serial, FILE)
    lap.policy = lambda question: NO if question.text.purpose is Purpose.FIRMWARE else None
    await lap.press(lap.engine.firmware.update(serial))
    assert lap.told() == [Code.REFUSED]
    assert Purpose.FIRMWARE not in lap.witness.used
    await lap.engine.firmware.look(serial, FILE)
    assert lap.last(FirmwareOffered).offer.running == "3.4.1"


async def test_leaving_in_the_middle_leaves_a_gateway_that_can_be_updated_later(
    lap: Laptop,
) -> None:
    serial, job = gateway(lap), lap.job.id
    await lap.engine.firmware.look(serial, FILE)
    update = asyncio.create_task(lap.press(lap.engine.firmware.update(serial)))
    await lap.until(lambda: any(m.progress and m.progress.sent for m in lap.all(FirmwareMoving)))
    await lap.engine.leave_job()
    await update
    assert lap.told() == [Code.STOPPED_BY_YOU]
    assert lap.uses() == []
    await lap.engine.jobs.resume(job)
    await lap.engine.firmware.look(serial, FILE)
    assert lap.last(FirmwareOffered).offer.running == "3.4.1"


async def test_a_device_that_takes_no_firmware_and_a_file_that_is_none_are_told(
    lap: Laptop, tmp_path: Path
) -> None:
    other = next(d.serial for d in lap.job.devices if d.serial != gateway(lap))
    with pytest.raises(Setback) as told:
        await lap.engine.firmware.look(other, FILE)
    assert told.value.code is Code.CANNOT_SET_UP
    none = tmp_path / "none.bin"
    none.write_bytes(b"no firmware" * 100)
    with pytest.raises(Setback) as told:
        await lap.engine.firmware.look(gateway(lap), PurePath(none))
    assert told.value.code is Code.FIRMWARE_UNREADABLE
