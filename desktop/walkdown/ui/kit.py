"""One door to the widget kit: pages import from here."""

from __future__ import annotations

from walkdown.ui.buttons import Button
from walkdown.ui.cardbutton import CardButton
from walkdown.ui.chips import Use, UseChip
from walkdown.ui.choice import Segmented
from walkdown.ui.choicecards import ChoiceCard, ChoiceCards, Radio
from walkdown.ui.fields import DatePick, Field, Line, Select
from walkdown.ui.focus_ring import FocusRing
from walkdown.ui.glyphs import Dot, Glyph, Icon, IconTile, StateGlyph, Tag, paint_glyph
from walkdown.ui.layout import (
    CENTER,
    LEFT,
    MIDDLE,
    RIGHT,
    TOP,
    Page,
    box,
    col,
    empty,
    fill,
    pane,
    row,
    rule,
    scroll,
    two,
)
from walkdown.ui.meters import Bar, Ring, SignalBars, StageSegments
from walkdown.ui.qr import QRCode
from walkdown.ui.scenes import EmptyHouse, Mark, Thumb
from walkdown.ui.shell import ActionBar, Board, Header, Key, Rail, RailState, Shell, TopBar
from walkdown.ui.text import Run, Text, mono, strong
from walkdown.ui.tracks import STEPS, StepState, StepTrack

__all__ = [
    "CENTER", "LEFT", "MIDDLE", "RIGHT", "STEPS", "TOP",
    "ActionBar", "Bar", "Board", "Button", "CardButton", "ChoiceCard", "ChoiceCards", "DatePick",
    "Dot", "EmptyHouse", "Field", "FocusRing", "Glyph", "Header", "Icon", "IconTile", "Key",
    "Line", "Mark", "Page", "QRCode", "Radio", "Rail", "RailState", "Ring", "Run", "Segmented",
    "Select", "Shell", "SignalBars", "StageSegments", "StateGlyph", "StepState", "StepTrack",
    "Tag", "Text", "Thumb", "TopBar", "Use", "UseChip", "box", "col", "empty", "fill", "mono",
    "paint_glyph", "pane", "row", "rule", "scroll", "strong", "two",
]  # fmt: skip
