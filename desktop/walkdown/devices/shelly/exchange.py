"""One request and its reply: what goes out on the session, what comes back, pairing and the password."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.devices.session import Session
from walkdown.devices.shelly import auth, frames, rpc
from walkdown.devices.shelly.frames import ProtocolError
from walkdown.devices.shelly.rpc import Done, Params, Refusal, RpcError

MOST_FRAMES: Final = 16

V = TypeVar("V")
T = TypeVar("T")


class Exchange:
    """Requests of one driver, one after the other; every method raises Setback."""

    def __init__(self, session: Session, serial: str) -> None:
        self.secret: Secret | None = None
        self._session = session
        self._serial = serial
        self._numbers = itertools.count(1)
        self._rung = False
        self.paired = False

    async def subscribe(self) -> None:
        """Hear when a reply is ready; before the first request."""
        await self._paired_if_asked(lambda: self._session.subscribe(frames.RX_CONTROL, self._ring))

    async def ask(self, method: str, seconds: float, params: Params | None = None) -> bytes:
        """The result, still undecoded. An error is DEVICE_LOCKED or BROKEN_PROTOCOL with its code."""
        said = await self.answer(method, seconds, params)
        if isinstance(said, RpcError):
            raise self.refusal(said)
        return said.result

    async def answer(
        self, method: str, seconds: float, params: Params | None = None
    ) -> Done | RpcError:
        """The result, or the error the device gives instead; one for its password is answered."""
        said = await self._once(method, seconds, params)
        if not isinstance(said, RpcError) or said.code != Refusal.UNAUTHORIZED:
            return said
        if self.secret is None or self.secret.empty:
            raise self.setback(Code.DEVICE_LOCKED)
        challenge = self.parsed(auth.parse_challenge, said.message)
        proof = auth.answer(challenge, self.secret, secrets.randbelow(2**31))
        said = await self._once(method, seconds, params, proof)
        if isinstance(said, RpcError) and said.code == Refusal.UNAUTHORIZED:
            raise self.setback(Code.DEVICE_LOCKED, detail="password refused")
        return said

    def parsed(self, parse: Callable[[V], T], value: V) -> T:
        """The value by a parser of ours, whose ProtocolError becomes a setback."""
        try:
            return parse(value)
        except ProtocolError as error:
            raise self.setback(Code.BROKEN_PROTOCOL, detail=str(error)) from None

    def refusal(self, said: RpcError) -> Setback:
        """An error that has no meaning of its own here; the device's text may quote what was sent."""
        return self.setback(Code.BROKEN_PROTOCOL, detail=f"error {said.code}")

    def setback(self, code: Code, *, network: str = "", detail: str = "") -> Setback:
        """A setback about this device."""
        return Setback(code, device=self._serial, network=network, detail=detail)

    # --- inside ---------------------------------------------------------------------------------

    async def _once(
        self, method: str, seconds: float, params: Params | None, proof: object = None
    ) -> Done | RpcError:
        number = next(self._numbers)
        body = rpc.request(number, method, params, proof)
        await self._paired_if_asked(lambda: self._send(body))
        try:
            async with asyncio.timeout(seconds):
                return await self._reply(number)
        except TimeoutError:
            raise self.setback(Code.NO_ANSWER) from None

    async def _send(self, body: bytes) -> None:
        self._rung = False
        await self._session.write(frames.TX_CONTROL, frames.length_of(body))
        for part in frames.parts_of(body, self._session.room(frames.DATA)):
            await self._session.write(frames.DATA, part)

    async def _reply(self, number: int) -> Done | RpcError:
        """The frame that answers; others may be late, or notifications."""
        for _ in range(MOST_FRAMES):
            body = await self._frame()
            said = self.parsed(lambda whole: rpc.parse_reply(whole, number), body)
            if said is not None:
                return said
        raise self.setback(Code.BROKEN_PROTOCOL, detail="no answer among its frames")

    async def _frame(self) -> bytes:
        """The next frame, once there is one. Reading its length begins it from the start."""
        reply = frames.Reply(0)
        while not reply.begun:
            # The notification may be lost, so it is looked for now and then as well.
            await self._session.until(lambda: self._rung, self._session.patience.rest_s)
            self._rung = False
            said = await self._session.read(frames.RX_CONTROL)
            reply = frames.Reply(self.parsed(frames.parse_length, said))
            while not reply.whole:
                self.parsed(reply.feed, await self._session.read(frames.DATA))
        return self.parsed(frames.Reply.body, reply)

    async def _paired_if_asked(self, work: Callable[[], Awaitable[None]]) -> None:
        """Pair where the device wants that first, once, and do it again (protocols.md 4.5)."""
        try:
            await work()
        except Setback as setback:
            if setback.code is not Code.NOT_PAIRED or self.paired:
                raise
            await self._session.pair()
            self.paired = True
            await work()

    def _ring(self, _length: bytes) -> None:
        """Only a bell: a notification may be late, so the length is read."""
        self._rung = True
