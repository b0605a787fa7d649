"""A ledger in which the policy before this one was accepted: for practising what a new one asks."""

from __future__ import annotations

import time
from pathlib import Path

from walkdown.consent.entry import Entry, Happened
from walkdown.consent.former_words import History, parse_history
from walkdown.consent.keys import Keys
from walkdown.consent.ledger import Ledger
from walkdown.consent.policy_changes import code
from walkdown.consent.purpose import Role
from walkdown.consent.wording import order

_DIGITS = 8


def accept_former_policy(ledger: Path, history: Path, keys: Keys) -> None:
    """Begin a ledger with a yes to the oldest wordings that `policy/history.toml` knows."""
    known = parse_history(history.read_text("utf-8"))
    version = min((one.version for one in known.wordings), key=order)
    now_ms = int(time.time() * 1000)
    book = Ledger.open(ledger, lambda: now_ms, keys)
    book.append(
        Entry(
            Happened.POLICY_ACCEPTED,
            now_ms,
            policy=version,
            lang="en",
            detail=_note(known, version),
            subject=Role.INSTALLER,
            by=Role.INSTALLER,
            method="policy.page:accept",
        )
    )
    book.close()


def _note(known: History, version: str) -> str:
    """As `policy_changes.note_of` writes it, of the wordings of that version."""
    then = [one for one in known.wordings if one.version == version and one.lang == "en"]
    return ".".join(code(one.purpose) + one.fingerprint[:_DIGITS] for one in then)
