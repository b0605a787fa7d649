"""The small server of a practice device: says on 127.0.0.1 who it is, as soon as it is online."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus

HOST = "127.0.0.1"
SIGN_IN = "http://sign-in.example/"
PATHS = ("/", "/status")
Pages = Mapping[str, Callable[[], bytes]]
Modbus = Callable[[bytes], bytes]
MOST_REQUEST_BYTES = 4096
MOST_AT_ONCE = 8
REQUEST_WITHIN_S = 5.0


class Endpoint:
    """A device's address on the practice network. `status` gives the JSON of each answer."""

    def __init__(self, status: Callable[[], bytes]) -> None:
        self._pages: Pages = dict.fromkeys(PATHS, status)
        self._modbus: Modbus | None = None
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()
        self.port = 0
        self.mute = False  # takes connections but never answers
        self.captive = False  # a sign-in page answers in its place

    def serve(self, pages: Pages, modbus: Modbus | None = None) -> None:
        """Answer at these paths instead, queries and all; and requests of Modbus on the same port.

        A real device has Modbus on port 502, which a program may not open here.
        """
        self._pages, self._modbus = pages, modbus

    def speak(self, modbus: Modbus) -> None:
        """Answer requests of Modbus beside the pages; an empty answer is silence."""
        self._modbus = modbus

    @property
    def url(self) -> str:
        """Where it answers; empty before `open` and after `close`."""
        return f"http://{HOST}:{self.port}/" if self._server else ""

    async def open(self, port: int = 0) -> None:
        """Listen, on this port where it is free, or else on any."""
        try:
            ear = socket.create_server((HOST, port), backlog=MOST_AT_ONCE)
        except OSError:
            ear = socket.create_server((HOST, 0), backlog=MOST_AT_ONCE)
        self.port = ear.getsockname()[1]
        # The server is ours before it listens, so that one cancelled meanwhile is closed as well.
        self._server = await asyncio.start_server(
            self._met, sock=ear, limit=MOST_REQUEST_BYTES, start_serving=False
        )
        await self._server.start_serving()

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
        """A plain function, so that the task is ours to end and asyncio has none to complain of."""
        if len(self._talks) >= MOST_AT_ONCE:
            writer.transport.abort()
            return
        talk = asyncio.ensure_future(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # A caller that leaves, stalls or sends too much is hung up on; nobody needs to know.
            with suppress(OSError, EOFError, TimeoutError):
                async with asyncio.timeout(REQUEST_WITHIN_S) as patience:
                    first = await reader.readexactly(1)
                    if first == b"\0":
                        await self._registers(reader, writer, patience)
                        return
                    writer.write(await self._answer(first, reader))
                    await writer.drain()
        finally:
            await _hang_up(writer)

    async def _registers(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        patience: asyncio.Timeout,
    ) -> None:
        """One request after the other, until the caller leaves; each begins with its turn's zero."""
        if (modbus := self._modbus) is None or self.captive:
            return  # hung up on, as good as refused
        head = b"\0" + await reader.readexactly(5)
        while True:
            frame = head + await reader.readexactly(min(int.from_bytes(head[4:], "big"), 254))
            if self.mute:
                await asyncio.Event().wait()
            writer.write(modbus(frame))
            await writer.drain()
            patience.reschedule(asyncio.get_running_loop().time() + REQUEST_WITHIN_S)
            head = await reader.readexactly(6)

    async def _answer(self, first: bytes, reader: asyncio.StreamReader) -> bytes:
        head = first
        try:
            while not head.endswith(b"\r\n\r\n"):
                head += await reader.readuntil(b"\n")
                if len(head) > MOST_REQUEST_BYTES:
                    return _reply(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except asyncio.LimitOverrunError:
            return _reply(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        if self.mute:
            await asyncio.Event().wait()  # until the caller's patience, or ours, is over
        if self.captive:
            return _reply(HTTPStatus.FOUND, extra=f"Location: {SIGN_IN}\r\n")
        status, page = _judge(head, self._pages)
        return _reply(status, page() if page else b"")


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Let the socket go at once, even where the caller does not take what was sent."""
    if writer.transport.get_write_buffer_size():
        writer.transport.abort()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


def _judge(head: bytes, pages: Pages) -> tuple[HTTPStatus, Callable[[], bytes] | None]:
    parts = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    if len(parts) != 3 or parts[2] not in ("HTTP/1.0", "HTTP/1.1"):
        return HTTPStatus.BAD_REQUEST, None
    if parts[0] != "GET":
        return HTTPStatus.METHOD_NOT_ALLOWED, None
    page = pages.get(parts[1])
    return (HTTPStatus.OK if page else HTTPStatus.NOT_FOUND), page


def _reply(status: HTTPStatus, body: bytes = b"", extra: str = "") -> bytes:
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"{extra}Cache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
