"""What the gate needs of a ledger: a book that is only ever written on."""

from __future__ import annotations

from typing import Protocol

from walkdown.consent.entry import Entry
from walkdown.consent.ledger import Standing


class Book(Protocol):
    """What the gate needs of a ledger. All blocking."""

    def append(self, entry: Entry) -> Entry:
        """On disk when it returns. Raises LedgerUnwritable or LedgerBroken."""
        ...

    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        ...

    @property
    def public(self) -> bytes | None:
        """The key that signs it; None for none."""
        ...

    def receipt(self, seq: int) -> bytes:
        """An entry with its proof, for whoever has no ledger. Raises IndexError."""
        ...

    def pack_note(self, files: int, digest: bytes) -> bytes:
        """The signed note over a pack's list of hashes; empty without a key."""
        ...

    @property
    def standing(self) -> Standing:
        """What can be said for it now."""
        ...

    def verify(self) -> bool:
        """Whether every entry is there and unchanged."""
        ...

    def close(self) -> None:
        """Let it go."""
        ...
