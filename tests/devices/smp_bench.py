"""A bench for firmware: a small device that takes it, which can be made to say anything at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2

from tests.core.test_mcuboot import image
from tests.devices.conftest import QUICK, SERIAL, new_lease
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image, Outcome, Progress
from walkdown.core.mcuboot import read_image
from walkdown.core.sighting import Sighting
from walkdown.devices.radio import BleakRadio, BleBackend
from walkdown.devices.session import Session
from walkdown.devices.smp.frames import CHARACTERISTIC, SERVICE, Assembly, Frame
from walkdown.devices.smp.updater import SmpUpdater
from walkdown.devices.waiting import Patience
from walkdown.practice.air import Air
from walkdown.practice.peripheral_spec import Characteristic, PeripheralSpec, Property, Service

NAME = f"GW1-{SERIAL}"
ADDRESS = "F0:CA:FE:00:01:01"
OLD = read_image(image(version=(1, 0, 0, 0), body=b"old!" * 20))
NEW = read_image(image(version=(1, 1, 0, 0), body=bytes(range(256)) * 40))
# Long enough for any machine: only tests of silence wait for the end of it, with less of their own.
PATIENT = replace(QUICK, answer_s=8.0, erase_s=8.0, restart_s=20.0, poll_s=0.02, byte_s=0.002)
UPLOAD, STATE, RESET, PARAMS, ECHO = (1, 1), (1, 0), (0, 5), (0, 6), (0, 0)

Said = dict[str, Any] | bytes | None


@dataclass
class Held:
    """What the device has: two slots, and what came of an upload."""

    running: Image = OLD
    confirmed: bool = True
    other: Image | None = None
    pending: bool = False
    coming: bytearray = field(default_factory=bytearray)
    length: int = 0
    sha: bytes = b""


class Tiny:
    """The least device that takes firmware. `twist` may change what it says to any request.

    What it says is a map, raw bytes to notify, or None for nothing.
    """

    def __init__(self, air: Air, *, mtu: int = 247, serial: str | None = SERIAL) -> None:
        self.held = Held()
        self.asked: list[tuple[int, int]] = []
        self.twist: Callable[[tuple[int, int], dict[str, Any], Said], Said] = lambda *_: _[2]
        self.keeps_new = True
        self.address_after = ""
        self.most_frame = 512
        self._air, self._mtu, self._serial = air, mtu, serial
        self._assembly = Assembly()
        self._jobs: set[asyncio.Task[None]] = set()
        self.has_smp = True
        self.written = self._written
        self.body: Any = None

    @property
    def peripheral(self) -> Any:
        """Made when it is first looked at."""
        if self.body is None:
            self.body = self._made(ADDRESS)
        return self.body

    def cut(self) -> None:
        """The link is lost, soon."""
        self._soon(self.peripheral.drop_link())

    def die(self) -> None:
        """It is off, soon."""
        self._soon(self.peripheral.power_off())

    def _made(self, address: str) -> Any:
        smp = Characteristic(
            CHARACTERISTIC,
            Property.WRITE_WITHOUT_RESPONSE | Property.NOTIFY,
            write=lambda value: self.written(value),
        )
        services = [Service(SERVICE, (smp,))] if self.has_smp else []
        if self._serial is not None:
            plate = Characteristic("2A25", Property.READ, value=self._serial.encode())
            services.append(Service("180A", (plate,)))
        services.append(Service("180F", (Characteristic("2A19", Property.READ, value=b"\x50"),)))
        made = self._air.add(
            PeripheralSpec(address, NAME, services=tuple(services), mtu=self._mtu, interval_ms=20.0)
        )
        made.on_disconnect = self._assembly.forget
        return made

    def _written(self, value: bytes) -> None:
        self._assembly.feed(value)
        while (frame := self._assembly.take()) is not None:
            self._answer(frame)

    def _answer(self, frame: Frame) -> None:
        asked, what = (frame.group, frame.number), cbor2.loads(frame.body)
        self.asked.append(asked)
        said = self.twist(asked, what, self._honest(asked, what, frame.op == 0))
        if said is not None:
            self.say(said if isinstance(said, bytes) else packed(frame, said))
        if asked == RESET and said is not None:
            self._soon(self._restart())

    def say(self, raw: bytes) -> None:
        """Notify these bytes, cut as the link needs it."""
        room = self.peripheral.mtu - 3
        for at in range(0, len(raw), room):
            self.peripheral.notify(CHARACTERISTIC, raw[at : at + room])

    def _honest(self, asked: tuple[int, int], what: dict[str, Any], reads: bool) -> Said:
        if asked == PARAMS:
            return {"buf_size": self.most_frame, "buf_count": 4}
        if asked == ECHO:
            return {"r": what["d"]}
        if asked == STATE:
            return self._state(what, reads)
        return self._upload(what) if asked == UPLOAD else {}

    def _state(self, what: dict[str, Any], reads: bool) -> Said:
        held = self.held
        if not reads and what["confirm"]:
            held.confirmed = True
        elif not reads:
            if held.other is None or held.other.digest != what["hash"]:
                return {"err": {"group": 1, "rc": 8}}
            held.pending = True
        rows = [row(0, held.running, active=True, confirmed=held.confirmed)]
        if held.other is not None:
            rows.append(row(1, held.other, pending=held.pending))
        return {"images": rows}

    def _upload(self, what: dict[str, Any]) -> Said:
        held = self.held
        if what["off"] == 0 and (what["sha"] != held.sha or not held.coming):
            held.coming, held.length, held.sha = bytearray(), what["len"], what["sha"]
        if what["off"] == len(held.coming):
            held.coming += what["data"]
        if len(held.coming) == held.length and held.other is None:
            held.other = read_image(bytes(held.coming))
            return {"off": held.length, "match": True}
        return {"off": len(held.coming)}

    async def _restart(self) -> None:
        await asyncio.sleep(0.01)
        await self.peripheral.power_off()
        held = self.held
        if held.pending and held.other is not None and self.keeps_new:
            held.running, held.other, held.confirmed = held.other, held.running, False
        held.pending = False
        if self.address_after:
            self.body = self._made(self.address_after)
        await self.peripheral.power_on()

    def _soon(self, work: Any) -> None:
        job = asyncio.ensure_future(work)
        self._jobs.add(job)
        job.add_done_callback(self._jobs.discard)

    async def at_rest(self) -> None:
        """Once nothing more of it is under way."""
        await asyncio.gather(*self._jobs)


def packed(frame: Frame, said: dict[str, Any], *, sequence: int | None = None) -> bytes:
    """An answer to this request."""
    body = cbor2.dumps(said)
    number = frame.sequence if sequence is None else sequence
    head = bytes((8 | frame.op + 1, 0)) + len(body).to_bytes(2, "big")
    return head + frame.group.to_bytes(2, "big") + bytes((number, frame.number)) + body


def row(slot: int, held: Image, **flags: bool) -> dict[str, Any]:
    """One line of a device's list of images."""
    return {"slot": slot, "version": held.version, "hash": held.digest, "bootable": True, **flags}


