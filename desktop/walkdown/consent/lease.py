"""A lease: the right to use one permission for one purpose, now. Only the gate can make one."""

from __future__ import annotations

import asyncio
import threading
from typing import Final

from walkdown.consent.purpose import Purpose

_MINT: Final = object()


class LeaseEnded(Exception):
    """The lease was stopped, withdrawn or has run out; the use must come to rest now."""


class WrongLease(Exception):
    """A lease for another purpose was offered: our own mistake, never the person's."""


class Lease:
    """Handed to every adapter that touches something powerful; it refuses to work without it.

    `cancelled` is set on the engine's loop when the use must stop; `ended` may be read from any thread.
    """

    def __init__(self, number: int, purpose: Purpose, site: str, *, mint: object) -> None:
        if mint is not _MINT:
            raise WrongLease("only the gate makes leases")
        self.number = number
        self.purpose = purpose
        self.site = site
        self.cancelled = asyncio.Event()
        self._ended = threading.Event()
        self._counts: dict[str, int] = {}
        self.blocked = ""

    @property
    def ended(self) -> bool:
        """Whether the use must have stopped; safe from any thread."""
        return self._ended.is_set()

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """What was used so far, as (word, number); ends up in the ledger."""
        return tuple(sorted(self._counts.items()))

    def check(self, *purposes: Purpose) -> None:
        """Raise WrongLease for another purpose, LeaseEnded once the use must stop."""
        if self.purpose not in purposes:
            raise WrongLease(f"{self.purpose} is not a lease for this")
        if self.ended:
            raise LeaseEnded(self.purpose)

    def note(self, word: str, number: int = 1) -> None:
        """Count what the use did ("codes", "devices"); never what it saw."""
        self._counts[word] = self._counts.get(word, 0) + number

    def refused_by_system(self, how: str) -> None:
        """The computer's system refused while it was used; written down when the use is over."""
        self.blocked = how

    def end(self) -> None:
        """Set both flags. Called by the gate on the engine's loop; ending twice is harmless."""
        self._ended.set()
        self.cancelled.set()
