"""Every check in one go: style, types, layering, then the tests without Qt and the tests with it.

All steps run, whatever fails before; the last lines are pytest's, those of all lanes added up.
With two cores or more the lanes run at once and the other checks beside them. What a step says is
then held back until it has ended and those before it have been shown, so that nothing is mixed up.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

# What needs a widget; everything else must pass where PySide6 cannot be imported.
QT_LANES = ("tests/ui", "tests/journey", "tests/release")
# What waits for the simulated air most of its time; it has a lane of its own, so that others go on.
AIR_LANES = ("tests/devices", "tests/practice", "tests/peers")
FAILED_LINE = re.compile(r"(FAILED|ERROR) \S")
SUMMARY_LINE = re.compile(r"=+ (?P<counts>.+) in (?P<seconds>[\d.]+)s.*=+$")
COUNT = re.compile(r"(?P<number>\d+) (?P<outcome>[a-z]+)")
SHARE_LINE = re.compile(r"\[ *(?P<share>\d+)%\]$")
# A run that says nothing for long looks dead, and some machines end it then.
PULSE_S = 30.0
# The lanes wait for clocks and radios; what only computes leaves the cores to them.
GENTLE = 10


@dataclass(frozen=True)
class Step:
    """One check: its heading, the arguments after the interpreter, what its environment adds."""

    name: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    lane: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended: exit status, the lines of its output, and how long it took."""

    step: Step
    status: int
    lines: Sequence[str] = ()
    seconds: float = 0.0


OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
WITHOUT_QT = {"WALKDOWN_WITHOUT_QT": "1"}
STEPS = (
    Step("ruff check", ("-m", "ruff", "check", ".")),
    Step("ruff format", ("-m", "ruff", "format", "--check", ".")),
    Step("mypy, strict", ("-m", "mypy")),
    Step(
        "import-linter",
        ("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"),
    ),
    Step(
        "tests without Qt",
        (
            *("-m", "pytest", "--no-header", "-p", "no:pytest-qt", "tests"),
            *(f"--ignore={lane}" for lane in (*QT_LANES, *AIR_LANES)),
        ),
        WITHOUT_QT,
        lane=True,
    ),
    Step(
        "tests on the air",
        ("-m", "pytest", "--no-header", "-p", "no:pytest-qt", *AIR_LANES),
        WITHOUT_QT,
        lane=True,
    ),
    Step("tests with Qt", ("-m", "pytest", "--no-header", *QT_LANES), OFFSCREEN, lane=True),
)


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def heading(text: str) -> None:
    """Print a heading, before the output of the step it names."""
    say(f"\n== {text}")


