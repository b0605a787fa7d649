"""A computer whose system has no step of its own: the app's gate is the only one."""

from __future__ import annotations

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState


class WithoutSystem:
    """Nothing to ask, nothing to read, nothing to open."""

    platform = "none"

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        """There is no such step."""
        return OsState.NOT_APPLICABLE

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        """Nobody asks."""
        return OsState.NOT_APPLICABLE

    def settings(self, permission: Permission) -> str:
        """No page."""
        return ""
