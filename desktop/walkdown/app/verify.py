"""Verify: look at every device on the network again, now, and keep what was seen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

from walkdown.app import verify_modbus
from walkdown.app.messages import Checking
from walkdown.app.ports import ModbusAnswer, NetworkAnswer
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Reading, read_at
from walkdown.core.events import DeviceMoved, DeviceTold, LooksTaken, Promised, PromiseWithdrawn
from walkdown.core.job import How, Look
from walkdown.core.leave import other_answers
from walkdown.core.promise import Item, promised
from walkdown.core.sighting import factory_name
from walkdown.core.trouble import Code, Setback

ANSWER_S = 6.0
FIND_S = 4.0
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

    @property
    def running(self) -> bool:
        """Whether devices are being looked at now."""
        return self._running

    async def look_again(self, lease: Lease, devices: tuple[Device, ...]) -> None:
        """Look once more at some that a walk has found; what was seen of the others stands."""
        self._done, self._running = 0, True
        try:
            fresh = {look.serial: _walked(look) for look in await self._all(lease, devices)}
            looks = tuple(fresh.get(look.serial, look) for look in self._bench.job.looks)
            await self._bench.apply(LooksTaken(looks))
        finally:
            self._running = False
            self._tell(len(devices), running=False)

    async def promise(self, items: tuple[Item, ...], what: str, who: str, by: date) -> None:
        """For each item a promise of its own: what is left, who does it, until which day on site.

        Raises NotAllowed where a text is missing, or the day is past or over a year ahead.
        """
        now, job = self._bench.clock.now(), self._bench.job
        each = (
            replace(promised(i, what, who, by, now), other=other_answers(job, i)) for i in items
        )
        await self._bench.apply(Promised(tuple(each)))

    async def withdraw(self, item: Item) -> None:
        """Take the promise for an item back."""
        await self._bench.apply(PromiseWithdrawn(item))

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
        lan = self._bench.equipment.lan
        by_modbus = asyncio.create_task(verify_modbus.asked(lan, lease, device))
        try:
            answer, how = await self._asked(lease, device)
        except Setback as setback:
            silent = Look(device.serial, False, "", now(), str(setback.code))
            return await self._proven(device, silent, await by_modbus)
        else:
            look = self._seen(device, answer, how)
            moved = self._bench.job.device(device.serial)
            if moved is not None and moved.url != device.url:
                # What spoke Modbus at its former address is another device by now.
                said = await verify_modbus.asked(lan, lease, moved)
            else:
                said = await by_modbus
            return await self._proven(device, look, said, answer.readings)
        finally:
            await ended(by_modbus)

    async def _proven(
        self,
        device: Device,
        look: Look,
        said: ModbusAnswer | None,
        readings: tuple[Reading, ...] = (),
    ) -> Look:
        """The look with what Modbus proves beside; values are kept only of the device itself."""
        serial = verify_modbus.serial_said(said, device)
        if said is not None and serial:
            look = replace(look, modbus=serial)
            if serial != device.serial or not look.answered:
                how = look.how or How.ADDRESS
                look = replace(
                    look, answered=True, said_serial=serial, detail=said.address, how=how
                )
        if look.said_serial == device.serial and (readings or said is not None):
            measured = said.readings if said is not None else ()
            await self._keep(device, (*readings, *measured), said.firmware if said else "")
        return look

    async def _keep(self, device: Device, values: tuple[Reading, ...], firmware: str) -> None:
        fresh = read_at(values, self._bench.clock.now())
        about = replace(
            device.about,
            readings=_with_former(fresh, device.about.readings),
            firmware=device.about.firmware or firmware,
        )
        await self._bench.apply(DeviceTold(device.serial, about))

    def _seen(self, device: Device, answer: NetworkAnswer, how: How) -> Look:
        # Where it has no serial to tell, what answers at the address it gave is taken for it, but
        # not what another one of the list is known by.
        taken = not answer.serial and self._bench.job.others_at(device.serial, answer.address)
        said = answer.serial or ("" if taken else factory_name(device.serial))
        now = self._bench.clock.now()
        return Look(device.serial, True, said, now, answer.address, how=how)

    async def _asked(self, lease: Lease, device: Device) -> tuple[NetworkAnswer, How]:
        """Who answers at its address; or where it has moved to, if it tells its name on the network."""
        lan = self._bench.equipment.lan
        nameless = bool(factory_name(device.serial))
        try:
            answer = await lan.ask(lease, device.url, ANSWER_S, nameless=nameless)
        except Setback as silent:
            if silent.code is not Code.NOT_REACHABLE:
                raise
            moved = await self._moved(lease, device)
            if moved is None:
                raise
            return moved, How.NAME
        if answer.serial in ("", device.serial):
            return answer, How.ADDRESS
        moved = await self._moved(lease, device)
        return (moved, How.NAME) if moved else (answer, How.ADDRESS)

    async def _moved(self, lease: Lease, device: Device) -> NetworkAnswer | None:
        """Its answer from its new address; None where it is not found, or another answers there."""
        if factory_name(device.serial):
            return None
        lan = self._bench.equipment.lan
        url = await lan.find(lease, device.serial, FIND_S, url=device.url)
        if not url or url == device.url:
            return None
        try:
            answer = await lan.ask(lease, url, ANSWER_S)
        except Setback as nobody:
            if nobody.code is Code.STOPPED_BY_YOU:
                raise
            return None  # a name that leads nowhere says nothing about the device
        if answer.serial != device.serial:
            return None
        await self._bench.apply(DeviceMoved(device.serial, url))
        return answer

    def _tell(self, total: int, *, running: bool) -> None:
        self._bench.publish(Checking(self._done, total, running))


def _walked(look: Look) -> Look:
    return replace(look, how=How.WALK) if look.how is How.ADDRESS else look


def _with_former(fresh: tuple[Reading, ...], former: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """What is said now, then what was said before and is not said again, e.g. over Bluetooth alone."""
    names = {(reading.name, reading.by) for reading in fresh}
    return (*fresh, *(reading for reading in former if (reading.name, reading.by) not in names))
