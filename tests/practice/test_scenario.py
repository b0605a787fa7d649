"""A scenario file is read strictly: what is wrong with it is said in one sentence, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from walkdown.core.device import Kind, Reading
from walkdown.core.label import Label, read_label
from walkdown.core.sighting import serial_in_name
from walkdown.practice.crowd import crowd
from walkdown.practice.scenario import Band, Scenario, ScenarioBroken, Security
from walkdown.practice.scenario_file import load_scenario, scenario_names, scenario_path
from walkdown.practice.scenario_rules import broken_rule

SHIPPED = Path(__file__).parents[2] / "resources" / "practice"

GOOD = """
title = "A shed"

[router]
ssid = "Shed"

[[network]]
ssid = "Shed"
security = "WPA2"
password = "rake and spade"
channel = 6
signal_dbm = -50

[[device]]
serial = "122044170087"
model = "MI-800"
kind = "micro"
place = "Roof"
firmware = "2.1.0"
hardware = "r3"
readings = [{ name = "Power", value = "412", unit = "W" }]
"""
DEVICE = GOOD[GOOD.index("[[device]]") :]

BROKEN = {
    "not TOML": (GOOD + "\n]", "not TOML"),
    "an unknown key": (GOOD.replace("title", "tilte = 1\ntitle"), "'tilte' is not a word"),
    "an unknown key of a device": (GOOD + "\ncolour = 1", "device 1: 'colour' is not a word"),
    "an unknown key of a reading": (GOOD.replace("unit =", "units ="), "'units' is not a word"),
    "a key of ours": (GOOD.replace("title", 'name = "x"\ntitle'), "'name' is not a word"),
    "a missing key": (GOOD.replace('place = "Roof"', ""), "device 1: .*'place'"),
    "two devices alike": (GOOD + DEVICE, "two devices have the serial '122044170087'"),
    "an unprintable name": (GOOD + '\nname = "bell\\u0007"', "printable"),
    "a name too long for the air": (GOOD + f'\nname = "{"é" * 15}"', "29 printable bytes"),
    "a serial with letters": (GOOD.replace("122044170087", "12204417008A"), "12 digits"),
    "a distance that is no number": (GOOD + "\ndistance_m = nan", "distance_m is not between"),
    "text for a number": (GOOD + '\ndistance_m = "3"', "device 1: Expected 'float'"),
    "a yes for a number": (GOOD.replace("= 6", "= true"), "network 1: Expected 'int'"),
    "a channel of the other band": (GOOD.replace("= 6", "= 44"), "channel is not between"),
    "a model of another kind": (GOOD.replace('"micro"', '"meter"'), "a MI-800 is no meter"),
    "an unknown fault": (GOOD + '\nfaults = ["explodes"]', "device 1: Invalid"),
    "a short password": (GOOD.replace("rake and spade", "rake"), "the password does not suit"),
    "a password on an open network": (GOOD.replace("WPA2", "NO"), "the password does not suit"),
    "a router of another house": (GOOD.replace('"Shed"', '"House"', 1), "not among the networks"),
    "no devices": (GOOD.replace(DEVICE, ""), "there are not 1 to 500 devices"),
    "no router": (GOOD.replace("[router]", "[rooter]"), "router: Expected 'object'"),
    "a device that is no table": ("device = 3\n" + GOOD.replace(DEVICE, ""), r"\[\[device\]\]"),
    "too many devices": (GOOD + DEVICE * 500, "more than 500 of device"),
    "endless brackets": ("x = " + "[" * 100_000, "not TOML"),
    "endless digits": ("x = " + "9" * 10_000, "not TOML"),
    "half a place": ("latitude = 50.1\n" + GOOD, "do not come together"),
    "a place off the earth": ("latitude = 91\nlongitude = 1\n" + GOOD, "latitude is not between"),
    "a place round the earth": (
        "latitude = 1\nlongitude = nan\n" + GOOD,
        "longitude is not between",
    ),
    "too long": (GOOD + "#" * 1_000_001, "longer than"),
    "an unknown hardship": (GOOD + '\nlabel = { trouble = "rain" }', "device 1: Invalid"),
    "an unknown symbol": (GOOD + '\nlabel = { symbol = "Codabar" }', "device 1: Invalid"),
    "an unknown word of labels": (GOOD + "\nlabel = { colour = 1 }", "'colour' is not a word"),
    "an article number for a device": (
        GOOD + '\nlabel = { symbol = "EAN13" }',
        "an EAN-13 names an article",
    ),
    "a first label without a reason": (
        GOOD + '\nlabel = { first = "X" }',
        "a first label without wrong-first or carton",
    ),
    "a first label that cannot be printed": (
        GOOD + '\nlabel = { trouble = "carton", first = "2098765432104" }',
        "no EAN13 says",
    ),
    "a look that is never made": (
        GOOD + '\nlabel = { symbol = "Code128", look = "inverted" }',
        "a Code128 is never inverted",
    ),
    "a proof where there is no room": (
        GOOD + '\nfamily = "espressif"\nlabel = { symbol = "ITF" }',
        "no room for its proof",
    ),
    "a sticker without a text": (
        GOOD + '\n[[sticker]]\ntext = ""\nplace = "x"\nwords = "y"',
        "sticker 1: the text is not 1 to 300 characters",
    ),
    "a sticker whose text does not fit": (
        GOOD + f'\n[[sticker]]\ntext = "{"x" * 299}"\nplace = "x"\nwords = "y"\nsymbol = "Code128"',
        "sticker 1: ",
    ),
    "a sticker with a box of its own": (
        GOOD + '\n[[sticker]]\ntext = "x"\nplace = "x"\nwords = "y"\ntrouble = "carton"',
        "sticker 1: a sticker cannot be carton",
    ),
    "too many stickers": (
        GOOD + '\n[[sticker]]\ntext = "x"\nplace = "x"\nwords = "y"' * 25,
        "more than 24 of sticker",
    ),
}


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "shed.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_small_scenario_is_read_as_written(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, GOOD))
    (device,) = scenario.devices
    assert (scenario.name, scenario.title) == ("shed", "A shed")
    assert device.kind is Kind.MICRO_INVERTER
    assert device.advertised_name == "MI800-122044170087"
    assert device.readings == (Reading("Power", "412", "W"),)
    assert scenario.networks[0].security is Security.WPA2
    assert scenario.networks[0].band is Band.GHZ_2_4


def test_a_scenario_may_name_its_place(tmp_path: Path) -> None:
    assert load_scenario(written(tmp_path, GOOD)).place is None
    placed = "latitude = 50.1\nlongitude = -4\n" + GOOD
    assert load_scenario(written(tmp_path, placed)).place == (50.1, -4.0)


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_scenario_is_refused_with_the_reason(tmp_path: Path, case: str) -> None:
    text, sentence = BROKEN[case]
    with pytest.raises(ScenarioBroken, match=sentence) as caught:
        load_scenario(written(tmp_path, text))
    assert str(caught.value).startswith("shed.toml: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioBroken, match="not UTF-8"):
        load_scenario(written(tmp_path, b"title = '\xff'"))
    with pytest.raises(ScenarioBroken, match="cannot be read"):
        load_scenario(tmp_path / "gone.toml")


@pytest.mark.parametrize("name", ["", "../home", "home.toml", "Home", "a" * 41, "a\n"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScenarioBroken):
        scenario_path(tmp_path, name)


def test_a_password_is_never_in_the_text_of_a_scenario(tmp_path: Path) -> None:
    scenario = load_scenario(written(tmp_path, GOOD))
    assert "spade" not in repr(scenario)
    with scenario.router_password.reveal() as text:
        assert text == "rake and spade"


def test_a_sticker_may_show_an_old_password(tmp_path: Path) -> None:
    old = GOOD.replace("[router]", '[router]\npassword = "old and wrong"')
    with load_scenario(written(tmp_path, old)).router_password.reveal() as text:
        assert text == "old and wrong"


def shipped() -> list[Scenario]:
    return [load_scenario(scenario_path(SHIPPED, name)) for name in scenario_names(SHIPPED)]


def test_the_shipped_scenarios_can_be_played() -> None:
    assert {s.name for s in shipped()} >= {"home", "trouble", "forty"}


@pytest.mark.parametrize("scenario", shipped(), ids=lambda s: s.name)
def test_labels_and_names_of_shipped_devices_say_their_serial(scenario: Scenario) -> None:
    for device in scenario.devices:
        assert serial_in_name(device.advertised_name) == device.serial
        label = read_label(f"WD1:{device.model}:{device.serial}")
        assert label == Label(device.serial, device.model, device.kind)


@pytest.mark.parametrize("count", [1, 40, 500])
def test_a_crowd_of_any_size_keeps_the_rules(count: int) -> None:
    scenario = crowd(count)
    assert len(scenario.devices) == count
    assert not broken_rule(scenario)


def test_a_crowd_too_large_breaks_them() -> None:
    assert "1 to 500 devices" in broken_rule(crowd(501))
