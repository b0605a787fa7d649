"""In the tour the laptop's Bluetooth is switched off once, and the check says so; then all is well again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from walkdown.ui.walker import Walker


def check_bluetooth(walk: Walker, shot: Callable[[str], None]) -> None:
    """From Nearby, and back to its rows."""
    walk.choose("yard.bluetooth", "off")
    walk.click("nearby.check")
    walk.find("nearby.doctor.settings", QWidget)
    shot("bluetooth-off")
    walk.choose("yard.bluetooth", "works")
    walk.click("nearby.doctor.again")
    walk.find("nearby.doctor.listen", QWidget)
    shot("bluetooth-works")
    walk.click("nearby.doctor.close")
