"""What a benchmark gives: one figure beside the other side's, as a row of a table and a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

HEADS = ("name", "ours", "other", "bound", "ratio", "unit", "held")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; less is better in all of them.

    `bound` is the most that `ours` may be, in `unit`; with `bounds_ratio` the most that `ratio` may be.
    """

    name: str
    ours: float
    other: float
    bound: float
    unit: str
    runs: int
    note: str
    bounds_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours over the other's; None where the other's is nothing."""
        return self.ours / self.other if self.other else None

    @property
    def held(self) -> bool:
        """Whether the bound was kept."""
        measured = self.ratio if self.bounds_ratio else self.ours
        return measured is not None and measured <= self.bound


def table(figures: Sequence[Figure]) -> str:
    """One line of heads, one for each figure, numbers to the right."""
    rows = [HEADS, *(_cells(f) for f in figures)]
    wide = [max(len(row[at]) for row in rows) for at in range(len(HEADS))]
    return "\n".join(_line(row, wide) for row in rows)


def json_line(figure: Figure) -> str:
    """One JSON object on one line, numbers as measured to the microsecond."""
    return json.dumps(
        {
            "name": figure.name,
            "ours": round(figure.ours, 6),
            "other": round(figure.other, 6),
            "bound": round(figure.bound, 6),
            "ratio": None if figure.ratio is None else round(figure.ratio, 4),
            "unit": figure.unit,
            "bound_of": "ratio" if figure.bounds_ratio else "ours",
            "held": figure.held,
            "runs": figure.runs,
            "note": figure.note,
        }
    )


def _cells(figure: Figure) -> tuple[str, ...]:
    ratio = "-" if figure.ratio is None else f"{figure.ratio:.2f}"
    bound = f"{_number(figure.bound)}{' x' if figure.bounds_ratio else ''}"
    held = "yes" if figure.held else "NO"
    measured = (_number(figure.ours), _number(figure.other))
    return (figure.name, *measured, bound, ratio, figure.unit, held)


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    first, *middle, unit, held = (
        cell.ljust(width) if at in (0, 5, 6) else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, wide, strict=True))
    )
    return "  ".join((first, *middle, unit, held)).rstrip()
