"""A receipt: one record with the proof that it is in the ledger, checkable by anybody, offline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from walkdown.consent.checkpoint import (
    MOST_NOTE_BYTES,
    MOST_SIZE,
    Checkpoint,
    decoded,
    encoded,
    parse_note,
    read_note,
)
from walkdown.consent.merkle import HASH_BYTES, VerificationError, leaf_hash, verify_inclusion

HEADER: Final = "c2sp.org/tlog-proof@v1"
MOST_BODY_BYTES: Final = 32 * 1024
MOST_RECEIPT_BYTES: Final = 2 * MOST_BODY_BYTES + MOST_NOTE_BYTES
_MOST_PROOF: Final = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_EXTRA: Final = "extra "


@dataclass(frozen=True, slots=True)
class Receipt:
    """The parts of a receipt. `body` is the record in canonical form, `note` the checkpoint's bytes.

    `proof` are the 32-byte hashes from the leaf's neighbour up.
    """

    body: bytes
    index: int
    proof: tuple[bytes, ...]
    note: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says; nobody has checked its signature. Raises VerificationError."""
        return parse_note(self.note).checkpoint


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt that verifies; `signed` where its signature by the key asked for holds as well."""

    receipt: Receipt
    checkpoint: Checkpoint
    signed: bool


def make_receipt(
    body: bytes, index: int, size: int, proof: list[bytes], checkpoint_note: bytes
) -> bytes:
    """The receipt as text: a C2SP tlog-proof that carries the record as its extra data.

    Raises VerificationError where it would not verify, ValueError where the record is too long.
    """
    if len(body) > MOST_BODY_BYTES:
        raise ValueError("the record is too long for a receipt")
    checkpoint = read_note(checkpoint_note, None)
    if checkpoint.size != size:
        raise VerificationError("the checkpoint is of another size")
    verify_inclusion(leaf_hash(body), index, size, proof, checkpoint.root)
    head = [HEADER, _EXTRA + encoded(body), f"index {index}", *map(encoded, proof), "", ""]
    return "\n".join(head).encode() + checkpoint_note


def read_receipt(data: bytes) -> Receipt:
    """The parts of a receipt. Raises VerificationError where it is no receipt; checks no proof."""
    if len(data) > MOST_RECEIPT_BYTES:
        raise VerificationError("the receipt is too long")
    head, blank, note = data.partition(b"\n\n")
    try:
        header, extra, index, *proof = head.decode("ascii").split("\n")
    except ValueError as error:
        raise VerificationError("not the lines of a receipt") from error
    if header != HEADER or not blank or len(proof) > _MOST_PROOF:
        raise VerificationError("not a receipt")
    parse_note(note)
    return Receipt(_body(extra), _index(index), tuple(map(_hash, proof)), note)


def check_receipt(data: bytes, public_key: bytes | None) -> Checked:
    """The receipt, once its proof holds and the checkpoint is signed by the key, 32 bytes.

    None: the signature is not looked at and `signed` is False. Raises VerificationError.
    """
    receipt = read_receipt(data)
    checkpoint = read_note(receipt.note, public_key)
    leaf = leaf_hash(receipt.body)
    verify_inclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root)
    return Checked(receipt, checkpoint, public_key is not None)


def _body(line: str) -> bytes:
    if not line.startswith(_EXTRA):
        raise VerificationError("the record is missing")
    body = decoded(line.removeprefix(_EXTRA))
    if not 0 < len(body) <= MOST_BODY_BYTES:
        raise VerificationError("the record is too long")
    return body


def _index(line: str) -> int:
    form = _INDEX.fullmatch(line)
    if form is None or int(form[1]) >= MOST_SIZE:
        raise VerificationError("the index is not a number")
    return int(form[1])


def _hash(line: str) -> bytes:
    value = decoded(line)
    if len(value) != HASH_BYTES:
        raise VerificationError("not a hash of 32 bytes")
    return value
