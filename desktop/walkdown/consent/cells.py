"""The cells: how each purpose stands for a site, computed from the ledger alone. Pure; time is given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.consent.entry import Entry, Happened
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import PromptText

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
ONCE_MS: Final = 10 * MINUTE_MS
SESSION_MS: Final = 8 * HOUR_MS
LONGEST_MS: Final = 365 * DAY_MS
UNUSED_MS: Final = 90 * DAY_MS


class CellState(StrEnum):
    """How a purpose stands."""

    UNASKED = "unasked"
    ONCE = "once"
    SESSION = "session"
    SITE = "site"
    COMPUTER = "computer"
    DENIED = "denied"
    DENIED_QUIET = "denied-quiet"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RENEW = "renew"


GRANTED: Final = frozenset({CellState.ONCE, CellState.SESSION, CellState.SITE, CellState.COMPUTER})
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
    Happened.EXPIRED: CellState.EXPIRED,
}
_ENDS: Final = frozenset({Happened.USE_END, Happened.USE_ABORT, Happened.USE_UNCLEAN})


@dataclass(frozen=True, slots=True)
class CellView:
    """One purpose on one site. `until_ms` and `last_use_ms` are UTC, 0 for none; `record` the grant's seq."""

    permission: Permission
    purpose: Purpose
    state: CellState
    until_ms: int = 0
    last_use_ms: int = 0
    record: int = 0

    @property
    def granted(self) -> bool:
        """Whether a use may begin without asking."""
        return self.state in GRANTED


def until_of(scope: Scope, at_ms: int) -> int:
    """When a yes of this scope ends at the latest. There is no for ever."""
    length = {Scope.ONCE: ONCE_MS, Scope.SESSION: SESSION_MS}.get(scope, LONGEST_MS)
    return at_ms + length


def cell_of(
    entries: Iterable[Entry], text: PromptText, site: str, session: str, now_ms: int
) -> CellView:
    """How the purpose stands now. `session` is this run of the program: its yes dies with it."""
    cell = CellView(text.permission, text.purpose, CellState.UNASKED)
    grant: Entry | None = None
    for entry in entries:
        if entry.purpose != text.purpose or not _concerns(entry, site):
            continue
        if entry.event is Happened.GRANTED:
            grant = entry
            state = _OF_SCOPE[Scope(entry.scope)]
            cell = _with(cell, state, entry.until_ms, entry.seq)
        elif entry.event in _ANSWERS:
            grant = None
            cell = _with(cell, _ANSWERS[entry.event], 0, entry.seq)
        elif entry.event is Happened.USE_START:
            cell = CellView(
                cell.permission, cell.purpose, cell.state, cell.until_ms, entry.at_ms, cell.record
            )
        elif entry.event in _ENDS and grant is not None and grant.scope == Scope.ONCE:
            grant = None
            cell = _with(cell, CellState.EXPIRED, 0, cell.record)
    if grant is None:
        return cell
    return _with(cell, _now(cell, grant, text, session, now_ms), cell.until_ms, cell.record)


def _concerns(entry: Entry, site: str) -> bool:
    """A yes for the computer concerns every site; all else only its own."""
    return entry.site == site or entry.scope == Scope.COMPUTER


def _now(cell: CellView, grant: Entry, text: PromptText, session: str, now_ms: int) -> CellState:
    if grant.fingerprint != text.fingerprint:
        return CellState.RENEW
    used = max(cell.last_use_ms, grant.at_ms)
    lasting = grant.scope in (Scope.SITE, Scope.COMPUTER)
    # A clock that was set back must not lengthen a yes: the time of the grant is in the past.
    over = now_ms >= grant.until_ms or now_ms < grant.at_ms - DAY_MS
    if over or (lasting and now_ms - used > UNUSED_MS):
        return CellState.EXPIRED
    if not lasting and grant.session != session:
        return CellState.EXPIRED
    return cell.state


def _with(cell: CellView, state: CellState, until_ms: int, record: int) -> CellView:
    kept = until_ms if state in GRANTED else 0
    return CellView(cell.permission, cell.purpose, state, kept, cell.last_use_ms, record)
