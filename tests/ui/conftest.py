"""Widgets are tested off screen, and each test starts and ends in the light theme."""

import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from walkdown.ui import theme
from walkdown.ui.tokens import LIGHT


@pytest.fixture(autouse=True)
def nothing_waits_to_be_deleted() -> Iterator[None]:
    """What a test put away is gone before the next one: no loop runs between them to delete it."""
    yield
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme."""
    if theme.current() is not LIGHT or not qapp.styleSheet():
        theme.use(qapp, LIGHT)
    yield qapp
    if theme.current() is not LIGHT:
        theme.use(qapp, LIGHT)
