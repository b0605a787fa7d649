"""Names and passwords that no device would take are found before anything leaves the laptop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from walkdown.core.diagnosis import why_not_joined
from walkdown.core.trouble import Code
from walkdown.core.wifi import Flaw, HeardNetwork, best_of_each, password_flaw, ssid_flaw

SEEDS = json.loads((Path(__file__).parent / "data" / "hostile.json").read_text(encoding="utf-8"))


def seeds(channel: str, *expect: str) -> list[object]:
    """Hostile inputs of a channel that are text at all."""
    raw = [
        (s["id"], bytes.fromhex(s["hex"]))
        for s in SEEDS
        if s["id"].startswith(f"{channel}.") and s["expect"] in expect
    ]
    # A password that is not UTF-8 cannot be typed; as Latin-1 it is what a keyboard could give.
    return [pytest.param(data.decode("latin-1"), id=name) for name, data in raw]


@pytest.mark.parametrize("text", seeds("psk", "accept"))
def test_a_password_by_the_rules_is_taken(text: str) -> None:
    assert password_flaw(text) is None


@pytest.mark.parametrize("text", seeds("psk", "reject"))
def test_a_password_against_the_rules_is_found(text: str) -> None:
    assert password_flaw(text) is not None


@pytest.mark.parametrize("text", seeds("psk", "hex_only"))
def test_sixty_four_signs_are_a_key_and_must_be_hex(text: str) -> None:
    hexadecimal = all(c in "0123456789abcdefABCDEF" for c in text)
    if len(text) == 64:
        assert (password_flaw(text) is None) == hexadecimal
    else:
        assert password_flaw(text) is None


@pytest.mark.parametrize("text", seeds("ssid", "accept"))
def test_a_name_of_1_to_32_bytes_is_taken(text: str) -> None:
    assert ssid_flaw(text) is None


@pytest.mark.parametrize("text", seeds("ssid", "reject"))
def test_an_empty_or_too_long_name_is_found(text: str) -> None:
    assert ssid_flaw(text) in (Flaw.SSID_EMPTY, Flaw.SSID_TOO_LONG)


def test_a_name_is_measured_in_bytes() -> None:
    assert ssid_flaw("é" * 16) is None
    assert ssid_flaw("é" * 17) is Flaw.SSID_TOO_LONG
    assert ssid_flaw("a\0b") is Flaw.SSID_NUL


def test_only_an_open_network_needs_no_password() -> None:
    assert password_flaw("", open_network=True) is None
    assert password_flaw("") is Flaw.PASSWORD_TOO_SHORT
    assert password_flaw("short", open_network=True) is Flaw.PASSWORD_TOO_SHORT


def test_each_network_stands_once_by_its_strongest_signal() -> None:
    heard = (
        HeardNetwork("Home", -80, "WPA2"),
        HeardNetwork("", -10, "WPA2"),
        HeardNetwork("Guest", None, "NO"),
        HeardNetwork("Home", -50, "WPA2"),
    )
    assert best_of_each(heard) == (heard[3], heard[2])


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (None, Code.JOIN_UNKNOWN),
        ((), Code.NETWORK_NOT_SEEN),
        ((HeardNetwork("Other", -40, "WPA2"),), Code.NETWORK_NOT_SEEN),
        ((HeardNetwork("Home", -79, "WPA2"),), Code.TOO_WEAK),
        ((HeardNetwork("Home", -79, "WPA2"), HeardNetwork("Home", -75, "WPA2")),
         Code.PASSWORD_REFUSED),
        ((HeardNetwork("Home", None, "WPA2"),), Code.PASSWORD_REFUSED),
        ((HeardNetwork("Home", -40, "open"),), Code.JOIN_UNKNOWN),
    ],
)  # fmt: skip
def test_what_the_device_hears_tells_why_it_did_not_join(
    heard: tuple[HeardNetwork, ...] | None, code: Code
) -> None:
    assert why_not_joined("Home", heard) is code
