"""Firmware: a file is read, its device looked at, and after a yes to just that the device is updated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final, Protocol

from walkdown.app.messages import FirmwareEnded, FirmwareMoving, FirmwareOffered
from walkdown.app.ports import FirmwareFiles, Updater
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.advance import NotAllowed
from walkdown.core.device import Device, Work
from walkdown.core.events import DeviceTold, FirmwareDeferred
from walkdown.core.firmware import Hindrance, Image, Offer, Outcome, Phase, Progress
from walkdown.core.job import Stage
from walkdown.core.offer import in_words, offered, running_slot
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Code, Setback

FEATURE: Final = "Firmware, in Nearby"
# From the end of the lease to where a device that is being sent to can be left, before it is left anyhow.
SAFE_POINT_S: Final = 5.0
_IDLE: Final = (Work.IDLE, Work.FAILED, Work.ONLINE)

# An update is begun on a signal that was measured so lately, in seconds.
FRESH_S: Final = 60.0


class Find(Protocol):
    """Where a device is in the air: its serial, what was pressed, and how old an answer may be."""

    def __call__(self, serial: str, feature: str, *, within_s: float) -> Awaitable[Sighting]: ...


@dataclass(frozen=True, slots=True)
class _Held:
    """What was offered last, and the file for it: in memory only."""

    offer: Offer
    image: Image = field(repr=False)


class FirmwareDesk:
    """Use cases of the firmware page. One update at a time; the job says what came of it.

    Nothing is connected while the person decides. A file is forgotten once it was put on the device,
    put off, or the job is left; after a setback it stays, and the device goes on where it was.
    """

    def __init__(self, bench: Workbench, find: Find, files: FirmwareFiles | None) -> None:
        self._bench = bench
        self._find = find
        self._files = files
        self._held: _Held | None = None
        self._task: asyncio.Task[None] | None = None
        self._lease: Lease | None = None
        self._sending = False
        bench.at_rest(self.stop)

    @property
    def updating(self) -> bool:
        """Whether a device is being updated now: it is better not left alone."""
        return self._lease is not None

    async def look(self, serial: str, path: PurePath) -> None:
        """Read the file that was picked, look at the device, and tell what an update would be.

        Raises Setback: FIRMWARE_UNREADABLE, NOT_HEARD, CANNOT_SET_UP, OTHER_SERIAL and what a
        connection can meet. NotAllowed while the device is set up or another one is updated.
        """
        self._require_idle(serial)
        self._held = None
        image = await self._read(serial, path)
        with self._bench.engaged.alone(serial):
            async with self._connected(serial) as updater:
                offer = await _offer(serial, image, updater)
        self._held = _Held(offer, image)
        self._bench.publish(FirmwareOffered(offer))

    async def update(self, serial: str) -> None:
        """Ask, look once more, and update; returns when that is over, however it ended.

        Raises Setback(FIRMWARE_UNSAFE) where the offer had a hindrance; what goes wrong after that
        is told in Nearby.
        """
        held = self._of(serial)
        self._require_idle(serial)
        if held.offer.hindrance:
            raise _unsafe(held.offer)
        self._task = self._bench.begin(lambda: self._update(held), Stage.NEARBY, "firmware")
        # It is ended at a safe point, not with whoever waits here for it.
        await asyncio.wait({self._task})

    async def later(self, serial: str) -> None:
        """Not now: the device keeps its firmware, and the job says that this one was offered."""
        held = self._of(serial)
        if held.offer.hindrance is not Hindrance.SAME:
            await self._bench.apply(FirmwareDeferred(serial, held.offer.version))
        if self._held is held:
            self._held = None

    async def stop(self) -> None:
        """End an update at a safe point, within some seconds; the file is forgotten."""
        task, lease = self._task, self._lease
        if task is not None and lease is not None:
            await self._bench.gate.stop(lease.number)
            await asyncio.wait({task})  # `_in_time` sees to it that this is soon
        await ended(task)
        self._held = None

    # --- before

    def _require_idle(self, serial: str) -> None:
        """Raise NotAllowed, or Setback(NOT_HEARD) for a device that is not on the list."""
        self._bench.require_policy()
        self._bench.require_serial(serial)
        if self._bench.job.handed_over or self._device(serial).work not in _IDLE:
            raise NotAllowed("this device is being worked on, or the site is handed over")
        if self._task is not None and not self._task.done():
            raise NotAllowed("a device is being updated")

    def _of(self, serial: str) -> _Held:
        if self._held is None or self._held.offer.serial != serial:
            raise NotAllowed("nothing was offered for this device")
        return self._held

    async def _read(self, serial: str, path: PurePath) -> Image:
        if self._files is None:
            raise Setback(Code.FIRMWARE_UNREADABLE, device=serial)
        async with self._bench.use(Purpose.FILE_IMPORT, FEATURE) as lease:
            try:
                image = await asyncio.to_thread(self._files.read, lease, path)
            except Setback as setback:
                why = setback.trouble
                raise Setback(why.code, device=serial, detail=why.detail) from setback
            lease.note("files")
        return image

    @asynccontextmanager
    async def _connected(self, serial: str) -> AsyncIterator[Updater]:
        sighting = await self._find(serial, FEATURE, within_s=FRESH_S)
        async with self._bench.use(Purpose.MANAGE, FEATURE) as manage:
            radio = self._bench.equipment.radio
            async with radio.firmware(manage, sighting, serial) as updater:
                yield updater

    # --- the update

    async def _update(self, held: _Held) -> None:
        offer, serial = held.offer, held.offer.serial
        with self._bench.engaged.alone(serial):
            async with self._bench.use(Purpose.FIRMWARE, in_words(offer)) as lease:
                outcome, version = await self._in_time(lease, held)
                lease.note("updates" if outcome is Outcome.UPDATED else "updates taken back")
            await self._note(serial, outcome, version)
        self._held = None
        self._bench.publish(FirmwareEnded(serial, outcome, version))

    async def _in_time(self, lease: Lease, held: _Held) -> tuple[Outcome, str]:
        """How it ended, and what runs now. Raises LeaseEnded where it had to be given up."""
        self._lease, self._sending = lease, False
        limit = asyncio.timeout(None)
        try:
            async with limit:
                watching = asyncio.create_task(self._hurry(lease, limit))
                try:
                    return await self._send(lease, held)
                finally:
                    await ended(watching)
        except TimeoutError:
            if not limit.expired():
                raise
            raise LeaseEnded(lease.purpose) from None
        finally:
            self._lease = None
            self._bench.publish(FirmwareMoving(held.offer.serial, None))

    async def _hurry(self, lease: Lease, limit: asyncio.Timeout) -> None:
        """After the end of the lease there is a moment for what is being sent, and none for the rest."""
        await lease.cancelled.wait()
        moment = SAFE_POINT_S if self._sending else 0.0
        limit.reschedule(asyncio.get_running_loop().time() + moment)

    async def _send(self, lease: Lease, held: _Held) -> tuple[Outcome, str]:
        serial, image = held.offer.serial, held.image
        self._tell(serial, Progress(Phase.CHECK, 0, image.size))
        async with self._connected(serial) as updater:
            now = await _offer(serial, image, updater)
            if now.hindrance or (now.older and not held.offer.older):
                # Also where it has got a newer one meanwhile: nobody was asked about a step back.
                self._held = replace(held, offer=now)
                self._bench.publish(FirmwareOffered(now))
                raise _unsafe(now)
            self._sending = True
            outcome = await updater.update(lease, image, lambda at: self._tell(serial, at))
            return outcome, await _version_after(updater, outcome, now)

    async def _note(self, serial: str, outcome: Outcome, version: str) -> None:
        device = self._device(serial)
        about = replace(device.about, firmware=version)
        await self._bench.apply(DeviceTold(serial, about))
        if outcome is Outcome.UPDATED and device.deferred:
            await self._bench.apply(FirmwareDeferred(serial, ""))

    def _device(self, serial: str) -> Device:
        device = self._bench.job.device(serial)
        if device is None:
            raise NotAllowed("this device is not on the list")
        return device

    def _tell(self, serial: str, progress: Progress) -> None:
        self._bench.publish(FirmwareMoving(serial, progress))


async def _offer(serial: str, image: Image, updater: Updater) -> Offer:
    running = running_slot(await updater.slots())
    if running is None:
        raise Setback(Code.BROKEN_PROTOCOL, device=serial, detail="it names no firmware")
    battery = await updater.battery()
    return offered(serial, image, running, battery=battery, signal_dbm=updater.signal_dbm)


async def _version_after(updater: Updater, outcome: Outcome, offer: Offer) -> str:
    """What the device says now; where it has gone meanwhile, what the update itself read there."""
    try:
        running = running_slot(await updater.slots())
    except Setback:
        running = None
    if running is not None:
        return running.version
    return offer.version if outcome is Outcome.UPDATED else offer.running


def _unsafe(offer: Offer) -> Setback:
    return Setback(Code.FIRMWARE_UNSAFE, device=offer.serial, detail=str(offer.hindrance))
