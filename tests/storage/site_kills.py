"""Kills of a worker on site files at random moments, and what must be on the disk after each of them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.storage import site_worker
from tests.storage.site_worker import ID, IMPORT, MINE, ROUNDS, THEIRS, WORDS, version_of
from walkdown.core.secret import Secret
from walkdown.core.trouble import Setback
from walkdown.storage import site_book
from walkdown.storage.site_book import SiteBook
from walkdown.storage.site_carries import SiteCarries
from walkdown.storage.site_files import SiteFiles

NOT_THERE = -2
KEPT = 8  # files
MOST_S = 0.8  # after the first act, until the kill


@dataclass
class SiteKilled:
    """What came of all kills: acts by what they were about, and whatever was wrong."""

    kills: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    cut_off: Counter[str] = field(default_factory=Counter)
    flaws: list[str] = field(default_factory=list)


def site_kills(folder: Path, kills: int, seed: int = 1) -> SiteKilled:
    """Run, kill and look, `kills` times over the same two laptops."""
    site_book.ROUNDS, before = ROUNDS, site_book.ROUNDS  # type: ignore[misc]
    chance, came = random.Random(seed), SiteKilled()
    known: dict[str, int] = {}
    try:
        for number in range(kills):
            states = {thing: {state} for thing, state in known.items()}
            _kill(folder, seed * 1000 + number, chance.uniform(0, MOST_S), (states, came))
            came.kills += 1
            came.flaws += (f"kill {number}: {flaw}" for flaw in _flaws(folder, states, known))
            _tidy(folder, known)
    finally:
        site_book.ROUNDS = before  # type: ignore[misc]
    return came


def _kill(
    folder: Path, seed: int, after_s: float, told: tuple[dict[str, set[int]], SiteKilled]
) -> None:
    """Notes for each thing the states it may be in: the one that was acknowledged last, or the one begun."""
    states, came = told
    with subprocess.Popen(
        [sys.executable, "-m", site_worker.__name__, str(folder), str(seed)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    ) as worker:
        assert worker.stdout
        lines = [worker.stdout.readline()]
        time.sleep(after_s)  # the random moment
        worker.kill()
        lines += worker.stdout.readlines()
    open_: str | None = None
    for line in lines:
        if not line.endswith("\n"):
            continue  # cut by the kill: it was not told
        sign, thing, state = line.split()
        kind = thing if thing in (MINE, THEIRS) else "file"
        if sign == ">":
            states.setdefault(thing, {NOT_THERE}).add(int(state))
            open_ = kind
        else:
            states[thing] = {int(state)}
            came.acts[kind] += 1
            open_ = None
    if open_:
        came.cut_off[open_] += 1


def _flaws(folder: Path, states: dict[str, set[int]], known: dict[str, int]) -> Iterator[str]:
    """What is wrong; `known` is as it was found."""
    carries = SiteCarries(folder / THEIRS, SiteFiles(folder / THEIRS))
    for thing, may_be in states.items():
        try:
            found = _state(folder, thing, carries)
        except (Setback, OSError) as error:
            yield f"{thing} does not open: {error}"
            continue
        known[thing] = found
        if found not in may_be:
            yield f"{thing} is {found}, not one of {sorted(may_be)}"
    yield from _bad_copies(folder)


def _tidy(folder: Path, known: dict[str, int]) -> None:
    """Of the files that were found whole only the newest stay, or looking would take longer each time."""
    files = [thing for thing in known if thing not in (MINE, THEIRS)]
    for thing in files[:-KEPT]:
        (folder / thing).unlink(missing_ok=True)
        del known[thing]


def _state(folder: Path, thing: str, carries: SiteCarries) -> int:
    if thing not in (MINE, THEIRS):
        path = folder / thing
        if not path.exists():
            return NOT_THERE
        return version_of(carries.read(IMPORT, path, Secret(WORDS)).job)
    rows = SiteFiles(folder / thing).rows()
    if not rows:
        return NOT_THERE
    if rows[0].job is None:
        raise OSError(str(rows[0].trouble))
    return version_of(rows[0].job)


def _bad_copies(folder: Path) -> Iterator[str]:
    files = SiteFiles(folder / MINE)
    for row in files.rows():
        for copy in row.copies:
            try:
                SiteBook.open(files._backups.path(ID, copy), files._keys.key(ID)).close()
            except (Setback, OSError) as error:
                yield f"the copy of {copy.day} does not open: {error}"
