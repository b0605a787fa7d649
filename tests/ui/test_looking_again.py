"""The system's own permissions are read again when the person comes back to the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from walkdown.ui.application import _tell_front, application


def test_coming_back_to_the_window_looks_at_the_systems_permissions(qtbot: QtBot) -> None:
    app, bridge = application(), FakeBridge()
    _tell_front(app, bridge)  # type: ignore[arg-type]
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert "privacy.look" not in bridge.names
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert bridge.names[-1] == "privacy.look"
