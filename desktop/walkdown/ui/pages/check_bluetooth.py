"""Beside a trouble of the laptop's own Bluetooth, on any page: the way to the check in Nearby."""

from __future__ import annotations

from typing import Final

from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.kit import Button
from walkdown.ui.page import page_around

LAPTOPS: Final = frozenset({Code.BLUETOOTH_MISSING, Code.BLUETOOTH_OFF, Code.BLUETOOTH_BLOCKED})


class CheckBluetooth(Button):
    """Begins the check and turns to it; hidden where the trouble is another one."""

    def __init__(self, name: str) -> None:
        super().__init__("Check Bluetooth", "bluetooth")
        self.setObjectName(name)
        self.clicked.connect(self._check)
        self.hide()

    def show_for(self, trouble: Trouble | None) -> None:
        """Offer it for a missing, switched off or blocked adapter."""
        self.setVisible(trouble is not None and trouble.code in LAPTOPS)

    def _check(self) -> None:
        page = page_around(self)
        if page is not None:
            page.bridge.do(lambda e: e.adapter.check(), Stage.NEARBY)
            page.go.emit(Stage.NEARBY)
