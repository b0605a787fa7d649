"""A checkpoint is a C2SP signed note: one way to write it, and a touched one is not read."""

from __future__ import annotations

import base64
import hashlib
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent.checkpoint import Checkpoint, key_id, note, parse_note, read_note
from walkdown.consent.keys import HeldKeys, LostKey, NoKeys, Signer
from walkdown.consent.merkle import EMPTY_ROOT, VerificationError

ORIGIN = "walkdown.example/ledger/7"
ROOT = hashlib.sha256(b"root").digest()
SIGNER = Signer(bytes(range(32)), ORIGIN)
OTHER = Signer(bytes(32), ORIGIN)
POINT = Checkpoint(ORIGIN, 20852163, ROOT)
NOTE = note(POINT, SIGNER)
# The key and the note of golang.org/x/mod/sumdb/note, which the specification describes.
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6"
    "KE6RyyBwJnAM=\n"
)
GO_KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")[1:]


def test_a_note_is_the_lines_of_the_specification() -> None:
    text, _, signatures = NOTE.partition(b"\n\n")
    root = base64.b64encode(ROOT).decode()
    assert text.decode() == f"{ORIGIN}\n20852163\n{root}"
    dash, name, blob = signatures.decode().removesuffix("\n").split(" ")
    raw = base64.b64decode(blob)
    named = hashlib.sha256(ORIGIN.encode() + b"\n\x01" + SIGNER.public).digest()
    assert (dash, name, raw[:4]) == ("—", ORIGIN, named[:4])
    Ed25519PublicKey.from_public_bytes(SIGNER.public).verify(raw[4:], text + b"\n")


def test_the_key_id_is_the_one_of_the_reference_implementation() -> None:
    signature = base64.b64decode(GO_NOTE.rsplit(" ", 1)[1])
    assert key_id("PeterNeumann", GO_KEY) == signature[:4]
    signed = GO_NOTE.rsplit("\n\n", 1)[0].encode() + b"\n"
    Ed25519PublicKey.from_public_bytes(GO_KEY).verify(signature[4:], signed)


def test_a_note_is_read_back_by_who_knows_the_key() -> None:
    assert read_note(NOTE, SIGNER.public) == POINT
    assert read_note(NOTE, None) == POINT
    with pytest.raises(VerificationError, match="not signed by this key"):
        read_note(NOTE, OTHER.public)


def test_a_note_that_nobody_signed_has_no_signature_line() -> None:
    plain = note(POINT, None)
    assert plain == POINT.text + b"\n"
    assert read_note(plain, None) == POINT
    assert parse_note(plain).signatures == ()
    with pytest.raises(VerificationError, match="not signed by this key"):
        read_note(plain, SIGNER.public)


def test_signatures_by_others_are_passed_over_and_all_own_ones_must_hold() -> None:
    witness = b"\xe2\x80\x94 witness.example " + base64.b64encode(bytes(76)) + b"\n"
    assert read_note(NOTE + witness, SIGNER.public) == POINT
    wrong = Checkpoint(ORIGIN, 3, ROOT)
    foreign_line = note(wrong, SIGNER).split(b"\n\n")[1]
    with pytest.raises(VerificationError, match="does not hold"):
        read_note(NOTE + foreign_line, SIGNER.public)
    with pytest.raises(VerificationError, match="too many"):
        read_note(NOTE + witness * 16, SIGNER.public)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n\n\n\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace(b"2085", b"02085"),
        NOTE.replace(b"2085", b"-2085"),
        NOTE.replace(b"2085", b"2 85"),
        NOTE.replace(b"20852163", b"9" * 19),
        NOTE.replace(b"20852163", b"9" * 5000),
        NOTE.replace(b"20852163", "٢٠".encode()),
        NOTE.replace(b"=\n\n", b"\n\n"),
        NOTE.replace(b"=\n\n", b"=\nextension\n\n"),
        NOTE.replace(b"=\n\n", b"=\n"),
        NOTE.replace(b"walkdown.example", b"walk down", 1),
        NOTE.replace(b"walkdown.example", b"walk+down", 1),
        NOTE.replace(b"walkdown.example", b"walk\x1bdown", 1),
        NOTE.replace(b"walkdown.example", b"\xff", 1),
        NOTE.replace(b"walkdown.example", b"x" * 201, 1),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace("— ".encode(), "—  ".encode()),
        NOTE + b"x" * 20_000,
        note(Checkpoint(ORIGIN, 0, EMPTY_ROOT), None).replace(b"4", b"5"),
        POINT.text + b"\n\xe2\x80\x94 name \n",
        POINT.text + b"\n\xe2\x80\x94 name AAAA\n",
        POINT.text + b"\n\xe2\x80\x94 name AAAAAAA\n",
        POINT.text + b"\n\xe2\x80\x94 name AAAAAAB=\n",
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    for key in (None, SIGNER.public):
        with pytest.raises(VerificationError):
            read_note(data, key)


