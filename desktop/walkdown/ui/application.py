"""The program with a window: one QApplication, one bridge, one main window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from walkdown.ui import theme, tokens
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow

if TYPE_CHECKING:
    from walkdown.ui.bridge import Build


def application() -> QApplication:
    """The one QApplication, with our look."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Walkdown")
        app.setQuitOnLastWindowClosed(False)
    dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    theme.use(app, tokens.scaled(tokens.DARK if dark else tokens.LIGHT, theme.text_scale()))
    return app


def run_window(build: Build, folder: Path, practice: str) -> int:
    """Show the window until it is closed; gives the exit status, 2 where the engine did not start.

    All else begins after the first page is painted.
    """
    app = application()
    bridge = Bridge(build)
    window = MainWindow(bridge)
    window.painted.connect(lambda: _begin(window, bridge, folder, practice))
    window.closed.connect(lambda: app.exit(window.exit_status))
    _tell_front(app, bridge)
    window.show()
    try:
        return app.exec()
    finally:
        bridge.close()


def _begin(window: MainWindow, bridge: Bridge, folder: Path, practice: str) -> None:
    from walkdown import logs
    from walkdown.ui.mishaps import tell_mishaps

    logs.begin(folder)
    tell_mishaps(window)
    bridge.start()
    bridge.do(lambda e: e.jobs.show())
    if practice:
        _once_accepted(bridge, lambda: bridge.do(lambda e: e.jobs.practise(practice)))


def _tell_front(app: QApplication, bridge: Bridge) -> None:
    """Say whether the person looks at Walkdown, whenever that changes.

    The system's own permissions may have been changed while another window was in front.
    """

    def tell(state: Qt.ApplicationState) -> None:
        front = state is Qt.ApplicationState.ApplicationActive
        bridge.do(lambda e: e.tell.in_front(front))
        if front:
            bridge.do(lambda e: e.privacy.look())

    app.applicationStateChanged.connect(tell)


def _once_accepted(bridge: Bridge, then: Callable[[], None]) -> None:
    """Do it as soon as the policy is known to be accepted, which the engine tells when it begins."""
    from walkdown.app.messages import PolicyShown
    from walkdown.consent.policy import Standing

    def hear(message: object) -> None:
        if isinstance(message, PolicyShown) and message.standing is Standing.ACCEPTED:
            bridge.message.disconnect(hear)
            then()

    bridge.message.connect(hear)
