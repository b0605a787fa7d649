"""What a scanned or typed text says: a device's label, a router's code, or what else it is."""

from __future__ import annotations

import re
from dataclasses import replace

from walkdown.core import gs1
from walkdown.core.easy_connect import read_easy_connect
from walkdown.core.label_link import link_of, looks_like_link
from walkdown.core.label_match import by_article, by_link, by_pattern, hint, is_carton, with_profile
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.label_serial import grouped, kind_of_model, number_damage, plain_serial
from walkdown.core.label_types import (
    Check,
    EasyConnect,
    Label,
    MatterCode,
    NotALabel,
    Reading,
    RouterCode,
)
from walkdown.core.matter_code import read_manual_code, read_matter_code
from walkdown.core.set_up_code import read_set_up_code
from walkdown.core.sighting import factory_name
from walkdown.core.wifi_code import read_router_code

__all__ = [
    "MOST_CHARACTERS",
    "Check",
    "EasyConnect",
    "Label",
    "MatterCode",
    "NotALabel",
    "Reading",
    "RouterCode",
    "as_serial",
    "grouped",
    "kind_of_model",
    "number_damage",
    "plain_serial",
    "read_label",
    "read_set_up_code",
    "without_aim",
]

MOST_CHARACTERS = 512
_BLANK = " \t\r\n\ufeff"
_AIM = re.compile(r"\][A-Za-z][0-9A-Fa-f]")
_OURS = re.compile(r"WD1:(?P<model>[A-Z0-9][A-Z0-9-]{1,15}):(?P<serial>[0-9A-Z]{6,20})")
_CARTON = re.compile(r"(LOT|PCS|CARTON|BOX)\b", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_label(text: str, profiles: Profiles = NO_PROFILES) -> Reading:
    """Classify one text, most specific first (protocols.md 9). Nothing in it is ever opened.

    A hand scanner's word for the symbology ("]d2") may stand in front; FNC1 is 0x1D.
    """
    text = text.strip(_BLANK)
    if not text:
        return NotALabel.EMPTY
    if len(text) > MOST_CHARACTERS:
        return NotALabel.TOO_LONG
    if _SURROGATE.search(text):
        return NotALabel.UNKNOWN
    plain = without_aim(text)
    aim = text[: len(text) - len(plain)]
    if not plain:
        return NotALabel.EMPTY
    return (
        _of_code(plain, profiles) or _of_article(aim, plain, profiles) or _of_rest(plain, profiles)
    )


def without_aim(text: str) -> str:
    """The text without a hand scanner's word for the symbology ("]d2", ISO/IEC 15424)."""
    return text[3:] if _AIM.match(text) else text


def as_serial(text: str, profiles: Profiles = NO_PROFILES) -> Label | None:
    """The text as a serial and nothing else, for the person who says so; None where it cannot be one.

    For what only looks like a Matter manual code, or like an article's number.
    """
    plain = without_aim(text.strip(_BLANK)[:MOST_CHARACTERS])
    serial = plain_serial(plain)
    return by_pattern(plain, profiles) or (Label(serial) if serial else None)


def _of_code(text: str, profiles: Profiles) -> Reading | None:
    """A code whose beginning names it."""
    if text.startswith("MT:"):
        return read_matter_code(text) or NotALabel.BROKEN_MATTER_CODE
    start = text[:5].upper()
    if start == "WIFI:":
        return read_router_code(text)
    if start[0] == "{":
        label = read_set_up_code(text)
        return with_profile(label, profiles) if label else NotALabel.BROKEN_SET_UP_CODE
    if start.startswith("DPP:"):
        return read_easy_connect(text) or NotALabel.UNKNOWN
    if match := _OURS.fullmatch(text):
        model = match["model"]
        return with_profile(Label(match["serial"], model, kind_of_model(model)), profiles)
    return None


def _of_article(aim: str, text: str, profiles: Profiles) -> Reading | None:
    """A GS1 code, known by its symbology, its separators, its brackets or its address."""
    if aim.startswith("]E"):
        return NotALabel.TRADE_ITEM
    if aim.startswith("]I") and gs1.is_box_number(text):
        return NotALabel.CARTON
    if aim in gs1.AIMS or gs1.has_elements(text):
        return _article_reading(gs1.read_elements(text), profiles)
    if looks_like_link(text):
        return _of_link(text, profiles)
    return None


def _of_link(text: str, profiles: Profiles) -> Label | NotALabel:
    link = link_of(text)
    if link is None:
        return NotALabel.LINK
    if label := by_link(link, profiles):
        return label
    if not gs1.is_digital_link(link.rest):
        return NotALabel.LINK
    reading = _article_reading(gs1.read_digital_link(text), profiles)
    return NotALabel.LINK if reading is NotALabel.UNKNOWN else reading


def _article_reading(article: gs1.Article | None, profiles: Profiles) -> Label | NotALabel:
    if article is None:
        return NotALabel.UNKNOWN
    if article.is_carton:
        return NotALabel.CARTON
    if article.serial:
        return by_article(article, profiles) or NotALabel.UNKNOWN
    return NotALabel.TRADE_ITEM if article.gtin else NotALabel.UNKNOWN


def _of_rest(text: str, profiles: Profiles) -> Reading:
    """A serial, in its maker's form or in none; a box's label; a number that is something else."""
    if name := factory_name(text):
        return Label(name)
    if _CARTON.match(text) or is_carton(text, profiles):
        return NotALabel.CARTON
    if label := by_pattern(text, profiles):
        return label
    if code := read_manual_code(text):
        return code
    if article := gs1.read_run_together(text):
        return _article_reading(article, profiles)
    # Thirteen digits that keep GS1's rule stand beside serials on most boxes; serials seldom have 13.
    if gs1.is_trade_item(text):
        return NotALabel.TRADE_ITEM
    return _of_serial(text, profiles)


def _of_serial(text: str, profiles: Profiles) -> Label | NotALabel:
    serial = plain_serial(text)
    # One sign over and over stands where a serial is still to come.
    if not serial or len(set(serial) - {"-"}) == 1 or number_damage(text):
        return NotALabel.UNKNOWN
    return replace(Label(serial), warning=hint(serial, profiles))
