"""Tells a hand scanner's keys from a person's by their rhythm: fast, even, and an Enter at the end.

A wedge of 115,200 baud or a USB one sends a key every 1 to 15 ms, a Bluetooth one every 10 to 30.
Two keys of a person may come as close together where fingers roll, six in a row do not.
"""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import Final

# From one key to the next: more is a person's, or a scanner that is too slow to be told apart.
GAP_MS: Final = 35
_MEDIAN_MS: Final = 28
# A serial has six characters at least, and not all of them are one key that is held.
SHORTEST: Final = 6
_LEAST_DIFFERENT: Final = 3
_LONGEST: Final = 4096
STX, ETX, GS = "\x02", "\x03", "\x1d"
CONTROLS: Final = frozenset({STX, ETX, GS})


class Wedge:
    """Listens to one key after the other. Times are the system's own, in ms; 0 where it tells none.

    Keys without a time are never a scanner's: when a program was busy, a person's all come at once.
    """

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._times: list[int] = []

    @property
    def signs(self) -> int:
        """How many signs came fast, one after the other, up to now."""
        return len(self._signs)

    def press(self, sign: str, at_ms: int, *, repeat: bool = False) -> bool:
        """One sign. Whether it goes on from the one before as a scanner's would; else it is a first."""
        goes_on = not repeat and self._follows(at_ms)
        if not goes_on:
            self.forget()
        if at_ms > 0 and not repeat and len(self._signs) < _LONGEST:
            self._signs.append(sign)
            self._times.append(at_ms)
        return goes_on

    def end(self, at_ms: int) -> str | None:
        """Enter or Tab: the text where a scanner sent it, GS among it; None where a person did."""
        text = "".join(sign for sign in self._signs if sign not in (STX, ETX))
        scanned = self._follows(at_ms) and self._is_a_scanners(text, at_ms)
        self.forget()
        return text if scanned else None

    def forget(self) -> None:
        """Something else happened: what came until now was a person's."""
        self._signs.clear()
        self._times.clear()

    def _follows(self, at_ms: int) -> bool:
        return bool(self._times) and 0 <= at_ms - self._times[-1] <= GAP_MS

    def _is_a_scanners(self, text: str, at_ms: int) -> bool:
        if len(text) < SHORTEST or len(set(text)) < _LEAST_DIFFERENT:
            return False
        times = [*self._times, at_ms]
        return median(b - a for a, b in pairwise(times)) <= _MEDIAN_MS
