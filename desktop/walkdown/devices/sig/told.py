"""What a connected device tells by the SIG's characteristics: texts, values, and its clock, set right.

What it refuses to tell, or tells in bytes that cannot be, is as if it had never offered it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final, TypeVar

from walkdown.core.device import Reading
from walkdown.core.shown import shown
from walkdown.core.trouble import Code, Setback
from walkdown.devices.session import Session
from walkdown.devices.sig import clock, identity, phase, values
from walkdown.devices.sig.numbers import (
    CURRENT_TIME,
    LOCAL_TIME,
    PRESENTATION_FORMAT,
    USER_DESCRIPTION,
    BadValue,
)
from walkdown.devices.sig.values import QUANTITIES, Quantity

log = logging.getLogger(__name__)

MOST_VALUES: Final = 32
# The device answers, but not with a value; anything else is about the link and ends the visit.
_WITHHELD: Final = frozenset({Code.BROKEN_PROTOCOL, Code.NOT_PAIRED})
_TELLS_APART: Final = (
    (USER_DESCRIPTION, phase.by_text),
    (PRESENTATION_FORMAT, phase.by_format),
)

T = TypeVar("T")


async def text(session: Session, uuid: str) -> str:
    """One of the texts of Device Information; empty where it tells none."""
    found = session.handles(uuid)
    return (await _told(session, found[0], identity.text) or "") if found else ""


async def readings(session: Session) -> tuple[Reading, ...]:
    """Its charge and its electrical values, 32 at most; those it does not know are left out."""
    rows = []
    for quantity, handle, several in _offered(session)[:MOST_VALUES]:
        told = await _told(session, handle, partial(values.measured, quantity))
        if told is not None and isinstance(told.number, Decimal):
            which = await _which(session, handle) if several else ""
            said = values.in_words(quantity, told.number)
            rows.append(Reading(f"{quantity.name} {which}".rstrip(), said, quantity.unit))
    return tuple(rows)


async def set_clock(session: Session, now: Callable[[], datetime]) -> Reading | None:
    """Set its clock where that is off by more than a minute, and say so; None where it has none.

    It is read again after that: what is told is what the device then shows.
    """
    if not session.handles(CURRENT_TIME):
        return None
    ahead = await _ahead_of_utc(session)
    was = await _off(session, ahead, now)
    if was is not None and abs(was) <= clock.SLACK:
        return Reading("Clock", "right")
    try:
        await session.write(CURRENT_TIME, clock.set_time(_local(now(), ahead)))
    except Setback as refused:
        # 0x80 says that a field was ignored, which is no trouble; the next look tells.
        if refused.code not in _WITHHELD:
            raise
    after = await _off(session, ahead, now)
    before = "it had no time" if was is None else f"was {clock.off_words(was)}"
    if after is not None and abs(after) <= clock.SLACK:
        return Reading("Clock", f"set, {before}")
    return Reading("Clock", f"not set, {before}")


# --- values -----------------------------------------------------------------------------------


def _offered(session: Session) -> list[tuple[Quantity, int, bool]]:
    """What it has of what we can read: quantity, handle, whether it has several of it."""
    return [
        (quantity, handle, len(found) > 1)
        for uuid, quantity in QUANTITIES.items()
        for found in (session.handles(uuid),)
        for handle in found
    ]


async def _which(session: Session, handle: int) -> str:
    """Which of several: the maker's word, else the number the format gives it."""
    for uuid, meaning in _TELLS_APART:
        try:
            raw = await session.described(handle, uuid)
            word = "" if raw is None else shown(meaning(raw), phase.MOST_TEXT)
        except (Setback, BadValue) as error:
            if isinstance(error, Setback) and error.code not in _WITHHELD:
                raise
            continue
        if word:
            return word
    return ""


async def _told(session: Session, handle: int, meaning: Callable[[bytes], T]) -> T | None:
    try:
        return meaning(await session.read(handle))
    except BadValue as error:
        log.info("bluetooth: a value that cannot be (%s)", error)
    except Setback as withheld:
        if withheld.code not in _WITHHELD:
            raise
    return None


# --- clock ------------------------------------------------------------------------------------


async def _ahead_of_utc(session: Session) -> timedelta | None:
    found = session.handles(LOCAL_TIME)
    return await _told(session, found[0], clock.ahead_of_utc) if found else None


async def _off(
    session: Session, ahead: timedelta | None, now: Callable[[], datetime]
) -> timedelta | None:
    """How far its clock is ahead of the right time; None where it has no time."""
    shows = await _told(session, session.handles(CURRENT_TIME)[0], clock.current_time)
    return None if shows is None else shows - _local(now(), ahead)


def _local(now: datetime, ahead: timedelta | None) -> datetime:
    """What a clock there should show: by the device's own zone, else by the laptop's."""
    if ahead is None:
        return now.astimezone().replace(tzinfo=None)
    return now.replace(tzinfo=None) + ahead
