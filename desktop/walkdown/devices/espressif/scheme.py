"""What every security scheme does: two messages each way, then a seal on what follows."""

from __future__ import annotations

from typing import Protocol

from walkdown.devices.espressif.messages import provisioning_pb2 as wire
from walkdown.devices.espressif.protocol import ProtocolError, Refused, decoded


class WrongProof(ProtocolError):
    """The device does not hold what stands on this label, or refuses it."""


class Scheme(Protocol):
    """One handshake and its session. Bytes in, bytes out; each reply is taken exactly once."""

    security: int

    def hello(self) -> bytes:
        """The first request."""
        ...

    def proof(self, reply: bytes) -> bytes | None:
        """The second request; None where there is none. Raises ProtocolError."""
        ...

    def proven(self, reply: bytes) -> None:
        """The device's own proof. Raises WrongProof where it is not the label's device."""
        ...

    def seal(self, plain: bytes) -> bytes:
        """A request, encrypted."""
        ...

    def unseal(self, sealed: bytes) -> bytes:
        """A reply, decrypted. Raises ProtocolError where it was changed."""
        ...


class Plain:
    """Security 0: no encryption at all."""

    security = 0

    def hello(self) -> bytes:
        """The empty session command."""
        command = wire.Sec0Payload(sc=wire.Nothing())
        return wire.SessionData(sec_ver=0, sec0=command).SerializeToString()

    def proof(self, reply: bytes) -> None:
        """Its answer ends the handshake."""
        said = session_reply(reply, 0).sec0
        if said.msg != 1:
            raise ProtocolError("an answer to another question")
        if said.sr.status:
            raise Refused(said.sr.status)

    def proven(self, reply: bytes) -> None:
        """There is nothing to prove."""

    def seal(self, plain: bytes) -> bytes:
        """As it is."""
        return plain

    def unseal(self, sealed: bytes) -> bytes:
        """As it is."""
        return sealed


def session_reply(reply: bytes, security: int) -> wire.SessionData:
    """A reply of the session endpoint, of this scheme."""
    said = decoded(wire.SessionData, reply)
    if said.sec_ver != security or said.WhichOneof("proto") != f"sec{security}":
        raise ProtocolError("an answer of another security")
    return said
