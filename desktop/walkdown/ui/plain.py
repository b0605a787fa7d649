"""Text from outside made safe to show: no markup, no control or direction characters, bounded."""

from __future__ import annotations

import html
import re
from typing import Final

MOST_CHARACTERS: Final = 4000
# C0 and C1 controls except the line break, zero-width and direction marks, line separators, BOM,
# and lone surrogates: all of them can hide or reorder what a person reads.
_UNSHOWN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2067\u206a-\u206f\ufeff\ud800-\udfff]"
)
# `core.shown` puts right-to-left names between these two, so that they cannot reorder their
# neighbours. In pairs they are kept; an end alone would open the isolate of another name.
_ISOLATES: Final = re.compile("[\u2068\u2069]")
_PAIR: Final = re.compile("\u2068[^\u2068\u2069]*\u2069")


def plain(text: str) -> str:
    """What is shown for `text`: control and direction characters out, at most 4,000 characters."""
    shown = _UNSHOWN.sub("", text[: MOST_CHARACTERS + 1].replace("\t", " "))
    if len(text) > MOST_CHARACTERS:
        shown = shown[: MOST_CHARACTERS - 1] + "…"
    return shown if not _ISOLATES.search(_PAIR.sub("", shown)) else _ISOLATES.sub("", shown)


def caption(text: str) -> str:
    """`plain`, with `&` doubled, for widgets that would take it for a mnemonic."""
    return plain(text).replace("&", "&&")


def tip(text: str) -> str:
    """`plain` as a tooltip, which Qt would otherwise take for markup when it looks like it."""
    return f"<qt>{html.escape(plain(text))}</qt>" if text else ""
