"""Whatever a device says: a decoder gives something small, or raises the one error it is known for."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.devices.decoders import DECODERS, Decoder
from walkdown.core.secret import Secret
from walkdown.core.shown import shown
from walkdown.core.trouble import Setback
from walkdown.core.wifi import Credentials, password_flaw, ssid_flaw
from walkdown.devices.book import Book
from walkdown.devices.espressif import protocol as espressif
from walkdown.devices.espressif.messages import provisioning_pb2 as messages
from walkdown.devices.flaws import refuse_flaws
from walkdown.devices.improv import protocol as improv
from walkdown.devices.shelly import rpc

# Lines of "id expectation hex", one hostile value each.
CASES = tuple(
    (name, expect, bytes.fromhex(raw.strip("-")))
    for name, expect, raw in (
        line.split()
        for line in Path(__file__).with_name("badinputs_air.txt").read_text("ascii").splitlines()
    )
)
SIZES = (0, 1, 2, 19, 20, 21, 22, 180, 244, 247, 509, 511, 512, 513, 514, 517, 1024, 4096, 65535)
MOST_SAID = 200_000
MOST_MEMORY = 16_000_000
each_decoder = pytest.mark.parametrize("decoder", DECODERS.values(), ids=DECODERS.keys())


def of(channel: str) -> tuple[tuple[str, str, bytes], ...]:
    return tuple(case for case in CASES if case[0].partition(".")[0] == channel)


def decode(decoder: Decoder, value: bytes) -> object:
    """What it gives; None for an error it is known for. Any other is a failure."""
    try:
        said = decoder.decode(value)
    except decoder.errors:
        return None
    assert len(repr(said)) <= MOST_SAID
    return said


def test_the_hostile_values_are_there() -> None:
    assert {case[0].partition(".")[0] for case in CASES} == {
        "gatt",
        "ble_ad",
        "ble_name",
        "ssid",
        "psk",
    }
    assert len(CASES) > 1000


@each_decoder
def test_no_hostile_value_gets_past_a_decoder(decoder: Decoder) -> None:
    for name, _, value in CASES:
        try:
            decode(decoder, value)
        except Exception as error:
            raise AssertionError(f"{name}: {type(error).__name__}") from error


@each_decoder
@pytest.mark.parametrize("byte", [b"\0", b"\xff", b"[", b"{", b'"', b"\x0a", b"9"])
def test_no_size_is_too_much(decoder: Decoder, byte: bytes) -> None:
    tracemalloc.start()
    try:
        for size in SIZES:
            decode(decoder, byte * size)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY


@each_decoder
@settings(max_examples=60, deadline=None)
@given(value=st.binary(max_size=600))
def test_no_bytes_at_all_get_past_a_decoder(decoder: Decoder, value: bytes) -> None:
    decode(decoder, value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
KEYS = st.sampled_from(
    [
        "id",
        "src",
        "result",
        "error",
        "results",
        "sta_ip",
        "status",
        "ssid",
        "rssi",
        "mac",
        "model",
        "prov",
        "ver",
        "cap",
        "sec_ver",
        "sec_patch_ver",
        "a_voltage",
        "total_act_power",
        "nonce",
    ]
)


@settings(max_examples=300, deadline=None)
@given(said=st.dictionaries(KEYS, json_values, max_size=8))
def test_json_of_the_right_keys_and_any_values_is_taken_or_refused(said: dict[str, object]) -> None:
    value = json.dumps(said).encode()
    for decoder in DECODERS.values():
        decode(decoder, value)


WIRE = st.lists(
    st.tuples(
        st.integers(1, 23), st.sampled_from([0, 2, 5, 1]), st.integers(0, 2**64 - 1), st.binary()
    ),
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(fields=WIRE)
def test_protobuf_of_any_fields_is_taken_or_refused(
    fields: list[tuple[int, int, int, bytes]],
) -> None:
    value = b"".join(_field(*field) for field in fields)
    for name, decoder in DECODERS.items():
        if name.startswith("espressif"):
            decode(decoder, value)


def _field(number: int, kind: int, whole: int, inner: bytes) -> bytes:
    head = _varint(number << 3 | kind)
    if kind == 0:
        return head + _varint(whole)
    if kind == 2:
        return head + _varint(len(inner)) + inner
    return head + (whole & (2**32 - 1)).to_bytes(8 if kind == 1 else 4, "little")


def _varint(number: int) -> bytes:
    said = bytearray()
    while number > 127:
        said.append(number & 127 | 128)
        number >>= 7
    return bytes((*said, number))


# --- names in the air


@pytest.mark.parametrize("case", of("ble_name"), ids=lambda case: case[0])
def test_a_hostile_name_is_short_plain_text_and_never_a_serial_of_ours(
    case: tuple[str, str, bytes],
) -> None:
    book = Book()
    book.hear("F0:00:00:00:00:01", case[2].decode("utf-8", "replace"), [], {}, -50, 1.0)
    (sighting,) = book.sightings(1.0)
    assert len(sighting.name) <= 64
    plain = shown(sighting.name, 40)
    inside = plain.strip("\u2068\u2069")  # isolates, which shown() puts around right-to-left text
    assert inside.isprintable()
    assert len(inside) <= 40


# --- what is sent


@pytest.mark.parametrize("case", of("ssid"), ids=lambda case: case[0])
def test_a_network_name_reaches_each_family_byte_by_byte_or_not_at_all(
    case: tuple[str, str, bytes],
) -> None:
    ssid = case[2].decode("utf-8", "surrogateescape")
    if ssid_flaw(ssid):
        with pytest.raises(Setback):
            refuse_flaws(Credentials(ssid, Secret("kettle-1234")))
        return
    _reaches_each_family(case[2], ssid, "kettle-1234")


@pytest.mark.parametrize("case", of("psk"), ids=lambda case: case[0])
def test_a_password_reaches_each_family_byte_by_byte_or_not_at_all(
    case: tuple[str, str, bytes],
) -> None:
    _, expect, raw = case
    text = raw.decode("latin-1")  # as a field would give it: no half characters
    if expect == "accept":
        assert password_flaw(text) is None
    if expect == "reject":
        assert password_flaw(text) is not None
    if password_flaw(text):
        with pytest.raises(Setback):
            refuse_flaws(Credentials("Net", Secret(text or "short")))
        return
    _reaches_each_family(b"Net", "Net", text)


def _reaches_each_family(raw: bytes, ssid: str, password: str) -> None:
    frame = improv.wifi_settings(ssid, password)
    data = frame[2:-1]
    assert data[1 : 1 + data[0]] == raw
    assert data[2 + data[0] :] == password.encode()
    said = json.loads(rpc.request(1, "WiFi.SetConfig", rpc.wifi_settings(ssid, password)))
    station = said["params"]["config"]["sta"]
    assert (station["ssid"].encode(), station["pass"]) == (raw, password)
    if len(password) > 63:  # a raw key, which the driver of these devices refuses
        with pytest.raises(ValueError, match="63 bytes"):
            espressif.set_config(ssid, password)
        return
    sent = messages.NetworkConfigPayload.FromString(espressif.set_config(ssid, password))
    assert sent.cmd_set_config.ssid == raw
    assert sent.cmd_set_config.passphrase == password.encode()
