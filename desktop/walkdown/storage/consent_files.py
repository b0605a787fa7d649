"""Opens the gate over this computer's ledger and the registry of purposes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from walkdown.app.engine import Ask
from walkdown.consent.entry import Entry
from walkdown.consent.gate import Book, Gate
from walkdown.consent.ledger import Ledger, LedgerBroken, LedgerUnwritable
from walkdown.consent.registry import parse_registry


class Sealed:
    """Stands in for a ledger that does not verify or cannot be written: nothing may be used."""

    def __init__(self, why: LedgerBroken | LedgerUnwritable) -> None:
        self._why = why

    def append(self, entry: Entry) -> Entry:
        """Refuses: a use that is not written down is not made."""
        raise type(self._why)(str(self._why))

    def entries(self) -> tuple[Entry, ...]:
        """Nothing can be vouched for."""
        return ()

    def verify(self) -> bool:
        """It does not."""
        return False

    def close(self) -> None:
        """Nothing is open."""


def gate_opener(folder: Path, resources: Path) -> Callable[[Ask, Callable[[], None]], Gate]:
    """How to open the gate once the engine's loop runs. Raises LedgerBusy while another has it."""

    def open_gate(ask: Ask, on_change: Callable[[], None]) -> Gate:
        words = (resources / "purposes.toml").read_text("utf-8")
        return Gate(
            _book(folder / "ledger.jsonl"),
            parse_registry(words),
            ask,
            _now,
            on_change,
            session=secrets.token_hex(8),
        )

    return open_gate


def _book(path: Path) -> Book:
    try:
        return Ledger.open(path, lambda: int(_now().timestamp() * 1000))
    except (LedgerBroken, LedgerUnwritable) as why:
        return Sealed(why)


def _now() -> datetime:
    return datetime.now(UTC)
