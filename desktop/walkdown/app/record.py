"""The record of permissions in words for people: one line for each entry of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

from walkdown.app.ports import LedgerLine
from walkdown.consent.ledger import Entry


def ledger_line(entry: Entry) -> LedgerLine:
    """One entry as a line; holds no name, serial or payload."""
    at = datetime.fromtimestamp(entry.at_ms / 1000, UTC)
    what = entry.feature or entry.scope or ""
    return LedgerLine(at, entry.permission, entry.purpose, str(entry.event), entry.counts or what)
