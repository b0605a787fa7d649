"""One message to an endpoint and its reply, and the security session around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.devices.espressif.protocol import MOST_REPLY, ProtocolError
from walkdown.devices.espressif.scheme import Plain, Scheme, WrongProof
from walkdown.devices.espressif.sec1 import Sec1
from walkdown.devices.espressif.sec2 import Sec2
from walkdown.devices.espressif.version import ASK, Version, parse_version
from walkdown.devices.session import Session
from walkdown.devices.sig.numbers import USER_DESCRIPTION

CTRL, SCAN, SESSION = "prov-ctrl", "prov-scan", "prov-session"
CONFIG, VERSION = "prov-config", "proto-ver"
# Where a device describes none of its endpoints: the 16-bit part of the UUID (protocols.md 3.1).
_BY_NUMBER: Final = {"ff4f": CTRL, "ff50": SCAN, "ff51": SESSION, "ff52": CONFIG, "ff53": VERSION}
_UUID = re.compile(r"[0-9a-f]{4}(ff[0-9a-f]{2})-.*")

T = TypeVar("T")


class Exchange:
    """Messages of one driver, one after the other; every method raises Setback.

    A message whose reply is lost is never sent again: both keystreams have moved (protocols.md 3.4).
    The next one begins with a new handshake.
    """

    def __init__(self, session: Session, serial: str) -> None:
        self.version = Version()
        self._session = session
        self._serial = serial
        self._endpoints: dict[str, str] = {}
        self._all_known = False
        self._scheme: Scheme | None = None

    @property
    def secured(self) -> bool:
        """Whether the session stands."""
        return self._scheme is not None

    async def has(self, endpoint: str) -> bool:
        """Whether the device has this endpoint; names are compared without case."""
        return bool(await self._where(endpoint.lower()))

    async def begin(self) -> None:
        """Learn the endpoints that every device has, and what this one offers."""
        if not (await self.has(SESSION) and await self.has(CONFIG)):
            raise self.setback(Code.CANNOT_SET_UP, detail="no endpoints")
        if await self.has(VERSION):
            self.version = self.parsed(parse_version, await self._plain(VERSION, ASK))

    async def secure(self, proof: Proof | None) -> None:
        """Shake hands. Setback(PROOF_REFUSED) where the device does not know the label's secret."""
        self._scheme = None
        scheme = self._scheme_for(proof)
        reply = await self._plain(SESSION, scheme.hello())
        request = self.parsed(scheme.proof, reply)
        if request is not None:
            await self._prove(scheme, request)
        self._scheme = scheme

    async def ask(self, endpoint: str, message: bytes, parse: Callable[[bytes], T]) -> T:
        """What the reply says. Raises Setback; a refusal of the device's goes through `parse`."""
        scheme, self._scheme = self._scheme, None
        if scheme is None:
            raise self.setback(Code.BROKEN_PROTOCOL, detail="no session")
        sealed = await self._plain(endpoint, scheme.seal(message))
        reply = self.parsed(scheme.unseal, sealed)
        self._scheme = scheme  # both sides are where they should be, whatever the reply says
        return self.parsed(parse, reply)

    def parsed(self, parse: Callable[[bytes], T], reply: bytes) -> T:
        """The reply by a parser of ours, whose ProtocolError becomes a setback."""
        try:
            return parse(reply)
        except WrongProof as wrong:
            raise self.setback(Code.PROOF_REFUSED, detail=str(wrong)) from None
        except ProtocolError as error:
            raise self.setback(Code.BROKEN_PROTOCOL, detail=str(error)) from None

    def setback(self, code: Code, *, network: str = "", detail: str = "") -> Setback:
        """A setback about this device."""
        return Setback(code, device=self._serial, network=network, detail=detail)

    async def _prove(self, scheme: Scheme, request: bytes) -> None:
        """A wrong secret is answered by an ATT error, not by a message (protocols.md 3.4)."""
        try:
            reply = await self._plain(SESSION, request)
        except Setback as refused:
            if refused.code is Code.BROKEN_PROTOCOL:
                raise self.setback(Code.PROOF_REFUSED, detail=refused.trouble.detail) from None
            raise
        self.parsed(scheme.proven, reply)

    async def _plain(self, endpoint: str, message: bytes) -> bytes:
        uuid = await self._where(endpoint.lower())
        if not uuid:
            raise self.setback(Code.CANNOT_SET_UP, detail=f"no {endpoint[:24]}")
        await self._session.write_whole(uuid, message)
        return (await self._session.read(uuid))[:MOST_REPLY]

    async def _where(self, endpoint: str) -> str:
        """The endpoint's UUID, empty where there is none; each name is read once at most.

        Where the usual number bears the name, as on nearly every device, no other name is read.
        """
        if endpoint in self._endpoints or self._all_known:
            return self._endpoints.get(endpoint, "")
        self._session.check()  # without a link there are no services to look into
        uuid = _numbered(self._session.uuids()).get(endpoint, "")
        if uuid and await self._bears(uuid, endpoint):
            self._endpoints[endpoint] = uuid
            return uuid
        self._session.check()
        self._endpoints = endpoints(self._session.uuids(), await self._session.descriptions())
        self._all_known = True
        return self._endpoints.get(endpoint, "")

    async def _bears(self, uuid: str, endpoint: str) -> bool:
        handle = self._session.handles(uuid)[0]
        name = await self._session.described(handle, USER_DESCRIPTION) or b""
        return _plain_name(name.decode("utf-8", "replace")) == endpoint

    def _scheme_for(self, proof: Proof | None) -> Scheme:
        version = self.version
        if version.security == 0:
            return Plain()
        if not version.needs_proof:
            return Sec1(Secret(""))
        if proof is None or proof.secret.empty:
            raise self.setback(Code.PROOF_NEEDED)
        if version.security == 1:
            return Sec1(proof.secret)
        return Sec2(proof.username, proof.secret, version.patch)


def endpoints(uuids: tuple[str, ...], described: dict[str, str]) -> dict[str, str]:
    """UUIDs by the name of the endpoint, in small letters; by number where none is described."""
    named = {_plain_name(text): uuid for uuid, text in described.items() if text}
    return named if SESSION in named else _numbered(uuids)


def _numbered(uuids: tuple[str, ...]) -> dict[str, str]:
    numbers = ((_UUID.fullmatch(uuid.lower()), uuid) for uuid in uuids)
    return {_BY_NUMBER[m[1]]: uuid for m, uuid in numbers if m and m[1] in _BY_NUMBER}


def _plain_name(text: str) -> str:
    return text.strip("\0 ").lower()
