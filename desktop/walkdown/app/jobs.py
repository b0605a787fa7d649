"""Jobs: the sites on this laptop; begin, resume, close."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from walkdown.app.messages import JobsShown, YardShown
from walkdown.app.ports import DayCopy
from walkdown.app.workbench import Workbench
from walkdown.core.advance import NotAllowed, recovered
from walkdown.core.draft import Draft
from walkdown.core.events import Drafted, SiteEdited, StageEntered
from walkdown.core.job import Job, Stage
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback

PRACTICE_NAME = "Practice site"


class JobsDesk:
    """Use cases of the Jobs and Site pages."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._door = asyncio.Lock()
        self._pen = asyncio.Lock()
        self._typed: tuple[str, Site] | None = None

    async def show(self) -> None:
        """Tell the rows of the Jobs page."""
        rows = await asyncio.to_thread(self._bench.jobs.rows)
        in_files = await asyncio.to_thread(lambda: self._bench.jobs.keys_in_files)
        self._bench.publish(JobsShown(rows, in_files))

    async def begin(self, practice: str = "") -> None:
        """A new job, on disk before it is shown. `practice` names a scenario.

        Raises Setback(POLICY_FIRST).
        """
        self._bench.require_policy()
        async with self._door:
            await self._open(self._fresh(practice))

    async def practise(self, scenario: str) -> None:
        """Carry on with the open practice job of this scenario, or begin one."""
        self._bench.require_policy()
        async with self._door:
            rows = await asyncio.to_thread(self._bench.jobs.rows)
            jobs = [row.job for row in rows if row.job and row.job.practice == scenario]
            begun = next((job for job in jobs if job.handed_over is None), None)
            await self._open(recovered(begun) if begun else self._fresh(scenario))

    async def resume(self, job_id: str) -> None:
        """Open a job where it stood; nothing half-done is called done."""
        async with self._door:
            if self._bench.is_open and self._bench.job.id == job_id:
                return
            rows = await asyncio.to_thread(self._bench.jobs.rows)
            row = next((r for r in rows if r.id == job_id), None)
            if row is None or row.job is None:
                trouble = row.trouble if row and row.trouble else None
                raise Setback(trouble.code if trouble else Code.SITE_FILE_DAMAGED)
            await self._open(recovered(row.job))

    async def close(self) -> None:
        """Leave the job: what was typed is on disk, everything in use ends, the practice world too."""
        async with self._door:
            if self._bench.is_open:
                await self._leave()
                await self.show()

    async def erase(self, job_id: str) -> None:
        """Erase a job that is not open, with every yes that was given for it.

        The record of permissions keeps the job's random number, which then means nothing.
        Raises Setback where it could not be erased: CANNOT_WRITE, SITE_KEY_STAYS.
        """
        async with self._door:
            if self._bench.is_open and self._bench.job.id == job_id:
                raise NotAllowed("an open job is not erased")
            await asyncio.to_thread(self._bench.jobs.erase, job_id)
            with suppress(Setback):  # a ledger that takes no more entries grants nothing either
                await self._bench.gate.close_site(job_id)
            await self.show()

    async def go_back(self, job_id: str, copy: DayCopy) -> None:
        """A job that is not open is again as it stood in that copy; as it is now becomes a copy too.

        Raises Setback: SITE_FILE_DAMAGED, SITE_KEY_MISSING, CANNOT_WRITE.
        """
        async with self._door:
            if self._bench.is_open and self._bench.job.id == job_id:
                raise NotAllowed("an open job does not go back")
            now = self._bench.clock.now()
            await asyncio.to_thread(self._bench.jobs.go_back, job_id, copy, now)
            await self.show()

    @asynccontextmanager
    async def while_closed(self, job_id: str) -> AsyncIterator[None]:
        """A job that is not open, and is not opened, erased or taken back in this block."""
        async with self._door:
            if self._bench.is_open and self._bench.job.id == job_id:
                raise NotAllowed("an open job is not changed from outside")
            yield

    async def edit_site(self, site: Site) -> None:
        """Keep what is typed. Of several edits that wait for the disk only the newest is written."""
        self._typed = (self._bench.job.id, site)
        await self._write_typed()

    async def draft(self, draft: Draft) -> None:
        """Keep what stands in a field whose button has not been pressed yet.

        Nothing waits here: a text and the press of its button are written in the order they came
        in, or a draft would outlive what its button did.
        """
        if self._bench.agreed:  # a job that is only read keeps nothing new
            await self._bench.apply(Drafted(draft))

    async def enter(self, stage: Stage) -> None:
        """Go to a stage, so that a restart comes back to it."""
        if self._bench.agreed:
            await self._bench.apply(StageEntered(stage))

    def _fresh(self, practice: str) -> Job:
        site = Site(name=PRACTICE_NAME) if practice else Site()
        return Job(uuid.uuid4().hex, self._bench.clock.now(), practice=practice, site=site)

    async def _write_typed(self) -> None:
        async with self._pen:
            typed, self._typed = self._typed, None
            if typed is not None and typed[0] == self._bench.job.id:
                await self._bench.apply(SiteEdited(typed[1]))

    async def _leave(self) -> None:
        async with self._bench.resting():
            await self._write_typed()
            await self._bench.gate.stop_all()
            await self._close_yard(self._bench.job)
            await self._bench.put(None)
            await asyncio.to_thread(self._bench.jobs.close)

    async def _open(self, job: Job) -> None:
        """The practice world first: a job that cannot be played is not made."""
        if self._bench.is_open:
            await self._leave()
        try:
            await self._open_yard(job)
            await self._bench.put(job)
        except BaseException:
            await self._close_yard(job)
            raise

    async def _open_yard(self, job: Job) -> None:
        yard = self._bench.equipment_of(job).yard
        if yard is not None:
            await yard.open(job.practice, lambda view: self._bench.publish(YardShown(view)))
            await yard.resume(tuple((d.serial, d.url) for d in job.devices if d.joined))

    async def _close_yard(self, job: Job) -> None:
        yard = self._bench.equipment_of(job).yard
        if yard is not None:
            await yard.close()
            self._bench.publish(YardShown(None))
