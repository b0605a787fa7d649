"""The site's photo: the owner is asked first, then the installer; what the owner takes back is deleted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import PurePath
from typing import Any, Final

from walkdown.app.messages import PhotoShown, PhotoStep
from walkdown.app.ports import PhotoReader, Photos
from walkdown.app.tasks import ended
from walkdown.app.workbench import Workbench
from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer
from walkdown.core.events import PhotoDropped, PhotoKept
from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback, Trouble

FEATURE: Final = "Site photo, in Site"
REPORT: Final = "Site photo, in the report"
# The owner has said no to a picture that is there: it goes. One that merely ran out is not used.
_TAKEN_BACK: Final = frozenset({CellState.WITHDRAWN, CellState.DENIED, CellState.DENIED_QUIET})


class PhotoDesk:
    """A use case of the Site page. What goes wrong is told beside its button.

    A picture is named in the job by its hash. First the new one is on disk, then the job names it,
    then the old one is deleted; so a kill leaves one of the two, and what is left over goes when
    the job is opened.
    """

    def __init__(self, bench: Workbench, reader: PhotoReader | None, photos: Photos | None) -> None:
        self._bench = bench
        self._reader = reader
        self._photos = photos
        self._order = asyncio.Lock()
        self._step = PhotoStep.REST
        self._picked: asyncio.Future[str] | None = None

    async def show(self) -> None:
        """Tell the picture of the open job; one that may not be kept any more is deleted first."""
        if not self._bench.is_open:
            return
        async with self._order:
            job = self._bench.job
            if job.site.photo and self._state(job) in _TAKEN_BACK:
                await self._drop(job.id)
            else:
                await self._keep_only(job.id, job.site.photo)
        await self._tell()

    async def add(self, said: Answer | None = None) -> None:
        """Ask the owner (`said` is their answer) and the installer, let a file be picked, keep it.

        Without a standing yes of the owner's, and nothing said, OWNER_FIRST is told: they are asked
        on a page of their own. A second press joins the first.
        """
        if self._picked is not None or self._reader is None:
            return
        self._picked = asyncio.get_running_loop().create_future()
        trouble: Trouble | None = None
        try:
            with self._bench.busy():
                await self._add(self._reader, self._picked, said)
        except Setback as setback:
            trouble = setback.trouble
        except LeaseEnded:
            trouble = Trouble(Code.STOPPED_BY_YOU)
        finally:
            self._picked, self._step = None, PhotoStep.REST
        await self._tell(trouble)

    async def pick(self, path: str) -> None:
        """The file that was picked; empty when the person closed the picker."""
        if self._picked is not None and not self._picked.done():
            self._picked.set_result(path)

    async def decline(self, answer: Answer) -> None:
        """The owner's no is written down, and told beside the button; what was kept is deleted."""
        trouble = Trouble(Code.REFUSED)
        try:
            lease = await self._bench.lease(Purpose.OWNER_PHOTO, FEATURE, answer)
            await self._bench.gate.release(lease)
        except Setback as setback:
            trouble = setback.trouble
        await self.show()
        await self._tell(trouble)

    async def remove(self) -> None:
        """Take the picture away; the owner's yes stays as it was."""
        async with self._order:
            await self._drop(self._bench.job.id)
        await self._tell()

    async def taken_back(self, sites: Iterable[str]) -> None:
        """The owner's yes was taken back at these sites: their pictures are deleted."""
        async with self._order:
            for site in filter(None, sites):
                await self._drop(site)
        await self._tell()

    async def preview(self) -> bytes:
        """The JPEG that the report would show now; empty for none."""
        job = self._bench.job
        if not job.site.photo or self._state(job) not in GRANTED:
            return b""
        return await self._read(job)

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[bytes]:
        """The JPEG for a report that is written in this block, under the owner's yes; empty without."""
        job = self._bench.job
        jpeg = await self.preview()
        if not jpeg:
            yield b""
            return
        lease = await self._bench.lease(Purpose.OWNER_PHOTO, REPORT)
        try:
            lease.note("pictures")
            yield jpeg if job.id == self._bench.job.id else b""
        finally:
            await self._bench.gate.release(lease)

    # --- one picture

    async def _add(
        self, reader: PhotoReader, picked: asyncio.Future[str], said: Answer | None
    ) -> None:
        async with AsyncExitStack() as held:
            owners = await self._lease(held, Purpose.OWNER_PHOTO, said)
            mine = await self._lease(held, Purpose.PHOTO_PICK)
            await self._go(PhotoStep.PICK)
            path = await _unless_ended(picked, owners, mine)
            if not path:
                return
            await self._go(PhotoStep.READING)
            jpeg = await asyncio.to_thread(reader.read, mine, PurePath(path))
            mine.note("pictures")
            await self._keep(owners, jpeg)

    async def _lease(
        self, held: AsyncExitStack, purpose: Purpose, said: Answer | None = None
    ) -> Lease:
        lease = await self._bench.lease(purpose, FEATURE, said)
        held.push_async_callback(self._bench.gate.release, lease)
        return lease

    async def _keep(self, owners: Lease, jpeg: bytes) -> None:
        photos, job = self._photos, self._bench.job
        if photos is None:
            return
        async with self._order:
            owners.check(Purpose.OWNER_PHOTO)
            photo = await asyncio.to_thread(photos.keep, job.id, jpeg)
            try:
                await self._bench.apply(PhotoKept(photo))
            finally:
                if self._is_open(job.id):
                    await self._keep_only(job.id, self._bench.job.site.photo)

    async def _drop(self, site: str) -> None:
        """Out of the job, where it is open, and off the disk, whatever comes of the first."""
        try:
            if self._is_open(site) and self._bench.job.site.photo:
                await self._bench.apply(PhotoDropped())
        finally:
            if self._photos is not None:
                await asyncio.to_thread(self._photos.forget, site)

    # --- inside

    async def _keep_only(self, site: str, photo: str) -> None:
        if self._photos is not None:
            await asyncio.to_thread(self._photos.keep_only, site, photo)

    async def _read(self, job: Job) -> bytes:
        if self._photos is None or not job.site.photo:
            return b""
        return await asyncio.to_thread(self._photos.read, job.id, job.site.photo)

    def _state(self, job: Job) -> CellState:
        cells = self._bench.gate.cells(job.id)
        return next(cell.state for cell in cells if cell.purpose is Purpose.OWNER_PHOTO)

    def _is_open(self, site: str) -> bool:
        return self._bench.is_open and self._bench.job.id == site

    async def _go(self, step: PhotoStep) -> None:
        self._step = step
        await self._tell()

    async def _tell(self, trouble: Trouble | None = None) -> None:
        if not self._bench.is_open:
            return
        job = self._bench.job
        jpeg = await self._read(job)
        if not self._is_open(job.id):
            return  # another job came while it was read, and tells its own
        missing = bool(job.site.photo) and not jpeg
        in_report = self._state(job) in GRANTED
        self._bench.publish(PhotoShown(jpeg, missing, in_report, self._step, trouble))


async def _unless_ended(picked: asyncio.Future[str], *leases: Lease) -> str:
    """What the person picks. Raises LeaseEnded where a lease ends before they do."""
    ends = [asyncio.create_task(lease.cancelled.wait()) for lease in leases]
    waiting: set[asyncio.Future[Any]] = {picked, *ends}
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await ended(*ends)
    for lease in leases:
        lease.check(lease.purpose)
    return picked.result()
