"""Who is connected to which device: an update has its device for itself, all else waits or goes without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from walkdown.core.advance import NotAllowed


class Engaged:
    """The devices of the open job that a desk is connected to, or is about to be."""

    def __init__(self) -> None:
        self._alone: set[str] = set()
        self._beside: Counter[str] = Counter()

    def is_free(self, serial: str) -> bool:
        """Whether nobody has this device for themselves."""
        return serial not in self._alone

    def require_free(self, *serials: str) -> None:
        """Raise NotAllowed where somebody has one of these for themselves."""
        if not all(map(self.is_free, serials)):
            raise NotAllowed("this device is being updated")

    @contextmanager
    def beside_others(self, serial: str) -> Iterator[None]:
        """A connection as any other. Raises NotAllowed where somebody has the device for themselves."""
        self.require_free(serial)
        self._beside[serial] += 1
        try:
            yield
        finally:
            self._beside[serial] -= 1

    @contextmanager
    def alone(self, serial: str) -> Iterator[None]:
        """Nobody else connects meanwhile. Raises NotAllowed where somebody is connected already."""
        self.require_free(serial)
        if self._beside[serial]:
            raise NotAllowed("this device is being worked on")
        self._alone.add(serial)
        try:
            yield
        finally:
            self._alone.discard(serial)
