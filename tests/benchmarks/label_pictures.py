"""How many codes of real photographs are read, and how fast: ours beside three others, one table."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.benchmarks.columns import columns
from tests.benchmarks.label_peers import opencv, zbar, zxing
from tests.benchmarks.label_sets import Photograph, photographs, score
from walkdown.vision.reader import CodeReader

_ROUNDS = 10
GOALS = (
    "Goals: hold reads what the other three read together, less 1 %; nothing wrong in pictures "
    "without codes; live p95 33 ms at 1280 x 720 on one core."
)
_MISSING = (
    "No photographs: --images names a folder of folders, each with pictures and their texts beside "
    "them. It is data and does not come with the program."
)
Read = Callable[[Photograph], set[str]]


@dataclass(slots=True)
class Tally:
    """What one reader did in one set: codes read, texts that are not there, ms of each picture."""

    right: int = 0
    wrong: int = 0
    times: list[float] = field(default_factory=list)


def label_report(images: Path | None) -> str:
    """Codes read of each set, by each reader; then in all, with times."""
    if images is None or not images.is_dir():
        return _MISSING
    readers = _readers()
    sets: dict[str, dict[str, Tally]] = {}
    codes: dict[str, int] = {}
    for picture in photographs(images):
        tallies = sets.setdefault(picture.folder, {})
        codes[picture.folder] = codes.get(picture.folder, 0) + len(picture.said)
        peers: set[str] = set()
        for name, read in readers.items():
            tally = tallies.setdefault(name, Tally())
            texts = _timed(read, picture, tally)
            if not name.startswith("ours"):
                peers |= texts
            _count(tally, picture, texts)
        _count(tallies.setdefault("all three", Tally()), picture, peers)
    return _report(sets, codes, tuple(readers))


def _readers() -> dict[str, Read]:
    reader = CodeReader()
    find, bars = opencv(), zbar()
    readers: dict[str, Read] = {
        "ours live": lambda p: _ours(reader, p, hold=False),
        "ours 10 frames": _frames,
        "ours hold": lambda p: _ours(reader, p, hold=True),
        "zxing-cpp": lambda p: zxing(p.grey),
        "OpenCV": lambda p: find(p.grey),
    }
    if bars is not None:
        readers["zbar"] = lambda p: bars(p.grey)
    blank = np.full((480, 640), 200, np.uint8)
    zxing(blank)
    find(blank)
    return readers


def _ours(reader: CodeReader, picture: Photograph, *, hold: bool) -> set[str]:
    return {code.text for code in reader.read(picture.frame, hold=hold)}


def _frames(picture: Photograph) -> set[str]:
    """A third of a second of a camera that nobody moves: each frame tries another way."""
    reader = CodeReader()
    return set().union(*(_ours(reader, picture, hold=False) for _ in range(_ROUNDS)))


def _timed(read: Read, picture: Photograph, tally: Tally) -> set[str]:
    began = time.perf_counter()
    texts = read(picture)
    tally.times.append((time.perf_counter() - began) * 1000)
    return texts


def _count(tally: Tally, picture: Photograph, texts: set[str]) -> None:
    found = score(picture, texts)
    tally.right += found.right
    tally.wrong += found.wrong


def _report(
    sets: dict[str, dict[str, Tally]], codes: dict[str, int], readers: tuple[str, ...]
) -> str:
    names = (*readers, "all three")
    rows: list[tuple[str, ...]] = [("codes read of each set", "of", *names)]
    for folder, tallies in sets.items():
        rows.append((folder, f"{codes[folder]}", *(f"{tallies[n].right}" for n in names)))
    whole = {name: _sum([tallies[name] for tallies in sets.values()]) for name in names}
    empty = [tallies for folder, tallies in sets.items() if not codes[folder]]
    bare = {name: _sum([tallies[name] for tallies in empty]) for name in names}
    count = sum(codes.values())
    rows += [
        ("in all", f"{count}", *(f"{whole[n].right}" for n in names)),
        ("in all, %", "", *(f"{100 * whole[n].right / max(1, count):.1f}" for n in names)),
        ("wrong, no codes there", "", *(f"{bare[n].wrong}" for n in names)),
        ("wrong, in all", "", *(f"{whole[n].wrong}" for n in names)),
        ("ms, median", "", *(_part(whole[n].times, 50) for n in names)),
        ("ms, p95", "", *(_part(whole[n].times, 95) for n in names)),
    ]
    pictures = len(whole[readers[0]].times)
    said = f"{pictures} photographs, at most 1280 px and as many as 1280 x 720; one thread."
    return f"Photographs of codes\n{columns(rows)}\n{said} {GOALS}{_without(readers)}"


def _sum(tallies: list[Tally]) -> Tally:
    times = [ms for tally in tallies for ms in tally.times]
    return Tally(sum(t.right for t in tallies), sum(t.wrong for t in tallies), times)


def _part(times: list[float], percent: float) -> str:
    return f"{np.percentile(times, percent):.1f}" if times else "-"


def _without(readers: tuple[str, ...]) -> str:
    return "" if "zbar" in readers else " zbar is not installed here: it is left out."
