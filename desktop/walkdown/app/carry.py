"""Carry, in Jobs: a site goes to another laptop as one file, and what comes back is merged into ours."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from walkdown.app.jobs import JobsDesk
from walkdown.app.messages import MergeShown, SiteCame, SiteTaken
from walkdown.app.ports import Carries
from walkdown.app.workbench import Workbench
from walkdown.consent.purpose import Purpose
from walkdown.core.advance import NotAllowed, recovered
from walkdown.core.leave import settled
from walkdown.core.merge import Merge, compared, merged
from walkdown.core.merge_fields import Key
from walkdown.core.parting import Along, in_common, newest
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback

TAKE: Final = "Take to another laptop, in Jobs"
OPEN: Final = "Open a site of another laptop, in Jobs"
LEAST: Final = 12  # signs of a passphrase


@dataclass(frozen=True, slots=True)
class _Asked:
    """A merge that waits for the person, and the clashes they were shown."""

    theirs: Along
    shown: frozenset[Key]


class CarryDesk:
    """For sites that are not open. Nothing of ours is changed before the person has decided each clash."""

    def __init__(self, bench: Workbench, jobs: JobsDesk, carries: Carries | None) -> None:
        self._bench = bench
        self._jobs = jobs
        self._carries = carries
        self._asked: _Asked | None = None

    async def take(self, job_id: str, path: str, passphrase: Secret) -> None:
        """Write all of a site into a new file that the person named, under their passphrase."""
        carries = self._ready(job_id)
        try:
            if len(passphrase) < LEAST:
                raise NotAllowed("a passphrase that is guessed at once")
            with self._bench.busy():
                gate, now = self._bench.gate, self._bench.clock.now()
                async with gate.use(Purpose.FILE_EXPORT, site=job_id, feature=TAKE) as lease:
                    where = PurePath(path)
                    name = await asyncio.to_thread(
                        carries.take, lease, job_id, where, passphrase, now
                    )
                    lease.note("sites")
        finally:
            passphrase.forget()
        self._bench.publish(SiteTaken(name))

    async def open(self, path: str, passphrase: Secret) -> None:
        """A site that is not here yet comes in; one that is here is compared, and asked about.

        Raises Setback: PASSPHRASE_WRONG, SITE_FILE_NEWER, SITE_CLOSED, CANNOT_WRITE, POLICY_FIRST.
        """
        self._asked = None
        carries = self._ready("")
        self._bench.require_policy()
        try:
            with self._bench.busy():
                gate = self._bench.gate
                async with gate.use(Purpose.FILE_IMPORT, site="", feature=OPEN) as lease:
                    theirs = await asyncio.to_thread(
                        carries.read, lease, PurePath(path), passphrase
                    )
                    lease.note("sites")
        finally:
            passphrase.forget()
        await self._came(carries, replace(theirs, job=recovered(theirs.job)))

    async def merge(self, take: frozenset[Key]) -> None:
        """Decided: of the clashes that were shown, those of `take` become as they are in the file.

        What clashes only since then is shown first.
        """
        asked, self._asked = self._asked, None
        if asked is None:
            return
        carries, theirs = self._ready(asked.theirs.job.id), asked.theirs
        async with self._jobs.while_closed(theirs.job.id):
            ours = await asyncio.to_thread(carries.here, theirs.job.id)
            if ours is not None and _clashes(_compared(ours, theirs)) <= asked.shown:
                await self._join(carries, ours, theirs, take)
                return
        await self._came(carries, theirs)

    async def leave(self) -> None:
        """The site stays as it is here."""
        self._asked = None

    async def _came(self, carries: Carries, theirs: Along) -> None:
        async with self._jobs.while_closed(theirs.job.id):
            await self._brought(carries, theirs)

    async def _brought(self, carries: Carries, theirs: Along) -> None:
        job = theirs.job
        ours = await asyncio.to_thread(carries.here, job.id)
        if ours is None:
            await asyncio.to_thread(carries.bring, theirs, self._bench.clock.now())
            await self._told(SiteCame(job.id, new=True))
            return
        if ours.job.practice != job.practice:
            raise Setback(Code.PASSPHRASE_WRONG, detail="a practice site is no real one")
        found = _compared(ours, theirs)
        if ours.job.handed_over is not None and (found.coming or found.clashes):
            raise Setback(Code.SITE_CLOSED)
        if not found.clashes:
            await self._join(carries, ours, theirs, frozenset())
            return
        self._asked = _Asked(theirs, _clashes(found))
        known = in_common(ours.partings, theirs.partings) is not None
        self._bench.publish(MergeShown(ours.job.site.name, found, known))

    async def _join(
        self, carries: Carries, ours: Along, theirs: Along, take: frozenset[Key]
    ) -> None:
        now = self._bench.clock.now()
        base = in_common(ours.partings, theirs.partings)
        found = compared(base, ours.job, theirs.job)
        changes = len(found.coming) + len(_clashes(found) & take)
        made = merged(base, recovered(ours.job), theirs.job, take)
        job = made.job if made.job == ours.job else replace(settled(made.job, now), touched_at=now)
        photo = theirs.photo if job.site.photo == theirs.job.site.photo else b""
        partings = newest((*ours.partings, *theirs.partings))
        if (job, partings) != (ours.job, newest(ours.partings)):
            await asyncio.to_thread(carries.bring, Along(job, photo, partings), now)
        await self._told(SiteCame(job.id, new=False, changes=changes, unplaced=made.unplaced))

    async def _told(self, came: SiteCame) -> None:
        await self._jobs.show()
        self._bench.publish(came)

    def _ready(self, job_id: str) -> Carries:
        if self._carries is None or (self._bench.is_open and self._bench.job.id == job_id):
            raise NotAllowed("an open site is not taken along")
        return self._carries


def _compared(ours: Along, theirs: Along) -> Merge:
    return compared(in_common(ours.partings, theirs.partings), ours.job, theirs.job)


def _clashes(found: Merge) -> frozenset[Key]:
    return frozenset(difference.key for difference in found.clashes)
