"""`BleakRadio`: what is heard, and a link to one of it. bleak is loaded when it is first needed."""

from __future__ import annotations

import asyncio
import logging
import typing
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from walkdown.app.ports import Provisioner, Updater
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Evidence, Source, Step
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Code, Setback
from walkdown.devices.book import MOST_ADDRESSES, Book
from walkdown.devices.drivers import DRIVERS, Driver
from walkdown.devices.session import Session
from walkdown.devices.smp.updater import SmpUpdater
from walkdown.devices.smp.way import Way
from walkdown.devices.translate import setback
from walkdown.devices.waiting import Patience, first_of

if TYPE_CHECKING:
    from bleak import BleakScanner
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.device import BLEDevice
    from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

log = logging.getLogger(__name__)

FASTEST_S: Final = 0.2
SLOWEST_S: Final = 1.0
START_S: Final = 10.0
# Common adapters bear 5 or 7 links, and fail without a reason where there are more; one is left for
# the mouse.
LINKS: Final = 4


@dataclass(frozen=True, slots=True)
class BleBackend:
    """bleak's two classes; None means the platform's own, the practice air gives its own."""

    client: type[BaseBleakClient] | None = None
    scanner: type[BaseBleakScanner] | None = None


class Backend(typing.Protocol):
    """Where the two classes come from; they are asked for at each scan and each connection."""

    @property
    def client(self) -> type[BaseBleakClient] | None: ...
    @property
    def scanner(self) -> type[BaseBleakScanner] | None: ...


