"""From the ledger's entries to consent records: which entries are decisions, and what they come to."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from walkdown.consent.consent_record import (
    NOT_KNOWN,
    NOT_STATED,
    SCHEMA,
    App,
    ConsentRecord,
    ConsentState,
    DataItem,
    Moment,
    Notice,
    OsStep,
    Parties,
    Reach,
    Rights,
    Stored,
    Subject,
    Words,
)
from walkdown.consent.entry import Entry, Happened, digest, encode
from walkdown.consent.purpose import Role, Scope
from walkdown.consent.registry import PromptText
from walkdown.consent.shown_words import ShownWords

# consent.md 4.1; a renewal that is required is a yes that has run out with its words.
STATES: Final = {
    Happened.RESET: ConsentState.UNKNOWN,
    Happened.PROMPT_SHOWN: ConsentState.REQUESTED,
    Happened.DEFERRED: ConsentState.DEFERRED,
    Happened.GRANTED: ConsentState.GIVEN,
    Happened.REFUSED: ConsentState.REFUSED,
    Happened.REFUSED_QUIET: ConsentState.REFUSED,
    Happened.WITHDRAWN: ConsentState.WITHDRAWN,
    Happened.REVOKED: ConsentState.REVOKED,
    Happened.EXPIRED: ConsentState.EXPIRED,
    Happened.RENEWAL: ConsentState.EXPIRED,
}
# After these a new yes is a first one again; a yes that only ran out is renewed.
_OVER: Final = frozenset(
    {
        Happened.REFUSED,
        Happened.REFUSED_QUIET,
        Happened.WITHDRAWN,
        Happened.REVOKED,
        Happened.RESET,
    }
)


class _Facts(NamedTuple):
    """What the registry says of a purpose, in a record's own types."""

    purpose_type: str
    lawful_basis: str
    data: tuple[DataItem, ...]
    storage: Stored
    recipients: tuple[str, ...]
    words: Words


_UNKNOWN: Final = _Facts(
    NOT_KNOWN,
    NOT_KNOWN,
    (DataItem(NOT_KNOWN, NOT_KNOWN, False),),
    Stored(NOT_KNOWN, NOT_KNOWN, NOT_KNOWN),
    (NOT_KNOWN,),
    Words.UNKNOWN,
)


def records_of(
    entries: Iterable[Entry], words: ShownWords, parties: Parties
) -> Iterator[ConsentRecord]:
    """One record for each decision, oldest first. Raises BrokenRecord for a time that is none."""
    given: set[tuple[str, str, str]] = set()
    for entry in entries:
        if entry.event not in STATES:
            continue
        yield record_of(entry, words, parties, renewed=_cell(entry) in given)
        if entry.event is Happened.GRANTED:
            given.add(_cell(entry))
        elif entry.event in _OVER:
            given.discard(_cell(entry))


def record_of(
    entry: Entry, words: ShownWords, parties: Parties, *, renewed: bool = False
) -> ConsentRecord:
    """The record of one decision; `renewed` where a yes of the same cell came before this one.

    Where the text that was shown is not at hand the record says that its facts are not known, and
    never takes today's for them. Raises KeyError for an entry that is no decision, BrokenRecord
    for times outside of the calendar.
    """
    state = STATES[entry.event]
    shown = words.facts_of(entry)
    facts = _UNKNOWN if shown is None else _facts(shown)
    version, _, build = entry.app.partition("+")
    return ConsentRecord(
        schema=SCHEMA,
        record_id=entry.record_id or digest(encode(entry))[:32],
        event=str(entry.event),
        state=ConsentState.RENEWED if renewed and state is ConsentState.GIVEN else state,
        moment=Moment(entry.seq, entry.prev, entry.at_ms, entry.mono_ms, entry.boot),
        subject=Subject(pseudonym(entry, parties.ledger), entry.subject or NOT_STATED),
        indicated_by=entry.by or NOT_STATED,
        method=entry.method or NOT_STATED,
        controller=parties.controller,
        permission=entry.permission,
        purpose=entry.purpose or NOT_STATED,
        purpose_type=facts.purpose_type,
        lawful_basis=facts.lawful_basis,
        data=facts.data,
        storage=facts.storage,
        recipients=facts.recipients,
        jurisdiction=parties.jurisdiction,
        law=parties.law,
        notice=Notice(
            entry.policy or NOT_STATED,
            entry.fingerprint or NOT_STATED,
            entry.lang or NOT_STATED,
            entry.shown_ms,
        ),
        scope=Reach(entry.scope, entry.site, entry.until_ms),
        withdraw=f"app://privacy#{entry.permission}",
        rights=Rights("app://privacy", parties.controller.contact),
        os=OsStep(entry.os or NOT_STATED, parties.platform, entry.detail),
        app=App(version or NOT_STATED, build),
        words=facts.words,
    )


def pseudonym(entry: Entry, ledger: str) -> str:
    """Who decided, as 32 hex digits: the owner of a site, or whoever holds the laptop."""
    whose = f"owner\n{entry.site}" if entry.subject == Role.OWNER else entry.subject
    return hmac.digest(ledger.encode(), whose.encode(), "sha256").hex()[:32]


def _cell(entry: Entry) -> tuple[str, str, str]:
    site = "" if entry.scope == Scope.COMPUTER else entry.site
    return entry.purpose, entry.subject, site


def _facts(text: PromptText) -> _Facts:
    return _Facts(
        text.purpose_type,
        text.lawful_basis,
        tuple(DataItem(d.category, d.necessity, d.sensitive) for d in text.data),
        Stored(text.storage.location, text.storage.retention, text.storage.deletion),
        tuple(text.recipients),
        Words.SHOWN,
    )
