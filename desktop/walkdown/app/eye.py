"""The camera's use: asked for, leased, frames to the preview, codes to whoever wanted them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from walkdown.app.messages import CamerasShown, CodesShown, Eye, EyeShown, FrameShown
from walkdown.app.ports import Adjust, CameraState, Seen, Settings
from walkdown.app.tasks import ended, first_done
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.camera import HD, Size
from walkdown.core.job import Stage
from walkdown.core.picture import CodeRead
from walkdown.core.trouble import Setback, Trouble

TakeCodes = Callable[[tuple[CodeRead, ...]], Awaitable[None]]

MOST_WAITING = 64


class EyeDesk:
    """Starts and stops the camera of the open job; one use at a time."""

    def __init__(self, bench: Workbench, settings: Settings | None = None) -> None:
        self._bench = bench
        self._settings = settings
        self._state: CameraState | None = None
        self._codes: tuple[CodeRead, ...] = ()
        self._practised = ""
        self._size = HD
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

    # --- the camera itself

    async def choose_camera(self, key: str) -> None:
        """Turn to one of the cameras that are listed, and remember it. Raises Setback(CANNOT_WRITE)."""
        known = self._state.cameras if self._state is not None else ()
        if all(key != info.key for info in known):
            return  # it was pulled out while it was chosen
        self._adjust(Adjust(choice=key))
        if self._bench.job.practice:
            self._practised = key  # the laptop's own stays what it was
        elif self._settings is not None:
            await asyncio.to_thread(self._settings.keep_camera, key)

    async def choose_size(self, size: Size) -> None:
        """How large its pictures are, for this session."""
        self._size = size
        self._adjust(Adjust(size=size))

    async def light(self, on: bool) -> None:
        """The camera's lamp, or a brighter picture, where it offers that."""
        self._adjust(Adjust(light=on))

    async def zoom(self, factor: float) -> None:
        """Enlarge, from 1.0."""
        self._adjust(Adjust(zoom=factor))

    async def refocus(self) -> None:
        """Look for the focus again, where the camera can."""
        self._adjust(Adjust(refocus=True))

    def code_at(self, x: int, y: int) -> CodeRead | None:
        """The code in sight that is meant by a place in the newest frame, in its pixels."""
        return min(self._codes, key=lambda code: _distance(code, x, y), default=None)

    def _adjust(self, what: Adjust) -> None:
        if self._lease is not None:
            self._bench.equipment.camera.adjust(what)

    async def _wanted(self) -> Adjust:
        if self._bench.job.practice:
            return Adjust(choice=self._practised, size=self._size)
        kept = self._settings
        choice = await asyncio.to_thread(kept.camera) if kept is not None else ""
        return Adjust(choice=choice, size=self._size)

    # --- inside

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
            wanted = await self._wanted()
            camera.start(lease, lambda seen: _hand_over(loop, told, seen), wanted)
            await self._until_end(lease, told, take)
        except Setback as setback:
            trouble = setback.trouble
        finally:
            await asyncio.shield(self._put_away(lease))
            self._state, self._codes = None, ()
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
        if seen.state is not None:
            self._show(seen.state)
            return
        self._codes = () if self._for_router else seen.codes
        # Where they are, not what they say: a router's code carries its password.
        places = tuple(CodeRead("", b"", c.symbology, c.corners) for c in seen.codes)
        self._bench.publish(CodesShown(places))
        await take(seen.codes)

    def _show(self, now: CameraState) -> None:
        self._state = now
        facts = (now.cameras, now.using, now.offers, now.light, now.zoom, now.size, now.gone)
        self._bench.publish(CamerasShown(*facts))

    def _tell(self, eye: Eye, trouble: Trouble | None = None) -> None:
        self._eye = eye
        self._bench.publish(EyeShown(eye, self._for_router, trouble))


def _hand_over(loop: asyncio.AbstractEventLoop, told: asyncio.Queue[Seen], seen: Seen) -> None:
    """From the camera's thread to the loop; frames are dropped while one still waits."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(_put, told, seen)


def _put(told: asyncio.Queue[Seen], seen: Seen) -> None:
    most = 2 if seen.frame is not None else MOST_WAITING
    if seen.trouble is not None or seen.state is not None or told.qsize() < most:
        told.put_nowait(seen)


def _distance(code: CodeRead, x: int, y: int) -> float:
    """Squared, from the middle of its corners."""
    count = max(1, len(code.corners))
    middle_x = sum(corner[0] for corner in code.corners) / count
    middle_y = sum(corner[1] for corner in code.corners) / count
    return (middle_x - x) ** 2 + (middle_y - y) ** 2
