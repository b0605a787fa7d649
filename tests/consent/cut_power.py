"""Cuts the power while a ledger is written, again and again, and counts what was lost unnoticed.

python -m tests.consent.cut_power --many 100000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.consent.power import Disk, after_cut, put, watched
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.keys import HeldKeys, Keys, NoKeys
from walkdown.consent.ledger import Ledger, LedgerBroken

EVENTS = (Happened.USE_START, Happened.USE_END, Happened.GRANTED, Happened.WITHDRAWN)
RUNS = (3, 9, 1, 75, 20)
WEEK = 500  # cuts of one recording


@dataclass(slots=True)
class Cuts:
    """What came of it: `lost` without a word, `refused` at the next start."""

    cases: int = 0
    lost: int = 0
    refused: int = 0
    touched: int = 0


class RewoundKeys(HeldKeys):
    """A key store that can be put back to what it held at a step."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[int, tuple[int, str]]] = []
        self.disk: Disk | None = None

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        super().keep(ledger_id, size, root_hex)
        if self.disk is not None:
            self.kept.append((len(self.disk.steps), (size, root_hex)))

    def rewind(self, step: int) -> None:
        """What was kept when so many steps were done."""
        for name in list(self._mirrors):
            self._mirrors.pop(name)
            if past := [kept for at, kept in self.kept if at <= step]:
                self._mirrors[name] = past[-1]


@dataclass(slots=True)
class Week:
    """Some runs of the program: what was acknowledged, and how much of it at which step."""

    disk: Disk
    written: tuple[Entry, ...]
    moments: list[tuple[int, int]]

    def safe(self, step: int) -> tuple[Entry, ...]:
        """What was acknowledged before the power went."""
        return self.written[: max(count for at, count in self.moments if at <= step)]


def now_ms() -> int:
    return 1_700_000_000_000


def recorded(path: Path, keys: Keys, chance: Random) -> Week:
    """Write and close and open again, and keep all that was done to the disk."""
    with watched(path.parent) as disk:
        if isinstance(keys, RewoundKeys):
            keys.disk = disk
        week = Week(disk, (), [(0, 0)])
        for run in RUNS:
            ledger = Ledger.open(path, now_ms, keys)
            week.moments.append((len(disk.steps), ledger.size))
            for number in range(run):
                feature = "x" * chance.randrange(300)
                ledger.append(Entry(chance.choice(EVENTS), number, feature=feature))
                week.moments.append((len(disk.steps), ledger.size))
            week.written = ledger.entries()
            ledger.close()
    if isinstance(keys, RewoundKeys):
        keys.disk = None
    return week


def cut(path: Path, keys: Keys, week: Week, step: int, chance: Random, *, lying: bool) -> Cuts:
    """One cut: what the next start finds. `lying`: the drive dropped what SQLite had synced."""
    lies = (lambda name: name.startswith(path.name)) if lying else None
    left = after_cut(week.disk.steps[:step], chance, lies=lies)
    put(left, path.parent)
    if isinstance(keys, RewoundKeys):
        keys.rewind(step)
    try:
        ledger = Ledger.open(path, now_ms, keys)
    except LedgerBroken:
        there = {part.name: part.read_bytes() for part in path.parent.iterdir()}
        touched = any(there.get(name) != data for name, data in left.items())
        return Cuts(1, refused=1, touched=touched)
    safe = week.safe(step)
    sound = ledger.entries()[: len(safe)] == safe and ledger.verify()
    ledger.close()
    return Cuts(1, lost=not sound)


def cut_many(folder: Path, many: int, seed: int, *, signed: bool, lying: bool) -> Cuts:
    """So many cuts at random steps; the folder is emptied for each."""
    path, chance, total = folder.resolve() / "ledger.db", Random(seed), Cuts()
    while total.cases < many:
        put({}, path.parent)
        keys: Keys = RewoundKeys() if signed else NoKeys()
        week = recorded(path, keys, chance)
        for _ in range(min(WEEK, many - total.cases)):
            step = chance.randrange(len(week.disk.steps) + 1)
            one = cut(path, keys, week, step, chance, lying=lying)
            total.cases += one.cases
            total.lost += one.lost
            total.refused += one.refused
            total.touched += one.touched
    return total


def main() -> int:
    """0 where nothing was lost without a word, and an honest drive never led to a refusal."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--many", type=int, default=4000)
    words.add_argument("--seed", type=int, default=22)
    given = words.parse_args()
    bad = 0
    for signed in (False, True):
        for lying in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                share = -(-given.many // 4)
                cuts = cut_many(Path(folder), share, given.seed, signed=signed, lying=lying)
            print(f"signed {signed}, lying drive {lying}: {cuts}")
            bad += cuts.lost + cuts.touched + (0 if lying else cuts.refused)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
