"""bleak's client on the practice air."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from bleak.args import SizedBuffer
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.exc import BleakDeviceNotFoundError, BleakError
from bumble import core
from bumble.gatt_client import Client

from walkdown.practice.air_central import Central
from walkdown.practice.bleak_backend_discovery import CCCD, discover
from walkdown.practice.bleak_backend_link import GattLink
from walkdown.practice.peripheral_spec import LARGEST_MTU, SMALLEST_MTU

_ATT_WRITE_HEADER = 3
_OFF, _NOTIFY, _INDICATE = b"\x00\x00", b"\x01\x00", b"\x02\x00"


class AirClient(BaseBleakClient):
    """Bound to an adapter by subclassing, see `bleak_backend.backend_on`."""

    central: ClassVar[Central]

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        services: set[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(address_or_ble_device, **kwargs)
        self._wanted = services
        self._seen = isinstance(address_or_ble_device, BLEDevice)
        name = address_or_ble_device.name if isinstance(address_or_ble_device, BLEDevice) else None
        self._name = name or self.address.replace(":", "-")
        self._link: GattLink | None = None
        self._announced = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def mtu_size(self) -> int:
        return SMALLEST_MTU if self._link is None else self._link.mtu

    @property
    def is_connected(self) -> bool:
        return self._announced and self._link is not None and self._link.up

    async def connect(self, pair: bool, **kwargs: Any) -> None:
        """Link, MTU exchange and discovery within the timeout, else TimeoutError.

        For an address that no scan has given, BleakDeviceNotFoundError instead.
        """
        if self._link is not None:
            raise BleakError("Client is already connected")
        try:
            async with asyncio.timeout(kwargs.get("timeout", self._timeout)):
                await self._establish(pair)
        except TimeoutError as error:
            if self._seen:
                raise
            message = f"Device with address {self.address} was not found."
            raise BleakDeviceNotFoundError(self.address, message) from error

    async def _establish(self, pair: bool) -> None:
        try:
            connection = await self.central.connect(self.address)
        except core.ConnectionError as error:
            raise BleakError(f"failed to connect: {error}") from error
        link = self._link = GattLink(connection, self._lost)
        try:
            if pair:
                await link.pair()
            await link.run(link.gatt.request_mtu(LARGEST_MTU))
            self.services = await link.run(discover(link.gatt, self._wanted, self._payload_limit))
            self._announced = link.up
            if not self._announced:
                raise BleakError("disconnected")
        finally:
            if not self._announced:
                await link.hang_up()
                self._link = None

    def _lost(self) -> None:
        announced, self._announced = self._announced, False
        self._link = self._link if not announced else None
        self.services = None
        if announced and self._disconnected_callback is not None:
            self._disconnected_callback()

    async def disconnect(self) -> None:
        if self._link is not None:
            await self._link.hang_up()

    async def pair(self, *args: Any, **kwargs: Any) -> None:
        await self._live().pair()

    async def unpair(self) -> None:
        """Practice devices keep no bond beyond the link, so ending it is all."""
        await self.disconnect()

    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,
        **kwargs: Any,
    ) -> bytearray:
        return await self._read(characteristic.handle)

    async def read_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, *, use_cached: bool = False, **kwargs: Any
    ) -> bytearray:
        return await self._read(descriptor.handle)

    async def write_gatt_char(
        self, characteristic: BleakGATTCharacteristic, data: SizedBuffer, response: bool
    ) -> None:
        """As OS stacks do: with response a long value becomes a long write, without it BleakError."""
        value = bytes(data)
        if not response and len(value) > self._payload_limit():
            raise BleakError(f"{len(value)} bytes do not fit a write without response")
        await self._write(characteristic.handle, value, response)

    async def write_gatt_descriptor(
        self, descriptor: BleakGATTDescriptor, data: SizedBuffer
    ) -> None:
        await self._write(descriptor.handle, bytes(data), True)

    async def start_notify(
        self, characteristic: BleakGATTCharacteristic, callback: NotifyCallback, **kwargs: Any
    ) -> None:
        link = self._live()
        notifies = "notify" in characteristic.properties
        if not notifies and "indicate" not in characteristic.properties:
            raise BleakError("characteristic does not support notifications or indications")
        listeners = _listeners(link.gatt, notifies)
        if listeners.get(characteristic.handle):
            raise BleakError("Characteristic notifications already started")

        def deliver(value: bytes) -> None:
            callback(bytearray(value))

        listeners[characteristic.handle] = {deliver}
        await self._configure(characteristic, _NOTIFY if notifies else _INDICATE)

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        link = self._live()
        await self._configure(characteristic, _OFF)
        for notifies in (True, False):
            _listeners(link.gatt, notifies).pop(characteristic.handle, None)

    async def _configure(self, characteristic: BleakGATTCharacteristic, bits: bytes) -> None:
        descriptor = characteristic.get_descriptor(CCCD)
        if descriptor is None:
            raise BleakError(f"{characteristic.uuid} has no configuration descriptor")
        await self._write(descriptor.handle, bits, True)

    async def _read(self, handle: int) -> bytearray:
        link = self._live()
        return bytearray(await link.run(link.gatt.read_value(handle)))

    async def _write(self, handle: int, value: bytes, response: bool) -> None:
        link = self._live()
        await link.run(link.gatt.write_value(handle, value, with_response=response))

    def _live(self) -> GattLink:
        if self._link is None or not self.is_connected:
            raise BleakError("Not connected")
        return self._link

    def _payload_limit(self) -> int:
        return self.mtu_size - _ATT_WRITE_HEADER


def _listeners(client: Client, notifies: bool) -> dict[int, set[Any]]:
    listeners: dict[int, set[Any]] = (
        client.notification_subscribers if notifies else client.indication_subscribers
    )
    return listeners
