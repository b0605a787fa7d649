"""The promises with which the installer left, as the report says them; the same ones together."""

from __future__ import annotations

from datetime import date

from walkdown.app.report import PromiseRow
from walkdown.core.job import Job
from walkdown.core.label import grouped
from walkdown.core.promise import Item, Promise
from walkdown.core.shown import shown
from walkdown.handover import words
from walkdown.handover.clock import SiteClock, long_date

_LONG = 240
_NAMED_AT_MOST = 12


def promise_rows(
    job: Job, promises: tuple[Promise, ...], clock: SiteClock
) -> tuple[PromiseRow, ...]:
    """One row for each text, name and day, with all it was said about; the nearest day first."""
    same: dict[tuple[date, str, str], list[Promise]] = {}
    for promise in sorted(promises, key=lambda p: p.by):
        same.setdefault((promise.by, promise.what, promise.who), []).append(promise)
    return tuple(
        PromiseRow(
            about=_about(job, tuple(p.item for p in group)),
            what=shown(what, _LONG),
            who=shown(who, _LONG),
            until=long_date(by),
            written=clock.moment(max(p.at for p in group)),
        )
        for (by, what, who), group in same.items()
    )


def _about(job: Job, items: tuple[Item, ...]) -> str:
    """E.g. "BP-10 9051 3300 0425: not set up"; of many devices, by what is red about them."""
    named: dict[str, list[str]] = {}
    for item in items:
        why = words.ITEM.get(item.check, words.CHECK[item.check])
        named.setdefault(why, []).append(_device(job, item.serial))
    return "; ".join(_group(why, names) for why, names in named.items())


def _group(why: str, names: list[str]) -> str:
    known = [name for name in names if name]
    if not known:
        return why[:1].upper() + why[1:]
    more = len(known) - _NAMED_AT_MOST
    said = ", ".join(known[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")
    return f"{said}: {why}"


def _device(job: Job, serial: str) -> str:
    device = job.device(serial)
    model = shown(device.model, 24) if device else ""
    return f"{model} {shown(grouped(serial))}".strip() if serial else ""
