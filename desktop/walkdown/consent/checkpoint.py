"""The ledger's checkpoint: how many entries and their root, as a signed note (C2SP tlog-checkpoint)."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from walkdown.consent.keys import Signer, signature_holds
from walkdown.consent.merkle import EMPTY_ROOT, HASH_BYTES, VerificationError

MOST_NOTE_BYTES: Final = 16 * 1024
MOST_SIGNATURES: Final = 16
MOST_SIZE: Final = 2**63 - 1
_MOST_ORIGIN: Final = 200
_KEY_ID_BYTES: Final = 4
_ED25519: Final = b"\x01"
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the ledger was at one size. Raises ValueError for what can be no checkpoint.

    `origin` names the ledger: printable, no space and no plus. `root` is 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.origin):
            raise ValueError("not a name for a ledger")
        if not 0 <= self.size <= MOST_SIZE:
            raise ValueError("not a size of a ledger")
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise ValueError("not a root of a ledger")

    @property
    def text(self) -> bytes:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n".encode()


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, the four bytes that hint at the key, and the signature itself."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint as it was read, with signatures that nobody has checked yet."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]


def note(checkpoint: Checkpoint, signer: Signer | None) -> bytes:
    """The signed note; without a signer, the note with no signature line.

    The key's name in it is the origin, as the specification recommends.
    """
    lines = checkpoint.text + b"\n"
    if signer is None:
        return lines
    blob = key_id(checkpoint.origin, signer.public) + signer.sign(checkpoint.text)
    return lines + f"— {checkpoint.origin} {encoded(blob)}\n".encode()


def read_note(data: bytes, public_key: bytes | None) -> Checkpoint:
    """The checkpoint of a note, signed by this key; None: read only, nothing is checked.

    Raises VerificationError where the note is damaged, or not signed by the key. Signatures by
    other keys are passed over.
    """
    found = parse_note(data)
    if public_key is not None:
        _check(found, public_key)
    return found.checkpoint


def parse_note(data: bytes) -> Note:
    """The parts of a note. Raises VerificationError. Extension lines are refused."""
    if len(data) > MOST_NOTE_BYTES:
        raise VerificationError("the note is too long")
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError as error:
        raise VerificationError("the note is not UTF-8") from error
    if len(lines) < 5 or lines[3] or lines.pop():
        raise VerificationError("not the lines of a checkpoint")
    if len(lines) > 4 + MOST_SIGNATURES:
        raise VerificationError("too many signatures")
    return Note(_checkpoint(*lines[:3]), tuple(_signature(line) for line in lines[4:]))


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes that stand for a key in a note (C2SP signed-note, Ed25519)."""
    full = hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()
    return full[:_KEY_ID_BYTES]


def encoded(value: bytes) -> str:
    """Base64, RFC 4648 section 4."""
    return base64.b64encode(value).decode()


def decoded(text: str) -> bytes:
    """What was encoded. Raises VerificationError unless it is the one way to write it."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise VerificationError("not base64") from error
    if encoded(value) != text:
        raise VerificationError("not canonical base64")
    return value


def _check(found: Note, public_key: bytes) -> None:
    origin = found.checkpoint.origin
    wanted = (origin, key_id(origin, public_key))
    own = [line for line in found.signatures if (line.name, line.key_id) == wanted]
    if not own:
        raise VerificationError("not signed by this key")
    text = found.checkpoint.text
    if not all(signature_holds(public_key, line.value, text) for line in own):
        raise VerificationError("the signature does not hold")


def _checkpoint(origin: str, size: str, root: str) -> Checkpoint:
    if not _SIZE.fullmatch(size):
        raise VerificationError("the size is not a number")
    try:
        return Checkpoint(origin, int(size), decoded(root))
    except ValueError as error:
        raise VerificationError(str(error)) from error


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, blob = rest.partition(" ")
    value = decoded(blob)
    if dash != "—" or not _is_name(name) or len(value) <= _KEY_ID_BYTES:
        raise VerificationError("not a signature line")
    return Signature(name, value[:_KEY_ID_BYTES], value[_KEY_ID_BYTES:])


def _is_name(name: str) -> bool:
    if not 0 < len(name) <= _MOST_ORIGIN or "+" in name:
        return False
    return name.isprintable() and not any(sign.isspace() for sign in name)
