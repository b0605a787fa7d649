"""SMP's bytes: the published vectors, round trips, and nothing but ProtocolError for rubbish."""

from __future__ import annotations

import random
from contextlib import suppress
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.devices.gatt_seeds import ANYTHING, TLV_LIES
from walkdown.core.firmware import Image, Slot
from walkdown.devices.smp import frames, messages
from walkdown.devices.smp.frames import MOST_BODY, MOST_WAITING, Assembly, ProtocolError
from walkdown.devices.smp.messages import Params, Refusal, Uploaded
from walkdown.devices.smp.plain_cbor import MOST_DEEP, MOST_ITEMS, read_map
from walkdown.devices.smp.refusals import words

PARSERS = (messages.parse_params, messages.parse_uploaded, messages.parse_slots)
IMAGE = Image("1.4.2", bytes(range(32)), random.Random(1).randbytes(5000))
CBOR = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def h(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def frame_of(*parts: bytes) -> frames.Frame | None:
    assembly = Assembly()
    for part in parts:
        assembly.feed(part)
    return assembly.take()


def test_requests_are_the_published_bytes() -> None:
    echo = cbor2.dumps({"d": "hi"})
    assert frames.pack(frames.ECHO, 7, echo) == h("0a00000600000700a16164626869")
    assert frames.pack(frames.PARAMS, 8, messages.EMPTY) == h("080000010000 0806a0")
    assert frames.pack(frames.READ_STATE, 9, messages.EMPTY) == h("080000010001 0900a0")
    assert frames.pack(frames.RESET, 10, messages.EMPTY) == h("0a0000010000 0a05a0")


def test_answers_are_read_as_published() -> None:
    echo = frame_of(h("0b00000600000700a16172626869"))
    assert echo is not None
    assert echo.answers(frames.ECHO)
    assert (echo.sequence, messages.parse_answer(echo.body)) == (7, {"r": "hi"})
    body = h("a2 68") + b"buf_size" + h("1909ab 69") + b"buf_count" + h("04")
    params = frame_of(h("0900001800000806") + body)
    assert params is not None
    assert params.answers(frames.PARAMS)
    said = messages.parse_answer(params.body)
    assert not isinstance(said, Refusal)
    assert messages.parse_params(said) == Params(2475, 4)


def test_both_forms_of_refusal_are_read() -> None:
    second = frame_of(h("0b00001100010901a163657272a26567726f757001627263 16"))
    first = frame_of(h("0300000500010901a162726303"))
    assert second is not None
    assert first is not None
    assert messages.parse_answer(second.body) == Refusal(22, 1)
    assert messages.parse_answer(first.body) == Refusal(3)
    assert messages.parse_answer(cbor2.dumps({"rc": 0, "off": 5})) == {"rc": 0, "off": 5}
    assert words(Refusal(22, 1)) == "the image's header is not right for it (image 22)"
    assert words(Refusal(3)) == "it does not take what was sent (SMP 3)"
    assert words(Refusal(999, 64)) == "it gives no reason (group 64 999)"


def test_maps_of_indefinite_length_are_read_as_zephyr_sends_them() -> None:
    assert messages.parse_answer(h("bf 6272630a ff")) == Refusal(10)
    assert read_map(h("bf 66696d61676573 9f bf ff ff ff")) == {"images": [{}]}


def test_a_list_of_images_becomes_slots() -> None:
    rows = [
        {"slot": 0, "version": "1.0.0", "hash": b"a" * 32, "active": True, "confirmed": True},
        {"image": 0, "slot": 1, "version": "1.1.0", "hash": b"b" * 32, "pending": True},
        {"image": 1, "slot": 0, "version": "9.9.9", "hash": b"c" * 32},
        {"slot": 1, "version": "", "bootable": False, "permanent": True, "unheard": {"of": 1}},
    ]
    assert messages.parse_slots({"images": rows}) == (
        Slot(0, "1.0.0", b"a" * 32, active=True, confirmed=True),
        Slot(1, "1.1.0", b"b" * 32, pending=True),
        Slot(1, "", b"", permanent=True, bootable=False),
    )


@pytest.mark.parametrize("frame_bytes", [96, 128, 252, 256, 280, 281, 285, 384, 2475, 4096])
def test_parts_fill_a_frame_and_make_up_the_file(frame_bytes: int) -> None:
    first = cbor2.loads(messages.first_part(IMAGE, frame_bytes).body)
    assert (first["off"], first["len"], first["image"], first["upgrade"]) == (0, 5000, 0, False)
    assert first.get("sha", sha256(IMAGE.content).digest()) == sha256(IMAGE.content).digest()
    assert len(first["data"]) >= messages.LEAST_FIRST
    held = first["data"]
    while len(held) < IMAGE.size:
        made = messages.next_part(IMAGE, len(held), frame_bytes)
        size = frames.HEADER_BYTES + len(made.body)
        part = cbor2.loads(made.body)
        assert part["off"] == len(held)
        held += part["data"]
        assert made.end == len(held)
        assert size <= frame_bytes
        assert len(held) == IMAGE.size or size >= frame_bytes - 1
    assert held == IMAGE.content


@pytest.mark.parametrize("frame_bytes", [22, 40, 41, 300, 4096])
def test_an_echo_is_as_long_as_asked_for(frame_bytes: int) -> None:
    size = frames.HEADER_BYTES + len(messages.echo(frame_bytes))
    assert frame_bytes - 2 <= size <= frame_bytes


def test_a_frame_that_holds_no_part_is_said_to_be_too_short() -> None:
    for part in (lambda: messages.first_part(IMAGE, 20), lambda: messages.next_part(IMAGE, 9, 20)):
        with pytest.raises(ProtocolError, match="too short"):
            part()


@given(st.lists(st.binary(max_size=60), max_size=MOST_WAITING), st.integers(1, 300))
def test_frames_are_put_together_however_they_are_cut(bodies: list[bytes], part: int) -> None:
    whole = b"".join(frames.pack(frames.ECHO, i, body) for i, body in enumerate(bodies))
    assembly, found = Assembly(), []
    for at in range(0, len(whole), part):
        assembly.feed(whole[at : at + part])
        assembly.feed(b"")
    while (frame := assembly.take()) is not None:
        found.append((frame.sequence, frame.body))
    assert found == list(enumerate(bodies))


def test_an_answer_that_is_too_long_is_refused_at_its_header() -> None:
    assembly = Assembly()
    assembly.feed(h("0b00") + (MOST_BODY + 1).to_bytes(2, "big") + h("00000700"))
    with pytest.raises(ProtocolError, match="too long"):
        assembly.take()


def test_a_flood_of_answers_is_not_kept() -> None:
    assembly = Assembly()
    for number in range(5000):
        assembly.feed(frames.pack(frames.ECHO, number % 256, bytes(100)))
    with pytest.raises(ProtocolError, match="more answers"):
        assembly.take()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        h("80"),
        h("a0 00"),
        h("a1 61"),
        h("a1 01 02"),
        h("a1 6161 c2 41 01"),
        h("a1 6161 c0 6161"),
        h("a1 6161 d81c 80"),
        h("a1 6161 5b ffffffffffffffff"),
        h("a1 6161 9b 00000000ffffffff"),
        h("bb ffffffffffffffff"),
        h("a1 6161 5f 4161 ff"),
        h("a1 6161 ff"),
        h("a1 6161 1c"),
        h("a1 61ff 00"),
        b"\xa1\x61a" + b"\x81" * (MOST_DEEP + 1) + b"\x00",
        b"\xa1\x61a" + b"\x9f" * 2000,
        b"\xa1\x61a\x99\x01\xff" + b"\x00" * 511,
        b"\xbf" + b"\x60\x00" * MOST_ITEMS + b"\xff",
    ],
)
def test_cbor_that_is_broken_deep_endless_or_tagged_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_map(body)


