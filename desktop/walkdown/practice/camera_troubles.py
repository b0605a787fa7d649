"""What a hardship does to each frame, in numbers: strong at first, less as a person gets used to it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from walkdown.practice.labelled import Hardship

Pair = tuple[float, float]

# Blur (pixels) of the first frames of a new label, while the lens finds its distance.
_FOCUSING = (9.0, 5.5, 3.0, 1.4)
# Of a hardship's strength so much stays, however patient one is.
_STAYS = 0.2
# After so many frames it has fallen to that (at 15 a second three seconds).
_SETTLES = 45


class Sway(Protocol):
    """How a hand moves."""

    def __call__(self, which: int, frames: float, ahead: float = 0.0) -> float:
        """-1 to 1, around and back in so many frames; `ahead`: so many frames from now."""
        ...


# How large what is hard to read is, beside a label that is held right before the lens.
_ARMS_LENGTH = 0.45


@dataclass(frozen=True, slots=True)
class Strain:
    """One frame's difficulties. Lengths are in pixels of a frame 720 high.

    `smear`: the way the picture moves during the exposure. `bend`: half the angle (radians) that
    the label takes around its pipe; `turned`: how far the pipe is turned. `glare`: middle (from
    the frame's, in label widths) and strength 0 to 1. The others go from 0, nothing, to 1.
    """

    blur: float
    smear: Pair = (0.0, 0.0)
    shift: Pair = (0.0, 0.0)
    reach: float = 1.0
    bend: float = 0.0
    turned: float = 0.0
    dirt: float = 0.0
    glare: tuple[float, float, float] | None = None
    shade: float = 0.0
    gain: float = 1.0
    noise: float = 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how one looks: frames since this label came, the sway, and what is switched on."""

    since: int
    sway: Sway
    light: bool = False
    settled: bool = False

    @property
    def blur(self) -> float:
        """The blur of any lens: finding its distance, then breathing."""
        if self.since < len(_FOCUSING):
            return _FOCUSING[self.since]
        return 0.55 + 0.35 * self.sway(7, 41)

    @property
    def left(self) -> float:
        """1 to _STAYS: what is left of a hardship after some patience."""
        return max(_STAYS, 1 - (1 - _STAYS) * self.since / _SETTLES)


def strain_of(trouble: Hardship | None, moment: Moment) -> Strain:
    """What this frame suffers from."""
    plain = Strain(moment.blur)
    if trouble is None or trouble is Hardship.SHEET:
        return plain
    away = replace(plain, reach=_ARMS_LENGTH)
    suffer = _SUFFER.get(trouble)
    return suffer(away, moment) if suffer else away


def _shake(plain: Strain, moment: Moment) -> Strain:
    """A tremor of four to five a second, exposed for half a frame; it calms down."""
    reach = 36 * moment.left * (0.7 + 0.3 * moment.sway(2, 23))
    now, then = (_tremor(reach, moment, ahead) for ahead in (0.0, 0.5))
    return replace(plain, shift=now, smear=(then[0] - now[0], then[1] - now[1]))


def _tremor(reach: float, moment: Moment, ahead: float) -> Pair:
    return reach * moment.sway(0, 3.3, ahead), 0.8 * reach * moment.sway(1, 3.9, ahead)


def _hunting(plain: Strain, moment: Moment) -> Strain:
    """The lens passes the distance again and again, in ever smaller steps."""
    if moment.settled:
        return plain
    far = moment.left * (2 + 11 * abs(moment.sway(7, 26)))
    return replace(plain, blur=max(plain.blur, 0.6 + far))


def _glare(plain: Strain, moment: Moment) -> Strain:
    """The sun in the label's gloss; it wanders as the hand tilts, and passes the code."""
    across = -0.22 + 0.26 * moment.sway(3, 53)
    down = 0.02 + 0.16 * moment.sway(4, 37)
    return replace(plain, glare=(across, down, 0.4 + 0.6 * moment.left))


def _shade(plain: Strain, moment: Moment) -> Strain:
    depth = (0.4 + 0.45 * moment.left) * (0.85 + 0.15 * moment.sway(5, 29))
    return replace(plain, shade=depth * (0.45 if moment.light else 1), gain=0.8)


def _dirt(plain: Strain, moment: Moment) -> Strain:
    """Wiped by a thumb, it comes off in part."""
    return replace(plain, dirt=0.3 + 0.7 * moment.left * (0.8 + 0.2 * moment.sway(6, 31)))


def _curved(plain: Strain, moment: Moment) -> Strain:
    turned = math.radians(20) * moment.sway(3, 47) - math.radians(6) * moment.left
    return replace(plain, bend=math.radians(76), turned=turned)


def _low_light(plain: Strain, moment: Moment) -> Strain:
    """The camera opens up only slowly; a long exposure smears what the hand does."""
    if moment.light:
        return replace(plain, gain=0.8, noise=0.15)
    gain = 0.4 - 0.26 * moment.left
    smear = (3 * moment.sway(0, 9), 2 * moment.sway(1, 7))
    return replace(plain, gain=gain, noise=0.1 + 0.5 * moment.left, smear=smear)


def _far(plain: Strain, moment: Moment) -> Strain:
    """On a rail above: one leans out, and the arm gets nearer."""
    return replace(plain, reach=0.30 - 0.16 * moment.left, blur=max(0.6, plain.blur * 0.7))


_SUFFER: Final[dict[Hardship, Callable[[Strain, Moment], Strain]]] = {
    Hardship.SHAKE: _shake,
    Hardship.HUNTING: _hunting,
    Hardship.GLARE: _glare,
    Hardship.SHADE: _shade,
    Hardship.DIRT: _dirt,
    Hardship.CURVED: _curved,
    Hardship.LOW_LIGHT: _low_light,
    Hardship.FAR: _far,
}
