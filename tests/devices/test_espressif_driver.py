"""A device of Espressif's is put on the network through bleak, in every security, and fails in words."""

from __future__ import annotations

import logging
import secrets
import string
from dataclasses import replace

import pytest

from tests.devices.conftest import NETWORKS, PASSWORD, SERIAL, SSID, URL, Bench, setback_of, until
from tests.devices.espressif_bench import device_on, met, proof, safety, sight
from walkdown.consent.lease import WrongLease
from walkdown.core.device import Step
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.core.wifi import Credentials, HeardNetwork
from walkdown.practice.espressif_device import CTRL, SESSION, Safety
from walkdown.practice.improv_facts import Faults, JoinResult

RIGHT = Credentials(SSID, Secret(PASSWORD))
WRONG = Credentials(SSID, Secret("not-the-password"))
ALL = [Step.CONNECT, Step.SECURE, Step.ACCEPTED, Step.JOINED]


@pytest.mark.parametrize("mtu", [23, 247])
@pytest.mark.parametrize(
    "safe",
    [safety(1), safety(2), safety(2, patch=0), safety(1, described=False)],
    ids=["sec1", "sec2", "sec2-old", "sec1-undescribed"],
)
async def test_a_device_is_set_up_with_what_stands_on_its_label(
    bench: Bench, safe: Safety, mtu: int
) -> None:
    async with met(bench, safety=safe, mtu=mtu) as (device, driver):
        assert bench.steps == [Step.CONNECT]
        await driver.authenticate(proof(safe.security))
        assert (await driver.device_info()).firmware == "netprov-v1.2"
        heard = await driver.scan_networks()
        assert heard == tuple(HeardNetwork(*row, channel=6) for row in NETWORKS)
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert bench.steps == ALL
    assert bench.tried == [(SSID, PASSWORD)]
    await until(lambda: not device.peripheral.powered)


@pytest.mark.parametrize("safe", [safety(0), safety(1, "")], ids=["sec0", "sec1-no-pop"])
async def test_a_device_that_wants_no_proof_is_secured_at_once(bench: Bench, safe: Safety) -> None:
    async with met(bench, safety=safe) as (_, driver):
        assert bench.steps == [Step.CONNECT, Step.SECURE]
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


@pytest.mark.parametrize("security", [1, 2])
async def test_a_label_of_another_device_is_refused_and_the_right_one_still_works(
    bench: Bench, security: int
) -> None:
    async with met(bench, safety=safety(security)) as (_, driver):
        wrong = await setback_of(driver.authenticate(proof(security, "other999")))
        assert wrong.code is Code.PROOF_REFUSED
        assert bench.steps == [Step.CONNECT]
        await driver.authenticate(proof(security))
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
    assert bench.tried == [(SSID, PASSWORD)]


async def test_without_its_label_nothing_is_sent(bench: Bench) -> None:
    async with met(bench) as (_, driver):
        refused = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert refused.code is Code.PROOF_NEEDED
    assert bench.tried == []


@pytest.mark.parametrize("security", [0, 1, 2])
async def test_a_wrong_password_is_tried_again_in_the_same_session(
    bench: Bench, security: int
) -> None:
    async with met(bench, safety=safety(security)) as (device, driver):
        if security:
            await driver.authenticate(proof(security))
        refused = await setback_of(driver.provision(bench.wifi, WRONG, bench.earned.append))
        assert (refused.code, refused.trouble.network) == (Code.PASSWORD_REFUSED, SSID)
        shaken = device.commands.count(SESSION)
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL
        assert device.commands.count(SESSION) == shaken
        assert device.commands.count(CTRL) == 1


async def test_a_network_that_it_does_not_see_is_named(bench: Bench) -> None:
    async with met(bench) as (_, driver):
        await driver.authenticate(proof())
        elsewhere = Credentials("Elsewhere", Secret(PASSWORD))
        refused = await setback_of(driver.provision(bench.wifi, elsewhere, bench.earned.append))
        assert (refused.code, refused.trouble.network) == (Code.NETWORK_NOT_SEEN, "Elsewhere")


@pytest.mark.parametrize(("promised", "offered"), [(2, 1), (1, 0), (2, 0)])
async def test_less_security_than_on_the_label_is_refused(
    bench: Bench, promised: int, offered: int
) -> None:
    async with met(bench, safety=safety(offered)) as (_, driver):
        assert (await setback_of(driver.authenticate(proof(promised)))).code is Code.LESS_SECURE
    assert bench.tried == []


async def test_a_device_that_drops_the_proof_its_label_has_is_refused(bench: Bench) -> None:
    async with met(bench, safety=safety(1, "")) as (_, driver):
        assert (await setback_of(driver.authenticate(proof(1)))).code is Code.LESS_SECURE


