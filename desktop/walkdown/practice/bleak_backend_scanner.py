"""bleak's scanner on the practice air; joins advert and scan response as an OS does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from bleak.backends.scanner import (
    AdvertisementData,
    AdvertisementDataCallback,
    BaseBleakScanner,
)
from bumble import hci

from walkdown.practice.air_central import AdvertReport, Central
from walkdown.practice.air_payload import Heard, decode

_SCAN_RSP = hci.HCI_LE_Advertising_Report_Event.EventType.SCAN_RSP


@dataclass(slots=True)
class _Half:
    """The last payload of one kind, decoded once for all its repetitions."""

    payload: bytes = b""
    heard: Heard = field(default_factory=Heard)

    def update(self, payload: bytes) -> bool:
        """Whether it says something new."""
        if payload == self.payload:
            return False
        self.payload = payload
        self.heard = decode(payload)
        return True


@dataclass(slots=True)
class _Station:
    """What is known of one address."""

    advert: _Half = field(default_factory=_Half)
    response: _Half = field(default_factory=_Half)


class AirScanner(BaseBleakScanner):
    """Bound to an adapter by subclassing, see `bleak_backend.backend_on`."""

    central: ClassVar[Central]

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        scanning_mode: Literal["active", "passive"],
        **kwargs: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._active = scanning_mode == "active"
        self._adapter = str(kwargs.get("bluez", {}).get("adapter", ""))
        self._stations: dict[str, _Station] = {}

    async def start(self) -> None:
        self.seen_devices.clear()
        self._stations.clear()
        await self.central.listen(self._heard, self._active)

    async def stop(self) -> None:
        await self.central.unlisten(self._heard)

    def _heard(self, report: AdvertReport) -> None:
        if not self.central.hears(self._adapter):
            return
        address = str(report.address)
        station = self._stations.setdefault(address, _Station())
        if report.event_type == _SCAN_RSP:
            if not station.response.update(report.data):
                return  # it repeats with every advert
        else:
            station.advert.update(report.data)
        merged = _merged(station.advert.heard, station.response.heard, report.rssi)
        if self.is_allowed_uuid(merged.service_uuids):
            name = merged.local_name
            device = self.create_or_update_device(address, address, name, None, merged)
            self.call_detection_callbacks(device, merged)


def _merged(advert: Heard, response: Heard, rssi: int) -> AdvertisementData:
    tx_power = advert.tx_power if advert.tx_power is not None else response.tx_power
    return AdvertisementData(
        local_name=response.name or advert.name,
        manufacturer_data={**advert.manufacturer_data, **response.manufacturer_data},
        service_data={**advert.service_data, **response.service_data},
        service_uuids=list(dict.fromkeys(advert.service_uuids + response.service_uuids)),
        tx_power=tx_power,
        rssi=rssi,
        platform_data=(),
    )
