"""The book of what is heard: adverts of one scan merged per address, bounded in number and in time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from walkdown.core.sighting import Protocol, Sighting, identity_in_name
from walkdown.devices.adverts import Advert, Recognised, recognise

MOST_ADDRESSES: Final = 2000
MOST_NAME: Final = 64
FORGET_S: Final = 30.0
# Devices with two adverts in turn hide the service in one of them for a second (protocols.md 2.4).
SERVICE_FADES_S: Final = 10.0
# A device that has changed its address is silent at the former one, two devices are not.
QUIET_S: Final = 5.0
_SIGNAL_LEAST, _SIGNAL_MOST = -127, 20
_NOTHING: Final[Mapping[int, bytes]] = MappingProxyType({})


@dataclass(slots=True)
class _Entry:
    name: str = ""
    identity: str = ""
    signal_dbm: int = _SIGNAL_LEAST
    heard_at: float = 0.0
    first_at: float = 0.0
    known_at: float = 0.0
    known: Recognised | None = None

    def know(self, said: Recognised, at: float) -> None:
        """What an advert leaves open stays as an earlier one had it."""
        before = self.known if self.known and self.known.protocol is said.protocol else said
        ready = before.ready if said.ready is None else said.ready
        offers = before.offers if said.offers is None else said.offers
        self.known = Recognised(said.protocol, ready, said.serial or before.serial, offers)
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
        entry = self._entries.setdefault(key, _Entry(first_at=at))
        self._entries.move_to_end(key)
        entry.heard_at = at
        entry.signal_dbm = min(max(signal_dbm, _SIGNAL_LEAST), _SIGNAL_MOST)
        if name and name[:MOST_NAME] != entry.name:
            entry.name = name[:MOST_NAME]
            entry.identity = identity_in_name(entry.name)
        said = recognise(Advert(entry.name, uuids, service_data, manufacturer_data))
        if said is not None:
            entry.know(said, at)
        if len(self._entries) > MOST_ADDRESSES:
            self._entries.popitem(last=False)
        return new

    def sightings(self, at: float) -> tuple[Sighting, ...]:
        """All that was heard in the last half minute, last heard first.

        Of two with one serial both are given, but for the address that a device has left.
        """
        while self._entries and at - next(iter(self._entries.values())).heard_at > FORGET_S:
            self._entries.popitem(last=False)
        said = ((e, _sighting(key, e, at)) for key, e in reversed(self._entries.items()))
        return tuple(_without_left(said, at))


def _without_left(said: Iterable[tuple[_Entry, Sighting]], at: float) -> Iterator[Sighting]:
    """An address is left when its serial has come up at another since, and it is quiet itself.

    `said`: last heard first.
    """
    newest: dict[str, float] = {}
    for entry, sighting in said:
        came_up = newest.get(sighting.serial, 0.0) if sighting.serial else 0.0
        if came_up <= entry.heard_at or at - entry.heard_at <= QUIET_S:
            yield sighting
        newest[sighting.serial] = max(came_up, entry.first_at)


def _sighting(key: str, entry: _Entry, at: float) -> Sighting:
    known = entry.known if at - entry.known_at <= SERVICE_FADES_S else None
    return Sighting(
        key=key,
        name=entry.name,
        serial=(known.serial if known else "") or entry.identity,
        signal_dbm=entry.signal_dbm,
        protocol=known.protocol if known else Protocol.UNKNOWN,
        age_s=max(0.0, at - entry.heard_at),
        # Where only the service was heard, nothing speaks against setting it up.
        ready=known is None or known.ready is not False,
        offers=known.offers if known else None,
    )
