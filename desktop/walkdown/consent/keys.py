"""The key that signs the ledger's checkpoints, and where it may be kept."""

from __future__ import annotations

import secrets
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SEED_BYTES: Final = 32
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


class LostKey(Exception):
    """The ledger was signed before, and the key it was signed with is gone."""


class Signer:
    """An Ed25519 key (RFC 8032) that signs for the ledger called `name`. The seed is not shown."""

    __slots__ = ("_key", "name", "public")

    def __init__(self, seed: bytes, name: str) -> None:
        """Raises ValueError where the seed is not 32 bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public: bytes = self._key.public_key().public_bytes_raw()
        self.name = name

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        return f"Signer({self.name!r}, public={self.public.hex()})"

    def __reduce__(self) -> str:
        raise TypeError("a key is not copied")


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Is this the key's signature of the message? False also where the key is no key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Keys(Protocol):
    """Where the ledger's key is, and what it last signed, out of reach of who changes the file."""

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer | None:
        """The ledger's key; None where no key store can be used now.

        `known_public` is the key that signed this ledger before; None: never signed, so that a
        key is made where there is none. Raises LostKey where there is no such key any more.
        """
        ...

    def mirror(self, ledger_id: str) -> tuple[int, str] | None:
        """The size and the root (hex) that were kept last; None where there is nothing of use."""
        ...

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        """Keep the size and the root; does nothing where no key store can be used."""
        ...


class NoKeys:
    """There is no key store: nothing is signed, nothing mirrored."""

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer | None:
        """None."""
        return None

    def mirror(self, ledger_id: str) -> tuple[int, str] | None:
        """None."""
        return None

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        """Nothing."""


class HeldKeys:
    """Keys in memory: for practice, where nothing is to outlive the program."""

    def __init__(self) -> None:
        self._seeds: dict[str, bytes] = {}
        self._mirrors: dict[str, tuple[int, str]] = {}

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer | None:
        """The key held, or a new one. Raises LostKey."""
        seed = self._seeds.get(ledger_id)
        if seed is None and known_public is None:
            seed = self._seeds[ledger_id] = new_seed()
        return found_signer(seed, ledger_id, known_public)

    def mirror(self, ledger_id: str) -> tuple[int, str] | None:
        """What `keep` was last given."""
        return self._mirrors.get(ledger_id)

    def keep(self, ledger_id: str, size: int, root_hex: str) -> None:
        """Hold the size and the root."""
        self._mirrors[ledger_id] = (size, root_hex)

    def lose(self, ledger_id: str) -> None:
        """Forget the key, as a computer does that is set up anew."""
        self._seeds.pop(ledger_id, None)
        self._mirrors.pop(ledger_id, None)


def new_seed() -> bytes:
    """Fresh randomness for a key."""
    return secrets.token_bytes(SEED_BYTES)


def found_signer(seed: bytes | None, ledger_id: str, known_public: bytes | None) -> Signer:
    """The signer of a seed that was looked up. Raises LostKey unless it is the key known."""
    if seed is None:
        raise LostKey("the ledger's key is gone")
    signer = Signer(seed, ledger_id)
    if known_public is not None and signer.public != known_public:
        raise LostKey("the key store holds another key")
    return signer
