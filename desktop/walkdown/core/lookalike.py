"""Characters that people take for one another: which device heard nearby a typed serial may mean."""

from __future__ import annotations

from collections.abc import Iterable

MOST_HEARD = 10_000
_ALIKE = str.maketrans("OQILBSZ", "0011852")


def compared(serial: str) -> str:
    """A serial as two are compared: upper case, without spaces and dashes (protocols.md 9.5)."""
    return serial.upper().replace(" ", "").replace("-", "")


def lookalikes(serial: str, heard: Iterable[str]) -> tuple[str, ...]:
    """Those of the heard serials that differ only in O/0 Q/0 I/1 L/1 B/8 S/5 Z/2, each once, as heard.

    Never the serial itself. Nothing is corrected: the person is asked which of them it is.
    """
    typed = compared(serial)
    look = typed.translate(_ALIKE)
    found: dict[str, None] = {}
    for other, _ in zip(heard, range(MOST_HEARD), strict=False):
        plain = compared(other)
        if plain != typed and plain.translate(_ALIKE) == look:
            found[other] = None
    return tuple(found)
