"""The port at which the practice air is offered: on this computer alone, to one program at a time."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from walkdown.practice.air_link import AirLink
from walkdown.practice.serve_client import CHUNK, Client
from walkdown.practice.serve_packets import NotHci

SCHEME = "tcp-server"
GRACE_S = 2.0
_MOST_WAITING = 4


class NotOffered(Exception):
    """The air is not offered there; the message is one sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to listen; port 0 is any that is free."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}:{host}:{self.port}"


def spot_of(text: str) -> Spot:
    """Read "tcp-server:127.0.0.1:PORT". NotOffered for anything else, and for other computers."""
    scheme, _, rest = text.partition(":")
    host, colon, port = rest.rpartition(":")
    if scheme != SCHEME or not colon:
        raise NotOffered(f"the air is offered as {SCHEME}:127.0.0.1:PORT")
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) < 65_536):
        raise NotOffered("the port is a number from 0 (any that is free) to 65535")
    return Spot(_loopback(host.removeprefix("[").removesuffix("]")), int(port))


def _loopback(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise NotOffered(
        "the air is offered on 127.0.0.1 only, for HCI has no lock"
        " and whoever reaches the port drives the devices"
    )


class ServedPort:
    """Open until `close`. `say` is told who comes and goes, never what was sent."""

    def __init__(self, air: AirLink, say: Callable[[str], None], grace_s: float = GRACE_S) -> None:
        """`grace_s`: how long a second program may wait for the first to be gone."""
        self._air = air
        self._say = say
        self._grace_s = grace_s
        self._turn = asyncio.Lock()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    async def open(self, spot: Spot) -> Spot:
        """Listen; gives where. NotOffered if the port is taken or not to be had."""
        family = socket.AF_INET6 if ":" in spot.host else socket.AF_INET
        try:
            ear = socket.create_server((spot.host, spot.port), family=family, backlog=_MOST_WAITING)
        except OSError as error:
            why = error.strerror or "no reason given"
            raise NotOffered(f"{spot} cannot be opened ({why})") from None
        port: int = ear.getsockname()[1]
        # The server is ours before it listens, so that one cancelled meanwhile is closed as well.
        self._server = await asyncio.start_server(
            self._met, sock=ear, limit=CHUNK, start_serving=False
        )
        await self._server.start_serving()
        return Spot(spot.host, port)

    async def close(self) -> None:
        """Hang up on everyone and let the port go. May be called twice."""
        server, self._server = self._server, None
        if server:
            server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        if server:
            await server.wait_closed()

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(self._receive(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)
        # There is nothing more to say to it, read or not; also where the task never got its turn.
        talk.add_done_callback(lambda _: writer.transport.abort())

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._has_turn():
            self._say("Another program was turned away: one at a time.")
            return
        try:
            await self._serve(reader, writer)
        finally:
            self._turn.release()

    async def _has_turn(self) -> bool:
        """A program that comes back may be quicker than the news that it had left."""
        if len(self._talks) > _MOST_WAITING:
            return False
        try:
            async with asyncio.timeout(self._grace_s):
                return await self._turn.acquire()
        except TimeoutError:
            return False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(self._air, writer)
        self._say("A program has connected.")
        try:
            await client.talk(reader)
            self._say("It has left.")
        except NotHci as what:
            self._say(f"It was cut off, for it sent what is not HCI: {what}.")
        except OSError:
            self._say("It has left without a word.")
        finally:
            client.leave()
