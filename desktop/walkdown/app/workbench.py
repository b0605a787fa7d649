"""The open job: every change is advanced, saved durably, and only then told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from walkdown.app.adapter_choice import ChosenAdapter
from walkdown.app.engaged import Engaged
from walkdown.app.messages import JobShown, Message
from walkdown.app.ports import (
    Camera,
    Clock,
    Jobs,
    Lan,
    LaptopWifi,
    PictureReader,
    Positioner,
    Radio,
    Yard,
)
from walkdown.app.proofs import Proofs
from walkdown.app.tasks import ended
from walkdown.consent.gate import Gate
from walkdown.consent.lease import Lease
from walkdown.consent.policy import Standing
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Answer
from walkdown.consent.system.state import System
from walkdown.consent.system.without import WithoutSystem
from walkdown.core.advance import NotAllowed, advance
from walkdown.core.events import (
    Change,
    DeviceLabelled,
    DeviceLeftOut,
    DeviceListed,
    DevicePlaced,
    DeviceUnlisted,
    Event,
    FacesDrawn,
    FirmwareDeferred,
    NetworkChosen,
    PhotoKept,
    Promised,
    PromiseWithdrawn,
    SiteEdited,
    Together,
)
from walkdown.core.job import Job, Stage
from walkdown.core.trouble import Code, Setback

_NO_SYSTEM: Final = WithoutSystem()
# What a person changes by hand; what was begun is still written down to its end.
_EDITS: Final = (
    *(SiteEdited, DeviceListed, DeviceUnlisted, NetworkChosen),
    *(DeviceLeftOut, Promised, PromiseWithdrawn, PhotoKept, FirmwareDeferred),
    *(DeviceLabelled, DevicePlaced, FacesDrawn, Together),
)

Publish = Callable[[Message], None]
Border = Callable[[Awaitable[None], Stage | None], Awaitable[None]]
Rest = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a job is done with: the laptop's own, or the practice yard's."""

    radio: Radio
    camera: Camera
    lan: Lan
    pictures: PictureReader
    yard: Yard | None = None
    system: System = _NO_SYSTEM
    positioner: Positioner | None = None
    adapters: ChosenAdapter | None = None
    wifi: LaptopWifi | None = None


