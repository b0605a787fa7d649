"""Labels to be printed on paper: one bit a pixel at 600 dots an inch, each module whole dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from walkdown.core.label import grouped
from walkdown.practice.label_print import KIND_WORDS
from walkdown.practice.label_says import label_payload, wifi_payload
from walkdown.practice.label_symbols import modules_of
from walkdown.practice.labelled import WIDE, Look, Sticker, Symbol
from walkdown.practice.scenario import PracticeDevice, Scenario

DPI = 600
_MARGIN_MM = 4
_CODE_MM = 36
_BARS_MM = 20
# The widest a module is drawn, so that a short code is no larger than makers print it.
_MODULE_MM = 1.1


def dots(mm: float) -> int:
    """Millimetres in dots."""
    return round(mm * DPI / 25.4)


LABEL = (dots(85), dots(50))


@dataclass(frozen=True, slots=True)
class PaperLabel:
    """What is printed: a headline, lines below it, and one code."""

    headline: str
    lines: tuple[str, ...]
    symbol: Symbol
    text: str
    look: Look = Look.PLAIN


def paper_of_device(device: PracticeDevice) -> PaperLabel:
    """The label of a device. Colours and etching do not go onto paper in one ink: they are plain."""
    lines = (KIND_WORDS[device.kind][0], f"SN {grouped(device.serial)}", device.place)
    label = device.label
    return PaperLabel(device.model, lines, label.symbol, label_payload(device), label.look)


def paper_of_sticker(sticker: Sticker) -> PaperLabel:
    """What lies about."""
    return PaperLabel(sticker.words, (sticker.place,), sticker.symbol, sticker.text, sticker.look)


def paper_of_router(scenario: Scenario) -> PaperLabel:
    """The sticker under the router, with its password: it is a practice site's."""
    ssid = scenario.router.ssid
    with scenario.router_password.reveal() as password:
        lines = ("Network", ssid, "Password", password or "(open)")
        return PaperLabel("WI-FI ROUTER", lines, Symbol.QR, wifi_payload(ssid, password))


def printed(label: PaperLabel, size: tuple[int, int] = LABEL) -> Image.Image:
    """The label as a picture ("1"), 1 is paper, so many dots wide and high."""
    picture = Image.new("1", size, 1)
    draw = ImageDraw.Draw(picture)
    edge = dots(_MARGIN_MM)
    if label.symbol in WIDE:
        below = size[1] - edge - dots(_BARS_MM)
        code = _code(label, (size[0] - 2 * edge, dots(_BARS_MM)))
        picture.paste(code, ((size[0] - code.width) // 2, below))
        _words(draw, label, (edge, edge, size[0] - edge, below))
    else:
        side = min(size[1] - 2 * edge, size[0] * dots(_CODE_MM) // LABEL[0])
        code = _code(label, (side, side))
        picture.paste(code, (edge, (size[1] - code.height) // 2))
        _words(draw, label, (edge + code.width + edge, edge, size[0] - edge, size[1] - edge))
    return _made(picture, label.look)


def _code(label: PaperLabel, box: tuple[int, int]) -> Image.Image:
    """As large as whole dots a module allow; bars as high as the box."""
    modules = modules_of(label.symbol, label.text)
    rows, columns = modules.shape
    most = min(box[0] // columns, dots(_MODULE_MM))
    scale = max(1, most if rows == 1 else min(most, box[1] // rows))
    size = (columns * scale, box[1] if rows == 1 else rows * scale)
    picture = Image.fromarray(np.where(modules, 0, 255).astype(np.uint8))
    return picture.resize(size, Image.Resampling.NEAREST).convert("1")


def _words(draw: ImageDraw.ImageDraw, label: PaperLabel, box: tuple[int, int, int, int]) -> None:
    """The headline and lines below one another, each smaller where it would not fit."""
    left, top, right, bottom = box
    step = (bottom - top) // (len(label.lines) + 3)
    _line(draw, (left, top), label.headline, round(step * 1.5), right - left, bold=4)
    _lines(draw, label.lines, (left, top + 2 * step), round(step * 0.8), step, right - left)


def _lines(
    draw: ImageDraw.ImageDraw,
    lines: Sequence[str],
    at: tuple[int, int],
    size: int,
    step: int,
    width: int,
) -> None:
    for number, text in enumerate(lines):
        _line(draw, (at[0], at[1] + number * step), text, size, width)


def _line(
    draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, size: int, width: int, bold: int = 0
) -> None:
    text = "".join(c if c.isprintable() else " " for c in text)
    while size > 30 and draw.textlength(text, ImageFont.load_default(size)) > width:
        size -= 6
    draw.text(at, text, fill=0, font=ImageFont.load_default(size), stroke_width=bold)


def _made(picture: Image.Image, look: Look) -> Image.Image:
    if look is Look.MIRRORED:
        return ImageOps.mirror(picture)
    if look is Look.INVERTED:
        return ImageOps.invert(picture.convert("L")).convert("1")
    return picture
