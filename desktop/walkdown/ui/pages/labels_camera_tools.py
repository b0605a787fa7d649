"""What can be done to the camera while it is on: light, zoom, another camera, another size, focus again."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from walkdown.app.engine import Engine
from walkdown.app.messages import CamerasShown
from walkdown.core.camera import CLOSE_UP, MOST_ZOOM, NO_OFFERS, CameraInfo, Size
from walkdown.ui import icons, theme
from walkdown.ui.kit import Button, row
from walkdown.ui.plain import caption, tip

Work = Callable[[Engine], Coroutine[Any, Any, None]]
OFF: Final = CamerasShown((), "", NO_OFFERS)


class CameraTools(QWidget):
    """A row of buttons, hidden while the camera is off. `asked` carries what the engine shall do.

    `appeared` tells whether the row is there, so that something else may stand in its place.
    """

    asked = Signal(object)
    appeared = Signal(bool)

    def __init__(self, stem: str = "labels") -> None:
        """`stem` begins the object names."""
        super().__init__()
        self._stem = stem
        self.shown = OFF
        self._light = Button("Light", "torch")
        self._light.setObjectName(f"{stem}.light")
        self._light.clicked.connect(self._turn_light)
        self._zoom = Button("Zoom 2×", "search")
        self._zoom.setObjectName(f"{stem}.zoom")
        self._zoom.clicked.connect(lambda: self._zoom_to(1.0 if self._near else CLOSE_UP))
        self._choice = Button("", "sliders", "icon", name="Choose the camera")
        self._choice.setObjectName(f"{stem}.camera.choice")
        self._choice.clicked.connect(self.open_menu)
        self.setLayout(row(self._light, self._zoom, self._choice, gap=8))
        self.hide()

    def show_cameras(self, shown: CamerasShown) -> None:
        """The cameras there are, and what the one in use offers and does."""
        self.shown = shown
        self._light.setEnabled(shown.offers.light)
        # As wide on as off: at the narrow window every word counts.
        act = "Light: switch it off" if shown.light else "Light: switch it on"
        missing = "" if shown.offers.light else "Light: this camera has none"
        self._light.say("Light", "tick" if shown.light else "torch", missing or act)
        self._light.setToolTip(tip(missing or act))
        self._zoom.say("Zoom 1×" if self._near else "Zoom 2×")
        name = next((c.name for c in shown.cameras if c.key == shown.using), "")
        self._choice.set_name(f"Choose the camera. Now: {name}" if name else "Choose the camera")

    def press(self, key: str) -> bool:
        """L for light, + and - for zoom, F for the focus. False for any other, or while it is off."""
        if self.isHidden() or not key:
            return False
        if key in "lL":
            self._turn_light()
        elif key in "+=":
            self._zoom_to(self.shown.zoom * 2)
        elif key in "-_":
            self._zoom_to(self.shown.zoom / 2)
        elif key in "fF":
            self.refocus()
        else:
            return False
        return True

    def refocus(self) -> None:
        """Look for the focus again, where the camera can."""
        if self.shown.offers.focus:
            self.asked.emit(lambda e: e.labels.refocus())

    def open_menu(self) -> None:
        """Cameras, sizes and focus; Esc puts it away."""
        menu = QMenu(self)
        menu.setObjectName(f"{self._stem}.camera.menu")
        menu.setAccessibleName("The camera")
        for info in self.shown.cameras:
            self._add(menu, info.name, self._choose(info), info.key == self.shown.using)
        sizes = self.shown.offers.sizes
        if len(sizes) > 1:
            menu.addSeparator()
            for size in sizes:
                words = f"{size[0]} × {size[1]}"
                self._add(menu, words, self._resize(size), size == self.shown.size)
        menu.addSeparator()
        again = self._add(menu, "Focus again", lambda e: e.labels.refocus(), None)
        again.setEnabled(self.shown.offers.focus)
        # Above the button: below it the window often ends.
        high = menu.sizeHint().height() + theme.dp(4)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._choice.mapToGlobal(QPoint(0, -high)))

    def setVisible(self, visible: bool) -> None:
        changed = visible is self.isHidden()
        super().setVisible(visible)
        if changed:
            self.appeared.emit(visible)

    # ---

    @property
    def _near(self) -> bool:
        return self.shown.zoom > 1.0

    def _add(self, menu: QMenu, words: str, work: Work, on: bool | None) -> QAction:
        """A line of the menu; `on` is None where it is nothing to be chosen."""
        line = menu.addAction(caption(words))
        if on is not None:
            line.setCheckable(True)
            line.setChecked(on)
        if on:
            ink = theme.qcolor("ink")
            line.setIcon(icons.icon("tick", ink, ink, theme.dp(18)))
        line.triggered.connect(lambda: self.asked.emit(work))
        return line

    @staticmethod
    def _choose(info: CameraInfo) -> Work:
        return lambda e: e.labels.choose_camera(info.key)

    @staticmethod
    def _resize(size: Size) -> Work:
        return lambda e: e.labels.choose_size(size)

    def _turn_light(self) -> None:
        if self.shown.offers.light:
            on = not self.shown.light
            self.asked.emit(lambda e: e.labels.light(on))

    def _zoom_to(self, factor: float) -> None:
        wanted = min(max(1.0, factor), MOST_ZOOM)
        if wanted != self.shown.zoom:
            self.asked.emit(lambda e: e.labels.zoom(wanted))
