"""A gate over a real ledger, a person who answers, and a clock that can be turned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.ledger_on_disk import read_entries
from walkdown.consent.entry import Entry
from walkdown.consent.gate import Answer, AnswerKind, Gate, Question
from walkdown.consent.ledger import Ledger
from walkdown.consent.purpose import Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.storage.places import resources_dir


class Person:
    """Answers as told, and remembers what was asked."""

    def __init__(self) -> None:
        self.answer = Answer(AnswerKind.USE, Scope.SITE, 900)
        self.asked: list[Question] = []
        self.before: Callable[[], Awaitable[None]] | None = None

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.before is not None:
            await self.before()
        return self.answer


class Watch:
    """The clock, turned by hand."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def ms(self) -> int:
        return int(self.time.timestamp() * 1000)

    def turn(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def registry() -> Registry:
    return parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


Open = Callable[[], Gate]


@pytest.fixture
def open_gate(path: Path, registry: Registry, person: Person, watch: Watch) -> Open:
    """A gate as after a start of the program; each call is another session."""
    sessions = iter(range(100))

    def opened() -> Gate:
        ledger = Ledger.open(path, watch.ms)
        return Gate(ledger, registry, person.ask, watch.now, session=f"s{next(sessions)}")

    return opened


def on_disk(path: Path) -> list[str]:
    """The events as they stand in the file, read anew."""
    return [str(entry.event) for entry in read_entries(path)]


def entries_on_disk(path: Path) -> list[Entry]:
    """The entries as they stand in the file, read anew."""
    return read_entries(path)


def killed(gate: Gate) -> None:
    """As a kill does it: no end is written, nothing is waited for."""
    gate._ledger.close()
    for running in gate._uses._in_use:
        gate._uses._in_use.take(running.lease.number)
    gate._uses.close()
