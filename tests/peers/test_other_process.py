"""Programs in processes of their own meet the practice air that `walkdown practice serve` offers them."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from bumble.core import AdvertisingData
from bumble.device import Device
from bumble.hci import Address
from bumble.transport import open_transport
from smp.image_management import ImageState
from smpclient import SMPClient
from smpclient.generics import success
from smpclient.requests.image_management import ImageStatesRead, ImageStatesWrite
from smpclient.requests.os_management import EchoWrite, ResetWrite
from smpclient.transport import SMPTransportDisconnected
from smpclient.transport.bumble import SMPBumbleTransport

from tests.practice.conftest import until
from walkdown.practice.firmware_print import print_image

ROOT = Path(__file__).parents[2]
SSID, PASSWORD = "Quarry-2G", "granite-kettle-58"
METER_500 = "D0:57:00:00:00:05"
SITE = f"""
title = "Quarry"
join_s = 0.05
router = {{ ssid = "{SSID}" }}
[[network]]
ssid = "{SSID}"
channel = 6
security = "WPA2"
password = "{PASSWORD}"
signal_dbm = -50
[[network]]
ssid = "Quarry-Guest"
channel = 1
security = "NO"
signal_dbm = -60
"""
GATEWAY = """
[[device]]
serial = "77030012{mtu:04d}"
model = "GW-1"
kind = "gateway"
place = "Office"
distance_m = 1.0
firmware = "3.4.1"
hardware = "GW-1 r2"
mtu = {most}
extras = ["smp"]
"""
METER = """
[[device]]
serial = "34987A64{mtu:04d}"
model = "SPEM-003CEBEU"
kind = "meter"
family = "shelly"
name = "Shelly-{mtu}"
place = "Hall"
distance_m = 2.0
firmware = "1.4.4"
hardware = "SPEM-003CEBEU"
mtu = {most}
readings = [{{ name = "Power", value = "412", unit = "W" }}]
"""


@dataclass(frozen=True)
class Served:
    """The offer, and the file into which it says what happens."""

    hci: str
    said: Path

    def heard(self) -> str:
        """What has been said so far."""
        return self.said.read_text("utf-8")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One offer for all tests here, each of which meets devices of its own."""
    folder = tmp_path_factory.mktemp("served")
    site, said = folder / "quarry.toml", folder / "said.txt"
    devices = (
        form.format(mtu=mtu, most=min(mtu, 247))
        for form in (GATEWAY, METER)
        for mtu in (23, 247, 500)
    )
    site.write_text(SITE + "".join(devices), "utf-8")
    command = [sys.executable, "-m", "walkdown", "practice", "serve", str(site)]
    with (
        said.open("wb") as out,
        subprocess.Popen(
            [*command, "--hci", "tcp-server:127.0.0.1:0"], stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        while not (hci := re.search(r"tcp-server(:127\.0\.0\.1:\d+); C", said.read_text("utf-8"))):
            assert process.poll() is None, said.read_text("utf-8")
            time.sleep(0.02)
        yield Served(f"tcp-client{hci[1]}", said)
        process.terminate()
    assert PASSWORD not in said.read_text("utf-8")


def sent_to_meet(peer: str, served: Served, name: str, *, brief: bool = False) -> dict[str, Any]:
    """What a peer in a process of its own says it met."""
    orders = {"hci": served.hci, "name": name, "ssid": SSID, "password": PASSWORD, "brief": brief}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.peers.{peer}"],
        input=json.dumps(orders),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_home_assistants_improv_client_sets_a_device_up(served: Served) -> None:
    told = sent_to_meet("meet_improv", served, "GW1-770300120247")
    assert told.pop("url").startswith("http://127.0.0.1:")
    networks = [SSID, "Quarry-Guest"]
    assert told == {"mtu": 247, "needs_button": False, "model": "GW-1", "networks": networks}
    assert "GW-1 770300120247 has joined the network." in served.heard()


def test_at_the_smallest_mtu_that_client_loses_the_url_but_the_device_has_joined(
    served: Served,
) -> None:
    told = sent_to_meet("meet_improv", served, "GW1-770300120023")
    assert told == {"mtu": 23, "needs_button": False, "url": None}
    assert "GW-1 770300120023 has joined the network." in served.heard()


def test_home_assistants_shelly_client_sets_a_meter_up(served: Served) -> None:
    told = sent_to_meet("meet_shelly", served, "Shelly-247")
    networks = [SSID, "Quarry-Guest"]
    assert told == {"mac": "34987A640247", "networks": networks, "power": 412.0, "ssid": SSID}
    assert "SPEM-003CEBEU 34987A640247 has joined the network." in served.heard()


def test_that_client_sets_a_meter_up_at_the_smallest_mtu(served: Served) -> None:
    assert sent_to_meet("meet_shelly", served, "Shelly-23", brief=True) == {}
    assert "SPEM-003CEBEU 34987A640023 has joined the network." in served.heard()


@pytest.mark.parametrize("mtu", [23, 247])
async def test_smpclient_brings_new_firmware_over_its_own_hci(served: Served, mtu: int) -> None:
    client = await smp_client(served, mtu)
    echo = await client.request(EchoWrite(d="quarry"))
    assert success(echo)
    assert echo.r == "quarry"
    async for _ in client.upload(print_image(f"3.5.{mtu}", 1_000)):
        pass
    assert f"3.5.{mtu}" in {image.version for image in await images_of(client)}
    await part(client)


@pytest.mark.expects_log("Peer disconnected")
async def test_smpclient_restarts_a_device_into_new_firmware_and_keeps_it(served: Served) -> None:
    client = await smp_client(served, 247)
    async for _ in client.upload(print_image("4.0.0", 1_000)):
        pass
    new = next(image for image in await images_of(client) if image.version == "4.0.0")
    assert success(await client.request(ImageStatesWrite(hash=new.hash)))
    assert success(await client.request(ResetWrite()))
    with pytest.raises(SMPTransportDisconnected):
        await asyncio.wait_for(client._transport.receive(), 20)
    await vanish(client)
    client = await smp_client(served, 247)
    running = next(image for image in await images_of(client) if image.active)
    assert (running.version, running.confirmed) == ("4.0.0", False)
    assert success(await client.request(ImageStatesWrite(hash=running.hash, confirm=True)))
    running = next(image for image in await images_of(client) if image.active)
    assert running.confirmed
    await part(client)


async def vanish(client: SMPClient) -> None:
    """Its own goodbye asks a device for an answer that is not there any more, for half a minute."""
    await cast(Any, client._transport)._state.transport.close()
    await settled()


async def part(client: SMPClient) -> None:
    await client.disconnect()
    await settled()


async def settled() -> None:
    """asyncio closes a socket in the loop's next turn."""
    for _ in range(3):
        await asyncio.sleep(0)


async def images_of(client: SMPClient) -> list[ImageState]:
    states = await client.request(ImageStatesRead())
    assert success(states)
    return list(states.images)


async def smp_client(served: Served, mtu: int) -> SMPClient:
    """Found by name and connected by smpclient itself."""
    transport = SMPBumbleTransport(hci=served.hci, preferred_mtu=mtu)
    client = SMPClient(transport, "GW1-770300120500")
    await client.connect(20)
    return client


async def test_a_scanner_of_bumbles_own_sees_adverts_as_devices_send_them(served: Served) -> None:
    adverts: dict[tuple[str, int], bytes] = {}
    async with await open_transport(served.hci) as way:
        device = Device.with_hci("eye", Address("F0:F1:F2:F3:F4:F5"), way.source, way.sink)
        await device.power_on()
        device.host.on(
            "advertising_report",
            lambda r: adverts.setdefault((str(r.address), int(r.event_type)), r.data),
        )
        await device.start_scanning(active=True)
        await until(lambda: any(at == METER_500 for at, _ in adverts) and len(adverts) >= 4)
        await until(lambda: {(METER_500, 0), (METER_500, 4)} <= adverts.keys())
        await device.stop_scanning()
    await settled()
    assert max(map(len, adverts.values())) <= 31
    advert = AdvertisingData.from_bytes(adverts[METER_500, 0])
    response = AdvertisingData.from_bytes(adverts[METER_500, 4])
    name = AdvertisingData.Type.COMPLETE_LOCAL_NAME
    assert response.get(name) == "Shelly-500"
    assert advert.get(name) is None
    assert advert.get(AdvertisingData.Type.MANUFACTURER_SPECIFIC_DATA) is not None
