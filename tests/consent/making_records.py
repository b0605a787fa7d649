"""Records of every shape, for the tests of the exports."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from walkdown.consent import consent_record as cr
from walkdown.consent.consent_record import LAST_MS, LAST_SEQ, ConsentRecord, Parties, Party
from walkdown.consent.decisions import record_of
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import PromptText, parse_registry
from walkdown.consent.shown_words import shown_words
from walkdown.storage.places import resources_dir

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "=1+1",
        "'=1",
        "''",
        '"',
        ",",
        "\r\n",
        "a\nb",
        "\x00",
        "dpv:Required",
        "contract",
        "DE",
        " ",
        "＝x",
    ]
)
TIMES = st.integers(0, LAST_MS)
MOMENTS = st.builds(cr.Moment, st.integers(0, LAST_SEQ), TEXT, TIMES, TIMES, TEXT)
RECORDS = st.builds(
    ConsentRecord,
    schema=TEXT,
    record_id=TEXT,
    event=TEXT,
    state=st.sampled_from(cr.ConsentState),
    moment=MOMENTS,
    subject=st.builds(cr.Subject, TEXT, TEXT),
    indicated_by=TEXT,
    method=TEXT,
    controller=st.builds(Party, TEXT, TEXT, TEXT, TEXT, st.sampled_from(cr.PartyRole)),
    permission=TEXT,
    purpose=TEXT,
    purpose_type=TEXT,
    lawful_basis=TEXT,
    data=st.lists(st.builds(cr.DataItem, TEXT, TEXT, st.booleans()), max_size=3).map(tuple),
    storage=st.builds(cr.Stored, TEXT, TEXT, TEXT),
    recipients=st.lists(TEXT, max_size=3).map(tuple),
    jurisdiction=TEXT,
    law=TEXT,
    notice=st.builds(cr.Notice, TEXT, TEXT, TEXT, TIMES),
    scope=st.builds(cr.Reach, TEXT, TEXT, TIMES),
    withdraw=TEXT,
    rights=st.builds(cr.Rights, TEXT, TEXT),
    os=st.builds(cr.OsStep, TEXT, TEXT, TEXT),
    app=st.builds(cr.App, TEXT, TEXT),
    words=st.sampled_from(cr.Words),
)
PARTIES = Parties(
    controller=Party.stated(
        "Sonne & Söhne GmbH", "Am Hang 4, 79100 Freiburg", "post@sonne.example"
    ),
    jurisdiction="DE",
    law="eu-gdpr",
    platform="linux",
    ledger="walkdown.ledger/0f3a",
)


def present_texts(lang: str = "en") -> tuple[PromptText, ...]:
    """Today's registry."""
    words = Path(resources_dir() / "purposes.toml").read_text("utf-8")
    return parse_registry(words, lang).prompts


def a_grant(**changed: object) -> Entry:
    """A yes to `device.manage`, as the gate writes it."""
    text = next(t for t in present_texts() if t.purpose is Purpose.MANAGE)
    told = {
        "permission": text.permission,
        "purpose": text.purpose,
        "scope": "site",
        "site": "s-0042",
        "feature": "btn.send",
        "until_ms": 1_800_000_000_000,
        "policy": text.version,
        "fingerprint": text.fingerprint,
        "shown_ms": 900,
        "session": "5f",
        "record_id": "a6f5831872e646a2bfd7f36d795e30cd",
        "subject": "installer",
        "by": "installer",
        "method": "dialog.button:use",
        "lang": "en",
        "os": "granted",
        "app": "0.4.0+b7",
        "mono_ms": 5000,
        "boot": "b-1",
        "seq": 812,
    }
    return Entry(Happened.GRANTED, 1_780_000_000_123, **{**told, **changed})  # type: ignore[arg-type]


def a_record(**changed: object) -> ConsentRecord:
    """The record of that yes."""
    return record_of(a_grant(**changed), shown_words(present_texts()), PARTIES)
