"""Prints practice labels: a device's type plate and a router's sticker, as pictures."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from walkdown.core.device import Kind
from walkdown.core.label import grouped
from walkdown.practice.label_says import (
    device_payload,
    label_payload,
    set_up_payload,
    wifi_payload,
)
from walkdown.practice.label_symbols import modules_of, picture_of
from walkdown.practice.labelled import WIDE, Symbol

__all__ = [
    "device_label",
    "device_payload",
    "label_payload",
    "router_label",
    "set_up_payload",
    "wifi_payload",
]

# Grey levels; SEE_THROUGH is what lies beside the plate's rounded corners.
SEE_THROUGH = 0
INK = 22
PAPER = 236
METAL = 104
PLATE = (1120, 680)
# Where the paper is on the plate: left, top, right, bottom.
SHEET = (110, 120, 1010, 560)
# What is left for a wide code below the words.
WIDE_BOX = (135, 400, 985, 540)
SQUARE_BOX = (135, 150, 515, 530)
TEXT_LEFT = 545
TEXT_WIDTH = 440
# As little quiet zone as readers put up with: on the plate there is more paper around it.
QUIET = 2
KIND_WORDS: Final = {
    Kind.GATEWAY: ("GATEWAY", "DC 5 V  2 A"),
    Kind.MICRO_INVERTER: ("MICRO-INVERTER", "DC 16-60 V  AC 230 V"),
    Kind.STRING_INVERTER: ("STRING INVERTER", "DC 80-550 V  AC 230 V"),
    Kind.BATTERY: ("BATTERY", "DC 51.2 V  10 kWh"),
    Kind.JUNCTION_BOX: ("JUNCTION BOX", "AC 400 V  63 A  IP65"),
    Kind.METER: ("ENERGY METER", "AC 3x230 V  80 A"),
    Kind.CHARGER: ("EV CHARGER", "AC 400 V  16 A  11 kW"),
}


@lru_cache(maxsize=64)
def device_label(
    kind: Kind, model: str, serial: str, payload: str = "", symbol: Symbol = Symbol.QR
) -> Image.Image:
    """A metal plate with the paper label on it, grey ("L"); the same picture for the same device."""
    picture = metal_plate()
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(SHEET, 12, fill=PAPER)
    print_code(picture, symbol, payload or device_payload(model, serial))
    words, ratings = KIND_WORDS[kind]
    if symbol in WIDE:
        left, width = WIDE_BOX[0], WIDE_BOX[2] - WIDE_BOX[0]
        write(draw, (left, 140), f"{words}  {ratings}", 34, width, bold=1)
        write(draw, (left, 190), model, 84, width, bold=2)
        write(draw, (left, 310), f"SN {grouped(serial)}", 48, width)
        return picture
    write(draw, (TEXT_LEFT, 165), words, 40, bold=1)
    write(draw, (TEXT_LEFT, 220), model, 76, bold=2)
    write(draw, (TEXT_LEFT, 318), f"SN {grouped(serial)}", 38)
    write(draw, (TEXT_LEFT, 372), ratings, 30)
    _bars(draw, (TEXT_LEFT, 432, TEXT_LEFT + TEXT_WIDTH, 520), seed=serial)
    return picture


@lru_cache(maxsize=32)
def paper_label(words: str, lines: tuple[str, ...], symbol: Symbol, payload: str) -> Image.Image:
    """A sticker on plain cardboard, grey ("L"): headline, lines, and the code."""
    picture = Image.new("L", PLATE, 150)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle(SHEET, 12, fill=PAPER)
    print_code(picture, symbol, payload)
    wide = symbol in WIDE
    left = WIDE_BOX[0] if wide else TEXT_LEFT
    width = WIDE_BOX[2] - left
    write(draw, (left, 150), words, 50, width, bold=2)
    for number, line in enumerate(lines[:3]):
        write(draw, (left, 226 + 54 * number), line, 36, width)
    return picture


@lru_cache(maxsize=8)
def router_label(ssid: str, password: str) -> Image.Image:
    """The sticker under a router, grey ("L"): its network, its password, and both as a QR code."""
    picture = Image.new("L", PLATE, SEE_THROUGH)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((4, 4, PLATE[0] - 5, PLATE[1] - 5), 56, fill=58)
    for x in range(120, 1001, 40):
        draw.rounded_rectangle((x, 40, x + 14, 84), 7, fill=34)
    draw.rounded_rectangle((90, 120, 1030, 600), 18, fill=PAPER)
    code = modules_of(Symbol.QR, wifi_payload(ssid, password), quiet=QUIET)
    picture.paste(picture_of(code, (410, 410), INK, PAPER), (115, 155))
    write(draw, (TEXT_LEFT, 170), "WI-FI ROUTER", 40, bold=1)
    write(draw, (TEXT_LEFT, 250), "Network name", 28)
    write(draw, (TEXT_LEFT, 286), ssid, 46, bold=1)
    write(draw, (TEXT_LEFT, 382), "Password", 28)
    write(draw, (TEXT_LEFT, 418), password or "(open)", 46, bold=1)
    write(draw, (TEXT_LEFT, 520), "Scan to join", 28)
    return picture


def metal_plate() -> Image.Image:
    """Brushed metal with a rolled edge and four screws."""
    width, height = PLATE
    picture = Image.new("L", PLATE, SEE_THROUGH)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((4, 4, width - 5, height - 5), 56, fill=METAL)
    brush = random.Random(7)  # noqa: S311 - a look, not a secret
    for y in range(30, height - 30, 3):
        draw.line((34, y, width - 35, y), fill=METAL + brush.randint(-5, 5))
    draw.rounded_rectangle((30, 30, width - 31, height - 31), 36, outline=138, width=3)
    for x, y in ((72, 72), (width - 72, 72), (72, height - 72), (width - 72, height - 72)):
        draw.ellipse((x - 20, y - 20, x + 20, y + 20), fill=62, outline=30, width=3)
        draw.line((x - 11, y - 7, x + 11, y + 7), fill=28, width=5)
    return picture


def print_code(picture: Image.Image, symbol: Symbol, text: str) -> None:
    """Put the code where it belongs on the paper, in ink."""
    left, top, right, bottom = WIDE_BOX if symbol in WIDE else SQUARE_BOX
    code = modules_of(symbol, text, quiet=None if symbol in WIDE else QUIET)
    picture.paste(picture_of(code, (right - left, bottom - top), INK, PAPER), (left, top))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    width: int = TEXT_WIDTH,
    *,
    bold: int = 0,
    ink: int = INK,
) -> None:
    """One line in Pillow's own font, stronger by `bold` pixels, smaller where it would not fit."""
    text = "".join(c if c.isprintable() else " " for c in text)
    while size > 12 and draw.textlength(text, ImageFont.load_default(size)) > width:
        size -= 2
    draw.text(at, text, fill=ink, font=ImageFont.load_default(size), stroke_width=bold)


def _bars(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, seed: str) -> None:
    """A strip that looks like a bar code and is none: readers must find nothing in it."""
    left, top, right, bottom = box
    choose = random.Random(seed)  # noqa: S311 - a look, not a secret
    x = left
    while x < right - 12:
        wide = choose.choice((2, 2, 4, 6))
        draw.rectangle((x, top, x + wide - 1, bottom), fill=INK)
        x += wide + choose.choice((2, 2, 4, 6))
