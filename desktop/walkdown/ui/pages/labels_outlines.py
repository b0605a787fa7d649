"""Where codes lie on the shown picture: their corners on the widget, and which one a place means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from walkdown.core.picture import CodeRead, Frame

_MOST_CODES = 64


def shown_codes(codes: tuple[CodeRead, ...]) -> tuple[CodeRead, ...]:
    """Those that can be outlined, as many as a person can tell apart."""
    return tuple(code for code in codes[:_MOST_CODES] if len(code.corners) == 4)


def place_of(frame: Frame | None, area: QRectF) -> QRectF:
    """Where the whole frame lies in `area`, its sides in proportion."""
    if frame is None or not frame.width or not frame.height:
        return area
    by = min(area.width() / frame.width, area.height() / frame.height)
    size = QRectF(0, 0, frame.width * by, frame.height * by)
    size.moveCenter(area.center())
    return size


def on_widget(code: CodeRead, frame: Frame, place: QRectF) -> list[QPointF]:
    """The corners of a code on the widget; one outside the frame is put on its edge."""
    by = place.width() / max(1, frame.width)
    return [
        QPointF(
            min(max(place.left() + x * by, place.left()), place.right()),
            min(max(place.top() + y * by, place.top()), place.bottom()),
        )
        for x, y in code.corners
    ]


def meant(outlines: Sequence[list[QPointF]], at: QPointF, reach: float) -> int | None:
    """The outline that a click means: the one around it, or the nearest within `reach`."""
    for number, corners in enumerate(outlines):
        if QPolygonF(corners).containsPoint(at, Qt.FillRule.OddEvenFill):
            return number
    far = [(_distance(corners, at), number) for number, corners in enumerate(outlines)]
    nearest = min(far, default=None)
    return nearest[1] if nearest is not None and nearest[0] <= reach else None


def middle_of(corners: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The middle of a code, in pixels of the frame."""
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return sum(xs) // len(xs), sum(ys) // len(ys)


def _distance(corners: Sequence[QPointF], at: QPointF) -> float:
    """To the nearest corner, along both sides together."""
    return min((corner - at).manhattanLength() for corner in corners)
