"""What goes wrong between Home Assistant's Improv client and a device, at both MTUs, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest
from improv_ble_client import errors as peer_errors
from improv_ble_client.protocol import UnknownCommand

from tests.devices.conftest import until
from tests.peers.improv_meeting import idle_time_is_over, meeting, waits
from tests.peers.test_py_improv import PASSWORD, SSID
from walkdown.practice import improv_wire as wire
from walkdown.practice.improv_facts import Faults

pytestmark = pytest.mark.expects_log(
    "Received invalid command", "unexpectedly disconnected", "Unexpected characteristic data"
)
MTUS = pytest.mark.parametrize("mtu", [23, 247])
SHORT_URL = "http://192.0.2.7"
TRIES = 3  # the peer's own, for what its connector takes for a passing fault


async def out_of_patience(peer: Any, work: Awaitable[Any], told: list[int], tries: int) -> None:
    """Let the peer's idle time be over each time the device has refused, until it gives up."""
    task = asyncio.ensure_future(work)
    for n in range(1, tries + 1):
        await until(lambda n=n: len(told) >= n and waits(peer))  # type: ignore[misc]
        assert not task.done()
        assert idle_time_is_over(peer)
    with pytest.raises(peer_errors.Timeout):
        await task


@MTUS
async def test_the_peer_is_told_of_a_wrong_password_and_may_try_again(mtu: int) -> None:
    async with meeting(mtu=mtu, url=SHORT_URL) as (site, peer):
        with pytest.raises(peer_errors.ProvisioningFailed) as failed:
            await peer.provision(SSID, "not-the-password", None)
        assert failed.value.error == wire.Fail.NO_NETWORK
        await asyncio.gather(*peer._background_tasks)
        assert await peer.provision(SSID, PASSWORD, None) == SHORT_URL
        assert site.tried[-1] == (SSID, PASSWORD)


@MTUS
async def test_the_peer_is_refused_until_the_button_is_pressed(mtu: int) -> None:
    async with meeting(mtu=mtu, needs_button=True, url=SHORT_URL) as (site, peer):
        assert await peer.need_authorization()
        with pytest.raises(peer_errors.ProvisioningFailed) as failed:
            await peer.provision(SSID, PASSWORD, None)
        assert failed.value.error == wire.Fail.LOCKED
        assert site.tried == []
        await asyncio.gather(*peer._background_tasks)
        site.device.press_button()
        assert not await peer.need_authorization()
        assert await peer.provision(SSID, PASSWORD, None) == SHORT_URL


@MTUS
async def test_the_peer_is_told_of_a_refusal_without_a_reason(mtu: int) -> None:
    async with meeting(mtu=mtu, faults=Faults(refuses=True)) as (site, peer):
        with pytest.raises(peer_errors.ProvisioningFailed) as failed:
            await peer.provision(SSID, PASSWORD, None)
        assert failed.value.error == wire.Fail.OTHER
        assert site.tried == []


@MTUS
async def test_the_peer_hears_that_a_command_is_unknown_and_the_link_stays(mtu: int) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        await peer.ensure_connected()
        told: list[int] = []
        peer._notification_handlers.subscribe_error(told.append)
        await peer.send_cmd(UnknownCommand(7, []))
        await until(lambda: told == [wire.Fail.COMMAND])
        assert not await peer.need_authorization()
        assert list(site.device.commands) == [7]


@MTUS
async def test_the_peer_hears_nothing_of_a_refused_hostname_and_waits_its_time_out(
    mtu: int,
) -> None:
    """It listens for errors only while it provisions; its idle time ends it, and it asks again."""
    async with meeting(mtu=mtu) as (site, peer):
        told: list[int] = []
        site.device._fail = _also(site.device._fail, told)  # type: ignore[method-assign]
        await peer.ensure_connected()
        await out_of_patience(peer, peer.set_hostname("under_score"), told, TRIES)
        assert told == [wire.Fail.HOSTNAME] * TRIES
        assert site.device.hostname != "under_score"


@MTUS
async def test_the_peer_hears_nothing_of_a_hostname_that_is_locked(mtu: int) -> None:
    async with meeting(mtu=mtu, needs_button=True) as (site, peer):
        told: list[int] = []
        site.device._fail = _also(site.device._fail, told)  # type: ignore[method-assign]
        await peer.ensure_connected()
        await out_of_patience(peer, peer.get_hostname(), told, TRIES)
        assert told == [wire.Fail.LOCKED] * TRIES


def _also(first: Any, seen: list[int]) -> Any:
    def both(why: wire.Fail) -> None:
        first(why)
        seen.append(why)

    return both


@MTUS
async def test_a_peer_with_nothing_to_ask_lets_the_device_go_when_its_time_is_over(
    mtu: int,
) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        heard: list[int] = []
        await peer.subscribe_state_updates(heard.append)
        assert idle_time_is_over(peer)
        await until(lambda: not site.device.peripheral.connected)
        assert heard == [wire.Phase.OPEN, 0xFF]
        assert not await peer.need_authorization()  # it connects anew when it has a question


@MTUS
async def test_the_peer_provisions_anew_when_the_link_was_lost_in_the_middle(mtu: int) -> None:
    faults = Faults(drop_link_during_provision_once=True)
    async with meeting(mtu=mtu, faults=faults, url=SHORT_URL) as (site, peer):
        assert await peer.provision(SSID, PASSWORD, None) == SHORT_URL
        assert site.tried == [(SSID, PASSWORD)]
        assert list(site.device.commands) == [1, 1]


@MTUS
async def test_the_peer_connects_anew_when_the_link_is_lost_while_it_asks(mtu: int) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        await peer.ensure_connected()
        site.device.peripheral.drop_after_requests(1)
        await peer.identify()
        await until(lambda: site.device.blinking)
        assert not await peer.need_authorization()


@MTUS
async def test_the_peer_hangs_up_on_a_state_it_does_not_know(mtu: int) -> None:
    async with meeting(mtu=mtu) as (site, peer):
        heard: list[int] = []
        await peer.subscribe_state_updates(heard.append)
        site.device.peripheral.notify(wire.STATE, b"\x07")
        await until(lambda: not site.device.peripheral.connected)
        assert heard == [wire.Phase.OPEN, 0xFF]


@MTUS
async def test_the_peer_hangs_up_on_an_answer_that_is_none(mtu: int) -> None:
    async with meeting(mtu=mtu, faults=Faults(garbage_replies=True)) as (_, peer):
        await peer.ensure_connected()
        with pytest.raises(peer_errors.Disconnected) as failed:
            await peer.get_device_info()
        assert failed.value.reason.name == "INVALID_COMMAND"


@MTUS
async def test_the_peer_hangs_up_on_a_device_that_names_its_system_too(mtu: int) -> None:
    """Six strings are in the spec since its newer text; this peer takes four and no more."""
    async with meeting(mtu=mtu, os="ESPHome") as (_, peer):
        await peer.ensure_connected()
        with pytest.raises(peer_errors.Disconnected) as failed:
            await peer.get_device_info()
        assert failed.value.reason.name == "INVALID_COMMAND"
