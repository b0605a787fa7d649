"""What we ask over SMP is, byte for byte or field for field, what smp's own encoder makes of it."""

from __future__ import annotations

import random
from hashlib import sha256

import cbor2
import pytest
from smp import header as smphdr
from smp import image_management as img
from smp import os_management as system

from walkdown.core.firmware import Image
from walkdown.devices.smp import frames, messages

IMAGE = Image("1.4.2", bytes(range(32)), random.Random(3).randbytes(4000))


def test_questions_are_the_same_bytes() -> None:
    ours = (
        (frames.PARAMS, messages.EMPTY, system.MCUMgrParametersReadRequest(sequence=5)),
        (frames.READ_STATE, messages.EMPTY, img.ImageStatesReadRequest(sequence=5)),
        (frames.RESET, messages.EMPTY, system.ResetWriteRequest(sequence=5)),
        (frames.ECHO, messages.echo(100), system.EchoWriteRequest(sequence=5, d="." * 86)),
        (
            frames.WRITE_STATE,
            messages.test(IMAGE.digest),
            img.ImageStatesWriteRequest(sequence=5, hash=IMAGE.digest, confirm=False),
        ),
        (
            frames.WRITE_STATE,
            messages.confirm(),
            img.ImageStatesWriteRequest(sequence=5, confirm=True),
        ),
    )
    for command, body, theirs in ours:
        assert frames.pack(command, 5, body) == theirs.BYTES


@pytest.mark.parametrize("frame_bytes", [252, 2440])
def test_parts_hold_the_same_fields(frame_bytes: int) -> None:
    first = messages.first_part(IMAGE, frame_bytes)
    theirs = img.ImageUploadWriteRequest(
        sequence=9,
        off=0,
        data=IMAGE.content[: first.end],
        image=0,
        len=IMAGE.size,
        sha=sha256(IMAGE.content).digest(),
        upgrade=False,
    )
    size = smphdr.Header.SIZE
    assert cbor2.loads(first.body) == cbor2.loads(theirs.BYTES[size:])
    assert len(first.body) == len(theirs.BYTES) - size
    part = messages.next_part(IMAGE, first.end, frame_bytes)
    again = img.ImageUploadWriteRequest(
        sequence=9, off=first.end, data=IMAGE.content[first.end : part.end]
    )
    assert frames.pack(frames.UPLOAD, 9, part.body) == again.BYTES


@pytest.mark.parametrize("version", [smphdr.Version.V1, smphdr.Version.V2])
def test_answers_of_both_versions_are_taken(version: smphdr.Version) -> None:
    state = img.ImageState(slot=0, version="1.0.0", hash=bytes(32), active=True, confirmed=True)
    reply = img.ImageStatesReadResponse(sequence=9, version=version, images=[state])
    assembly = frames.Assembly()
    assembly.feed(reply.BYTES)
    frame = assembly.take()
    assert frame is not None
    assert frame.answers(frames.READ_STATE)
    said = messages.parse_answer(frame.body)
    assert not isinstance(said, messages.Refusal)
    (slot,) = messages.parse_slots(said)
    assert (slot.version, slot.digest, slot.active, slot.confirmed) == (
        "1.0.0",
        bytes(32),
        True,
        True,
    )
