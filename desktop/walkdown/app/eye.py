"""The camera's use: asked for, leased, frames to the preview, codes to whoever wanted them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from walkdown.app.messages import CodesShown, Eye, EyeShown, FrameShown
from walkdown.app.ports import Seen
from walkdown.app.tasks import ended, first_done
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.job import Stage
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Setback, Trouble

TakeCodes = Callable[[tuple[CodeRead, ...]], Awaitable[None]]

MOST_WAITING = 64


class EyeDesk:
    """Starts and stops the camera of the open job; one use at a time."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._asking: asyncio.Task[Any] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._lease: Lease | None = None
        self._eye = Eye.OFF
        self._for_router = False
        bench.at_rest(self.stop)

    async def start(self, feature: str, take: TakeCodes, *, for_router: bool = False) -> None:
        """Ask, then watch until stopped. Raises Setback where the person or the camera says no."""
        if self._asking is not None and self._for_router == for_router:
            return
        await self.stop()
        self._for_router = for_router
        lease = await self._ask(feature)
        where = Stage.NETWORK if for_router else Stage.LABELS
        self._lease = lease
        self._watch = self._bench.begin(lambda: self._look(lease, take), where, "camera")

    async def stop(self) -> None:
        """Put the camera away; returns when it is released. Also takes back what is being asked."""
        asking, self._asking = self._asking, None
        watch, self._watch = self._watch, None
        lease, self._lease = self._lease, None
        await ended(asking, watch)
        if lease is not None:
            await self._bench.gate.release(lease)
        if self._eye in (Eye.STARTING, Eye.ON):
            self._tell(Eye.OFF)

    async def _ask(self, feature: str) -> Lease:
        self._asking = asyncio.current_task()
        self._tell(Eye.STARTING)
        try:
            return await self._bench.lease(Purpose.SCAN_QR, feature)
        except Setback as setback:
            self._tell(Eye.REFUSED, setback.trouble)
            raise
        except BaseException:
            self._tell(Eye.OFF)
            raise
        finally:
            if self._asking is asyncio.current_task():
                self._asking = None

    async def _look(self, lease: Lease, take: TakeCodes) -> None:
        loop = asyncio.get_running_loop()
        told: asyncio.Queue[Seen] = asyncio.Queue()
        camera = self._bench.equipment.camera
        trouble: Trouble | None = None
        try:
            camera.start(lease, lambda seen: _hand_over(loop, told, seen))
            await self._until_end(lease, told, take)
        except Setback as setback:
            trouble = setback.trouble
        finally:
            await asyncio.shield(self._put_away(lease))
            self._bench.publish(CodesShown(()))
            self._tell(Eye.OFF, trouble)

    async def _put_away(self, lease: Lease) -> None:
        await asyncio.to_thread(self._bench.equipment.camera.stop)
        await self._bench.gate.release(lease)

    async def _until_end(self, lease: Lease, told: asyncio.Queue[Seen], take: TakeCodes) -> None:
        self._tell(Eye.ON)
        over = asyncio.create_task(lease.cancelled.wait())
        seen = asyncio.create_task(told.get())
        try:
            while not lease.ended:
                await first_done(seen, over)
                if not seen.done():
                    return
                await self._pass_on(seen.result(), take)
                seen = asyncio.create_task(told.get())
        finally:
            await ended(over, seen)

    async def _pass_on(self, seen: Seen, take: TakeCodes) -> None:
        if seen.trouble is not None:
            trouble = seen.trouble
            raise Setback(trouble.code, detail=trouble.detail)
        if seen.frame is not None:
            self._bench.publish(FrameShown(seen.frame))
            return
        # Where they are, not what they say: a router's code carries its password.
        places = tuple(CodeRead("", b"", c.symbology, c.corners) for c in seen.codes)
        self._bench.publish(CodesShown(places))
        await take(seen.codes)

    def _tell(self, eye: Eye, trouble: Trouble | None = None) -> None:
        self._eye = eye
        self._bench.publish(EyeShown(eye, self._for_router, trouble))


def _hand_over(loop: asyncio.AbstractEventLoop, told: asyncio.Queue[Seen], seen: Seen) -> None:
    """From the camera's thread to the loop; frames are dropped while one still waits."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(_put, told, seen)


def _put(told: asyncio.Queue[Seen], seen: Seen) -> None:
    most = 2 if seen.frame is not None else MOST_WAITING
    if seen.trouble is not None or told.qsize() < most:
        told.put_nowait(seen)
