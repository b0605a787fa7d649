"""The powered half of a practice device: radio, stack and GATT server, from one boot to its end."""

from __future__ import annotations

from collections.abc import Callable

from bumble import hci
from bumble.device import Device, DeviceConfiguration, LegacyAdvertiser
from bumble.pairing import PairingDelegate

from walkdown.practice.air_link import AirLink
from walkdown.practice.air_radio import AirHost, Radio
from walkdown.practice.air_signal import Signal
from walkdown.practice.peripheral_gatt import PracticeServer
from walkdown.practice.peripheral_spec import PeripheralSpec
from walkdown.practice.peripheral_wrongs import Wrongs


class Accept(PairingDelegate):
    """Just Works, for as long as the device says so."""

    def __init__(self, takes: Callable[[], bool]) -> None:
        super().__init__()
        self._takes = takes

    async def accept(self) -> bool:
        return self._takes()


class Body:
    """The powered half of a device: radio, stack and GATT server of one boot."""

    def __init__(
        self,
        link: AirLink,
        spec: PeripheralSpec,
        address: hci.Address,
        signal: Signal,
        wrongs: Wrongs,
    ) -> None:
        self.radio = Radio(spec.name, link, address, signal)
        config = DeviceConfiguration(
            name=spec.name,
            address=address,
            advertising_interval_min=spec.interval_ms,
            advertising_interval_max=spec.interval_ms,
            gap_service_enabled=False,
            gatt_service_enabled=False,
        )
        self.device = Device(config=config, host=AirHost(self.radio))
        self.server = PracticeServer(self.device, spec, lambda: link.sever(self.radio), wrongs)
        self.device.gatt_server = self.server
        self.device.add_default_services(add_gap_service=True, add_gatt_service=False)
        self.server.furnish(spec)
        self._advertiser: LegacyAdvertiser | None = None

    async def boot(self, advert: bytes, name: bytes) -> None:
        await self.device.power_on()
        await self.device.start_advertising(advertising_data=advert, scan_response_data=name)
        self._advertiser = self.device.legacy_advertiser

    def move(self, address: hci.Address) -> None:
        """Advertise, and be met, at another address."""
        self.radio.move(address)
        self.device.random_address = address

    def keep_advertiser(self) -> None:
        """bumble forgets it on a connection, though the next one comes through it as well."""
        self.device.legacy_advertiser = self._advertiser

    async def shut_down(self) -> None:
        await self.server.settle()
        await self.device.power_off()
        self.radio.host = None
