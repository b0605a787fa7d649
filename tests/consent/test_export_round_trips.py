"""Every export gives back exactly the records that went in, and takes nothing that it would not write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consent.making_records import RECORDS, TIMES, a_record
from walkdown.consent import strict_json
from walkdown.consent.consent_record import ConsentRecord
from walkdown.consent.export_csv import from_csv, to_csv
from walkdown.consent.export_jsonld import from_jsonld, to_jsonld
from walkdown.consent.export_kantara import from_kantara, to_kantara
from walkdown.consent.strict_json import ExportBroken

Write = Callable[[Iterable[ConsentRecord]], bytes]
Read = Callable[[bytes], tuple[ConsentRecord, ...]]


def jsonld(records: Iterable[ConsentRecord]) -> bytes:
    return to_jsonld(records, "5d" * 16, 1_780_000_000_000)


WAYS = [
    pytest.param(jsonld, from_jsonld, id="jsonld"),
    pytest.param(to_kantara, from_kantara, id="kantara"),
    pytest.param(to_csv, from_csv, id="csv"),
]
OF_JSON = WAYS[:2]


@pytest.mark.parametrize(("write", "read"), WAYS)
@settings(max_examples=150)
@given(records=st.lists(RECORDS, max_size=3))
def test_nothing_is_lost_in_either_direction(
    write: Write, read: Read, records: list[ConsentRecord]
) -> None:
    data = write(records)
    back = read(data)
    assert back == tuple(records)
    assert write(back) == data


@settings(max_examples=100)
@given(created_ms=TIMES, receipt_id=st.text(st.characters(exclude_categories=("Cs",)), max_size=9))
def test_a_receipt_of_any_time_and_name_is_read_again(created_ms: int, receipt_id: str) -> None:
    assert from_jsonld(to_jsonld([a_record()], receipt_id, created_ms)) == (a_record(),)


@pytest.mark.parametrize(("write", "read"), OF_JSON)
def test_a_key_that_stands_twice_is_refused(write: Write, read: Read) -> None:
    data = write([a_record()])
    for key in (b'"dct:identifier"', b'"consentReceiptID"', b'"language"', b'"@type"'):
        at = data.find(key)
        if at >= 0:
            with pytest.raises(ExportBroken, match="twice"):
                read(data[:at] + key + b': "x", ' + data[at:])


@pytest.mark.parametrize(("write", "read"), OF_JSON)
def test_every_changed_removed_or_added_value_is_noticed(write: Write, read: Read) -> None:
    """What was changed is either another record, or refused; never the same one again."""
    for changed in mutants(json.loads(write([a_record()]))):
        data = json.dumps(changed).encode()
        try:
            records = read(data)
        except ExportBroken:
            continue
        assert records != (a_record(),) or only_the_frame(changed)


def only_the_frame(document: object) -> bool:
    """The receipt's own name and time, and the ledger's key, are around the records, not in them."""
    written = json.loads(jsonld([a_record()])), json.loads(to_kantara([a_record()]))
    if isinstance(document, dict):
        return any(document[k] != written[0][k] for k in ("dct:identifier", "dct:created"))
    assert isinstance(document, list)
    return document[0]["publicKey"] != written[1][0]["publicKey"]


def mutants(value: object) -> Iterable[object]:
    """The document with one leaf changed to another text, to another type, removed, or one added."""
    if isinstance(value, dict):
        yield {**value, "surplus": ""}
        for key in value:
            yield {k: v for k, v in value.items() if k != key}
            yield from ({**value, key: mutant} for mutant in mutants(value[key]))
    elif isinstance(value, list):
        yield [*value, {}]
        for at, item in enumerate(value):
            yield value[:at] + value[at + 1 :]
            yield from ([*value[:at], mutant, *value[at + 1 :]] for mutant in mutants(item))
    else:
        yield from (v for v in (f"{value}x", 1, True, None, ["x"]) if v is not value and v != value)


@pytest.mark.parametrize(("write", "read"), WAYS)
def test_a_cut_or_overlong_file_is_refused(
    write: Write, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write([a_record()])
    for cut in range(0, len(data) - 1, 97):
        with pytest.raises(ExportBroken):
            read(data[:cut])
    for module in ("export_csv", "strict_json"):
        monkeypatch.setattr(f"walkdown.consent.{module}.MOST_BYTES", len(data) - 1)
    monkeypatch.setattr(strict_json.read_json, "__defaults__", (len(data) - 1,))
    with pytest.raises(ExportBroken, match="larger"):
        read(data)


@pytest.mark.parametrize("read", [from_jsonld, from_kantara, from_csv])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[",
        b"null",
        b"[null]",
        b"{}",
        b"[1.5]",
        b"[NaN]",
        b'["\\ud800"]',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"dpv:hasRecordOfActivity": 1}',
        b'{"dpv:hasRecordOfActivity": [[]]}',
        b'[{"walkdown": []}]',
        b'a,b\r\n"',
    ],
)
def test_what_is_no_export_is_refused_with_one_kind_of_error(read: Read, data: bytes) -> None:
    with pytest.raises(ExportBroken):
        read(data)


@given(data=st.binary(max_size=300))
def test_noise_is_refused(data: bytes) -> None:
    for read in (from_jsonld, from_kantara, from_csv):
        if data.strip() != b"[]":
            with pytest.raises(ExportBroken):
                read(data)
