"""One line on a Linux desktop, through its notification server; taken away again after some seconds."""

from __future__ import annotations

import asyncio
import logging
from html import escape
from typing import Final

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.shown import shown
from walkdown.lan.bus import Bus, Connect, NoAnswer, Spot, session_bus

log = logging.getLogger(__name__)

SHOWN_S: Final = 10.0
ANSWER_S: Final = 3.0
MOST: Final = 120
_TITLE: Final = "Walkdown"
_NOTES: Final = Spot(
    "org.freedesktop.Notifications",
    "/org/freedesktop/Notifications",
    "org.freedesktop.Notifications",
)


class DesktopNotes:
    """Implements the port `Notifier` (Desktop Notifications Specification 1.2)."""

    def __init__(self, connect: Connect = session_bus, shown_s: float = SHOWN_S) -> None:
        self._connect = connect
        self._shown_s = shown_s

    async def show(self, lease: Lease, text: str) -> None:
        """Show the line until its time is over or the lease ends, then take it away."""
        lease.check(Purpose.NOTIFY)
        showing = asyncio.ensure_future(self._show(lease, shown(text, MOST)))
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        both = (showing, stopped)
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if showing.done() and not lease.ended:
                showing.result()
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _show(self, lease: Lease, line: str) -> None:
        lease.check(Purpose.NOTIFY)
        try:
            async with asyncio.timeout(ANSWER_S):
                bus = await self._connect(lease)
        except (NoAnswer, TimeoutError):
            log.info("no notification server")
            return
        try:
            async with asyncio.timeout(ANSWER_S):
                await _notify(bus, line, round(self._shown_s * 1000))
            await asyncio.sleep(self._shown_s)
        except (NoAnswer, TimeoutError):
            log.info("the notification server did not show it")
        finally:
            await bus.close()


async def _notify(bus: Bus, line: str, ms: int) -> None:
    can = _words(await bus.call(_NOTES, "GetCapabilities"))
    title, body = (_TITLE, line) if "body" in can else (line, "")
    # Only the body is ever read as markup, and only by servers that say so.
    body = escape(body) if "body-markup" in can else body
    said: tuple[object, ...] = (_TITLE, 0, "", title, body, [], {}, ms)
    number = await bus.call(_NOTES, "Notify", "susssasa{sv}i", *said)
    if len(number) == 1 and isinstance(number[0], int):
        bus.at_close(_NOTES, "CloseNotification", "u", number[0])


def _words(values: tuple[object, ...]) -> frozenset[str]:
    said = values[0] if len(values) == 1 and isinstance(values[0], list) else []
    return frozenset(word for word in said if isinstance(word, str))
