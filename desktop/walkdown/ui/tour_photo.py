"""The tour's photo of the site: the owner is asked on their page, then the installer, then a file picked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from walkdown.ui import theme
from walkdown.ui.main_window import MainWindow
from walkdown.ui.walker import NotReached, Walker


def pick_photo(walk: Walker, window: MainWindow, allow: Callable[[], None]) -> None:
    """From Site and back to it, with a picture there; `allow` answers the installer's prompt."""
    walk.click("site.photo")
    walk.find("owner.photo.yes", QWidget)
    walk.shot("owner-photo", window)
    walk.click("owner.photo.yes")
    allow()
    dialog = walk.find("site.photo.file", QFileDialog)
    line = dialog.findChild(QLineEdit)
    if line is None:
        raise NotReached("the file picker has no line to type in")
    # In this file are a place and a time, both invented; neither is in what is kept.
    line.setText(str(theme.look_dir().parent / "practice" / "site-photo.jpg"))
    walk.press_in(line, Qt.Key.Key_Return)
    walk.find("site.photo.picture", QWidget)
