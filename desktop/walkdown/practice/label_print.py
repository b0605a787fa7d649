"""Prints practice labels: a device's type plate and a router's sticker, as pictures."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from typing import Final

import qrcode
from PIL import Image, ImageDraw, ImageFont

from walkdown.core.device import Kind
from walkdown.core.label import grouped
from walkdown.core.sighting import factory_name
from walkdown.practice.scenario import Family, PracticeDevice

# Grey levels; SEE_THROUGH is what lies beside the plate's rounded corners.
SEE_THROUGH = 0
_PLATE = (1120, 680)
_TEXT_LEFT = 545
_TEXT_WIDTH = 440
_INK = 22
_PAPER = 236
_KINDS: Final = {
    Kind.GATEWAY: ("GATEWAY", "DC 5 V  2 A"),
    Kind.MICRO_INVERTER: ("MICRO-INVERTER", "DC 16-60 V  AC 230 V"),
    Kind.STRING_INVERTER: ("STRING INVERTER", "DC 80-550 V  AC 230 V"),
    Kind.BATTERY: ("BATTERY", "DC 51.2 V  10 kWh"),
    Kind.JUNCTION_BOX: ("JUNCTION BOX", "AC 400 V  63 A  IP65"),
    Kind.METER: ("ENERGY METER", "AC 3x230 V  80 A"),
    Kind.CHARGER: ("EV CHARGER", "AC 400 V  16 A  11 kW"),
}


def device_payload(model: str, serial: str) -> str:
    """What a device's QR code says."""
    return f"WD1:{model}:{serial}"


def set_up_payload(device: PracticeDevice) -> str:
    """What the QR code of one of Espressif's says (protocols.md 3.6)."""
    with device.pop.reveal() as pop:
        said = {
            "ver": "v1",
            "name": device.advertised_name,
            "pop": pop,
            "transport": "ble",
            "security": device.security,
        }
        if not factory_name(device.serial):
            said |= {"serial": device.serial, "model": device.model}
        return json.dumps(said)


def label_payload(device: PracticeDevice) -> str:
    """What the code on a device's label says."""
    if device.family is Family.ESPRESSIF:
        return set_up_payload(device)
    return device_payload(device.model, device.serial)


def wifi_payload(ssid: str, password: str) -> str:
    """What a router's QR code says (ZXing's dialect); an empty password means an open network."""
    security = "WPA" if password else "nopass"
    secret = f"P:{_escaped(password)};" if password else ""
    return f"WIFI:T:{security};S:{_escaped(ssid)};{secret};"


@lru_cache(maxsize=64)
def device_label(kind: Kind, model: str, serial: str, payload: str = "") -> Image.Image:
    """A metal plate with the paper label on it, grey ("L"); the same picture for the same device."""
    picture = _plate()
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((110, 120, 1010, 560), 12, fill=_PAPER)
    picture.paste(_code(payload or device_payload(model, serial), 380), (135, 150))
    words, ratings = _KINDS[kind]
    _write(draw, 165, words, 40, bold=1)
    _write(draw, 220, model, 76, bold=2)
    _write(draw, 318, f"SN {grouped(serial)}", 38)
    _write(draw, 372, ratings, 30)
    _bars(draw, (_TEXT_LEFT, 432, _TEXT_LEFT + _TEXT_WIDTH, 520), seed=serial)
    return picture


@lru_cache(maxsize=8)
def router_label(ssid: str, password: str) -> Image.Image:
    """The sticker under a router, grey ("L"): its network, its password, and both as a QR code."""
    picture = Image.new("L", _PLATE, SEE_THROUGH)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((4, 4, _PLATE[0] - 5, _PLATE[1] - 5), 56, fill=58)
    for x in range(120, 1001, 40):
        draw.rounded_rectangle((x, 40, x + 14, 84), 7, fill=34)
    draw.rounded_rectangle((90, 120, 1030, 600), 18, fill=_PAPER)
    picture.paste(_code(wifi_payload(ssid, password), 410), (115, 155))
    _write(draw, 170, "WI-FI ROUTER", 40, bold=1)
    _write(draw, 250, "Network name", 28)
    _write(draw, 286, ssid, 46, bold=1)
    _write(draw, 382, "Password", 28)
    _write(draw, 418, password or "(open)", 46, bold=1)
    _write(draw, 520, "Scan to join", 28)
    return picture


def _plate() -> Image.Image:
    """Brushed metal with a rolled edge and four screws."""
    width, height = _PLATE
    picture = Image.new("L", _PLATE, SEE_THROUGH)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((4, 4, width - 5, height - 5), 56, fill=104)
    brush = random.Random(7)  # noqa: S311 - a look, not a secret
    for y in range(30, height - 30, 3):
        draw.line((34, y, width - 35, y), fill=104 + brush.randint(-5, 5))
    draw.rounded_rectangle((30, 30, width - 31, height - 31), 36, outline=138, width=3)
    for x, y in ((72, 72), (width - 72, 72), (72, height - 72), (width - 72, height - 72)):
        draw.ellipse((x - 20, y - 20, x + 20, y + 20), fill=62, outline=30, width=3)
        draw.line((x - 11, y - 7, x + 11, y + 7), fill=28, width=5)
    return picture


def _code(text: str, side: int) -> Image.Image:
    """A QR code with its quiet zone, about `side` pixels, each module a whole number of pixels."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    modules = code.get_matrix()
    picture = Image.new("L", (len(modules), len(modules)), _PAPER)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x, y), _INK)
    whole = max(1, side // len(modules)) * len(modules)
    return picture.resize((whole, whole), Image.Resampling.NEAREST)


def _bars(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, seed: str) -> None:
    """A strip that looks like a bar code and is none: readers must find nothing in it."""
    left, top, right, bottom = box
    choose = random.Random(seed)  # noqa: S311 - a look, not a secret
    x = left
    while x < right - 12:
        wide = choose.choice((2, 2, 4, 6))
        draw.rectangle((x, top, x + wide - 1, bottom), fill=_INK)
        x += wide + choose.choice((2, 2, 4, 6))


def _write(draw: ImageDraw.ImageDraw, y: int, text: str, size: int, *, bold: int = 0) -> None:
    """One line in Pillow's own font, stronger by `bold` pixels, smaller where it would not fit."""
    text = "".join(c if c.isprintable() else " " for c in text)
    while size > 12 and draw.textlength(text, ImageFont.load_default(size)) > _TEXT_WIDTH:
        size -= 2
    at = (_TEXT_LEFT, y)
    draw.text(at, text, fill=_INK, font=ImageFont.load_default(size), stroke_width=bold)


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in '\\;,:"' else c for c in text)