@pytest.mark.parametrize(("promised", "offered"), [(2, 1), (1, 0), (2, 0)])
async def test_less_security_goes_on_when_the_person_accepts_it(
    bench: Bench, promised: int, offered: int
) -> None:
    async with met(bench, safety=safety(offered)) as (_, driver):
        await driver.authenticate(replace(proof(promised), accepts_less=True))
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


async def test_a_device_that_says_it_is_another_gets_no_secret(bench: Bench) -> None:
    async with met(bench, faults=Faults(wrong_serial=True)) as (device, driver):
        assert (await setback_of(driver.authenticate(proof()))).code is Code.OTHER_SERIAL
        refused = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert refused.code is Code.OTHER_SERIAL
        assert SESSION not in device.commands


async def test_a_link_that_is_lost_half_way_is_told_and_made_again(bench: Bench) -> None:
    async with met(bench, faults=Faults(drop_link_during_provision_once=True)) as (_, driver):
        await driver.authenticate(proof())
        lost = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert (lost.code, lost.trouble.device) == (Code.LINK_LOST, SERIAL)
    async with bench.open(await sight(bench)) as driver:
        await driver.authenticate(proof())
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == URL


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        (Faults(never_answers=True), Code.NO_ANSWER),
        (Faults(garbage_replies=True), Code.BROKEN_PROTOCOL),
    ],
)
async def test_silence_and_nonsense_end_in_their_own_words(
    bench: Bench, faults: Faults, code: Code
) -> None:
    await device_on(bench, faults=faults)
    sighting = await sight(bench)

    async def opened() -> None:
        async with bench.open(sighting):
            pass

    assert (await setback_of(opened())).code is code


async def test_a_device_that_goes_silent_after_the_handshake_is_given_up(bench: Bench) -> None:
    async with met(bench) as (device, driver):
        await driver.authenticate(proof())
        device.peripheral.go_silent()
        lost = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert lost.code is Code.NO_ANSWER


async def test_a_device_without_a_scan_says_so(bench: Bench) -> None:
    async with met(bench, can_scan=False) as (_, driver):
        await driver.authenticate(proof())
        assert await driver.scan_networks() is None


async def test_a_makers_own_endpoint_is_asked_inside_the_session(bench: Bench) -> None:
    async with met(bench) as (_, driver):
        await driver.authenticate(proof())
        assert await driver.driver.custom("Custom-Data", b"abc") == b"cba"
        missing = await setback_of(driver.driver.custom("nowhere", b""))
        assert missing.code is Code.CANNOT_SET_UP
        assert (await setback_of(driver.identify())).code is Code.CANNOT_SET_UP


async def test_a_device_without_an_address_joins_and_names_none(bench: Bench) -> None:
    bench.url = None
    async with met(bench) as (_, driver):
        await driver.authenticate(proof())
        assert await driver.provision(bench.wifi, RIGHT, bench.earned.append) == ""


async def test_what_these_devices_cannot_take_is_never_sent(bench: Bench) -> None:
    async with met(bench) as (_, driver):
        await driver.authenticate(proof())
        for ssid, password, code in (
            (SSID, "a" * 64, Code.PASSWORD_REFUSED),
            (SSID, "short", Code.PASSWORD_REFUSED),
            ("", PASSWORD, Code.NETWORK_NOT_SEEN),
        ):
            flawed = Credentials(ssid, Secret(password))
            refused = await setback_of(driver.provision(bench.wifi, flawed, bench.earned.append))
            assert refused.code is code
    assert bench.tried == []


async def test_another_lease_sends_nothing_and_one_that_ends_stops_it(bench: Bench) -> None:
    async def join(_ssid: str, _password: str) -> JoinResult:
        bench.wifi.end()
        return JoinResult(False)

    async with met(bench, join=join) as (_, driver):
        await driver.authenticate(proof())
        with pytest.raises(WrongLease):
            await driver.provision(bench.lease, RIGHT, bench.earned.append)
        stopped = await setback_of(driver.provision(bench.wifi, RIGHT, bench.earned.append))
        assert stopped.code is Code.STOPPED_BY_YOU


async def test_no_secret_is_ever_in_a_log_an_error_or_a_repr(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    letters = string.ascii_letters + string.digits
    pop = "".join(secrets.choice(letters) for _ in range(20))
    canaries = [pop]
    async with met(bench, safety=safety(2, pop)) as (device, driver):
        label = proof(2, pop)
        await driver.authenticate(label)
        for _ in range(25):
            canaries.append("".join(secrets.choice(letters) for _ in range(24)))
            wrong = Credentials(SSID, Secret(canaries[-1]))
            refused = await setback_of(driver.provision(bench.wifi, wrong, bench.earned.append))
            seen += [repr(refused), str(refused), repr(refused.trouble), repr(wrong), repr(label)]
        seen += [repr(driver), repr(device), *map(repr, bench.earned)]
    text = "\n".join((*seen, *(record.getMessage() for record in caplog.records)))
    for canary in canaries:
        for form in (canary, canary.encode().hex()):
            assert form not in text
