"""Make text from outside harmless before a person sees it: no control characters, markup or bidi tricks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

MOST = 48
_FSI, _PDI = "\u2068", "\u2069"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters that have no ink of their own although Unicode calls them letters or marks.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
# They change the look of the sign before them, or nothing at all; "Ho\ufe0fme" reads as "Home".
_SELECTORS = frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x180E), 0x180F))
)
# Scripts that pile marks of class 0 need up to four; accents and rings stop at two.
_MOST_MARKS, _MOST_ACCENTS = 4, 2
_MARKUP = {"<": "‹", ">": "›", "&": "＆"}


def shown(raw: str | bytes, most: int = MOST) -> str:
    """The text as it may stand on a screen or in a report: one line, at most `most` characters.

    Bytes are read as UTF-8, broken parts become visible. Control, format and unassigned characters
    become ⟦hex⟧; marks piled on one letter are thinned; markup signs are replaced.
    Text with right-to-left letters is wrapped in isolates, so it cannot reorder its neighbours.
    """
    text = raw.decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    text = unicodedata.normalize("NFC", text[: most * 8])
    clean = "".join(map(_harmless, _thinned(text))).strip()
    if len(clean) > most:
        clean = clean[: most - 1] + "…"
    return f"{_FSI}{clean}{_PDI}" if _mixed_direction(clean) else clean


def _thinned(text: str) -> Iterator[str]:
    """The text without the marks that would reach into other lines, or hide their letter."""
    marks, before = 0, ""
    for char in text:
        if char in _SELECTORS and before and unicodedata.category(before) == "So":
            continue  # an emoji that asks for its colours is as good without
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        # Enclosing marks have class 0 too, yet they pile up like accents.
        light = not unicodedata.combining(char) and unicodedata.category(char) != "Me"
        if marks <= (_MOST_MARKS if light else _MOST_ACCENTS):
            yield char
        before = char


def _harmless(char: str) -> str:
    if char in _MARKUP:
        return _MARKUP[char]
    category = unicodedata.category(char)
    if category in _HIDDEN or char in _BLANK or char in _SELECTORS:
        return f"⟦{ord(char):02X}⟧"
    if category == "Zs":
        return " "
    return char


def _mixed_direction(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)
