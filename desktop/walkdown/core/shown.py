"""Make text from outside harmless before a person sees it: no control characters, markup or bidi tricks."""

from __future__ import annotations

import unicodedata

MOST = 48
_FSI, _PDI = "\u2068", "\u2069"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters that have no ink of their own although Unicode calls them letters or marks.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
_MARKUP = {"<": "‹", ">": "›", "&": "＆"}


def shown(raw: str | bytes, most: int = MOST) -> str:
    """The text as it may stand on a screen or in a report: one line, at most `most` characters.

    Bytes are read as UTF-8, broken parts become visible. Control, format and unassigned characters
    become ⟦hex⟧; more than two combining marks on one letter are dropped; markup signs are replaced.
    Text with right-to-left letters is wrapped in isolates, so it cannot reorder its neighbours.
    """
    text = raw.decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    text = unicodedata.normalize("NFC", text[: most * 8])
    out: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= 2:
            out.append(_harmless(char))
    clean = "".join(out).strip()
    if len(clean) > most:
        clean = clean[: most - 1] + "…"
    return f"{_FSI}{clean}{_PDI}" if _mixed_direction(clean) else clean


def _harmless(char: str) -> str:
    if char in _MARKUP:
        return _MARKUP[char]
    category = unicodedata.category(char)
    if category in _HIDDEN or char in _BLANK:
        return f"⟦{ord(char):02X}⟧"
    if category == "Zs":
        return " "
    return char


def _mixed_direction(text: str) -> bool:
    return any(unicodedata.bidirectional(c) in ("R", "AL", "AN") for c in text)
