"""In the tour a device of the workshop gets new firmware, from the file to what runs afterwards."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QWidget

from walkdown.core.job import Stage
from walkdown.ui import theme
from walkdown.ui.tour_steps import LONG_S
from walkdown.ui.tour_vendors import Workshop
from walkdown.ui.walker import NotReached

UPDATED = "770300127709"
FILE = "gw-1-3.5.0.bin"
VERSION = "3.5.0"


class Refit(Workshop):
    """The workshop, with new firmware for its gateway before anything is sent to the others."""

    def steps(self) -> list[tuple[str, Callable[[], None]]]:
        """In words and in deed, in order."""
        scan, hear, *rest = super().steps()
        words = "new firmware for one of them: offered, sent, tried, and read back"
        return [scan, hear, (words, self.refit), *rest]

    def refit(self) -> None:
        walk = self._walk
        self._window.turn_to(Stage.NEARBY)
        walk.click("nearby.listen")
        walk.until(lambda: walk.sees(f"nearby.more.{UPDATED}"), "the gateway to be heard")
        self._pick_firmware()
        walk.find("nearby.firmware.update", QWidget)
        self._shot("firmware-offer")
        walk.click("nearby.firmware.update")
        self._allow("bluetooth", shot="consent-firmware", scope="once")
        walk.until(self._is_under_way, "the first bytes", LONG_S)
        self._shot("firmware-progress")
        walk.find("nearby.firmware.done", QWidget)
        self._shot("firmware-done")
        device = self._known.device(UPDATED)
        if device is None or device.about.firmware != VERSION:
            raise NotReached("the device does not run the new firmware")
        walk.click("nearby.firmware.done")
        walk.click("nearby.continue")
        self._at(Stage.NETWORK)

    def _pick_firmware(self) -> None:
        walk = self._walk
        walk.click(f"nearby.more.{UPDATED}")
        menu = walk.find(f"nearby.menu.{UPDATED}", QMenu)
        walk.press_in(menu, Qt.Key.Key_Up)
        walk.press_in(menu, Qt.Key.Key_Return)
        dialog = walk.find("nearby.firmware.file", QFileDialog)
        line = dialog.findChild(QLineEdit)
        if line is None:
            raise NotReached("the file picker has no line to type in")
        line.setText(str(theme.look_dir().parent / "practice" / "firmware" / FILE))
        walk.press_in(line, Qt.Key.Key_Return)
        self._allow("storage", scope="once")

    def _is_under_way(self) -> bool:
        """About half is sent, or it is over already."""
        bars = self._window.findChildren(QWidget, "nearby.firmware.bar")
        sent = max((int(b.accessibleName().split()[0]) for b in bars), default=0)
        return sent >= 40 or self._walk.sees("nearby.firmware.done")
