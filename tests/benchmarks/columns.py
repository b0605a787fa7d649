"""A table of text: the first column to the left, the figures to the right."""

from __future__ import annotations

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]]) -> str:
    """One line for each row; the first row holds the heads."""
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(_line(row, wide) for row in rows)


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    first, *others = zip(row, wide, strict=True)
    return "  ".join((first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)))
