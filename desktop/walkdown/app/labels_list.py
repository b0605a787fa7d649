"""The list: texts are judged, what they change is written at once, and each step can be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from walkdown.app.labels_batch import judge_all, kept, read_all, serials_of, wipe
from walkdown.app.labels_elsewhere import elsewhere
from walkdown.app.labels_judge import Around, Judged
from walkdown.app.labels_steps import Step, Steps, map_step_of, step_of
from walkdown.app.messages import LabelTaken, Outcome, StepsShown, Taking
from walkdown.app.workbench import Workbench
from walkdown.core.advance import NotAllowed
from walkdown.core.events import DeviceListed, DeviceUnlisted, ListChange, Together
from walkdown.core.label import Reading
from walkdown.core.label_profile import Profiles
from walkdown.core.layout import Spot, is_on

# Another desk may list a device while a paste is judged; then the paste is judged again.
_TRIES = 3
_NOTHING = StepsShown("", "")

Heard = Callable[[], Iterable[str]]
T = TypeVar("T")


class LabelList:
    """One step after the other; what was begun is finished, also where its asker is cancelled."""

    def __init__(self, bench: Workbench, profiles: Profiles, heard: Heard) -> None:
        self._bench = bench
        self._profiles = profiles
        self._heard = heard
        self._steps = Steps(bench.proofs)
        self._told = _NOTHING
        self._start: Spot | None = None
        self._order = asyncio.Lock()
        self._begun: set[asyncio.Task[Any]] = set()
        bench.at_rest(self._settle)

    async def take(self, takes: tuple[Taking, ...]) -> tuple[Outcome, ...]:
        """Take texts as one step and one write; gives what became of each, nothing if the job ends."""
        return await self._whole(self._take(takes))

    async def change(self, change: ListChange) -> None:
        """One change of the list or the map that is a step of its own. Raises NotAllowed."""
        await self._whole(self._change(change))

    async def change_map(self, changes: tuple[ListChange, ...]) -> None:
        """Many devices find their places at once, in one step. Raises NotAllowed."""
        await self._whole(self._change_map(changes))

    async def undo(self) -> None:
        """Take the newest step back. Raises NotAllowed where its device was worked on since."""
        await self._whole(self._undo())

    async def redo(self) -> None:
        """Do again what was undone last. Raises NotAllowed where the list has gone on since."""
        await self._whole(self._redo())

    def start_at(self, spot: Spot) -> None:
        """The next micro-inverter goes here, or to the first free place behind it."""
        if not is_on(self._bench.job.faces, spot):
            raise NotAllowed("this place is not on the map")
        self._start = spot

    def forget(self) -> None:
        """The job is left: no step, no proof and no place on its map is remembered."""
        self._steps.forget()
        self._start = None

    def tell_steps(self, *, anew: bool = False) -> None:
        """Tell what Undo and Redo would do, where that has changed; a step on its way tells it later."""
        if self._order.locked() and not anew:
            return
        shown = self._steps.shown(self._bench.job) if self._bench.is_open else _NOTHING
        if anew or shown != self._told:
            self._told = shown
            self._bench.publish(shown)

    # --- steps

    async def _take(self, takes: tuple[Taking, ...]) -> tuple[Outcome, ...]:
        async with self._order:
            readings = read_all(takes, self._profiles)
            judged: tuple[Judged, ...] = ()
            try:
                judged = await self._list(takes, readings)
            finally:
                wipe(readings, judged)
            self._tell(each.taken for each in judged)
        self.tell_steps()
        return tuple(each.taken.outcome for each in judged)

    async def _list(
        self, takes: tuple[Taking, ...], readings: tuple[Reading, ...]
    ) -> tuple[Judged, ...]:
        mine = self._bench.job
        serials = serials_of(takes, readings)
        sites = await asyncio.to_thread(elsewhere, self._bench.jobs, mine, serials)
        for _ in range(_TRIES - 1):
            try:
                return await self._try(mine.id, takes, readings, sites)
            except NotAllowed:
                continue
        return await self._try(mine.id, takes, readings, sites)

    async def _try(
        self,
        mine: str,
        takes: tuple[Taking, ...],
        readings: tuple[Reading, ...],
        sites: dict[str, str],
    ) -> tuple[Judged, ...]:
        job = self._bench.job
        if job.id != mine:
            raise NotAllowed("the job was closed meanwhile")
        now, heard = self._bench.clock.now(), frozenset(self._heard())
        around = Around(now, heard, sites, self._bench.proofs.of, self._start, self._profiles)
        judged = judge_all(takes, readings, job, around)
        about = next((j.taken.serial for j in judged if kept(j)), "")
        step = step_of(job, tuple(j.change for j in judged if j.change is not None), about)
        if not await self._apply(step.done):
            return ()
        self._keep(step, judged)
        return judged

    def _keep(self, step: Step, judged: tuple[Judged, ...]) -> None:
        for each in judged:
            if kept(each):
                self._steps.hold(step, each.taken.serial, each.proof)
            elif each.proof is not None:
                self._bench.proofs.keep(each.taken.serial, each.proof)
            if each.taken.outcome is Outcome.ADDED:
                self._start = each.taken.spot or self._start
        if step.done or step.held:
            self._steps.add(step)

    async def _change(self, change: ListChange) -> None:
        async with self._order:
            step = step_of(self._bench.job, (change,))
            if await self._apply(step.done):
                if isinstance(change, DeviceUnlisted):
                    self._steps.hold_former(step, change.serial)
                self._steps.add(step)
                self._tell(_moved((change,)))
        self.tell_steps()

    async def _change_map(self, changes: tuple[ListChange, ...]) -> None:
        async with self._order:
            step = map_step_of(self._bench.job, changes)
            if await self._apply(step.done):
                self._steps.add(step)
        self.tell_steps()

    async def _undo(self) -> None:
        async with self._order:
            step = _wanted(self._steps.to_undo(self._bench.job))
            if await self._apply(step.back):
                self._steps.undone()
                self._start = next(iter(_places(step.done)), self._start)
                self._tell(_moved(step.back))
        self.tell_steps()

    async def _redo(self) -> None:
        async with self._order:
            step = _wanted(self._steps.to_redo(self._bench.job))
            if await self._apply(step.done):
                self._steps.redone()
                self._start = next(iter(_places(step.done)[::-1]), self._start)
                self._tell(_moved(step.done))
        self.tell_steps()

    # --- inside

    async def _apply(self, changes: tuple[ListChange, ...]) -> bool:
        """Whether the job is still the open one once the changes are on disk."""
        mine = self._bench.job.id
        if changes:
            await self._bench.apply(Together(changes))
        return self._bench.is_open and self._bench.job.id == mine

    async def _whole(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.create_task(work, name="labels")
        self._begun.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._begun.discard(task)
        if not task.cancelled():
            task.exception()  # taken here too: whoever asked may be gone

    async def _settle(self) -> None:
        if self._begun:
            await asyncio.wait(set(self._begun))

    def _tell(self, taken: Iterable[LabelTaken]) -> None:
        for each in taken:
            self._bench.publish(each)


def _wanted(step: Step | None) -> Step:
    if step is None:
        raise NotAllowed("there is no step to take")
    return step


def _places(changes: tuple[ListChange, ...]) -> tuple[Spot, ...]:
    listed = (c.device.spot for c in changes if isinstance(c, DeviceListed))
    return tuple(spot for spot in listed if spot is not None)


def _moved(changes: tuple[ListChange, ...]) -> Iterable[LabelTaken]:
    """What a step that was taken back or done again means for the list."""
    for change in changes:
        match change:
            case DeviceListed(device):
                yield LabelTaken(
                    Outcome.ADDED, device.serial, device.model, way=device.way, spot=device.spot
                )
            case DeviceUnlisted(serial):
                yield LabelTaken(Outcome.REMOVED, serial)
