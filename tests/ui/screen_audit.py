"""Looks over a window as it is laid out: nameless controls, clipped texts, crossing parts, contrast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QScrollArea, QWidget

from walkdown.ui import theme
from walkdown.ui.contrast import contrast
from walkdown.ui.kit import Button, Icon, IconTile, Key, StateGlyph, Tag, Text
from walkdown.ui.walker import LOOK_MS, Walker
from walkdown.ui.walker import _let_work as let_work

ROLES: Final = frozenset(
    {
        QAccessible.Role.PushButton,
        QAccessible.Role.CheckBox,
        QAccessible.Role.RadioButton,
        QAccessible.Role.ComboBox,
        QAccessible.Role.EditableText,
        QAccessible.Role.SpinBox,
        QAccessible.Role.List,
        QAccessible.Role.Table,
        QAccessible.Role.Slider,
    }
)
LEAVES: Final = (Text, Icon, IconTile, Tag, StateGlyph, Key, QAbstractButton)
PICTURES: Path | None = None
_LEAST_SEEN: Final = 24  # points
LEAST_RATIO: Final = {"sunlight": 7.0}


@dataclass
class Audit:
    """What was looked at, and every flaw once, with the screen it was seen on first."""

    controls: int = 0
    texts: int = 0
    screens: int = 0
    lowest: float = 99.0
    flaws: dict[str, str] = field(default_factory=dict)

    def look(self, screen: str, window: QWidget) -> None:
        """Go over one window as it stands now."""
        self.screens += 1
        first = set(self._flaws(window))
        if first:  # what was told this very moment is laid out in the next one
            let_work(LOOK_MS)
            first &= set(self._flaws(window))
        for flaw in first:
            self.flaws.setdefault(flaw, screen)

    def _flaws(self, window: QWidget) -> Iterator[str]:
        shown = [w for w in window.findChildren(QWidget) if w.isVisibleTo(window) and _room(w)]
        for widget in shown:
            yield from self._nameless(widget)
            yield from self._clipped(widget)
        yield from _crossing([w for w in shown if isinstance(w, LEAVES)], window)
        yield from self._pale(shown, window)

    def _nameless(self, widget: QWidget) -> Iterator[str]:
        face = QAccessible.queryAccessibleInterface(widget)
        if face is None or face.role() not in ROLES or _is_part(widget):
            return
        self.controls += 1
        if not face.text(QAccessible.Text.Name).strip():
            yield f"nameless {face.role().name}: {_called(widget)}"

    def _clipped(self, widget: QWidget) -> Iterator[str]:
        if isinstance(widget, Text) and widget.text().strip():
            self.texts += 1
            if not widget.toolTip() and not _fits(widget):
                yield f"clipped text: {_called(widget)}"
        elif isinstance(widget, Button) and widget.words() and not _has_room(widget):
            yield f"clipped caption: {_called(widget)}"

    def _pale(self, shown: list[QWidget], window: QWidget) -> Iterator[str]:
        """Against the pixels that are really behind each text."""
        picture = window.grab().toImage()
        least = LEAST_RATIO.get(theme.current().name, 4.5)
        for widget in shown:
            if not isinstance(widget, Text) or not widget.text().strip() or not widget.isEnabled():
                continue
            ground = _ground(picture, _seen(widget, window))
            if ground is None or _under_a_sheet(widget, window):
                continue
            inks = {run.color or widget._color for run in widget._runs}
            measured = min(contrast(theme.qcolor(ink).name(), ground) for ink in inks)
            self.lowest = min(self.lowest, measured)
            if measured < least:
                yield f"contrast {measured:.1f}: {_called(widget)}"


class AuditWalker(Walker):
    """Walks as the tour does, and looks over each screen where the tour takes a picture."""

    def __init__(self, audit: Audit, size: tuple[int, int] | None = None) -> None:
        super().__init__()
        self._audit, self._size = audit, size

    def shot(self, name: str, widget: QWidget) -> Path | None:
        if self._size is not None and widget.isWindow() and name != "practice-yard":
            widget.resize(*self._size)
        for _ in range(3):  # what is laid out anew asks for another round
            let_work(LOOK_MS)
            widget.grab()
        self._audit.look(name, widget)
        if PICTURES is not None:
            widget.grab().save(str(PICTURES / f"{name}.png"))
        return None


def _room(widget: QWidget) -> bool:
    return widget.width() > 0 and widget.height() > 0


def _is_part(widget: QWidget) -> bool:
    """Of a compound control, which speaks for it: a line of a box, the viewport of a list."""
    above = widget.parentWidget()
    if above is None or isinstance(above, QScrollArea):
        return False
    if isinstance(above, QAbstractScrollArea):
        return True
    inner = QAccessible.queryAccessibleInterface(above)
    compound = (QAccessible.Role.ComboBox, QAccessible.Role.SpinBox)
    return inner is not None and inner.role() in compound


def _fits(text: Text) -> bool:
    wide = text.hasHeightForWidth()
    needs = text.heightForWidth(text.width()) if wide else text.sizeHint().height()
    across = wide or text.sizeHint().width() <= text.width() + 1
    return across and needs <= text.height() + 1


def _has_room(button: Button) -> bool:
    return button.sizeHint().width() <= button.width() + 1


def _crossing(leaves: list[QWidget], window: QWidget) -> Iterator[str]:
    """Parts that lie over one another, in what is on screen and not scrolled away."""
    places = [(leaf, _seen(leaf, window)) for leaf in leaves]
    there = [(leaf, rect) for leaf, rect in places if rect.width() > 1 and rect.height() > 1]
    for at, (leaf, rect) in enumerate(there):
        for other, around in there[at + 1 :]:
            if leaf.isAncestorOf(other) or other.isAncestorOf(leaf):
                continue
            both = rect.intersected(around)
            if both.width() > 1 and both.height() > 1 and _same_layer(leaf, other):
                yield f"{_called(leaf)} crosses {_called(other)}"


def _same_layer(one: QWidget, other: QWidget) -> bool:
    """What floats above the page by intention covers it: a sheet, a note, the prompt."""
    return _floating(one) is _floating(other)


def _floating(widget: QWidget) -> QWidget | None:
    above: QWidget | None = widget
    while above is not None:
        parent = above.parentWidget()
        layout = parent.layout() if parent is not None else None
        scrolls = isinstance(parent, QAbstractScrollArea)
        if layout is not None and layout.indexOf(above) < 0 and not scrolls:
            return above
        above = parent
    return None


def _under_a_sheet(widget: QWidget, window: QWidget) -> bool:
    """Whether something else is in front of its middle."""
    front = window.childAt(_seen(widget, window).center())
    return front is not None and front is not widget and not front.isAncestorOf(widget)


def _place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """The part of it that no frame around it cuts off."""
    rect = _place(widget, window)
    above = widget.parentWidget()
    while above is not None and above is not window:
        rect = rect.intersected(_place(above, window))
        above = above.parentWidget()
    return rect.intersected(QRect(QPoint(0, 0), window.size()))


def _ground(picture: QImage, rect: QRect) -> str | None:
    """The colour behind a text: the one that most of its place has."""
    scale = picture.devicePixelRatio()
    whole = QRect(0, 0, picture.width(), picture.height())
    seen: Counter[str] = Counter()
    for y in range(rect.top(), rect.bottom(), 3):
        for x in range(rect.left(), rect.right(), 3):
            at = QPoint(int(x * scale), int(y * scale))
            if whole.contains(at):
                seen[picture.pixelColor(at).name()] += 1
    # Of a sign as narrow as a stroke there is more ink than ground.
    return seen.most_common(1)[0][0] if seen.total() >= _LEAST_SEEN else None


def _called(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} {widget.objectName()} {str(words)[:50]!r}"
