"""The crew: the devices being commissioned at the same time, under the owner's and the installer's leases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from walkdown.app.owner import NOTHING_SAID, Owner, OwnersWord
from walkdown.app.places import Places
from walkdown.app.tasks import ended
from walkdown.app.visit import Find, Visit, Ways
from walkdown.app.workbench import Workbench
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.advance import NotAllowed
from walkdown.core.device import Work
from walkdown.core.events import WorkInterrupted, WorkQueued
from walkdown.core.job import Stage
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials

KEPT = 8  # sessions that wait for the person
FEATURE = "Send to my devices, in Network"
# What the first device meets here the others would meet too; all else is its own trouble.
EVERYBODY_S = frozenset({Code.PASSWORD_REFUSED, Code.NETWORK_NOT_SEEN})


@dataclass(slots=True, eq=False)
class _Run:
    """One press of Send: its devices, and what it holds until the last of them is done.

    `leases`: MANAGE and WIFI_SETUP of the installer, OWNER_WIFI and OWNER_ONLINE of the owner.
    """

    serials: tuple[str, ...]
    held: AsyncExitStack = field(default_factory=AsyncExitStack)
    leases: tuple[Lease, ...] = ()
    task: asyncio.Task[None] | None = None


class Crew:
    """Takes so many devices on at once as the radio bears; the next begins where one leaves the air.

    A wrong password or a missing network is found by the first of them: they keep their places, so
    that the others stay queued until it is put right. A device that waits for the person in a
    trouble of its own gives its place to the next one.
    """

    def __init__(
        self, bench: Workbench, owner: Owner, find: Find, profiles: Profiles = NO_PROFILES
    ) -> None:
        self._bench = bench
        self._owner = owner
        self._find = find
        self._profiles = profiles
        self._held: Credentials | None = None
        self._visits: dict[str, tuple[Visit, asyncio.Task[None]]] = {}
        self._owners: dict[str, _Run] = {}
        self._runs: list[_Run] = []
        self._places = Places(1)
        self._news = asyncio.Event()

    @property
    def credentials(self) -> Credentials | None:
        """What is sent now; None before the owner gave it and after it was forgotten."""
        return self._held

    @property
    def busy(self) -> bool:
        """Whether any device is taken on: asked for, waiting for its turn, or visited."""
        return bool(self._owners)

    def visits(self, serial: str) -> bool:
        """Whether a device is being visited, or its session kept."""
        return serial in self._visits

    def hold(self, credentials: Credentials) -> None:
        """Take new credentials; the former ones are wiped."""
        self.forget()
        self._held = credentials

    def forget(self) -> None:
        """Wipe the password: the work is over, or the network another."""
        if self._held is not None:
            self._held.password.forget()
            self._held = None

    def forget_when_done(self) -> None:
        """Wipe the password once every device is online."""
        if all(d.work is Work.ONLINE for d in self._bench.job.wanted):
            self.forget()

    async def send(self, serials: tuple[str, ...], word: OwnersWord = NOTHING_SAID) -> None:
        """Take these devices on, after asking. Raises Setback where the person says no.

        `word` is what the owner has just said; without it a former yes of theirs must stand, or
        this is Setback(OWNER_FIRST).

        Those that have joined are proven on the network, for which no password is needed.
        """
        if not all(map(self._can_begin, serials)):
            raise Setback(Code.PASSWORD_REFUSED)
        run = _Run(serials)
        self._claim(run)
        if len(self._runs) == 0:
            self._places = Places(self._bench.equipment.radio.links)
        try:
            await self._bench.apply(WorkQueued(serials))
            # The owner's first: before their yes the installer is not asked either.
            owners = await self._owner.leases(run.held, word)
            wifi = await self._lease(run, Purpose.WIFI_SETUP)
            run.leases = (await self._lease(run, Purpose.MANAGE), wifi, *owners)
        except BaseException:
            await self._give_back(run)
            if not self.busy:
                self.forget()
            raise
        self._runs.append(run)
        run.task = self._bench.begin(lambda: self._work(run), Stage.NETWORK, "crew")

    def again(self, serial: str) -> bool:
        """Retry on the kept session; False where there is none."""
        if serial not in self._visits or self._held is None:
            return False
        return self._visits[serial][0].again()

    async def drop(self, serial: str) -> None:
        """End a device's visit, or its waiting for one; its session is closed."""
        if serial in self._visits:
            await ended(self._visits[serial][1])
        await self._bench.settled()
        await self._interrupt((serial,))

    async def stop(self) -> None:
        """End all visits at a safe point and forget the password."""
        for run in tuple(self._runs):
            await ended(run.task)
            await self._give_back(run)
        self.forget()

    # --- one run

    def _claim(self, run: _Run) -> None:
        """These devices are this run's from now on; a former one that is about to end lets them be."""
        devices = [self._bench.job.device(serial) for serial in run.serials]
        self._bench.engaged.require_free(*run.serials)
        if any(d is None or d.work not in (Work.IDLE, Work.FAILED) for d in devices):
            raise NotAllowed("this device is being worked on, or done")
        self._owners.update(dict.fromkeys(run.serials, run))

    async def _lease(self, run: _Run, purpose: Purpose) -> Lease:
        lease = await self._bench.lease(purpose, FEATURE)
        run.held.push_async_callback(self._bench.gate.release, lease)
        return lease

    async def _work(self, run: _Run) -> None:
        batch = asyncio.create_task(self._batch(run), name="batch")
        ends = [asyncio.create_task(lease.cancelled.wait()) for lease in run.leases]
        try:
            await asyncio.wait({batch, *ends}, return_when=asyncio.FIRST_COMPLETED)
            if batch.done():
                batch.result()
            else:
                self.forget()  # stopped by the person
        finally:
            await ended(batch, *ends)
            self.forget_when_done()
            await asyncio.shield(self._give_back(run))

    async def _batch(self, run: _Run) -> None:
        try:
            turns = (self._in_turn(run, serial) for serial in run.serials)
            await asyncio.gather(*turns)
            await self._until(lambda: not self._tasks(run))
        finally:
            await ended(*self._tasks(run))

    async def _in_turn(self, run: _Run, serial: str) -> None:
        async with self._places.one():
            if self._begin(run, serial):
                await self._until(lambda: self._leaves_room(serial))

    def _leaves_room(self, serial: str) -> bool:
        """Whether the next may begin: it is off the air, or waits with a trouble of its own."""
        if serial not in self._visits:
            return True
        visit, _ = self._visits[serial]
        if not visit.in_session:
            return True
        return visit.waits_on is not None and (
            visit.waits_on not in EVERYBODY_S or self._network_proven()
        )

    def _network_proven(self) -> bool:
        return any(d.work is Work.ONLINE for d in self._bench.job.wanted)

    def _tasks(self, run: _Run) -> tuple[asyncio.Task[None], ...]:
        return tuple(t for s, (_, t) in self._visits.items() if self._owners.get(s) is run)

    def _can_begin(self, serial: str) -> bool:
        device = self._bench.job.device(serial)
        return self._held is not None or (device is not None and device.joined)

    def _begin(self, run: _Run, serial: str) -> bool:
        """Start a device's visit; not where it was set aside or stopped while it waited."""
        device = self._bench.job.device(serial)
        if device is None or device.left_out or not self._can_begin(serial):
            return False
        if device.work is not Work.QUEUED or self._owners.get(serial) is not run:
            return False
        manage, wifi, *_ = run.leases
        ways = Ways(self._find, lambda: self._held, self._changed, self._places, self._profiles)
        visit = Visit(self._bench, serial, (manage, wifi), ways)
        task = self._bench.begin(visit.run, Stage.NETWORK, "visit")
        self._visits[serial] = visit, task
        task.add_done_callback(lambda _: self._gone(serial, visit))
        return True

    def _gone(self, serial: str, visit: Visit) -> None:
        if serial in self._visits and self._visits[serial][0] is visit:
            del self._visits[serial]
        self._changed()

    def _changed(self) -> None:
        """Wake who waits for news; of the sessions kept for the person only the newest stay."""
        waiting = [visit for visit, _ in self._visits.values() if visit.waits_on is not None]
        for visit in waiting[:-KEPT]:
            visit.let_go()
        self._news.set()

    async def _until(self, look: Callable[[], bool]) -> None:
        while not look():
            self._news.clear()
            await self._news.wait()

    # --- its end

    async def _give_back(self, run: _Run) -> None:
        """Nothing that was stopped on the way is left looking busy; may be called twice."""
        try:
            await self._bench.settled()
            await self._interrupt(tuple(s for s in run.serials if self._owners.get(s) is run))
        finally:
            self._owners = {s: owner for s, owner in self._owners.items() if owner is not run}
            if run in self._runs:
                self._runs.remove(run)
            await run.held.aclose()

    async def _interrupt(self, serials: tuple[str, ...]) -> None:
        devices = (self._bench.job.device(s) for s in serials)
        busy = tuple(d.serial for d in devices if d and d.work in (Work.QUEUED, Work.WORKING))
        if busy:
            await self._bench.apply(WorkInterrupted(busy))
