"""A device is asked who it is until it answers; what makes no sense, or leads elsewhere, is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.app.ports import NetworkAnswer
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Reading
from walkdown.core.trouble import Code, Setback
from walkdown.lan.http_get import MOST_BODY, MOST_HEADER, Nonsense, NotYet
from walkdown.lan.http_probe import HttpLan
from walkdown.lan.target import status_of

LONG = 30.0
STATUS = {
    "serial": "905133000417",
    "model": "BP-10",
    "firmware": "1.4.2",
    "readings": [{"name": "Charge", "value": "61", "unit": "%"}, {"name": "State", "value": "ok"}],
}


def lease(purpose: Purpose = Purpose.LAN_PROBE) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def lan() -> HttpLan:
    return HttpLan(loopback=True, pause_s=0.01, try_s=0.2)


def ok(body: bytes, extra: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode() + body


def status(**changes: object) -> bytes:
    return json.dumps(STATUS | changes).encode()


def reading(**changes: object) -> dict[str, object]:
    return {"name": "n", "value": "1", "unit": ""} | changes


@asynccontextmanager
async def device(*answers: bytes | None) -> AsyncIterator[tuple[str, asyncio.Queue[bytes]]]:
    """A device on this computer: its URL, and the requests it got.

    It gives one answer after the other, the last one for ever; None is silence.
    """
    asked: asyncio.Queue[bytes] = asyncio.Queue()
    left = list(answers)
    silence = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            asked.put_nowait(await reader.readuntil(b"\r\n\r\n"))
            answer = left.pop(0) if len(left) > 1 else left[0]
            if answer is None:
                await silence.wait()
            else:
                writer.write(answer)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/", asked
    finally:
        silence.set()
        server.close()
        await server.wait_closed()


async def asked_once(*answers: bytes | None, within_s: float = LONG) -> NetworkAnswer:
    async with device(*answers) as (url, _):
        return await lan().ask(lease(), url, within_s)


async def test_a_device_tells_who_it_is() -> None:
    async with device(ok(status())) as (url, asked):
        answer = await lan().ask(lease(Purpose.WIFI_SETUP), url, LONG)
    port = url.rsplit(":", 1)[1].rstrip("/")
    assert answer == NetworkAnswer(
        "905133000417",
        "BP-10",
        "1.4.2",
        f"127.0.0.1:{port}",
        (Reading("Charge", "61", "%"), Reading("State", "ok", "")),
    )
    request = asked.get_nowait()
    assert request.startswith(b"GET /status HTTP/1.1\r\nHost: 127.0.0.1:")
    assert b"Connection: close" in request


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        ok(status(), "Content-Type: application/json\r\n"),
        b"HTTP/1.0 200 OK\r\n\r\n" + status(),
        b"HTTP/1.1 200\r\n\r\n" + status(),
        CHUNKED + b"%x;a=b\r\n%b\r\n5\r\n     \r\n0\r\n\r\n" % (len(status()), status()),
        ok(status(more={"a": [1]})),
        ok(status()) + b"what comes after is not read",
    ],
)
async def test_every_honest_way_of_answering_is_understood(answer: bytes) -> None:
    assert (await asked_once(answer)).serial == "905133000417"


async def test_it_is_asked_again_until_it_is_ready() -> None:
    busy = b"HTTP/1.1 503 Service Unavailable\r\n\r\n"
    cut = ok(status())[:-5]
    answers = (b"", b"HTTP", busy, cut, None, ok(status()))
    async with device(*answers) as (url, asked):
        await lan().ask(lease(), url, LONG)
    assert asked.qsize() >= len(answers)


async def test_a_device_that_never_answers_is_not_reachable() -> None:
    with pytest.raises(Setback) as failed:
        await asked_once(None, within_s=0.3)
    assert failed.value.code is Code.NOT_REACHABLE


async def test_an_address_where_nobody_is_is_not_reachable() -> None:
    async with device(b"") as (url, _):
        pass
    with pytest.raises(Setback) as failed:
        await lan().ask(lease(), url, 0.2)
    assert failed.value.code is Code.NOT_REACHABLE


NONSENSE = {
    "another protocol": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "another protocol, cut": b"220 ftp\r\n",
    "bytes": bytes(range(256)) + b"\r\n\r\n",
    "http 2": b"HTTP/2 200 OK\r\n\r\n",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n",
    "not found": b"HTTP/1.1 404 Not Found\r\n\r\n",
    "endless headers": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 3 * MOST_HEADER,
    "long headers": ok(b"{}", f"X: {'x' * 2 * MOST_HEADER}\r\n"),
    "length minus": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
    "length words": b"HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n{}",
    "length huge": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
    "length over": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n{}" % (MOST_BODY + 1),
    "body over": b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (MOST_BODY + 1),
    "chunk over": CHUNKED + b"%x\r\n" % (MOST_BODY + 1),
    "chunks over": CHUNKED + b"8000\r\n%b\r\n" % (b" " * 0x8000) * 3,
    "chunk size": CHUNKED + b"zz\r\n",
    "chunk size long": CHUNKED + b"0" * 3 * MOST_HEADER,
    "chunk longer": CHUNKED + b"2\r\n{}{}\r\n0\r\n\r\n",
    "nothing": ok(b""),
    "html": ok(b"<html>"),
    "list": ok(b"[]"),
    "no serial": ok(b'{"model": "m", "firmware": "f", "readings": []}'),
    "empty serial": ok(status(serial="")),
    "number serial": ok(status(serial=905133000417)),
    "long serial": ok(status(serial="9" * 65)),
    "long firmware": ok(status(firmware="9" * 65)),
    "33 readings": ok(status(readings=[reading()] * 33)),
    "number reading": ok(status(readings=[reading(value=1)])),
    "long reading": ok(status(readings=[reading(name="n" * 65)])),
    "surrogate": ok(b'{"serial":"\\ud800","model":"","firmware":"","readings":[]}'),
    "bad utf-8": ok(b'{"serial":"\xff","model":"","firmware":"","readings":[]}'),
    "deep": ok(b'{"serial":' + b"[" * 60_000),
    "two": ok(status() + status()),
}


@pytest.mark.parametrize("nameless", [False, True])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n\r\n",
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: HTTPS://[2001:db8::1]:8443/in\r\n\r\n",
        b"HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_a_sign_in_page_is_told_and_never_taken_for_the_device(
    answer: bytes, nameless: bool
) -> None:
    async with device(answer) as (url, _):
        with pytest.raises(Setback) as failed:
            await lan().ask(lease(), url, LONG, nameless=nameless)
    assert failed.value.code is Code.SIGN_IN_PAGE


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_is_said_to_be_at_once(answer: bytes) -> None:
    async with device(answer) as (url, asked):
        with pytest.raises(Setback) as failed:
            await lan().ask(lease(), url, LONG)
    assert failed.value.code is Code.BROKEN_PROTOCOL
    assert asked.qsize() == 1


async def test_the_widest_answer_allowed_is_taken() -> None:
    full = status(serial="9" * 64, readings=[reading(name="é" * 64)] * 32)
    assert len((await asked_once(ok(full))).readings) == 32


@pytest.mark.parametrize(
    "url",
    [
        "", "http://", "https://192.168.1.4/", "ftp://192.168.1.4/", "file:///etc/passwd",
        "http://example.org/", "http://localhost/", "http://device.local/", "http://8.8.8.8/",
        "http://192.0.2.1/", "http://0.0.0.0/", "http://255.255.255.255/", "http://224.0.0.1/",
        "http://192.168.1.4", "http://192.168.1.4/x", "http://192.168.1.4:0x50/",
        "http://192.168.1.4:99999/", "http://192.168.1.4:-1/", "http://127.1/", "http://0x7f000001/",
        "http://2130706433/", "http://192.168.1.04/", "http://a@192.168.1.4/",
        "http://192.168.1.4@8.8.8.8/", "http://192.168.1.4/?x/", "http://192.168.1.4/#/",
        "http://192.168.1.4/../", "http://192.168.1.4/%2e%2e/", "http://192.168.1.4//",
        "http://192.168.1.4\\@8.8.8.8/", "http://192.168.1.4/\r\nX: y/", "http://192.168.1.4/ /",
        "http://[::ffff:8.8.8.8]/", "http://[2001:db8::1]/", "http://[fe80::1%25eth0]/",
        "http://[::1/", "http://１９２.168.1.4/", "http://192.168.1.4/" + "a/" * 200,
    ],
)  # fmt: skip
async def test_a_device_cannot_send_us_elsewhere(url: str) -> None:
    with pytest.raises(Setback) as failed:
        await lan().ask(lease(), url, LONG)
    assert failed.value.code is Code.BROKEN_PROTOCOL


@pytest.mark.parametrize(
    ("url", "address", "path"),
    [
        ("http://192.168.1.4/", "192.168.1.4:80", "/status"),
        ("http://10.0.0.7:8080/api/v1/", "10.0.0.7:8080", "/api/v1/status"),
        ("HTTP://172.31.255.1/", "172.31.255.1:80", "/status"),
        ("http://169.254.1.1/", "169.254.1.1:80", "/status"),
        ("http://[fd00::7]:81/", "[fd00::7]:81", "/status"),
    ],
)
def test_addresses_of_the_sites_network_are_asked(url: str, address: str, path: str) -> None:
    target = status_of(url)
    assert (target.address, target.path) == (address, path)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://127.9.9.9:8080/", "http://[::1]/", "http://[::ffff:127.0.0.1]/"],
)
async def test_a_real_device_cannot_send_the_laptop_to_itself(url: str) -> None:
    with pytest.raises(Setback) as failed:
        await HttpLan(pause_s=0.01).ask(lease(), url, LONG)
    assert failed.value.code is Code.BROKEN_PROTOCOL


def test_practice_devices_are_asked_on_this_laptop() -> None:
    assert status_of("http://127.0.0.1:8080/", loopback=True).address == "127.0.0.1:8080"
    assert status_of("http://[::1]/", loopback=True).address == "[::1]:80"


@given(st.text(max_size=80), st.sampled_from(["", "http://", "http://10.0.0.1", "http://[::1]:"]))
def test_any_url_gives_a_target_or_a_refusal(tail: str, head: str) -> None:
    with suppress(Setback):
        target = status_of(head + tail)
        assert target.path.endswith("/status")
        assert f"{target.path}{target.address}".isascii()


@pytest.mark.parametrize("purpose", sorted({*Purpose} - {Purpose.LAN_PROBE, Purpose.WIFI_SETUP}))
async def test_another_permission_does_not_open_the_network(purpose: Purpose) -> None:
    async with device(ok(status())) as (url, asked):
        with pytest.raises(WrongLease):
            await lan().ask(lease(purpose), url, LONG)
    assert asked.empty()


async def test_a_permission_that_has_ended_asks_nobody() -> None:
    ended = lease()
    ended.end()
    async with device(ok(status())) as (url, asked):
        with pytest.raises(LeaseEnded):
            await lan().ask(ended, url, LONG)
    assert asked.empty()


@pytest.mark.parametrize("answers", [(None,), (b"",)], ids=["in a try", "between tries"])
async def test_stop_ends_the_asking_at_once(answers: Sequence[bytes | None]) -> None:
    mine = lease()
    async with device(*answers) as (url, asked):
        asking = asyncio.ensure_future(
            HttpLan(loopback=True, pause_s=LONG).ask(mine, url, 10 * LONG)
        )
        await asked.get()
        mine.end()
        with pytest.raises(Setback) as stopped:
            await asking
    assert stopped.value.code is Code.STOPPED_BY_YOU


async def test_a_cancelled_asking_leaves_no_task_behind() -> None:
    async with device(None) as (url, asked):
        before = asyncio.all_tasks()
        asking = asyncio.ensure_future(lan().ask(lease(), url, LONG))
        await asked.get()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        kept = {t for t in asyncio.all_tasks() - before if t.get_coro().__name__ != "serve"}
    assert kept == set()


def test_the_two_kinds_of_no_are_different() -> None:
    assert not issubclass(Nonsense, NotYet | OSError)
