"""bleak's two classes over a controller at a TCP port, for programs that know nothing of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import bleak
from bumble.device import Connection, Device
from bumble.hci import Address
from bumble.transport import open_transport

from walkdown.practice.air_central import AdvertReport, Central, Hear
from walkdown.practice.bleak_backend import backend_on

OWN = "F0:F1:F2:F3:F4:F5"


class HciAdapter:
    """What `Central` is on the practice air, on any controller."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._connecting = asyncio.Lock()
        self._scanners: dict[Hear, bool] = {}
        device.host.on("advertising_report", self._heard)

    def hears(self, _adapter: str) -> bool:
        """There is one, and it works."""
        return True

    async def connect(self, address: str) -> Connection:
        async with self._connecting:
            return await self._device.connect_le(Address(address), timeout=20)

    async def listen(self, hear: Hear, active: bool) -> None:
        self._scanners[hear] = active
        if not self._device.is_scanning:
            await self._device.start_scanning(active=active)

    async def unlisten(self, hear: Hear) -> None:
        self._scanners.pop(hear, None)
        if not self._scanners:
            await self._device.stop_scanning()

    def _heard(self, report: AdvertReport) -> None:
        for hear in tuple(self._scanners):
            hear(report)


@asynccontextmanager
async def bleak_over(hci: str) -> AsyncIterator[None]:
    """Until the end of this, bleak's own classes are those over the controller at `hci`."""
    async with await open_transport(hci) as way:
        device = Device.with_hci("peer", Address(OWN), way.source, way.sink)
        await device.power_on()
        backend = backend_on(cast(Central, HciAdapter(device)))
        patched: Any = bleak
        patched.get_platform_client_backend_type = lambda: (backend.client, "hci")
        patched.get_platform_scanner_backend_type = lambda: (backend.scanner, "hci")
        yield
        await device.power_off()
