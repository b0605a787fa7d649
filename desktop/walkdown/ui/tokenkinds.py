"""What a theme is made of: typed records for colours, type, targets, frame and radii."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "caption", "caption-strong", "body", "body-strong", "lead", "h3", "h2", "title",
    "display", "display-row", "mono", "mono-lg", "button", "button-lg",
]  # fmt: skip
Tone = Literal["ok", "warn", "stop", "info", "idle"]


@dataclass(frozen=True, slots=True)
class Face:
    """One type role: size and line height in px at 96 dpi, weight 400 to 700."""

    px: int
    weight: int
    line: int


@dataclass(frozen=True, slots=True)
class Faces:
    """The type roles of a theme (a role `body-strong` is the field `body_strong`)."""

    caption: Face
    caption_strong: Face
    body: Face
    body_strong: Face
    lead: Face
    h3: Face
    h2: Face
    title: Face
    display: Face
    display_row: Face
    mono: Face
    mono_lg: Face
    button: Face
    button_lg: Face

    def of(self, role: Role) -> Face:
        """The face of a role."""
        face: Face = getattr(self, role.replace("-", "_"))
        return face


@dataclass(frozen=True, slots=True)
class Targets:
    """Heights in px of what a finger hits, and of the bars that hold it."""

    sm: int
    md: int
    lg: int
    xl: int
    row: int
    rail: int
    rail_narrow: int
    top: int
    bar: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The window frame in px: rail widths, page padding, and the width where both shrink."""

    rail: int
    rail_narrow: int
    pad: int
    pad_narrow: int = 24
    narrow_below: int = 1180


@dataclass(frozen=True, slots=True)
class Radii:
    """Corner radii in px."""

    sm: int
    md: int
    lg: int
    xl: int


@dataclass(frozen=True, slots=True)
class StateInk:
    """Colours of one state; a state is shape and word first, colour is the third signal."""

    ink: str  # word and icon on `soft`
    soft: str  # tint
    line: str  # border of the tint
    fill: str  # solid shape
    on_fill: str  # glyph on the shape
    word: str  # word and icon straight on the page, without the tint


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme. Colours are `#RRGGBB`; the scrim is `#AARRGGBB` (Qt order)."""

    name: Literal["light", "dark", "sunlight"]
    canvas: str
    chrome: str
    surface: str
    sunken: str
    raised: str
    selected: str
    on_selected: str
    hover: str
    press: str
    scrim: str
    ink: str
    ink2: str
    ink3: str
    ink_off: str
    line: str
    line_strong: str
    hollow: str  # outline and ground of what is not there yet
    focus: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_ink: str
    accent_soft: str
    accent_line: str
    live: str
    on_live: str
    on_live2: str
    ok: StateInk
    warn: StateInk
    stop: StateInk
    info: StateInk
    idle: StateInk
    faces: Faces
    targets: Targets
    frame: Frame
    radius: Radii
    hair: int = 1
    border: int = 1
    picked: int = 2  # frame of the chosen one
    focus_w: int = 2
    stroke: float = 1.75  # of icons, in px on the screen at any icon size
    strong: int = 600
    scale: float = 1.0

    @property
    def sun(self) -> bool:
        """True in sunlight: black on white, heavier lines, nothing small."""
        return self.name == "sunlight"

    @property
    def dark(self) -> bool:
        """True in the dark theme."""
        return self.name == "dark"

    def tone(self, name: Tone) -> StateInk:
        """The colours of a state."""
        ink: StateInk = getattr(self, name)
        return ink
