"""Every check in one go: style, types, layering, then the tests without Qt and the tests with it.

All steps run, whatever fails before; the last lines are pytest's, those of both lanes added up.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# What needs a widget; everything else must pass where PySide6 cannot be imported.
QT_LANES = ("tests/ui", "tests/journey", "tests/release")
FAILED_LINE = re.compile(r"(FAILED|ERROR) \S")
SUMMARY_LINE = re.compile(r"=+ (?P<counts>.+) in (?P<seconds>[\d.]+)s.*=+$")
COUNT = re.compile(r"(?P<number>\d+) (?P<outcome>[a-z]+)")


@dataclass(frozen=True)
class Step:
    """One check: its heading, the arguments after the interpreter, what its environment adds."""

    name: str
    arguments: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    lane: bool = False


@dataclass(frozen=True)
class Outcome:
    """How a step ended: exit status and, for a lane, the lines of its output."""

    step: Step
    status: int
    lines: Sequence[str] = ()


OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
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
            *(f"--ignore={lane}" for lane in QT_LANES),
        ),
        {"WALKDOWN_WITHOUT_QT": "1"},
        lane=True,
    ),
    Step("tests with Qt", ("-m", "pytest", "--no-header", *QT_LANES), OFFSCREEN, lane=True),
)


def heading(text: str) -> None:
    """Print a heading, before the output of the step it names."""
    print(f"\n== {text}", flush=True)


def run_step(step: Step, python: Path, root: Path) -> Outcome:
    """Run one step with its output shown as it comes; a lane's output is kept as well."""
    heading(step.name)
    lines = []
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
        for line in process.stdout or ():
            print(line, end="", flush=True)
            if step.lane:
                lines.append(line.rstrip())
    return Outcome(step, process.returncode, lines)


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
    for line in (line for outcome in outcomes for line in outcome.lines):
        if FAILED_LINE.match(line):
            print(line)
    print(summary([outcome for outcome in outcomes if outcome.step.lane]), flush=True)


def run(python: Path, root: Path, arguments: Sequence[str] = ()) -> int:
    """Run every step, or one pytest with the developer's own arguments; return the exit status."""
    if arguments:
        chosen = Step("pytest", ("-m", "pytest", *arguments), OFFSCREEN)
        return run_step(chosen, python, root).status
    outcomes = [run_step(step, python, root) for step in STEPS]
    report(outcomes)
    return int(any(outcome.status for outcome in outcomes))
