"""The three tones of a scan as samples: one beep for added, two for scanned before, a low one for wrong."""

from __future__ import annotations

import math
from array import array
from enum import StrEnum
from functools import cache
from typing import Final

RATE: Final = 44_100  # samples a second, one channel, 16 bits
_LOUD: Final = 0.35
_FADE_S: Final = 0.008  # without it a tone begins and ends with a click


class Tone(StrEnum):
    """What a scan sounds like."""

    ADDED = "added"
    KNOWN = "known"
    WRONG = "wrong"


# Parts of (hertz, seconds); 0 Hz is silence. High for good, low for bad: told apart in a wind.
_PARTS: Final = {
    Tone.ADDED: ((1320, 0.11),),
    Tone.KNOWN: ((1320, 0.07), (0, 0.06), (1320, 0.07)),
    Tone.WRONG: ((220, 0.32),),
}


@cache
def samples(tone: Tone) -> bytes:
    """The whole of a tone, signed 16 bit in the machine's own order."""
    made = array("h")
    for hertz, seconds in _PARTS[tone]:
        made.extend(_part(hertz, seconds))
    return made.tobytes()


def _part(hertz: int, seconds: float) -> list[int]:
    count, fade = int(seconds * RATE), int(_FADE_S * RATE)
    return [
        int(
            32_767
            * _LOUD
            * min(1.0, n / fade, (count - n) / fade)
            * math.sin(math.tau * hertz * n / RATE)
        )
        for n in range(count)
    ]
