"""One entry of the ledger: what happened to a permission, chained to the entry before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

GENESIS_HASH: Final = "0" * 64
_MOST_TEXT: Final = 300


class Happened(StrEnum):
    """The events of consent.md 3.2 that this version can have."""

    GENESIS = "ledger.begun"
    RECOVERED = "ledger.recovered"
    PROMPT_SHOWN = "prompt.shown"
    GRANTED = "consent.granted"
    REFUSED = "consent.refused"
    REFUSED_QUIET = "consent.refused_quietly"
    DEFERRED = "consent.deferred"
    WITHDRAWN = "consent.withdrawn"
    EXPIRED = "consent.expired"
    RENEWAL = "consent.renewal_required"
    USE_START = "use.start"
    USE_END = "use.end"
    USE_ABORT = "use.abort"
    USE_UNCLEAN = "use.end.unclean"
    USE_LATE = "use.late"
    USE_BLOCKED = "use.blocked.os"
    RESET = "consent.reset"
    REVOKED = "consent.revoked"
    OS_REQUEST = "os.request"
    OS_GRANTED = "os.granted"
    OS_DENIED = "os.denied"
    OS_UNDETERMINED = "os.undetermined"
    OS_REVOKED = "os.revoked"
    POLICY_ACCEPTED = "policy.accepted"
    POLICY_DECLINED = "policy.declined"
    CLOCK = "clock.anomaly"
    KEY = "ledger.key"
    EXPORTED = "ledger.exported"
    CONTINUES = "ledger.continues"


USE_ENDS: Final = frozenset({Happened.USE_END, Happened.USE_ABORT, Happened.USE_UNCLEAN})


@dataclass(frozen=True, slots=True)
class Entry:
    """Integers and strings only. `at_ms` is UTC, `until_ms` 0 where nothing ends.

    `record` is the seq of the grant that a use rests on, or of the use that an end belongs to.
    `site` is a pseudonym: what it stands for is in the site file alone. `record_id` names a decision
    outside of this file. `subject` is whose consent it is, `by` who gave it, `method` how.
    `seq` and `prev`, the hash of the entry before, are set by the ledger.
    """

    event: Happened
    at_ms: int
    permission: str = ""
    purpose: str = ""
    scope: str = ""
    site: str = ""
    feature: str = ""
    until_ms: int = 0
    record: int = 0
    policy: str = ""
    fingerprint: str = ""
    shown_ms: int = 0
    counts: str = ""
    session: str = ""
    record_id: str = ""
    subject: str = ""
    by: str = ""
    method: str = ""
    lang: str = ""
    os: str = ""
    detail: str = ""
    app: str = ""
    mono_ms: int = 0
    boot: str = ""
    seq: int = 0
    prev: str = GENESIS_HASH


_INTS = frozenset(f.name for f in fields(Entry) if f.type == "int")
_NAMES = frozenset(f.name for f in fields(Entry))
_SORTED = tuple(sorted(_NAMES))


class BrokenEntry(Exception):
    """A line that is no entry."""


def encode(entry: Entry) -> bytes:
    """The canonical bytes: sorted keys, no spaces, ASCII. Texts are cut at 300 characters."""
    row = {name: getattr(entry, name) for name in _SORTED}
    row = {k: str(v[:_MOST_TEXT]) if isinstance(v, str) else v for k, v in row.items()}
    return json.dumps(row, separators=(",", ":"), ensure_ascii=True).encode()


def decode(line: bytes) -> Entry:
    """The entry of a line. Raises BrokenEntry where it is not in canonical form."""
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or set(row) != _NAMES:
            raise BrokenEntry("other keys")
        if any(type(v) is not (int if k in _INTS else str) for k, v in row.items()):
            raise BrokenEntry("other types")
        entry = Entry(**{**row, "event": Happened(row["event"])})
    except (ValueError, TypeError, RecursionError) as error:
        raise BrokenEntry("not an entry") from error
    if encode(entry) != line:
        raise BrokenEntry("not canonical")
    return entry


def digest(line: bytes) -> str:
    """The hash that the next entry carries."""
    return hashlib.sha256(b"\x00" + line).hexdigest()
