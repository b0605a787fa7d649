"""The machine that the gate obeys: every reachable moment keeps the promises, and no slip of the pen would."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.consent.machine_world import Violation, explore
from walkdown.consent import attempt, machine, presses, uses
from walkdown.consent.cellstate import CellState
from walkdown.consent.machine import Operation
from walkdown.consent.moves import Event, Op
from walkdown.consent.system.state import OsState

# Each is one slip: what stands in the machine, what would stand there, and the promise it breaks.
SLIPS = {
    "the lease comes before the start is on disk": (
        "(Op.STARTING, Event.WRITTEN): lambda use: Step(replace(use, op=Op.RUN), (), Do.LEND)",
        "(Op.STARTING, Event.PRESS): lambda use: Step(replace(use, op=Op.RUN), (), Do.LEND)",
    ),
    "a yes counts before it is on disk": (
        "return Step(replace(use, op=Op.DECIDING, decided=scope), (Happened.GRANTED,))",
        "return _to_system(replace(use, app=scope), Happened.GRANTED)",
    ),
    "silence is a yes": (
        "return Step(replace(use, op=Op.IDLE), (Happened.DEFERRED,), Do.SAY_SILENT)",
        "return _yes(CellState.ONCE)(use)",
    ),
    "a refusal is not kept": (
        "return Step(replace(use, app=state, op=Op.IDLE), (happened,), Do.SAY_REFUSED)",
        "return Step(replace(use, op=Op.IDLE), (happened,), Do.SAY_REFUSED)",
    ),
    "don't ask again is asked again": (
        "if use.app is CellState.DENIED_QUIET and not quiet_too:",
        "if use.app is CellState.DENIED_QUIET and quiet_too:",
    ),
    "a prompt that the system would refuse": (
        "    if use.os.forbids:\n        return Step(use, (Happened.USE_BLOCKED,), Do.SAY_BLOCKED)\n",
        "",
    ),
    "the system's no is not heard while running": (
        "        return _come_down(seen, Happened.OS_REVOKED)",
        "        return Step(seen, (Happened.OS_REVOKED,))",
    ),
    "a dismissed system prompt is a yes": (
        "return Step(replace(use, op=Op.IDLE), (Happened.OS_UNDETERMINED,), Do.SAY_SILENT)",
        "return _to_system(replace(use, os=OsState.GRANTED))",
    ),
    "the system is not asked": (
        "    if not use.os.allows:\n",
        "    if use.os.forbids:\n",
    ),
    "withdrawing is not written": (
        "        return _come_down(replace(use, app=to), happened)",
        "        return _come_down(replace(use, app=to))",
    ),
    "withdrawing lets a running use go on": (
        "        case Op.RUN:\n            rest = replace(_spent(use), op=Op.DRAIN)",
        "        case Op.DRAIN:\n            rest = replace(_spent(use), op=Op.DRAIN)",
    ),
    "withdrawing lets a beginning use begin": (
        "        case Op.STARTING:\n            return Step(replace(use, op=Op.ABORTING), write)",
        "        case Op.ABORTING:\n            return Step(replace(use, op=Op.ABORTING), write)",
    ),
    "a yes given in the moment of its withdrawal stays": (
        "            return Step(replace(use, decided=to), (happened,))",
        "            return Step(use, (happened,))",
    ),
    "once may be used again": (
        "    return replace(use, app=CellState.EXPIRED) if once else use",
        "    return use",
    ),
    "a yes for a run outlives it": (
        "    over = use.app in (CellState.ONCE, CellState.SESSION)",
        "    over = use.app is CellState.SESSION",
    ),
    "a failing ledger does not end a use": (
        "        return Step(replace(failed, op=Op.DRAIN), (), Do.END)",
        "        return Step(failed)",
    ),
    "a use begins while the ledger fails": (
        "    if not use.ledger:\n        return Step(use, (), Do.SAY_UNWRITABLE)\n",
        "",
    ),
    "an end is not written": (
        "return Step(replace(_spent(use), op=Op.IDLE), (Happened.USE_END,), Do.END)",
        "return Step(replace(_spent(use), op=Op.IDLE), (), Do.END)",
    ),
    "a drain that nothing ends": (
        "(Op.DRAIN, Event.LATE): lambda use: Step(replace(use, op=Op.IDLE), (Happened.USE_LATE,)),",
        "",
    ),
    "other words leave the yes": (
        "return _lower(GRANTED, CellState.RENEW, Happened.RENEWAL)(use)",
        "return Step(use)",
    ),
    "a changed yes is kept by its use": (
        "    Event.RAN_OUT: _lower(GRANTED, CellState.EXPIRED, Happened.EXPIRED),",
        "    Event.RAN_OUT: lambda use: Step(replace(use, app=CellState.SITE)),",
    ),
}
# A promise that has no state of its own: policy must reach the cells; seen from the table instead.
NOT_OF_THE_STATES = {"other words leave the yes"}


def test_every_reachable_moment_of_the_machine_keeps_the_eleven_promises() -> None:
    moments, steps = explore(machine)
    assert moments > 1_000
    assert steps > 10_000


def test_every_state_of_the_model_is_reached() -> None:
    reached = {op for op in Op if _reaches(op)}
    assert reached == set(Op)


def _reaches(op: Op) -> bool:
    """Whether the shortest stories get there."""
    story = {
        Op.IDLE: (),
        Op.SHOWING: (Event.PRESS,),
        Op.ASK: (Event.PRESS, Event.WRITTEN),
        Op.DECIDING: (Event.PRESS, Event.WRITTEN, Event.ONCE),
        Op.STARTING: (Event.PRESS, Event.WRITTEN, Event.ONCE, Event.WRITTEN),
        Op.RUN: (Event.PRESS, Event.WRITTEN, Event.SITE, Event.WRITTEN, Event.WRITTEN),
    }
    story[Op.ABORTING] = (*story[Op.STARTING], Event.STOP)
    story[Op.DRAIN] = (*story[Op.RUN], Event.STOP)
    story[Op.ASK_OS] = story[Op.STARTING]
    use = Operation(os=OsState.UNDETERMINED if op is Op.ASK_OS else OsState.NOT_APPLICABLE)
    for event in story[op]:
        use = use.on(event).use
    return use.op is op


@pytest.mark.parametrize("slip", sorted(set(SLIPS) - NOT_OF_THE_STATES))
def test_a_slip_of_the_pen_in_the_machine_is_caught(slip: str) -> None:
    with pytest.raises(Violation):
        explore(_with(slip))


def test_other_words_end_a_yes() -> None:
    granted = Operation(app=CellState.SITE)
    assert granted.on(Event.POLICY).use.app is CellState.RENEW
    changed = _with("other words leave the yes").Operation(app=CellState.SITE)
    assert changed.on(Event.POLICY).use.app is CellState.SITE


def test_the_gate_has_no_states_of_its_own() -> None:
    """What is checked above is what runs: attempt, presses and uses step the machine and write its words."""
    for module in (attempt, presses, uses):
        assert "walkdown.consent.machine" in inspect.getsource(module) or module is uses
    stepped = inspect.getsource(attempt) + inspect.getsource(uses)
    assert stepped.count("operation.on(") >= 3
    assert "Happened.GRANTED" not in inspect.getsource(presses)


def _with(slip: str) -> ModuleType:
    """The machine with one slip in it."""
    source = Path(machine.__file__).read_text("utf-8")
    right, wrong = SLIPS[slip]
    assert source.count(right) == 1, slip
    changed = ModuleType("machine_with_a_slip")
    changed.__dict__["__name__"] = "machine_with_a_slip"
    sys.modules[changed.__name__] = changed  # dataclasses look their module up
    try:
        exec(compile(source.replace(right, wrong), "slip", "exec"), changed.__dict__)  # noqa: S102 - our own source
    finally:
        del sys.modules[changed.__name__]
    return changed
