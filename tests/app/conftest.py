"""A laptop for each test, whose waits are short, and which must end with nothing left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.app.laptop import Laptop, scenario
from walkdown.app import ear, nearby, verify, visit

NewLaptop = Callable[..., Laptop]


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person's patience is longer than a test's."""
    monkeypatch.setattr(ear, "FIND_S", 1.5)
    monkeypatch.setattr(nearby, "BLINK_S", 0.02)
    monkeypatch.setattr(verify, "ANSWER_S", 0.6)
    monkeypatch.setattr(visit, "REACH_S", 0.8)


@pytest.fixture
async def new_laptop(tmp_path: Path) -> AsyncIterator[NewLaptop]:
    """Runs of the program over one folder, one after the other; or each over a folder of its own."""
    runs: list[Laptop] = []

    def start(folder: Path = tmp_path / "home") -> Laptop:
        scenarios = {name: scenario(name) for name in ("home", "trouble")}
        runs.append(Laptop(folder, scenarios))
        return runs[-1]

    yield start
    for run in runs:
        await run.close()


@pytest.fixture
async def laptop(new_laptop: NewLaptop) -> Laptop:
    return new_laptop()
