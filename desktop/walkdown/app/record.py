"""The record of permissions in words for people: one line for each entry of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

from walkdown.app.ledger_words import SCOPES
from walkdown.app.ports import LedgerLine
from walkdown.consent.entry import Entry, Happened


def ledger_line(entry: Entry) -> LedgerLine:
    """One entry as a line; holds no name, serial or payload."""
    at = datetime.fromtimestamp(entry.at_ms / 1000, UTC)
    return LedgerLine(at, entry.permission, entry.purpose, str(entry.event), _result(entry))


def _result(entry: Entry) -> str:
    if entry.event is Happened.GRANTED:
        return f"{SCOPES[entry.scope]}; pressed: {entry.feature}"
    return entry.counts or entry.feature
