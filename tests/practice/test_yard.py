"""The practice site looks and behaves like one: lamps, buttons, networks; and it leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from bleak import BleakClient, BleakScanner
from bleak.exc import BleakError
from PIL import Image

from tests.practice.conftest import until
from walkdown.app.ports import YardDevice, YardView
from walkdown.core.trouble import Code, Setback
from walkdown.practice.crowd import crowd
from walkdown.practice.endpoint import HOST, Endpoint
from walkdown.practice.improv_wire import COMMAND, RESULT, STATE, Phase
from walkdown.practice.merged import Merged
from walkdown.practice.scenario import Fault, Scenario
from walkdown.practice.yard import PracticeYard

SCENARIOS = Path(__file__).parents[2] / "resources" / "practice"
CHARGER = "608801507731"
GATEWAY = "770300125518"
ONE, TWO = (device.serial for device in crowd(2).devices)
PASSWORD = "forty doors one key"


class Window:
    """Keeps what the practice window would show last."""

    def __init__(self) -> None:
        self.views: list[YardView] = []

    def __getitem__(self, serial: str) -> YardDevice:
        return next(d for d in self.views[-1].devices if d.serial == serial)


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
async def yard() -> AsyncIterator[PracticeYard]:
    yard = PracticeYard(SCENARIOS)
    yield yard
    await yard.close()


@pytest.fixture
async def pair(yard: PracticeYard, window: Window) -> PracticeYard:
    """A yard with two plain devices."""
    await yard.enter(crowd(2), window.views.append)
    return yard


def with_fault(fault: Fault) -> Scenario:
    plain = crowd(1)
    return replace(plain, devices=(replace(plain.devices[0], faults=(fault,)),))


@asynccontextmanager
async def linked(yard: PracticeYard, serial: str) -> AsyncIterator[BleakClient]:
    def is_it(_device: object, advert: object) -> bool:
        return str(getattr(advert, "local_name", "")).endswith(serial)

    device = await BleakScanner.find_device_by_filter(is_it, 30, backend=yard.air.scanner)
    assert device
    async with BleakClient(device, backend=yard.air.client) as client:
        yield client


async def tell(client: BleakClient, command: int, *texts: str) -> None:
    data = b"".join(bytes((len(t),)) + t.encode() for t in texts)
    packet = bytes((command, len(data))) + data
    await client.write_gatt_char(COMMAND, packet + bytes((sum(packet) % 256,)), response=True)


async def set_up(yard: PracticeYard, serial: str, ssid: str = "StreetWide") -> bytes:
    """Send the credentials; gives the result once the device says that it has joined."""
    results: asyncio.Queue[bytes] = asyncio.Queue()
    async with linked(yard, serial) as client:
        await client.start_notify(RESULT, lambda _, data: results.put_nowait(bytes(data)))
        await tell(client, 1, ssid, PASSWORD)
        return await asyncio.wait_for(results.get(), 30)


async def answer(url: str) -> dict[str, object]:
    """What a device says on the network; empty where it hangs up without a word."""
    reader, writer = await asyncio.open_connection(HOST, int(url.rsplit(":", 1)[1].strip("/")))
    try:
        writer.write(b"GET /status HTTP/1.1\r\n\r\n")
        body = (await reader.read()).partition(b"\r\n\r\n")[2]
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return json.loads(body) if body else {}


def test_the_yard_costs_nothing_until_it_is_opened() -> None:
    look = "import sys, walkdown.practice.yard; print([m for m in %r if m in sys.modules])"
    asked = ("bumble", "bleak", "PIL", "numpy", "walkdown.practice.air")
    run = [sys.executable, "-c", look % (asked,)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(run, capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.strip() == "[]"


async def test_home_opens_and_is_told(yard: PracticeYard, window: Window) -> None:
    await yard.open("home", window.views.append)
    await until(lambda: bool(window.views))
    view = window.views[-1]
    assert (view.scenario, view.title, view.router_ssid) == (
        "home",
        "14 Harbour Lane",
        "HarbourHome-2G",
    )
    assert len(view.devices) == 7
    assert [d.serial for d in view.devices if d.needs_button] == [CHARGER]
    assert not any(d.online or d.blinking or d.in_front for d in view.devices)
    assert window[GATEWAY].place == "Cellar, beside the main board"


@pytest.mark.parametrize("scenario", ["gone", "../home", ""])
async def test_a_scenario_that_cannot_be_played_is_a_setback(
    yard: PracticeYard, scenario: str
) -> None:
    with pytest.raises(Setback) as caught:
        await yard.open(scenario, print)
    assert caught.value.code is Code.SITE_FILE_DAMAGED
    with pytest.raises(Setback):
        yard.hold_router()


async def test_before_a_site_is_open_bluetooth_is_off(yard: PracticeYard) -> None:
    for wanted in ("client", "scanner"):
        with pytest.raises(Setback) as caught:
            getattr(yard.air, wanted)
        assert caught.value.code is Code.BLUETOOTH_OFF


async def test_all_of_a_crowd_are_heard(yard: PracticeYard, window: Window) -> None:
    await yard.enter(crowd(40), window.views.append)
    heard: set[str] = set()
    async with BleakScanner(
        lambda device, advert: heard.add(advert.local_name or ""), backend=yard.air.scanner
    ):
        await until(lambda: len(heard - {""}) == 40)


async def test_identify_shows_as_blinking(pair: PracticeYard, window: Window) -> None:
    async with linked(pair, ONE) as client:
        await tell(client, 2)
        await until(lambda: window[ONE].blinking)
    assert not window[TWO].blinking


async def test_the_button_lets_a_device_be_set_up(yard: PracticeYard, window: Window) -> None:
    await yard.open("home", window.views.append)
    async with linked(yard, CHARGER) as client:
        assert await client.read_gatt_char(STATE) == b"\x01"
        yard.press_button(CHARGER)
        assert await client.read_gatt_char(STATE) == b"\x02"


async def test_a_device_that_joined_answers_and_leaves_the_air(
    pair: PracticeYard, window: Window
) -> None:
    result = await set_up(pair, ONE)
    url = pair.url(ONE)
    assert url.encode() in result
    await until(lambda: window[ONE].online)
    assert (await answer(url))["serial"] == ONE
    assert not window[TWO].online
    heard: list[str | None] = []
    async with BleakScanner(
        lambda device, advert: heard.append(advert.local_name), backend=pair.air.scanner
    ):

        def only_two() -> bool:
            return len(heard) > 20 and not any(n and n.endswith(ONE) for n in heard[-20:])

        await until(only_two)
    assert (await answer(url))["serial"] == ONE


async def test_without_an_address_a_device_comes_back_to_be_set_up_again(
    yard: PracticeYard, window: Window
) -> None:
    await yard.enter(with_fault(Fault.NO_ADDRESS), window.views.append)
    assert await set_up(yard, ONE) == b"\x01\x00\x01"
    assert yard.url(ONE) == ""
    states: list[int] = []
    async with BleakScanner(
        lambda device, advert: states.extend(data[0] for data in advert.service_data.values()),
        backend=yard.air.scanner,
    ):
        await until(lambda: states[-1:] == [Phase.OPEN])
    assert not window[ONE].online


async def test_a_device_that_cannot_be_reached_begins_anew_at_the_press_of_its_button(
    yard: PracticeYard, window: Window
) -> None:
    await yard.enter(with_fault(Fault.NOT_REACHABLE), window.views.append)
    await set_up(yard, ONE)
    await until(lambda: window[ONE].online)
    yard.press_button(ONE)
    await until(lambda: not window[ONE].online)
    assert yard.url(ONE) == ""
    async with linked(yard, ONE) as client:
        assert await client.read_gatt_char(STATE) == b"\x02"


async def test_a_device_whose_serial_differs_on_the_network_says_so_there(
    yard: PracticeYard, window: Window
) -> None:
    await yard.enter(with_fault(Fault.OTHER_SERIAL_ON_NETWORK), window.views.append)
    await set_up(yard, ONE)
    assert (await answer(yard.url(ONE)))["serial"] == TWO


async def test_devices_come_back_online_on_their_old_port(
    pair: PracticeYard, window: Window
) -> None:
    await pair.resume(((ONE, ""), ("000000000000", "http://127.0.0.1:9/")))
    url = pair.url(ONE)
    await pair.enter(crowd(2), window.views.append)
    assert pair.url(ONE) == ""
    await pair.resume(((ONE, url),))
    assert pair.url(ONE) == url
    assert (await answer(url))["serial"] == ONE
    await until(lambda: window[ONE].online)


@pytest.mark.parametrize(
    "url", ["", "http://10.0.0.5:8080/", "http://127.0.0.1:22/", "http://127.0.0.1:x/", "http://["]
)
async def test_an_odd_old_address_gives_a_new_one(pair: PracticeYard, url: str) -> None:
    await pair.resume(((ONE, url),))
    assert pair.url(ONE) not in ("", url)
    assert (await answer(pair.url(ONE)))["serial"] == ONE


async def test_an_old_port_that_is_taken_gives_a_new_one(pair: PracticeYard) -> None:
    other = Endpoint(lambda: b"{}")
    await other.open()
    await pair.resume(((ONE, other.url),))
    assert pair.url(ONE) not in ("", other.url)
    await other.close()


async def test_what_is_held_is_in_front_and_in_the_picture(
    pair: PracticeYard, window: Window
) -> None:
    assert pair.in_front_picture() is None
    pair.hold_label(ONE)
    await until(lambda: window[ONE].in_front)
    label = await asyncio.to_thread(pair.in_front_picture)
    assert isinstance(label, Image.Image)
    assert pair.in_front_picture() is label
    pair.hold_router()
    await until(lambda: not window[ONE].in_front)
    sticker = pair.in_front_picture()
    assert sticker is not None
    assert sticker is not label
    await pair.close()
    assert pair.in_front_picture() is None


async def test_stickers_and_sheets_are_held_and_told(yard: PracticeYard, window: Window) -> None:
    await yard.open("labels", window.views.append)
    await until(lambda: bool(window.views))
    yard.hold_sticker(2)
    await until(lambda: [s.in_front for s in window.views[-1].stickers][:3] == [False, True, False])
    held = yard.in_front_picture()
    assert held is not None
    assert yard.in_front_picture() is held
    yard.hold_sheet()
    await until(lambda: window.views[-1].sheet_in_front)
    assert not any(s.in_front for s in window.views[-1].stickers)
    assert yard.in_front_picture() is not held
    troubles = {d.trouble for d in window.views[-1].devices}
    assert {"glare", "carton", "sheet", ""} <= troubles
    for number in (0, len(window.views[-1].stickers) + 1):
        with pytest.raises(IndexError):
            yard.hold_sticker(number)


async def test_the_sticker_is_read_as_a_secret(pair: PracticeYard) -> None:
    with pair.router_password().reveal() as text:
        assert text == PASSWORD
    with pytest.raises(LookupError):
        pair.hold_label("000000000000")


async def test_a_lost_network_takes_its_devices_off_and_back(
    pair: PracticeYard, window: Window
) -> None:
    await pair.resume(((ONE, ""),))
    await until(lambda: window[ONE].online)
    pair.lose_network("StreetWide")
    await until(lambda: not window[ONE].online)
    pair.lose_network("StreetWide", lost=False)
    await until(lambda: window[ONE].online)
    assert (await answer(pair.url(ONE)))["serial"] == ONE


async def test_a_silenced_device_answers_nobody_until_it_may(pair: PracticeYard) -> None:
    await pair.resume(((ONE, ""),))
    pair.make_silent(ONE, True)
    asking = asyncio.ensure_future(answer(pair.url(ONE)))
    done, _ = await asyncio.wait([asking], timeout=0.05)
    assert not done
    pair.make_silent(ONE, False)
    assert (await answer(pair.url(ONE)))["serial"] == ONE
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_a_link_can_be_made_to_drop(pair: PracticeYard) -> None:
    async with linked(pair, ONE) as client:
        pair.make_drop(ONE)
        with pytest.raises(BleakError):
            await client.read_gatt_char(STATE)
        await until(lambda: not client.is_connected)


async def test_a_device_can_be_carried_away(pair: PracticeYard) -> None:
    async def strength() -> int:
        heard: list[int] = []
        async with BleakScanner(
            lambda device, advert: heard.append(advert.rssi) if device.name else None,
            backend=pair.air.scanner,
        ):
            await until(lambda: len(heard) > 20)
        return max(heard)

    near = await strength()
    for serial in (ONE, TWO):
        pair.move(serial, 25.0)
    assert await strength() < near


async def test_a_reset_device_is_as_it_came_from_the_factory(
    pair: PracticeYard, window: Window
) -> None:
    await pair.resume(((ONE, ""),))
    await pair.reset(ONE)
    assert pair.url(ONE) == ""
    async with linked(pair, ONE) as client:
        assert await client.read_gatt_char(STATE) == b"\x02"


async def test_opening_again_closes_the_former_world(pair: PracticeYard, window: Window) -> None:
    await pair.resume(((ONE, ""),))
    port = int(pair.url(ONE).rsplit(":", 1)[1].strip("/"))
    await pair.open("home", window.views.append)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(HOST, port)
    await until(lambda: window.views[-1].scenario == "home")


async def test_closing_in_the_middle_of_everything_leaves_nothing(
    yard: PracticeYard, window: Window
) -> None:
    await yard.enter(crowd(3, join_s=30), window.views.append)
    await yard.resume(((TWO, ""),))
    async with linked(yard, ONE) as client:
        await tell(client, 2)
        await tell(client, 1, "StreetWide", PASSWORD)
        url = yard.url(TWO)
        asking = asyncio.ensure_future(answer(url))
        await yard.close()
        await yard.close()
        await asyncio.gather(asking, return_exceptions=True)
    assert asyncio.all_tasks() <= {asyncio.current_task()}
    told = len(window.views)
    await asyncio.sleep(0)
    assert len(window.views) == told


async def test_many_changes_are_told_as_few() -> None:
    said: list[str] = []
    merged = Merged(lambda: said.append("look"))
    for _ in range(50):
        merged.poke()
    await until(lambda: bool(said))
    for _ in range(50):
        merged.poke()
    assert said == ["look"]
    await until(lambda: len(said) == 2)
    merged.poke()
    merged.close()
    merged.poke()
    assert said == ["look", "look"]
