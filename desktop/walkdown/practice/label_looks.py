"""How a label was made: light on dark, seen through glass, in colours, or burnt into the metal."""

from __future__ import annotations

from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from walkdown.core.device import Kind
from walkdown.core.label import grouped
from walkdown.practice.label_print import (
    INK,
    KIND_WORDS,
    METAL,
    PAPER,
    SHEET,
    SQUARE_BOX,
    TEXT_LEFT,
    WIDE_BOX,
    metal_plate,
    write,
)
from walkdown.practice.label_symbols import modules_of
from walkdown.practice.labelled import WIDE, Look, Symbol

Colour = tuple[int, int, int]

# Ink on paper as makers print them; the last pair differs far more in hue than in brightness.
_COLOURS: Final[tuple[tuple[Colour, Colour], ...]] = (
    ((24, 52, 138), (244, 208, 52)),
    ((176, 30, 38), (246, 226, 178)),
    ((12, 92, 64), (240, 142, 108)),
)
_BURNT = 56  # the grey of burnt metal
_DOT = 0.42  # a dot's radius in modules: dots do not touch


def with_look(picture: Image.Image, look: Look, seed: str = "") -> Image.Image:
    """The same label made in another way: "L", or "RGB" where it has colours. ETCHED is `etched`."""
    if look is Look.MIRRORED:
        return ImageOps.mirror(picture)
    if look is Look.INVERTED:
        return _on_paper(picture, ImageOps.invert(picture.crop(SHEET)))
    if look is Look.COLOURED:
        ink, paper = _COLOURS[sum(seed.encode()) % len(_COLOURS)]
        grey = picture.crop(SHEET)
        coloured = ImageOps.colorize(grey, ink, paper, blackpoint=INK, whitepoint=PAPER)
        return _on_paper(picture.convert("RGB"), coloured)
    return picture


def etched(kind: Kind, model: str, serial: str, symbol: Symbol, payload: str) -> Image.Image:
    """A plate without paper: words and code burnt into the brushed metal, grey ("L")."""
    picture = metal_plate()
    draw = ImageDraw.Draw(picture)
    wide = symbol in WIDE
    left = WIDE_BOX[0] if wide else TEXT_LEFT
    width = WIDE_BOX[2] - left
    write(draw, (left, 165), KIND_WORDS[kind][0], 40, width, ink=_BURNT)
    write(draw, (left, 220), model, 76, width, bold=1, ink=_BURNT)
    write(draw, (left, 330), f"SN {grouped(serial)}", 38, width, ink=_BURNT)
    _burn(draw, symbol, payload)
    return _speckled(picture)


def _on_paper(picture: Image.Image, paper: Image.Image) -> Image.Image:
    made = picture.copy()
    made.paste(paper, SHEET[:2])
    return made


def _burn(draw: ImageDraw.ImageDraw, symbol: Symbol, text: str) -> None:
    left, top, right, bottom = WIDE_BOX if symbol in WIDE else SQUARE_BOX
    dark = modules_of(symbol, text)
    rows, columns = dark.shape
    if rows == 1:
        dark = np.repeat(dark, (bottom - top) * columns // (right - left), axis=0)
        rows = len(dark)
    step = min((right - left) / columns, (bottom - top) / rows)
    radius = _DOT * step
    for row, column in np.argwhere(dark).tolist():
        x, y = left + (column + 0.5) * step, top + (row + 0.5) * step
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_BURNT)


def _speckled(picture: Image.Image) -> Image.Image:
    """The grain of blasted metal, where there is any."""
    grain = np.random.default_rng(METAL).normal(0, 6, picture.size[::-1])
    grey = np.asarray(picture).astype(np.float64)
    return Image.fromarray(np.where(grey > 0, (grey + grain).clip(10, 250), 0).astype(np.uint8))
