"""A receipt stands alone: the record, its place, and a proof up to a signed checkpoint."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent.checkpoint import Checkpoint, note
from walkdown.consent.entry import Entry, Happened, encode
from walkdown.consent.keys import Signer
from walkdown.consent.merkle import Tree, VerificationError, leaf_hash
from walkdown.consent.receipt import MOST_BODY_BYTES, check_receipt, make_receipt, read_receipt

ORIGIN = "walkdown.example/ledger/7"
SIGNER = Signer(bytes(range(32)), ORIGIN)
OTHER = Signer(bytes(32), ORIGIN)
SIZE = 11
BODIES = [encode(Entry(Happened.GRANTED, 1_800_000_000_000, seq=at)) for at in range(SIZE)]
TREE = Tree(map(leaf_hash, BODIES))
POINT = Checkpoint(ORIGIN, SIZE, TREE.root())
NOTE = note(POINT, SIGNER)


def receipt_of(at: int) -> bytes:
    return make_receipt(BODIES[at], at, SIZE, TREE.inclusion_proof(at, SIZE), NOTE)


RECEIPT = receipt_of(5)


def test_each_record_has_a_receipt_that_verifies() -> None:
    for at, body in enumerate(BODIES):
        checked = check_receipt(receipt_of(at), SIGNER.public)
        assert checked.signed
        assert checked.checkpoint == POINT == checked.receipt.checkpoint
        assert (checked.receipt.body, checked.receipt.index) == (body, at)


def test_the_text_is_the_tlog_proof_of_the_specification() -> None:
    form = re.fullmatch(
        rb"c2sp\.org/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\nindex 5\n"
        rb"((?:[A-Za-z0-9+/]{43}=\n){4})\n(.*)",
        RECEIPT,
        re.DOTALL,
    )
    assert form is not None
    assert base64.b64decode(form[1]) == BODIES[5]
    proof = [base64.b64decode(line) for line in form[2].splitlines()]
    assert proof == TREE.inclusion_proof(5, SIZE)
    assert form[3] == NOTE


def test_the_only_record_of_a_ledger_has_a_receipt_without_hashes() -> None:
    lone = Checkpoint(ORIGIN, 1, leaf_hash(BODIES[0]))
    data = make_receipt(BODIES[0], 0, 1, [], note(lone, SIGNER))
    assert check_receipt(data, SIGNER.public).receipt.proof == ()


def test_another_key_or_none_is_told_apart() -> None:
    with pytest.raises(VerificationError, match="not signed by this key"):
        check_receipt(RECEIPT, OTHER.public)
    assert not check_receipt(RECEIPT, None).signed
    unsigned = make_receipt(BODIES[5], 5, SIZE, TREE.inclusion_proof(5, SIZE), note(POINT, None))
    assert not check_receipt(unsigned, None).signed
    with pytest.raises(VerificationError, match="not signed by this key"):
        check_receipt(unsigned, SIGNER.public)


def test_no_receipt_is_made_that_would_not_verify() -> None:
    proof = TREE.inclusion_proof(5, SIZE)
    with pytest.raises(VerificationError, match="another size"):
        make_receipt(BODIES[5], 5, SIZE - 1, proof, NOTE)
    with pytest.raises(VerificationError, match="another one"):
        make_receipt(BODIES[4], 5, SIZE, proof, NOTE)
    with pytest.raises(VerificationError, match="too short"):
        make_receipt(BODIES[5], 5, SIZE, proof[1:], NOTE)
    with pytest.raises(ValueError, match="too long"):
        make_receipt(bytes(MOST_BODY_BYTES + 1), 5, SIZE, proof, NOTE)


EXTRA = base64.b64encode(BODIES[5])
HASHES = [base64.b64encode(value) for value in TREE.inclusion_proof(5, SIZE)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n" + NOTE,
        NOTE,
        RECEIPT[:-1],
        RECEIPT + b"\n",
        RECEIPT.replace(b"\n", b"\r\n"),
        RECEIPT.replace(b"@v1", b"@v2"),
        RECEIPT.replace(b"extra ", b"extra  "),
        RECEIPT.replace(b"extra " + EXTRA + b"\n", b""),
        RECEIPT.replace(EXTRA, b""),
        RECEIPT.replace(EXTRA, b"="),
        RECEIPT.replace(EXTRA, EXTRA + b"\n" + EXTRA),
        RECEIPT.replace(EXTRA, base64.b64encode(bytes(MOST_BODY_BYTES + 1))),
        RECEIPT.replace(EXTRA, "ä".encode()),
        RECEIPT.replace(b"index 5", b"index 05"),
        RECEIPT.replace(b"index 5", b"index -5"),
        RECEIPT.replace(b"index 5", b"index"),
        RECEIPT.replace(b"index 5", b"index " + b"9" * 19),
        RECEIPT.replace(b"index 5", b"index " + b"9" * 9000),
        RECEIPT.replace(HASHES[0], base64.b64encode(bytes(31))),
        RECEIPT.replace(HASHES[0], HASHES[0][:-1]),
        RECEIPT.replace(HASHES[0] + b"\n", HASHES[0] + b"\n\n"),
        RECEIPT.replace(HASHES[0], b"\n".join(HASHES * 16)),
        RECEIPT + b"x" * 200_000,
    ],
)
def test_what_is_no_receipt_is_refused(data: bytes) -> None:
    with pytest.raises(VerificationError):
        read_receipt(data)
    with pytest.raises(VerificationError):
        check_receipt(data, SIGNER.public)


@given(at=st.integers(0, len(RECEIPT) - 1), value=st.integers(0, 255))
def test_a_byte_that_was_changed_is_noticed(at: int, value: int) -> None:
    changed = RECEIPT[:at] + bytes([value]) + RECEIPT[at + 1 :]
    if changed != RECEIPT:
        with pytest.raises(VerificationError):
            check_receipt(changed, SIGNER.public)


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_anything_at_all_is_refused_and_nothing_else_happens(data: bytes) -> None:
    for start in (b"", RECEIPT[:23], RECEIPT[:-200]):
        with pytest.raises(VerificationError):
            check_receipt(start + data, SIGNER.public)
