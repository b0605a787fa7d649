"""Security 2: SRP-6a with the label's password, then AES-256-GCM (protocols.md 3.4)."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from walkdown.core.secret import Secret
from walkdown.devices.espressif.messages import provisioning_pb2 as wire
from walkdown.devices.espressif.protocol import ProtocolError, Refused
from walkdown.devices.espressif.scheme import WrongProof, session_reply
from walkdown.devices.espressif.srp import Agreed, BadNumber, SrpClient

_MOST_SALT = 64
_NONCE = 12


class Sec2:
    """`patch` 1 counts every message of both directions; 0 is old firmware, whose nonce stays."""

    security = 2

    def __init__(
        self, username: str, password: Secret, patch: int, private: int | None = None
    ) -> None:
        self._user = username
        self._password = password
        self._counts = patch >= 1
        self._srp = SrpClient(username, private)
        self._agreed: Agreed | None = None
        self._cipher: AESGCM | None = None
        self._fixed = b""
        self._counter = 0

    def hello(self) -> bytes:
        """The name and our public key: 406 bytes for "wifiprov"."""
        hello = wire.Sec2Hello(client_username=self._user.encode(), client_pubkey=self._srp.public)
        return _command(wire.Sec2Payload(msg=0, sc0=hello))

    def proof(self, reply: bytes) -> bytes:
        """Takes the device's key and salt; gives our proof."""
        said = session_reply(reply, 2).sec2
        if said.msg != 1 or said.WhichOneof("payload") != "sr0":
            raise ProtocolError("an answer to another question")
        if said.sr0.status:
            raise Refused(said.sr0.status)
        if not 1 <= len(said.sr0.device_salt) <= _MOST_SALT:
            raise ProtocolError("a salt of another length")
        try:
            self._agreed = self._srp.agree(
                self._password, said.sr0.device_salt, said.sr0.device_pubkey
            )
        except BadNumber:
            raise ProtocolError("a key that is none") from None
        return _command(wire.Sec2Payload(msg=2, sc1=wire.Sec2Proof(client_proof=self._agreed.mine)))

    def proven(self, reply: bytes) -> None:
        """The device's proof and its nonce."""
        said = session_reply(reply, 2).sec2
        if said.msg != 3 or said.WhichOneof("payload") != "sr1" or self._agreed is None:
            raise ProtocolError("an answer to another question")
        if said.sr1.status:
            raise WrongProof(f"status {said.sr1.status}")
        if not hmac.compare_digest(said.sr1.device_proof, self._agreed.theirs):
            raise WrongProof("the device's proof is wrong")
        nonce = said.sr1.device_nonce
        if len(nonce) != _NONCE:
            raise ProtocolError("a nonce of another length")
        self._fixed, self._counter = nonce[:8], int.from_bytes(nonce[8:], "big")
        self._cipher = AESGCM(self._agreed.key[:32])

    def seal(self, plain: bytes) -> bytes:
        """Encrypted, with its tag of 16 bytes."""
        sealed = self._ready().encrypt(self._nonce(), plain, None)
        self._count()
        return sealed

    def unseal(self, sealed: bytes) -> bytes:
        """Decrypted; the count stays where the tag does not fit."""
        try:
            plain = self._ready().decrypt(self._nonce(), sealed, None)
        except InvalidTag:
            raise ProtocolError("a reply's seal is broken") from None
        self._count()
        return plain

    def _ready(self) -> AESGCM:
        if self._cipher is None:
            raise ProtocolError("no session")
        return self._cipher

    def _nonce(self) -> bytes:
        return self._fixed + self._counter.to_bytes(4, "big")

    def _count(self) -> None:
        if self._counts:
            self._counter = (self._counter + 1) % (1 << 32)


def _command(payload: wire.Sec2Payload) -> bytes:
    return wire.SessionData(sec_ver=2, sec2=payload).SerializeToString()
