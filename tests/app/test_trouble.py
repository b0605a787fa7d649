"""Every trouble ends in its own code at its own device, and holds up nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.app.laptop import Laptop, scenario
from walkdown.app import crew, visit
from walkdown.core.device import STEPS, Step, Way, Work
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.practice.crowd import crowd
from walkdown.practice.scenario import Fault

FARM = "QuarryFarm"
PASSWORD = "-".join(("slate", "and", "straw", "22"))

DROPS = "770300126604"
SILENT = "441022071190"
GARBAGE = "331205610117"
OTHER_ON_LAN = "905133000425"
NO_ADDRESS = "301777810108"
UNREACHABLE = "608801507746"
REFUSES = "122044170151"
WEAK = "122044170164"
CANNOT_SCAN = "122044170178"
OTHER_BY_RADIO = "441022071206"
TWINS = ("770300126617",)
ENDS = {
    DROPS: Code.LINK_LOST,
    SILENT: Code.NO_ANSWER,
    GARBAGE: Code.BROKEN_PROTOCOL,
    OTHER_BY_RADIO: Code.OTHER_SERIAL,
    REFUSES: Code.PASSWORD_REFUSED,
    WEAK: Code.TOO_WEAK,
    NO_ADDRESS: Code.NO_ADDRESS,
    UNREACHABLE: Code.NOT_REACHABLE,
    OTHER_ON_LAN: Code.REACHED_OTHER,
}
EVERYBODY = scenario("trouble").devices
FARMERS = tuple(d.serial for d in EVERYBODY if not d.wrong and d.serial not in TWINS)


async def begin(laptop: Laptop, *serials: str, ssid: str = FARM) -> None:
    """Send the farm's password to these devices, as far as they have no code yet."""
    others = tuple(d.serial for d in EVERYBODY if d.serial not in serials)
    await laptop.ready("trouble", ssid, but=others)
    laptop.press_buttons()
    await laptop.engine.network.send(Secret(PASSWORD))


@pytest.mark.parametrize(("serial", "code"), ENDS.items())
async def test_a_trouble_ends_in_its_own_code(laptop: Laptop, serial: str, code: Code) -> None:
    await begin(laptop, serial)
    await laptop.until(lambda: laptop.code(serial))
    assert laptop.code(serial) is code
    device = laptop.on_disk.device(serial)
    assert device is not None
    assert device.work is Work.FAILED
    assert not device.has(Step.REACHABLE)


@pytest.mark.parametrize(
    ("ssid", "serial", "code"),
    [
        ("Nobody-Has-This", CANNOT_SCAN, Code.JOIN_UNKNOWN),
        ("Nobody-Has-This", REFUSES, Code.NETWORK_NOT_SEEN),
        ("QuarryBarn", CANNOT_SCAN, Code.NO_ADDRESS),
    ],
)
async def test_a_network_that_does_not_do_is_told_as_far_as_it_is_known(
    laptop: Laptop, ssid: str, serial: str, code: Code
) -> None:
    await begin(laptop, serial, ssid=ssid)
    await laptop.until(lambda: laptop.code(serial))
    assert laptop.code(serial) is code


async def test_a_device_that_lost_its_link_comes_online_with_a_retry(laptop: Laptop) -> None:
    await begin(laptop, DROPS)
    await laptop.until(lambda: laptop.code(DROPS))
    await laptop.engine.network.retry(DROPS)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert tuple(e.step for e in laptop.device(DROPS).earned) == STEPS


async def test_a_device_that_refused_comes_online_on_the_same_connection(laptop: Laptop) -> None:
    await begin(laptop, REFUSES)
    await laptop.until(lambda: laptop.code(REFUSES))
    await laptop.engine.network.retry(REFUSES)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.opened == [REFUSES]


async def test_a_whole_farm_of_troubles_ends_with_each_its_own(laptop: Laptop) -> None:
    await begin(laptop, *FARMERS)
    await laptop.until(lambda: laptop.device(REFUSES).work is Work.FAILED)
    await laptop.engine.network.retry(REFUSES)
    await laptop.until(lambda: laptop.device(REFUSES).work is Work.ONLINE)
    await laptop.until(lambda: not laptop.works() & {Work.QUEUED, Work.WORKING})
    found = {s: laptop.code(s) for s in FARMERS if laptop.code(s)}
    assert found == {s: code for s, code in ENDS.items() if s != REFUSES}
    assert {d.serial for d in laptop.on_disk.online} == {REFUSES, CANNOT_SCAN}


async def test_a_first_device_with_a_trouble_of_its_own_does_not_hold_up_the_others(
    laptop: Laptop,
) -> None:
    await begin(laptop, WEAK, CANNOT_SCAN)
    await laptop.until(lambda: laptop.device(CANNOT_SCAN).work is Work.ONLINE)
    assert laptop.code(WEAK) is Code.TOO_WEAK


async def test_a_first_device_that_refuses_for_ever_is_let_go_after_a_while(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "KEEP_S", 0.3)
    await begin(laptop, REFUSES, CANNOT_SCAN)
    await laptop.until(lambda: laptop.device(CANNOT_SCAN).work is Work.ONLINE)
    assert laptop.code(REFUSES) is Code.PASSWORD_REFUSED
    await laptop.until(lambda: laptop.uses() == [])
    await laptop.engine.network.retry(REFUSES)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


