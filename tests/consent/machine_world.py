"""The world around the consent machine: a disk that may fail, a person, a system; walked exhaustively."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType

from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.entry import USE_ENDS, Happened
from walkdown.consent.machine import Operation, Step
from walkdown.consent.moves import Do, Event, Op

CHOICES = {
    Event.ONCE: CellState.ONCE,
    Event.SESSION: CellState.SESSION,
    Event.SITE: CellState.SITE,
    Event.COMPUTER: CellState.COMPUTER,
}
ANSWERS = (*CHOICES, Event.REFUSE, Event.REFUSE_QUIET, Event.SILENCE)
SYSTEM_SAYS = (
    Event.SYSTEM_GRANTS,
    Event.SYSTEM_DENIES,
    Event.SYSTEM_RESTRICTS,
    Event.SYSTEM_FORGETS,
)
OUTSIDE = (
    *(Event.STOP, Event.WITHDRAW, Event.RESET, Event.RAN_OUT, Event.SESSION_OVER),
    *(Event.SITE_CLOSED, Event.POLICY, *SYSTEM_SAYS),
)
TAKES_BACK = (Event.WITHDRAW, Event.RESET, Event.RAN_OUT, Event.SITE_CLOSED, Event.POLICY)
WAITING = (Op.SHOWING, Op.DECIDING, Op.STARTING, Op.ABORTING)
MEANS = {
    Happened.REFUSED: CellState.DENIED,
    Happened.REFUSED_QUIET: CellState.DENIED_QUIET,
    Happened.WITHDRAWN: CellState.WITHDRAWN,
    Happened.RESET: CellState.UNASKED,
    Happened.EXPIRED: CellState.EXPIRED,
    Happened.RENEWAL: CellState.RENEW,
}
# More entries than this cannot wait for the disk at once: the ledger writes one after the other.
MOST_WAITING = 2


class Violation(Exception):
    """A promise of consent.md 3.2 that does not hold; says which."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What a restart would find: the cell, whether a use is open, whether one for once was used."""

    app: CellState = CellState.UNASKED
    open: bool = False
    asked: bool = False

    def with_(self, happened: Happened, scope: CellState | None) -> Disk:
        if happened is Happened.GRANTED and scope is not None:
            return replace(self, app=scope, asked=False)
        if happened is Happened.PROMPT_SHOWN:
            return replace(self, asked=True)
        if happened is Happened.USE_START:
            return replace(self, open=True)
        if happened in USE_ENDS:
            app = CellState.EXPIRED if self.app is CellState.ONCE and self.open else self.app
            return replace(self, open=False, app=app)
        return replace(self, app=MEANS.get(happened, self.app))


@dataclass(frozen=True, slots=True)
class World:
    """One reachable moment. `waiting` are entries on their way, each with the yes it may carry."""

    use: Operation
    disk: Disk = Disk()
    waiting: tuple[tuple[Happened, CellState | None], ...] = ()
    lease: bool = False
    prompt: bool = False


def start(machine: ModuleType) -> World:
    return World(machine.Operation())


def possible(world: World) -> Iterator[Event]:
    """What can happen now."""
    use = world.use
    if use.op is Op.IDLE and not world.waiting:
        yield from (Event.PRESS, Event.ASK_ME)
    if use.op is Op.ASK and world.prompt:
        yield from ANSWERS
    if use.op is Op.ASK_OS:
        yield from (Event.OS_YES, Event.OS_NO, Event.OS_DISMISSED)
    if use.op is Op.RUN:
        yield Event.FINISHED
    if use.op is Op.DRAIN:
        yield from (Event.RESTED, Event.LATE)
    if world.waiting:
        yield Event.WRITTEN
    yield Event.UNWRITABLE  # another use's entry may be the one that fails
    if len(world.waiting) < MOST_WAITING:
        yield from OUTSIDE
    yield Event.RESTART


def after(world: World, event: Event) -> Iterator[World]:
    """The moments that may follow."""
    if event is Event.WRITTEN:
        disk = world.disk
        for happened, scope in world.waiting:
            disk = disk.with_(happened, scope)
        written = replace(world, disk=disk, waiting=())
        yield told(written, event) if world.use.op in WAITING else written
    elif event is Event.UNWRITABLE:
        yield told(replace(world, waiting=()), event)
    elif event is Event.RESTART:
        yield from restarted(world)
    else:
        yield told(world, event)


def restarted(world: World) -> Iterator[World]:
    """Killed: what waited for the disk is there, or not, from the end on."""
    disk = world.disk
    for number in range(len(world.waiting) + 1):
        if number:
            disk = disk.with_(*world.waiting[number - 1])
        app = type(world.use)(disk.app, world.use.os)
        begun = app.on(Event.RESTART)
        of_that_run = (CellState.ONCE, CellState.SESSION)
        must(begun.use.app not in of_that_run, "I3 a yes for a run outlives it")
        clean = replace(disk, open=False)
        if disk.open and disk.app is CellState.ONCE:
            clean = replace(clean, app=CellState.EXPIRED)
        # A run's own yes ends with it without an entry: the ledger knows which run it was of.
        clean = replace(clean, app=begun.use.app)
        yield World(begun.use, clean)


