"""One line from the system's tray, on macOS and Windows; taken away again after some seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.shown import shown
from walkdown.ui import icons
from walkdown.ui.theme import qcolor
from walkdown.ui.windows_thread import on_the_windows_thread

SHOWN_S: Final = 10.0
MOST: Final = 120
_SIDE: Final = 32


class Tray(Protocol):
    """What is used of `QSystemTrayIcon`."""

    def show(self) -> None: ...

    def hide(self) -> None: ...

    def deleteLater(self) -> None: ...

    def showMessage(self, title: str, text: str, icon: QIcon, ms: int, /) -> None: ...


class TrayNotes:
    """Implements the port `Notifier`. `show` is the engine's; the tray is the window's thread's."""

    def __init__(
        self, tray: Callable[[QIcon], Tray] | None = None, shown_s: float = SHOWN_S
    ) -> None:
        """`tray` stands for the system's own."""
        self._make = tray
        self._shown_s = shown_s
        self._tray: Tray | None = None

    async def show(self, lease: Lease, text: str) -> None:
        """Show the line until its time is over or the lease ends, then take it away."""
        lease.check(Purpose.NOTIFY)
        line = shown(text, MOST)
        on_the_windows_thread(lambda: self._show(lease, line))
        try:
            async with asyncio.timeout(self._shown_s):
                await lease.cancelled.wait()
        except TimeoutError:
            pass
        finally:
            on_the_windows_thread(self._hide)

    # --- on the window's thread

    def _show(self, lease: Lease, line: str) -> None:
        try:
            lease.check(Purpose.NOTIFY)
        except LeaseEnded:
            return
        icon = icons.icon("logo", qcolor("accent"), qcolor("accent"), _SIDE, 0)
        self._hide()
        tray = self._make(icon) if self._make else _system_tray(icon)
        self._tray = tray
        tray.show()
        tray.showMessage("Walkdown", line, icon, round(self._shown_s * 1000))

    def _hide(self) -> None:
        """Away with the tray's icon goes what it showed."""
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None


def _system_tray(icon: QIcon) -> Tray:
    # The application owns it, so that no other thread is ever the last to let go of it.
    return QSystemTrayIcon(icon, QCoreApplication.instance())
