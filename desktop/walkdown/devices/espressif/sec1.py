"""Security 1: X25519, the label's proof of possession mixed in, AES-256-CTR (protocols.md 3.4)."""

from __future__ import annotations

import hmac
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR

from walkdown.core.secret import Secret
from walkdown.devices.espressif.messages import provisioning_pb2 as wire
from walkdown.devices.espressif.protocol import ProtocolError, Refused
from walkdown.devices.espressif.scheme import WrongProof, session_reply


class Sec1:
    """One keystream, used in turn by both directions: nothing is sent or read twice."""

    security = 1

    def __init__(self, pop: Secret, private: bytes | None = None) -> None:
        """`private` (32 bytes) is for test vectors; the secret stays the caller's."""
        self._pop = pop
        made = X25519PrivateKey.from_private_bytes(private) if private else None
        self._key = made or X25519PrivateKey.generate()
        self._mine = self._key.public_key().public_bytes_raw()
        self._stream: CipherContext | None = None

    def hello(self) -> bytes:
        """Our public key."""
        return _command(wire.Sec1Payload(msg=0, sc0=wire.Sec1Hello(client_pubkey=self._mine)))

    def proof(self, reply: bytes) -> bytes:
        """Takes the device's key and counter; gives its key back, encrypted."""
        said = session_reply(reply, 1).sec1
        if said.msg != 1 or said.WhichOneof("payload") != "sr0":
            raise ProtocolError("an answer to another question")
        _accept(said.sr0.status)
        theirs, counter = said.sr0.device_pubkey, said.sr0.device_random
        if len(theirs) != 32 or len(counter) != 16:
            raise ProtocolError("a key of another length")
        self._stream = Cipher(AES256(self._agreed(theirs)), CTR(counter)).encryptor()
        proof = wire.Sec1Proof(client_verify_data=self._stream.update(theirs))
        return _command(wire.Sec1Payload(msg=2, sc1=proof))

    def proven(self, reply: bytes) -> None:
        """The device gives our key back."""
        said = session_reply(reply, 1).sec1
        if said.msg != 3 or said.WhichOneof("payload") != "sr1":
            raise ProtocolError("an answer to another question")
        if said.sr1.status:
            raise WrongProof(f"status {said.sr1.status}")
        if not hmac.compare_digest(self.unseal(said.sr1.device_verify_data), self._mine):
            raise WrongProof("the device's proof is wrong")

    def seal(self, plain: bytes) -> bytes:
        """Encrypt what is sent next."""
        if self._stream is None:
            raise ProtocolError("no session")
        return self._stream.update(plain)

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypt what came next; the cipher is its own inverse."""
        return self.seal(sealed)

    def _agreed(self, theirs: bytes) -> bytes:
        try:
            shared = self._key.exchange(X25519PublicKey.from_public_bytes(theirs))
        except ValueError:  # a point of low order
            raise ProtocolError("a key that is none") from None
        with self._pop.reveal() as pop:
            if not pop:
                return shared
            mask = sha256(pop.encode()).digest()
        return bytes(a ^ b for a, b in zip(shared, mask, strict=True))


def _command(payload: wire.Sec1Payload) -> bytes:
    return wire.SessionData(sec_ver=1, sec1=payload).SerializeToString()


def _accept(status: int) -> None:
    if status:
        raise Refused(status)
