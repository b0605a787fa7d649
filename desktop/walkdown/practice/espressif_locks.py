"""The device's half of the security schemes 0, 1 and 2, read from the specification on its own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from walkdown.core.secret import Secret
from walkdown.practice.espressif_wire import BadMessage, Message, number, part, read

USERNAME = b"wifiprov"
_WIDTH = 384
# RFC 3526's prime of 3072 bits, which is RFC 5054's: 2^3072 - 2^3008 - 1 + 2^64 (floor(2^2942 pi) + 1690314)
_PI_PART = 1690314


class Lock(Protocol):
    """One session's scheme; `shake` answers the session endpoint, the rest is after it."""

    def shake(self, request: Message) -> bytes:
        """The reply to one step of the handshake. Raises BadMessage."""
        ...

    def unseal(self, sealed: bytes) -> bytes:
        """A request in the clear. Raises BadMessage before the handshake is done."""
        ...

    def seal(self, plain: bytes) -> bytes:
        """A reply, encrypted."""
        ...


class NoLock:
    """Security 0; the requests are understood even without the handshake."""

    def shake(self, request: Message) -> bytes:
        inner = read(_of(request, 0))
        if inner.number(1) != 0 or 20 not in inner.parts:
            raise BadMessage
        return part(10, number(1, 1) + part(21, b""))

    def unseal(self, sealed: bytes) -> bytes:
        return sealed

    def seal(self, plain: bytes) -> bytes:
        return plain


class KeyLock:
    """Security 1: a key agreed on, masked with the proof; one keystream for both directions."""

    def __init__(self, pop: Secret) -> None:
        self._pop = pop
        self._theirs = b""
        self._mine = b""
        self._stream: CipherContext | None = None
        self._open = False

    def shake(self, request: Message) -> bytes:
        inner = read(_of(request, 1))
        step = inner.number(1)
        if step == 0:
            return self._welcome(read(inner.part(20)))
        if step == 2:
            return self._prove(read(inner.part(22)))
        raise BadMessage

    def unseal(self, sealed: bytes) -> bytes:
        if self._stream is None or not self._open:
            raise BadMessage
        return self._stream.update(sealed)

    def seal(self, plain: bytes) -> bytes:
        return self.unseal(plain)

    def _welcome(self, said: Message) -> bytes:
        self._theirs, self._open = said.part(1), False
        if len(self._theirs) != 32:
            raise BadMessage
        private, counter = X25519PrivateKey.generate(), secrets.token_bytes(16)
        try:
            key = private.exchange(X25519PublicKey.from_public_bytes(self._theirs))
        except ValueError:
            raise BadMessage from None
        with self._pop.reveal() as pop:
            mask = hashlib.sha256(pop.encode()).digest() if pop else bytes(32)
        key = (int.from_bytes(key, "big") ^ int.from_bytes(mask, "big")).to_bytes(32, "big")
        self._mine = private.public_key().public_bytes_raw()
        self._stream = Cipher(algorithms.AES256(key), modes.CTR(counter)).encryptor()
        return part(11, number(1, 1) + part(21, part(2, self._mine) + part(3, counter)))

    def _prove(self, said: Message) -> bytes:
        if self._stream is None or self._open:
            raise BadMessage
        shown = self._stream.update(said.part(2))
        if not hmac.compare_digest(shown, self._mine):
            self._stream = None
            raise BadMessage
        self._open = True
        return part(11, number(1, 3) + part(23, part(3, self._stream.update(self._theirs))))


class PasswordLock:
    """Security 2: SRP-6a, then AES-GCM. `patch` 0 never counts its nonce on."""

    def __init__(self, password: Secret, patch: int, salt: bytes = b"") -> None:
        self._salt = salt or bytes((1 + secrets.randbelow(255),)) + secrets.token_bytes(15)
        with password.reveal() as text:
            inner = _hash(USERNAME + b":" + text.encode())
        self._verifier = pow(5, _int(_hash(self._salt + inner)), PRIME)
        self._patch = patch
        self._private = 0
        self._theirs, self._mine = b"", b""
        self._cipher: AESGCM | None = None
        self._nonce, self._count = b"", 1

    def shake(self, request: Message) -> bytes:
        inner = read(_of(request, 2))
        step = inner.number(1)
        if step == 0:
            return self._welcome(read(inner.part(20)))
        if step == 2:
            return self._prove(read(inner.part(22)))
        raise BadMessage

    def unseal(self, sealed: bytes) -> bytes:
        if self._cipher is None:
            raise BadMessage
        try:
            plain = self._cipher.decrypt(self._counted(), sealed, None)
        except InvalidTag:
            raise BadMessage from None
        self._count += self._patch
        return plain

    def seal(self, plain: bytes) -> bytes:
        if self._cipher is None:
            raise BadMessage
        sealed = self._cipher.encrypt(self._counted(), plain, None)
        self._count += self._patch
        return sealed

    def _counted(self) -> bytes:
        return self._nonce + self._count.to_bytes(4, "big")

    def _welcome(self, said: Message) -> bytes:
        self._cipher = None
        self._theirs = said.part(2)
        if (
            said.part(1) != USERNAME
            or len(self._theirs) != _WIDTH
            or not _int(self._theirs) % PRIME
        ):
            raise BadMessage
        self._private = 1 + secrets.randbelow(1 << 256)
        mine = (_MULTIPLIER * self._verifier + pow(5, self._private, PRIME)) % PRIME
        self._mine = _least(mine)
        return part(12, number(1, 1) + part(21, part(2, self._mine) + part(3, self._salt)))

    def _prove(self, said: Message) -> bytes:
        if not self._private:
            raise BadMessage
        mixed = _int(_hash(self._theirs + self._mine.rjust(_WIDTH, b"\0")))
        base = _int(self._theirs) * pow(self._verifier, mixed, PRIME)
        key = _hash(_least(pow(base, self._private, PRIME)))
        self._private = 0
        masks = _int(_hash(_least(PRIME))) ^ _int(_hash((5).to_bytes(_WIDTH, "big")))
        said_by_me = masks.to_bytes(64, "big") + _hash(USERNAME) + self._salt
        due = _hash(said_by_me + self._theirs + self._mine + key)
        if not hmac.compare_digest(said.part(1), due):
            raise BadMessage
        self._cipher, self._nonce, self._count = AESGCM(key[:32]), secrets.token_bytes(8), 1
        proof = part(2, _hash(self._theirs + due + key)) + part(3, self._counted())
        return part(12, number(1, 3) + part(23, proof))


def _of(request: Message, security: int) -> bytes:
    """The part of this scheme; a request of another one is failed on."""
    if request.number(2) != security or 10 + security not in request.parts:
        raise BadMessage
    return request.parts[10 + security]


def _hash(data: bytes) -> bytes:
    return hashlib.sha512(data).digest()


def _int(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _least(value: int) -> bytes:
    return value.to_bytes((value.bit_length() + 7) // 8, "big")


def _pi(bits: int) -> int:
    """floor(2^bits * pi), by Machin's formula with some bits to spare."""
    spare = 64
    one = 1 << (bits + spare)

    def arctan_of_inverse(x: int) -> int:
        term, total, n, sign = one // x, 0, 1, 1
        while term:
            total += sign * (term // n)
            term, n, sign = term // (x * x), n + 2, -sign
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239)) >> spare


PRIME = 2**3072 - 2**3008 - 1 + 2**64 * (_pi(2942) + _PI_PART)
_MULTIPLIER = _int(_hash(_least(PRIME) + (5).to_bytes(_WIDTH, "big")))
