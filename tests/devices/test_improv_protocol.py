"""Improv's bytes: the published vectors, round trips, and nothing but ProtocolError for rubbish."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.devices.gatt_seeds import ANYTHING, STRINGS, TLV_LIES
from walkdown.devices.improv import protocol
from walkdown.devices.improv.protocol import (
    Capability,
    Command,
    Error,
    ProtocolError,
    Reassembly,
    Result,
    State,
    parse_result,
)

SETTINGS = (
    "01 1e 0c 4d 79 57 69 72 65 6c 65 73 73 41 50 10"
    " 6d 79 73 65 63 75 72 65 70 61 73 73 77 6f 72 64 c0"
)
INFO = (
    "03 1d 07 45 53 50 48 6f 6d 65 08 32 30 32 36 2e 36 2e 35"
    " 05 45 53 50 33 32 05 4d 65 74 65 72 85"
)
SCAN = "04 12 04 4e 65 74 30 03 2d 35 30 08 57 50 41 2f 57 50 41 32 3f"
# Frames that other protocols would refuse and Improv does not: no strings, and an empty one.
WELL_FORMED = {"gatt.tlv_lie.008", "gatt.tlv_lie.026"}


def test_the_published_command_vectors_are_what_is_sent() -> None:
    assert protocol.wifi_settings("MyWirelessAP", "mysecurepassword") == bytes.fromhex(SETTINGS)
    assert protocol.wifi_settings("Net", "") == bytes.fromhex("01 05 03 4e 65 74 00 30")
    assert protocol.ask(Command.IDENTIFY) == bytes.fromhex("02 00 02")
    assert protocol.ask(Command.DEVICE_INFO) == bytes.fromhex("03 00 03")
    assert protocol.ask(Command.SCAN_WIFI) == bytes.fromhex("04 00 04")
    assert protocol.ask(Command.HOSTNAME) == bytes.fromhex("05 00 05")
    assert protocol.ask(Command.DEVICE_NAME) == bytes.fromhex("06 00 06")
    assert protocol.set_hostname("garage-meter") == bytes.fromhex(
        "05 0c 67 61 72 61 67 65 2d 6d 65 74 65 72 c2"
    )


def test_the_published_result_vectors_are_understood() -> None:
    url = "01 12 11 68 74 74 70 3a 2f 2f 31 39 32 2e 30 2e 32 2e 37 2f 6a"
    assert parse_result(bytes.fromhex(url)) == Result(1, (b"http://192.0.2.7/",))
    assert parse_result(bytes.fromhex("01 00 01")) == Result(1, ())
    assert parse_result(bytes.fromhex(INFO)).strings == (
        b"ESPHome",
        b"2026.6.5",
        b"ESP32",
        b"Meter",
    )
    assert parse_result(bytes.fromhex(SCAN)).strings == (b"Net0", b"-50", b"WPA/WPA2")


def test_no_frame_is_longer_than_the_common_device_library_can_take() -> None:
    assert len(protocol.set_hostname("a" * 253)) == 256
    with pytest.raises(ValueError, match="too long"):
        protocol.set_hostname("a" * 254)
    with pytest.raises(ValueError, match="too long"):
        protocol.set_device_name("ü" * 127)
    with pytest.raises(ValueError, match="too long"):
        protocol.wifi_settings("a" * 200, "b" * 60)
    with pytest.raises(ValueError, match="too long"):
        protocol.wifi_settings("a" * 300, "")


@pytest.mark.parametrize("name", ["", "-a", "a-", "a b", "gerät", "a.b", "a_b", "a\n"])
def test_a_hostname_that_rfc_1123_forbids_is_not_sent(name: str) -> None:
    with pytest.raises(ValueError, match="hostname"):
        protocol.set_hostname(name)


def test_a_device_name_is_sent_as_it_is() -> None:
    assert protocol.set_device_name("Meter") == bytes.fromhex("06 05 4d 65 74 65 72 08")


def test_an_empty_device_name_is_not_sent_because_it_would_ask() -> None:
    with pytest.raises(ValueError, match="empty"):
        protocol.set_device_name("")


strings = st.lists(st.binary(max_size=40), max_size=6).map(tuple)


def frame_of(command: int, texts: tuple[bytes, ...]) -> bytes:
    data = b"".join(bytes([len(t)]) + t for t in texts)
    body = bytes([command, len(data)]) + data
    return body + bytes([sum(body) % 256])


@given(st.integers(0, 255), strings)
def test_every_result_comes_back_as_it_was_built(command: int, texts: tuple[bytes, ...]) -> None:
    assert parse_result(frame_of(command, texts)) == Result(command, texts)


@given(st.integers(0, 255), strings, st.data())
def test_a_result_in_parts_is_whole_exactly_at_its_last_byte(
    command: int, texts: tuple[bytes, ...], data: st.DataObject
) -> None:
    frame = frame_of(command, texts)
    reassembly = Reassembly()
    at = 0
    while at < len(frame):
        size = data.draw(st.integers(1, 30))
        result = reassembly.feed(frame[at : at + size])
        at += size
        assert (result is not None) == (at >= len(frame))
        assert reassembly.waiting == (at < len(frame))
    assert result == Result(command, texts)


@given(st.integers(0, 255), strings, st.data())
def test_a_truncated_or_damaged_result_is_never_taken_for_a_whole_one(
    command: int, texts: tuple[bytes, ...], data: st.DataObject
) -> None:
    frame = frame_of(command, texts)
    cut = data.draw(st.integers(0, len(frame) - 1))
    with pytest.raises(ProtocolError):
        parse_result(frame[:cut])
    place, bit = data.draw(st.integers(0, len(frame) - 1)), data.draw(st.integers(0, 7))
    damaged = bytearray(frame)
    damaged[place] ^= 1 << bit
    with pytest.raises(ProtocolError):
        parse_result(bytes(damaged))


@given(st.lists(st.binary(max_size=600), max_size=8))
@example([b"\x04\x4a" + b"x" * 331])
def test_any_notifications_give_results_or_protocol_errors(parts: list[bytes]) -> None:
    reassembly = Reassembly()
    for part in parts:
        try:
            reassembly.feed(part)
        except ProtocolError:
            assert not reassembly.waiting


@pytest.mark.parametrize(("name", "value"), TLV_LIES)
def test_frames_whose_lengths_lie_are_refused(name: str, value: str) -> None:
    if name in WELL_FORMED:
        assert parse_result(bytes.fromhex(value)).command == 1
    else:
        with pytest.raises(ProtocolError):
            parse_result(bytes.fromhex(value))


@pytest.mark.parametrize("value", [*ANYTHING, *STRINGS, ""])
def test_hostile_values_are_refused_or_mean_something(value: str) -> None:
    raw = bytes.fromhex(value)
    parsers = (
        parse_result,
        protocol.parse_state,
        protocol.parse_error,
        protocol.parse_capabilities,
        Reassembly().feed,
    )
    for parse in parsers:
        with suppress(ProtocolError):
            parse(raw)
    protocol.parse_service_data(raw)


def test_states_errors_and_capabilities_are_single_known_bytes() -> None:
    assert protocol.parse_state(b"\x03") is State.PROVISIONING
    assert protocol.parse_error(b"\xff") is Error.UNKNOWN
    assert protocol.parse_capabilities(b"\xf5\x01") == Capability.IDENTIFY | Capability.SCAN_WIFI
    for value in (b"", b"\x00", b"\x05", b"\x02\x02"):
        with pytest.raises(ProtocolError):
            protocol.parse_state(value)
    for value in (b"", b"\x06", b"\x00\x00"):
        with pytest.raises(ProtocolError):
            protocol.parse_error(value)


def test_the_advert_is_read_tolerantly_and_unknown_states_are_left_out() -> None:
    data = protocol.parse_service_data(bytes.fromhex("02 0f 00 00 00 00"))
    assert data is not None
    assert (data.state, data.capabilities) == (State.AUTHORIZED, Capability(0x0F))
    assert protocol.parse_service_data(b"\x01\x01") is not None
    for value in (b"", b"\x02", b"\x00\x0f\0\0\0\0", b"\x05\x0f\0\0\0\0"):
        assert protocol.parse_service_data(value) is None
