"""Our updater and the practice site's strict device: swap, trial, revert, cuts and refusals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from tests.devices.conftest import NAME, QUICK, SERIAL, Bench, new_lease, setback_of
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image, Outcome, Progress
from walkdown.core.mcuboot import read_image
from walkdown.core.trouble import Code
from walkdown.devices.radio import BleakRadio
from walkdown.devices.smp.updater import SmpUpdater
from walkdown.practice.firmware_print import print_image
from walkdown.practice.improv_device import ImprovDevice
from walkdown.practice.improv_facts import Identity
from walkdown.practice.sig_battery import Battery
from walkdown.practice.sig_identity import DeviceInformation
from walkdown.practice.smp_device import SmpDevice
from walkdown.practice.smp_frames import Img
from walkdown.practice.smp_service import SmpBuild, SmpFaults, SmpServer

ADDRESS = "F0:CA:FE:00:55:18"
WHO = Identity(SERIAL, "GW-1", NAME, "3.4.1")
OLD, NEW = "3.4.1", "3.5.0"
IMAGE = read_image(print_image(NEW, 12_000))
SHORT = SmpBuild(reset_s=0.01, slot_size=16_000)
PATIENT = replace(QUICK, answer_s=8.0, erase_s=8.0, restart_s=20.0, poll_s=0.02, byte_s=0.002)


class Site:
    """A gateway that takes firmware, and what it has booted."""

    def __init__(
        self,
        bench: Bench,
        *,
        mtu: int = 247,
        build: SmpBuild = SHORT,
        faults: SmpFaults | None = None,
        claims: str = SERIAL,
    ) -> None:
        self.bench = bench
        self.booted: list[str] = []
        self.told: list[Progress] = []
        self.allowed = new_lease(Purpose.FIRMWARE)
        bench.radio = BleakRadio(bench.backend, patience=PATIENT)
        self.server = SmpServer(OLD, build=build, faults=faults or SmpFaults())
        plate, battery = DeviceInformation(WHO, claims), Battery(tuple)
        improv = ImprovDevice(
            bench.air,
            ADDRESS,
            WHO,
            networks=tuple,
            join=bench.join,
            mtu=mtu,
            more=(self.server.service(), plate.service(), battery.service()),
        )
        plate.attach(improv.peripheral)
        battery.attach(improv.peripheral)
        runs = self.booted.append
        self.device = SmpDevice(improv, self.server, runs, boot_s=0.02, swap_s=0.02)

    @asynccontextmanager
    async def updater(self) -> AsyncIterator[SmpUpdater]:
        """On, heard and connected."""
        await self.device.power_on()
        try:
            sighting = await self.bench.sight()
            async with self.bench.radio.firmware(self.bench.lease, sighting, SERIAL) as updater:
                assert isinstance(updater, SmpUpdater)
                yield updater
        finally:
            await self.device.power_off()

    async def update(self, image: Image = IMAGE) -> Outcome:
        """All the way."""
        async with self.updater() as updater:
            return await updater.update(self.allowed, image, self.told.append)


@pytest.mark.parametrize("mtu", [23, 185, 247, 517])
async def test_it_boots_what_was_sent_and_keeps_it(bench: Bench, mtu: int) -> None:
    site = Site(bench, mtu=mtu)
    async with site.updater() as updater:
        assert await updater.update(site.allowed, IMAGE, site.told.append) is Outcome.UPDATED
        active, former = await updater.slots()
    assert (active.version, active.active, active.confirmed) == (NEW, True, True)
    assert (former.version, former.pending) == (OLD, False)
    assert site.server.slots.content(0) == IMAGE.content
    assert site.booted[:2] == [OLD, NEW]


@pytest.mark.parametrize("build", [replace(SHORT, frugal=True), replace(SHORT, buf_size=256)])
async def test_other_builds_of_the_server_do_as_well(bench: Bench, build: SmpBuild) -> None:
    assert await Site(bench, build=build).update() is Outcome.UPDATED


@pytest.mark.parametrize("count", [1, 2, 3, 8])
async def test_a_device_with_few_buffers_is_not_overrun(bench: Bench, count: int) -> None:
    # The smallest still needs a second one for its answer, as every build has.
    build = replace(SHORT, buf_count=max(count, 2), reply_s=0.002)
    assert await Site(bench, build=build).update() is Outcome.UPDATED


async def test_a_link_lost_in_the_middle_is_made_again(bench: Bench) -> None:
    site = Site(bench, faults=SmpFaults(drops_at_chunk=3))
    assert await site.update() is Outcome.UPDATED


async def test_an_image_that_does_not_boot_is_said_to_be_reverted(bench: Bench) -> None:
    site = Site(bench, faults=SmpFaults(boots_badly=True))
    async with site.updater() as updater:
        assert await updater.update(site.allowed, IMAGE, site.told.append) is Outcome.REVERTED
        active, _ = await updater.slots()
    assert active.version == OLD
    assert NEW not in site.booted


async def test_after_a_revert_the_same_image_is_tried_again_without_sending_it(
    bench: Bench,
) -> None:
    site = Site(bench, faults=SmpFaults(boots_badly=True))
    async with site.updater() as updater:
        assert await updater.update(site.allowed, IMAGE, site.told.append) is Outcome.REVERTED
        site.server.faults = SmpFaults(refuses=Img.NO_FREE_SLOT)
        assert await updater.update(site.allowed, IMAGE, site.told.append) is Outcome.UPDATED


async def test_a_refusal_says_why(bench: Bench) -> None:
    site = Site(bench, faults=SmpFaults(refuses=Img.TOO_LARGE))
    setback = await setback_of(site.update())
    assert setback.code is Code.FIRMWARE_REFUSED
    assert setback.trouble.detail == "the image is too large for it (image 30)"


async def test_an_image_larger_than_its_memory_is_refused_by_the_device(bench: Bench) -> None:
    setback = await setback_of(Site(bench).update(read_image(print_image(NEW, 17_000))))
    assert setback.code is Code.FIRMWARE_REFUSED


async def test_a_device_that_stays_away_is_lost(bench: Bench) -> None:
    site = Site(bench, faults=SmpFaults(stays_away=True))
    bench.radio = BleakRadio(bench.backend, patience=replace(PATIENT, restart_s=0.4))
    assert (await setback_of(site.update())).code is Code.FIRMWARE_LOST


async def test_a_device_that_says_it_is_another_gets_nothing(bench: Bench) -> None:
    site = Site(bench, claims="770300129999")
    assert (await setback_of(site.update())).code is Code.OTHER_SERIAL
    assert site.server.slots.content(1) == b""
