"""The JSON-LD export: all 29 musts of the DPV guide, its vocabulary, and nobody's data but the controller's."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.consent.making_records import PARTIES, a_grant, a_record, present_texts
from walkdown.consent.consent_record import ConsentRecord, ConsentState, Parties
from walkdown.consent.decisions import STATES, record_of
from walkdown.consent.dpv_terms import CONTEXT, COVERAGE, STATUS
from walkdown.consent.entry import Entry
from walkdown.consent.export_jsonld import from_jsonld, to_jsonld
from walkdown.consent.shown_words import ShownWords, shown_words
from walkdown.consent.strict_json import found

WORDS = shown_words(present_texts())


def document(record: ConsentRecord) -> Any:
    return json.loads(to_jsonld([record], "5d" * 16, 1_780_000_000_000))


def grants() -> list[Entry]:
    """One for each purpose there is."""
    return [
        a_grant(permission=t.permission, purpose=t.purpose, fingerprint=t.fingerprint)
        for t in present_texts()
    ]


def test_the_table_names_the_25_musts_of_a_record_and_the_4_of_a_receipt() -> None:
    fields = [must.field for must in COVERAGE]
    assert len(set(fields)) == 29
    assert sum(field.startswith("record: ") for field in fields) == 25
    assert sum(field.startswith("receipt: ") for field in fields) == 4


@pytest.mark.parametrize("must", COVERAGE, ids=lambda must: must.field)
def test_every_must_is_present_and_says_something(must: Any) -> None:
    bare = Entry(event=next(iter(STATES)), at_ms=0)
    records = [record_of(entry, WORDS, PARTIES) for entry in grants()]
    records += [replace(a_record(), data=(), recipients=())]
    records += [record_of(bare, ShownWords(), Parties())]
    for record in records:
        assert found(document(record), must.path)


def test_every_state_has_a_word_of_the_vocabulary() -> None:
    assert set(STATUS) == set(ConsentState)
    assert len(set(STATUS.values())) == len(STATUS)


def test_every_key_and_term_belongs_to_a_vocabulary_that_the_document_names() -> None:
    text = json.dumps({k: v for k, v in document(a_record()).items() if k != "@context"})
    prefixes = {match[1] for match in re.finditer(r'"([a-z-]+):[A-Za-z]', text)}
    assert prefixes - {"urn", "app"} <= set(CONTEXT)


def test_where_no_third_party_gets_the_data_the_controller_alone_does() -> None:
    alone = document(replace(a_record(), recipients=()))["dpv:hasRecordOfActivity"][0]
    controller = alone["dpv:hasEntity"][0]["@id"]
    assert alone["dpv:hasProcess"][0]["dpv:hasRecipient"] == [{"@id": controller}]
    shared = document(replace(a_record(), recipients=("manufacturer",)))
    parties = shared["dpv:hasRecordOfActivity"][0]["dpv:hasEntity"]
    assert [party["dpv:hasName"] for party in parties][1:] == ["manufacturer"]


def test_a_ground_other_than_consent_is_not_called_consent() -> None:
    for basis, term in (
        ("consent", "A6-1-a"),
        ("contract", "A6-1-b"),
        ("legitimate_interest", "A6-1-f"),
    ):
        record = document(replace(a_record(), lawful_basis=basis))["dpv:hasRecordOfActivity"][0]
        assert record["dpv:hasProcess"][0]["dpv:hasLegalBasis"][0]["@id"] == f"eu-gdpr:{term}"


def test_the_example_of_the_guide_with_a_key_twice_is_written_as_a_list() -> None:
    records = [a_record(), a_record(seq=813, record_id="b" * 32)]
    text = to_jsonld(records, "5d" * 16, 0)
    assert len(json.loads(text)["dpv:hasRecordOfActivity"]) == 2
    assert from_jsonld(text) == tuple(records)
