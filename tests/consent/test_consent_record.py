"""A consent record says what was decided, by whom, on which words, and never more than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.consent.making_records import PARTIES, a_grant, a_record, present_texts
from walkdown.consent.consent_record import (
    NOT_KNOWN,
    NOT_STATED,
    BrokenRecord,
    ConsentState,
    Parties,
    Party,
    Words,
)
from walkdown.consent.decisions import STATES, pseudonym, record_of, records_of
from walkdown.consent.entry import Happened
from walkdown.consent.purpose import Purpose, Role
from walkdown.consent.record_fields import PATHS, fields_of, record_from
from walkdown.consent.registry_lock import FACTS, Locked, facts_fingerprint
from walkdown.consent.shown_words import ShownWords, shown_words

WORDS = shown_words(present_texts())
NOTHING = ShownWords()


def test_a_record_has_every_field_of_the_entry_the_words_and_the_parties() -> None:
    text = next(t for t in present_texts() if t.purpose is Purpose.MANAGE)
    fields = fields_of(a_record())
    assert fields["record_id"] == "a6f5831872e646a2bfd7f36d795e30cd"
    assert (fields["moment.seq"], fields["moment.mono_ms"], fields["moment.boot"]) == (
        812,
        5000,
        "b-1",
    )
    assert (fields["state"], fields["event"]) == ("given", "consent.granted")
    assert (fields["indicated_by"], fields["method"]) == ("installer", "dialog.button:use")
    assert fields["controller.name"] == "Sonne & Söhne GmbH"
    assert fields["purpose_type"] == text.purpose_type
    assert fields["lawful_basis"] == text.lawful_basis
    assert fields["storage.retention"] == text.storage.retention
    assert [row["category"] for row in fields["data"]] == [d.category for d in text.data]  # type: ignore[union-attr]
    assert fields["notice.sha256"] == text.fingerprint
    assert (fields["scope.kind"], fields["scope.site"]) == ("site", "s-0042")
    assert fields["withdraw"] == "app://privacy#bluetooth"
    assert (fields["os.state"], fields["os.platform"]) == ("granted", "linux")
    assert (fields["app.version"], fields["app.build"]) == ("0.4.0", "b7")
    assert list(fields) == list(PATHS)
    assert record_from(fields) == a_record()


@pytest.mark.parametrize("event", STATES)
def test_every_decision_comes_to_one_state_and_nothing_else_is_a_record(event: Happened) -> None:
    record = record_of(replace(a_grant(), event=event), WORDS, PARTIES)
    assert record.state is STATES[event]
    assert record.event == event


def test_uses_and_the_ledgers_own_entries_are_no_consent_records() -> None:
    others = [replace(a_grant(), event=event) for event in Happened if event not in STATES]
    assert list(records_of(others, WORDS, PARTIES)) == []
    assert Happened.USE_START in {entry.event for entry in others}


def test_a_yes_after_a_yes_is_renewed_unless_it_was_taken_back_between() -> None:
    def states(*events: Happened) -> list[ConsentState]:
        entries = [replace(a_grant(), event=event, seq=seq) for seq, event in enumerate(events)]
        return [record.state for record in records_of(entries, WORDS, PARTIES)]

    yes, over = Happened.GRANTED, Happened.RENEWAL
    assert states(yes, over, yes)[-1] is ConsentState.RENEWED
    for back in (Happened.WITHDRAWN, Happened.REVOKED, Happened.RESET, Happened.REFUSED):
        assert states(yes, back, yes)[-1] is ConsentState.GIVEN
    other_site = replace(a_grant(), site="s-0043")
    records = list(records_of([a_grant(), other_site], WORDS, PARTIES))
    assert [r.state for r in records] == [ConsentState.GIVEN, ConsentState.GIVEN]


def test_words_that_are_not_at_hand_are_never_taken_for_todays() -> None:
    record = a_record(fingerprint="ab" * 32, policy="2024-01-01.1")
    assert record.words is Words.UNKNOWN
    assert record.purpose_type == record.lawful_basis == NOT_KNOWN
    assert [item.category for item in record.data] == [NOT_KNOWN]
    assert record.storage.retention == record.storage.location == NOT_KNOWN
    assert record.recipients == (NOT_KNOWN,)
    assert record.notice.policy == "2024-01-01.1"
    assert record_of(a_grant(), NOTHING, PARTIES).words is Words.UNKNOWN


def test_another_language_of_the_same_version_is_known_by_its_own_fingerprint() -> None:
    german = next(t for t in present_texts("de") if t.purpose is Purpose.MANAGE)
    entry = a_grant(lang="de", fingerprint=german.fingerprint)
    assert record_of(entry, WORDS, PARTIES).words is Words.UNKNOWN
    both = shown_words([*present_texts(), *present_texts("de")])
    assert record_of(entry, both, PARTIES).words is Words.SHOWN


def test_an_older_wording_has_its_facts_only_where_they_are_locked_as_the_same() -> None:
    text = next(t for t in present_texts() if t.purpose is Purpose.MANAGE)
    old = [Locked(text.purpose, "2024-01-01.1", "en", "cd" * 32)]
    same = Locked(text.purpose, "2024-01-01.1", FACTS, facts_fingerprint(text))
    other = Locked(text.purpose, "2024-01-01.1", FACTS, "00" * 32)
    entry = a_grant(fingerprint="cd" * 32)
    for facts, words in ((same, Words.SHOWN), (other, Words.UNKNOWN)):
        at_hand = shown_words(present_texts(), [*old, facts])
        assert record_of(entry, at_hand, PARTIES).words is words


def test_what_nobody_stated_is_marked_and_never_left_empty() -> None:
    bare = a_grant(subject="", by="", method="", lang="", os="", app="", policy="")
    record = record_of(bare, WORDS, Parties(controller=Party.stated("", " ", "")))
    assert record.controller.name == record.controller.address == NOT_STATED
    assert record.controller.contact == record.rights.contact == NOT_STATED
    assert record.jurisdiction == record.law == record.os.platform == NOT_STATED
    assert record.subject.role == record.indicated_by == record.method == NOT_STATED
    assert record.notice.lang == record.notice.policy == record.app.version == NOT_STATED


def test_a_decision_without_a_name_of_its_own_is_named_by_what_it_says() -> None:
    one, other = a_record(record_id=""), a_record(record_id="", seq=813)
    assert len(one.record_id) == 32
    assert one.record_id == a_record(record_id="").record_id != other.record_id


def test_people_are_pseudonyms_that_differ_by_role_site_and_ledger() -> None:
    owner = a_grant(subject=Role.OWNER)
    names = {
        pseudonym(owner, "one"),
        pseudonym(owner, "two"),
        pseudonym(replace(owner, site="s-0043"), "one"),
        pseudonym(a_grant(), "one"),
    }
    assert len(names) == 4
    assert pseudonym(a_grant(), "one") == pseudonym(a_grant(site="s-0043"), "one")
    assert all(len(name) == 32 and "s-004" not in name for name in names)


@pytest.mark.parametrize("name", ["at_ms", "until_ms", "shown_ms", "mono_ms", "seq"])
@pytest.mark.parametrize("value", [-1, 2**63])
def test_a_number_that_is_no_time_or_place_makes_no_record(name: str, value: int) -> None:
    with pytest.raises(BrokenRecord):
        record_of(replace(a_grant(), **{name: value}), WORDS, PARTIES)


def test_fields_of_another_type_are_no_record() -> None:
    fields = fields_of(a_record())
    for name, value in fields.items():
        for wrong in (None, 1.5, [1], {}, True, "no such word" if name == "state" else b""):
            with pytest.raises(BrokenRecord):
                record_from({**fields, name: wrong})
        assert type(value) in (str, int, list)
    with pytest.raises(BrokenRecord, match="unknown"):
        record_from({**fields, "serial": "AC-1"})
    with pytest.raises(BrokenRecord, match="no field"):
        record_from({name: fields[name] for name in list(fields)[1:]})
