"""Contrast of the tokens: which ink lies on which ground, and the WCAG ratio of each pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from walkdown.ui.tokens import StateInk, Tokens

TEXT_NEEDS = 4.5
SUNLIGHT_TEXT_NEEDS = 7.0
SHAPE_NEEDS = 3.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One ink on one ground; `text` pairs need more than shapes and edges do."""

    what: str
    ink: str
    ground: str
    text: bool = True


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of `#RRGGBB`; alpha of `#AARRGGBB` is left out."""
    digits = colour.lstrip("#")[-6:]
    red, green, blue = (_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def needed(tokens: Tokens, pair: Pair) -> float:
    """The ratio this pair has to reach in this theme."""
    if not pair.text:
        return SHAPE_NEEDS
    return SUNLIGHT_TEXT_NEEDS if tokens.sun else TEXT_NEEDS


def pairs(tokens: Tokens) -> Iterator[Pair]:
    """Every pair the kit draws."""
    yield from _text_pairs(tokens)
    for name in ("ok", "warn", "stop", "info", "idle"):
        yield from _state_pairs(tokens, name, getattr(tokens, name))
    for ground in ("canvas", "surface", "sunken", "chrome"):
        lies_on = getattr(tokens, ground)
        yield Pair(f"line_strong against {ground}", tokens.line_strong, lies_on, text=False)
        yield Pair(f"focus against {ground}", tokens.focus, lies_on, text=False)


def _text_pairs(t: Tokens) -> Iterator[Pair]:
    grounds = ("canvas", "chrome", "surface", "sunken", "raised", "hover")
    for ink in ("ink", "ink2", "ink3"):
        for ground in grounds:
            yield Pair(f"{ink} on {ground}", getattr(t, ink), getattr(t, ground))
        yield Pair(f"{ink} on accent_soft", getattr(t, ink), t.accent_soft)
    for ground in ("canvas", "surface", "sunken", "chrome", "accent_soft"):
        yield Pair(f"accent_ink on {ground}", t.accent_ink, getattr(t, ground))
    for ground in ("accent", "accent_hover", "accent_press"):
        yield Pair(f"on_accent on {ground}", t.on_accent, getattr(t, ground))
    yield Pair("on_live on live", t.on_live, t.live)
    yield Pair("on_live2 on live", t.on_live2, t.live)
    yield Pair("on_selected on selected", t.on_selected, t.selected)


def _state_pairs(t: Tokens, name: str, state: StateInk) -> Iterator[Pair]:
    yield Pair(f"{name}.ink on {name}.soft", state.ink, state.soft)
    for ground in ("canvas", "surface", "sunken"):
        yield Pair(f"{name}.word on {ground}", state.word, getattr(t, ground))
    # Sunlight tells idle by a black outline on white: there the outline is the shape.
    shape = state.fill if state.fill != t.canvas else state.line
    yield Pair(f"{name}.fill against canvas", shape, t.canvas, text=False)
    yield Pair(f"{name}.on_fill on {name}.fill", state.on_fill, state.fill, text=False)
    # In sunlight a stop panel is white inside a heavy frame, so page inks never lie on its soft.
    if name in ("ok", "warn") or (name == "stop" and not t.sun):
        for ink in ("ink", "ink2", "ink3"):
            yield Pair(f"{ink} on {name}.soft", getattr(t, ink), state.soft)
