"""Shelly's bytes: the published vectors, round trips, and nothing but ProtocolError for rubbish."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.devices.gatt_seeds import ANYTHING, TLV_LIES
from walkdown.core.device import Reading
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol
from walkdown.devices.adverts import Advert as Heard
from walkdown.devices.adverts import recognise
from walkdown.devices.shelly import answers, auth, frames, rpc
from walkdown.devices.shelly.advert import COMPANY, Advert, Flag, parse_advert
from walkdown.devices.shelly.frames import MOST_REPLY, ProtocolError, Reply
from walkdown.devices.shelly.rpc import Done, RpcError

ADVERT = bytes.fromhex("0105000af5e4d3c2b1a00b2410")
CHALLENGE = (
    '{"auth_type":"digest","nonce":1700000000,"nc":1,'
    '"realm":"shellypro3em-a0b1c2d3e4f5","algorithm":"SHA-256"}'
)
PARSERS = (
    answers.device_info,
    answers.networks,
    answers.needs_restart,
    answers.wifi_status,
    answers.three_phases,
    answers.one_phase,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["id", "mac", "gen", "results", "status", "sta_ip", "ssid", "rssi", "auth", "total_act_power"]
)


def said(**result: Any) -> bytes:
    return json.dumps(result).encode()


# --- the published vectors


def test_the_published_request_vector_is_what_is_sent() -> None:
    body = rpc.request(1, "Shelly.GetDeviceInfo")
    assert body == b'{"id":1,"method":"Shelly.GetDeviceInfo"}'
    assert frames.length_of(body) == bytes.fromhex("00000028")


def test_the_published_advert_is_understood() -> None:
    assert parse_advert(ADVERT) == Advert(Flag.DISCOVERABLE | Flag.RPC, "A0B1C2D3E4F5", 0x1024)


def test_the_published_digest_is_what_is_answered() -> None:
    answer = auth.answer(auth.parse_challenge(CHALLENGE), Secret("secret"), 123456789)
    assert answer == {
        "realm": "shellypro3em-a0b1c2d3e4f5",
        "username": "admin",
        "nonce": 1700000000,
        "nc": 1,
        "cnonce": 123456789,
        "response": "385ef3bede4b44bdee7524a6a68115a89e59ec31dd458f4898cf4c18941ed548",
        "algorithm": "SHA-256",
    }


# --- adverts


@pytest.mark.parametrize(
    ("data", "mac"),
    [
        (b"", ""),
        (b"\x01", ""),
        (b"\x01\x05\x00\x0a\xf5\xe4", ""),
        (b"\x01\x05\x00\x77" + ADVERT[3:], ""),
        (ADVERT + b"\xff\xff", "A0B1C2D3E4F5"),
    ],
)
def test_an_advert_is_read_up_to_the_first_block_that_is_not_known(data: bytes, mac: str) -> None:
    assert parse_advert(data).mac == mac


def test_only_one_that_offers_rpc_is_taken_for_a_shelly_that_can_be_set_up() -> None:
    found = recognise(Heard(manufacturer_data={COMPANY: ADVERT}))
    assert found is not None
    assert (found.protocol, found.serial) == (Protocol.SHELLY, "A0B1C2D3E4F5")
    assert recognise(Heard(manufacturer_data={COMPANY: b"\x01\x01\x00" + ADVERT[3:]})) is None
    assert recognise(Heard(manufacturer_data={0x004C: ADVERT})) is None


# --- frames


@given(st.binary(min_size=1, max_size=frames.MOST_REQUEST), st.integers(-5, 600))
def test_the_parts_of_a_request_sum_to_its_length(body: bytes, room: int) -> None:
    parts = list(frames.parts_of(body, room))
    assert b"".join(parts) == body
    assert all(0 < len(part) <= max(room, 1) for part in parts)


@pytest.mark.parametrize("size", [0, frames.MOST_REQUEST + 1])
def test_a_request_that_no_device_takes_is_not_begun(size: int) -> None:
    with pytest.raises(ValueError, match="1 to 4096"):
        frames.length_of(bytes(size))


@given(st.binary(min_size=1, max_size=2000), st.integers(1, 300))
def test_a_reply_is_the_same_in_parts_of_any_size(body: bytes, size: int) -> None:
    reply = Reply(len(body))
    for at in range(0, len(body), size):
        assert not reply.whole
        reply.feed(body[at : at + size])
    assert reply.whole
    assert reply.body() == body


def test_a_whole_reply_counts_more_than_the_length_it_was_announced_with() -> None:
    reply = Reply(0x3213005F)
    reply.feed(b'{"id":1,"result":{}}')
    assert not reply.whole
    reply.feed(b"")
    assert reply.body() == b'{"id":1,"result":{}}'


def test_a_reply_that_ends_early_or_never_is_refused() -> None:
    short = Reply(100)
    short.feed(b'{"id":1')
    short.feed(b"")
    with pytest.raises(ProtocolError, match="shorter"):
        short.body()
    endless = Reply(2**32 - 1)
    for _ in range(MOST_REPLY // 512):
        endless.feed(bytes(512))
    with pytest.raises(ProtocolError, match="too long"):
        endless.feed(bytes(512))


# --- replies


def test_a_reply_to_another_request_is_none_of_ours() -> None:
    assert rpc.parse_reply(b'{"id":2,"result":{}}', 1) is None
    assert rpc.parse_reply(b'{"method":"NotifyStatus","params":{}}', 1) is None
    assert rpc.parse_reply(b'{"id":1,"src":"a","dst":"b","result":null}', 1) == Done(b"null")
    error = b'{"id":1,"error":{"code":404,"message":"No handler"}}'
    assert rpc.parse_reply(error, 1) == RpcError(404, "No handler")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"id":1}', b'{"id":"1","result":{}}', b"[" * 5000, b"\xff\xfe"],
)
def test_what_is_no_reply_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        rpc.parse_reply(body, 1)


@given(st.binary(max_size=300))
def test_bytes_that_make_no_sense_raise_nothing_else(data: bytes) -> None:
    reply = Reply(len(data) + 1)
    reply.feed(data)
    reply.feed(b"")
    for parse in (*PARSERS, frames.parse_length, lambda d: rpc.parse_reply(d, 1)):
        with suppress(ProtocolError):
            parse(data)
    with suppress(ProtocolError):
        reply.body()
    parse_advert(data)


@given(st.dictionaries(KEYS, JSON, max_size=6) | JSON)
def test_json_of_any_shape_raises_nothing_else(shape: Any) -> None:
    text = json.dumps(shape)
    for parse in (*PARSERS, lambda d: rpc.parse_reply(d, 1)):
        with suppress(ProtocolError):
            parse(text.encode())
    with suppress(ProtocolError):
        auth.parse_challenge(text)


@pytest.mark.parametrize("value", [*(data for _, data in TLV_LIES), *ANYTHING])
def test_hostile_values_of_other_protocols_raise_nothing_else(value: str) -> None:
    for parse in (*PARSERS, frames.parse_length, lambda d: rpc.parse_reply(d, 1)):
        with suppress(ProtocolError):
            parse(bytes.fromhex(value))


# --- what they mean


def test_a_device_says_who_it_is() -> None:
    info = answers.device_info(
        said(id="shellypro3em-a", mac="a0:b1:c2:d3:e4:f5", gen=2, ver="1.4.4", app="Pro3EM")
    )
    assert (info.mac, info.firmware, info.locked) == ("A0B1C2D3E4F5", "Pro3EM 1.4.4", False)


@pytest.mark.parametrize(
    "result",
    [
        said(id="x", gen=2),
        said(id="x", mac="A0B1", gen=2),
        said(id="x", mac="A0B1C2D3E4F5", gen=1),
        said(id="x" * 300, mac="A0B1C2D3E4F5", gen=2),
        said(id="x", mac="A0B1C2D3E4F5", gen=2, auth_en="no"),
    ],
)
def test_a_device_that_does_not_say_who_it_is_is_refused(result: bytes) -> None:
    with pytest.raises(ProtocolError):
        answers.device_info(result)


def test_hidden_and_impossible_networks_are_left_out_and_the_list_has_an_end() -> None:
    rows: list[dict[str, object]] = [
        {"ssid": "Harbour", "auth": 3, "rssi": -52},
        {"ssid": None, "auth": 3, "rssi": -50},
        {"ssid": "x" * 33, "auth": 0, "rssi": -50},
        {"ssid": "Odd", "auth": 99, "rssi": 10**9},
    ]
    found = answers.networks(said(results=rows))
    assert [(n.ssid, n.signal_dbm, n.security) for n in found] == [
        ("Harbour", -52, "WPA2"),
        ("Odd", None, "type 99"),
    ]
    assert len(answers.networks(said(results=rows[:1] * 1000))) == answers.MOST_NETWORKS
    with pytest.raises(ProtocolError):
        answers.networks(said(results=rows[:1] * 1025))


def test_only_an_address_on_the_wanted_network_counts() -> None:
    there = answers.wifi_status(said(status="got ip", ssid="H", sta_ip="192.0.2.7", rssi=-50))
    assert there.on("H")
    assert not there.on("Other")
    assert (there.has_address, there.host) == (True, "192.0.2.7")
    assert answers.wifi_status(said(status="connected", ssid="H", sta_ip=None)).host == ""
    for address in ("evil.example", "1.2.3.4/x", "1.2.3", "::1"):
        with pytest.raises(ProtocolError):
            answers.wifi_status(said(status="got ip", ssid="H", sta_ip=address))


def test_measurements_become_readings_and_what_is_none_is_left_out() -> None:
    three = answers.three_phases(said(total_act_power=-412.34, a_voltage=230, b_voltage=None))
    assert three == (Reading("Power", "-412.3", "W"), Reading("Voltage L1", "230.0", "V"))
    assert answers.one_phase(said(current=1.234, voltage=1e300)) == (
        Reading("Current", "1.23", "A"),
    )


@pytest.mark.parametrize(
    "message",
    ["", "nonsense", "{}", CHALLENGE.replace("SHA-256", "MD5"), CHALLENGE.replace("17", "-17")],
)
def test_a_challenge_that_cannot_be_answered_is_refused(message: str) -> None:
    with pytest.raises(ProtocolError):
        auth.parse_challenge(message)
