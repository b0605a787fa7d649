"""Consent records as Kantara Consent Receipts 1.1.0 (2018-02-20), a JSON list of them, and back.

Every field that the specification lists is there. What it has none for stands in `walkdown`, so
that nothing is lost; what it asks for and no record knows is marked as not stated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from walkdown.consent.consent_record import NOT_STATED, BrokenRecord, ConsentRecord
from walkdown.consent.record_fields import fields_of, record_from
from walkdown.consent.strict_json import ExportBroken, found, read_json, same, write_json

VERSION: Final = "KI-CR-v1.1.0"
SERVICE: Final = "Walkdown"
_PURPOSE: Final = "services/0/purposes/0/"
_CONTROLLER: Final = "piiControllers/0/"
# Fields of a record that the specification has a field for, and where.
PLACES: Final = {
    "jurisdiction": "jurisdiction",
    "method": "collectionMethod",
    "record_id": "consentReceiptID",
    "notice.lang": "language",
    "subject.id": "piiPrincipalId",
    "controller.name": _CONTROLLER + "piiController",
    "controller.contact": _CONTROLLER + "contact",
    "controller.address": _CONTROLLER + "address/streetAddress",
    "purpose": _PURPOSE + "purpose",
    "storage.retention": _PURPOSE + "termination",
}


def to_kantara(records: Iterable[ConsentRecord], public_key: str = "") -> bytes:
    """The export. `public_key`: the ledger's, in hex, empty where it is not signed."""
    return write_json([receipt_of(record, public_key) for record in records])


def from_kantara(data: bytes) -> tuple[ConsentRecord, ...]:
    """The records of such an export. Raises ExportBroken for anything that this would not write."""
    receipts = read_json(data)
    if not isinstance(receipts, list):
        raise ExportBroken("no list of receipts")
    return tuple(_record(receipt) for receipt in receipts)


def receipt_of(record: ConsentRecord, public_key: str = "") -> dict[str, Any]:
    """One record as a receipt."""
    fields = fields_of(record)
    party = record.controller
    sensitive = [item.category for item in record.data if item.sensitive]
    return {
        "version": VERSION,
        "jurisdiction": record.jurisdiction,
        "consentTimestamp": record.moment.at_ms // 1000,
        "collectionMethod": record.method,
        "consentReceiptID": record.record_id,
        "publicKey": public_key,
        "language": record.notice.lang,
        "piiPrincipalId": record.subject.id,
        "piiControllers": [
            {
                "piiController": party.name,
                "onBehalf": False,
                "contact": party.contact,
                "address": {"@type": "PostalAddress", "streetAddress": party.address},
                "email": party.contact if "@" in party.contact else NOT_STATED,
                "phone": NOT_STATED,
                "piiControllerUrl": NOT_STATED,
            }
        ],
        "policyUrl": f"app://policy/{quote(record.notice.policy, safe='')}",
        "services": [{"service": SERVICE, "purposes": [_purpose(record)]}],
        "sensitive": bool(sensitive),
        "spiCat": sensitive,
        "walkdown": {name: fields[name] for name in fields if name not in PLACES},
    }


def _purpose(record: ConsentRecord) -> dict[str, Any]:
    return {
        "purpose": record.purpose,
        "purposeCategory": [record.purpose_type],
        # A button of its own: also where the ground of the processing is not consent.
        "consentType": "EXPLICIT",
        "piiCategory": [item.category for item in record.data],
        "primaryPurpose": True,
        "termination": record.storage.retention,
        "thirdPartyDisclosure": bool(record.recipients),
        "thirdPartyName": "; ".join(record.recipients),
    }


def _record(receipt: object) -> ConsentRecord:
    rest = found(receipt, "walkdown")
    if not isinstance(rest, dict) or rest.keys() & PLACES.keys():
        raise ExportBroken("a field stands twice")
    fields = {name: found(receipt, path) for name, path in PLACES.items()}
    try:
        record = record_from(fields | rest)
    except BrokenRecord as error:
        raise ExportBroken(str(error)) from error
    key = found(receipt, "publicKey")
    if not isinstance(key, str) or not same(receipt_of(record, key), receipt):
        raise ExportBroken("more or other in it than a record says")
    return record
