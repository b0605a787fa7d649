"""What an error in mid-use says of the system's permission: a revocation, or nothing."""

from __future__ import annotations

from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code, Setback

BY_SYSTEM = "DENIED_BY_SYSTEM"


def taken_back(setback: Setback) -> OsState | None:
    """DENIED or RESTRICTED where the system refused the radio; None where it did not speak.

    A radio that is missing or off is not a permission, and keeps its own code.
    """
    if setback.code is not Code.BLUETOOTH_BLOCKED:
        return None
    by_system = setback.trouble.detail == BY_SYSTEM
    return OsState.RESTRICTED if by_system else OsState.DENIED
