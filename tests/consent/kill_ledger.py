"""Kills a program while it writes its ledger, again and again, and counts what was lost.

    python -m tests.consent.kill_ledger --many 10000

The writer is forked off this process, which has everything imported: a kill costs milliseconds.
"""

from __future__ import annotations

import argparse
import os
import signal
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NoReturn

from walkdown.consent.entry import Entry, Happened
from walkdown.consent.keys import HeldKeys
from walkdown.consent.ledger import Ledger

ACKNOWLEDGED = struct.Struct("<QQ")
ROUNDS = 12
MOST_WAIT_S = 0.004
EVENTS = (Happened.USE_START, Happened.USE_END, Happened.GRANTED)


@dataclass(slots=True)
class Toll:
    """What came of it."""

    kills: int = 0
    acknowledged: int = 0
    lost: int = 0


def now_ms() -> int:
    return 1_700_000_000_000


def write_for_ever(path: Path, keys: HeldKeys, pipe: int) -> NoReturn:
    """Append; each entry that was acknowledged goes through the pipe at once."""
    ledger = Ledger.open(path, now_ms, keys)
    number = 0
    while True:
        done = ledger.append(Entry(EVENTS[number % 3], number, record=number))
        os.write(pipe, ACKNOWLEDGED.pack(done.seq, number))
        number += 1


def forked(path: Path, keys: HeldKeys) -> tuple[int, int]:
    """The writer's process, and the end of the pipe to listen at."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(hear)
            write_for_ever(path, keys, tell)
        finally:
            os._exit(1)
    os.close(tell)
    return child, hear


def killed(path: Path, keys: HeldKeys, chance: Random) -> dict[int, int]:
    """What was acknowledged, by seq, before the writer was killed at some moment."""
    child, hear = forked(path, keys)
    with os.fdopen(hear, "rb", buffering=0) as pipe:
        heard = b"".join(some(pipe.read(ACKNOWLEDGED.size) for _ in range(chance.randrange(12))))
        time.sleep(chance.random() * MOST_WAIT_S)  # the moment is what is tried out
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        heard += pipe.readall()
    whole = len(heard) - len(heard) % ACKNOWLEDGED.size
    return dict(ACKNOWLEDGED.iter_unpack(heard[:whole]))


def some(pieces: Iterator[bytes | None]) -> Iterator[bytes]:
    return (piece for piece in pieces if piece)


def missing(path: Path, keys: HeldKeys, acknowledged: dict[int, int]) -> int:
    """How many of them a new start does not find. Raises where the ledger does not verify."""
    ledger = Ledger.open(path, now_ms, keys)
    try:
        there = {entry.seq: entry.record for entry in ledger.entries()}
    finally:
        ledger.close()
    return sum(there.get(seq) != number for seq, number in acknowledged.items())


def kill_many(many: int, seed: int) -> Toll:
    """Kill so many writers; a new ledger now and then keeps the reading short."""
    toll, chance, left = Toll(), Random(seed), many
    while left:
        with tempfile.TemporaryDirectory() as folder:
            path, keys = Path(folder) / "ledger.db", HeldKeys()
            Ledger.open(path, now_ms, keys).close()
            for _ in range(min(left, ROUNDS)):
                acknowledged = killed(path, keys, chance)
                toll.kills += 1
                toll.acknowledged += len(acknowledged)
                toll.lost += missing(path, keys, acknowledged)
                left -= 1
    return toll


def main() -> int:
    """0 where nothing was lost."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--many", type=int, default=500)
    words.add_argument("--seed", type=int, default=22)
    given = words.parse_args()
    toll = kill_many(given.many, given.seed)
    print(f"{toll.kills} kills, {toll.acknowledged} acknowledged, {toll.lost} lost")
    return int(toll.lost > 0)


if __name__ == "__main__":
    sys.exit(main())
