"""How the permissions stand over all sites: where each purpose is allowed, and when it was used last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from walkdown.app.ledger_words import GONE
from walkdown.consent.cells import CellView
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.purpose import Purpose
from walkdown.core.shown import shown

_CHANGES: Final = frozenset(
    {
        *(Happened.GRANTED, Happened.REFUSED, Happened.REFUSED_QUIET),
        *(Happened.WITHDRAWN, Happened.REVOKED, Happened.RESET),
        *(Happened.EXPIRED, Happened.RENEWAL),
    }
)
# What the owner says on a page of their own, and what leaves the computer with a pack.
OWNERS: Final = frozenset(
    {
        *(Purpose.OWNER_WIFI, Purpose.OWNER_PHOTO, Purpose.OWNER_ONLINE),
        *(Purpose.SHARE_CUSTOMER, Purpose.SHARE_MANUFACTURER, Purpose.SHARE_SUPPORT),
    }
)
# The names of the sites at which a purpose is allowed.
Where = tuple[tuple[Purpose, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """What the ledger tells of a purpose: the sites it was decided for, which may be allowed, last use."""

    decided: tuple[str, ...] = ()
    maybe_allowed: tuple[str, ...] = ()
    last_use_ms: int = 0


def traces(entries: Iterable[Entry]) -> dict[str, Traces]:
    """The traces of every purpose in the ledger, by its id. Entries oldest first."""
    last: dict[str, dict[str, Happened]] = {}
    used: dict[str, int] = {}
    for entry in entries:
        if entry.event in _CHANGES and entry.purpose:
            last.setdefault(entry.purpose, {})[entry.site] = entry.event
        elif entry.event is Happened.USE_START:
            used[entry.purpose] = entry.at_ms
    return {
        purpose: Traces(
            tuple(last.get(purpose, {})),
            tuple(s for s, e in last.get(purpose, {}).items() if e is Happened.GRANTED),
            used.get(purpose, 0),
        )
        for purpose in {*last, *used}
    }


def over_all_sites(
    here: tuple[CellView, ...],
    found: Mapping[str, Traces],
    cells_of: Callable[[str], tuple[CellView, ...]],
    names: Mapping[str, str],
) -> tuple[tuple[CellView, ...], Where]:
    """Each purpose at its most allowed, and the names of the sites where it is. `here` is the open site's."""
    sites = dict.fromkeys(site for one in found.values() for site in one.maybe_allowed)
    by_site = {site: {cell.purpose: cell for cell in cells_of(site)} for site in sites}
    cells, where = [], []
    for cell in here:
        of = found.get(cell.purpose, Traces())
        allowed = [
            (site, by_site[site][cell.purpose])
            for site in of.maybe_allowed
            if by_site[site][cell.purpose].granted
        ]
        best = max((one for _, one in allowed), key=lambda one: one.until_ms, default=cell)
        cells.append(replace(best, last_use_ms=max(of.last_use_ms, cell.last_use_ms)))
        if allowed:
            told = (shown(names[site]) if site in names else GONE for site, _ in allowed)
            where.append((cell.purpose, tuple(dict.fromkeys(told))))
    return tuple(cells), tuple(where)
