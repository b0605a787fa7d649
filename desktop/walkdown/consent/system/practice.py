"""A system that plays: it denies, is dismissed, takes back in mid-use, or obeys an administrator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState


class PracticeSystem:
    """Implements `Explained`. Touches nothing; every state is what was put, n/a to begin with."""

    def __init__(self, states: Mapping[Permission, OsState] | None = None) -> None:
        self._states = dict(states or {})
        self._answers: dict[Permission, OsState] = {}
        self._words: dict[Permission, str] = {}
        self._needs: dict[Permission, Permission] = {}
        self._asked: list[Permission] = []
        self._while_open: Callable[[], Awaitable[None]] | None = None

    @property
    def platform(self) -> str:
        """Always practice."""
        return "practice"

    @property
    def asked(self) -> tuple[Permission, ...]:
        """What the system's own question was shown for, oldest first."""
        return tuple(self._asked)

    def put(self, permission: Permission, state: OsState, why: str = "") -> None:
        """From now on the system stands so; in mid-use a DENIED is a revocation. Any thread."""
        self._states[permission] = state
        self._words[permission] = why

    def will_answer(self, permission: Permission, state: OsState) -> None:
        """What the person will answer the system's question; unanswered, it is dismissed."""
        self._answers[permission] = state

    def while_open(self, moment: Callable[[], Awaitable[None]] | None) -> None:
        """What happens while the system's question stands open."""
        self._while_open = moment

    def keep_under(self, permission: Permission, needed: Permission) -> None:
        """Play a system that keeps one permission under another, as Wi-Fi lists under location."""
        self._needs[permission] = needed

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        """As it was put."""
        return self._states.get(permission, OsState.NOT_APPLICABLE)

    async def request(self, permission: Permission, purpose: Purpose) -> OsState:
        """Show the question where nothing is decided; a decided system asks nobody."""
        if self.state(permission, purpose) is OsState.UNDETERMINED:
            self._asked.append(permission)
            if self._while_open is not None:
                await self._while_open()
            if (answer := self._answers.get(permission)) is not None:
                self._states[permission] = answer
        return self.state(permission, purpose)

    def settings(self, permission: Permission) -> str:
        """There is no page to open."""
        return ""

    def why(self, permission: Permission, purpose: Purpose | None = None) -> str:
        """As it was put."""
        return self._words.get(permission, "")

    def needs(self, permission: Permission) -> Permission | None:
        """As it was told."""
        return self._needs.get(permission)

    def wifi_list(self) -> OsState:
        """The state of what Wi-Fi is kept under."""
        kept_under = self._needs.get(Permission.WIFI, Permission.WIFI)
        return self._states.get(kept_under, OsState.NOT_APPLICABLE)
