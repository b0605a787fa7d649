"""What the strings of results mean, whoever sent them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.devices.gatt_seeds import STRINGS
from walkdown.core.wifi import HeardNetwork
from walkdown.devices.improv import answers
from walkdown.devices.improv.protocol import Command, ProtocolError, Result


def info(*strings: bytes) -> answers.DeviceInfo:
    return answers.device_info(Result(3, strings))


def test_device_info_has_four_strings_or_six() -> None:
    four = info(b"ESPHome", b"2026.6.5", b"ESP32", b"Meter")
    assert (four.firmware, four.version, four.hardware, four.name) == (
        "ESPHome",
        "2026.6.5",
        "ESP32",
        "Meter",
    )
    six = info(b"a", b"b", b"c", b"d", b"FreeRTOS", b"11", b"later")
    assert (six.os, six.os_version) == ("FreeRTOS", "11")
    with pytest.raises(ProtocolError):
        info(b"a", b"b", b"c")


def test_networks_are_triples_whose_signal_need_not_be_a_number() -> None:
    rows = (b"Net0", b"-50", b"WPA/WPA2", b"Far", b"loud", b"NO", b"", b"-9999", b"WEP")
    assert answers.networks(Result(4, rows)) == (
        HeardNetwork("Net0", -50, "WPA/WPA2"),
        HeardNetwork("Far", None, "NO"),
        HeardNetwork("", None, "WEP"),
    )
    assert answers.networks(Result(4, ())) == ()
    with pytest.raises(ProtocolError):
        answers.networks(Result(4, (b"Net0", b"-50")))


def test_a_network_name_that_cannot_exist_is_left_out() -> None:
    assert answers.networks(Result(4, (b"x" * 33, b"-50", b"NO"))) == ()


@pytest.mark.parametrize("signal", ["١٢", "-5 0", "1e2", "", "- 5", "128", "-128"])
def test_odd_signals_are_unknown_signals(signal: str) -> None:
    (row,) = answers.networks(Result(4, (b"a", signal.encode(), b"NO")))
    assert row.signal_dbm is None


@pytest.mark.parametrize("parse", [answers.device_info, answers.networks, answers.redirect_url])
def test_an_answer_to_another_question_is_refused(parse: object) -> None:
    assert callable(parse)
    with pytest.raises(ProtocolError):
        parse(Result(99, (b"a", b"b", b"c", b"d")))


@pytest.mark.parametrize(
    "url",
    [
        "http://192.0.2.7/",
        "https://meter.local:8443/setup",
        "http://[2001:db8::7]:80/",
        "http://192.0.2.7",
    ],
)
def test_a_plain_address_is_kept(url: str) -> None:
    assert answers.redirect_url(Result(1, (url.encode(),))) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://192.0.2.7/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://user:pw@192.0.2.7/",
        "http://192.0.2.7@evil.example/",
        "http://192.0.2.7:0/",
        "http://192.0.2.7:99999/",
        "http://192.0.2.7:x/",
        "http://192.0.2.7:/",
        "http://[::1/",
        "http://192.0.2.7/?a=b",
        "http://192.0.2.7/#a",
        "http://192.0.2.7/a b",
        "http://192.0.2.7/\n",
        "http://192.0.2.7/ü",
        "http://a_b/",
        "http://192.0.2.7/" + "a" * 190,
    ],
)
def test_an_address_that_we_would_not_ask_is_dropped(url: str) -> None:
    assert answers.redirect_url(Result(1, (url.encode(),))) == ""


def test_the_devices_own_address_is_found_behind_a_link_to_a_service() -> None:
    links = (b"https://my.example/redirect/?domain=x", b"http://192.0.2.7:80/")
    assert answers.redirect_url(Result(1, links)) == "http://192.0.2.7:80/"
    assert answers.redirect_url(Result(1, ())) == ""


@given(st.lists(st.binary(max_size=255), max_size=9).map(tuple), st.sampled_from(Command))
def test_any_strings_give_an_answer_or_a_protocol_error(
    strings: tuple[bytes, ...], command: Command
) -> None:
    for parse in (answers.device_info, answers.networks, answers.redirect_url):
        try:
            parse(Result(command, strings))
        except ProtocolError:
            continue


@pytest.mark.parametrize("value", STRINGS)
def test_hostile_strings_stay_short_text(value: str) -> None:
    raw = bytes.fromhex(value)
    assert len(info(raw, raw, raw, raw).name) <= 64
    answers.redirect_url(Result(1, (raw,)))
    (answers.networks(Result(4, (raw, raw, raw))))
    assert answers.one_text(Result(5, (raw,)), Command.HOSTNAME) is not None


def test_a_hostname_answer_without_its_string_is_refused() -> None:
    with pytest.raises(ProtocolError):
        answers.one_text(Result(5, ()), Command.HOSTNAME)
