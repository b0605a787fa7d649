"""What a device may try with the whole program: offer less, bear another's address, lead away from the site."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.app.laptop import Laptop, scenario
from tests.app.light_laptop import OLD, SERIAL
from tests.app.test_espressif_site import PASSWORD, SEC1, SSID, STOCK, mixed, ready
from tests.app.test_firmware import FirmwareLaptop
from tests.app.test_firmware import lap as lap
from tests.app.test_shelly import PRO, THREE
from walkdown.app import verify
from walkdown.app.messages import FirmwareOffered
from walkdown.app.ports import NetworkAnswer
from walkdown.core.device import Kind, Way, Work
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code
from walkdown.practice.label_print import set_up_payload
from walkdown.practice.scenario import Family, Scenario

WRONG = "not the password"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[dict[Scenario, Laptop]]:
    """Laptops by their site; all are closed."""
    made: dict[Scenario, Laptop] = {}
    yield made
    for laptop in made.values():
        await laptop.close()


def open_site(made: dict[Scenario, Laptop], folder: Path, site: Scenario) -> Laptop:
    made[site] = Laptop(folder, {"vendors": site})
    return made[site]


# --- less secure than the label


async def test_less_security_is_accepted_for_one_link_and_asked_about_again_on_the_next(
    house: dict[Scenario, Laptop], tmp_path: Path
) -> None:
    site = mixed()
    alone = replace(site, devices=tuple(d for d in site.devices if d.serial == SEC1))
    laptop = open_site(house, tmp_path, alone)
    await ready(laptop, (set_up_payload(replace(alone.devices[0], security=2)),))
    await laptop.press(laptop.engine.network.send(Secret(WRONG)))
    await laptop.until(lambda: laptop.code(SEC1) is Code.LESS_SECURE)
    await laptop.press(laptop.engine.network.accept_less(SEC1))
    await laptop.until(lambda: laptop.code(SEC1) is Code.PASSWORD_REFUSED)
    await laptop.engine.network.stop()  # its link is gone
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    await laptop.until(lambda: laptop.code(SEC1) is Code.LESS_SECURE)
    await laptop.press(laptop.engine.network.accept_less(SEC1))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})


# --- on the network


async def test_a_nameless_device_is_not_taken_for_another_one_of_the_list(
    house: dict[Scenario, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = mixed()
    plain = next(d for d in site.devices if d.family is Family.IMPROV and not d.needs_button)
    sec1 = next(d for d in site.devices if d.serial == SEC1)
    stock = replace(sec1, serial=STOCK, extras=())
    laptop = open_site(house, tmp_path, replace(site, devices=(plain, stock)))
    ask = laptop.lan.ask

    async def answered(lease: Any, url: str, within_s: float, **more: Any) -> NetworkAnswer:
        """The nameless one sits where the other one does, and tells no more than a router would."""
        if not more.get("nameless"):
            truly: NetworkAnswer = await ask(lease, url, within_s, **more)
            return truly
        address = urlsplit(laptop.device(plain.serial).url).netloc
        return NetworkAnswer("", "", "", address, ())

    monkeypatch.setattr(laptop.lan, "ask", answered)
    await laptop.engine.jobs.begin("vendors")
    await laptop.engine.labels.take(f"WD1:{plain.model}:{plain.serial}", Way.SCANNER)
    await laptop.hear_all()
    await laptop.choose(SSID)
    await laptop.owner_agrees()
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    await laptop.until(lambda: laptop.works() == {Work.ONLINE})
    await laptop.engine.labels.take(set_up_payload(stock), Way.SCANNER)
    await laptop.engine.labels.take(STOCK, Way.SCANNER, Kind.METER)
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
    await laptop.until(lambda: laptop.code(STOCK) is Code.REACHED_OTHER)
    await laptop.press(laptop.engine.verify.run_all())
    look = next(look for look in laptop.job.looks if look.serial == STOCK)
    assert look.said_serial != STOCK


async def test_a_meters_name_that_leads_away_from_the_site_does_not_change_what_was_seen(
    house: dict[Scenario, Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "ANSWER_S", 0.3)
    site = scenario("home")
    laptop = house[site] = Laptop(tmp_path, {"home": replace(site, devices=(PRO,))})

    async def elsewhere(*_: Any, **__: Any) -> str:
        return "http://203.0.113.9/rpc/"

    monkeypatch.setattr(laptop.lan, "find", elsewhere)
    await laptop.ready()
    await laptop.all_online()
    laptop.yard.make_silent(THREE, on=True)
    await laptop.press(laptop.engine.verify.run_all())
    (look,) = laptop.job.looks
    assert (look.answered, look.detail) == (False, str(Code.NOT_REACHABLE))


# --- firmware


async def test_a_device_that_was_updated_meanwhile_is_not_taken_a_step_back_unasked(
    lap: FirmwareLaptop,
) -> None:
    await lap.look()
    lap.street.slots = (replace(OLD, version="3.6.0"),)
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert (lap.told(), lap.street.sent) == ([Code.FIRMWARE_UNSAFE], [])
    assert lap.all(FirmwareOffered)[-1].offer.older
    await lap.press(lap.engine.firmware.update(SERIAL))  # now that they were told
    assert len(lap.street.sent) == 1
