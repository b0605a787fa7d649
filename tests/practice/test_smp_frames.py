"""A practice device takes SMP off the air as strictly as a real one, and answers in its very bytes."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.practice.smp_frames import (
    HEADER_SIZE,
    Frames,
    Img,
    Mgmt,
    Os,
    Refused,
    Request,
    body_of,
    refusal,
    reply,
)
from walkdown.practice.smp_service import CHARACTERISTIC, SmpBuild, SmpServer

ECHO = bytes.fromhex("0a00000600000700a16164626869")
ECHOED = bytes.fromhex("0b00000600000700a16172626869")
PARAMETERS = bytes.fromhex("0800000100000806a0")
TOLD = bytes.fromhex("0900001800000806a2686275665f73697a651909ab696275665f636f756e7404")


def answer_to(server: SmpServer, frame: bytes) -> bytes:
    request = Frames(4096).collect(frame)
    assert request is not None
    return server.answer(request)


def request_of(op: int, group: int, command: int, body: object, version: int = 1) -> Request:
    return Request(op, version, group, 9, command, cbor2.dumps(body))


@pytest.mark.parametrize(("asked", "said"), [(ECHO, ECHOED), (PARAMETERS, TOLD)])
def test_answers_are_those_of_the_vectors(asked: bytes, said: bytes) -> None:
    assert answer_to(SmpServer("3.4.1"), asked) == said


def test_errors_are_those_of_the_vectors() -> None:
    """A group's own in version 2; in version 1 only what MGMT_ERR has for it."""
    new, old = request_of(2, 1, 1, {}), request_of(2, 1, 1, {}, version=0)
    two = bytes.fromhex("0b00001100010901a163657272a26567726f757001627263")
    assert refusal(new, Img.IMAGE_HEADER) == two + b"\x16"
    assert refusal(old, Img.IMAGE_HEADER) == bytes.fromhex("0300000500010901a162726303")
    assert refusal(old, Img.HASH_NOT_FOUND)[-1] == Mgmt.UNKNOWN
    assert refusal(old, Os.CLOCK_NOT_SET)[-1] == Mgmt.NO_ENTRY
    assert refusal(new, Mgmt.CORRUPT)[HEADER_SIZE:] == cbor2.dumps({"rc": 9})


@pytest.mark.parametrize("mtu", [23, 247])
def test_a_request_is_put_together_from_its_pieces(mtu: int) -> None:
    frames, frame = Frames(600), reply(request_of(0, 0, 0, {}), {"d": "x" * 500})
    pieces = [frame[at : at + mtu - 3] for at in range(0, len(frame), mtu - 3)]
    assert all(frames.collect(piece) is None for piece in pieces[:-1])
    request = frames.collect(pieces[-1])
    assert request is not None
    assert request.payload == frame[HEADER_SIZE:]
    assert not frames.collecting


@pytest.mark.parametrize(
    "pieces",
    [
        [ECHO[:7], ECHO[7:]],  # the first piece does not hold the header
        [ECHO + b"\x00"],
        [ECHO[:10], ECHO[10:] + b"\x00"],
        [bytes.fromhex("0a0009a400000700")],  # 2476 bytes in all
    ],
)
def test_what_does_not_fit_is_dropped_and_the_next_request_is_taken(pieces: list[bytes]) -> None:
    frames = Frames(2475)
    assert [frames.collect(piece) for piece in pieces] == [None] * len(pieces)
    if not frames.collecting:
        assert frames.collect(ECHO) is not None


def test_a_request_of_the_largest_size_is_taken() -> None:
    frames = Frames(2475)
    assert frames.collect(bytes.fromhex("0a0009a300000700")) is None
    assert frames.collect(bytes(2467)) is not None


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (request_of(0, 64, 0, {}), Mgmt.NOT_SUPPORTED),
        (request_of(0, 0, 2, {}), Mgmt.NOT_SUPPORTED),
        (request_of(0, 1, 1, {}), Mgmt.NOT_SUPPORTED),
        (request_of(1, 0, 0, {}), Mgmt.NOT_SUPPORTED),
        (request_of(2, 0, 0, [1]), Mgmt.INVALID),
        (request_of(2, 0, 0, {"d": 7}), Mgmt.INVALID),
        (request_of(2, 1, 1, {"off": -1}), Mgmt.INVALID),
        (request_of(2, 1, 1, {"off": True}), Mgmt.INVALID),
        (request_of(2, 1, 0, {"confirm": 1}), Mgmt.INVALID),
        (request_of(2, 0, 0, {"d": "x" * 2470}), Mgmt.TOO_LONG),
        (request_of(2, 0, 0, {"d": "x"}, version=2), Mgmt.TOO_NEW),
    ],
)
def test_what_cannot_be_done_is_refused(request_: Request, why: Mgmt) -> None:
    frame = SmpServer("3.4.1").answer(request_)
    assert cbor2.loads(frame[HEADER_SIZE:]) == {"rc": why}
    assert frame[0] >> 3 & 3 == min(request_.version, 1)


def test_what_takes_nothing_does_not_look_at_the_body() -> None:
    frame = SmpServer("3.4.1").answer(Request(0, 1, 0, 1, 6, b""))
    assert "buf_size" in cbor2.loads(frame[HEADER_SIZE:])


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_no_bytes_bring_it_down(pieces: list[bytes]) -> None:
    server, frames = SmpServer("3.4.1"), Frames(2475)
    for piece in pieces:
        request = frames.collect(piece)
        if request is not None:
            assert HEADER_SIZE < len(server.answer(request)) <= 2475


@given(st.integers(0, 3), st.sampled_from([0, 1]), st.integers(0, 9), st.binary(max_size=200))
def test_no_payload_brings_it_down(op: int, group: int, command: int, payload: bytes) -> None:
    if (op, group, command) != (2, 0, 5):  # a reset needs a loop to happen in
        frame = SmpServer("3.4.1").answer(Request(op, 1, group, 1, command, payload))
        assert HEADER_SIZE < len(frame) <= 2475


@pytest.mark.parametrize(
    "payload", [b"", b"\x9f" * 2000, b"\xbb" + b"\xff" * 8, b"\xd9\x01\x02\xa0"]
)
def test_a_hostile_body_is_only_refused(payload: bytes) -> None:
    with pytest.raises(Refused):
        body_of(payload)


def test_the_characteristic_is_that_of_the_protocol() -> None:
    service = SmpServer("3.4.1").service()
    assert [one.uuid for one in service.characteristics] == [CHARACTERISTIC]


def test_a_frugal_firmware_leaves_out_what_is_not_so() -> None:
    """Both forms are on the market: every flag, or only those that are true."""

    def rows(frugal: bool) -> dict[str, Any]:
        server = SmpServer("3.4.1", build=SmpBuild(frugal=frugal))
        said = cbor2.loads(server.answer(request_of(0, 1, 0, {}))[HEADER_SIZE:])
        assert isinstance(said, dict)
        return said

    (full,), (short,) = rows(False).pop("images"), rows(True).pop("images")
    assert {key for key, value in full.items() if value is False} == {"pending", "permanent"}
    assert short == {key: value for key, value in full.items() if value is not False}
    assert set(rows(True)) == {"images"}
