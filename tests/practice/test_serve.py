"""Another program meets the practice devices at a port of this computer; no program can end that."""

from __future__ import annotations

import asyncio
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from bumble import hci
from bumble.core import UUID
from bumble.device import Connection, Device, Peer
from bumble.transport import open_transport

from tests.devices.conftest import until
from walkdown.__main__ import main
from walkdown.app.ports import YardDevice
from walkdown.core.device import Kind
from walkdown.practice import improv_wire
from walkdown.practice.air import Air
from walkdown.practice.scenario_file import load_scenario
from walkdown.practice.serve import News, serve
from walkdown.practice.serve_packets import LONGEST_ACL, NotHci, Packets
from walkdown.practice.serve_port import NotOffered, ServedPort, Spot, spot_of
from walkdown.storage.places import resources_dir

VENDORS = resources_dir() / "practice" / "vendors.toml"
GATEWAY, CHARGER, METER = (hci.Address(f"D0:57:00:00:00:0{n}") for n in (0, 1, 4))
ANY = Spot("127.0.0.1", 0)
RESET = bytes.fromhex("01030c00")
RESET_DONE = bytes.fromhex("040e0401030c00")
UNHEARD = pytest.mark.expects_log(r"bumble\.|asyncio")


class Offer:
    """The practice air on a port, and what was said of it."""

    def __init__(self, pressing: bool) -> None:
        self.pressing = pressing
        self.lines: list[str] = []
        self.until = asyncio.Event()

    @property
    def port(self) -> int:
        found = re.search(r"tcp-server:127\.0\.0\.1:(\d+)", self.lines[0] if self.lines else "")
        return int(found[1]) if found else 0

    async def raw(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@pytest.fixture
async def offer(request: pytest.FixtureRequest) -> AsyncIterator[Offer]:
    """Fails the test that leaves a task behind after the end."""
    before, one = asyncio.all_tasks(), Offer(getattr(request, "param", False))
    site = load_scenario(VENDORS)
    task = asyncio.create_task(serve(site, ANY, one.lines.append, one.until, pressing=one.pressing))
    await until(lambda: bool(one.lines) or task.done())
    yield one
    one.until.set()
    await task
    assert asyncio.all_tasks() - before <= {asyncio.current_task()}


@asynccontextmanager
async def guest(port: int) -> AsyncIterator[Device]:
    """Somebody else's Bluetooth program: bumble, over TCP."""
    async with await open_transport(f"tcp-client:127.0.0.1:{port}") as way:
        address = hci.Address("F0:F1:F2:F3:F4:F5")
        device = Device.with_hci("guest", address, way.source, way.sink)
        await device.power_on()
        yield device
    for _ in range(3):  # asyncio closes a socket in the loop's next turn
        await asyncio.sleep(0)


async def hello(port: int) -> None:
    """The air is there for a well-behaved program."""
    async with guest(port) as device:
        connection = await device.connect(GATEWAY)
        assert await name_of(connection) == b"GW1-770300127709"
        await connection.disconnect()


async def name_of(connection: Connection) -> bytes:
    return await value_of(connection, "1800", "2A00")


async def value_of(connection: Connection, service: str, characteristic: str) -> bytes:
    peer = Peer(connection)
    await peer.discover_services()
    found = peer.get_services_by_uuid(UUID(service))[0]
    await found.discover_characteristics()
    return bytes(await found.get_characteristics_by_uuid(UUID(characteristic))[0].read_value())


async def turned_away(reader: asyncio.StreamReader) -> bool:
    """Whether the other end hangs up."""
    try:
        async with asyncio.timeout(20):
            while await reader.read(4096):
                pass
    except ConnectionError:
        pass
    return True


# --- what a program finds -------------------------------------------------------------------------


async def test_a_program_hears_every_device_in_adverts_and_scan_responses_that_can_exist(
    offer: Offer,
) -> None:
    heard: dict[tuple[str, int], bytes] = {}
    async with guest(offer.port) as device:
        device.host.on(
            "advertising_report",
            lambda r: heard.setdefault((str(r.address), int(r.event_type)), r.data),
        )
        await device.start_scanning(filter_duplicates=True)
        await until(lambda: len(heard) == 12)
        await device.stop_scanning()
    assert max(map(len, heard.values())) <= 31
    assert b"GW1-770300127709" in heard[str(GATEWAY), 4]
    assert b"GW1-770300127709" not in heard[str(GATEWAY), 0]


async def test_a_program_connects_reads_leaves_and_comes_again(offer: Offer) -> None:
    for _ in range(3):
        await hello(offer.port)
    assert offer.lines[1:3] == ["A program has connected.", "It has left."]


async def test_a_device_is_free_again_when_the_program_that_had_it_is_gone(offer: Offer) -> None:
    async with guest(offer.port) as device:
        await device.connect(GATEWAY)
    await hello(offer.port)


async def test_a_reset_gives_back_all_links(offer: Offer) -> None:
    async with guest(offer.port) as device:
        await device.connect(GATEWAY)
        await device.connect(METER)
        await device.host.reset()
        device.connections.clear()
        device.random_address = device.static_address
        await device.send_command(
            hci.HCI_LE_Set_Random_Address_Command(random_address=device.static_address)
        )
        connection = await device.connect(GATEWAY)
        assert await name_of(connection) == b"GW1-770300127709"


async def test_a_program_with_a_public_address_is_met_too(offer: Offer) -> None:
    async with guest(offer.port) as device:
        public = hci.OwnAddressType.PUBLIC
        connection = await device.connect(GATEWAY, own_address_type=public)
        assert await name_of(connection) == b"GW1-770300127709"
        await connection.disconnect()


@pytest.mark.parametrize(("offer", "state"), [(False, 1), (True, 2)], indirect=["offer"])
async def test_a_button_is_pressed_where_that_was_asked_for(offer: Offer, state: int) -> None:
    async with guest(offer.port) as device:
        connection = await device.connect(CHARGER)
        assert await value_of(connection, improv_wire.SERVICE, improv_wire.STATE) == bytes((state,))
        await connection.disconnect()


async def test_what_the_air_cannot_do_is_answered_as_unknown(offer: Offer) -> None:
    reader, writer = await offer.raw()
    for asked, answered in {
        "01010405338b9e0800": "040f0401010104",  # inquiry: a command that is begun
        "0177fc00": "040f04010177fc",  # a maker's own
        "01230c00": "040e0401230c01",  # read class of device: a command that is done
        "01062000": "040e0401062001",  # advertise
        "01060403420013": "040f0402010604",  # hang up on nobody
        "010e2000": "040e04010e2000",  # and one that it can: cancel connecting
    }.items():
        writer.write(bytes.fromhex(asked))
        answer = await reader.readexactly(len(answered) // 2)
        assert answer.hex() == answered
    writer.close()


# --- one at a time --------------------------------------------------------------------------------


async def test_a_second_program_is_turned_away_while_the_first_is_there() -> None:
    air, lines = Air(), list[str]()
    port = ServedPort(air.link, lines.append, grace_s=0.01)
    spot = await port.open(ANY)
    first = await asyncio.open_connection(spot.host, spot.port)
    first[1].write(RESET)
    assert await first[0].readexactly(7) == RESET_DONE
    second = await asyncio.open_connection(spot.host, spot.port)
    assert await turned_away(second[0])
    first[1].write(RESET)
    assert await first[0].readexactly(7) == RESET_DONE
    for _, writer in (first, second):
        writer.close()
    await port.close()
    await air.close()
    assert "Another program was turned away: one at a time." in lines


async def test_a_crowd_at_the_port_is_not_kept_waiting(offer: Offer) -> None:
    crowd = [await offer.raw() for _ in range(12)]
    await until(lambda: sum("turned away" in line for line in offer.lines) == 8)
    for _, writer in crowd:
        writer.close()
    await until(lambda: sum("has left" in line for line in offer.lines) == 4)
    await hello(offer.port)


# --- hostile programs -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x04\x0e\x01\x00",  # an event, which only a controller says
        b"\x02\x01\x00\xff\xff",
        b"\x02\x01\x00" + (LONGEST_ACL + 1).to_bytes(2, "little"),
        b"\x05\x00\x00\x00\x00",
        RESET * 3 + b"\xff",
    ],
)
async def test_what_is_not_hci_is_cut_off(offer: Offer, sent: bytes) -> None:
    reader, writer = await offer.raw()
    writer.write(sent)
    assert await turned_away(reader)
    writer.close()
    assert "what is not HCI" in offer.lines[-1]
    await hello(offer.port)


