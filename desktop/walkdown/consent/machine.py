"""The machine of states that every use of a permission goes through (consent.md 3.2). Pure; the gate obeys it.

Less is allowed at once, more only when it stands on disk: a yes counts from WRITTEN on, a no from
the press on. What must be written is told with each step, in its order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.entry import Happened
from walkdown.consent.moves import Do, Event, Op
from walkdown.consent.system.state import OsState


@dataclass(frozen=True, slots=True)
class Step:
    """The next state, what has to be written, and what has to be done."""

    use: Operation
    write: tuple[Happened, ...] = ()
    do: Do = Do.NOTHING


@dataclass(frozen=True, slots=True)
class Operation:
    """One use of one cell. `decided` is the yes on its way to the disk; `ledger` whether it can be written.

    `wanted` is False where the use was stopped while its yes was being written: the yes stands alone.
    """

    app: CellState = CellState.UNASKED
    os: OsState = OsState.NOT_APPLICABLE
    op: Op = Op.IDLE
    decided: CellState | None = None
    ledger: bool = True
    wanted: bool = True

    def on(self, event: Event) -> Step:
        """What follows. An event that means nothing here changes nothing."""
        act = _ACTS.get((self.op, event)) or _ANYWHERE.get(event)
        return act(self) if act else Step(self)


Act = Callable[[Operation], Step]


# --- towards a use


def _press(use: Operation, quiet_too: bool = False) -> Step:
    if not use.ledger:
        return Step(use, (), Do.SAY_UNWRITABLE)
    if use.os.forbids:
        return Step(use, (Happened.USE_BLOCKED,), Do.SAY_BLOCKED)
    if use.app in GRANTED:
        return _to_system(use)
    if use.app is CellState.DENIED_QUIET and not quiet_too:
        return Step(use, (), Do.SAY_REFUSED)
    return Step(replace(use, op=Op.SHOWING), (Happened.PROMPT_SHOWN,))


def _to_system(use: Operation, *before: Happened) -> Step:
    """The app's part is a yes on disk; the system's part comes next."""
    if use.os.forbids:
        blocked = (*before, Happened.USE_BLOCKED)
        return Step(replace(use, op=Op.IDLE), blocked, Do.SAY_BLOCKED)
    if not use.os.allows:
        return Step(replace(use, op=Op.ASK_OS), (*before, Happened.OS_REQUEST), Do.ASK_SYSTEM)
    return Step(replace(use, op=Op.STARTING), (*before, Happened.USE_START))


def _yes(scope: CellState) -> Act:
    def act(use: Operation) -> Step:
        return Step(replace(use, op=Op.DECIDING, decided=scope), (Happened.GRANTED,))

    return act


def _no(state: CellState, happened: Happened) -> Act:
    def act(use: Operation) -> Step:
        return Step(replace(use, app=state, op=Op.IDLE), (happened,), Do.SAY_REFUSED)

    return act


def _silence(use: Operation) -> Step:
    return Step(replace(use, op=Op.IDLE), (Happened.DEFERRED,), Do.SAY_SILENT)


def _decided(use: Operation) -> Step:
    """The answer stands on disk. What was taken back meanwhile stands behind it already."""
    decided = replace(use, app=use.decided or use.app, decided=None, wanted=True)
    if decided.app in GRANTED and use.wanted:
        return _to_system(decided)
    return Step(replace(decided, op=Op.IDLE), (), Do.SAY_SILENT if use.wanted else Do.NOTHING)


def _system_yes(use: Operation) -> Step:
    return _to_system(replace(use, os=OsState.GRANTED), Happened.OS_GRANTED)


def _system_no(use: Operation) -> Step:
    os = use.os if use.os.forbids else OsState.DENIED
    denied = replace(use, os=os, op=Op.IDLE)
    return Step(denied, (Happened.OS_DENIED,), Do.SAY_BLOCKED)


def _system_silent(use: Operation) -> Step:
    return Step(replace(use, op=Op.IDLE), (Happened.OS_UNDETERMINED,), Do.SAY_SILENT)


# --- out of a use


def _finished(use: Operation) -> Step:
    return Step(replace(_spent(use), op=Op.IDLE), (Happened.USE_END,), Do.END)


def _stop(use: Operation) -> Step:
    return Step(replace(_spent(use), op=Op.DRAIN), (Happened.USE_ABORT,), Do.END)


def _aborted(use: Operation) -> Step:
    """The start reached the disk after it was no longer wanted: its end follows."""
    return Step(replace(_spent(use), op=Op.IDLE), (Happened.USE_ABORT,), Do.SAY_SILENT)


def _take_back(use: Operation) -> Step:
    """It is not asked any longer; a prompt that was shown has had no answer."""
    write = (Happened.DEFERRED,) if use.op is Op.ASK else ()
    return Step(replace(use, op=Op.IDLE), write, Do.TAKE_BACK)


def _spent(use: Operation) -> Operation:
    once = use.app is CellState.ONCE
    return replace(use, app=CellState.EXPIRED) if once else use


def _come_down(use: Operation, *write: Happened) -> Step:
    """A use that may no longer be, at whatever point it is, ends there."""
    match use.op:
        case Op.RUN:
            rest = replace(_spent(use), op=Op.DRAIN)
            return Step(rest, (*write, Happened.USE_ABORT), Do.END)
        case Op.STARTING:
            return Step(replace(use, op=Op.ABORTING), write)
        case Op.ASK_OS:
            # Whatever the system answers now, nobody waits for it.
            silent = (*write, Happened.OS_UNDETERMINED)
            return Step(replace(use, op=Op.IDLE), silent, Do.SAY_SILENT)
        case _:
            return Step(use, write)


# --- whatever comes from outside, at any point


def _lower(from_: frozenset[CellState], to: CellState, happened: Happened) -> Act:
    """A cell in one of these states comes down to `to`, at once, and with it what rests on it."""

    def act(use: Operation) -> Step:
        if use.op is Op.DECIDING and use.decided in from_:
            return Step(replace(use, decided=to), (happened,))
        if use.app not in from_:
            return Step(use)
        return _come_down(replace(use, app=to), happened)

    return act


def _policy(use: Operation) -> Step:
    """Other words: a yes to the former ones needs a new one, and an open prompt shows the wrong ones."""
    if use.op in _ASKED:
        return _take_back(use)
    return _lower(GRANTED, CellState.RENEW, Happened.RENEWAL)(use)


def _site_closed(use: Operation) -> Step:
    """Nothing is asked any more for a site that is done with."""
    if use.op in _ASKED:
        return _take_back(use)
    return _lower(GRANTED, CellState.EXPIRED, Happened.EXPIRED)(use)


def _system(state: OsState) -> Act:
    def act(use: Operation) -> Step:
        seen = replace(use, os=state)
        if state.allows or use.op not in (Op.STARTING, Op.RUN, *_ASKED):
            return Step(seen)
        if use.op in _ASKED:
            return _take_back(seen) if state.forbids else Step(seen)
        return _come_down(seen, Happened.OS_REVOKED)

    return act


def _unwritable(use: Operation) -> Step:
    """What cannot be written down is not done: nothing begins, what runs ends."""
    failed = replace(use, ledger=False, decided=None, wanted=True)
    if use.op is Op.RUN:
        return Step(replace(failed, op=Op.DRAIN), (), Do.END)
    if use.op is Op.DRAIN:
        return Step(failed)
    return Step(replace(failed, op=Op.IDLE), (), Do.SAY_UNWRITABLE)


def _restart(use: Operation) -> Step:
    """Killed and started again: what was only meant for that run has ended, a prompt was no answer."""
    over = use.app in (CellState.ONCE, CellState.SESSION)
    app = CellState.EXPIRED if over else use.app
    unclean = (Happened.USE_UNCLEAN,) if use.op in (Op.RUN, Op.ABORTING) else ()
    return Step(Operation(app, use.os), unclean)


_STAYS: Final = frozenset(CellState) - {CellState.UNASKED}
_TAKEN_BACK: Final = GRANTED | {CellState.RENEW}
_OF_A_RUN: Final = frozenset({CellState.ONCE, CellState.SESSION})
_ASKED: Final = (Op.SHOWING, Op.ASK)

_ACTS: Final[dict[tuple[Op, Event], Act]] = {
    (Op.IDLE, Event.PRESS): _press,
    (Op.IDLE, Event.ASK_ME): lambda use: _press(use, quiet_too=True),
    (Op.SHOWING, Event.WRITTEN): lambda use: Step(replace(use, op=Op.ASK), (), Do.SHOW),
    (Op.ASK, Event.ONCE): _yes(CellState.ONCE),
    (Op.ASK, Event.SESSION): _yes(CellState.SESSION),
    (Op.ASK, Event.SITE): _yes(CellState.SITE),
    (Op.ASK, Event.COMPUTER): _yes(CellState.COMPUTER),
    (Op.ASK, Event.REFUSE): _no(CellState.DENIED, Happened.REFUSED),
    (Op.ASK, Event.REFUSE_QUIET): _no(CellState.DENIED_QUIET, Happened.REFUSED_QUIET),
    (Op.ASK, Event.SILENCE): _silence,
    (Op.DECIDING, Event.WRITTEN): _decided,
    (Op.ASK_OS, Event.OS_YES): _system_yes,
    (Op.ASK_OS, Event.OS_NO): _system_no,
    (Op.ASK_OS, Event.OS_DISMISSED): _system_silent,
    (Op.STARTING, Event.WRITTEN): lambda use: Step(replace(use, op=Op.RUN), (), Do.LEND),
    (Op.SHOWING, Event.STOP): _take_back,
    (Op.ASK, Event.STOP): _take_back,
    (Op.DECIDING, Event.STOP): lambda use: Step(replace(use, wanted=False)),
    (Op.ASK_OS, Event.STOP): _come_down,
    (Op.STARTING, Event.STOP): lambda use: Step(replace(use, op=Op.ABORTING)),
    (Op.ABORTING, Event.WRITTEN): _aborted,
    (Op.RUN, Event.FINISHED): _finished,
    (Op.RUN, Event.STOP): _stop,
    (Op.DRAIN, Event.RESTED): lambda use: Step(replace(use, op=Op.IDLE)),
    (Op.DRAIN, Event.LATE): lambda use: Step(replace(use, op=Op.IDLE), (Happened.USE_LATE,)),
}
_ANYWHERE: Final[dict[Event, Act]] = {
    Event.WITHDRAW: _lower(_TAKEN_BACK, CellState.WITHDRAWN, Happened.WITHDRAWN),
    Event.RESET: _lower(_STAYS, CellState.UNASKED, Happened.RESET),
    Event.RAN_OUT: _lower(GRANTED, CellState.EXPIRED, Happened.EXPIRED),
    Event.SESSION_OVER: _lower(_OF_A_RUN, CellState.EXPIRED, Happened.EXPIRED),
    Event.SITE_CLOSED: _site_closed,
    Event.POLICY: _policy,
    Event.SYSTEM_GRANTS: _system(OsState.GRANTED),
    Event.SYSTEM_DENIES: _system(OsState.DENIED),
    Event.SYSTEM_RESTRICTS: _system(OsState.RESTRICTED),
    Event.SYSTEM_FORGETS: _system(OsState.UNDETERMINED),
    Event.UNWRITABLE: _unwritable,
    Event.RESTART: _restart,
}
