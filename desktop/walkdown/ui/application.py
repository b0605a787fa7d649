"""The program with a window: one QApplication, one bridge, one main window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from walkdown import logs
from walkdown.ui import theme, tokens
from walkdown.ui.bridge import Bridge, Build
from walkdown.ui.main_window import MainWindow


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
    """Show the window until it is closed. The engine starts after the first page is painted."""
    app = application()
    logs.begin(folder)
    bridge = Bridge(build)
    window = MainWindow(bridge)
    window.painted.connect(lambda: _begin(bridge, practice))
    window.show()
    try:
        return app.exec()
    finally:
        bridge.close()


def _begin(bridge: Bridge, practice: str) -> None:
    bridge.start()
    bridge.do(lambda e: e.jobs.show())
    if practice:
        bridge.do(lambda e: e.jobs.practise(practice))