class Workbench:
    """Holds the open job and the equipment for it. Lives on the engine's loop."""

    def __init__(
        self,
        jobs: Jobs,
        gate: Gate,
        clock: Clock,
        publish: Publish,
        real: Equipment,
        practice: Equipment,
        border: Border,
    ) -> None:
        """`border` tells what goes wrong in work that nobody waits for (`Engine.guard`)."""
        self.jobs = jobs
        self.gate = gate
        self.clock = clock
        self.publish = publish
        self.proofs = Proofs()
        self.engaged = Engaged()
        self._real = real
        self._practice = practice
        self._border = border
        self._job: Job | None = None
        self._order = asyncio.Lock()
        self._changes: set[asyncio.Task[Job]] = set()
        self._doing: Counter[asyncio.Task[Any]] = Counter()
        self._own: set[asyncio.Task[None]] = set()
        self._rests: list[Rest] = []
        self._watchers: list[Callable[[], None]] = []
        self._resting = 0

    # --- the job

    @property
    def job(self) -> Job:
        """The open job. Raises NotAllowed when none is open: a click that came too late."""
        if self._job is None:
            raise NotAllowed("no job is open")
        return self._job

    @property
    def is_open(self) -> bool:
        """Whether a job is open."""
        return self._job is not None

    @property
    def equipment(self) -> Equipment:
        """The equipment of the open job: a practice job never reaches the real one."""
        return self.equipment_of(self.job)

    def equipment_of(self, job: Job) -> Equipment:
        """What a job is done with."""
        return self._practice if job.practice else self._real

    @property
    def agreed(self) -> bool:
        """Whether the policy is accepted; before, jobs are read, exported and erased, no more.

        With a ledger in trouble nobody knows; then nothing is used anyway, and jobs are kept up.
        """
        policy = self.gate.policy
        if policy is None or not policy.known:
            return True
        return policy.standing() is Standing.ACCEPTED

    def require_policy(self) -> None:
        """Raise Setback(POLICY_FIRST) before the policy was accepted."""
        if not self.agreed:
            raise Setback(Code.POLICY_FIRST)

    async def put(self, job: Job | None) -> None:
        """Open a job (saved first) or close the open one, after all changes that were begun."""
        async with self._order:
            if job is not None:
                await asyncio.to_thread(self.jobs.save, job)
            if job is None or self._job is None or job.id != self._job.id:
                self.proofs.forget()
            self._show(job)

    async def apply(self, change: Change) -> Job:
        """Advance, save, tell. Raises NotAllowed, or Setback: CANNOT_WRITE, POLICY_FIRST.

        Then nothing changed. A change that was begun is finished, also where whoever asked for it
        is cancelled: what is on disk and what is shown never part.
        """
        if isinstance(change, _EDITS):
            self.require_policy()
        begun = self.post(change)
        await asyncio.wait({begun})
        return begun.result()

    def post(self, change: Change) -> asyncio.Task[Job]:
        """Begin a change, in order; whoever posts it asks the task later how it went."""
        task = asyncio.create_task(self._advance(self.job.id, change), name="change")
        self._changes.add(task)
        task.add_done_callback(self._changed)
        return task

    async def settled(self) -> None:
        """Wait until every change that was begun is on disk or has failed."""
        while self._changes:
            await asyncio.wait(set(self._changes))

    def require_serial(self, serial: str) -> None:
        """Raise Setback(NOT_HEARD) where the serial is not on the open job's list."""
        if self.job.device(serial) is None:
            raise Setback(Code.NOT_HEARD, device=serial)

    # --- what is used for it

    async def lease(self, purpose: Purpose, feature: str, said: Answer | None = None) -> Lease:
        """A lease for the open job. Ends quietly where the job is left while the person is asked.

        `said` is what the owner answered on a page of their own.
        """
        with self.busy():
            site = self.job.id
            return await self.gate.acquire(purpose, site=site, feature=feature, said=said)

    @asynccontextmanager
    async def use(self, purpose: Purpose, feature: str) -> AsyncIterator[Lease]:
        """A lease for the length of a block; leaving the job cancels the block."""
        with self.busy():
            async with self.gate.use(purpose, site=self.job.id, feature=feature) as lease:
                yield lease

    @contextmanager
    def busy(self) -> Iterator[None]:
        """This task asks or uses: it is cancelled when all comes to rest, unless a desk ends it."""
        if self._resting:
            raise NotAllowed("the job is being left")
        task = asyncio.current_task()
        if task is None or task in self._own:
            yield  # its desk ends it
            return
        self._doing[task] += 1
        try:
            yield
        finally:
            self._doing[task] -= 1
            if not self._doing[task]:
                del self._doing[task]

    def begin(
        self, work: Callable[[], Coroutine[Any, Any, None]], where: Stage, name: str
    ) -> asyncio.Task[None]:
        """A desk's own task, under the border; the desk ends it when it comes to rest."""

        async def run() -> None:
            await self._border(work(), where)

        task = asyncio.create_task(run(), name=name)
        self._own.add(task)
        task.add_done_callback(self._own.discard)
        return task

    def at_rest(self, rest: Rest) -> None:
        """Call this too, in the order given, when all work is to end."""
        self._rests.append(rest)

    def watch(self, changed: Callable[[], None]) -> None:
        """Call this whenever the job has changed; it asks for the job itself."""
        self._watchers.append(changed)

    @asynccontextmanager
    async def resting(self) -> AsyncIterator[None]:
        """End all that is in use or being asked for; nothing new begins inside the block."""
        self._resting += 1
        try:
            mine = asyncio.current_task()
            await ended(*(t for t in tuple(self._doing) if t is not mine))
            for rest in self._rests:
                await rest()
            await self.settled()
            yield
        finally:
            self._resting -= 1

    # --- inside

    async def _advance(self, job_id: str, change: Change) -> Job:
        async with self._order:
            before = self._job
            if before is None or before.id != job_id:
                raise NotAllowed("the job was closed meanwhile")
            job = advance(before, Event(change, self.clock.now()))
            if replace(job, touched_at=before.touched_at) == before:
                return before
            await asyncio.to_thread(self.jobs.save, job)
            self._show(job)
            return job

    def _show(self, job: Job | None) -> None:
        self._job = job
        self.publish(JobShown(job, self.clock.now() if job else None))
        for changed in self._watchers:
            changed()

    def _changed(self, task: asyncio.Task[Job]) -> None:
        self._changes.discard(task)
        if not task.cancelled():
            task.exception()  # taken here too: whoever posted it may be gone
