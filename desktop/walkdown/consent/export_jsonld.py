"""Consent records as DPV JSON-LD, one receipt around any number of them, and back without loss.

Profile record-eu-gdpr of the DPV guide to ISO/IEC TS 27560. What the vocabulary has no term for
stands in `walkdown:rest`. Every property that may repeat is a list: no key ever stands twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from walkdown.consent import dpv_terms as dpv
from walkdown.consent.consent_record import BrokenRecord, ConsentRecord
from walkdown.consent.dpv_record import (
    ENTITY,
    EVENT,
    NO_END,
    NOTHING_PERSONAL,
    PLACES,
    PROCESS,
    record_node,
    urn,
)
from walkdown.consent.export_times import iso, ms
from walkdown.consent.record_fields import record_from
from walkdown.consent.strict_json import ExportBroken, found, read_json, same, write_json


def to_jsonld(records: Iterable[ConsentRecord], receipt_id: str, created_ms: int) -> bytes:
    """The export: a dpv:ConsentReceipt of these records. `receipt_id` is a fresh UUID, as hex."""
    return write_json(
        {
            "@context": dict(dpv.CONTEXT),
            "@id": urn("receipt", receipt_id),
            "@type": "dpv:ConsentReceipt",
            "dct:conformsTo": dpv.RECEIPT_PROFILE,
            "dpv:hasIdentifier": receipt_id,
            "dct:identifier": receipt_id,
            "dct:created": iso(created_ms),
            "dpv:hasRecordOfActivity": [record_node(record) for record in records],
        }
    )


def from_jsonld(data: bytes) -> tuple[ConsentRecord, ...]:
    """The records of such an export. Raises ExportBroken for anything that this would not write."""
    document = read_json(data)
    nodes = found(document, "dpv:hasRecordOfActivity")
    if not isinstance(nodes, list):
        raise ExportBroken("no list of records")
    records = tuple(_record(node) for node in nodes)
    receipt_id, created_ms = found(document, "dct:identifier"), ms(found(document, "dct:created"))
    if not isinstance(receipt_id, str):
        raise ExportBroken("no receipt's identifier")
    if not same(read_json(to_jsonld(records, receipt_id, created_ms)), document):
        raise ExportBroken("more or other in it than a record says")
    return records


def _record(node: object) -> ConsentRecord:
    fields = {name: found(node, path) for name, path in PLACES.items()}
    until = found(node, EVENT + "dpv:hasDuration/rdf:value")
    fields |= {
        "state": _key(dpv.STATUS, found(node, EVENT + "@type")),
        "moment.at_ms": ms(found(node, EVENT + "dpv:isIndicatedAtTime")),
        "scope.until_ms": 0 if until == NO_END else ms(until),
        "controller.role": _key(dpv.ROLE, found(node, ENTITY + "@type")),
        "data": _read_data(found(node, PROCESS + "dpv:hasPersonalData")),
        "recipients": _read_recipients(found(node, "dpv:hasEntity")),
    }
    rest = found(node, "walkdown:rest/@value")
    if not isinstance(rest, dict) or rest.keys() & fields.keys():
        raise ExportBroken("a field stands twice")
    try:
        return record_from(fields | rest)
    except BrokenRecord as error:
        raise ExportBroken(str(error)) from error


def _read_data(nodes: object) -> list[dict[str, object]]:
    if not isinstance(nodes, list):
        raise ExportBroken("no list of data")
    if same(nodes, [NOTHING_PERSONAL]):
        return []
    return [
        {
            "category": found(node, "skos:broader/dct:identifier"),
            "necessity": found(node, "dpv:hasNecessity/dct:identifier"),
            "sensitive": found(node, "@type") == "dpv:SensitivePersonalData",
        }
        for node in nodes
    ]


def _read_recipients(entities: object) -> list[object]:
    if not isinstance(entities, list):
        raise ExportBroken("no list of parties")
    return [found(entity, "dpv:hasName") for entity in entities[1:]]


def _key(table: Mapping[Any, str], value: object) -> str:
    name = next((key for key, term in table.items() if term == value), None)
    if name is None:
        raise ExportBroken("a word that the vocabulary does not have")
    return str(name)
