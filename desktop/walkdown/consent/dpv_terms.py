"""The words of W3C's Data Privacy Vocabulary (DPV 2) that a consent record uses, and its 29 musts.

Source: DPV guide "Consent Records and Receipts as per ISO/IEC TS 27560:2023", 2024-08-01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from walkdown.consent.consent_record import ConsentState, PartyRole

RECORD_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
RECEIPT_PROFILE: Final = "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
CONTEXT: Final[Mapping[str, str]] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "walkdown": "urn:walkdown:terms#",
}
STATUS: Final = {
    ConsentState.UNKNOWN: "dpv:ConsentUnknown",
    ConsentState.REQUESTED: "dpv:ConsentRequested",
    ConsentState.DEFERRED: "dpv:ConsentRequestDeferred",
    ConsentState.GIVEN: "dpv:ConsentGiven",
    ConsentState.RENEWED: "dpv:RenewedConsentGiven",
    ConsentState.REFUSED: "dpv:ConsentRefused",
    ConsentState.WITHDRAWN: "dpv:ConsentWithdrawn",
    ConsentState.REVOKED: "dpv:ConsentRevoked",
    ConsentState.EXPIRED: "dpv:ConsentExpired",
}
ROLE: Final = {
    PartyRole.CONTROLLER: "dpv:DataController",
    PartyRole.JOINT: "dpv:JointDataControllers",
}
# GDPR 6(1); the prompt is a consent dialogue also where the ground of the processing is another.
BASIS: Final = {
    "consent": "eu-gdpr:A6-1-a",
    "contract": "eu-gdpr:A6-1-b",
    "legitimate_interest": "eu-gdpr:A6-1-f",
}
NECESSITY: Final = {"required": "dpv:Required", "optional": "dpv:Optional"}
LAW: Final = {"eu-gdpr": "eu-gdpr:GDPR"}
RIGHTS: Final = (
    ("eu-gdpr:A7-3", "Right to withdraw consent"),
    ("eu-gdpr:A15", "Right of access"),
    ("eu-gdpr:A16", "Right to rectification"),
    ("eu-gdpr:A17", "Right to erasure"),
    ("eu-gdpr:A20", "Right to data portability"),
)
_TERM = re.compile(r"(dpv|pd|loc|eu-gdpr):[A-Za-z0-9-]{1,80}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def term(text: str, known: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A text of ours as a node: its words, and the vocabulary's term for them where there is one."""
    name = (known or {}).get(text, text)
    return {"dct:identifier": text} | ({"@id": name} if _TERM.fullmatch(name) else {})


def country(text: str) -> dict[str, Any]:
    """A jurisdiction: ISO 3166 countries have a term each."""
    return term(text, {text: f"loc:{text}"} if _COUNTRY.fullmatch(text) else {})


@dataclass(frozen=True, slots=True)
class Must:
    """One field that the guide says MUST be present, and where it stands in an export."""

    field: str
    path: str


_RECORD: Final = "dpv:hasRecordOfActivity/0/"
_PROCESS: Final = _RECORD + "dpv:hasProcess/0/"
_ENTITY: Final = _RECORD + "dpv:hasEntity/0/"
_EVENT: Final = _RECORD + "dpv:hasConsentStatus/0/"
COVERAGE: Final = (
    Must("record: schema version", _RECORD + "dct:conformsTo"),
    Must("record: record identifier", _RECORD + "dct:identifier"),
    Must("record: data subject", _RECORD + "dpv:hasDataSubject/dct:identifier"),
    Must("record: notice", _RECORD + "dpv:hasNotice/0/dct:identifier"),
    Must("record: notice language", _RECORD + "dpv:hasNotice/0/dct:language"),
    Must("record: process", _RECORD + "dpv:hasProcess/0/@type"),
    Must("record: purpose", _PROCESS + "dpv:hasPurpose/0/dct:identifier"),
    Must("record: personal data", _PROCESS + "dpv:hasPersonalData/0/@type"),
    Must(
        "record: personal data type",
        _PROCESS + "dpv:hasPersonalData/0/skos:broader/dct:identifier",
    ),
    Must("record: storage condition", _PROCESS + "dpv:hasStorageCondition/0/dpv:hasLocation"),
    Must("record: data controller", _PROCESS + "dpv:hasDataController/0/@id"),
    Must("record: recipients", _PROCESS + "dpv:hasRecipient/0/@id"),
    Must(
        "record: consent change and withdrawal",
        _PROCESS + "dpv:hasConsentControl/0/dpv:isExercisedAt",
    ),
    Must("record: jurisdiction", _PROCESS + "dpv:hasJurisdiction/0/dct:identifier"),
    Must("record: rights", _PROCESS + "dpv:hasRight/0/dpv:isExercisedAt"),
    Must("record: entity name", _ENTITY + "dpv:hasName"),
    Must("record: entity identifier", _ENTITY + "dpv:hasIdentifier"),
    Must("record: entity role", _ENTITY + "@type"),
    Must("record: entity contact", _ENTITY + "schema:contactPoint/schema:description"),
    Must("record: entity postal address", _ENTITY + "schema:address/schema:streetAddress"),
    Must("record: consent type", _EVENT + "dpv:hasLegalBasis/@id"),
    Must("record: consent state", _EVENT + "@type"),
    Must("record: event time", _EVENT + "dpv:isIndicatedAtTime"),
    Must("record: event duration", _EVENT + "dpv:hasDuration/rdf:value"),
    Must("record: expression by entity", _EVENT + "dpv:isIndicatedBy/dct:identifier"),
    Must("receipt: schema version", "dct:conformsTo"),
    Must("receipt: receipt identifier", "dpv:hasIdentifier"),
    Must("receipt: consent record", "dpv:hasRecordOfActivity/0/@id"),
    Must("receipt: creation timestamp", "dct:created"),
)
