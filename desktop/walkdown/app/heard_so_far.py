"""The ear's memory of listed devices: who was heard last, and how long it was listened since."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from walkdown.core.holder import SILENT_S, HeardSoFar, LastHeard
from walkdown.core.sighting import Sighting


@dataclass(frozen=True, slots=True)
class _Heard:
    at: float
    listened_s: float
    signal_dbm: int
    ready: bool


class Memory:
    """Times are the loop's, in seconds. Only what is on the list is remembered."""

    def __init__(self) -> None:
        self._last: dict[str, _Heard] = {}
        self._listened_s = 0.0
        self._until = 0.0
        self._fresh = 0

    def begin(self, now: float) -> None:
        """Listening begins; what was before it was no listening."""
        self._until = now

    def hear(
        self,
        sightings: tuple[Sighting, ...],
        listed: Container[str],
        held: Iterable[str],
        now: float,
    ) -> None:
        """It was listened until now, and this is known of the air.

        `held`: to whom this laptop is connected; that they are silent says nothing.
        """
        self._listened_s += max(0.0, now - self._until)
        self._until = now
        self._fresh = sum(s.age_s <= SILENT_S for s in sightings)
        for serial in held:
            if (before := self._last.get(serial)) is not None:
                self._last[serial] = replace(before, listened_s=self._listened_s)
        for sighting in sightings:
            if sighting.serial not in listed:
                continue
            at, before = now - sighting.age_s, self._last.get(sighting.serial)
            if before is None or at > before.at:
                listened_s = max(0.0, self._listened_s - sighting.age_s)
                self._last[sighting.serial] = _Heard(
                    at, listened_s, sighting.signal_dbm, sighting.ready
                )

    def told(self, now: float) -> HeardSoFar:
        """As it stands now."""
        last = tuple(
            LastHeard(
                serial,
                max(0.0, now - h.at),
                max(0.0, self._listened_s - h.listened_s),
                h.signal_dbm,
                h.ready,
            )
            for serial, h in self._last.items()
        )
        idle_s = max(0.0, now - self._until) if self._listened_s else 0.0
        return HeardSoFar(self._listened_s, self._fresh, last, idle_s)
