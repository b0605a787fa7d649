"""The laptop's adapter in one process, the practice air in another: bumble's HCI over a socket between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress

from bumble import hci
from bumble.device import Connection, Device
from bumble.host import Host
from bumble.transport import open_transport

from walkdown.app.ports import YardView
from walkdown.practice.air_central import Hear, _retrieved, hang_up
from walkdown.practice.bleak_backend import AirBackend, backend_on
from walkdown.practice.yard import PracticeYard

_ADDRESS = "F2:00:00:00:00:01"


class FarCentral:
    """Does for bleak's classes what `Central` does, over a socket to the air."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._way = AsyncExitStack()
        self._device: Device | None = None
        self._booting = asyncio.Lock()
        self._scanning = asyncio.Lock()
        self._connecting = asyncio.Lock()
        self._scanners: dict[Hear, bool] = {}

    def hears(self, _adapter: str) -> bool:
        """There is one adapter, and it works."""
        return True

    async def connect(self, address: str) -> Connection:
        """A link to that device, waiting for its advert as long as the caller lets it."""
        async with self._connecting:
            device = await self._ready()
            attempt = asyncio.create_task(device.connect_le(hci.Address(address), timeout=None))
            attempt.add_done_callback(_retrieved)
            try:
                await asyncio.wait({attempt})
            except asyncio.CancelledError:
                await self._abandon(attempt, device)
                raise
            return attempt.result()

    async def listen(self, hear: Hear, active: bool) -> None:
        """Give each advert and scan response to `hear` from now on."""
        async with self._scanning:
            self._scanners[hear] = active
            await self._rescan()

    async def unlisten(self, hear: Hear) -> None:
        """No more of them."""
        async with self._scanning:
            if self._scanners.pop(hear, None) is not None:
                await self._rescan()

    async def close(self) -> None:
        """Hang up on the air."""
        self._scanners.clear()
        await self._way.aclose()

    async def _ready(self) -> Device:
        async with self._booting:
            if self._device is None:
                way = await self._way.enter_async_context(
                    await open_transport(f"tcp-client:127.0.0.1:{self._port}")
                )
                host = Host(way.source, way.sink)
                device = Device(name="laptop", address=hci.Address(_ADDRESS), host=host)
                device.host.remove_listener("advertising_report", device.on_advertising_report)
                device.host.on("advertising_report", self._heard)
                await device.power_on()
                self._device = device
            return self._device

    async def _rescan(self) -> None:
        device = await self._ready()
        if self._scanners and not device.is_scanning:
            await device.start_scanning(active=True, filter_duplicates=False)
        elif not self._scanners and device.is_scanning:
            await device.stop_scanning()

    def _heard(self, report: hci.HCI_LE_Advertising_Report_Event.Report) -> None:
        for hear in tuple(self._scanners):
            hear(report)

    async def _abandon(self, attempt: asyncio.Task[Connection], device: Device) -> None:
        with suppress(Exception):  # it may have come just in time
            await device.host.send_command(hci.HCI_LE_Create_Connection_Cancel_Command())
        await asyncio.wait({attempt}, timeout=2)
        if attempt.done() and not attempt.cancelled() and attempt.exception() is None:
            await hang_up(attempt.result())
        else:
            attempt.cancel()


class FarYard(PracticeYard):
    """A yard whose devices are in another process, and live on when this one is killed."""

    def __init__(self, folder: object, port: int) -> None:
        super().__init__(folder)  # type: ignore[arg-type]
        self._port = port
        self._central: FarCentral | None = None
        self._far: AirBackend | None = None
        self.air._backend = self._backend

    def _backend(self) -> AirBackend:
        assert self._far is not None
        return self._far

    async def open(self, scenario: str, tell: Callable[[YardView], None]) -> None:
        await self.close()
        self._central = FarCentral(self._port)
        self._far = backend_on(self._central)  # type: ignore[arg-type]

    async def resume(self, joined: tuple[tuple[str, str], ...]) -> None:
        """They are as they are."""

    async def close(self) -> None:
        central, self._central = self._central, None
        if central is not None:
            await central.close()
