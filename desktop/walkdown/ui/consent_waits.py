"""While the computer's own system asks: one line over the window, and a way out. Decides nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from walkdown.consent.purpose import Permission
from walkdown.ui import theme
from walkdown.ui.bridge import Bridge
from walkdown.ui.consent_words import ICONS, permission_name
from walkdown.ui.kit import MIDDLE, Button, IconTile, StateGlyph, Text, box, col, row
from walkdown.ui.pages.labels_trouble import announce
from walkdown.ui.scrim import paint_scrim

WAITS: Final = "The system asks now. Answer there."
_WIDE = 560
_QUICK_MS = 150  # a system that answers by itself is not seen to ask


class SystemWaits(QWidget):
    """Covers the window from `come` until it is hidden. Cancel and Esc take back the yes given here."""

    def __init__(self, bridge: Bridge, permission: Permission, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._permission, self._window = bridge, permission, window
        self._cancelled = False
        self.setObjectName("consent.waits")
        self.setAccessibleName(WAITS)
        self._cancel = Button("Cancel", name=f"Cancel: {permission_name(permission)}")
        self._cancel.setObjectName("consent.waits.cancel")
        self._cancel.clicked.connect(self.cancel)
        tile = IconTile(ICONS[permission], 48, glyph=28, inverse=True)
        name = Text(permission_name(permission), "caption", "ink2")
        words = col(name, Text(WAITS, "h3", wrap=True), gap=0)
        line = row(tile, (words, 1), StateGlyph("work", 24, name="Waiting"), gap=16, align=MIDDLE)
        inner = col(line, row("stretch", self._cancel), gap=16)
        self._sheet = box(inner, "dialog", 24, WAITS)
        self._sheet.setParent(self)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._show)
        window.installEventFilter(self)
        self.hide()

    def come(self, after_ms: int = _QUICK_MS) -> None:
        """Show it, unless it is hidden before."""
        self._slow.start(after_ms)

    def go(self) -> None:
        """The system has its answer."""
        self._slow.stop()
        self.hide()

    def cancel(self) -> None:
        """The person would rather not; asked once."""
        self.go()
        if not self._cancelled:
            self._cancelled = True
            permission = self._permission
            self._bridge.do(lambda e: e.privacy.cancel(permission))

    def _show(self) -> None:
        self.show()
        self.raise_()
        self._place()
        self._cancel.setFocus()
        announce(self, WAITS, loud=True)

    def _place(self) -> None:
        self.setGeometry(self._window.rect())
        wide = min(theme.dp(_WIDE), self.width() - 32)
        layout = self._sheet.layout()
        high = layout.totalHeightForWidth(wide) if layout is not None else 0
        high = max(high, self._sheet.minimumSizeHint().height())
        left, top = (self.width() - wide) // 2, (self.height() - high) // 2
        self._sheet.setGeometry(left, top, wide, high)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._place()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            event.accept()

    def focusNextPrevChild(self, _: bool) -> bool:
        """Tab stays here."""
        self._cancel.setFocus()
        return True

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_scrim(self, self._sheet.geometry())
