"""Of a text that is left out the person learns why, and nobody learns a secret that stood in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.label import NotALabel, RouterCode, read_label
from walkdown.core.label_left_out import shown_part, why_left_out


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("WIFI:T:WPA2-EAP;S:x;E:TTLS;P:hushhush;;", "Enterprise"),
        ('{"ver":"v1","transport":"softap","pop":"hushhush"}', "network of its own"),
        ('{"ver":"v3","transport":"ble","pop":"hushhush"}', "version"),
        ('{"ver":"v1","transport":"ble","pop":"hushhush"}', "none that a device"),
        ('{"ver":"v1","pop":"hushhush"', "breaks off"),
        ("MT:hushhush", "Matter"),
        ("https://maker.example/?password=hushhush", "not opened"),
        ("4006381333931", "article"),
        ("CARTON 12 PCS", "carton"),
        ("1.23E+11", "spreadsheet"),
        ("hushhush" * 65, "longer than any label"),
        ("hello", ""),
        ("122044170093", ""),
    ],
)
def test_why_is_said_in_words_that_hold_no_part_of_the_text(text: str, why: str) -> None:
    words = why_left_out(text)
    assert why in words
    assert "hush" not in words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("WIFI:T:WPA;S:x;P:hushhush;;", "WIFI:"),
        ("]Q1wifi:T:WPA;S:x;P:hushhush;;", "WIFI:"),
        (' {"pop":"hushhush"', "{"),
        ("MT:hushhush", "MT:"),
        ("DPP:K:hushhush;;", "DPP:"),
        ('[{"ver":"v1","pop":"hushhush"}]', ""),
        ("see WIFI:T:WPA;P:hushhush", ""),
        ("https://maker.example/?psk=hushhush", ""),
        ("https://me:hushhush@maker.example/", ""),
        ("Password: hushhush", ""),
        ("otpauth://totp/x?s=hushhush", ""),
        ("34970112332", ""),
        ("hello world", "hello world"),
        ("x" * 5000, "x" * 64),
    ],
)
def test_only_what_holds_no_secret_is_shown(text: str, shown: str) -> None:
    assert shown_part(text) == shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_part_of_a_password_is_shown_whatever_stands_around_it(before: str, after: str) -> None:
    text = f"{before}WIFI:T:WPA;S:x;P:hushhush;{after}"
    read = read_label(text)
    assert "hush" not in f"{shown_part(text)}{why_left_out(text)}{read!r}{read}"
    assert isinstance(read, RouterCode | NotALabel)
