"""Shelly meters are commissioned like everything else: label, Nearby, password, four ticks, readings."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.app.laptop import PASSWORD, Laptop, scenario
from tests.lan.test_mdns import told
from walkdown.core.device import STEPS, Kind, Reading, Step, Work
from walkdown.core.label_profile import Profiles, profile_of
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.practice.scenario import Family, Fault, PracticeDevice

THREE = "A0B1C2D3E4F5"
ONE = "3C6105FA7B21"
GATEWAY = "770300125518"


def meter(serial: str, model: str, name: str, **wishes: Any) -> PracticeDevice:
    """A meter as it is delivered."""
    made = PracticeDevice(
        serial=serial,
        model=model,
        kind=Kind.METER,
        place="Hall, fuse box",
        firmware="1.4.4",
        hardware=model,
        name=name,
        family=Family.SHELLY,
        readings=(Reading("Power", "412", "W"), Reading("Voltage", "231", "V")),
    )
    return replace(made, **wishes)


PRO = meter(THREE, "SPEM-003CEBEU", f"ShellyPro3EM-{THREE}")
SMALL = meter(ONE, "S3EM-002CXCEU", f"ShellyEMG3-{ONE}", needs_button=True)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[dict[str, Laptop]]:
    """Laptops by name, each over its own site; all are closed."""
    made: dict[str, Laptop] = {}
    yield made
    for laptop in made.values():
        await laptop.close()


def open_house(house: dict[str, Laptop], folder: Path, *devices: PracticeDevice) -> Laptop:
    home = scenario("home")
    gateway = tuple(d for d in home.devices if d.serial == GATEWAY)
    site = replace(home, devices=(*gateway, *devices))
    house["one"] = Laptop(folder / "home", {"home": site})
    return house["one"]


async def test_two_meters_beside_another_makers_gateway_come_online(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    laptop = open_house(house, tmp_path, PRO, SMALL)
    await laptop.ready()
    await laptop.all_online()
    for serial, model in ((THREE, PRO.model), (ONE, SMALL.model)):
        device = laptop.on_disk.device(serial)
        assert device is not None
        assert (device.kind, device.model) == (Kind.METER, model)
        assert tuple(e.step for e in device.earned) == STEPS
        assert device.about.hardware == model
        assert "Power" in {r.name for r in device.about.readings}
        reached = next(e.what for e in device.earned if e.step is Step.REACHABLE)
        assert reached.endswith(f"as {serial}")


async def test_the_meters_of_the_workshop_come_online(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    workshop = scenario("vendors")
    meters = tuple(d for d in workshop.devices if d.family is Family.SHELLY)
    laptop = house["one"] = Laptop(tmp_path, {"vendors": replace(workshop, devices=meters)})
    await laptop.ready("vendors", workshop.router.ssid)
    laptop.press_buttons()
    with workshop.router_password.reveal() as password:
        await laptop.engine.network.send(Secret(password))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert {d.serial for d in laptop.on_disk.devices} == {d.serial for d in meters}
    assert len(meters) == 2


async def test_a_wrong_password_is_found_on_one_meter_and_put_right_on_its_link(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    laptop = open_house(house, tmp_path, PRO)
    await laptop.ready(but=(GATEWAY,))
    await laptop.engine.network.send(Secret("not the password"))
    await laptop.until(lambda: laptop.code(THREE))
    assert laptop.code(THREE) is Code.PASSWORD_REFUSED
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert laptop.radio.opened == [THREE]


@pytest.mark.expects_log("pairing failure")
@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"faults": (Fault.OTHER_SERIAL_BY_RADIO,)}, Code.OTHER_SERIAL),
        ({"faults": (Fault.OTHER_SERIAL_ON_NETWORK,)}, Code.REACHED_OTHER),
        ({"faults": (Fault.NOT_REACHABLE,)}, Code.NOT_REACHABLE),
        ({"faults": (Fault.NO_ADDRESS,)}, Code.NO_ADDRESS),
        ({"faults": (Fault.GARBAGE,)}, Code.BROKEN_PROTOCOL),
        ({"faults": (Fault.NEVER_ANSWERS,)}, Code.NO_ANSWER),
        ({"faults": (Fault.DROPS_ONCE,)}, Code.LINK_LOST),
        ({"needs_button": True}, Code.NOT_PAIRED),
    ],
)
async def test_a_meters_trouble_ends_in_its_own_code(
    house: dict[str, Laptop], tmp_path: Path, wishes: dict[str, Any], code: Code
) -> None:
    laptop = open_house(house, tmp_path, replace(PRO, **wishes))
    await laptop.ready(but=(GATEWAY,))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(THREE))
    assert laptop.code(THREE) is code
    device = laptop.on_disk.device(THREE)
    assert device is not None
    assert device.work is Work.FAILED


async def test_a_meter_with_a_password_of_its_own_comes_online_when_the_person_types_it(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    own = "meter-cupboard-7"
    laptop = open_house(house, tmp_path, replace(PRO, own_password=Secret(own)))
    await laptop.ready(but=(GATEWAY,))
    await laptop.engine.network.send(Secret(PASSWORD))
    await laptop.until(lambda: laptop.code(THREE) is Code.DEVICE_LOCKED)
    await laptop.engine.network.unlock(THREE, Secret(own + "?"))
    await laptop.until(lambda: laptop.code(THREE) is Code.DEVICE_LOCKED)
    await laptop.press(laptop.engine.network.unlock(THREE, Secret(own)))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    assert own.encode() not in _kept(tmp_path)


async def test_the_tries_that_are_left_are_told_where_a_profile_says_that_it_locks_itself(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    laptop = open_house(house, tmp_path, replace(PRO, own_password=Secret("meter-cupboard-7")))
    model = f'[[model]]\nname = "{PRO.model}"\nkind = "meter"\n'
    locks = profile_of(f'maker = "A"\n{model}locks_after = 3\nlocks_min = 10\n')
    laptop.engine.network._crew._profiles = Profiles((locks,))
    await laptop.ready(but=(GATEWAY,))
    await laptop.engine.network.send(Secret(PASSWORD))
    for left in (3, 2, 1, 0):
        await laptop.until(lambda: laptop.code(THREE) is Code.DEVICE_LOCKED)
        trouble = laptop.device(THREE).trouble
        assert trouble is not None
        assert (trouble.left, trouble.locks_min) == (left, 10)
        if left:
            await laptop.engine.network.unlock(THREE, Secret("wrong"))


async def test_a_meter_that_was_given_another_address_is_found_by_its_name_in_verify(
    house: dict[str, Laptop], tmp_path: Path
) -> None:
    laptop = open_house(house, tmp_path, PRO)
    await laptop.ready(but=(GATEWAY,))
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    await laptop.until(lambda: laptop.device(THREE).work is Work.ONLINE)
    former = laptop.device(THREE).url
    endpoint = laptop.yard._opened()._units[THREE]._endpoint
    await endpoint.close()
    with socket.create_server(("127.0.0.1", 0)) as taken:  # so that it is given another one
        await endpoint.open(taken.getsockname()[1])
        async with told(f"shellypro3em-{THREE.lower()}", port=endpoint.port):
            await laptop.press(laptop.engine.verify.run_all())
    now = laptop.on_disk.device(THREE)
    assert now is not None
    assert now.url == f"http://127.0.0.1:{endpoint.port}/rpc/" != former
    assert [(k.answered, k.said_serial) for k in laptop.job.looks if k.serial == THREE] == [
        (True, THREE)
    ]


def _kept(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
