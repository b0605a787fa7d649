"""The system that a job's equipment belongs to: the computer's own, or the practice yard's."""

from __future__ import annotations

from collections.abc import Callable

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState, System


class SystemOfTheJob:
    """Implements `System` for the gate: a practice job never makes the real system ask.

    `asks` is told before and after the system asks the person.
    """

    def __init__(
        self, of_the_job: Callable[[], System], asks: Callable[[Permission, bool], None]
    ) -> None:
        self._of_the_job = of_the_job
        self._asks = asks

    @property
    def platform(self) -> str:
        """For the record."""
        return self._of_the_job().platform

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        """Read without asking."""
        return self._of_the_job().state(permission, purpose)

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        """Let the system ask, and say that it does."""
        self._asks(permission, True)
        try:
            return await self._of_the_job().request(permission, purpose)
        finally:
            self._asks(permission, False)

    def settings(self, permission: Permission) -> str:
        """The link to the system's own page."""
        return self._of_the_job().settings(permission)
