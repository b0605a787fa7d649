"""Text as cells of a table that a spreadsheet shows and does not run; for people, and not to be read back."""

from __future__ import annotations

import unicodedata

from walkdown.core.shown import shown

_MOST = 500
_FORMULA = tuple("=+-@\t\r")
_LONGEST_NUMBER = 11


def cell(raw: str) -> str:
    """The text as a cell: an apostrophe goes before formulas and before numbers that are serials.

    A full-width "＝" starts a formula in some spreadsheets too, and blanks before it do not help;
    numbers of more than eleven digits would be shown as 1.2E+11, and zeros in front would be lost.
    """
    text = shown(raw, _MOST)
    bare = unicodedata.normalize("NFKC", text).lstrip()
    risky = raw.startswith(_FORMULA) or bare.startswith(_FORMULA)
    serial = text.isdigit() and (len(text) > _LONGEST_NUMBER or text.startswith("0"))
    return f"'{text}" if risky or serial else text
