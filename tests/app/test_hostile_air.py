"""What a device says over the air or on the network may be anything: it ends in its own words, in time."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from tests.app.laptop import Laptop, scenario
from tests.app.test_trouble import FARM, GARBAGE, begin
from walkdown.app.messages import AirShown, NetworksShown
from walkdown.core.device import Step, Work
from walkdown.core.secret import Secret
from walkdown.core.shown import shown
from walkdown.core.sighting import Match, Nearby
from walkdown.core.trouble import Code
from walkdown.practice.improv_device import ImprovDevice, JoinResult
from walkdown.practice.scenario import Scenario

GATEWAY = "770300125518"
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
NAMES = (
    "<b>x</b><img src=x>",
    "GW\u202e4321\u2066",
    "Z" + "\u0301" * 13,
    "a\x00b\x1b[31m\r\n\x85",
    "Ho\u200bme\ufeff\u2060",
    "%n%s{0}&Yes &lt;",
    "\u05e9\u05dc\u05d5\u05dd",
    "\U0001f511" * 7,
    "N" * 29,
)


def tame(raw: str) -> bool:
    """Whether it may stand on a screen as `shown` gives it."""
    text = shown(raw)
    inner = text[1:-1] if text[:1] == "\u2068" else text
    return not any(unicodedata.category(c) in HIDDEN or c in "<>&" for c in inner)


def renamed(**names: str) -> Scenario:
    """The practice home, with other names in the air."""
    home = scenario("home")
    devices = tuple(replace(d, name=names.get(f"d{n}", "")) for n, d in enumerate(home.devices))
    return replace(home, devices=devices)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Ho\ufe0fme", "Ho⟦FE0F⟧me"),
        ("Home\U000e0101", "Home⟦E0101⟧"),
        ("\u2600\ufe0f Solar", "\u2600 Solar"),
        ("Z" + "\u20dd" * 200, "Z" + "\u20dd" * 2),
        ("\u0e17\u0e35\u0e48", "\u0e17\u0e35\u0e48"),
        ("\u1000\u103b\u103d\u103e\u102f\u1036", "\u1000\u103b\u103d\u103e\u102f\u1036"),
    ],
)
def test_marks_that_hide_or_pile_up_are_seen_or_thinned(raw: str, clean: str) -> None:
    assert shown(raw) == clean


# --- replies that break the protocol


async def test_a_device_that_breaks_the_protocol_is_told_by_its_code_and_tried_again(
    laptop: Laptop,
) -> None:
    await begin(laptop, GARBAGE)
    for tries in (1, 2):
        await laptop.until(lambda tries=tries: laptop.device(GARBAGE).tries == tries)
        await laptop.until(lambda: laptop.device(GARBAGE).work is Work.FAILED)
        assert laptop.code(GARBAGE) is Code.BROKEN_PROTOCOL
        assert laptop.on_disk.device(GARBAGE) == laptop.device(GARBAGE)
        await laptop.engine.network.retry(GARBAGE)
    await laptop.until(lambda: laptop.device(GARBAGE).work is Work.FAILED)
    assert not laptop.device(GARBAGE).has(Step.ACCEPTED)


async def test_a_list_of_networks_that_breaks_the_protocol_is_told(laptop: Laptop) -> None:
    await laptop.ready("trouble", FARM, but=_all_but("trouble", GARBAGE))
    await laptop.press(laptop.engine.network.look())
    assert laptop.told()[-1:] == [Code.BROKEN_PROTOCOL]
    assert laptop.last(NetworksShown).networks == ()
    assert not laptop.last(NetworksShown).looking


def _all_but(name: str, serial: str) -> tuple[str, ...]:
    return tuple(d.serial for d in scenario(name).devices if d.serial != serial)


# --- names and lists


async def test_hostile_names_in_the_air_are_rows_that_may_be_shown(laptop: Laptop) -> None:
    names = dict(zip((f"d{n}" for n in range(7)), NAMES, strict=False))
    laptop.yard._scenarios["odd"] = renamed(**names)
    await laptop.engine.jobs.begin("odd")
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: len(_heard(laptop)) == 7)
    rows = _heard(laptop)
    assert {row.match for row in rows} == {Match.EXTRA}
    assert {row.serial for row in rows} == {""}
    assert all(tame(row.sighting.name) for row in rows)
    await laptop.engine.nearby.stop()


def _heard(laptop: Laptop) -> list[Nearby]:
    return [r for r in laptop.last(AirShown).rows if r.sighting and r.sighting.name]


async def test_a_list_of_hostile_networks_can_be_shown_and_chosen_from(laptop: Laptop) -> None:
    await laptop.ready("home", but=_all_but("home", GATEWAY))
    unit = _unit(laptop, GATEWAY)
    unit._networks = lambda: [(name, -40 - n, "<b>WPA2\u202e") for n, name in enumerate(NAMES)]
    await laptop.engine.network.look()
    networks = laptop.last(NetworksShown).networks
    assert len(networks) >= 5
    assert all(tame(n.ssid) and tame(n.security) for n in networks)
    await laptop.engine.network.choose(networks[0], GATEWAY)
    assert laptop.on_disk.network is not None
    assert laptop.on_disk.network.ssid == networks[0].ssid


def _unit(laptop: Laptop, serial: str) -> ImprovDevice:
    """The simulated device itself."""
    return laptop.yard._opened()._units[serial]._radio


# --- where a device sends us, and who answers there

ELSEWHERE = (
    "http://8.8.8.8/", "http://example.org/", "http://a:b@127.0.0.1:9/", "http://127.0.0.1@192.0.2.7:81/",
    "file:///etc/passwd", "ftp://127.0.0.1/", "javascript:alert(1)", "http://127.0.0.1/?x", "http://[::ffff:8.8.8.8]/",
    "https://127.0.0.1/", "http://127.0.0.1:99999/", "http://127.0.0.1/" + "a/" * 110, "\x00\u202e",
)  # fmt: skip


async def sent_to(laptop: Laptop, url: str) -> None:
    """One gateway that joins and names this address."""
    await laptop.ready("home", but=_all_but("home", GATEWAY))

    async def join(_ssid: str, _password: str) -> JoinResult:
        return JoinResult(joined=True, url=url)

    _unit(laptop, GATEWAY)._join = join
    await laptop.engine.network.send(Secret("-".join(("lighthouse", "4417"))))
    await laptop.until(lambda: laptop.device(GATEWAY).work in (Work.FAILED, Work.ONLINE))


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_a_device_cannot_send_the_laptop_elsewhere(laptop: Laptop, url: str) -> None:
    asked: list[str] = []
    real = asyncio.open_connection

    async def watched(host: str, *args: object, **more: object):
        asked.append(host)
        return await real(host, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio, "open_connection", watched)
        await sent_to(laptop, url)
    assert asked == []
    assert laptop.code(GATEWAY) in (Code.NO_ADDRESS, Code.BROKEN_PROTOCOL)
    assert not laptop.device(GATEWAY).has(Step.REACHABLE)


async def test_a_name_is_not_kept_as_the_address_of_a_device(laptop: Laptop) -> None:
    await sent_to(laptop, "http://inverter.local/")
    assert laptop.code(GATEWAY) is Code.BROKEN_PROTOCOL
    assert laptop.device(GATEWAY).url == ""
    assert not laptop.device(GATEWAY).has(Step.ADDRESS)


@asynccontextmanager
async def endpoint(*parts: bytes, again: bytes = b"") -> AsyncIterator[tuple[str, list[int]]]:
    """Answers with these bytes, then with `again` for as long as it is taken; counts the bytes."""
    sent = [0]
    over = asyncio.Event()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                for part in parts:
                    writer.write(part)
                    sent[0] += len(part)
                await writer.drain()
                while again and not over.is_set():
                    writer.write(again)
                    await writer.drain()
                    sent[0] += len(again)
                    await asyncio.sleep(0)
                if not parts:
                    await over.wait()
        finally:
            writer.transport.abort()
            talks.discard(task)

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", sent
    finally:
        over.set()
        server.close()
        await asyncio.gather(*talks, return_exceptions=True)
        await server.wait_closed()


OK = b"HTTP/1.1 200 OK\r\n"
MOST_TAKEN = 8 * 1024 * 1024  # what kernel buffers of both ends may hold on top of ours

CHUNK = b"1000\r\n" + b" " * 4096 + b"\r\n"
BROKEN, SILENT = Code.BROKEN_PROTOCOL, Code.NOT_REACHABLE
ANSWERS = {
    "silence for ever": ((), b"", SILENT),
    "headers for ever": ((OK,), b"X", BROKEN),
    "a body for ever": ((OK + b"\r\n",), b" " * 4096, BROKEN),
    "10 MB announced": ((OK + b"Content-Length: 10485760\r\n\r\n",), b" " * 65536, BROKEN),
    "chunks for ever": ((OK + b"Transfer-Encoding: chunked\r\n\r\n",), CHUNK, BROKEN),
    "redirect": (
        (b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\n\r\n",),
        b"",
        Code.SIGN_IN_PAGE,
    ),
    "redirect to a file": (
        (b"HTTP/1.1 301 M\r\nLocation: file:///etc/passwd\r\n\r\n",),
        b"",
        BROKEN,
    ),
    "cut off": ((OK + b"Content-Length: 50\r\n\r\n{",), b"", SILENT),
}


@pytest.mark.parametrize(("parts", "again", "code"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_an_endpoint_that_answers_wrongly_is_bounded_and_explained(
    laptop: Laptop, parts: tuple[bytes, ...], again: bytes, code: Code
) -> None:
    async with endpoint(*parts, again=again) as (url, sent):
        await sent_to(laptop, url)
    assert laptop.code(GATEWAY) is code
    assert sent[0] < MOST_TAKEN
    assert laptop.device(GATEWAY).has(Step.ADDRESS)
    assert not laptop.device(GATEWAY).has(Step.REACHABLE)


async def test_a_hostile_serial_on_the_network_is_another_device(laptop: Laptop) -> None:
    body = b'{"serial":"<b>\\u202e1","model":"m","firmware":"f","readings":[]}'
    head = OK + f"Content-Length: {len(body)}\r\n\r\n".encode()
    async with endpoint(head + body) as (url, _):
        await sent_to(laptop, url)
    assert laptop.code(GATEWAY) is Code.REACHED_OTHER