def told(world: World, event: Event) -> World:
    step = world.use.on(event)
    check_step(world, event, step)
    scope = step.use.decided if Happened.GRANTED in step.write else None
    waiting = world.waiting + tuple((happened, scope) for happened in step.write)
    lease, prompt = world.lease, world.prompt
    if step.do is Do.LEND:
        lease = True
    elif step.do is Do.END:
        lease = False
    if step.do is Do.SHOW:
        prompt = True
    elif event in ANSWERS or step.do is Do.TAKE_BACK or step.use.op is Op.IDLE:
        prompt = False
    return World(step.use, world.disk, waiting, lease, prompt)


def check_step(world: World, event: Event, step: Step) -> None:
    """What a single step must keep."""
    check_yes(world, event, step)
    check_no(world, event, step)
    check_written(world, event, step)


def check_yes(world: World, event: Event, step: Step) -> None:
    """Where more is allowed than before."""
    before, now = world.use, step.use
    if step.do is Do.LEND:
        must(world.disk.app in GRANTED, "I2 a lease before its yes is on disk")
        must(world.disk.open, "I2 a lease before its start is on disk")
        must(now.ledger, "I1 a lease while the ledger fails")
    if now.app in GRANTED and now.app is not before.app:
        must(event is Event.WRITTEN and before.decided is now.app, "I4 a yes from nowhere")
    if now.decided in GRANTED and before.decided is not now.decided:
        must(CHOICES.get(event) is now.decided, "I4 a yes the person did not choose")
        must(world.prompt and world.disk.asked, "I4 a yes to a prompt that was not shown")
    if now.op is Op.SHOWING and before.op is not Op.SHOWING:
        must(not before.os.forbids, "I10 a prompt that the system would refuse")


def check_no(world: World, event: Event, step: Step) -> None:
    """Where nothing more may be allowed, or less."""
    before, now = world.use, step.use
    if event in (Event.SILENCE, Event.OS_DISMISSED):
        same = (now.app, now.os, now.decided) == (before.app, before.os, None)
        must(same, "I5 silence changed something")
        must(now.op is Op.IDLE, "I5 silence went on")
    if event in TAKES_BACK and now.app is not before.app:
        must(now.op not in (Op.RUN, Op.STARTING), "I7 a use survives its yes")
    if event in SYSTEM_SAYS and not now.os.allows:
        must(now.op not in (Op.RUN, Op.STARTING), "I8 a use survives the system's no")
    if event is Event.PRESS and before.app is CellState.DENIED_QUIET:
        must(now.op is Op.IDLE, "I9 asked again after don't ask again")


def check_written(world: World, event: Event, step: Step) -> None:
    """Where something changes, it is on its way to the disk."""
    before, now = world.use, step.use
    if before.op is Op.RUN and now.op is not Op.RUN and now.ledger:
        must(any(h in USE_ENDS for h in step.write), "I6 a use ends unwritten")
    if now.app is not before.app and event is not Event.WRITTEN:
        spent = before.app is CellState.ONCE and any(h in USE_ENDS for h in step.write)
        must(bool(step.write) and (spent or any(h in MEANS for h in step.write)), "I6 unwritten")


def check(world: World) -> None:
    """What every reachable moment must keep."""
    use = world.use
    if use.op is Op.RUN:
        must(use.app in GRANTED, "I3 running without a yes")
        must(use.os.allows, "I1 running against the system")
        must(world.disk.app in GRANTED, "I1 running without a yes on disk")
        must(use.ledger, "I1 running without a ledger")
    must(world.lease == (use.op is Op.RUN), "I3 a lease outside of a use, or a use without one")
    if use.op is Op.ASK:
        must(not use.os.forbids, "I10 a prompt that the system will refuse")
    if not world.waiting and use.ledger and use.op is not Op.DECIDING:
        must(use.app is world.disk.app, "I6 the ledger tells another story")
        must(world.disk.open == (use.op is Op.RUN), "I6 the ledger knows of no end")
    if use.op is Op.DRAIN:
        for event in (Event.RESTED, Event.LATE):
            must(use.on(event).use.op is Op.IDLE, "I11 a drain that does not end")


def must(holds: bool, promise: str) -> None:
    if not holds:
        raise Violation(promise)


def explore(machine: ModuleType) -> tuple[int, int]:
    """Every reachable moment, checked: their number, and that of the steps. Raises Violation."""
    first = start(machine)
    seen = {first}
    comes_from: dict[World, set[World]] = {}
    queue = deque([first])
    steps = 0
    while queue:
        world = queue.popleft()
        for event in possible(world):
            for following in after(world, event):
                steps += 1
                try:
                    check(following)
                except Violation as violation:
                    raise Violation(f"{violation}: {world} --{event}--> {following}") from violation
                comes_from.setdefault(following, set()).add(world)
                if following not in seen:
                    seen.add(following)
                    queue.append(following)
    all_come_to_rest(seen, comes_from)
    return len(seen), steps


def all_come_to_rest(seen: set[World], comes_from: dict[World, set[World]]) -> None:
    """From every moment there is a way, without a kill, to where nothing is in use (I11)."""
    resting = {w for w in seen if w.use.op is Op.IDLE and not w.waiting}
    queue = deque(resting)
    while queue:
        for before in comes_from.get(queue.popleft(), ()):
            if before not in resting:
                resting.add(before)
                queue.append(before)
    must(resting == seen, "I11 something never comes to rest")
