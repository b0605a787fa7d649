"""SRP-6a with SHA-512 and RFC 5054's 3072-bit group: the client's half (protocols.md 3.4)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha512
from typing import Final

from walkdown.core.secret import Secret

PRIME: Final = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GROUP: Final = 5
WIDTH: Final = 384


class BadNumber(Exception):
    """A public key that would make every password right (RFC 5054, 2.5.4)."""


@dataclass(frozen=True, slots=True, repr=False)
class Agreed:
    """`key` of 64 bytes; `mine` proves us to the device, `theirs` is what it must answer."""

    key: bytes
    mine: bytes
    theirs: bytes


class SrpClient:
    """One handshake. `public` is exactly 384 bytes, or the device refuses it."""

    def __init__(self, username: str, private: int | None = None) -> None:
        """`private` is for test vectors."""
        self._user = username.encode()
        self._private = private if private is not None else _private()
        self.public = _bytes(pow(GROUP, self._private, PRIME))

    def agree(self, password: Secret, salt: bytes, theirs: bytes) -> Agreed:
        """Salt and key as they came: a leading zero of the salt counts. Raises BadNumber."""
        their_number = int.from_bytes(theirs, "big")
        scramble = _number(_hash(self.public.rjust(WIDTH, b"\0"), theirs.rjust(WIDTH, b"\0")))
        if len(theirs) > WIDTH or their_number % PRIME == 0 or scramble == 0:
            raise BadNumber
        with password.reveal() as text:
            inner = _hash(self._user, b":", text.encode())
        secret = _number(_hash(salt, inner))
        base = (their_number - _MULTIPLIER * pow(GROUP, secret, PRIME)) % PRIME
        key = _hash(_bytes(pow(base, self._private + scramble * secret, PRIME)))
        mine = _hash(_MIXED, _hash(self._user), salt, self.public, theirs, key)
        return Agreed(key, mine, _hash(self.public, mine, key))


def _private() -> int:
    while True:
        private = 1 + secrets.randbelow(1 << 256)
        if len(_bytes(pow(GROUP, private, PRIME))) == WIDTH:
            return private


def _bytes(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _hash(*parts: bytes) -> bytes:
    return sha512(b"".join(parts)).digest()


_PADDED_GROUP: Final = _bytes(GROUP).rjust(WIDTH, b"\0")
_MULTIPLIER: Final = _number(_hash(_bytes(PRIME), _PADDED_GROUP))
_MIXED: Final = bytes(
    a ^ b for a, b in zip(_hash(_bytes(PRIME)), _hash(_PADDED_GROUP), strict=True)
)