@given(at=st.integers(0, len(NOTE) - 1), value=st.integers(0, 255))
def test_a_byte_that_was_changed_is_noticed(at: int, value: int) -> None:
    changed = NOTE[:at] + bytes([value]) + NOTE[at + 1 :]
    if changed != NOTE:
        with pytest.raises(VerificationError):
            read_note(changed, SIGNER.public)


@given(st.binary(max_size=400))
def test_anything_at_all_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(VerificationError):
        read_note(data, SIGNER.public)


@given(st.lists(st.sampled_from([*NOTE.split(b"\n"), b"", b"0", b" "]), max_size=25))
def test_lines_in_another_order_are_read_as_what_they_are_or_refused(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    try:
        found = parse_note(data)
    except VerificationError:
        return
    assert data.startswith(found.checkpoint.text + b"\n")


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, ROOT),
        ("two words", 1, ROOT),
        ("no\u00a0break", 1, ROOT),
        ("a+b", 1, ROOT),
        ("line\nbreak", 1, ROOT),
        ("\ud800", 1, ROOT),
        (ORIGIN, -1, ROOT),
        (ORIGIN, 2**63, ROOT),
        (ORIGIN, 1, ROOT[:31]),
        (ORIGIN, 0, ROOT),
    ],
)
def test_a_checkpoint_that_cannot_be_is_refused(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(ValueError, match="not a"):
        Checkpoint(origin, size, root)


def test_a_key_says_what_it_is_and_never_its_seed() -> None:
    seed = bytes(range(32))
    assert SIGNER.public.hex() in repr(SIGNER)
    assert seed.hex() not in repr(SIGNER)
    with pytest.raises(TypeError):
        pickle.dumps(SIGNER)
    with pytest.raises(ValueError, match="32"):
        Signer(seed[:31], ORIGIN)


def test_held_keys_tell_a_new_ledger_from_one_whose_key_is_gone() -> None:
    keys = HeldKeys()
    first = keys.signer("one")
    again = keys.signer("one", first.public if first else None)
    assert first is not None
    assert again is not None
    assert again.public == first.public
    assert keys.mirror("one") is None
    keys.keep("one", 3, ROOT.hex())
    assert keys.mirror("one") == (3, ROOT.hex())
    with pytest.raises(LostKey):
        keys.signer("one", OTHER.public)
    keys.lose("one")
    assert keys.mirror("one") is None
    with pytest.raises(LostKey):
        keys.signer("one", first.public)
    fresh = keys.signer("one")
    assert fresh is not None
    assert fresh.public != first.public


def test_without_keys_nothing_is_signed_or_mirrored() -> None:
    keys = NoKeys()
    keys.keep("one", 3, ROOT.hex())
    assert (keys.signer("one"), keys.signer("one", SIGNER.public)) == (None, None)
    assert keys.mirror("one") is None
