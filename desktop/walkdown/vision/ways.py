"""Ways to read a picture: each prepares it in its manner and asks the decoder for what that is good for.

Measured on photographs (labels.md section 2) and on practice video. What is read often is asked of
the whole picture; what costs more, of its middle, where a person aims.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from walkdown.vision import prepare
from walkdown.vision.bars import read_bars
from walkdown.vision.engine import (
    BARS,
    EVERYTHING,
    ONLY_ITF,
    ONLY_MATRIX,
    ONLY_QR,
    ONLY_RMQR,
    QR_FAMILY,
    SQUARES,
    STACKED,
    Found,
    scan,
)
from walkdown.vision.prepare import View
from walkdown.vision.rescue import read_or_rescue

Way: TypeAlias = Callable[[View], list[Found]]

_RESCUE_S, _QUICK_RESCUE_S = 0.025, 0.006
_BARS_S = 0.008
_BARS_PATIENT_S = 0.25
# Misread numbers of two digits in a module are short.
_SHORTEST_ITF = 8


def plain(view: View) -> list[Found]:
    """Everything, as it is, dark on light and light on dark."""
    return _in_frame(view, scan(view.grey, EVERYTHING, inverted=True))


def plain_qr(view: View) -> list[Found]:
    """The QR family, as it is, dark on light and light on dark: by far the fastest."""
    return _in_frame(view, scan(view.grey, QR_FAMILY, inverted=True))


def plain_bars(view: View) -> list[Found]:
    """Upright bar codes, as they are."""
    return _in_frame(view, scan(view.grey, BARS))


def plain_matrix(view: View) -> list[Found]:
    """Data Matrix, as it is, dark on light and light on dark."""
    return _in_frame(view, scan(view.grey, ONLY_MATRIX, inverted=True))


def plain_stacked(view: View) -> list[Found]:
    """Aztec and PDF417, as they are."""
    return _in_frame(view, scan(view.grey, STACKED))


def in_the_middle(view: View) -> list[Found]:
    """Everything, in the middle."""
    view = prepare.middle(view)
    return _in_frame(view, scan(view.grey, EVERYTHING))


def negative(view: View) -> list[Found]:
    """Light on dark, what the decoder does not invert by itself: bar codes and PDF417 among it."""
    return _in_frame(view, scan(prepare.negative(view).grey, EVERYTHING))


def negative_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return negative(prepare.middle(view))


def mirrored(view: View) -> list[Found]:
    """rMQR seen through glass; the decoder mirrors the others by itself."""
    view = prepare.mirrored(view)
    return _in_frame(view, scan(view.grey, ONLY_RMQR))


def numbers(view: View) -> list[Found]:
    """ITF, which has no check of its own: only what is long and is read in two preparations."""
    return [code for each in (view, prepare.negative(view)) for code in _numbers(each)]


def _numbers(view: View) -> list[Found]:
    first = [f for f in scan(view.grey, ONLY_ITF) if len(f.text) >= _SHORTEST_ITF]
    if not first:
        return []
    again = {f.text for f in scan(prepare.enlarged(prepare.softened(view), 2).grey, ONLY_ITF)}
    return _in_frame(view, [code for code in first if code.text in again])


def strokes(view: View) -> list[Found]:
    """Bar codes at any angle and out of focus."""
    return _in_frame(view, read_bars(view.grey, _BARS_S))


def dotted_strokes(view: View) -> list[Found]:
    """Bar codes of dots, as lasers and needles make them."""
    return _in_frame(view, read_bars(prepare.softened(view, 2.0).grey, _BARS_S))


def all_strokes(view: View) -> list[Found]:
    """The same with patience, for as many as a sheet has, light on dark among them."""
    found = read_bars(view.grey, _BARS_PATIENT_S, most=64)
    found += read_bars(prepare.negative(view).grey, _BARS_PATIENT_S / 2)
    return _in_frame(view, found)


def soft(view: View) -> list[Found]:
    """Squares, smoothed against noise."""
    soft = prepare.flattened(prepare.softened(view, 1.2))
    return _squares(prepare.enlarged(soft, 2))


def soft_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return soft(prepare.middle(view))


def without_specks(view: View) -> list[Found]:
    """Squares, against coarse noise."""
    return _squares(prepare.enlarged(prepare.flattened(prepare.without_specks(view)), 2))


def without_specks_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return without_specks(prepare.middle(view))


def dots(view: View) -> list[Found]:
    """Everything that is made of dots, as by lasers and needles: dark ones, and light ones."""
    pair = (prepare.joined(each) for each in (view, prepare.negative(view)))
    softened = [prepare.softened(each, 1.2) for each in pair]
    return [code for each in softened for code in _in_frame(each, scan(each.grey, EVERYTHING))]


def dots_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return dots(prepare.middle(view))


def flat(view: View) -> list[Found]:
    """QR codes in shade, glare and vignetting."""
    return _qr(prepare.enlarged(prepare.flattened(view), 2))


def large(view: View) -> list[Found]:
    """Squares that are small."""
    return _squares(prepare.enlarged(prepare.flattened(view), 3, cubic=True))


def large_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return large(prepare.middle(view))


def even(view: View) -> list[Found]:
    """QR codes of little contrast, and those that are curved or dirty."""
    return _rescue(prepare.enlarged(prepare.contrasted(view), 2, cubic=True), _RESCUE_S)


def even_quickly(view: View) -> list[Found]:
    """The same with little time for those that are curved or dirty."""
    return _rescue(prepare.enlarged(prepare.contrasted(view), 2, cubic=True), _QUICK_RESCUE_S)


def even_in_the_middle(view: View) -> list[Found]:
    """Squares of little contrast, in the middle."""
    contrasted = prepare.contrasted(prepare.middle(view))
    return _squares(prepare.enlarged(contrasted, 2, cubic=True))


def black_and_white(view: View) -> list[Found]:
    """Squares of uneven ink."""
    return _squares(prepare.thresholded(prepare.enlarged(view, 2)))


def black_and_white_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return black_and_white(prepare.middle(view))


def tilted(view: View) -> list[Found]:
    """QR codes seen from the side."""
    return _qr(prepare.turned_and_stretched(prepare.flattened(view)))


def tilted_in_the_middle(view: View) -> list[Found]:
    """The same, in the middle."""
    return tilted(prepare.middle(view))


def sharp(view: View) -> list[Found]:
    """QR codes out of focus."""
    return _qr(prepare.sharpened(prepare.enlarged(prepare.flattened(view), 2)))


def sharp_in_the_middle(view: View) -> list[Found]:
    """Squares out of focus, in the middle."""
    view = prepare.flattened(prepare.middle(view))
    return _squares(prepare.sharpened(prepare.enlarged(view, 2)))


def dark(view: View) -> list[Found]:
    """QR codes that are washed out."""
    return _qr(prepare.enlarged(prepare.darkened(view), 2))


def soft_rescue(view: View) -> list[Found]:
    """QR codes in noise, and those that are curved or dirty besides."""
    soft = prepare.flattened(prepare.softened(view))
    return _rescue(prepare.enlarged(soft, 2), _RESCUE_S)


def soft_quickly(view: View) -> list[Found]:
    """The same with little time for those that are curved or dirty."""
    soft = prepare.flattened(prepare.softened(view))
    return _rescue(prepare.enlarged(soft, 2), _QUICK_RESCUE_S)


def _qr(view: View) -> list[Found]:
    return _in_frame(view, scan(view.grey, ONLY_QR))


def _squares(view: View) -> list[Found]:
    return _in_frame(view, scan(view.grey, SQUARES))


def _rescue(view: View, budget_s: float) -> list[Found]:
    return _in_frame(view, read_or_rescue(view.grey, budget_s))


def _in_frame(view: View, found: list[Found]) -> list[Found]:
    return [replace(code, quad=view.to_frame(code.quad)) for code in found]
