"""Which codes count as being in front of the camera: sure ones, without flicker, the aimed-at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.core.picture import CodeRead

# Their error correction is a check of every bit, and of many more than a serial has.
_CHECKED: Final = frozenset({"QRCode", "MicroQRCode", "RMQRCode", "DataMatrix", "Aztec", "PDF417"})
# A check character of 1 in 103; of a short text too many wrong readings pass it. EAN's digit is 1 in 10.
_CHECKED_IF_LONG: Final = frozenset({"Code128"})
_LONG: Final = 10
# The smallest symbols correct so much of so little that noise is read as one now and then.
_SHORT: Final = 8
_SHORT_TIMES: Final = 3
_MOST_REMEMBERED: Final = 256

GONE_AFTER_S: Final = 1.0


@dataclass(slots=True)
class _Sight:
    code: CodeRead
    last_s: float
    times: int = 1


class InSight:
    """Keeps a code in sight for GONE_AFTER_S after it was last read, so that it does not flicker.

    A text counts at once where its symbol proves it, else when a second frame says the same; one of
    less than _SHORT characters when a third one does.
    """

    def __init__(self) -> None:
        self._sights: dict[tuple[str, str], _Sight] = {}

    def look(
        self, codes: tuple[CodeRead, ...], now_s: float, middle: tuple[float, float] = (0.0, 0.0)
    ) -> tuple[CodeRead, ...]:
        """Take what one frame shows; give what is in sight now, each code at its newest place.

        The nearest to `middle`, the frame's (x, y) in pixels, comes first.
        """
        self._forget(now_s)
        self._make_way(codes)
        for code in codes:
            key = (code.text, code.symbology)
            known = self._sights.get(key)
            if known is not None:
                known.code, known.last_s, known.times = code, now_s, known.times + 1
            elif len(self._sights) < _MOST_REMEMBERED:
                self._sights[key] = _Sight(code, now_s)
        sure = (sight.code for sight in self._sights.values() if _sure(sight))
        return tuple(sorted(sure, key=lambda code: code.off(middle)))

    def _make_way(self, codes: tuple[CodeRead, ...]) -> None:
        """Where another label is held now, the one before is not: its outline would lie beside it."""
        read = {(code.text, code.symbology) for code in codes}
        old = [
            key
            for key, sight in self._sights.items()
            if key not in read and any(_covers(code, sight.code) for code in codes)
        ]
        for key in old:
            del self._sights[key]

    def _forget(self, now_s: float) -> None:
        gone = [key for key, s in self._sights.items() if now_s - s.last_s >= GONE_AFTER_S]
        for key in gone:
            del self._sights[key]


def _covers(code: CodeRead, sight: CodeRead) -> bool:
    """Whether a code lies where the middle of the other one was."""
    if not code.corners or not sight.corners:
        return False
    xs, ys = [x for x, _ in code.corners], [y for _, y in code.corners]
    x = sum(x for x, _ in sight.corners) / len(sight.corners)
    y = sum(y for _, y in sight.corners) / len(sight.corners)
    return min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)


def _sure(sight: _Sight) -> bool:
    code = sight.code
    if len(code.text) < _SHORT:
        return sight.times >= _SHORT_TIMES
    if sight.times > 1 or code.symbology in _CHECKED:
        return True
    return code.symbology in _CHECKED_IF_LONG and len(code.text) >= _LONG
