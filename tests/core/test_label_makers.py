"""The profiles that come with the program read the labels of the practice sites, and of the makers known."""

from __future__ import annotations

import tomllib

import pytest

from walkdown.core.check_digit import Rule, holds
from walkdown.core.device import Kind
from walkdown.core.label import Check, Label, NotALabel, read_label
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir

PROFILES = load_profiles(resources_dir() / "labels")
PRACTICE = sorted((resources_dir() / "practice").glob("*.toml"))
DEVICES = [
    pytest.param(device, id=f"{file.stem}-{number}")
    for file in PRACTICE
    for number, device in enumerate(tomllib.loads(file.read_text("utf-8"))["device"])
]


def read(text: str) -> Label:
    label = read_label(text, PROFILES)
    assert isinstance(label, Label)
    return label


def test_every_profile_can_be_used() -> None:
    assert len(PROFILES.all) == len(list((resources_dir() / "labels").glob("*.toml")))


@pytest.mark.parametrize("device", DEVICES)
def test_a_practice_devices_label_says_what_it_is(device: dict[str, str]) -> None:
    label = read(f"WD1:{device['model']}:{device['serial']}")
    assert (label.serial, label.model, label.kind) == (
        device["serial"],
        device["model"],
        Kind(device["kind"]),
    )
    assert label.check is not Check.FAILED
    assert not label.foreign


@pytest.mark.parametrize("device", [d for d in DEVICES if d.values[0]["serial"].isdigit()])
def test_a_practice_devices_serial_alone_tells_its_model(device: dict[str, str]) -> None:
    label = read(device["serial"])
    assert (label.model, label.kind) == (device["model"], Kind(device["kind"]))
    assert label.warning == ""


def test_a_mistyped_serial_of_fernhills_is_found_out() -> None:
    assert holds(Rule.LUHN, "122044171264")
    assert read("122044171264").check is Check.PASSED
    assert read("122044171265").check is Check.FAILED
    assert read("122044172164").check is Check.FAILED
    assert read("010209876543210321122044171264").check is Check.PASSED
    assert read("https://id.fernhill.example/d/MI-800/122044171264").maker == "Fernhill"


@pytest.mark.parametrize("text", ["10288063-1B", "102880631B", "SN: 10288063-1B"])
def test_solaredges_are_anothers(text: str) -> None:
    label = read(text)
    assert (label.maker, label.foreign, label.check) == ("SolarEdge", True, Check.PASSED)


def test_a_mistyped_one_of_solaredges_is_found_out() -> None:
    assert read("10288063-1C").check is Check.FAILED
    assert read("102880631C").maker == ""


def test_twelve_digits_alone_are_not_said_to_be_enphases() -> None:
    label = read("121304067582")
    assert (label.maker, label.foreign) == ("", False)
    assert "Enphase" in label.warning


def test_a_shellys_id_tells_its_address_and_where_known_its_kind() -> None:
    label = read("shellypro3em-34987a64b1c4")
    assert (label.serial, label.kind, label.maker) == ("34987A64B1C4", Kind.METER, "Shelly")
    assert read("ShellyPlus1-34987A64B1C4").kind is None
    assert read("34987A64B1C4").maker == ""


@pytest.mark.parametrize(
    "text", ["QTY: 20", "Pallet 3/4", "CARTON 2611-04 PCS 20", "G.W. 12.5 KG", "Fernhill Box 12"]
)
def test_what_stands_on_boxes_is_left_out(text: str) -> None:
    assert read_label(text, PROFILES) is NotALabel.CARTON
