"""How a permission stands: the sum of its purposes in a word, a second line, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from walkdown.app.standing_cells import OWNERS
from walkdown.consent.cells import CellView
from walkdown.consent.cellstate import CellState
from walkdown.consent.purpose import Purpose
from walkdown.consent.system.state import OsState
from walkdown.ui.kit import Glyph
from walkdown.ui.pages.privacy_words import (
    BY_HAND,
    NO_SITE,
    NOTES,
    OF_THE_OWNER,
    PER_SITE,
    STATES,
    UNUSED,
    USED,
    last_use,
    local,
)

_LONG = (CellState.SITE, CellState.COMPUTER)
_WORST = (OsState.RESTRICTED, OsState.DENIED, OsState.UNDETERMINED, OsState.GRANTED)


class Act(StrEnum):
    """The one action of a row."""

    NONE = "none"
    WITHDRAW = "withdraw"
    ASK = "ask"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class View:
    """What the page knows beside the cells: is a site open, what is in use, where, which links."""

    site: bool = True
    every_site: bool = False
    in_use: frozenset[Purpose] = frozenset()
    where: Mapping[Purpose, tuple[str, ...]] | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """A row as it is shown; `purposes` are those that its action is about."""

    word: str
    note: str
    glyph: Glyph
    os: OsState
    used: str
    in_use: bool
    act: Act
    purposes: tuple[Purpose, ...]
    may_reset: bool = False


def stand_of(cells: tuple[CellView, ...], view: View) -> Stand:
    """One purpose or several under one permission. At least one cell."""
    known = tuple(
        c for c in cells if c.purpose in USED | OWNERS or c.state is not CellState.UNASKED
    )
    word, note, glyph = _words(known, cells, view)
    last = max(c.last_use_ms for c in cells)
    in_use = any(c.purpose in view.in_use for c in cells)
    os = next((state for state in _WORST if any(c.os is state for c in cells)), cells[0].os)
    act, purposes = _act(known, os, view)
    ours = any(c.purpose not in OWNERS for c in known)
    if ours and act is Act.NONE and os is OsState.DENIED:
        note = BY_HAND
    return Stand(
        word,
        note,
        glyph,
        os,
        "in use now" if in_use else last_use(last),
        in_use,
        act,
        purposes,
        any(c.state is not CellState.UNASKED for c in cells),
    )


def _words(
    known: tuple[CellView, ...], cells: tuple[CellView, ...], view: View
) -> tuple[str, str, Glyph]:
    if not known:
        return *UNUSED, "wait"
    granted = [c for c in known if c.granted]
    if granted:
        longest = max(granted, key=lambda c: c.until_ms)
        place = _places(granted, view)
        note = _until(longest, place)
        if len(granted) < len(known):
            note = f"{len(granted)} of {len(known)}, {place or NOTES[longest.state]}"
        return "Allowed", note, "ok"
    newest = max(known, key=lambda c: c.record)
    if newest.state is CellState.UNASKED:
        owners = all(c.purpose in OWNERS for c in cells)
        if owners and not any(c.purpose.startswith("share.") for c in cells):
            return "Not asked", OF_THE_OWNER, "wait"
        if not (view.site or _without_site(known)):
            return PER_SITE, "", "wait"
    word, glyph = STATES[newest.state]
    return word, NOTES.get(newest.state, ""), glyph


def _places(granted: list[CellView], view: View) -> str:
    """In the view of all sites: where it is allowed."""
    if not view.every_site or view.where is None:
        return ""
    names = dict.fromkeys(name for c in granted for name in view.where.get(c.purpose, ()))
    return next(iter(names), "") if len(names) < 2 else f"{len(names)} sites"


def _until(cell: CellView, place: str) -> str:
    note = NOTES[cell.state]
    if place and cell.state is not CellState.COMPUTER:
        note = place
    if not cell.until_ms:
        return note
    at = local(cell.until_ms)
    return f"{note}, to {at:%b %Y}" if cell.state in _LONG else f"{note}, to {at:%H:%M}"


def _without_site(cells: tuple[CellView, ...]) -> bool:
    return any(c.purpose in NO_SITE for c in cells)


def _act(known: tuple[CellView, ...], os: OsState, view: View) -> tuple[Act, tuple[Purpose, ...]]:
    granted = tuple(c.purpose for c in known if c.granted)
    if granted:
        return Act.WITHDRAW, granted
    if not known:
        return Act.NONE, ()
    if os.forbids:
        # Our own prompt would only lead to the system's no.
        return (Act.SETTINGS if view.link and os is OsState.DENIED else Act.NONE), ()
    askable = tuple(
        c.purpose for c in known if c.purpose in USED and (view.site or c.purpose in NO_SITE)
    )
    return (Act.ASK, askable[:1]) if askable else (Act.NONE, ())
