"""What every system promises alike: five states, links that exist, and never a false "hidden"."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.at_use import taken_back
from walkdown.consent.system.computer import Computer
from walkdown.consent.system.links import SETTINGS_LINKS, needed, settings_link
from walkdown.consent.system.linux import LinuxReader
from walkdown.consent.system.macos import MacReader
from walkdown.consent.system.network_names import Naming, naming, naming_words
from walkdown.consent.system.practice import PracticeSystem
from walkdown.consent.system.reading import Explained, Why, principal
from walkdown.consent.system.state import OsState
from walkdown.consent.system.windows import USER, WindowsReader
from walkdown.core.trouble import Code, Setback

LOCATION_SWITCH = (
    r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\location"
)
LOCATION_TEXT = {"NSLocationWhenInUseUsageDescription": "To fill in the address."}


def with_location(value: str | None) -> Computer:
    """A Windows on which the person's switch for location stands so."""
    place = (USER, LOCATION_SWITCH, "Value")
    return Computer("windows", WindowsReader(lambda *at: value if at == place else None))


SYSTEMS: dict[str, Explained] = {
    "linux": Computer("linux", LinuxReader(Path("no such root"))),
    "macos": Computer("macos", MacReader(LOCATION_TEXT)),
    "macos from source": Computer("macos", MacReader(None)),
    "windows allows": with_location("Allow"),
    "windows denies": with_location("Deny"),
    "windows has not asked": with_location("Prompt"),
    "windows of before": with_location(None),
    "practice": PracticeSystem(),
}


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_every_use_has_a_state_on_every_system(system: Explained) -> None:
    for permission, purpose in itertools.product(Permission, Purpose):
        assert system.state(permission, purpose) in OsState
        assert system.why(permission, purpose) == system.why(permission, purpose).strip()
    assert system.platform in {"linux", "macos", "windows", "practice"}


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_a_state_that_forbids_says_why(system: Explained) -> None:
    for permission in Permission:
        if system.state(permission, principal(permission)).forbids:
            assert system.why(permission)


@pytest.mark.parametrize("platform", ["linux", "macos", "windows", "practice"])
def test_links_lead_into_the_systems_own_settings(platform: str) -> None:
    links = {settings_link(platform, permission) for permission in Permission} - {""}
    assert links <= SETTINGS_LINKS
    schemes = {"windows": "ms-settings:", "macos": "x-apple.systempreferences:"}
    assert all(link.startswith(schemes[platform]) for link in links)
    assert bool(links) is (platform in schemes)


@pytest.mark.parametrize("platform", ["macos", "windows"])
def test_a_wifi_list_needs_location_and_its_link_leads_there(platform: str) -> None:
    assert needed(platform, Permission.WIFI) is Permission.LOCATION
    there = settings_link(platform, Permission.LOCATION)
    assert settings_link(platform, Permission.WIFI) == there
    assert [p for p in Permission if needed(platform, p)] == [Permission.WIFI]


NAMELESS = (None, b"", b"\0", b"\0" * 32)


@pytest.mark.parametrize("ssid", NAMELESS)
@pytest.mark.parametrize(
    ("state", "said"),
    [
        (OsState.NOT_APPLICABLE, Naming.HIDDEN),
        (OsState.GRANTED, Naming.HIDDEN),
        (OsState.UNDETERMINED, Naming.NOT_PERMITTED),
        (OsState.DENIED, Naming.NOT_PERMITTED),
        (OsState.RESTRICTED, Naming.NOT_PERMITTED),
    ],
)
def test_hidden_is_never_said_where_the_truth_is_not_permitted(
    ssid: bytes | None, state: OsState, said: Naming
) -> None:
    assert naming(ssid, state) is said
    assert ("hidden" in naming_words(said).lower()) is (said is Naming.HIDDEN)


@pytest.mark.parametrize("ssid", NAMELESS)
@pytest.mark.parametrize(
    ("system", "said"),
    [
        ("linux", Naming.HIDDEN),
        ("macos", Naming.NOT_PERMITTED),
        ("macos from source", Naming.NOT_PERMITTED),
        ("windows allows", Naming.HIDDEN),
        ("windows denies", Naming.NOT_PERMITTED),
        ("windows has not asked", Naming.NOT_PERMITTED),
        ("windows of before", Naming.HIDDEN),
    ],
)
def test_each_system_tells_hidden_from_not_permitted(
    ssid: bytes | None, system: str, said: Naming
) -> None:
    assert naming(ssid, SYSTEMS[system].wifi_list()) is said


@pytest.mark.parametrize("state", OsState)
def test_a_name_that_was_given_is_a_name_whatever_the_switch_says(state: OsState) -> None:
    assert naming(b"HarbourHome", state) is Naming.NAMED
    assert naming(b"\xff\x00", state) is Naming.NAMED
    assert naming_words(Naming.NAMED) == ""


def test_no_words_about_the_system_call_anything_hidden() -> None:
    assert not [why for why in Why if "hidden" in why.lower()]
    assert "location" in Why.NEEDS_LOCATION


@pytest.mark.parametrize("code", Code)
def test_only_a_refusal_of_the_system_is_a_revocation(code: Code) -> None:
    assert (taken_back(Setback(code)) is not None) is (code is Code.BLUETOOTH_BLOCKED)


async def test_practice_plays_a_system_that_asks_and_is_answered() -> None:
    system = PracticeSystem({Permission.CAMERA: OsState.UNDETERMINED})
    asked = (Permission.CAMERA, Purpose.SCAN_QR)
    assert await system.request(*asked) is OsState.UNDETERMINED
    system.will_answer(Permission.CAMERA, OsState.DENIED)
    assert await system.request(*asked) is OsState.DENIED
    assert await system.request(*asked) is OsState.DENIED
    assert system.asked == (Permission.CAMERA, Permission.CAMERA)


async def test_practice_plays_a_system_that_changes_while_it_asks() -> None:
    system = PracticeSystem({Permission.NEARBY: OsState.UNDETERMINED})

    async def the_administrator_comes() -> None:
        system.put(Permission.NEARBY, OsState.RESTRICTED, "By policy.")

    system.while_open(the_administrator_comes)
    answer = await system.request(Permission.NEARBY, Purpose.DISCOVER)
    assert answer is OsState.RESTRICTED
    assert system.why(Permission.NEARBY) == "By policy."


async def test_practice_plays_a_system_that_takes_back_and_one_without_a_step() -> None:
    system = PracticeSystem({Permission.CAMERA: OsState.GRANTED})
    system.put(Permission.CAMERA, OsState.DENIED)
    assert system.state(Permission.CAMERA, Purpose.SCAN_QR) is OsState.DENIED
    assert await system.request(Permission.APPS, Purpose.OPEN_MAP) is OsState.NOT_APPLICABLE
    assert system.asked == ()


def test_practice_plays_a_system_that_keeps_wifi_under_location() -> None:
    system = PracticeSystem({Permission.LOCATION: OsState.DENIED})
    assert system.wifi_list() is OsState.NOT_APPLICABLE
    system.keep_under(Permission.WIFI, Permission.LOCATION)
    assert system.needs(Permission.WIFI) is Permission.LOCATION
    assert naming(b"", system.wifi_list()) is Naming.NOT_PERMITTED
