"""What to try while nothing reads, in the words that fit the camera; and what happened to a camera."""

from __future__ import annotations

from typing import Final

from walkdown.app.messages import CamerasShown

PATIENCE_MS: Final = 6000
MOST_HINTS: Final = 3


def hint(number: int, shown: CamerasShown) -> str:
    """The hint after `number` times PATIENCE_MS: closer, more light, type it; nothing for 0."""
    lamp = shown.offers.light and not shown.light
    closer = "Closer: fill the frame with the label"
    if shown.cameras and not shown.offers.focus:
        closer = "Closer, as far as it stays sharp: this camera does not focus"
    light = (
        "More light: press Light, or tilt it" if lamp else "More light: tilt it out of the glare"
    )
    return ("", closer, light, "Type it instead")[min(number, MOST_HINTS)]


def gone_words(shown: CamerasShown) -> str:
    """A camera that was wanted and is not there, and what is done about it; else nothing."""
    if not shown.gone:
        return ""
    other = next((c.name for c in shown.cameras if c.key == shown.using), "")
    what = f"Using {other}." if other else "Plug it in again."
    return f"{shown.gone} does not answer. {what}"
