"""Waiting for the first of several things: how long each verb may take, and until when."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from walkdown.consent.lease import Lease, LeaseEnded

T = TypeVar("T")

CONNECT_S: Final = 15.0
ANSWER_S: Final = 8.0
REST_S: Final = 0.5
LOOK_S: Final = 20.0
BUTTON_S: Final = 60.0
JOIN_S: Final = 90.0
GOODBYE_S: Final = 3.0
POLL_S: Final = 1.0
ERASE_S: Final = 40.0
RESTART_S: Final = 120.0
# Of a link that still is one, with the smallest parts and the longest connection interval.
BYTE_S: Final = 1 / 200


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that each verb may take.

    connect: link and service discovery. answer: one read, write or result. rest: the other parts of
    a result that has begun. look: until the device has looked for networks. button: until the person
    pressed it (protocols.md 2.3). join: until the device is on the network (2.8). goodbye: the
    disconnect. poll: between two looks at a device that does not tell by itself. erase: the memory
    for new firmware. restart: until it is back with it (protocols.md 5.5). byte: each on its way.
    """

    connect_s: float = CONNECT_S
    answer_s: float = ANSWER_S
    rest_s: float = REST_S
    look_s: float = LOOK_S
    button_s: float = BUTTON_S
    join_s: float = JOIN_S
    goodbye_s: float = GOODBYE_S
    poll_s: float = POLL_S
    erase_s: float = ERASE_S
    restart_s: float = RESTART_S
    byte_s: float = BYTE_S


async def while_leased(lease: Lease, work: Coroutine[Any, Any, T]) -> T:
    """What the work gives; it is cancelled, and LeaseEnded raised, where the lease ends before."""
    task = asyncio.ensure_future(work)
    over = asyncio.ensure_future(lease.cancelled.wait())
    try:
        await asyncio.wait((task, over), return_when=asyncio.FIRST_COMPLETED)
    finally:
        over.cancel()
        task.cancel()
        # Also where it is done: what it raised is taken, though nobody may be left to hear it.
        await asyncio.gather(task, return_exceptions=True)
    if task.cancelled() and lease.ended:
        raise LeaseEnded(lease.purpose)
    return task.result()


async def first_of(seconds: float, *events: asyncio.Event) -> None:
    """Return when one of the events is set or the time is up."""
    if any(event.is_set() for event in events):
        return
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
