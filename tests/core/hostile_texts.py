"""Hostile texts for labels: what codes and persons say, as text the way a decoder gives it."""

from __future__ import annotations

import json
from pathlib import Path

DATA = Path(__file__).parent / "data"


def hostile(channel: str, *expect: str) -> dict[str, str]:
    """The texts of a channel ("qr", "serial") by id; of all expectations where none is named."""
    found = {
        seed["id"]: bytes.fromhex(seed["hex"]).decode("utf-8", "backslashreplace")
        for seed in json.loads((DATA / "hostile.json").read_text("utf-8"))
        if seed["id"].startswith(f"{channel}.") and (not expect or seed["expect"] in expect)
    }
    for line in (DATA / "hostile_long.txt").read_text("ascii").splitlines():
        name, said, begin, unit, times, end = line.split(" ")
        if name.startswith(f"{channel}.") and (not expect or said in expect):
            begin, end = begin.removeprefix("-"), end.removeprefix("-")
            found[name] = begin + unit * int(times) + end
    return found
