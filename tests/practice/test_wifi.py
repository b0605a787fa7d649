"""Practice devices join a network only where a real one would, and fail for the same reasons."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from walkdown.core.device import Kind
from walkdown.core.secret import Secret
from walkdown.practice.scenario import Band, Fault, Network, PracticeDevice, Security
from walkdown.practice.wifi import Airwaves, Outcome

PASSWORD = "rake and spade"
HOME = Network("Shed", Security.WPA2, 6, -50, password=Secret(PASSWORD))
METER = PracticeDevice("301777810042", "MT-3", Kind.METER, "Hall", "1.9.4", "CT")


async def outcome(
    network: Network = HOME, device: PracticeDevice = METER, password: str = PASSWORD
) -> Outcome:
    return (await Airwaves((network,)).join(device, "Shed", password)).outcome


async def test_the_right_name_and_password_join() -> None:
    joining = await Airwaves((HOME,)).join(METER, "Shed", PASSWORD)
    assert joining.outcome is Outcome.JOINED
    assert joining.on_the_network
    assert joining.network is HOME


async def test_a_name_that_nobody_uses_is_not_found() -> None:
    joining = await Airwaves((HOME,)).join(METER, "House", PASSWORD)
    assert joining.outcome is Outcome.NOT_FOUND
    assert not joining.on_the_network


@pytest.mark.parametrize("password", ["", "rake and spadE", "räke", "\ud800", "x" * 300])
async def test_a_wrong_password_is_told_apart(password: str) -> None:
    assert await outcome(password=password) is Outcome.WRONG_PASSWORD


async def test_a_band_the_device_has_no_radio_for_is_not_found() -> None:
    five = replace(HOME, band=Band.GHZ_5, channel=44)
    assert await outcome(five) is Outcome.NOT_FOUND
    assert await outcome(five, replace(METER, bands=(Band.GHZ_5,))) is Outcome.JOINED


async def test_too_weak_is_heard_but_not_joined_and_weaker_is_not_heard() -> None:
    assert await outcome(device=replace(METER, wifi_db=-35)) is Outcome.JOINED
    assert await outcome(device=replace(METER, wifi_db=-36)) is Outcome.TOO_WEAK
    assert await outcome(device=replace(METER, wifi_db=-46)) is Outcome.NOT_FOUND


async def test_a_network_with_user_names_cannot_be_joined() -> None:
    assert await outcome(replace(HOME, security=Security.WPA2_EAP)) is Outcome.NOT_SUPPORTED


async def test_an_open_network_takes_anyone() -> None:
    open_network = Network("Shed", Security.OPEN, 6, -50)
    assert await outcome(open_network, password="") is Outcome.JOINED
    assert await outcome(open_network, password="not asked for") is Outcome.JOINED


async def test_without_dhcp_a_device_is_in_but_has_no_address() -> None:
    joining = await Airwaves((replace(HOME, dhcp=False),)).join(METER, "Shed", PASSWORD)
    assert joining.outcome is Outcome.NO_ADDRESS
    assert joining.on_the_network
    assert await outcome(device=replace(METER, faults=(Fault.NO_ADDRESS,))) is Outcome.NO_ADDRESS


async def test_a_device_that_refuses_once_takes_the_same_password_the_second_time() -> None:
    device, air = replace(METER, faults=(Fault.REFUSES_ONCE,)), Airwaves((HOME,))
    assert (await air.join(device, "Shed", "wrong one")).outcome is Outcome.WRONG_PASSWORD
    assert (await air.join(device, "Shed", PASSWORD)).outcome is Outcome.WRONG_PASSWORD
    assert (await air.join(device, "Shed", PASSWORD)).outcome is Outcome.JOINED


async def test_a_lost_network_is_neither_heard_nor_joined_until_it_is_back() -> None:
    air = Airwaves((HOME,))
    air.lose("Shed")
    assert air.heard_by(METER) == ()
    assert (await air.join(METER, "Shed", PASSWORD)).outcome is Outcome.NOT_FOUND
    air.lose("Shed", lost=False)
    assert (await air.join(METER, "Shed", PASSWORD)).outcome is Outcome.JOINED


async def test_of_two_networks_with_one_name_the_stronger_is_joined() -> None:
    repeater = replace(HOME, signal_dbm=-40, channel=11)
    joining = await Airwaves((HOME, repeater)).join(METER, "Shed", PASSWORD)
    assert joining.network is repeater


def test_a_device_lists_what_it_hears_strongest_first_in_the_words_of_improv() -> None:
    guest = Network("Guest", Security.OPEN, 6, -44)
    five = replace(HOME, ssid="Fast", band=Band.GHZ_5, channel=44)
    heard = Airwaves((HOME, guest, five)).heard_by(replace(METER, wifi_db=-10))
    assert [(h.ssid, h.signal_dbm, h.security) for h in heard] == [
        ("Guest", -54, "NO"),
        ("Shed", -60, "WPA2"),
    ]


async def test_a_join_takes_the_time_it_takes_and_can_be_given_up() -> None:
    asked: list[float] = []

    async def forever(seconds: float) -> None:
        asked.append(seconds)
        await asyncio.Event().wait()

    joining = asyncio.ensure_future(Airwaves((HOME,), 2.5, forever).join(METER, "Shed", PASSWORD))
    await asyncio.sleep(0)
    joining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await joining
    assert asked == [2.5]
