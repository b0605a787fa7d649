"""What the practice laptop sees: all bands, hidden names hidden, and the site's Wi-Fi as it is played."""

from __future__ import annotations

import pytest

from walkdown.app.ports import NetworkPlay
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.laptop_wifi import Internet, LaptopView
from walkdown.core.wifi_doctor import Case, Finding, examine
from walkdown.practice.laptop_wifi import PracticeWifi
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.practice.wifi import Airwaves
from walkdown.storage.places import resources_dir

SITE = load_scenario(scenario_path(resources_dir() / "practice", "trouble"))
FARM = SITE.router.ssid


async def look(play: NetworkPlay = NetworkPlay.WORKS) -> LaptopView:
    lease = Lease(1, Purpose.WIFI_LOOK, "site", mint=_MINT)
    return await PracticeWifi(lambda: SITE, lambda: play).look(lease)


async def findings(ssid: str, play: NetworkPlay = NetworkPlay.WORKS) -> set[Finding]:
    """Of the site's first device and its laptop."""
    waves = Airwaves(SITE.networks)
    waves.fare(FARM, play)
    heard = waves.heard_by(SITE.devices[0])
    return set(examine(Case(ssid, heard, await look(play))))


@pytest.mark.parametrize(
    ("ssid", "finding"),
    [
        ("QuarryOffice", Finding.ENTERPRISE),
        ("QuarryFast", Finding.FIVE_GHZ_ONLY),
        ("QuarryNew", Finding.WPA3_ONLY),
        ("QuarryHouse", Finding.MIXED),
        ("QuarryHouse", Finding.MESH),
        ("QuarryLodge", Finding.WEAK),
        ("QuarryGuest", Finding.OPEN),
        ("QuarryVault", Finding.HIDDEN),
    ],
)
async def test_trouble_shows_what_the_doctor_finds(ssid: str, finding: Finding) -> None:
    assert finding in await findings(ssid)


@pytest.mark.parametrize(
    ("play", "finding"),
    [
        (NetworkPlay.CAPTIVE, Finding.SIGN_IN),
        (NetworkPlay.NO_INTERNET, Finding.NO_INTERNET),
        (NetworkPlay.CUT, Finding.HIDDEN),  # a hidden one is about: it could be this
    ],
)
async def test_the_practice_windows_switch_shows_the_rest(
    play: NetworkPlay, finding: Finding
) -> None:
    assert finding in await findings(FARM, play)


async def test_the_farms_own_network_is_well() -> None:
    assert await findings(FARM) == set()
    view = await look()
    assert (view.joined, view.internet) == (FARM, Internet.FULL)


async def test_a_hidden_name_is_in_no_list() -> None:
    assert "QuarryVault" not in {p.ssid for p in (await look()).points}
    assert all(n.ssid != "QuarryVault" for n in Airwaves(SITE.networks).heard_by(SITE.devices[0]))
