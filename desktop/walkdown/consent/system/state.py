"""How the computer's own system stands to a permission, and the port through which it is asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from walkdown.consent.purpose import Permission, Purpose


class OsState(StrEnum):
    """The five states of consent.md 3.2; NOT_APPLICABLE where the system has no step of its own."""

    NOT_APPLICABLE = "n/a"
    UNDETERMINED = "undetermined"
    GRANTED = "granted"
    DENIED = "denied"
    RESTRICTED = "restricted"

    @property
    def allows(self) -> bool:
        """Whether the system lets a use begin now."""
        return self in (OsState.NOT_APPLICABLE, OsState.GRANTED)

    @property
    def forbids(self) -> bool:
        """Whether the system would refuse: then we do not ask either (I10)."""
        return self in (OsState.DENIED, OsState.RESTRICTED)


class System(Protocol):
    """This computer. Nothing here raises; what cannot be read is UNDETERMINED or NOT_APPLICABLE."""

    @property
    def platform(self) -> str:
        """linux, macos, windows or practice: for the record."""
        ...

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        """Read the state without asking anybody. Quick; any thread."""
        ...

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        """Let the system ask the person where it has a way; the state afterwards."""
        ...

    def settings(self, permission: Permission) -> str:
        """The link that opens the system's own page for it; empty where there is none."""
        ...
