"""Espressif's bytes: the vendor's own replies, the published vectors, and anything else in the air."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.secret import Secret
from walkdown.core.wifi import HeardNetwork
from walkdown.devices.espressif import protocol, srp
from walkdown.devices.espressif.exchange import endpoints
from walkdown.devices.espressif.protocol import (
    ProtocolError,
    Reason,
    Refused,
    Station,
    WifiState,
)
from walkdown.devices.espressif.scheme import Plain, WrongProof
from walkdown.devices.espressif.sec1 import Sec1
from walkdown.devices.espressif.sec2 import Sec2
from walkdown.devices.espressif.srp import BadNumber, SrpClient
from walkdown.devices.espressif.version import Version, parse_version

POP = "abcd1234"
SALT = bytes(range(1, 17))
MINE = int.from_bytes(bytes(range(0x01, 0x21)), "big")
THEIRS = int.from_bytes(bytes(range(0x21, 0x41)), "big")
HELLO = "10015a25a201220a2007a37cbc142093c8b755dc1b10e86cb426374ad16aa853ed0bdfc0b2b86d1c7c"
WELCOME = (
    "10015a390801aa013412205869aff450549732cbaaed5e5df9b30a6da31cb0e5742bad5ad4a1a768f1a67b"
    "1a10a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"
)
PROOF = "10015a270802b201221220527d5d0604ab390e387edfb2edd69291a9f5d3bc2486b9bfaf469157071f4eee"
PROVEN = "10015a270803ba01221a202269f29d63597181e5a9ccb15dc0acde206674f74dbc91b1a0ad13a412d8403d"
CONFIG = "080262120a054d794e65741209736563726574313233"


def test_requests_are_the_vendors_bytes() -> None:
    assert protocol.get_status().hex() == "5200"
    assert protocol.set_config("MyNet", "secret123").hex() == CONFIG
    assert protocol.apply_config().hex() == "08047200"
    assert protocol.scan_start().hex() == "520408012078"
    assert protocol.scan_status().hex() == "08026200"
    assert protocol.scan_result(0, 2).hex() == "080472021002"
    assert protocol.ctrl_reset().hex() == "08015a00"
    assert Plain().hello().hex() == "5203a20100"
    assert Plain().proof(bytes.fromhex("52050801aa0100")) is None


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("08015a021001", WifiState(Station.CONNECTING)),
        (
            "08015a215a1f0a0a3139322e302e322e343410031a054d794e657422060102030405062806",
            WifiState(Station.CONNECTED, address="192.0.2.44"),
        ),
        ("08015a0410035000", WifiState(Station.FAILED, Reason.PASSWORD)),
        ("08015a0410035001", WifiState(Station.FAILED, Reason.NETWORK)),
    ],
)
def test_a_status_that_is_zero_on_the_wire_is_still_told(reply: str, state: WifiState) -> None:
    assert protocol.parse_status(bytes.fromhex(reply)) == state


def test_other_replies_are_the_vendors_bytes() -> None:
    protocol.parse_took(bytes.fromhex("08036a00"))
    protocol.parse_applied(bytes.fromhex("08057a00"))
    protocol.parse_reset(bytes.fromhex("08026200"))
    with pytest.raises(Refused) as refused:
        protocol.parse_took(bytes.fromhex("08036a020804"))
    assert refused.value.status == 4
    protocol.parse_scan_started(bytes.fromhex("08015a00"))
    assert protocol.parse_scan_status(bytes.fromhex("08036a0408011003")) == (True, 3)
    reply = bytes.fromhex(
        "08057a400a1e0a054e65742d30100118d8ffffffffffffffff01220600000000000028030a1e0a054e65742d"
        "31100218d7ffffffffffffffff0122060000000000002803"
    )
    heard = (
        HeardNetwork("Net-0", -40, "WPA2", channel=1),
        HeardNetwork("Net-1", -41, "WPA2", channel=2),
    )
    assert protocol.parse_scan_result(reply, 2) == heard
    with pytest.raises(ProtocolError):
        protocol.parse_scan_result(reply, 1)


def test_security_1_is_the_vector_byte_for_byte() -> None:
    scheme = Sec1(Secret(POP), bytes(range(1, 33)))
    assert scheme.hello().hex() == HELLO
    assert scheme.proof(bytes.fromhex(WELCOME)).hex() == PROOF
    scheme.proven(bytes.fromhex(PROVEN))
    assert scheme.seal(protocol.get_status()).hex() == "51c4"
    sealed = scheme.seal(bytes.fromhex(CONFIG))
    assert sealed.hex() == "ac4b217658fde8004c91f11cab55cfe2744a19d9f046"


def test_security_1_knows_a_device_that_has_another_proof() -> None:
    scheme = Sec1(Secret("other"), bytes(range(1, 33)))
    scheme.hello()
    scheme.proof(bytes.fromhex(WELCOME))
    with pytest.raises(WrongProof):
        scheme.proven(bytes.fromhex(PROVEN))


@pytest.mark.parametrize("key", [bytes(32), bytes(31)])
def test_security_1_refuses_a_key_that_is_none(key: bytes) -> None:
    reply = bytes.fromhex(WELCOME)
    at = reply.index(bytes.fromhex("5869aff4"))
    broken = reply[:at] + bytes(32) + reply[at + 32 :]
    if len(key) == 31:
        broken = bytes.fromhex("10015a050801aa0100")
    with pytest.raises(ProtocolError):
        Sec1(Secret(POP)).proof(broken)


def test_srp_is_the_vector() -> None:
    client = SrpClient("wifiprov", MINE)
    public = "7f03c7c69567e4cfd421ffecf9e7eacfb0ba31682b66736d3eb58133c8b76ece"
    assert sha256(client.public).hexdigest() == public
    inner = srp._hash(b"wifiprov:" + POP.encode())
    verifier = pow(5, srp._number(srp._hash(SALT, inner)), srp.PRIME)
    theirs = (srp._MULTIPLIER * verifier + pow(5, THEIRS, srp.PRIME)) % srp.PRIME
    agreed = client.agree(Secret(POP), SALT, theirs.to_bytes(384, "big"))
    assert agreed.mine.hex() == (
        "8dabc50eea7a7486d599a476d7b3bed1183ebeb12f1a5e1c1b47cb483ff95ea5"
        "75c13452e3e7c0aaef2ba45b20c0b0c5dffce6596868be0ef8c2cbbdc60b6e18"
    )
    assert agreed.theirs.hex() == (
        "866901c729ddd8273865a31d48f7d49981f6afdeb1a866cacebbb35169562b80"
        "5afda0317b7b9a9ecf245b9a408dcb6058982923a8afb2f47a0718e2a8b2455c"
    )
    assert agreed.key.hex().startswith("a8a849ad03fb95fe92ac9fc31d54c7b0")
    assert "8dabc50e" not in repr(agreed)


@pytest.mark.parametrize("number", [0, srp.PRIME])
def test_srp_refuses_a_key_that_fits_every_password(number: int) -> None:
    with pytest.raises(BadNumber):
        SrpClient("wifiprov").agree(Secret(POP), SALT, number.to_bytes(384, "big"))


@pytest.mark.parametrize(
    ("patch", "second"),
    [(1, "f6f7760ed56add9e20655dd5fe3f225e6cb2"), (0, "69dbff1814a9ee99abb15d32109004777fd9")],
)
def test_security_2_counts_its_nonce_on_from_patch_1(patch: int, second: str) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key = bytes.fromhex("a8a849ad03fb95fe92ac9fc31d54c7b038fd834a75712335651faf5b05accd0b")
    scheme = Sec2("wifiprov", Secret(POP), patch)
    scheme._cipher, scheme._fixed, scheme._counter = AESGCM(key), bytes(range(0xA0, 0xA8)), 1
    assert scheme.seal(b"\x52\x00").hex() == "69dbff1814a9ee99abb15d32109004777fd9"
    assert scheme.seal(b"\x52\x00").hex() == second
    with pytest.raises(ProtocolError):
        scheme.unseal(bytes(18))


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("v1.1", Version("v1.1", 1, 0, True)),
        ('{"prov":{"ver":"v1.1","cap":["no_sec"]}}', Version("v1.1", 0, 0, False, False)),
        ('{"prov":{"ver":"v1.1","cap":["no_pop","wifi_scan"]}}', Version("v1.1", 1, 0, False)),
        ('{"prov":{"ver":"v1.1"}}', Version("v1.1", 1, 0, True)),
        (
            '{\n\t"prov": {"ver": "netprov-v1.2", "sec_ver": 2, "sec_patch_ver": 1,\n'
            '"cap": ["wifi_prov", "wifi_scan"]}, "app": {"serial": "770300125518"}}\0',
            Version("netprov-v1.2", 2, 1, True, True, "770300125518"),
        ),
    ],
)
def test_a_version_of_any_age_is_understood(said: str, version: Version) -> None:
    assert parse_version(said.encode()) == version


def test_endpoints_go_by_their_description_or_else_by_their_number() -> None:
    uuids = tuple(f"021aff{n}-0382-4aea-bff4-6b3f1c5adfb4" for n in ("50", "51", "52", "54"))
    named = dict(zip(uuids, ("prov-config", "Prov-Session", "prov-scan", "mine"), strict=True))
    assert endpoints(uuids, named)["prov-session"] == uuids[1]
    assert endpoints(uuids, named)["prov-config"] == uuids[0]
    by_number = endpoints(uuids, {})
    assert by_number == {
        "prov-scan": uuids[0],
        "prov-session": uuids[1],
        "prov-config": uuids[2],
    }


def test_what_the_device_would_cut_or_refuse_is_no_message() -> None:
    for ssid, password in (("", "x"), ("a\0b", "x"), ("x" * 33, "x"), ("x", "y" * 64)):
        with pytest.raises(ValueError, match=r"network|63 bytes"):
            protocol.set_config(ssid, password)


PARSERS: list[Callable[[bytes], Any]] = [
    protocol.parse_took,
    protocol.parse_applied,
    protocol.parse_status,
    protocol.parse_scan_started,
    protocol.parse_scan_status,
    lambda frame: protocol.parse_scan_result(frame, 4),
    protocol.parse_reset,
    parse_version,
    lambda frame: Plain().proof(frame),
    lambda frame: Sec1(Secret(POP), bytes(range(1, 33))).proof(frame),
    lambda frame: Sec1(Secret(POP), bytes(range(1, 33))).proven(frame),
    lambda frame: Sec2("wifiprov", Secret(POP), 1, 1 << 255).proof(frame),
    lambda frame: Sec2("wifiprov", Secret(POP), 1, 1 << 255).proven(frame),
]
REAL = [WELCOME, PROVEN, "52050801aa0100", "08015a0410035000", "08036a0408011003", "08036a020804"]


@given(st.sampled_from(PARSERS), st.binary(max_size=600))
def test_any_bytes_are_taken_or_refused_in_one_way(
    parse: Callable[[bytes], Any], frame: bytes
) -> None:
    _only_typed(parse, frame)


@given(
    st.sampled_from(PARSERS),
    st.sampled_from(REAL),
    st.integers(0, 60),
    st.binary(min_size=1, max_size=4),
)
def test_a_damaged_reply_is_taken_or_refused_in_one_way(
    parse: Callable[[bytes], Any], real: str, at: int, other: bytes
) -> None:
    frame = bytes.fromhex(real)
    _only_typed(parse, frame[:at] + other + frame[at + len(other) :])


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["prov", "cap", "ver", "sec_ver", "sec_patch_ver", "serial", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_a_version_or_refused(said: object) -> None:
    _only_typed(parse_version, json.dumps(said).encode())


def _only_typed(parse: Callable[[bytes], Any], frame: bytes) -> None:
    with suppress(ProtocolError):
        parse(frame)
