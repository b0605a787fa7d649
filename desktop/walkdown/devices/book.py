"""The book of what is heard: adverts of one scan merged per address, bounded in number and in time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from walkdown.core.sighting import Protocol, Sighting, serial_in_name
from walkdown.devices.adverts import Advert, Recognised, recognise

MOST_ADDRESSES: Final = 2000
MOST_NAME: Final = 64
FORGET_S: Final = 30.0
# Devices with two adverts in turn hide the service in one of them for a second (protocols.md 2.4).
SERVICE_FADES_S: Final = 10.0
_SIGNAL_LEAST, _SIGNAL_MOST = -127, 20
_NOTHING: Final[Mapping[int, bytes]] = MappingProxyType({})


@dataclass(slots=True)
class _Entry:
    name: str = ""
    signal_dbm: int = _SIGNAL_LEAST
    heard_at: float = 0.0
    known_at: float = 0.0
    known: Recognised | None = None

    def know(self, said: Recognised, at: float) -> None:
        """What an advert leaves open stays as an earlier one had it."""
        before = self.known if self.known and self.known.protocol is said.protocol else said
        ready = before.ready if said.ready is None else said.ready
        self.known = Recognised(said.protocol, ready, said.serial or before.serial)
        self.known_at = at


class Book:
    """Adverts of one scan; the oldest address leaves when there are too many."""

    def __init__(self) -> None:
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def hear(
        self,
        key: str,
        name: str | None,
        uuids: Sequence[str],
        service_data: Mapping[str, bytes],
        signal_dbm: int,
        at: float,
        manufacturer_data: Mapping[int, bytes] = _NOTHING,
    ) -> bool:
        """Merge one advert heard at the monotonic time `at`; True for an address not in the book."""
        new = key not in self._entries
        entry = self._entries.setdefault(key, _Entry())
        self._entries.move_to_end(key)
        entry.heard_at = at
        entry.signal_dbm = min(max(signal_dbm, _SIGNAL_LEAST), _SIGNAL_MOST)
        entry.name = name[:MOST_NAME] if name else entry.name
        said = recognise(Advert(entry.name, uuids, service_data, manufacturer_data))
        if said is not None:
            entry.know(said, at)
        if len(self._entries) > MOST_ADDRESSES:
            self._entries.popitem(last=False)
        return new

    def sightings(self, at: float) -> tuple[Sighting, ...]:
        """All that was heard in the last half minute, last heard first."""
        while self._entries and at - next(iter(self._entries.values())).heard_at > FORGET_S:
            self._entries.popitem(last=False)
        return tuple(_sighting(key, e, at) for key, e in reversed(self._entries.items()))


def _sighting(key: str, entry: _Entry, at: float) -> Sighting:
    known = entry.known if at - entry.known_at <= SERVICE_FADES_S else None
    return Sighting(
        key=key,
        name=entry.name,
        serial=(known.serial if known else "") or serial_in_name(entry.name),
        signal_dbm=entry.signal_dbm,
        protocol=known.protocol if known else Protocol.UNKNOWN,
        age_s=max(0.0, at - entry.heard_at),
        # Where only the service was heard, nothing speaks against setting it up.
        ready=known is None or known.ready is not False,
    )