@UNHEARD
async def test_well_formed_packets_of_nonsense_never_end_it(offer: Offer) -> None:
    dice = random.Random(7)
    reader, writer = await offer.raw()
    known = [*hci.HCI_Command.command_classes]
    for _ in range(1500):
        body = dice.randbytes(dice.randrange(40))
        op_code = dice.choice(known).to_bytes(2, "little")
        writer.write(b"\x01" + op_code + len(body).to_bytes(1) + body)
    writer.write(RESET)
    answers = b""
    async with asyncio.timeout(20):
        while not answers.endswith(RESET_DONE):
            answers += await reader.read(65_536)
    writer.close()
    await hello(offer.port)


@UNHEARD
async def test_nonsense_on_a_link_never_ends_it(offer: Offer) -> None:
    dice = random.Random(11)
    async with guest(offer.port) as device:
        connection = await device.connect(GATEWAY)
        for _ in range(400):
            pdu = dice.randbytes(dice.randrange(60))
            length = dice.choice((len(pdu), len(pdu), 0xFFFF, dice.randrange(80)))
            channel = dice.choice((4, 4, 4, 5, 6, 64))
            whole = length.to_bytes(2, "little") + channel.to_bytes(2, "little") + pdu
            flags = dice.randrange(4) << 12
            head = (connection.handle | flags).to_bytes(2, "little")
            packet = b"\x02" + head + len(whole).to_bytes(2, "little") + whole
            device.host.hci_sink.on_packet(packet)
    await hello(offer.port)


