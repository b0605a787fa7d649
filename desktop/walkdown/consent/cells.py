"""The cells: how each purpose stands for a site, computed from the ledger alone. Pure; time is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from walkdown.consent.cellstate import GRANTED, CellState
from walkdown.consent.entry import USE_ENDS, Entry, Happened
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import PromptText
from walkdown.consent.system.state import OsState

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
ONCE_MS: Final = 10 * MINUTE_MS
SESSION_MS: Final = 8 * HOUR_MS
LONGEST_MS: Final = 365 * DAY_MS
UNUSED_MS: Final = 90 * DAY_MS


_OF_SCOPE = {
    Scope.ONCE: CellState.ONCE,
    Scope.SESSION: CellState.SESSION,
    Scope.SITE: CellState.SITE,
    Scope.COMPUTER: CellState.COMPUTER,
}
_ANSWERS: Final = {
    Happened.REFUSED: CellState.DENIED,
    Happened.REFUSED_QUIET: CellState.DENIED_QUIET,
    Happened.WITHDRAWN: CellState.WITHDRAWN,
    Happened.REVOKED: CellState.WITHDRAWN,
    Happened.RESET: CellState.UNASKED,
    Happened.EXPIRED: CellState.EXPIRED,
    Happened.RENEWAL: CellState.RENEW,
}


@dataclass(frozen=True, slots=True)
class CellView:
    """One purpose on one site. `until_ms` and `last_use_ms` are UTC, 0 for none; `record` the seq
    of the yes, or of what ended it; `os` what the computer's system says to it."""

    permission: Permission
    purpose: Purpose
    state: CellState
    until_ms: int = 0
    last_use_ms: int = 0
    record: int = 0
    os: OsState = OsState.NOT_APPLICABLE

    @property
    def granted(self) -> bool:
        """Whether a use may begin without asking."""
        return self.state in GRANTED


def until_of(scope: Scope, at_ms: int) -> int:
    """When a yes of this scope ends at the latest. There is no for ever."""
    length = {Scope.ONCE: ONCE_MS, Scope.SESSION: SESSION_MS}.get(scope, LONGEST_MS)
    return at_ms + length


def concerns(text: PromptText, one: str, other: str) -> bool:
    """Whether what holds for one site holds for the other: what is not about a site does."""
    return one == other or text.everywhere


def view_of(story: Story, text: PromptText, session: str, now_ms: int) -> CellView:
    """How a cell stands now that has come to this so far."""
    state, grant = story.state, story.grant
    if grant is not None:
        state = _now(state, grant, story.last_use_ms, text, session, now_ms)
    until_ms = grant.until_ms if grant is not None and state in GRANTED else 0
    return CellView(text.permission, text.purpose, state, until_ms, story.last_use_ms, story.record)


@dataclass(slots=True)
class Story:
    """What the entries of one cell have come to so far; `record` is the seq of the last that counts."""

    state: CellState = CellState.UNASKED
    grant: Entry | None = None
    record: int = 0
    last_use_ms: int = 0
    once_start: int = 0

    def tell(self, entry: Entry) -> None:
        """The next entry. A decision replaces the one before; a use of once ends its yes."""
        if entry.event is Happened.USE_START:
            self.last_use_ms = entry.at_ms
            if self.state is CellState.ONCE and entry.record == self.record:
                self.once_start = entry.seq
        elif entry.event in USE_ENDS:
            if self.once_start and entry.record == self.once_start:
                self._become(CellState.EXPIRED, entry, None)
        elif entry.event is Happened.GRANTED:
            self._become(_OF_SCOPE[Scope(entry.scope)], entry, entry)
        elif entry.event in _ANSWERS:
            self._become(_ANSWERS[entry.event], entry, None)

    def _become(self, state: CellState, entry: Entry, grant: Entry | None) -> None:
        self.state, self.record, self.grant, self.once_start = state, entry.seq, grant, 0


def _now(
    state: CellState,
    grant: Entry,
    last_use_ms: int,
    text: PromptText,
    session: str,
    now_ms: int,
) -> CellState:
    if grant.fingerprint not in text.fingerprints:
        return CellState.RENEW
    used = max(last_use_ms, grant.at_ms)
    # A clock that was set back must not lengthen a yes: the time of the grant is in the past.
    over = now_ms >= grant.until_ms or now_ms < grant.at_ms - DAY_MS
    if over or (grant.scope == Scope.SITE and now_ms - used > UNUSED_MS):
        return CellState.EXPIRED
    if grant.scope in (Scope.ONCE, Scope.SESSION) and grant.session != session:
        return CellState.EXPIRED
    return state
