"""What a device or a neighbour may try: a password for another, a name that is none, an image on trial."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest
from zeroconf.asyncio import AsyncZeroconf

from tests.core.test_offer import IMAGE, RUNNING, offer
from tests.devices.conftest import PASSWORD, SSID, Bench, setback_of
from tests.devices.espressif_bench import device_on, proof, sight
from tests.devices.shelly_bench import ShellyBench
from tests.devices.smp_bench import NEW, UPLOAD, SmpBench
from tests.lan.test_mdns import MAC
from walkdown.core.device import Step
from walkdown.core.firmware import Hindrance, Outcome
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials
from walkdown.lan import mdns

SHELLYS_OWN = "-".join(("meadow", "2210"))


@pytest.fixture
async def meters() -> AsyncIterator[ShellyBench]:
    bench = ShellyBench()
    yield bench
    await bench.close()


@pytest.fixture
async def firmware() -> AsyncIterator[SmpBench]:
    bench = SmpBench()
    yield bench
    await bench.close()


async def test_a_meters_own_password_is_not_used_with_another_meter(meters: ShellyBench) -> None:
    device = await meters.device(password=SHELLYS_OWN)
    async with meters.driver("A0B1C2D3E4FF") as driver:
        refused = await setback_of(driver.authenticate(Proof(Secret(SHELLYS_OWN), 0)))
    assert refused.code is Code.OTHER_SERIAL
    # Nothing that asks for the password was asked, so no answer made of it went out.
    assert list(device.commands) == ["Shelly.GetDeviceInfo"]


async def test_another_password_is_taken_on_another_link_than_the_first_one(bench: Bench) -> None:
    await device_on(bench)
    sighting = await sight(bench)
    for password in ("not-the-password", PASSWORD):
        async with bench.open(sighting) as driver:
            await driver.authenticate(proof())
            credentials = Credentials(SSID, Secret(password))
            with suppress(Setback):
                await driver.provision(bench.wifi, credentials, bench.earned.append)
    assert bench.tried == [(SSID, "not-the-password"), (SSID, PASSWORD)]
    assert Step.JOINED in bench.steps


async def test_an_image_that_is_only_tried_can_still_be_kept() -> None:
    tried = replace(RUNNING, version=IMAGE.version, digest=IMAGE.digest)
    assert offer(tried).hindrance is Hindrance.NONE
    assert offer(replace(tried, confirmed=True)).hindrance is Hindrance.SAME


@pytest.mark.expects_log(r"WARNING bumble\.")
async def test_a_device_that_was_left_on_trial_keeps_its_image_and_is_sent_nothing(
    firmware: SmpBench,
) -> None:
    held = firmware.device.held
    held.running, held.confirmed = NEW, False
    assert await firmware.update() is Outcome.UPDATED
    assert held.confirmed
    assert UPLOAD not in firmware.device.asked


@pytest.mark.parametrize(
    "name",
    [f"\x01\x02{MAC.lower()}", f"{'y' * 40}.{'z' * 60}.{'z' * 40}-{MAC.lower()}"],
    ids=["control characters", "far too long"],
)
async def test_a_name_that_can_be_none_neither_breaks_nor_ends_the_search(name: str) -> None:
    ear = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        assert await mdns._resolved(ear, mdns.TYPE, f"{name}.{mdns.TYPE}") is None
    finally:
        await ear.async_close()
