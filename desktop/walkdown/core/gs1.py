"""GS1's codes: element strings, with brackets or separators, and Digital Links (protocols.md 9.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from walkdown.core.check_digit import Rule, holds

SEPARATOR = "\x1d"
MOST_ELEMENTS = 20
# How the text begins where a hand scanner names the symbology (ISO/IEC 15424) and FNC1 has a meaning.
AIMS = frozenset({"]d2", "]Q3", "]C1", "]e0", "]e1", "]e2", "]z1", "]J1"})

_BRACKETED = re.compile(r"(?:\([0-9]{2,4}\)[^()]{1,90})+")
_ELEMENT = re.compile(r"\(([0-9]{2,4})\)([^()]{1,90})")
_RUN_TOGETHER = re.compile(r"01[0-9]{14}(?:21|10|11[0-9]{6}|17[0-9]{6}|240)[!-~]{1,100}")
# Where another element could begin within a serial that nothing closes.
_NEXT = re.compile(r"(?<=.{4})(?=10|11[0-9]{6}|17[0-9]{6}|21|240|30|37)")
_DIGITAL_LINK = re.compile(r"/(?:01/[0-9]{8,14}|00/[0-9]{18}|8004/[!-~]{1,30})(?=[/?#]|$)")


@dataclass(frozen=True, slots=True)
class Article:
    """What a GS1 code says of one thing.

    `serial` is AI 21, else 8004; `gtin` has 14 digits; `model` is AI 240. `is_carton`: it is a logistic
    unit (AI 00 or 02). `unclear`: its fields run together, so that the serial may hold more than it.
    """

    gtin: str = ""
    serial: str = ""
    model: str = ""
    is_carton: bool = False
    unclear: bool = False


def make_ready() -> None:
    """Load GS1's tables, which takes a tenth of a second: before the first code has to wait for it."""
    import biip.gs1_digital_link_uris  # noqa: F401 - for its tables only


def is_digital_link(rest: str) -> bool:
    """Whether path and query of a web address are those of a Digital Link."""
    return _DIGITAL_LINK.search(rest.partition("?")[0]) is not None


def is_trade_item(text: str) -> bool:
    """Whether a text is an article's number as shops scan it: 13 digits, the last checks them."""
    return len(text) == 13 and text.isascii() and text.isdigit() and holds(Rule.MOD10, text)


def is_box_number(text: str) -> bool:
    """Whether the text of an ITF code is a box's: 14 digits, the last checks them (ITF-14)."""
    return len(text) == 14 and text.isascii() and text.isdigit() and holds(Rule.MOD10, text)


def has_elements(text: str) -> bool:
    """Whether a text shows by itself, without a scanner's word, that it is an element string."""
    return SEPARATOR in text or _BRACKETED.fullmatch(text) is not None


def read_digital_link(link: str) -> Article | None:
    """An address with `/01/<GTIN>`; None where its parts are not GS1's."""
    from biip import ParseError
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI

    try:
        uri = GS1DigitalLinkURI.parse(link)
    except (ParseError, ValueError):
        return None
    return _article((e.ai.ai, e.value) for e in uri.element_strings)


def read_elements(text: str) -> Article | None:
    """An element string, with separators (0x1D) or brackets; None where it is none."""
    brackets = _BRACKETED.fullmatch(text) is not None
    if brackets:
        text = "".join(f"{ai}{value}{SEPARATOR}" for ai, value in _ELEMENT.findall(text))
    pairs = _elements(text.lstrip(SEPARATOR))
    return None if pairs is None else _article(pairs)


def read_run_together(text: str) -> Article | None:
    """Elements from a scanner that keeps both symbology and separators to itself, or None.

    Only a GTIN in front whose check digit holds makes it one. A serial that could be followed by
    more is `unclear`.
    """
    if not _RUN_TOGETHER.fullmatch(text) or not _gtin(text[2:16]):
        return None
    article = read_elements(text)
    if article is None:
        return None
    unclear = text.endswith(article.serial) and _NEXT.search(article.serial) is not None
    return Article(article.gtin, article.serial, article.model, article.is_carton, unclear)


def splits(serial: str) -> tuple[str, ...]:
    """What the serial of an unclear article may be: all of it, or what stands before another element."""
    return (serial, *(serial[: found.start()] for found in _NEXT.finditer(serial)))


def _elements(text: str) -> list[tuple[str, str]] | None:
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    if not text.isascii() or text.count(SEPARATOR) > MOST_ELEMENTS:
        return None
    try:
        message = GS1Message.parse(text)
    except (ParseError, ValueError):
        return None
    return [(e.ai.ai, e.value) for e in message.element_strings]


def _article(elements: Iterable[tuple[str, str]]) -> Article | None:
    """Two answers to one question are no answer; so is a GTIN whose check digit is wrong."""
    said: dict[str, str] = {}
    for ai, value in elements:
        if said.setdefault(ai, value) != value:
            return None
    gtin = _gtin(said.get("01", ""))
    if not said or ("01" in said and not gtin):
        return None
    serial = said.get("21") or said.get("8004", "")
    return Article(gtin, serial, said.get("240", ""), not said.keys().isdisjoint(("00", "02")))


def _gtin(digits: str) -> str:
    whole = digits.zfill(14) if digits else ""
    return whole if len(whole) == 14 and holds(Rule.MOD10, whole) else ""
