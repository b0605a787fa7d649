"""The order in which a picture is read: within a camera's time, held still, or with all patience."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Final

from walkdown.vision import prepare, ways
from walkdown.vision.engine import Found, Grey
from walkdown.vision.prepare import View
from walkdown.vision.ways import Way

# Of the 33 ms from one frame to the next; the rest is for the way of the pixels to here.
LIVE_S: Final = 0.027
# A held code is looked at for 300 ms at most, the last way among it.
HOLD_S: Final = 0.25
# A photograph may be far larger than a camera's frame; what only works at camera size runs on this.
_CAMERA_SIDE: Final = 1280
# What was once too slow is tried again after a while: the computer may have been busy.
_FORGET: Final = 0.95
_LEARN: Final = 0.3

_EACH_FRAME: Final[tuple[Way, ...]] = (
    ways.plain_qr,
    ways.in_the_middle,
    ways.soft_in_the_middle,
    ways.strokes,
)
# The best come more often than the others.
_IN_TURN: Final[tuple[Way, ...]] = (
    ways.even_in_the_middle,
    ways.without_specks_in_the_middle,
    ways.sharp_in_the_middle,
    ways.even_quickly,
    ways.black_and_white_in_the_middle,
    ways.flat,
    ways.plain_matrix,
    ways.even_in_the_middle,
    ways.soft_quickly,
    ways.plain_bars,
    ways.sharp_in_the_middle,
    ways.numbers,
    ways.tilted_in_the_middle,
    ways.dark,
    ways.negative_in_the_middle,
    ways.even_quickly,
    ways.plain_stacked,
    ways.dotted_strokes,
    ways.large_in_the_middle,
    ways.dots_in_the_middle,
    ways.mirrored,
)
_HELD: Final[tuple[Way, ...]] = (
    ways.plain,
    ways.soft_rescue,
    ways.strokes,
    ways.even,
    ways.flat,
    ways.without_specks,
    ways.sharp,
    ways.tilted_in_the_middle,
    ways.numbers,
    ways.soft,
    ways.dark,
    ways.black_and_white,
    ways.negative,
    ways.dots,
    ways.dotted_strokes,
    ways.mirrored,
    ways.large_in_the_middle,
    ways.tilted,
    ways.large,
)
# For a picture of many megapixels: a sheet, where each code is as large as in a camera's frame.
_LARGE: Final[tuple[Way, ...]] = (
    ways.plain,
    ways.flat,
    ways.even,
    ways.all_strokes,
    ways.numbers,
    ways.sharp,
    ways.soft_rescue,
)
_PATIENT: Final[tuple[Way, ...]] = (
    *_LARGE,
    ways.soft,
    ways.without_specks,
    ways.large,
    ways.black_and_white,
    ways.tilted,
    ways.dark,
    ways.negative,
    ways.dots,
    ways.dotted_strokes,
    ways.mirrored,
)


class Steps:
    """Reads one frame after another. What each way takes on this computer is learned meanwhile."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._next = 0
        self._costs: dict[Way, float] = {}

    def live(self, grey: Grey) -> list[Found]:
        """One camera frame: what always pays, then as many others in turn as there is time for."""
        until = self._now() + LIVE_S
        view = prepare.view_of(grey)
        found = self._all(_EACH_FRAME, view, until)
        begun = self._next
        for at in range(begun, begun + len(_IN_TURN)):
            way = _IN_TURN[at % len(_IN_TURN)]
            if self._fits(way, view, until):
                self._next = at + 1
                found += self._do(way, view)
                if found:  # this way may have found another one beside it
                    break
        return found

    def hold(self, grey: Grey) -> list[Found]:
        """A frame that is held still and was not read: one way after the other until one reads it."""
        until = self._now() + HOLD_S
        view = prepare.view_of(grey)
        for way in _HELD:
            if self._fits(way, view, until) and (found := self._do(way, view)):
                return found
        return []

    def _all(self, each: Sequence[Way], view: View, until: float) -> list[Found]:
        first, *others = each
        found = self._do(first, view)
        for way in others:
            if self._fits(way, view, until):
                found += self._do(way, view)
        return found

    def _fits(self, way: Way, view: View, until: float) -> bool:
        """Whether there is time left for it. Each no brings the next yes nearer."""
        cost = self._costs.get(way, 0.0)
        fits = self._now() + cost * view.grey.size <= until
        if not fits:
            self._costs[way] = cost * _FORGET
        return fits

    def _do(self, way: Way, view: View) -> list[Found]:
        began = self._now()
        found = way(view)
        cost = (self._now() - began) / view.grey.size
        known = self._costs.get(way, cost)
        # Slower is believed at once: a frame that is late is worse than one that has time left.
        self._costs[way] = max(cost, known + _LEARN * (cost - known))
        return found


def patient(grey: Grey, planes: Sequence[Grey] = ()) -> list[Found]:
    """A still picture: every way, at its own size and, where it is larger, at a camera's size too.

    `planes`: single colours of it, for codes that differ in nothing else.
    """
    view = prepare.view_of(grey)
    large = max(grey.shape) > 1.25 * _CAMERA_SIDE
    found = _through(view, _LARGE if large else _PATIENT)
    if large:
        found += _through(prepare.reduced(view, _CAMERA_SIDE), _PATIENT)
    for plane in planes:
        found += ways.plain(prepare.view_of(plane))
    return found


def _through(view: View, each: Sequence[Way]) -> list[Found]:
    return [code for way in each for code in way(view)]
