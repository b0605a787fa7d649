"""Design tokens: every colour, size and weight of the three themes."""

from __future__ import annotations

from dataclasses import fields, replace

from walkdown.ui.tokenkinds import (
    Face,
    Faces,
    Frame,
    Radii,
    Role,
    StateInk,
    Targets,
    Tokens,
    Tone,
)

__all__ = [
    "DARK",
    "LIGHT",
    "SUNLIGHT",
    "THEMES",
    "Face",
    "Role",
    "StateInk",
    "Tokens",
    "Tone",
    "scaled",
]


def scaled(tokens: Tokens, factor: float) -> Tokens:
    """The theme for a system text size `factor` times the usual one (kept within 1 and 2)."""
    factor = min(2.0, max(1.0, factor))

    def grown(value: int) -> int:
        return round(value * factor)

    faces = {f.name: getattr(tokens.faces, f.name) for f in fields(Faces)}
    targets = {f.name: grown(getattr(tokens.targets, f.name)) for f in fields(Targets)}
    return replace(
        tokens,
        faces=Faces(**{n: Face(grown(a.px), a.weight, grown(a.line)) for n, a in faces.items()}),
        targets=Targets(**targets),
        frame=replace(
            tokens.frame,
            rail=grown(tokens.frame.rail),
            rail_narrow=grown(tokens.frame.rail_narrow),
            narrow_below=grown(tokens.frame.narrow_below),
        ),
        scale=factor,
    )


_FACES = Faces(
    caption=Face(13, 400, 20),
    caption_strong=Face(13, 600, 20),
    body=Face(15, 400, 24),
    body_strong=Face(15, 600, 24),
    lead=Face(16, 400, 24),
    h3=Face(17, 600, 24),
    h2=Face(20, 600, 28),
    title=Face(26, 600, 32),
    display=Face(36, 600, 44),
    display_row=Face(20, 600, 40),
    mono=Face(14, 400, 20),
    mono_lg=Face(20, 500, 28),
    button=Face(15, 600, 20),
    button_lg=Face(16, 600, 20),
)
_FACES_SUN = Faces(
    caption=Face(18, 500, 24),
    caption_strong=Face(18, 700, 24),
    body=Face(19, 500, 28),
    body_strong=Face(19, 700, 28),
    lead=Face(20, 500, 28),
    h3=Face(21, 700, 28),
    h2=Face(24, 700, 32),
    title=Face(30, 700, 40),
    display=Face(44, 700, 52),
    display_row=Face(24, 700, 48),
    mono=Face(18, 600, 24),
    mono_lg=Face(26, 700, 36),
    button=Face(19, 700, 24),
    button_lg=Face(20, 700, 24),
)
_TARGETS = Targets(sm=40, md=44, lg=48, xl=56, row=56, rail=56, rail_narrow=72, top=64, bar=72)
_TARGETS_SUN = Targets(sm=44, md=48, lg=56, xl=64, row=64, rail=64, rail_narrow=72, top=72, bar=80)
_FRAME = Frame(rail=232, rail_narrow=96, pad=32)
_FRAME_SUN = Frame(rail=256, rail_narrow=116, pad=24)
_RADII = Radii(sm=6, md=8, lg=12, xl=16)
_RADII_SUN = Radii(sm=4, md=6, lg=8, xl=10)


def _state(ink: str, soft: str, line: str, fill: str, on_fill: str) -> StateInk:
    return StateInk(ink, soft, line, fill, on_fill, word=ink)


