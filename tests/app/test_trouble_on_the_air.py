"""What goes wrong with Bluetooth itself, in any protocol, is told by its code and over with a next try."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.laptop import BRISK, Laptop, scenario
from walkdown.app import ear
from walkdown.app.messages import AirShown
from walkdown.core.device import STEPS, Way, Work
from walkdown.core.secret import Secret
from walkdown.core.sighting import Match
from walkdown.core.trouble import Code
from walkdown.practice.label_print import label_payload
from walkdown.practice.scenario import PracticeDevice, WrongKind

FARM = "QuarryFarm"
PASSWORD = "-".join(("slate", "and", "straw", "22"))
WRONGED = {d.wrong[0].what: d for d in scenario("trouble").devices if d.wrong}
PATIENCE = replace(BRISK, connect_s=0.8, answer_s=0.6)


async def walk(laptop: Laptop, device: PracticeDevice) -> None:
    """Scan this device's label and send it the farm's password."""
    laptop.radio._radio._patience = PATIENCE
    await laptop.engine.jobs.begin("trouble")
    await laptop.engine.labels.take(label_payload(device), Way.SCANNER)
    await laptop.hear_all()
    await laptop.choose(FARM)
    await laptop.owner_agrees()
    await laptop.engine.network.send(Secret(PASSWORD))


async def settled(laptop: Laptop, serial: str) -> Code | None:
    """How this try has ended; None where it is online."""
    await laptop.until(lambda: laptop.device(serial).work in (Work.FAILED, Work.ONLINE))
    return laptop.code(serial)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (WrongKind.DROP, Code.LINK_LOST),
        (WrongKind.NO_REPLY, Code.NO_ANSWER),
        (WrongKind.ATT_ERROR, Code.BROKEN_PROTOCOL),
        (WrongKind.SLOW, None),
        (WrongKind.SPLIT, None),
        (WrongKind.LOST, Code.NO_ANSWER),
        (WrongKind.LATE_NAME, None),
        (WrongKind.NEW_ADDRESS, None),
    ],
)
async def test_what_goes_wrong_with_bluetooth_is_over_with_the_next_try(
    laptop: Laptop, what: WrongKind, code: Code | None
) -> None:
    device = WRONGED[what]
    await walk(laptop, device)
    assert await settled(laptop, device.serial) is code
    if code is not None:
        await laptop.engine.network.retry(device.serial)
        await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert tuple(e.step for e in laptop.device(device.serial).earned) == STEPS


async def test_a_device_that_announces_gigabytes_is_told_at_each_try(laptop: Laptop) -> None:
    device = WRONGED[WrongKind.OVERSIZE]
    await walk(laptop, device)
    assert await settled(laptop, device.serial) is Code.BROKEN_PROTOCOL
    await laptop.engine.network.retry(device.serial)
    await laptop.until(lambda: laptop.device(device.serial).tries == 2)
    assert await settled(laptop, device.serial) is Code.BROKEN_PROTOCOL
    assert laptop.radio.tried == []


async def test_a_device_that_trickles_for_ever_keeps_nobody_waiting_for_ever(
    laptop: Laptop,
) -> None:
    device = WRONGED[WrongKind.TRICKLE]
    await walk(laptop, device)
    code = await settled(laptop, device.serial)
    assert code in (None, Code.BROKEN_PROTOCOL, Code.NO_ANSWER, Code.NO_ADDRESS)
    await laptop.until(lambda: laptop.uses() == [] or code is None)


async def test_a_device_with_an_old_key_wants_its_button_pressed(laptop: Laptop) -> None:
    device = WRONGED[WrongKind.STALE_BOND]
    await walk(laptop, device)
    assert await settled(laptop, device.serial) is Code.NOT_PAIRED
    assert laptop.radio.tried == []
    laptop.yard.press_button(device.serial)
    await laptop.engine.network.retry(device.serial)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


async def test_a_device_that_restarts_once_it_has_joined_is_reached_when_it_is_back(
    laptop: Laptop,
) -> None:
    device = WRONGED[WrongKind.REBOOTS]
    await walk(laptop, device)
    code = await settled(laptop, device.serial)
    assert code in (None, Code.NOT_REACHABLE)
    await laptop.until(lambda: not laptop.yard._unit(device.serial)._away)
    if code is not None:
        await laptop.engine.network.retry(device.serial)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.opened == [device.serial]


async def test_of_two_that_say_they_are_the_same_neither_is_told_anything(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ear, "FIND_S", 0.4)
    device = WRONGED[WrongKind.TWIN]
    await laptop.engine.jobs.begin("trouble")
    await laptop.engine.labels.take(label_payload(device), Way.TYPED)
    await laptop.engine.nearby.listen()
    await laptop.until(lambda: claims(laptop, device.serial) == [Match.CONFLICT] * 2)
    await laptop.engine.nearby.stop()
    await laptop.choose(FARM)
    await laptop.owner_agrees()
    for _ in range(2):
        await laptop.engine.network.send(Secret(PASSWORD))
        assert await settled(laptop, device.serial) is Code.TWO_CLAIM
    await laptop.press(laptop.engine.nearby.identify(device.serial))
    assert laptop.told()[-1:] == [Code.TWO_CLAIM]
    assert laptop.radio.opened == []
    assert device.serial not in laptop.job.matched


def claims(laptop: Laptop, serial: str) -> list[Match]:
    """How Nearby shows those that bear this serial."""
    return [row.match for row in laptop.last(AirShown).rows if row.serial == serial]
