"""How a cell of the consent model can stand."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class CellState(StrEnum):
    """How a purpose stands."""

    UNASKED = "unasked"
    ONCE = "once"
    SESSION = "session"
    SITE = "site"
    COMPUTER = "computer"
    DENIED = "denied"
    DENIED_QUIET = "denied-quiet"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RENEW = "renew"


GRANTED: Final = frozenset({CellState.ONCE, CellState.SESSION, CellState.SITE, CellState.COMPUTER})
