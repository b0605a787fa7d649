"""The order in which a frame is prepared and read; measured on photographs (labels.md section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from walkdown.vision import prepare
from walkdown.vision.engine import EVERYTHING, SQUARES, Found, Grey, scan
from walkdown.vision.prepare import View
from walkdown.vision.rescue import read_or_rescue

Step: TypeAlias = Callable[[View], list[Found]]

_RESCUE_S = 0.025
# A photograph may be far larger than a camera's frame; what only works at camera size runs on this.
_CAMERA_SIDE = 1280


def live(grey: Grey, turn: int) -> list[Found]:
    """One camera frame: A, B, C1; where nothing was read, one more way, another for each `turn`."""
    view = prepare.view_of(grey)
    found = [code for step in _ALWAYS for code in step(view)]
    return found or _IN_TURN[turn % len(_IN_TURN)](view)


def patient(grey: Grey) -> list[Found]:
    """A still picture: every way, at its own size and, where it is larger, at a camera's size too."""
    return [code for view in _sizes(grey) for step in (*_ALWAYS, *_IN_TURN) for code in step(view)]


def _sizes(grey: Grey) -> Iterator[View]:
    whole = prepare.view_of(grey)
    yield whole
    if max(grey.shape) > 1.25 * _CAMERA_SIDE:
        yield prepare.reduced(whole, _CAMERA_SIDE)


def _plain(view: View) -> list[Found]:
    return _in_frame(view, scan(view.grey, EVERYTHING, inverted=True))


def _flat(view: View) -> list[Found]:
    return _qr(prepare.enlarged(prepare.flattened(view), 2))


def _contrast_rescue(view: View) -> list[Found]:
    return _rescue(prepare.enlarged(prepare.contrasted(view), 2, cubic=True))


def _flat_large(view: View) -> list[Found]:
    large = prepare.enlarged(prepare.flattened(view), 3, cubic=True)
    return _in_frame(large, scan(large.grey, SQUARES))


def _threshold(view: View) -> list[Found]:
    return _qr(prepare.thresholded(prepare.enlarged(view, 2)))


def _tilted(view: View) -> list[Found]:
    return _qr(prepare.turned_and_stretched(prepare.flattened(view)))


def _sharp(view: View) -> list[Found]:
    return _qr(prepare.sharpened(prepare.enlarged(prepare.flattened(view), 2)))


def _dark(view: View) -> list[Found]:
    return _qr(prepare.enlarged(prepare.darkened(view), 2))


def _soft_rescue(view: View) -> list[Found]:
    return _rescue(prepare.enlarged(prepare.flattened(prepare.softened(view)), 2))


_ALWAYS: Final[tuple[Step, ...]] = (_plain, _flat, _contrast_rescue)
_IN_TURN: Final[tuple[Step, ...]] = (
    _flat_large,
    _threshold,
    _tilted,
    _sharp,
    _dark,
    _soft_rescue,
)


def _qr(view: View) -> list[Found]:
    return _in_frame(view, scan(view.grey))


def _rescue(view: View) -> list[Found]:
    return _in_frame(view, read_or_rescue(view.grey, _RESCUE_S))


def _in_frame(view: View, found: list[Found]) -> list[Found]:
    return [replace(code, quad=view.to_frame(code.quad)) for code in found]
