"""The middle of a frame, for what a camera cannot enlarge itself: preview and decoder get the same."""

from __future__ import annotations

from walkdown.core.camera import MOST_ZOOM
from walkdown.core.picture import Frame


def zoomed(frame: Frame, factor: float) -> Frame:
    """The middle 1/`factor` of each side, pixels as they are; the frame itself for 1.0 and less."""
    if not factor > 1.0 or not frame.width or not frame.height:
        return frame
    factor = min(factor, MOST_ZOOM)
    width = max(1, round(frame.width / factor))
    height = max(1, round(frame.height / factor))
    left, top = (frame.width - width) // 2, (frame.height - height) // 2
    wide, row = 3 * frame.width, 3 * width
    pixels = memoryview(frame.rgb)
    starts = range(top * wide + 3 * left, (top + height) * wide, wide)
    return Frame(width, height, b"".join(pixels[at : at + row] for at in starts))
