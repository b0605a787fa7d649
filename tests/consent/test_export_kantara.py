"""The Kantara export: every field that Consent Receipt 1.1.0 lists, with the type it lists."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.consent.making_records import a_record
from walkdown.consent.consent_record import DataItem, Party
from walkdown.consent.export_kantara import from_kantara, to_kantara

# Consent Receipt Specification 1.1.0, section 4 and its JSON schema.
RECEIPT = {
    "version": str,
    "jurisdiction": str,
    "consentTimestamp": int,
    "collectionMethod": str,
    "consentReceiptID": str,
    "publicKey": str,
    "language": str,
    "piiPrincipalId": str,
    "piiControllers": list,
    "policyUrl": str,
    "services": list,
    "sensitive": bool,
    "spiCat": list,
}
CONTROLLER = {
    "piiController": str,
    "onBehalf": bool,
    "contact": str,
    "address": dict,
    "email": str,
    "phone": str,
    "piiControllerUrl": str,
}
PURPOSE = {
    "purpose": str,
    "purposeCategory": list,
    "consentType": str,
    "piiCategory": list,
    "primaryPurpose": bool,
    "termination": str,
    "thirdPartyDisclosure": bool,
    "thirdPartyName": str,
}


def receipt(**changed: Any) -> dict[str, Any]:
    (one,) = json.loads(to_kantara([replace(a_record(), **changed)], "ab" * 32))
    return dict(one)


def test_every_listed_field_is_there_with_its_type() -> None:
    one = receipt()
    (service,) = one["services"]
    parts = (
        (one, RECEIPT),
        (one["piiControllers"][0], CONTROLLER),
        (service["purposes"][0], PURPOSE),
    )
    for part, listed in parts:
        assert {name: type(part.get(name)) for name in listed} == listed
    assert one["version"] == "KI-CR-v1.1.0"
    assert one["consentTimestamp"] == 1_780_000_000
    assert one["publicKey"] == "ab" * 32


def test_sensitive_data_and_third_parties_are_told() -> None:
    data = (DataItem("position", "required", True), DataItem("address", "optional", False))
    one = receipt(data=data, recipients=("manufacturer", "support"))
    purpose = one["services"][0]["purposes"][0]
    assert (one["sensitive"], one["spiCat"]) == (True, ["position"])
    assert purpose["thirdPartyDisclosure"] is True
    assert purpose["thirdPartyName"] == "manufacturer; support"
    plain = receipt(data=data[1:], recipients=())
    assert (plain["sensitive"], plain["spiCat"]) == (False, [])
    assert plain["services"][0]["purposes"][0]["thirdPartyDisclosure"] is False


def test_a_contact_that_is_no_mail_address_is_not_given_out_as_one() -> None:
    controller = Party.stated("Sonne", contact="0761 1234")
    assert receipt(controller=controller)["piiControllers"][0]["email"] == "not stated"


def test_milliseconds_that_the_specification_has_no_room_for_are_not_lost() -> None:
    record = a_record()
    assert record.moment.at_ms % 1000
    assert from_kantara(to_kantara([record])) == (record,)
