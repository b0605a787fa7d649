"""A device whose address leads to remote procedures is asked in their language, and as strictly."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lan.test_http_probe import device, lan, lease, ok
from walkdown.app.ports import NetworkAnswer
from walkdown.core.device import Reading
from walkdown.core.trouble import Code, Setback
from walkdown.lan import shelly_answer
from walkdown.lan.http_get import Nonsense
from walkdown.lan.target import status_of

WHO = {
    "id": "shellypro3em-a0b1c2d3e4f5",
    "mac": "A0B1C2D3E4F5",
    "model": "SPEM-003CEBEU",
    "ver": "1.4.4",
    "app": "Pro3EM",
    "auth_en": False,
    "profile": "triphase",
}
MEASURED = {"total_act_power": 412.04, "total_current": 1.789, "a_voltage": 231, "b_voltage": 230}


def said(**changes: object) -> bytes:
    return ok(json.dumps(WHO | changes).encode())


async def test_a_shelly_says_who_it_is_and_what_it_measures() -> None:
    async with device(said(), ok(json.dumps(MEASURED).encode())) as (url, asked):
        answer = await lan().ask(lease(), f"{url}rpc/", 20)
        assert (await asked.get()).startswith(b"GET /rpc/Shelly.GetDeviceInfo HTTP/1.1\r\n")
        assert (await asked.get()).startswith(b"GET /rpc/EM.GetStatus?id=0 HTTP/1.1\r\n")
    readings = (
        Reading("Power", "412.0", "W"),
        Reading("Current", "1.79", "A"),
        Reading("Voltage", "231.0", "V"),
    )
    assert answer == NetworkAnswer(
        "A0B1C2D3E4F5", "SPEM-003CEBEU", "Pro3EM 1.4.4", answer.address, readings
    )


async def test_one_that_keeps_its_measurements_to_itself_is_reached_all_the_same() -> None:
    locked = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
    async with device(said(profile=None), locked) as (url, asked):
        answer = await lan().ask(lease(), f"{url}rpc/", 20)
        await asked.get()
        assert (await asked.get()).startswith(b"GET /rpc/EM1.GetStatus?id=0 ")
    assert (answer.serial, answer.readings) == ("A0B1C2D3E4F5", ())


@pytest.mark.parametrize("changes", [{"mac": "A0B1"}, {"mac": None}, {"model": "x" * 65}])
async def test_one_that_does_not_say_who_it_is_makes_no_sense(changes: dict[str, object]) -> None:
    async with device(said(**changes)) as (url, _):
        with pytest.raises(Setback) as caught:
            await lan().ask(lease(), f"{url}rpc/", 20)
    assert caught.value.code is Code.BROKEN_PROTOCOL


def test_only_the_root_of_remote_procedures_is_asked_in_their_language() -> None:
    assert status_of("http://192.168.1.7/rpc/").path == "/rpc/Shelly.GetDeviceInfo"
    assert status_of("http://192.168.1.7/a/rpc/").path == "/a/rpc/status"
    assert status_of("http://192.168.1.7/").path == "/status"


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(
        lambda shape: json.dumps({"mac": shape, "total_act_power": shape}).encode()
    )
)
def test_answers_of_any_shape_raise_nothing_else(body: bytes) -> None:
    for parse in (shelly_answer.who, shelly_answer.readings):
        with suppress(Nonsense):
            parse(body)
