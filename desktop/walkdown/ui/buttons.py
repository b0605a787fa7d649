"""The button: one widget, seven kinds, four heights; its icon follows theme and state."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy

from walkdown.ui import icons, theme
from walkdown.ui.plain import caption, plain, tip

Kind = Literal["primary", "secondary", "quiet", "link", "icon", "equal", "live"]
Height = Literal["sm", "md", "lg", "xl"]
_INK = {"primary": "on_accent", "link": "accent_ink", "live": "on_live"}


class Button(QPushButton):
    """A button with a caption, an icon, or both.

    `name` is the accessible name when the caption alone does not say it ("Open 3 Mill Cottages"),
    `key` a shortcut ("Ctrl+Return"), shown in the tooltip. A button of kind "icon" needs a name.
    """

    def __init__(
        self,
        text: str = "",
        icon: str | None = None,
        kind: Kind = "secondary",
        size: Height = "md",
        *,
        name: str = "",
        key: str = "",
        wide: bool = False,
        edge: bool = False,
        enabled: bool = True,
    ) -> None:
        super().__init__(caption(text))
        self._text, self._icon, self._kind, self._size = text, icon, kind, size
        self._name, self._key, self._busy = name, key, ""
        self.setProperty("kind", kind)
        self.setProperty("scale", size)
        self.setProperty("edge", "true" if edge else "false")
        fixed = QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding if wide else fixed, fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setEnabled(enabled)
        self.set_name(name)
        self._tint()

    def words(self) -> str:
        """The caption as it was given, without mnemonic signs."""
        return self._text

    def say(self, text: str, icon: str | None = None, name: str = "") -> None:
        """Another caption; another icon and accessible name when given."""
        self._text = text
        self._icon = icon or self._icon
        super().setText(caption(text))
        self.set_name(name or self._name)
        self._tint()

    def setText(self, text: str) -> None:
        self.say(text)

    def set_name(self, name: str) -> None:
        """The accessible name; the caption stands in when there is none."""
        self._name = name
        spoken = plain(name or self._text)
        self.setAccessibleName(spoken)
        hint = f"{spoken}  ({self._key})" if self._key else spoken
        self.setToolTip(tip(hint) if self._key or not self._text else "")
        # A new caption takes the shortcut of its mnemonic, so ours is set again.
        self.setShortcut(QKeySequence(self._key))

    def set_kind(self, kind: Kind) -> None:
        """Become primary or stop being it: the repair takes the one accent of a screen."""
        self._kind = kind
        theme.mark(self, "kind", kind)
        self._tint()

    def set_busy(self, words: str) -> None:
        """Show the verb in progress ("Reading once") and take no clicks; "" ends it."""
        if words == self._busy:
            return
        if not self._busy:
            self.setMinimumWidth(self.width())
        self._busy = words
        super().setText(caption(words or self._text))
        self.setAccessibleName(plain(words or self._name or self._text))
        self.setShortcut(QKeySequence("" if words else self._key))
        self.setEnabled(not words)
        if not words:
            self.setMinimumWidth(0)
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        if theme.switched(event):
            self._tint()
            self.updateGeometry()
        super().changeEvent(event)

    def _glyph_size(self) -> int:
        large = self._size == "lg" or (self._kind == "icon" and self._size == "md")
        return theme.dp(22 if large else 20)

    def _tint(self) -> None:
        name = "work" if self._busy else self._icon
        if name is None:
            return
        size = self._glyph_size()
        pad = theme.dp(4) if self._text else 0
        ink = theme.qcolor(_INK.get(self._kind, "ink"))
        self.setIcon(icons.icon(name, ink, theme.qcolor("ink_off"), size, pad))
        self.setIconSize(QSize(size + pad, size))
