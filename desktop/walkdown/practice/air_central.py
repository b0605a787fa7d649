"""A Bluetooth adapter on the practice air, the laptop's or a phone's: one connect at a time, one scan."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
)
from bumble import hci
from bumble.device import Connection, Device, DeviceConfiguration

from walkdown.app.ports import BluetoothPlay
from walkdown.practice.air_laptop import DEAF, hears, refuse
from walkdown.practice.air_link import AirLink
from walkdown.practice.air_radio import AirHost, Radio
from walkdown.practice.air_signal import Signal, dice

AdvertReport = hci.HCI_LE_Advertising_Report_Event.Report
MOST_LINKS = 20
Hear = Callable[[AdvertReport], None]
_ADDRESS = "F2:00:00:00:00:01"


class Central:
    """Powered at its first use; shared by all scanners and clients of an air."""

    def __init__(self, link: AirLink, name: str = "laptop", address: str = _ADDRESS) -> None:
        self._link = link
        self._name = name
        self._address = hci.Address(address)
        self._radio: Radio | None = None
        self._device: Device | None = None
        self._closed = False
        self._booting = asyncio.Lock()
        self._scanning = asyncio.Lock()
        self._connecting = asyncio.Lock()
        self._scanners: dict[Hear, bool] = {}
        self.most_links = MOST_LINKS
        self._play = BluetoothPlay.WORKS

    @property
    def play(self) -> BluetoothPlay:
        """How it fares."""
        return self._play

    def fare(self, play: BluetoothPlay) -> None:
        """Be so from now on; where it hears nothing any more, its links are lost too."""
        self._play = play
        if play in DEAF and self._radio is not None:
            self._link.sever(self._radio)

    def hears(self, adapter: str) -> bool:
        """Whether adverts come in through the adapter with this handle."""
        return hears(self._play, adapter)

    async def connect(self, address: str) -> Connection:
        """A link to that device, waiting for its advert as long as the caller lets it.

        bumble.core.ConnectionError if the air is closed meanwhile,
        BleakBluetoothNotAvailableError if it already is, and BleakError beyond `most_links`.
        """
        refuse(self._play)
        target = hci.Address(address)
        async with self._connecting:
            device, radio = await self._ready()
            if len(device.connections) >= self.most_links:
                raise BleakError("the adapter bears no more links")
            attempt = asyncio.create_task(device.connect_le(target, timeout=None))
            attempt.add_done_callback(_retrieved)
            try:
                await asyncio.wait({attempt})
            except asyncio.CancelledError:
                await self._abandon(attempt, radio)
                raise
            return attempt.result()

    async def listen(self, hear: Hear, active: bool) -> None:
        """Give each advert and scan response to `hear` from now on; bleak's errors where it cannot."""
        refuse(self._play)
        async with self._scanning:
            self._scanners[hear] = active
            try:
                await self._rescan()
            except BaseException:
                self._scanners.pop(hear, None)  # who gave up on starting will not stop it
                raise

    async def unlisten(self, hear: Hear) -> None:
        async with self._scanning:
            if self._scanners.pop(hear, None) is not None:
                await self._rescan()

    async def close(self) -> None:
        """Switch the adapter off for good; clients learn that their links are gone."""
        self._closed = True
        self._scanners.clear()
        device, radio = self._device, self._radio
        if device is None or radio is None:
            return
        radio.refuse_connects(True)
        self._link.leave(radio)
        links = tuple(device.connections.values())
        await asyncio.gather(*(_ended(connection) for connection in links))
        self._device = self._radio = None
        await device.power_off()
        radio.host = None

    async def _ready(self) -> tuple[Device, Radio]:
        async with self._booting:
            if self._closed:
                raise BleakBluetoothNotAvailableError(
                    "the practice air is closed", BleakBluetoothNotAvailableReason.POWERED_OFF
                )
            if self._device is None or self._radio is None:
                signal = Signal(1.0, dice(0, self._name))
                radio = Radio(self._name, self._link, self._address, signal)
                config = DeviceConfiguration(
                    name=self._name,
                    address=self._address,
                    gap_service_enabled=False,
                    gatt_service_enabled=False,
                )
                device = Device(config=config, host=AirHost(radio))
                # bumble's own way from report to advert parses each one and delays the first
                device.host.remove_listener("advertising_report", device.on_advertising_report)
                device.host.on("advertising_report", self._heard)
                await device.power_on()
                self._device, self._radio = device, radio
            return self._device, self._radio

    async def _rescan(self) -> None:
        device, radio = await self._ready()
        active = any(self._scanners.values())
        if device.is_scanning and (not self._scanners or active != radio.scans_actively):
            await device.stop_scanning()
        if self._scanners and not device.is_scanning:
            await device.start_scanning(active=active)

    def _heard(self, report: AdvertReport) -> None:
        for hear in tuple(self._scanners):
            hear(report)

    async def _abandon(self, attempt: asyncio.Task[Connection], radio: Radio) -> None:
        radio.refuse_connects(True)
        try:
            await asyncio.wait({attempt})
        finally:
            radio.refuse_connects(False)
        if not attempt.cancelled() and attempt.exception() is None:  # it came just in time
            await hang_up(attempt.result())


def is_up(connection: Connection) -> bool:
    """Whether the host still knows it; handles are used again for later links."""
    return connection.device.connections.get(connection.handle) is connection


async def hang_up(connection: Connection) -> None:
    """End a link politely; returns once it is ended, also if it was lost meanwhile."""
    device = connection.device
    if is_up(connection):
        ended = asyncio.ensure_future(_ended(connection))
        await device.host.send_async_command(
            hci.HCI_Disconnect_Command(
                connection_handle=connection.handle,
                reason=hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR,
            )
        )
        await ended


async def _ended(connection: Connection) -> None:
    if is_up(connection):
        gone = asyncio.Event()
        connection.on(connection.EVENT_DISCONNECTION, lambda _reason: gone.set())
        await gone.wait()


def _retrieved(attempt: asyncio.Task[Connection]) -> None:
    """An attempt nobody waits for any more must not complain when it is collected."""
    if not attempt.cancelled():
        attempt.exception()
