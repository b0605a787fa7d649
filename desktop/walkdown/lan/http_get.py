"""One HTTP/1.1 GET over asyncio streams, bounded in every direction; no redirects, no cookies."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress

from walkdown.lan.target import Target

MOST_HEADER = 8 * 1024
MOST_BODY = 64 * 1024
_HOST = re.compile(rb"https?://(\[[0-9A-Fa-f:.]+\]|[^/:?#\s]+)", re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: [^\r\n]*)?\r\n")


class NotYet(Exception):
    """The device is there but has no answer yet: it hung up early, or said "unavailable"."""


class Nonsense(Exception):
    """What came is not an answer to our question."""


class SignIn(Exception):
    """The network answers in the device's place: somebody has to sign in first."""


async def get(target: Target) -> bytes:
    """The body of the resource. Raises OSError, NotYet, SignIn or Nonsense.

    Time is the caller's to bound.
    """
    reader, writer = await asyncio.open_connection(target.host, target.port, limit=MOST_HEADER)
    try:
        writer.write(
            f"GET {target.path} HTTP/1.1\r\nHost: {target.address}\r\n"
            "Accept: application/json\r\nConnection: close\r\n\r\n".encode("ascii")
        )
        await writer.drain()
        return await _body(reader, await _headers(reader, target.host))
    except asyncio.IncompleteReadError as error:
        raise NotYet("hung up early") from error
    finally:
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()


async def _headers(reader: asyncio.StreamReader, host: str) -> dict[bytes, bytes]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.LimitOverrunError as error:
        raise Nonsense("headers too long") from error
    except asyncio.IncompleteReadError as error:
        if error.partial and not b"HTTP/1.".startswith(error.partial[:7]):
            raise Nonsense("not HTTP") from error
        raise
    status = _STATUS.match(head)
    if status is None:
        raise Nonsense("not HTTP")
    fields = _fields(head[status.end() :])
    if _sends_elsewhere(status[1], fields.get(b"location", b""), host):
        raise SignIn(f"status {status[1].decode()}")
    if status[1].startswith(b"5"):
        raise NotYet(f"status {status[1].decode()}")
    if status[1] != b"200":
        raise Nonsense(f"status {status[1].decode()}")
    return fields


def _fields(lines: bytes) -> dict[bytes, bytes]:
    fields = (line.partition(b":") for line in lines.split(b"\r\n") if b":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in fields}


def _sends_elsewhere(status: bytes, location: bytes, host: str) -> bool:
    """So captive portals answer: by RFC 6585's own status, or with a redirect to another host."""
    if status == b"511":
        return True
    if status not in (b"302", b"303", b"307"):
        return False
    there = _HOST.match(location[:512])
    return there is not None and there[1].decode("latin-1").strip("[]").lower() != host.lower()


async def _body(reader: asyncio.StreamReader, headers: dict[bytes, bytes]) -> bytes:
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        return await _chunks(reader)
    length = headers.get(b"content-length")
    if length is None:
        return await _to_the_end(reader)
    return await reader.readexactly(_number(length, 10))


async def _to_the_end(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while part := await reader.read(MOST_HEADER):
        body += part
        if len(body) > MOST_BODY:
            raise Nonsense("answer too long")
    return bytes(body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := _number((await _line(reader)).partition(b";")[0].strip(), 16):
        if len(body) + size > MOST_BODY:
            raise Nonsense("answer too long")
        body += await reader.readexactly(size)
        if await _line(reader):
            raise Nonsense("a chunk longer than it says")
    return bytes(body)


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return (await reader.readuntil(b"\r\n"))[:-2]
    except asyncio.LimitOverrunError as error:
        raise Nonsense("a line too long") from error


def _number(text: bytes, base: int) -> int:
    digits = rb"[0-9]{1,9}" if base == 10 else rb"[0-9A-Fa-f]{1,8}"
    if not re.fullmatch(digits, text):
        raise Nonsense("a length that is none")
    number = int(text, base)
    if number > MOST_BODY:
        raise Nonsense("answer too long")
    return number