async def test_sessions_kept_for_the_person_do_not_pile_up(laptop: Laptop) -> None:
    street = crowd(8)
    weak = tuple(replace(d, wifi_db=-38) for d in street.devices[1:])
    laptop.yard._scenarios["street"] = replace(street, devices=(street.devices[0], *weak))
    await laptop.ready("street", "StreetWide")
    with street.router_password.reveal() as password:
        await laptop.engine.network.send(Secret(password))
    await laptop.until(lambda: sum(d.work is Work.FAILED for d in laptop.job.devices) == 7)
    await laptop.until(lambda: len(laptop.engine.network._crew._visits) <= crew.KEPT)
    assert {laptop.code(d.serial) for d in weak} == {Code.TOO_WEAK}
    assert len(laptop.job.online) == 1


async def test_a_device_that_is_gone_does_not_stop_the_others(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    serials = await laptop.list_all()
    await laptop.engine.labels.take("WD1:GW-1:770300999999", Way.TYPED)
    await laptop.choose()
    await laptop.owner_agrees()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret("-".join(("lighthouse", "4417"))))
    await laptop.until(lambda: len(laptop.job.online) == len(serials))
    await laptop.until(lambda: laptop.code("770300999999"))
    assert laptop.code("770300999999") is Code.NOT_HEARD


@pytest.mark.expects_log("crash")
async def test_our_own_mistake_at_one_device_leaves_the_others_alone(laptop: Laptop) -> None:
    await laptop.ready()
    laptop.press_buttons()
    real = laptop.radio.open

    def broken(lease: object, sighting: object, serial: str, earned: Callable[..., None]) -> object:
        if serial == "331205610042":
            raise ValueError("ours")
        return real(lease, sighting, serial, earned)

    laptop.radio.open = broken
    await laptop.engine.network.send(Secret("-".join(("lighthouse", "4417"))))
    await laptop.until(lambda: len(laptop.job.online) == 6)
    await laptop.until(lambda: laptop.uses() == [])
    assert laptop.device("331205610042").work is Work.IDLE
    laptop.messages = [m for m in laptop.messages if type(m).__name__ != "Crashed"]


async def test_a_device_whose_network_vanishes_after_joining_is_not_called_online(
    laptop: Laptop,
) -> None:
    farm = scenario("trouble")
    sound = replace(farm.devices[0], faults=(Fault.NOT_REACHABLE,))
    laptop.yard._scenarios["one"] = replace(farm, devices=(sound,))
    await laptop.ready("one", FARM)
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(sound.serial))
    device = laptop.device(sound.serial)
    assert device.has(Step.ADDRESS)
    assert device.work is Work.FAILED


async def test_a_retry_of_a_device_that_joined_asks_the_network_and_no_radio(
    laptop: Laptop,
) -> None:
    await begin(laptop, UNREACHABLE)
    await laptop.until(lambda: laptop.code(UNREACHABLE))
    before = laptop.device(UNREACHABLE)
    assert tuple(e.step for e in before.earned) == STEPS[:-1]
    scans = laptop.radio.scans
    laptop.yard._unit(UNREACHABLE)._endpoint.mute = False  # its cable is back
    await laptop.engine.network.retry(UNREACHABLE)
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    device = laptop.device(UNREACHABLE)
    assert device.earned[:-1] == before.earned
    assert (device.url, device.tries) == (before.url, 2)
    assert laptop.radio.opened == [UNREACHABLE]
    assert laptop.radio.scans == scans


@pytest.mark.parametrize("serial", [UNREACHABLE, OTHER_ON_LAN])
async def test_a_retry_that_reaches_nobody_loses_no_evidence(laptop: Laptop, serial: str) -> None:
    await begin(laptop, serial)
    await laptop.until(lambda: laptop.code(serial))
    before = laptop.device(serial)
    await laptop.engine.network.retry(serial)
    await laptop.until(lambda: laptop.device(serial).tries == 2 and laptop.code(serial))
    device = laptop.on_disk.device(serial)
    assert device is not None
    assert (device.work, device.trouble) == (Work.FAILED, before.trouble)
    assert (device.earned, device.url) == (before.earned, before.url)
    assert laptop.radio.opened == [serial]


async def test_a_device_that_joined_and_came_back_to_the_air_is_set_up_anew(
    laptop: Laptop,
) -> None:
    farm = scenario("trouble")
    sound = replace(farm.devices[0], faults=(Fault.NOT_REACHABLE,), needs_button=False)
    laptop.yard._scenarios["one"] = replace(farm, devices=(sound,))
    await laptop.ready("one", FARM)
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(sound.serial))
    await laptop.yard.reset(sound.serial)
    await laptop.engine.network.retry(sound.serial)
    await laptop.until(lambda: laptop.radio.tried == [sound.serial] * 2)
    await laptop.until(lambda: laptop.code(sound.serial))
    assert laptop.code(sound.serial) is Code.NOT_REACHABLE
    assert laptop.device(sound.serial).tries == 3
