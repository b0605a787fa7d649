"""A router's code is read in both dialects, and what is in doubt is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.label import NotALabel, RouterCode, read_label
from walkdown.core.wifi import password_flaw, ssid_flaw
from walkdown.core.wifi_code import read_router_code, router_code_trouble


def read(text: str) -> RouterCode:
    code = read_label(text)
    assert isinstance(code, RouterCode)
    return code


def said(code: RouterCode) -> tuple[str, str, str]:
    with code.password.reveal() as password:
        return code.ssid, password, code.security


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("WIFI:T:WPA;R:1;S:caf%C3%A9;P:a%3Bb%25c1234;;", ("café", "a;b%c1234", "WPA")),
        ("WIFI:T:WPA;S:a%3Bb;P:12345678;K:MDkw;;", ("a;b", "12345678", "WPA")),
        ("WIFI:T:SAE;I:me;S:x;P:1234%35678;;", ("x", "12345678", "SAE")),
        ("WIFI:R:1;S:open%20air;;", ("open air", "", "NO")),
        ("WIFI:p:12345678;s:x;t:wpa", ("x", "12345678", "WPA")),
        ("WIFI:T:WPA;;S:x;;P:12345678;;", ("x", "12345678", "WPA")),
        (r"WIFI:T:WPA;R:1;S:a\;b;P:100%25good;;", ("a;b", "100%25good", "WPA")),
    ],
)
def test_each_dialect_is_read_as_its_writer_meant(text: str, what: tuple[str, str, str]) -> None:
    assert said(read(text)) == what


def test_a_percent_sign_that_may_mean_either_gives_both_readings() -> None:
    code = read("WIFI:T:WPA;S:home%20net;P:a%20b%20c%20d%21;;")
    assert said(code) == ("home%20net", "a%20b%20c%20d%21", "WPA")
    assert code.other is not None
    assert said(code.other) == ("home net", "a b c d!", "WPA")
    assert "two ways" in code.warning


def test_a_reading_that_no_router_can_have_is_not_offered() -> None:
    too_short = read("WIFI:T:WPA;S:x;P:a%20b%20;;")
    assert (said(too_short), too_short.other) == (("x", "a%20b%20", "WPA"), None)
    too_long = read("WIFI:T:WPA;S:" + "%C3%A9" * 6 + ";P:12345678;;")
    assert (too_long.ssid, too_long.other) == ("é" * 6, None)
    not_utf8 = read("WIFI:T:WPA;S:x%FF;P:12345678;;")
    assert (not_utf8.ssid, not_utf8.other) == ("x%FF", None)


@pytest.mark.parametrize(("value", "hidden"), [("true", True), ("TRUE", True), ("maybe", False)])
def test_a_hidden_network_is_said_to_be(value: str, hidden: bool) -> None:
    assert read(f"WIFI:T:WPA;S:x;P:12345678;H:{value};").hidden is hidden


def test_of_two_answers_the_last_is_taken_and_it_is_said() -> None:
    code = read("WIFI:T:WPA;S:a;S:b;P:12345678;;")
    assert code.ssid == "b"
    assert "twice" in code.warning
    assert read("WIFI:T:WPA;S:b;S:b;P:12345678;;").warning == ""


def test_a_raw_key_is_taken_with_a_warning() -> None:
    assert "raw key" in read("WIFI:T:WPA;S:x;P:" + "0a" * 32 + ";;").warning


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("WIFI:T:WPA2-EAP;S:x;E:TTLS;A:a;I:u;P:hushhush;PH2:MSCHAPV2;;", "Enterprise"),
        ("WIFI:T:WPA;S:x;E:PEAP;I:u;P:hushhush;;", "Enterprise"),
        ("WIFI:T:WPA;S:x;P:hushhush;;WIFI:T:WPA;S:y;P:hushhush;;", "not written"),
        ("WIFI:T:WPA;S:a;hushhush;P:hushhush;;", "not written"),
        ("WIFI:T:WPA;S:x;P:hushhush\\", "not written"),
        ("WIFI:T:FOO;S:x;P:hushhush;;", "not written"),
        ("WIFI:T:nopass;S:x;P:hushhush;;", "not written"),
        ("WIFI:T:WPA;S:x;P:hush;;", "shorter than 8"),
        ("WIFI:T:WPA;S:x;P:" + "hushhush" * 9 + ";;", "longer than passwords"),
        ("WIFI:T:WPA;S:x;P:hushhüsh;;", "cannot hold"),
        ("WIFI:T:WPA;P:hushhush;;", "names no network"),
        ("WIFI:T:WPA;S:" + "x" * 33 + ";P:hushhush;;", "longer than names"),
    ],
)
def test_what_is_refused_is_refused_in_words_without_its_password(text: str, why: str) -> None:
    assert read_label(text) is NotALabel.BROKEN_ROUTER_CODE
    words = router_code_trouble(text)
    assert why in words
    assert "hush" not in words


def test_a_code_that_reads_has_no_trouble() -> None:
    assert router_code_trouble("WIFI:T:WPA;S:x;P:12345678;;") == ""


def test_forgetting_a_code_wipes_both_readings() -> None:
    code = read("WIFI:T:WPA;S:x;P:a%20b%20c%20d12;;")
    assert code.other is not None
    code.forget()
    assert code.password.empty
    assert code.other.password.empty


def test_no_reading_shows_a_password() -> None:
    code = read("WIFI:T:WPA;S:x;P:hush%41hush;;")
    assert "hush" not in repr(code) + str(code)


@given(st.text(alphabet=st.sampled_from('TSPHRKIEA:;\\"%42aé\x00 1'), max_size=80))
def test_any_code_gives_only_what_may_be_sent(body: str) -> None:
    code = read_router_code(f"WIFI:{body}")
    assert router_code_trouble(f"WIFI:{body}") or isinstance(code, RouterCode)
    while isinstance(code, RouterCode):
        assert ssid_flaw(code.ssid) is None
        with code.password.reveal() as password:
            assert password_flaw(password, open_network=code.security == "NO") is None
        code = code.other