@pytest.mark.parametrize(
    ("parse", "said"),
    [
        (messages.parse_uploaded, {}),
        (messages.parse_uploaded, {"off": -1}),
        (messages.parse_uploaded, {"off": True}),
        (messages.parse_uploaded, {"off": 2**40}),
        (messages.parse_uploaded, {"off": 1.0}),
        (messages.parse_params, {"buf_size": "big", "buf_count": 1}),
        (messages.parse_slots, {}),
        (messages.parse_slots, {"images": [1]}),
        (messages.parse_slots, {"images": [{"slot": 0}] * 17}),
        (messages.parse_slots, {"images": [{"slot": 0, "version": 1}]}),
        (messages.parse_slots, {"images": [{"slot": 0, "version": "x" * 65}]}),
        (messages.parse_slots, {"images": [{"slot": 0, "hash": "text"}]}),
        (messages.parse_slots, {"images": [{"slot": 0, "hash": bytes(65)}]}),
    ],
)
def test_fields_of_the_wrong_kind_or_size_are_refused(parse: Any, said: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        parse(said)


def test_the_match_of_an_upload_is_read() -> None:
    assert messages.parse_uploaded({"off": 9, "match": False}) == Uploaded(9, False)
    assert messages.parse_uploaded({"off": 9}) == Uploaded(9)


@given(st.dictionaries(st.text(max_size=8), CBOR, max_size=6))
def test_any_map_is_read_as_it_was_written_or_refused(said: dict[str, Any]) -> None:
    with suppress(ProtocolError):
        assert cbor2.dumps(read_map(cbor2.dumps(said))) == cbor2.dumps(said)
        answer = messages.parse_answer(cbor2.dumps(said))
        for parse in PARSERS:
            with suppress(ProtocolError):
                assert isinstance(answer, Refusal) or parse(answer)


@given(st.binary(max_size=80))
def test_rubbish_raises_nothing_but_a_protocol_error(rubbish: bytes) -> None:
    seeds = [bytes.fromhex(seed) for seed in (*ANYTHING, *(text for _, text in TLV_LIES))]
    for value in (rubbish, b"\xa1\x63off" + rubbish, b"\xbf" + rubbish, *seeds):
        with suppress(ProtocolError):
            frame_of(value)
        with suppress(ProtocolError):
            messages.parse_answer(value)
