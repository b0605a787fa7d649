"""One consent record as a dpv:ConsentRecord node, and where each of its fields stands in there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from walkdown.consent import dpv_terms as dpv
from walkdown.consent.consent_record import NOT_STATED, ConsentRecord, DataItem
from walkdown.consent.export_times import iso
from walkdown.consent.record_fields import fields_of

NOTHING_PERSONAL: Final = {
    "@type": "dpv:NonPersonalData",
    "skos:broader": {"@id": "dpv:NonPersonalData", "dct:identifier": "none"},
}
NO_END: Final = "the next decision"
PROCESS: Final = "dpv:hasProcess/0/"
EVENT: Final = "dpv:hasConsentStatus/0/"
ENTITY: Final = "dpv:hasEntity/0/"
# Where the fields that are plain texts stand in a record's node.
PLACES: Final = {
    "record_id": "dct:identifier",
    "subject.id": "dpv:hasDataSubject/dct:identifier",
    "subject.role": "dpv:hasDataSubject/dct:title",
    "notice.policy": "dpv:hasNotice/0/schema:version",
    "notice.sha256": "dpv:hasNotice/0/dct:identifier",
    "notice.lang": "dpv:hasNotice/0/dct:language",
    "app.version": "dct:creator/schema:softwareVersion",
    "purpose": PROCESS + "dpv:hasPurpose/0/dct:identifier",
    "purpose_type": PROCESS + "dpv:hasPurpose/0/skos:broader/dct:identifier",
    "lawful_basis": PROCESS + "dpv:hasLegalBasis/0/dct:identifier",
    "storage.location": PROCESS + "dpv:hasStorageCondition/0/dpv:hasLocation",
    "storage.retention": PROCESS + "dpv:hasStorageCondition/1/dpv:hasDuration",
    "storage.deletion": PROCESS + "dpv:hasStorageCondition/2/dpv:hasDuration",
    "jurisdiction": PROCESS + "dpv:hasJurisdiction/0/dct:identifier",
    "law": PROCESS + "dpv:hasApplicableLaw/0/dct:identifier",
    "withdraw": PROCESS + "dpv:hasConsentControl/0/dpv:isExercisedAt",
    "rights.where": PROCESS + "dpv:hasRight/0/dpv:isExercisedAt",
    "rights.contact": PROCESS + "dpv:hasRight/0/dct:description",
    "controller.name": ENTITY + "dpv:hasName",
    "controller.id": ENTITY + "dpv:hasIdentifier",
    "controller.address": ENTITY + "schema:address/schema:streetAddress",
    "controller.contact": ENTITY + "schema:contactPoint/schema:description",
    "indicated_by": EVENT + "dpv:isIndicatedBy/dct:identifier",
    "method": EVENT + "dpv:hasIndicationMethod",
}
MADE: Final = frozenset(
    {"state", "moment.at_ms", "scope.until_ms", "data", "recipients", "controller.role"}
)


def record_node(record: ConsentRecord) -> dict[str, Any]:
    """One record as a dpv:ConsentRecord."""
    fields = fields_of(record)
    rest = {name: fields[name] for name in fields if name not in PLACES and name not in MADE}
    return {
        "@id": urn("record", record.record_id),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": dpv.RECORD_PROFILE,
        "dct:identifier": record.record_id,
        "dct:creator": {
            "@type": "schema:SoftwareApplication",
            "schema:name": "Walkdown",
            "schema:softwareVersion": record.app.version,
        },
        "dpv:hasDataSubject": {
            "@id": urn("subject", record.subject.id),
            "@type": "dpv:DataSubject",
            "dct:identifier": record.subject.id,
            "dct:title": record.subject.role,
        },
        "dpv:hasNotice": [_notice(record)],
        "dpv:hasProcess": [_process(record)],
        "dpv:hasEntity": list(_entities(record)),
        "dpv:hasConsentStatus": [_event(record)],
        "walkdown:rest": {"@type": "@json", "@value": rest},
    }


def _notice(record: ConsentRecord) -> dict[str, Any]:
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": record.notice.sha256,
        "dct:language": record.notice.lang,
        "schema:version": record.notice.policy,
    }


def _process(record: ConsentRecord) -> dict[str, Any]:
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": [
            {
                "@type": "dpv:Purpose",
                "dct:identifier": record.purpose,
                "skos:broader": dpv.term(record.purpose_type),
            }
        ],
        "dpv:hasLegalBasis": [dpv.term(record.lawful_basis, dpv.BASIS)],
        "dpv:hasPersonalData": [_data(item) for item in record.data] or [NOTHING_PERSONAL],
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": record.storage.location},
            {"@type": "dpv:StorageDuration", "dpv:hasDuration": record.storage.retention},
            {"@type": "dpv:StorageDeletion", "dpv:hasDuration": record.storage.deletion},
        ],
        "dpv:hasDataController": [{"@id": urn("party", record.controller.id)}],
        "dpv:hasRecipient": _recipients(record),
        "dpv:hasJurisdiction": [dpv.country(record.jurisdiction)],
        "dpv:hasApplicableLaw": [dpv.term(record.law, dpv.LAW)],
        "dpv:hasConsentControl": [
            {"@type": ["dpv:WithdrawConsent"], "dpv:isExercisedAt": record.withdraw}
        ],
        "dpv:hasRight": [
            {
                "@type": ["dpv:DataSubjectRight", right],
                "dct:title": title,
                "dct:description": record.rights.contact,
                "dpv:isExercisedAt": record.rights.where,
            }
            for right, title in dpv.RIGHTS
        ],
    }


def _data(item: DataItem) -> dict[str, Any]:
    kind = "dpv:SensitivePersonalData" if item.sensitive else "dpv:PersonalData"
    return {
        "@type": kind,
        "skos:broader": dpv.term(item.category),
        "dpv:hasNecessity": dpv.term(item.necessity, dpv.NECESSITY),
    }


def _recipients(record: ConsentRecord) -> list[dict[str, Any]]:
    """The third parties by their entities; where there are none, nobody but the controller."""
    if not record.recipients:
        return [{"@id": urn("party", record.controller.id)}]
    return [{"@id": urn("recipient", name)} for name in record.recipients]


def _entities(record: ConsentRecord) -> Iterator[dict[str, Any]]:
    party = record.controller
    kind = dpv.ROLE[party.role]
    yield _entity(urn("party", party.id), kind, party.name, party.id) | {
        "schema:contactPoint": _contact(party.contact),
        "schema:address": _address(party.address),
    }
    for name in record.recipients:
        yield _entity(urn("recipient", name), "dpv:ThirdParty", name, name) | {
            "schema:contactPoint": _contact(NOT_STATED),
            "schema:address": _address(NOT_STATED),
        }


def _entity(iri: str, kind: str, name: str, identifier: str) -> dict[str, Any]:
    return {"@id": iri, "@type": kind, "dpv:hasName": name, "dpv:hasIdentifier": identifier}


def _contact(text: str) -> dict[str, Any]:
    return {"@type": "schema:ContactPoint", "schema:description": text}


def _address(text: str) -> dict[str, Any]:
    return {"@type": "schema:PostalAddress", "schema:streetAddress": text}


def _event(record: ConsentRecord) -> dict[str, Any]:
    until_ms = record.scope.until_ms
    return {
        "@type": dpv.STATUS[record.state],
        # A button of its own that does nothing else: the type of consent that is asked for.
        "dpv:hasLegalBasis": {"@id": "dpv:ExplicitlyExpressedConsent"},
        "dpv:isIndicatedAtTime": iso(record.moment.at_ms),
        "dpv:hasDuration": {
            "@type": "dpv:UntilTimeDuration" if until_ms else "dpv:UntilEventDuration",
            "rdf:value": iso(until_ms) if until_ms else NO_END,
        },
        "dpv:isIndicatedBy": {"dct:identifier": record.indicated_by},
        "dpv:hasIndicationMethod": record.method,
    }


def urn(kind: str, name: str) -> str:
    """A name of ours for a thing in an export, from any text."""
    return f"urn:walkdown:{kind}:{quote(name, safe='')}"
