"""Search, in Verify: devices that are lost are looked for at every address of the network, when asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from walkdown.app.messages import Searching
from walkdown.app.tasks import ended, first_done
from walkdown.app.verify import VerifyDesk
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device
from walkdown.core.events import DeviceMoved
from walkdown.core.lost import lost
from walkdown.core.subnet import Walk

FEATURE = "Look at every address, in Verify"


class SearchDesk:
    """One walk at a time, never beside a look at all devices, and never by itself."""

    def __init__(self, bench: Workbench, verify: VerifyDesk) -> None:
        self._bench = bench
        self._verify = verify
        self._searching = False
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Ask for the network, walk through it, and look again at those that were found."""
        if self._searching or self._verify.running:
            return
        self._searching = True
        self._stop.clear()
        try:
            await self._run(lost(self._bench.job))
        finally:
            self._searching = False

    async def stop(self) -> None:
        """Ask at no more addresses; what was there already is not told either."""
        self._stop.set()

    async def _run(self, devices: tuple[Device, ...]) -> None:
        if not devices:
            return
        serials = tuple(d.serial for d in devices)
        came: Walk | None = None
        try:
            async with self._bench.use(Purpose.LAN_PROBE, FEATURE) as lease:
                came = await self._unless_stopped(self._walk(lease, devices))
                if came is not None:
                    lease.note("addresses", came.asked)
                    await self._look_again(lease, came)
        finally:
            self._bench.publish(Searching(0, 0, running=False, serials=serials, walk=came))

    async def _walk(self, lease: Lease, devices: tuple[Device, ...]) -> Walk:
        def told(done: int, total: int) -> None:
            self._bench.publish(Searching(done, total, running=True))

        wanted = tuple((d.serial, d.url) for d in devices)
        return await self._bench.equipment.lan.walk(lease, wanted, told)

    async def _look_again(self, lease: Lease, came: Walk) -> None:
        """Being there once is no proof that lasts: each is asked again, as in any look."""
        for serial, url in came.found:
            await self._bench.apply(DeviceMoved(serial, url))
        found = {serial for serial, _ in came.found}
        devices = tuple(d for d in self._bench.job.wanted if d.serial in found)
        if devices:
            await self._verify.look_again(lease, devices)

    async def _unless_stopped(self, walking: Coroutine[Any, Any, Walk]) -> Walk | None:
        walk, stop = asyncio.create_task(walking), asyncio.create_task(self._stop.wait())
        try:
            await first_done(walk, stop)
            return walk.result() if walk.done() else None
        finally:
            await ended(walk, stop)