LIGHT = Tokens(
    name="light",
    canvas="#FFFFFF", chrome="#F4F5F7", surface="#FFFFFF", sunken="#F6F7F9", raised="#FFFFFF",
    selected="#FFFFFF", on_selected="#12161D", hover="#EEF0F3", press="#E4E7EC",
    scrim="#8C10141B",
    ink="#12161D", ink2="#414A58", ink3="#5C6675", ink_off="#9AA2AE",
    line="#E2E5EA", line_strong="#858E9B", hollow="#E2E5EA", focus="#2347C5",
    accent="#2347C5", accent_hover="#1C3AA6", accent_press="#162E86", on_accent="#FFFFFF",
    accent_ink="#2347C5", accent_soft="#EEF2FE", accent_line="#B9C7F5",
    live="#12161D", on_live="#FFFFFF", on_live2="#C3CAD5",
    ok=_state("#14663A", "#E9F6EE", "#B5DEC5", "#1B7A47", "#FFFFFF"),
    warn=_state("#7E4A00", "#FFF4DE", "#F0D49A", "#B26B00", "#FFFFFF"),
    stop=_state("#AE2119", "#FDEEEC", "#F3C0BB", "#C4281E", "#FFFFFF"),
    info=_state("#2347C5", "#EEF2FE", "#B9C7F5", "#2347C5", "#FFFFFF"),
    idle=_state("#5C6675", "#F1F3F5", "#DCE0E6", "#858E9B", "#FFFFFF"),
    faces=_FACES, targets=_TARGETS, frame=_FRAME, radius=_RADII,
)  # fmt: skip

DARK = Tokens(
    name="dark",
    canvas="#0F1217", chrome="#14181E", surface="#171C23", sunken="#12161B", raised="#1E242D",
    selected="#222934", on_selected="#F1F4F8", hover="#1F2630", press="#28303C",
    scrim="#B3000000",
    ink="#F1F4F8", ink2="#BAC3CF", ink3="#96A1B0", ink_off="#5D6775",
    line="#2A323D", line_strong="#6F7A8A", hollow="#2A323D", focus="#9DB4FF",
    accent="#3E63E6", accent_hover="#466AEC", accent_press="#3454C8", on_accent="#FFFFFF",
    accent_ink="#A3B8FF", accent_soft="#1A2442", accent_line="#36477F",
    live="#F1F4F8", on_live="#12161D", on_live2="#414A58",
    ok=_state("#6CD797", "#11271B", "#24543A", "#3FA86C", "#07150D"),
    warn=_state("#F3BE55", "#2B2110", "#5E4719", "#E0A32E", "#1C1405"),
    stop=_state("#FF9A91", "#2B1615", "#6E302B", "#F0695D", "#1E0705"),
    info=_state("#A3B8FF", "#1A2442", "#36477F", "#6F8CFA", "#0A1026"),
    idle=_state("#96A1B0", "#1D232B", "#323B47", "#6F7A8A", "#0F1217"),
    faces=_FACES, targets=_TARGETS, frame=_FRAME, radius=_RADII,
)  # fmt: skip

_B, _W = "#000000", "#FFFFFF"
SUNLIGHT = Tokens(
    name="sunlight",
    canvas=_W, chrome=_W, surface=_W, sunken=_W, raised=_W,
    selected=_B, on_selected=_W, hover="#E6E6E6", press="#CCCCCC", scrim="#CCFFFFFF",
    ink=_B, ink2=_B, ink3="#1F1F1F", ink_off="#595959",
    line=_B, line_strong=_B, hollow="#CCCCCC", focus=_B,
    accent=_B, accent_hover="#262626", accent_press="#404040", on_accent=_W,
    accent_ink=_B, accent_soft=_W, accent_line=_B,
    live=_B, on_live=_W, on_live2=_W,
    ok=_state(_B, _W, _B, _B, _W),
    warn=_state(_B, _W, _B, _B, _W),
    # A stop is an inverse block: the loudest thing black ink can do.
    stop=StateInk(_W, _B, _B, _B, _W, word=_B),
    info=_state(_B, _W, _B, _B, _W),
    idle=_state("#1F1F1F", _W, _B, _W, _B),
    faces=_FACES_SUN, targets=_TARGETS_SUN, frame=_FRAME_SUN, radius=_RADII_SUN,
    hair=2, border=2, picked=4, focus_w=4, stroke=2.5, strong=700,
)  # fmt: skip

THEMES = (LIGHT, DARK, SUNLIGHT)
