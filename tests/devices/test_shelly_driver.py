"""A Shelly is put on the network through bleak, on one link, and every way it can fail has its own id."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import random
import string
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from tests.devices.conftest import NETWORKS, PASSWORD, SSID, setback_of, until
from tests.devices.shelly_bench import MAC, NAME, RIGHT, URL, WRONG, ShellyBench
from walkdown.consent.lease import WrongLease
from walkdown.core.device import Reading, Source, Step
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.practice import shelly_wire as wire
from walkdown.practice.improv_facts import JoinResult
from walkdown.practice.peripheral_spec import AttRefusal
from walkdown.practice.shelly_device import ShellyDevice
from walkdown.practice.shelly_facts import ShellyFaults

SET = "WiFi.SetConfig"


@pytest.fixture
async def bench() -> AsyncIterator[ShellyBench]:
    bench = ShellyBench()
    yield bench
    await bench.close()


@pytest.mark.parametrize("mtu", [23, 24, 185, 247, 517])
async def test_every_link_carries_scan_and_credentials_and_the_address_back(
    bench: ShellyBench, mtu: int
) -> None:
    ssid, password = "Hafenhaus-Ärger-東京-" + "x" * 8, "~" * 63
    assert len(ssid.encode()) == 32
    bench.networks = tuple((f"Network number {i:02d}", -50 - i, "WPA2") for i in range(40))

    async def join(*tried: str) -> JoinResult:
        bench.tried.append((tried[0], tried[1]))
        return JoinResult(True, URL)

    device = await bench.device(mtu=mtu, join=join)
    async with bench.driver() as driver:
        assert device.peripheral.mtu == mtu
        heard = await driver.scan_networks()
        assert heard == tuple(HeardNetwork(*row, channel=6) for row in bench.networks)
        assert await bench.provision(driver, Credentials(ssid, Secret(password))) == f"{URL}rpc/"
    assert bench.tried == [(ssid, password)]
    assert bench.steps == [Step.SECURE, Step.ACCEPTED, Step.JOINED]
    assert [e.source for e in bench.earned[1:]] == [Source.DEVICE] * 2


async def test_a_meter_says_who_it_is_what_it_measures_and_what_it_hears(
    bench: ShellyBench,
) -> None:
    await bench.device()
    async with bench.driver() as driver:
        about = await driver.device_info()
        heard = await driver.scan_networks()
        assert heard == tuple(HeardNetwork(*row, channel=6) for row in NETWORKS)
    assert (about.name, about.firmware) == (NAME.lower(), "Pro3EM 1.4.4")
    assert about.hardware == "SPEM-003CEBEU"
    assert about.readings[0] == Reading("Power", "412.0", "W")
    assert {r.name for r in about.readings} >= {"Voltage L1", "Voltage L2", "Voltage L3"}


async def test_a_meter_of_one_phase_is_asked_in_its_own_words(bench: ShellyBench) -> None:
    device = await bench.device(model="S3EM-002CXCEU")
    async with bench.driver() as driver:
        readings = (await driver.device_info()).readings
    assert [r.name for r in readings] == ["Power", "Current", "Voltage"]
    assert device.commands[-1] == "EM1.GetStatus"


async def test_a_wrong_password_is_told_and_another_may_be_tried_on_the_same_link(
    bench: ShellyBench,
) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        trouble = (await setback_of(bench.provision(driver, WRONG))).trouble
        assert (trouble.code, trouble.network, trouble.device) == (
            Code.PASSWORD_REFUSED,
            SSID,
            MAC,
        )
        assert await bench.provision(driver) == f"{URL}rpc/"
    assert list(device.commands).count(SET) == 2
    assert bench.steps == [Step.SECURE, Step.ACCEPTED, Step.ACCEPTED, Step.JOINED]


@pytest.mark.parametrize(
    ("ssid", "faults", "code"),
    [
        ("Elsewhere", ShellyFaults(), Code.NETWORK_NOT_SEEN),
        ("Attic", ShellyFaults(), Code.TOO_WEAK),
        ("Guest", ShellyFaults(), Code.JOIN_UNKNOWN),
        (SSID, ShellyFaults(cannot_scan=True), Code.JOIN_UNKNOWN),
    ],
)
async def test_why_it_did_not_join_is_told_from_what_the_meter_hears(
    bench: ShellyBench, ssid: str, faults: ShellyFaults, code: Code
) -> None:
    await bench.device(faults=faults)
    async with bench.driver() as driver:
        wrong = Credentials(ssid, Secret("not-the-password"))
        assert (await setback_of(bench.provision(driver, wrong))).code is code


async def test_a_network_that_gives_no_address_is_joined_without_one(
    bench: ShellyBench,
) -> None:
    bench.url = None
    await bench.device()
    async with bench.driver() as driver:
        assert await bench.provision(driver) == ""
    assert bench.steps[-1] is Step.JOINED


async def test_a_link_that_breaks_half_way_is_told_and_can_be_made_again(
    bench: ShellyBench,
) -> None:
    await bench.device(faults=ShellyFaults(drop_link_during_provision_once=True))
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.LINK_LOST
    assert Step.ACCEPTED not in bench.steps
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"


async def test_a_meter_that_restarts_first_is_found_on_the_network_afterwards(
    bench: ShellyBench,
) -> None:
    device = await bench.device(faults=ShellyFaults(restarts_once=True))
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.LINK_LOST
    await until(lambda: device.peripheral.powered and bool(bench.tried))
    assert "Shelly.Reboot" in device.commands
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"


async def test_a_meter_that_never_answers_is_given_up(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(never_answers=True))
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.NO_ANSWER
    assert bench.tried == []


async def test_a_meter_that_is_silent_on_the_link_is_given_up(bench: ShellyBench) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        device.peripheral.go_silent()
        assert (await setback_of(driver.scan_networks())).code is Code.NO_ANSWER


async def test_answers_that_make_no_sense_are_told_as_that(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(garbage_replies=True))
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.BROKEN_PROTOCOL
    assert bench.tried == []


async def test_a_notification_that_is_lost_holds_nothing_up(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(lost_notifications=True))
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"


async def test_a_length_that_is_far_off_does_not_hide_a_whole_answer(bench: ShellyBench) -> None:
    await bench.device(faults=ShellyFaults(false_length=True), mtu=23)
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"


async def test_an_answer_without_an_end_is_cut_off(bench: ShellyBench) -> None:
    class Endless(ShellyDevice):
        def _let_read(self) -> bytes:
            return b" " * 240

        def _say(self, frame: bytes) -> None:
            self._frames.reply(frame, 0xFFFFFFFF)

    await bench.device(kind=Endless)
    async with bench.driver() as driver:
        code = (await setback_of(driver.device_info())).code
    assert code in (Code.BROKEN_PROTOCOL, Code.NO_ANSWER)


async def test_frames_that_answer_nothing_do_not_hide_the_answer(bench: ShellyBench) -> None:
    class Chatty(ShellyDevice):
        def _say(self, frame: bytes) -> None:
            super()._say(b'{"src":"x","method":"NotifyStatus","params":{"ts":1}}')
            super()._say(b'{"id":4711,"result":{}}')
            super()._say(frame)

    await bench.device(kind=Chatty)
    async with bench.driver() as driver:
        assert len(await driver.scan_networks() or ()) == len(NETWORKS)


async def test_no_secret_is_written_to_a_meter_with_another_serial(bench: ShellyBench) -> None:
    device = await bench.device(faults=ShellyFaults(wrong_serial=True))
    async with bench.driver() as driver:
        for _ in range(2):
            assert (await setback_of(bench.provision(driver))).code is Code.OTHER_SERIAL
    assert SET not in device.commands
    assert Step.ACCEPTED not in bench.steps


async def test_a_meter_with_a_password_of_its_own_is_told_and_opened_with_it(
    bench: ShellyBench,
) -> None:
    device = await bench.device(password="meter-cupboard-7")
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.DEVICE_LOCKED
        assert (await driver.device_info()).readings == ()
        wrong = await setback_of(driver.authenticate(Proof(Secret("meter-cupboard-8"), 0)))
        assert wrong.code is Code.DEVICE_LOCKED
        assert bench.tried == []
        await driver.authenticate(Proof(Secret("meter-cupboard-7"), 0))
        assert (await driver.device_info()).readings
        assert await bench.provision(driver) == f"{URL}rpc/"
    assert device.commands[0] == "Shelly.GetDeviceInfo"


async def test_a_label_that_promises_encryption_is_not_this_meters(bench: ShellyBench) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        proof = Proof(Secret("abcd1234"), 1)
        assert (await setback_of(driver.authenticate(proof))).code is Code.LESS_SECURE
    assert not device.commands


async def test_a_person_may_set_it_up_although_its_label_promises_encryption(
    bench: ShellyBench,
) -> None:
    await bench.device()
    async with bench.driver() as driver:
        await driver.authenticate(Proof(Secret("abcd1234"), 1, accepts_less=True))
        assert await bench.provision(driver) == f"{URL}rpc/"


async def test_a_meter_that_wants_to_be_paired_is_paired(bench: ShellyBench) -> None:
    device = await bench.device(pairing=True)
    device.press_button()
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"
        assert device.peripheral.encrypted
    assert bench.earned[0].what == "Paired; the link is encrypted"


@pytest.mark.expects_log("pairing failure")
async def test_a_meter_that_is_not_in_pairing_mode_says_what_is_to_be_done(
    bench: ShellyBench,
) -> None:
    device = await bench.device(pairing=True)
    async with bench.driver() as driver:
        assert (await setback_of(bench.provision(driver))).code is Code.NOT_PAIRED
    assert not device.commands


@pytest.mark.parametrize("code", [0x03, 0x06, 0x11])
async def test_another_refusal_of_a_write_is_told(bench: ShellyBench, code: int) -> None:
    class Locked(ShellyDevice):
        def _ask_for_pairing(self) -> None:
            raise AttRefusal(code)

    await bench.device(kind=Locked)
    async with bench.driver() as driver:
        setback = await setback_of(driver.scan_networks())
    assert (setback.code, setback.trouble.detail) == (Code.BROKEN_PROTOCOL, f"ATT 0x{code:02X}")


@pytest.mark.parametrize("ends", ["wifi", "lease"])
async def test_taking_a_right_back_ends_the_try_at_once(bench: ShellyBench, ends: str) -> None:
    never = asyncio.Event()

    async def join(_ssid: str, _password: str) -> JoinResult:
        await never.wait()
        return JoinResult(True)

    await bench.device(join=join)
    async with bench.driver() as driver:
        work = asyncio.ensure_future(bench.provision(driver))
        await until(lambda: Step.ACCEPTED in bench.steps)
        getattr(bench, ends).end()
        assert (await setback_of(work)).code is Code.STOPPED_BY_YOU
    assert Step.JOINED not in bench.steps


async def test_without_the_right_to_send_it_the_password_is_not_sent(bench: ShellyBench) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        with pytest.raises(WrongLease):
            await driver.provision(bench.lease, RIGHT, bench.earned.append)
        bench.wifi.end()
        assert (await setback_of(bench.provision(driver))).code is Code.STOPPED_BY_YOU
    assert SET not in device.commands


@pytest.mark.parametrize(
    ("ssid", "password", "code"),
    [
        ("", PASSWORD, Code.NETWORK_NOT_SEEN),
        ("x" * 33, PASSWORD, Code.NETWORK_NOT_SEEN),
        (SSID, "short", Code.PASSWORD_REFUSED),
        (SSID, "x" * 64, Code.PASSWORD_REFUSED),
    ],
)
async def test_what_no_network_can_have_is_not_sent(
    bench: ShellyBench, ssid: str, password: str, code: Code
) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        wrong = Credentials(ssid, Secret(password))
        assert (await setback_of(bench.provision(driver, wrong))).code is code
    assert not device.commands


async def test_no_password_stays_behind_anywhere(
    bench: ShellyBench, caplog: pytest.LogCaptureFixture
) -> None:
    for ours in ("walkdown", "bleak"):
        caplog.set_level(logging.DEBUG, ours)
    chance = random.Random(4)
    alphabet = string.ascii_letters + string.digits + '"\\%&<>'
    own = "".join(chance.choices(alphabet, k=24))
    said: list[str] = []
    passwords: list[str] = []
    device = await bench.device(password=own, mtu=23)
    async with bench.driver() as driver:
        await driver.authenticate(Proof(Secret(own), 0))
        for _ in range(3):
            passwords.append("".join(chance.choices(alphabet, k=20)))
            credentials = Credentials(SSID, Secret(passwords[-1]))
            failed: Setback = await setback_of(bench.provision(driver, credentials))
            said += [repr(failed), str(failed), repr(failed.trouble), repr(credentials)]
        said += [repr(driver), repr(driver._talk), repr(device), repr(device.station)]
    said += [record.getMessage() + repr(record.args) for record in caplog.records]
    written = "\n".join((*said, *map(repr, bench.earned), *device.commands, caplog.text))
    for secret in (*passwords, own):
        forms = (
            secret[:10],
            secret[10:],
            json.dumps(secret)[1:-1],
            secret[:8].encode().hex(),
            base64.b64encode(secret.encode()).decode()[:12],
            quote(secret, safe=""),
        )
        assert not [form for form in forms if form in written]


def test_the_wires_names_are_their_own_text() -> None:
    names = (wire.SERVICE, wire.DATA, wire.TX_CTL, wire.RX_CTL)
    texts = [bytes.fromhex(name.replace("-", "")).decode() for name in names]
    assert texts == ["_mOS_RPC_SVC_ID_", "_mOS_RPC_data___", "_mOS_RPC_tx_ctl_", "_mOS_RPC_rx_ctl_"]


@pytest.mark.parametrize("obeyed", [False, True])
@pytest.mark.parametrize("request_number", [1, 2, 4, 7, 10])
async def test_a_link_that_breaks_at_any_request_ends_in_its_own_id_and_the_next_one_works(
    bench: ShellyBench, request_number: int, obeyed: bool
) -> None:
    device = await bench.device()
    async with bench.driver() as driver:
        device.peripheral.drop_after_requests(request_number, obeyed=obeyed)
        assert (await setback_of(bench.provision(driver))).code is Code.LINK_LOST
    async with bench.driver() as driver:
        assert await bench.provision(driver) == f"{URL}rpc/"