class Counting(BleakRadio):
    """Writes down the serial that was expected, for each link."""

    def __init__(self, links: list[str], backend: BleBackend) -> None:
        super().__init__(backend, patience=PATIENT)
        self.links = links

    def session(
        self, lease: Lease, sighting: Sighting, serial: str, *rest: Any, **more: Any
    ) -> Session:
        self.links.append(serial)
        return super().session(lease, sighting, serial, *rest, **more)


class SmpBench:
    """A device in an air of its own, and the radio that meets it."""

    def __init__(self) -> None:
        self.air = Air(latency_s=0.0005)
        backend = self.air.backend()
        self.backend = BleBackend(backend.client, backend.scanner)
        self.links: list[str] = []
        self.radio = Counting(self.links, self.backend)
        self.lease = new_lease(Purpose.MANAGE)
        self.allowed = new_lease(Purpose.FIRMWARE)
        self.told: list[Progress] = []
        self.device = Tiny(self.air)

    def quick(self, **seconds: float) -> Patience:
        """The bench's own patience, but for these."""
        return replace(PATIENT, **seconds)

    async def sight(self) -> Sighting:
        """Listen until the device's name is heard."""
        scan = self.radio.scan(new_lease(Purpose.DISCOVER))
        try:
            async for sightings in scan:
                for sighting in sightings:
                    if sighting.name:
                        return sighting
        finally:
            await scan.aclose()
        raise AssertionError("the scan ended by itself")

    @asynccontextmanager
    async def updater(self, serial: str = SERIAL) -> AsyncIterator[SmpUpdater]:
        """The updater, connected."""
        await self.device.peripheral.power_on()
        async with self.radio.firmware(self.lease, await self.sight(), serial) as updater:
            assert isinstance(updater, SmpUpdater)
            yield updater

    async def update(self, new: Image = NEW, lease: Lease | None = None) -> Outcome:
        """Connect and update, all the way."""
        async with self.updater() as updater:
            return await updater.update(lease or self.allowed, new, self.told.append)

    async def close(self) -> None:
        await self.device.at_rest()
        await self.device.peripheral.power_off()
        await self.air.close()
