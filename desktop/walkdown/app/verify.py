"""Verify: look at every device on the network again, now, and keep what was seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from walkdown.app.messages import Checking
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device
from walkdown.core.events import DeviceTold, LooksTaken, Promised
from walkdown.core.job import Look, Promise
from walkdown.core.trouble import Setback

ANSWER_S = 6.0
AT_ONCE = 16


class VerifyDesk:
    """Use cases of the Verify page."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._done = 0
        self._running = False

    async def run_all(self) -> None:
        """Ask for the network, look at all devices side by side, save the looks."""
        if self._running:
            return
        self._running = True
        try:
            await self._run()
        finally:
            self._running = False

    async def promise(self, promise: Promise | None) -> None:
        """Leave with something open: what, who, by when; None takes it back."""
        await self._bench.apply(Promised(promise))

    async def _run(self) -> None:
        async with self._bench.use(Purpose.LAN_PROBE, "Run all, in Verify") as lease:
            devices = self._bench.job.wanted
            self._done = 0
            self._tell(len(devices), running=True)
            try:
                looks = await self._all(lease, devices)
                lease.note("devices", len(devices))
                await self._bench.apply(LooksTaken(looks))
            finally:
                self._tell(len(devices), running=False)

    async def _all(self, lease: Lease, devices: tuple[Device, ...]) -> tuple[Look, ...]:
        """All looks, or none: a device that was not asked has not failed to answer."""
        places = asyncio.Semaphore(AT_ONCE)

        async def look(device: Device) -> Look:
            async with places:
                lease.check(Purpose.LAN_PROBE)
                taken = await self._look(lease, device)
            lease.check(Purpose.LAN_PROBE)
            self._done += 1
            self._tell(len(devices), running=True)
            return taken

        looks = [asyncio.create_task(look(device)) for device in devices]
        try:
            return tuple(await asyncio.gather(*looks))
        finally:
            await ended(*looks)

    async def _look(self, lease: Lease, device: Device) -> Look:
        now = self._bench.clock.now
        if not device.url:
            return Look(device.serial, answered=False, said_serial="", at=now())
        try:
            answer = await self._bench.equipment.lan.ask(lease, device.url, ANSWER_S)
        except Setback as setback:
            return Look(device.serial, False, "", now(), str(setback.code))
        if answer.serial == device.serial:
            about = replace(device.about, readings=answer.readings)
            await self._bench.apply(DeviceTold(device.serial, about))
        return Look(device.serial, True, answer.serial, now(), answer.address)

    def _tell(self, total: int, *, running: bool) -> None:
        self._bench.publish(Checking(self._done, total, running))
