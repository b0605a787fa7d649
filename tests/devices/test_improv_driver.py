"""A device is put on the network through bleak, and every way it can fail has its own id."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest

from tests.devices.conftest import (
    NAME,
    NETWORKS,
    PASSWORD,
    SERIAL,
    SSID,
    URL,
    Bench,
    setback_of,
    until,
)
from walkdown.consent.lease import WrongLease
from walkdown.core.device import Source, Step
from walkdown.core.secret import Secret
from walkdown.core.sighting import Protocol
from walkdown.core.trouble import Code
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.practice import improv_wire as wire
from walkdown.practice.improv_device import Faults, Identity, ImprovDevice, JoinResult, Timing
from walkdown.practice.peripheral_spec import AttRefusal

WIFI = 1
RIGHT = Credentials(SSID, Secret(PASSWORD))
WRONG = Credentials(SSID, Secret("not-the-password"))


async def test_the_evidence_comes_in_its_order_and_says_who_saw_it(bench: Bench) -> None:
    device, link = await bench.meet()
    async with link as driver:
        assert bench.steps == [Step.CONNECT, Step.SECURE]
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert bench.steps == [Step.CONNECT, Step.SECURE, Step.ACCEPTED, Step.JOINED]
    assert [e.source for e in bench.earned] == [Source.LAPTOP] * 2 + [Source.DEVICE] * 2
    assert re.fullmatch(r"Connected, signal -\d\d dBm", bench.earned[0].what)
    assert bench.earned[3].what == f"Joined {SSID}"
    assert all(e.at.tzinfo is not None for e in bench.earned)
    assert bench.tried == [(SSID, PASSWORD)]
    await until(lambda: not device.peripheral.powered)


async def test_a_device_says_who_it_is_and_what_it_hears(bench: Bench) -> None:
    _, link = await bench.meet()
    async with link as driver:
        about = await driver.device_info()
        assert (about.name, about.firmware, about.hardware) == (NAME, "GW-1 4.2.1", "ESP32-C3")
        assert await driver.scan_networks() == tuple(HeardNetwork(*row) for row in NETWORKS)


async def test_a_device_with_six_strings_of_info_is_as_good(bench: Bench) -> None:
    identity = Identity(SERIAL, "GW-1", NAME, "4.2.1", os="FreeRTOS", os_version="11.1")
    _, link = await bench.meet(identity=identity)
    async with link as driver:
        assert (await driver.device_info()).name == NAME


async def test_identify_makes_the_lamp_blink_for_a_while(bench: Bench) -> None:
    device, link = await bench.meet(timing=Timing(identify_s=0.1))
    seen: list[bool] = []
    device.on_change = lambda: seen.append(device.blinking)
    async with link as driver:
        await driver.identify()
        await until(lambda: seen == [True, False])


async def test_the_hostname_is_read_and_set(bench: Bench) -> None:
    device, link = await bench.meet()
    async with link as driver:
        assert await driver.driver.hostname() == NAME.lower()
        assert await driver.driver.set_hostname("garage-meter") == "garage-meter"
    assert device.hostname == "garage-meter"


async def test_a_device_that_can_only_take_credentials_is_set_up_all_the_same(bench: Bench) -> None:
    device, link = await bench.meet(capabilities=0)
    async with link as driver:
        assert await driver.scan_networks() is None
        assert (await driver.device_info()).name == NAME
        assert (await setback_of(driver.identify())).code is Code.CANNOT_SET_UP
        assert (await setback_of(driver.driver.hostname())).code is Code.CANNOT_SET_UP
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert list(device.commands) == [WIFI]


async def test_after_a_wrong_password_the_next_try_needs_no_new_link(bench: Bench) -> None:
    device, link = await bench.meet()
    async with link as driver:
        trouble = (
            await setback_of(driver.provision(bench.wifi, WRONG, bench.earned.append))
        ).trouble
        assert (trouble.code, trouble.network) == (Code.PASSWORD_REFUSED, SSID)
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert bench.steps == [
        Step.CONNECT,
        Step.SECURE,
        Step.ACCEPTED,
        Step.ACCEPTED,
        Step.JOINED,
    ]
    assert list(device.commands).count(WIFI) == 2


@pytest.mark.parametrize(
    ("ssid", "networks", "capabilities", "code"),
    [
        ("Elsewhere", NETWORKS, wire.CAN_ALL, Code.NETWORK_NOT_SEEN),
        ("Attic", NETWORKS, wire.CAN_ALL, Code.TOO_WEAK),
        ("Guest", NETWORKS, wire.CAN_ALL, Code.JOIN_UNKNOWN),
        (SSID, NETWORKS, wire.CAN_IDENTIFY, Code.JOIN_UNKNOWN),
    ],
)
async def test_why_it_did_not_join_is_told_from_what_the_device_hears(
    bench: Bench,
    ssid: str,
    networks: tuple[tuple[str, int, str], ...],
    capabilities: int,
    code: Code,
) -> None:
    _, link = await bench.meet(networks=networks, capabilities=capabilities)
    async with link as driver:
        credentials = Credentials(ssid, Secret("not-the-password"))
        assert (
            await setback_of(driver.provision(bench.wifi, credentials, bench.earned.append))
        ).code is code


async def test_a_link_that_breaks_half_way_is_told_and_can_be_made_again(bench: Bench) -> None:
    device, link = await bench.meet(faults=Faults(drop_link_during_provision_once=True))
    async with link as driver:
        lost = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert (lost.code, lost.trouble.device) == (Code.LINK_LOST, SERIAL)
        assert (await setback_of(driver.scan_networks())).code is Code.LINK_LOST
    assert Step.JOINED not in bench.steps
    async with bench.open(await bench.sight()) as driver:
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert list(device.commands).count(WIFI) == 2


async def test_a_device_that_never_answers_is_given_up(bench: Bench) -> None:
    _, link = await bench.meet(faults=Faults(never_answers=True), capabilities=0)
    async with link as driver:
        setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
    assert setback.code is Code.NO_ANSWER
    assert bench.steps == [Step.CONNECT, Step.SECURE]


async def test_a_device_that_is_silent_on_the_link_is_given_up(bench: Bench) -> None:
    device, link = await bench.meet()
    async with link as driver:
        device.peripheral.go_silent()
        assert (await setback_of(driver.scan_networks())).code is Code.NO_ANSWER


@pytest.mark.parametrize("capabilities", [0, wire.CAN_ALL])
async def test_answers_that_make_no_sense_are_told_as_that(bench: Bench, capabilities: int) -> None:
    _, link = await bench.meet(faults=Faults(garbage_replies=True), capabilities=capabilities)
    async with link as driver:
        setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
    assert setback.code is Code.BROKEN_PROTOCOL
    assert Step.JOINED not in bench.steps


async def test_a_device_that_refuses_without_a_reason_is_told_as_that(bench: Bench) -> None:
    _, link = await bench.meet(faults=Faults(refuses=True))
    async with link as driver:
        setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
    assert (setback.code, setback.trouble.detail) == (Code.BROKEN_PROTOCOL, "error FF")


async def test_no_secret_is_written_to_a_device_with_another_serial(bench: Bench) -> None:
    device, link = await bench.meet(faults=Faults(wrong_serial=True))
    async with link as driver:
        for _ in range(2):
            setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
            assert setback.code is Code.OTHER_SERIAL
    assert WIFI not in device.commands
    assert Step.ACCEPTED not in bench.steps


async def test_a_button_that_nobody_presses_is_told(bench: Bench) -> None:
    device, link = await bench.meet(needs_button=True)
    async with link as driver:
        setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert setback.code is Code.PRESS_BUTTON
        assert bench.steps == [Step.CONNECT]
        assert WIFI not in device.commands
        assert (await setback_of(driver.driver.hostname())).code is Code.PRESS_BUTTON


async def test_the_button_may_be_pressed_while_it_is_waited_for(bench: Bench) -> None:
    device, link = await bench.meet(needs_button=True)
    async with link as driver:
        device.peripheral.set_value(wire.ERROR, b"\x03")  # an old error says nothing about this try
        work = asyncio.ensure_future(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        await until(lambda: 3 in device.commands)
        device.press_button()
        assert await work == URL
    assert bench.steps == [Step.CONNECT, Step.SECURE, Step.ACCEPTED, Step.JOINED]


async def test_a_press_that_ran_out_before_the_credentials_came_is_told(bench: Bench) -> None:
    class Forgetful(ImprovDevice):
        def _take_credentials(self, data: bytes) -> None:
            self._lock()
            super()._take_credentials(data)

    device, link = await bench.meet(needs_button=True, kind=Forgetful)
    device.press_button()
    async with link as driver:
        setback = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
    assert setback.code is Code.PRESS_BUTTON
    assert bench.tried == []


async def test_stopping_ends_the_try_and_the_link_at_once(bench: Bench) -> None:
    never = asyncio.Event()

    async def join(_ssid: str, _password: str) -> JoinResult:
        await never.wait()
        return JoinResult(True)

    device, link = await bench.meet(join=join)
    async with link as driver:
        work = asyncio.ensure_future(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        await until(lambda: Step.ACCEPTED in bench.steps)
        bench.lease.end()
        assert (await setback_of(work)).code is Code.STOPPED_BY_YOU
        await until(lambda: not device.peripheral.connected)
        assert (await setback_of(driver.scan_networks())).code is Code.STOPPED_BY_YOU


async def test_taking_back_the_right_to_send_the_password_ends_the_try(bench: Bench) -> None:
    never = asyncio.Event()

    async def join(_ssid: str, _password: str) -> JoinResult:
        await never.wait()
        return JoinResult(True)

    _, link = await bench.meet(join=join)
    async with link as driver:
        work = asyncio.ensure_future(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        await until(lambda: Step.ACCEPTED in bench.steps)
        bench.wifi.end()
        stopped = await setback_of(work)
    assert (stopped.code, stopped.trouble.device) == (Code.STOPPED_BY_YOU, SERIAL)
    assert Step.JOINED not in bench.steps


async def test_without_the_right_to_send_it_the_password_is_not_sent(bench: Bench) -> None:
    device, link = await bench.meet(needs_button=True)
    async with link as driver:
        with pytest.raises(WrongLease):
            await driver.provision(bench.lease, RIGHT, bench.earned.append)
        work = asyncio.ensure_future(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        await until(lambda: 3 in device.commands)
        bench.wifi.end()
        device.press_button()
        assert (await setback_of(work)).code is Code.STOPPED_BY_YOU
        again = driver.provision(bench.wifi, RIGHT, bench.earned.append)
        assert (await setback_of(again)).code is Code.STOPPED_BY_YOU
    assert WIFI not in device.commands


@pytest.mark.parametrize("mtu", [23, 24, 247, 517])
async def test_every_link_carries_the_longest_credentials_and_answers(
    bench: Bench, mtu: int
) -> None:
    ssid = "Hafenhaus-Ärger-東京-" + "x" * 8
    password = "~" * 63
    assert len(ssid.encode()) == 32
    many = tuple((f"Network number {i:02d}", -50 - i, "WPA/WPA2") for i in range(30))

    async def join(*tried: str) -> JoinResult:
        bench.tried.append((tried[0], tried[1]))
        return JoinResult(True, "http://meter-with-a-rather-long-name.example:8080/")

    device, link = await bench.meet(mtu=mtu, networks=many, join=join)
    async with link as driver:
        assert device.peripheral.mtu == mtu
        heard = await driver.scan_networks()
        assert heard is not None
        assert [n.ssid for n in heard] == [row[0] for row in many[: len(heard)]]
        assert len(heard) == 8
        credentials = Credentials(ssid, Secret(password))
        url = await driver.provision(bench.wifi, credentials, bench.earned.append)
    assert url == "http://meter-with-a-rather-long-name.example:8080/"
    assert bench.tried == [(ssid, password)]


async def test_a_device_that_takes_no_long_writes_gets_small_ones(bench: Bench) -> None:
    class ShortWrites(ImprovDevice):
        def _written(self, part: bytes) -> None:
            if len(part) > 20:
                raise AttRefusal(0x0D)
            super()._written(part)

    _, link = await bench.meet(kind=ShortWrites)
    async with link as driver:
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


async def test_another_refusal_of_a_write_is_told_and_not_tried_again(bench: Bench) -> None:
    class Locked(ImprovDevice):
        def _written(self, part: bytes) -> None:
            raise AttRefusal(0x03)

    _, link = await bench.meet(kind=Locked)
    async with link as driver:
        setback = await setback_of(driver.scan_networks())
    assert (setback.code, setback.trouble.detail) == (Code.BROKEN_PROTOCOL, "ATT 0x03")


async def test_an_answer_that_a_device_sends_in_parts_is_put_together(bench: Bench) -> None:
    class Splits(ImprovDevice):
        def _say(self, packet: bytes) -> None:
            for at in range(0, len(packet), 7):
                self.peripheral.notify(wire.RESULT, packet[at : at + 7])

    _, link = await bench.meet(kind=Splits)
    async with link as driver:
        assert len(await driver.scan_networks()) == len(NETWORKS)
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


async def test_a_result_alone_is_success_and_so_is_the_state_alone(bench: Bench) -> None:
    class ResultOnly(ImprovDevice):
        def _enter(self, phase: wire.Phase) -> None:
            self.phase = phase

    class StateOnly(ImprovDevice):
        def _say(self, packet: bytes) -> None:
            if packet[0] != WIFI:
                super()._say(packet)

    for serial, kind, url in (("770300125518", ResultOnly, URL), ("770300125526", StateOnly, "")):
        bench.earned.clear()
        await bench.device(serial=serial, kind=kind)
        async with bench.open(await bench.sight(serial), serial) as driver:
            assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == url
        assert bench.steps[2:] == [Step.ACCEPTED, Step.JOINED]


async def test_states_whose_notification_was_lost_are_read(bench: Bench) -> None:
    class Mute(ImprovDevice):
        def _enter(self, phase: wire.Phase) -> None:
            self.phase = phase
            self.peripheral.set_value(wire.STATE, bytes((phase,)))

        def _fail(self, why: wire.Fail) -> None:
            self.peripheral.set_value(wire.ERROR, bytes((why,)))

        def _say(self, packet: bytes) -> None:
            self.peripheral.set_value(wire.RESULT, packet)

    _, link = await bench.meet(kind=Mute, capabilities=0, timing=Timing(stays_s=60.0))
    async with link as driver:
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert bench.steps[2:] == [Step.ACCEPTED, Step.JOINED]


async def test_a_device_that_leaves_as_soon_as_it_has_joined_has_joined(bench: Bench) -> None:
    class Leaves(ImprovDevice):
        """Joins without an answer to the write and without a result, and drops the link."""

        def _written(self, part: bytes) -> Any:
            super()._written(part)
            return self._leave() if WIFI in self.commands else None

        async def _leave(self) -> None:
            await until(lambda: Step.CONNECT in bench.steps and self.phase is wire.Phase.DONE)
            await asyncio.sleep(0.05)
            await self.peripheral.drop_link()

        def _say(self, packet: bytes) -> None:
            if packet[0] != WIFI:
                super()._say(packet)

    _, link = await bench.meet(kind=Leaves)
    async with link as driver:
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == ""
    assert bench.steps[2:] == [Step.ACCEPTED, Step.JOINED]


@pytest.mark.parametrize(
    ("ssid", "password", "code"),
    [
        ("", PASSWORD, Code.NETWORK_NOT_SEEN),
        ("x" * 33, PASSWORD, Code.NETWORK_NOT_SEEN),
        ("a\0b", PASSWORD, Code.NETWORK_NOT_SEEN),
        (SSID, "short", Code.PASSWORD_REFUSED),
        (SSID, "x" * 64, Code.PASSWORD_REFUSED),
        (SSID, "pass\0word", Code.PASSWORD_REFUSED),
    ],
)
async def test_what_no_network_can_have_is_not_sent(
    bench: Bench, ssid: str, password: str, code: Code
) -> None:
    device, link = await bench.meet()
    async with link as driver:
        credentials = Credentials(ssid, Secret(password))
        assert (
            await setback_of(driver.provision(bench.wifi, credentials, bench.earned.append))
        ).code is code
    assert not device.commands


async def test_a_flood_of_notifications_does_not_hide_the_answer(bench: Bench) -> None:
    class Flood(ImprovDevice):
        def _say(self, packet: bytes) -> None:
            for _ in range(2000):
                self.peripheral.notify(wire.STATE, bytes((self.phase,)))
                self.peripheral.notify(wire.RESULT, wire.reply(9, ["noise"]))
            super()._say(packet)

    _, link = await bench.meet(kind=Flood)
    async with link as driver:
        assert len(await driver.scan_networks()) == len(NETWORKS)


async def test_verbs_wait_for_their_turn(bench: Bench) -> None:
    _, link = await bench.meet(faults=Faults(slow_s=0.05))
    async with link as driver:
        about, networks, name = await asyncio.gather(
            driver.device_info(), driver.scan_networks(), driver.driver.hostname()
        )
    assert (about.name, len(networks), name) == (NAME, len(NETWORKS), NAME.lower())


async def test_a_sighting_that_cannot_be_the_device_is_not_connected_to(bench: Bench) -> None:
    device = await bench.device()
    sighting = await bench.sight()
    cases = (
        (replace(sighting, protocol=Protocol.UNKNOWN), Code.CANNOT_SET_UP),
        (replace(sighting, serial="770300125519"), Code.OTHER_SERIAL),
        (replace(sighting, key="00:00:00:00:00:00"), Code.NOT_HEARD),
    )
    for other, code in cases:
        assert (await setback_of(bench.open(other).__aenter__())).code is code
    assert not device.peripheral.connected
    assert not bench.earned
