"""Lost is who had an address and was not met there; never who was met, nor who has no serial."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job, Look
from walkdown.core.lost import lost
from walkdown.core.trouble import Code

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE = Device("770300125518", "GW-1", Kind.GATEWAY, Way.TYPED, AT, url="http://192.168.1.7/")
MET = Look(ONE.serial, True, ONE.serial, AT)


def of(look: Look | None, device: Device = ONE) -> tuple[Device, ...]:
    return lost(Job("a", AT, devices=(device,), looks=(look,) if look else ()))


@pytest.mark.parametrize(
    "look",
    [
        replace(MET, said_serial="905133000417"),
        replace(MET, said_serial=""),
        replace(MET, answered=False, said_serial="", detail=str(Code.NOT_REACHABLE)),
        replace(MET, answered=False, said_serial="", detail=str(Code.BROKEN_PROTOCOL)),
    ],
)
def test_who_was_not_met_at_its_address_is_lost(look: Look) -> None:
    assert of(look) == (ONE,)


def test_who_was_met_or_never_looked_at_is_not() -> None:
    assert of(MET) == of(None) == ()


def test_nor_who_never_had_an_address_or_is_left_out_or_behind_a_sign_in_page() -> None:
    silent = replace(MET, answered=False, said_serial="")
    assert of(silent, replace(ONE, url="")) == of(silent, replace(ONE, left_out="broken")) == ()
    assert of(replace(silent, detail=str(Code.SIGN_IN_PAGE))) == ()


def test_nor_who_has_a_factory_name_for_a_serial() -> None:
    device = replace(ONE, serial="PROV_A1B2C3")
    assert of(replace(MET, serial="PROV_A1B2C3", answered=False), device) == ()
