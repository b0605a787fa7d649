"""Who holds a device: judged from when it was last heard, how well, and what else was heard since. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.core.device import Device, Work
from walkdown.core.trouble import Code

# Devices call out some times a second; after so much listening without one, it does not call out.
SILENT_S: Final = 10.0
# What was heard longer ago, and not listened for since, says little of now.
STALE_S: Final = 60.0
# Below this, a step aside is enough to hear nothing.
WEAK_DBM: Final = -86
_SHUT: Final = frozenset({Code.NO_ANSWER, Code.LINK_REFUSED, Code.LINK_LOST})


@dataclass(frozen=True, slots=True)
class LastHeard:
    """A listed device's last advert: `age_s` ago, after which it was listened for `quiet_s`.

    `ready` is whether it said that it can be set up.
    """

    serial: str
    age_s: float
    quiet_s: float
    signal_dbm: int
    ready: bool = True


@dataclass(frozen=True, slots=True)
class HeardSoFar:
    """What the ear knows, in memory only: `listened_s` of listening in all, and who was heard last.

    `fresh` counts whoever was heard in the newest SILENT_S of listening, on the list or not. `idle_s`:
    for so long nobody has listened.
    """

    listened_s: float = 0.0
    fresh: int = 0
    last: tuple[LastHeard, ...] = ()
    idle_s: float = 0.0


NOTHING_YET: Final = HeardSoFar()


class Holder(StrEnum):
    """Who has the device, or why that cannot be said."""

    US = "us"
    NOBODY = "nobody"
    SHUT = "shut"  # it calls out, and lets nobody in
    NOT_READY = "not-ready"
    ELSEWHERE = "elsewhere"
    JOINED = "joined"  # or so it may be: its last try was cut off
    FAR = "far"
    NEVER = "never"
    ONLINE = "online"
    TWO = "two"
    DEAF = "deaf"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Holding:
    """The judgement and what it rests on; `others` were heard while the device was not."""

    holder: Holder
    last: LastHeard | None = None
    listened_s: float = 0.0
    others: int = 0


def who_holds(device: Device, heard: HeardSoFar, claims: int = 1) -> Holding:
    """`claims`: how many say now that they are this device.

    Where a device that was heard well falls silent while others go on, somebody connected to it.

    A device advertises to nobody else while it is connected (Core Spec Vol 6 Part B 4.4.2).
    """
    last = next((h for h in heard.last if h.serial == device.serial), None)
    itself = last is not None and last.quiet_s <= SILENT_S
    others = max(0, heard.fresh - itself)
    # Of a silence that nobody has listened to since, nothing is left.
    stale = heard.idle_s > STALE_S
    quiet_s = heard.listened_s if last is None else last.quiet_s
    holder = _holder(device, last, 0.0 if stale else quiet_s, others, claims)
    return Holding(holder, last, heard.listened_s, others)


def _holder(
    device: Device, last: LastHeard | None, quiet_s: float, others: int, claims: int
) -> Holder:
    if device.work is Work.WORKING:
        return Holder.US
    if claims > 1:
        return Holder.TWO
    if quiet_s < SILENT_S:
        return _calling(device, last)
    if device.joined:
        return Holder.ONLINE
    if not others:
        return Holder.DEAF
    if device.cut_off:
        return Holder.JOINED
    if last is None:
        return Holder.NEVER
    return Holder.FAR if last.signal_dbm < WEAK_DBM else Holder.ELSEWHERE


def _calling(device: Device, last: LastHeard | None) -> Holder:
    """It is too early to call it silent."""
    if last is None or last.age_s > STALE_S:
        if device.joined:
            return Holder.ONLINE
        return Holder.JOINED if device.cut_off else Holder.UNKNOWN
    if device.trouble is not None and device.trouble.code in _SHUT:
        return Holder.SHUT
    return Holder.NOBODY if last.ready else Holder.NOT_READY