_PLATFORM: Final = BleBackend()
_PATIENT: Final = Patience()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class BleakRadio:
    """Implements the port `Radio`."""

    def __init__(
        self,
        backend: Backend = _PLATFORM,
        *,
        now: Callable[[], datetime] = _utc_now,
        patience: Patience = _PATIENT,
        links: int = LINKS,
        adapter: Callable[[Lease], Awaitable[str]] | None = None,
    ) -> None:
        """`links`: with how many links at once to begin.

        `adapter` gives the system's handle of the chosen adapter; empty for the system's own choice.
        A device is connected through the adapter that heard it.
        """
        self.links = links
        self._adapter = adapter
        self._connecting = asyncio.Lock()
        self._backend = backend
        self._now = now
        self._patience = patience
        self._devices: OrderedDict[str, BLEDevice] = OrderedDict()

    async def scan(self, lease: Lease) -> AsyncGenerator[tuple[Sighting, ...], None]:
        """Active scan; at most five snapshots a second, at least one, until the lease ends.

        Raises Setback where Bluetooth is missing, off or blocked.
        """
        try:
            lease.check(Purpose.DISCOVER)
        except LeaseEnded:
            return
        async with aclosing(self._heard(lease)) as heard:
            async for sightings in heard:
                yield sightings

    async def hear_again(self, lease: Lease, sighting: Sighting, serial: str) -> Sighting:
        """Listen until a device is heard that restarts, at its address or under its serial.

        Needs a FIRMWARE lease, to which the restart belongs. Setback(STOPPED_BY_YOU) at its end.
        """
        lease.check(Purpose.FIRMWARE)
        async with aclosing(self._heard(lease)) as heard:
            async for sightings in heard:
                for found in sightings:
                    if found.key == sighting.key or (serial and found.serial == serial):
                        return found
        raise Setback(Code.STOPPED_BY_YOU, device=serial)

    @asynccontextmanager
    async def open(
        self, lease: Lease, sighting: Sighting, serial: str, earned: Callable[[Evidence], None]
    ) -> AsyncIterator[Provisioner]:
        """Connect and give the driver; an empty `serial` means that any device will do.

        SECURE is reported here where the device is ready, else by `provision` after the button.
        """
        driver = _driver(sighting, serial)
        async with self.session(lease, sighting, serial, driver.services(sighting)) as session:
            lease.note("devices")
            said = f"Connected, signal {sighting.signal_dbm} dBm"
            earned(Evidence(Step.CONNECT, said, Source.LAPTOP, self._now()))
            device = driver.on(session, sighting, serial, self._now)
            await device.start(earned)
            yield device

    @asynccontextmanager
    async def firmware(
        self, lease: Lease, sighting: Sighting, serial: str
    ) -> AsyncIterator[Updater]:
        """Connect for new firmware; an empty `serial` means that any device will do.

        Setback: CANNOT_SET_UP without SMP, OTHER_SERIAL before anything is written.
        """
        updater = SmpUpdater(Way(self, lease, sighting, serial), self._patience)
        try:
            await updater.start()
            lease.note("devices")
            yield updater
        finally:
            await updater.close()

    def session(
        self,
        lease: Lease,
        sighting: Sighting,
        serial: str,
        services: tuple[str, ...],
        *,
        changed: bool = False,
    ) -> Session:
        """A link to be. Setback: NOT_HEARD, OTHER_SERIAL where it advertises another."""
        return Session(
            self._found(sighting, serial),
            services,
            lease,
            serial=serial,
            patience=self._patience,
            backend=self._backend.client,
            connecting=self._connecting,
            changed=changed,
        )

    def _found(self, sighting: Sighting, serial: str) -> BLEDevice:
        if serial and sighting.serial and sighting.serial != serial:
            raise Setback(Code.OTHER_SERIAL, device=serial)
        device = self._devices.get(sighting.key)
        if device is None:
            raise Setback(Code.NOT_HEARD, device=serial)
        return device

    async def _heard(self, lease: Lease) -> AsyncGenerator[tuple[Sighting, ...], None]:
        book, changed = Book(), asyncio.Event()
        scanner = await self._listen(lease, book, changed)
        try:
            async for _ in _beats(lease, changed):
                yield book.sightings(asyncio.get_running_loop().time())
        finally:
            await _stop(scanner)

    async def _listen(self, lease: Lease, book: Book, changed: asyncio.Event) -> BleakScanner:
        from bleak import BleakScanner

        loop = asyncio.get_running_loop()

        def on_advert(device: BLEDevice, advert: AdvertisementData) -> None:
            self._keep(device)
            new = book.hear(
                device.address,
                advert.local_name,
                advert.service_uuids,
                advert.service_data,
                advert.rssi,
                loop.time(),
                advert.manufacturer_data,
            )
            lease.note("heard", int(new))
            changed.set()

        chosen = await self._chosen(lease)
        try:
            scanner = BleakScanner(
                on_advert,
                scanning_mode="active",
                bluez={"adapter": chosen} if chosen else {},
                backend=self._backend.scanner,
            )
            async with asyncio.timeout(START_S):
                await scanner.start()
        except Exception as error:
            # Each platform's stack raises types of its own where there is no Bluetooth.
            raise setback(error, Code.BLUETOOTH_MISSING) from error
        return scanner

    async def _chosen(self, lease: Lease) -> str:
        try:
            return await self._adapter(lease) if self._adapter else ""
        except LeaseEnded:
            return ""  # as little is heard with any

    def _keep(self, device: BLEDevice) -> None:
        self._devices[device.address] = device
        self._devices.move_to_end(device.address)
        if len(self._devices) > MOST_ADDRESSES:
            self._devices.popitem(last=False)


def _driver(sighting: Sighting, serial: str) -> Driver:
    driver = DRIVERS.get(sighting.protocol)
    if driver is None:
        raise Setback(Code.CANNOT_SET_UP, device=serial)
    return driver


async def _beats(lease: Lease, changed: asyncio.Event) -> AsyncIterator[None]:
    """Now is the time for a snapshot: something changed, or the ages have moved."""
    while True:
        await first_of(SLOWEST_S - FASTEST_S, lease.cancelled, changed)
        if lease.ended:
            return
        changed.clear()
        yield
        await first_of(FASTEST_S, lease.cancelled)


async def _stop(scanner: BleakScanner) -> None:
    try:
        async with asyncio.timeout(_PATIENT.goodbye_s):
            await scanner.stop()
    except Exception as error:  # noqa: BLE001 - listening has ended, whatever the platform says
        log.info("bluetooth: %s at the end of a scan", type(error).__name__)
