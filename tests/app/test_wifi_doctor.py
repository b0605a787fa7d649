"""The Wi-Fi doctor's two sides: a device's own list, and the laptop's, which is asked for and not kept."""

from __future__ import annotations

import pytest

from tests.app.conftest import NewLaptop
from tests.app.laptop import NETWORK, NO, Laptop
from walkdown.app.messages import LaptopSees, NetworksShown, UnjoinedShown
from walkdown.app.ports import NetworkPlay
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import NOT_SAID, Band, Internet
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi_doctor import Case, Finding, examine

FAST = "HarbourHome"


async def test_the_laptop_looks_after_a_yes_and_holds_nothing(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.network.compare()
    assert [q.text.purpose for q in laptop.questions] == [Purpose.WIFI_LOOK]
    assert laptop.all(LaptopSees)[0].looking
    view = laptop.last(LaptopSees).view
    assert view is not None
    assert [p.band for p in view.of(FAST)] == [Band.GHZ_5]
    assert (view.joined, view.internet) == (NETWORK, Internet.FULL)
    assert laptop.uses() == []


async def test_a_no_leaves_the_devices_own_list(laptop: Laptop) -> None:
    laptop.policy = lambda question: NO if question.text.purpose is Purpose.WIFI_LOOK else None
    await laptop.engine.jobs.begin("home")
    with pytest.raises(Setback) as refused:
        await laptop.engine.network.compare()
    assert refused.value.code is Code.REFUSED
    assert laptop.last(LaptopSees) == LaptopSees(None)


async def test_both_sides_together_find_the_5_ghz_name(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.list_all()
    await laptop.engine.network.look()
    await laptop.engine.network.compare()
    heard = laptop.last(NetworksShown).networks
    deaf = tuple(n for n in heard if n.ssid != FAST)  # the gateway hears 5 GHz, the others do not
    case = Case(FAST, deaf, laptop.last(LaptopSees).view)
    assert examine(case) == (Finding.FIVE_GHZ_ONLY,)


async def test_a_sign_in_page_is_seen_before_a_password_is_sent(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.yard.play_network(NetworkPlay.CAPTIVE)
    await laptop.engine.network.compare()
    case = Case(NETWORK, None, laptop.last(LaptopSees).view)
    assert examine(case) == (Finding.SIGN_IN,)


async def test_a_real_site_on_a_system_that_does_not_say_asks_nobody(new_laptop: NewLaptop) -> None:
    laptop = new_laptop()
    await laptop.engine.jobs.begin("")
    await laptop.engine.network.compare()
    assert laptop.last(LaptopSees).view == NOT_SAID
    assert laptop.questions == []


async def test_a_device_that_could_not_join_says_what_it_hears(laptop: Laptop) -> None:
    serials = await laptop.ready()
    laptop.press_buttons()
    await laptop.engine.network.send(Secret("not the password"))
    await laptop.until(lambda: laptop.all(UnjoinedShown))
    told = laptop.last(UnjoinedShown)
    assert told.serial in serials
    assert NETWORK in {n.ssid for n in told.networks}