async def test_a_program_that_floods_and_never_reads_is_held_up_and_forgotten(
    offer: Offer,
) -> None:
    flood = socket.create_connection(("127.0.0.1", offer.port))
    flood.setblocking(False)
    sent = 0
    while sent < 50_000_000:
        try:
            sent += flood.send(RESET * 10_000)
        except BlockingIOError:
            break
    await until(lambda: len(offer.lines) > 1)
    flood.close()
    assert sent < 50_000_000
    await hello(offer.port)


async def test_half_a_packet_and_then_nothing_holds_up_nobody_after_it(offer: Offer) -> None:
    for part in (b"\x01", b"\x01\x03", b"\x02\x01\x00\x10\x00abc"):
        _, writer = await offer.raw()
        writer.write(part)
        await writer.drain()
        writer.close()
    await hello(offer.port)


def test_packets_are_cut_the_same_however_they_arrive() -> None:
    stream = RESET + b"\x02\x01\x00\x03\x00abc" + b"\x01\x05\x20\x01x" + b"\x02\x01\x00\x00\x00"
    whole = list(Packets().cut(stream))
    assert whole[0] == RESET
    assert b"".join(whole) == stream
    assert len(whole) == 4
    single = Packets()
    assert [p for byte in stream for p in single.cut(bytes((byte,)))] == whole
    with pytest.raises(NotHci):
        list(Packets().cut(b"\x00"))


# --- where it is offered --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("tcp-server:127.0.0.1:9000", "tcp-server:127.0.0.1:9000"),
        ("tcp-server:localhost:0", "tcp-server:127.0.0.1:0"),
        ("tcp-server:[::1]:65535", "tcp-server:[::1]:65535"),
    ],
)
def test_a_port_of_this_computer_is_taken(text: str, read: str) -> None:
    assert str(spot_of(text)) == read


@pytest.mark.parametrize(
    "text",
    [
        "tcp-server:0.0.0.0:9000",
        "tcp-server:_:9000",
        "tcp-server::9000",
        "tcp-server:192.0.2.7:9000",
        "tcp-server:[::]:9000",
        "tcp-server:example.org:9000",
    ],
)
def test_the_air_is_not_offered_to_the_network_and_it_says_why(text: str) -> None:
    with pytest.raises(NotOffered, match=r"127\.0\.0\.1 only, for HCI has no lock"):
        spot_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "usb:0",
        "tcp-client:127.0.0.1:1",
        "tcp-server",
        "tcp-server:127.0.0.1:",
        "tcp-server:127.0.0.1:65536",
        "tcp-server:127.0.0.1:-1",
        "tcp-server:127.0.0.1:٣",
    ],
)
def test_what_is_no_place_to_listen_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(NotOffered, match=r"^the (air|port) is "):
        spot_of(text)


def test_a_port_that_is_taken_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"tcp-server:127.0.0.1:{taken.getsockname()[1]}"
        assert main(["practice", "serve", "--hci", where]) == 2
    assert capsys.readouterr().err.startswith(f"Not possible: {where} cannot be opened (")


@pytest.mark.parametrize("scenario", ["nowhere", "/no/such.toml", "../home"])
def test_a_site_that_is_not_there_is_said_so(
    scenario: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["practice", "serve", "--hci", "tcp-server:127.0.0.1:0", scenario]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), said.err[:14]) == ("", 1, "Not possible: ")


def test_the_practice_sites_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "list"]) == 0
    assert "vendors: Millrace Workshop, " in capsys.readouterr().out


# --- what is said, and the end --------------------------------------------------------------------


def test_news_are_told_once_for_each_change() -> None:
    def device(blinking: bool = False, online: bool = False) -> YardDevice:
        return YardDevice(
            "1", "GW-1", Kind.GATEWAY, "", blinking=blinking, online=online, in_front=False,
            needs_button=False,
        )  # fmt: skip

    lines: list[str] = []
    news = News(lines.append)
    for now in (device(), device(True), device(True), device(), device(online=True), device()):
        news.look((now,))
    assert lines == [
        "GW-1 1 blinks.",
        "GW-1 1 has joined the network.",
        "GW-1 1 is not on the network any more.",
    ]


# Windows cannot send these to a process of ours without sending them to us as well.
SENT = (signal.SIGINT, signal.SIGTERM) if sys.platform != "win32" else (None,)


@pytest.mark.parametrize("which", SENT)
def test_ctrl_c_and_a_polite_kill_end_it_in_order(
    which: signal.Signals | None,
) -> None:
    command = [sys.executable, "-X", "dev", "-m", "walkdown", "practice", "serve"]
    with subprocess.Popen(
        [*command, "--hci", "tcp-server:127.0.0.1:0", "vendors"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        port = re.search(r"127\.0\.0\.1:(\d+); Ctrl\+C ends it\.", process.stdout.readline())
        assert port
        with socket.create_connection(("127.0.0.1", int(port[1]))) as other:
            other.sendall(RESET)
            assert other.recv(7) == RESET_DONE
            if which is None:
                process.kill()
                return
            process.send_signal(which)
            assert other.recv(1) == b""
        rest, complaints = process.communicate(timeout=30)
        assert (process.returncode, rest, complaints) == (0, "A program has connected.\n", "")
