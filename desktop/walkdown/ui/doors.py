"""Opens other programs through the desktop: a map in the browser, a mail draft, the system's settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from walkdown.app.links import is_settings, may_open
from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.ui.windows_thread import on_the_windows_thread

OPEN_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Wish:
    """A link on its way to the window's thread, and where the answer is waited for."""

    link: str
    lease: Lease | None
    loop: asyncio.AbstractEventLoop
    opened: asyncio.Future[bool]

    def answer(self, opened: bool) -> None:
        """From any thread; nobody may be waiting any more."""
        with suppress(RuntimeError):  # the loop has closed
            self.loop.call_soon_threadsafe(self._set, opened)

    def _set(self, opened: bool) -> None:
        if not self.opened.done():
            self.opened.set_result(opened)


class DesktopDoors:
    """Implements the port `Doors`. Its methods are the engine's; it opens on the window's thread."""

    def __init__(self, open_url: Callable[[QUrl], bool] | None = None) -> None:
        """`open_url` stands for the desktop's own opener."""
        self._open_url = open_url

    async def open(self, lease: Lease, link: str) -> bool:
        """Hand the link over; whether the system took it."""
        lease.check(Purpose.OPEN_MAP, Purpose.OPEN_MAIL)
        if not may_open(lease.purpose, link):
            raise Setback(Code.NOT_OPENED, detail="not one of our links")
        wish = _wish(link, lease)
        on_the_windows_thread(lambda: self._open(wish))
        stopped = asyncio.ensure_future(lease.cancelled.wait())
        try:
            both = (wish.opened, stopped)
            await asyncio.wait(both, timeout=OPEN_S, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            wish.opened.cancel()  # what was not opened by now never will be
        if not wish.opened.cancelled():
            return wish.opened.result()
        if lease.ended:
            raise Setback(Code.STOPPED_BY_YOU)
        return False

    async def settings(self, link: str) -> bool:
        """Open a page of the system's settings; it reads, sends and keeps nothing, so nobody is asked."""
        if not is_settings(link):
            raise Setback(Code.NOT_OPENED, detail="not a settings page")
        wish = _wish(link, None)
        on_the_windows_thread(lambda: self._open_settings(wish))
        try:
            return await asyncio.wait_for(wish.opened, OPEN_S)
        except TimeoutError:
            return False

    # --- on the window's thread

    def _open(self, wish: _Wish) -> None:
        """Nothing is opened for a lease that has ended on the way, or for nobody any more."""
        lease = wish.lease
        if lease is None or wish.opened.cancelled():
            return
        try:
            lease.check(Purpose.OPEN_MAP, Purpose.OPEN_MAIL)
        except LeaseEnded:
            return
        wish.answer(self._open_exactly(wish.link))

    def _open_settings(self, wish: _Wish) -> None:
        wish.answer(is_settings(wish.link) and self._open_exactly(wish.link))

    def _open_exactly(self, link: str) -> bool:
        """Only what Qt reads as the very link that was looked at."""
        url = QUrl(link, QUrl.ParsingMode.StrictMode)
        spelled = bytes(url.toEncoded().data()).decode("ascii", "replace")
        open_url = self._open_url or QDesktopServices.openUrl
        return url.isValid() and spelled == link and open_url(url)


def _wish(link: str, lease: Lease | None) -> _Wish:
    loop = asyncio.get_running_loop()
    return _Wish(link, lease, loop, loop.create_future())
