"""Nearby: listen, match what is heard with the labels, let a device blink."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

from walkdown.app.ear import Ear
from walkdown.app.messages import AirShown, LabelTaken, Outcome
from walkdown.app.ports import Provisioner
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Evidence, Kind, Way
from walkdown.core.events import DeviceIdentified, DeviceListed
from walkdown.core.job import Stage
from walkdown.core.label import kind_of_model
from walkdown.core.sighting import Sighting, factory_name, match_up
from walkdown.core.trouble import Code, Setback

LISTEN_S = 60.0
BLINK_S = 2.0


class NearbyDesk:
    """Use cases of the Nearby page; other desks ask it where a device is."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._ear = Ear(bench, self.tell)
        self._since: datetime | None = None
        self._asking: asyncio.Task[Any] | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._lease: Lease | None = None
        self._blinking = ""
        bench.at_rest(self.forget)

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What was heard last; kept in memory only."""
        return self._ear.sightings

    def heard(self) -> frozenset[str]:
        """The serials that were heard during this job; kept in memory only."""
        return self._ear.serials

    @property
    def listening(self) -> bool:
        """Whether the laptop listens now."""
        return self._hearing is not None and not self._hearing.done()

    async def listen(self) -> None:
        """Ask for Bluetooth and nearby devices, then listen until stopped or for a minute."""
        if self._asking is not None or self.listening:
            return
        lease = await self._ask("Start listening, in Nearby")
        self._since = self._bench.clock.now()
        self._lease = lease
        self._hearing = self._bench.begin(lambda: self._hear(lease), Stage.NEARBY, "listening")
        self.tell()

    async def stop(self) -> None:
        """Stop listening; the rows stay as they were. Also takes back what is being asked."""
        asking, self._asking = self._asking, None
        hearing, self._hearing = self._hearing, None
        lease, self._lease = self._lease, None
        await ended(asking, hearing)
        if lease is not None:
            await self._bench.gate.release(lease)
        self._since = None
        self.tell()

    async def hear_for(self, lease: Lease, seconds: float) -> tuple[Sighting, ...]:
        """Listen for so long under a lease for it; the rows follow. Gives who was heard."""
        heard: list[Sighting] = []
        hearing = asyncio.create_task(self._hear_for(lease, seconds, heard), name="checking")
        self._hearing = hearing  # whoever looks for a device meanwhile hears along
        try:
            await asyncio.wait({hearing})
            hearing.result()
        finally:
            await ended(hearing)
            if self._hearing is hearing:
                self._hearing = None
        return tuple(heard)

    async def forget(self) -> None:
        """Leave the site: nothing heard is kept."""
        await self.stop()
        self._ear.forget()

    async def identify(self, serial: str) -> None:
        """Let the device blink for some seconds."""
        self._bench.require_serial(serial)
        self._blinking = serial
        self.tell()
        try:
            async with self.connected(serial, "Identify, in Nearby") as device:
                await device.identify()
                await self._bench.apply(DeviceIdentified(serial))
                await asyncio.sleep(BLINK_S)
        finally:
            if self._blinking == serial:
                self._blinking = ""
            self.tell()

    async def add(self, key: str, kind: Kind | None = None) -> None:
        """Put a device on the list that was heard but not scanned; its kind is never guessed."""
        sighting = next((s for s in self.sightings if s.key == key), None)
        if sighting is None or not sighting.serial:
            raise Setback(Code.NOT_HEARD, device=key)
        named = not factory_name(sighting.name)
        model = sighting.name.partition("-")[0][:16] if named else ""
        kind = kind or kind_of_model(model.rstrip("0123456789"))
        if kind is None:
            self._bench.publish(LabelTaken(Outcome.NEEDS_KIND, sighting.serial))
            return
        now = self._bench.clock.now()
        await self._bench.apply(DeviceListed(Device(sighting.serial, model, kind, Way.NEARBY, now)))
        await self._ear.note_matches()
        self.tell()

    @asynccontextmanager
    async def connected(self, serial: str, feature: str) -> AsyncIterator[Provisioner]:
        """A short connection to a listed device, under a lease of its own."""
        with self._bench.engaged.beside_others(serial):
            sighting = await self.find(serial, feature)
            async with self._bench.use(Purpose.MANAGE, feature) as lease:
                radio = self._bench.equipment.radio
                async with radio.open(lease, sighting, serial, _unnoticed) as device:
                    if (proof := self._bench.proofs.of(serial)) is not None:
                        await device.authenticate(proof)
                    yield device

    async def find(
        self, serial: str, feature: str, *, anew: bool = False, within_s: float = math.inf
    ) -> Sighting:
        """The device's sighting; listens up to 12 s where it was not heard yet.

        `anew` wants it heard again, and ready; `within_s` is how long ago it may have been heard.
        Raises Setback: NOT_HEARD, TWO_CLAIM while two devices claim the serial.
        """
        hearing = self._hearing if self.listening else None
        return await self._ear.find(
            serial, feature, listening=hearing, anew=anew, within_s=within_s
        )

    def tell(self) -> None:
        """Show the rows as they are now."""
        if self._bench.is_open:
            rows = match_up(self._bench.job.devices, self.sightings)
            listening = self._since is not None
            heard = self._ear.memory.told(asyncio.get_running_loop().time())
            self._bench.publish(AirShown(rows, listening, self._since, self._blinking, heard))

    async def _ask(self, feature: str) -> Lease:
        self._asking = asyncio.current_task()
        try:
            manage = await self._bench.lease(Purpose.MANAGE, feature)
            await self._bench.gate.release(manage)
            return await self._bench.lease(Purpose.DISCOVER, feature)
        finally:
            if self._asking is asyncio.current_task():
                self._asking = None

    async def _hear_for(self, lease: Lease, seconds: float, heard: list[Sighting]) -> None:
        heard += await self._ear.listen_for(lease, seconds)

    async def _hear(self, lease: Lease) -> None:
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(LISTEN_S):
                    await self._ear.listen(lease)
        finally:
            await asyncio.shield(self._bench.gate.release(lease))
            self._since = None
            self.tell()


def _unnoticed(evidence: Evidence) -> None:
    """A short connection earns nothing."""
