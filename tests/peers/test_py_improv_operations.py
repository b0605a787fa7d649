"""What Home Assistant's Improv client can ask, each at the smallest MTU and at a usual one."""

from __future__ import annotations

import asyncio

import bleak
import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from improv_ble_client import ImprovBLEClient, device_filter
from improv_ble_client import errors as peer_errors
from improv_ble_client.protocol import Capabilities, State

from tests.devices.conftest import until
from tests.peers.improv_meeting import meeting
from tests.peers.test_py_improv import NAME, PASSWORD, SSID, URL, Site
from walkdown.practice import improv_wire as wire

pytestmark = pytest.mark.expects_log("Received invalid command", "unexpectedly disconnected")
SMALL, USUAL = 23, 247
MTUS = pytest.mark.parametrize("mtu", [SMALL, USUAL])
SHORT_URL = "http://192.0.2.7"  # its result is 20 bytes, all that a notification holds at MTU 23


async def advert_in(site: Site, phase: wire.Phase) -> AdvertisementData:
    """What a bleak program hears of the device in that state."""
    found = asyncio.get_running_loop().create_future()

    def heard(_device: BLEDevice, advert: AdvertisementData) -> None:
        said = [data for uuid, data in advert.service_data.items() if uuid[4:8] == "4677"]
        if said and said[0][0] == phase and not found.done():
            found.set_result(advert)

    site.device._enter(phase)
    async with bleak.BleakScanner(heard, backend=site.backend.scanner):
        return await asyncio.wait_for(found, 30)


@pytest.mark.parametrize(
    ("phase", "wanted"),
    [
        (wire.Phase.LOCKED, True),
        (wire.Phase.OPEN, True),
        (wire.Phase.JOINING, False),
        (wire.Phase.DONE, False),
    ],
)
async def test_the_peer_takes_up_a_device_that_waits_and_no_other(
    phase: wire.Phase, wanted: bool
) -> None:
    async with meeting() as (site, _):
        assert device_filter(await advert_in(site, phase)) is wanted


async def test_the_peer_is_told_of_a_device_by_another_address() -> None:
    async with meeting() as (site, peer):
        device, advert = await site.find()
        stranger = ImprovBLEClient(BLEDevice("F0:CA:FE:00:00:99", None, None))
        assert (stranger.name, stranger.rssi) == ("F0:CA:FE:00:00:99", None)
        stranger.set_ble_device_and_advertisement_data(device, advert)
        assert (stranger.name, stranger.address) == (NAME, peer.address)
        assert stranger.rssi == advert.rssi


async def test_the_peer_knows_no_capability_before_it_is_connected() -> None:
    async with meeting() as (_, peer):
        for question in ("capabilities", "can_identify", "can_scan_wifi", "can_set_hostname"):
            with pytest.raises(peer_errors.NotConnected):
                getattr(peer, question)


@MTUS
@pytest.mark.parametrize("capabilities", [0, 0b0101, 0b1010, wire.CAN_ALL])
async def test_the_peer_reads_each_capability_and_asks_for_no_other(
    mtu: int, capabilities: int
) -> None:
    async with meeting(mtu=mtu, capabilities=capabilities) as (site, peer):
        await peer.ensure_connected()
        assert site.device.peripheral.mtu == mtu
        assert await peer.read_characteristic(wire.STATE) == State.AUTHORIZED
        assert peer.capabilities == Capabilities(capabilities)
        able = (
            peer.can_identify,
            peer.can_get_device_info,
            peer.can_scan_wifi,
            peer.can_set_hostname,
        )
        assert able == tuple(bool(capabilities >> bit & 1) for bit in range(4))
        if not capabilities:
            for question in (
                peer.identify,
                peer.get_device_info,
                peer.scan_wifi,
                peer.get_hostname,
            ):
                with pytest.raises(peer_errors.NotSupported):
                    await question()
            assert not site.device.commands


@MTUS
async def test_the_peer_follows_every_state_up_to_the_end_of_the_link(mtu: int) -> None:
    async with meeting(mtu=mtu, needs_button=True, url=SHORT_URL) as (site, peer):
        heard: list[int] = []
        await peer.subscribe_state_updates(heard.append)
        site.device.press_button()
        assert await peer.provision(SSID, PASSWORD, None) == SHORT_URL
        await until(lambda: State.PROVISIONED in heard)
        await site.device.power_off()
        await until(lambda: State.DISCONNECTED in heard)
        assert heard == [1, 2, 3, 4, 0xFF]


@MTUS
async def test_the_peer_stops_hearing_states_when_it_says_so(mtu: int) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        first: list[int] = []
        second: list[int] = []
        stop = await peer.subscribe_state_updates(first.append)
        await peer.subscribe_state_updates(second.append)
        stop()
        site.device._enter(wire.Phase.JOINING)
        await until(lambda: wire.Phase.JOINING in second)
        assert first == [wire.Phase.OPEN]


@MTUS
@pytest.mark.parametrize("url", [SHORT_URL, None])
async def test_the_peer_is_told_where_the_device_is_if_the_answer_fits(
    mtu: int, url: str | None
) -> None:
    states: list[int] = []
    async with meeting(mtu=mtu, url=url) as (site, peer):
        assert await peer.provision(SSID, PASSWORD, states.append) == url
        assert site.tried == [(SSID, PASSWORD)]
        assert states[0] == wire.Phase.JOINING


@MTUS
async def test_the_peer_hears_all_networks_that_one_notification_holds(mtu: int) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        site.rows = (("Barn", -52, "WPA2"),) if mtu == SMALL else site.rows
        await peer.ensure_connected()
        found = (await peer.scan_wifi()).networks
        assert [(n[0].decode(), int(n[1]), n[2].decode()) for n in found] == list(site.rows)
        site.rows = ()
        assert (await peer.scan_wifi()).networks == []


@pytest.mark.parametrize("question", ["get_device_info", "scan_wifi"])
async def test_at_the_smallest_mtu_the_peer_hangs_up_on_a_longer_answer(question: str) -> None:
    async with meeting(mtu=SMALL) as (site, peer):
        await peer.ensure_connected()
        with pytest.raises(peer_errors.Disconnected) as failed:
            await getattr(peer, question)()
        assert failed.value.reason.name == "INVALID_COMMAND"
        await until(lambda: not site.device.peripheral.connected)


async def test_at_the_smallest_mtu_the_peer_takes_a_success_with_a_long_address_for_none() -> None:
    """It hangs up on the cut answer, or asks the device again, which has joined and refuses."""
    async with meeting(mtu=SMALL) as (site, peer):
        with pytest.raises((peer_errors.Disconnected, peer_errors.ProvisioningFailed)):
            await peer.provision(SSID, PASSWORD, None)
        assert site.tried == [(SSID, PASSWORD)]
        assert site.device.phase is wire.Phase.DONE


async def test_at_a_usual_mtu_the_same_answers_are_read() -> None:
    async with meeting(mtu=USUAL) as (site, peer):
        await peer.ensure_connected()
        info = await peer.get_device_info()
        assert (info.firmware_name, info.firmware_version) == (b"GW-1", b"4.2.1")
        assert (info.hardware_chip, info.device_name) == (b"ESP32-C3", NAME.encode())
        assert len((await peer.scan_wifi()).networks) == len(site.rows)
        assert await peer.provision(SSID, PASSWORD, None) == URL
