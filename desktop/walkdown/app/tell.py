"""The desktop is told when a long job ends, if the person asked for that and looks elsewhere."""

from __future__ import annotations

import asyncio
from typing import Final

from walkdown.app.messages import TellShown
from walkdown.app.ports import Notifier
from walkdown.app.tasks import ended, first_done
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Work
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Setback, Trouble

# Between one device and the next nothing is worked on for a moment; that is no end.
SETTLE_S: Final = 2.0
FEATURE: Final = "Tell me when it ends, in Job board"


class TellDesk:
    """A use case of the Job board. The permission is in use from the press until the line is gone."""

    def __init__(self, bench: Workbench, notifier: Notifier | None) -> None:
        self._bench = bench
        self._notifier = notifier
        self._front = True
        self._news = asyncio.Event()
        self._waiting: asyncio.Task[None] | None = None
        bench.watch(self._news.set)
        bench.at_rest(self.never_mind)

    async def in_front(self, front: bool) -> None:
        """The window came to the front, or another program did."""
        self._front = front

    async def when_done(self) -> None:
        """Ask, and wait for the work to end. Pressing again changes nothing."""
        if self._waiting is None or self._waiting.done():
            self._waiting = self._bench.begin(self._wait, Stage.NETWORK, "tell")

    async def never_mind(self) -> None:
        """The person wants no line any more, or leaves the job."""
        await ended(self._waiting)

    async def _wait(self) -> None:
        trouble: Trouble | None = None
        try:
            async with self._bench.use(Purpose.NOTIFY, FEATURE) as lease:
                self._bench.publish(TellShown(True))
                await self._until_done(lease)
                await self._say(lease)
        except Setback as setback:
            trouble = setback.trouble  # a no among them: the rail tells it all the same
        finally:
            self._bench.publish(TellShown(False, trouble))

    async def _until_done(self, lease: Lease) -> None:
        quiet = asyncio.create_task(self._quiet())
        stopped = asyncio.create_task(lease.cancelled.wait())
        try:
            await first_done(quiet, stopped)
        finally:
            await ended(quiet, stopped)

    async def _quiet(self) -> None:
        """Return once nothing has been worked on for SETTLE_S."""
        while True:
            self._news.clear()
            try:
                async with asyncio.timeout(SETTLE_S if _stands_still(self._bench.job) else None):
                    await self._news.wait()
            except TimeoutError:
                return

    async def _say(self, lease: Lease) -> None:
        if lease.ended or self._front or self._notifier is None:
            return
        lease.note("line")
        await self._notifier.show(lease, end_words(self._bench.job))


def end_words(job: Job) -> str:
    """The line: how many, and no name of a device or of the site."""
    done = sum(d.work is Work.ONLINE for d in job.wanted)
    waits = any(d.work is Work.QUEUED for d in job.wanted)
    what = "waits for you" if waits else "has ended"
    return f"Work at the site {what}: {done} of {len(job.wanted)} done."


def _stands_still(job: Job) -> bool:
    """Whether no device is worked on. Queued ones that follow nobody wait for the person too."""
    works = {d.work for d in job.wanted}
    return Work.WORKING not in works and (Work.QUEUED not in works or Work.FAILED in works)
