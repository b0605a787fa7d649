"""What a device or a neighbour may try: a password for the wrong one, a name that is none, an image on trial."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from zeroconf import DNSOutgoing, DNSPointer
from zeroconf.asyncio import AsyncZeroconf

from tests.core.test_offer import IMAGE, RUNNING, offer
from tests.devices.conftest import setback_of
from tests.devices.shelly_bench import ShellyBench
from tests.devices.smp_bench import NEW, UPLOAD, SmpBench
from tests.lan.test_mdns import MAC, lan, lease, told
from walkdown.core.firmware import Hindrance, Outcome
from walkdown.core.proof import Proof
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.lan.mdns import TYPE

SHELLYS_OWN = "-".join(("meadow", "2210"))
PTR, IN, RESPONSE = 12, 1, 0x8400


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
    [f"\x01\x02{MAC.lower()}", f"{'y' * 40}.{'z' * 60}.{'z' * 60}-{MAC.lower()}"],
    ids=["control characters", "far too long"],
)
async def test_a_name_that_can_be_none_neither_breaks_nor_ends_the_search(name: str) -> None:
    liar = AsyncZeroconf(interfaces=["127.0.0.1"])
    try:
        await liar.zeroconf.async_wait_for_start()
        finding = asyncio.create_task(lan().find(lease(), MAC, 20))
        said = DNSOutgoing(RESPONSE)
        said.add_answer_at_time(DNSPointer(TYPE, PTR, IN, 120, f"{name}.{TYPE}"), 0)
        for _ in range(4):
            liar.zeroconf.async_send(said)
            await asyncio.sleep(0.05)
        async with told(f"shellypro3em-{MAC.lower()}"):
            assert await finding == "http://127.0.0.1:8123/rpc/"
    finally:
        await liar.async_close()
