"""The menu of one row of Nearby: what the row's own button does, and what is done rarely."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

FIRMWARE = "Firmware…"
HOLDER = "Who holds it?"


def open_row_menu(
    over: QWidget,
    at: QPoint,
    serial: str,
    *,
    identify: Callable[[], None],
    firmware: Callable[[], None] | None,
    holder: Callable[[], None],
) -> QMenu:
    """Open it at a point of the screen, without waiting for it; Esc puts it away.

    `firmware` is None while the device is busy with something else.
    """
    menu = QMenu(over)
    menu.setObjectName(f"nearby.menu.{serial}")
    menu.setAccessibleName("More for this device")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    acts = (("Identify", "I", identify), (HOLDER, "H", holder), (FIRMWARE, "F", firmware))
    for words, key, act in acts:
        made = menu.addAction(words)
        made.setEnabled(act is not None)
        if act is not None:
            made.triggered.connect(act)
        # The row itself takes the letter; here it is only shown.
        made.setShortcut(QKeySequence(key))
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    menu.popup(at)
    return menu
