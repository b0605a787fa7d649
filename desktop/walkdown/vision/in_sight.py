"""Which codes count as being in front of the camera: sure ones, without flicker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.core.picture import CodeRead

# Without a checksum of its own, so one frame is not enough to believe it.
_READ_TWICE: Final = frozenset({"Code39"})
_MOST_REMEMBERED: Final = 256

GONE_AFTER_S: Final = 1.0


@dataclass(slots=True)
class _Sight:
    code: CodeRead
    last_s: float
    times: int = 1


class InSight:
    """Keeps a code in sight for GONE_AFTER_S after it was last read, so that it does not flicker."""

    def __init__(self) -> None:
        self._sights: dict[tuple[str, str], _Sight] = {}

    def look(self, codes: tuple[CodeRead, ...], now_s: float) -> tuple[CodeRead, ...]:
        """Take what one frame shows; give what is in sight now, each code at its newest place."""
        self._forget(now_s)
        for code in codes:
            key = (code.text, code.symbology)
            known = self._sights.get(key)
            if known is not None:
                known.code, known.last_s, known.times = code, now_s, known.times + 1
            elif len(self._sights) < _MOST_REMEMBERED:
                self._sights[key] = _Sight(code, now_s)
        return tuple(sight.code for sight in self._sights.values() if _sure(sight))

    def _forget(self, now_s: float) -> None:
        gone = [key for key, s in self._sights.items() if now_s - s.last_s >= GONE_AFTER_S]
        for key in gone:
            del self._sights[key]


def _sure(sight: _Sight) -> bool:
    return sight.times > 1 or sight.code.symbology not in _READ_TWICE