def run_step(
    step: Step, python: Path, root: Path, hear: Callable[[str], None], *, gently: bool = False
) -> Outcome:
    """Run one step; `hear` is called with each line of its output as it comes."""
    begun, lines = time.monotonic(), []
    with subprocess.Popen(  # noqa: S603 - the environment's own tools
        [str(python), *step.arguments],
        cwd=root,
        env={**os.environ, **step.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        if gently:
            step_back(process.pid)
        for line in process.stdout or ():
            lines.append(line.rstrip("\r\n"))
            hear(lines[-1])
    return Outcome(step, process.returncode, lines, time.monotonic() - begun)


def step_back(pid: int) -> None:
    """Let a process come after others; where that cannot be said, or it has ended, it need not."""
    if os.name == "posix":
        try:
            os.setpriority(os.PRIO_PROCESS, pid, GENTLE)
        except OSError:
            return


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_in_turn(steps: Sequence[Step], python: Path, root: Path) -> list[Outcome]:
    """Run one step after the other, each with its output shown as it comes."""
    outcomes = []
    for step in steps:
        heading(step.name)
        outcomes.append(run_step(step, python, root, say))
    return outcomes


def run_beside(steps: Sequence[Step], python: Path, root: Path) -> list[Outcome]:
    """Run the lanes at once and the other steps, one by one, beside them; show each whole, in order."""
    last = [""] * len(steps)
    lanes = sum(step.lane for step in steps)

    def work(at: int) -> Outcome:
        def hear(line: str) -> None:
            last[at] = line

        return run_step(steps[at], python, root, hear, gently=not steps[at].lane)

    with ThreadPoolExecutor(max(1, lanes)) as abreast, ThreadPoolExecutor(1) as beside:
        pools = (abreast if step.lane else beside for step in steps)
        running = [pool.submit(work, at) for at, pool in enumerate(pools)]
        return shown(running, lambda at: share(steps[at], last[at]))


def share(step: Step, line: str) -> str:
    """Name a step that is at work, with the share of its tests that are done where it has said so."""
    found = SHARE_LINE.search(line)
    return f"{step.name} {found['share']}%" if found else step.name


def shown(running: Sequence[Future[Outcome]], name: Callable[[int], str]) -> list[Outcome]:
    """Wait for all, and show what they said in their order; between, say what ends and what runs."""
    pending, begun = set(running), time.monotonic()
    next_up = 0
    while pending:
        ended, pending = wait(pending, PULSE_S, return_when=FIRST_COMPLETED)
        if not ended:
            still = ", ".join(name(at) for at, each in enumerate(running) if each in pending)
            say(f"-- {time.monotonic() - begun:.0f} s, at work: {still}")
        for outcome in (each.result() for each in running if each in ended):
            state = "FAILED" if outcome.status else "ok"
            say(f"-- {outcome.step.name}: {state} after {outcome.seconds:.0f} s")
        while next_up < len(running) and running[next_up] not in pending:
            show(running[next_up].result())
            next_up += 1
    return [each.result() for each in running]


def show(outcome: Outcome) -> None:
    """Print all that a step said, under its heading."""
    heading(outcome.step.name)
    for line in outcome.lines:
        print(line)
    say("")


def tally(lines: Sequence[str]) -> tuple[Counter[str], float] | None:
    """Return a lane's counts by outcome and its seconds; None where pytest gave no summary."""
    for line in reversed(lines):
        if found := SUMMARY_LINE.match(line):
            counts: Counter[str] = Counter()
            for number, outcome in COUNT.findall(found["counts"]):
                counts["error" if outcome == "errors" else outcome] += int(number)
            return counts, float(found["seconds"])
    return None


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return one line in pytest's form for all lanes; a lane that ended without one is an error."""
    total: Counter[str] = Counter()
    seconds = 0.0
    for outcome in outcomes:
        counts, took = tally(outcome.lines) or (Counter({"error": 1}), 0.0)
        total += counts
        seconds += took
    order = ["failed", "passed", *sorted(set(total) - {"failed", "passed"})]
    words = ", ".join(f"{total[outcome]} {outcome}" for outcome in order if total[outcome])
    return f" {words or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")


def report(outcomes: Sequence[Outcome]) -> None:
    """Print what failed, step by step and test by test, and the summary as the last line."""
    heading("result")
    for outcome in outcomes:
        print(f"{'ok    ' if not outcome.status else 'FAILED'} {outcome.step.name}")
    lanes = [outcome for outcome in outcomes if outcome.step.lane]
    for line in (line for outcome in lanes for line in outcome.lines):
        if FAILED_LINE.match(line):
            print(line)
    say(summary(lanes))


def run(python: Path, root: Path, arguments: Sequence[str] = ()) -> int:
    """Run every step, or one pytest with the developer's own arguments; return the exit status."""
    if arguments:
        chosen = Step("pytest", ("-m", "pytest", *arguments), OFFSCREEN)
        return run_in_turn([chosen], python, root)[0].status
    outcomes = (run_beside if cores() > 1 else run_in_turn)(STEPS, python, root)
    report(outcomes)
    return int(any(outcome.status for outcome in outcomes))
