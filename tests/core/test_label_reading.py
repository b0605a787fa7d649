"""Whatever a code or a person says, only a device's label or a router's code comes into the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.hostile_texts import hostile
from walkdown.core.check_digit import Rule, completed
from walkdown.core.device import Kind
from walkdown.core.label import (
    MOST_CHARACTERS,
    Check,
    Label,
    MatterCode,
    NotALabel,
    RouterCode,
    as_serial,
    grouped,
    number_damage,
    plain_serial,
    read_label,
)
from walkdown.core.label_profile import Profiles, profile_of
from walkdown.core.wifi import password_flaw, ssid_flaw

# These are serials with blanks around them, in lower case, or with one sign changed: of a label
# without a check digit nobody can tell, so they are compared as serials and the person looks.
READ_AS_SERIALS = {f"serial.mutate.{n:03}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13)}
# A code of Matter's own example, which is recognised, said to be that, and never listed.
FOR_A_CONTROLLER = "MT:Y.K9042C00KA0648G00"
# A maker whose serials carry a check digit for letters and digits.
WITH_CHECK = Profiles(
    (
        profile_of(
            """
            maker = "Checked"
            [[label]]
            pattern = '(?P<serial>[0-9A-Z]{14}(?P<check>[0-9A-Z]))'
            check = "mod37-36"
            """
        ),
    )
)


def seeds(channel: str, *expect: str) -> list[object]:
    """Hostile inputs of a channel, with their ids."""
    return [pytest.param(text, id=name) for name, text in hostile(channel, *expect).items()]


def test_no_hostile_input_is_forgotten() -> None:
    assert (len(hostile("qr")), len(hostile("serial"))) == (336, 187)


@pytest.mark.parametrize("text", seeds("qr", "reject"))
def test_a_hostile_code_never_becomes_a_device_or_a_network(text: str) -> None:
    if text == FOR_A_CONTROLLER:
        assert isinstance(read_label(text), MatterCode)
    else:
        assert isinstance(read_label(text), NotALabel)


@pytest.mark.parametrize("text", seeds("qr", "accept"))
def test_a_plain_router_code_is_read(text: str) -> None:
    assert isinstance(read_label(text), RouterCode)


@pytest.mark.parametrize("text", seeds("qr", "reject_or_confirm", "limit"))
def test_a_doubtful_code_gives_only_what_may_be_sent(text: str) -> None:
    read = read_label(text)
    if isinstance(read, RouterCode):
        with read.password.reveal() as password:
            assert ssid_flaw(read.ssid) is None
            assert password_flaw(password, open_network=read.security == "NO") is None
    elif isinstance(read, Label):
        assert plain_serial(read.serial) == read.serial


@pytest.mark.parametrize("text", seeds("serial", "reject"))
def test_a_hostile_serial_is_left_out(text: str, request: pytest.FixtureRequest) -> None:
    read = read_label(text)
    if request.node.callspec.id in READ_AS_SERIALS:
        assert read == Label(plain_serial(text.strip()))
    else:
        assert isinstance(read, NotALabel)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "1" * (MOST_CHARACTERS + 1),
        "WIFI:T:WPA;S:x;P:" + "a" * 2900 + ";;",
        "1" * 7089,
    ],
)
def test_a_text_longer_than_any_label_is_said_to_be(text: str) -> None:
    assert read_label(text) is NotALabel.TOO_LONG


@pytest.mark.parametrize("text", seeds("serial", "checksum_or_confirm"))
def test_a_doubtful_serial_is_for_the_person_or_its_check_digit_to_decide(text: str) -> None:
    read = read_label(text)
    assert isinstance(read, Label)
    assert (read.serial, read.kind, read.check) == (text, None, Check.NONE)
    right = completed(Rule.MOD37_36, "ATM2409A001234")
    checked = read_label(text + right[-1], WITH_CHECK)
    assert isinstance(checked, Label)
    assert checked.check is Check.FAILED
    assert read_label(right, WITH_CHECK) == Label(right, maker="Checked", check=Check.PASSED)


@pytest.mark.parametrize("aim", ["]Q1", "]C0", "]d1", "]A0", "]z0"])
def test_a_hand_scanner_may_say_what_kind_of_code_it_was(aim: str) -> None:
    assert read_label(aim + "122044170093") == Label("122044170093")
    assert read_label(aim + "WD1:MI-800:122044170093") == read_label("WD1:MI-800:122044170093")
    assert isinstance(read_label(aim + "WIFI:S:x;P:12345678;;"), RouterCode)


def test_a_person_may_say_that_it_is_a_serial_all_the_same() -> None:
    assert isinstance(read_label("34970112332"), MatterCode)
    assert as_serial(" 34970112332 ") == Label("34970112332")
    assert as_serial("4006381333931") == Label("4006381333931")
    assert as_serial("WIFI:S:x;P:12345678;;") is None


@pytest.mark.parametrize(
    "text", ["1.23E+11", "1,22044E+11", "1E+11", "122044170093.0", "122,044,170,093", " 1.2e+11 "]
)
def test_what_a_spreadsheet_spoilt_is_known(text: str) -> None:
    assert number_damage(text)
    assert read_label(text) is NotALabel.UNKNOWN


@pytest.mark.parametrize("text", ["122044170093", "AB-1234-CD", "10288063-1B", "123456E789", ""])
def test_a_serial_is_not_taken_for_spoilt(text: str) -> None:
    assert not number_damage(text)


@given(st.text())
def test_any_text_is_read_without_breaking(text: str) -> None:
    read = read_label(text)
    if isinstance(read, Label):
        assert plain_serial(read.serial) == read.serial


@given(st.text(alphabet=st.sampled_from('WIFI:TSPH;\\"ab1 %\x00é'), max_size=60))
def test_any_router_code_holds_only_what_may_be_sent(tail: str) -> None:
    read = read_label(f"WIFI:{tail}")
    assert not isinstance(read, Label)
    if isinstance(read, RouterCode):
        assert ssid_flaw(read.ssid) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("WD1:MI-800:122044170093", Label("122044170093", "MI-800", Kind.MICRO_INVERTER)),
        ("WD1:XX-1:122044170093\n", Label("122044170093", "XX-1", None)),
        ("1220 4417 0093", Label("122044170093")),
        ("  ab-1234-cd ", Label("AB-1234-CD")),
    ],
)
def test_a_label_is_read_as_it_is_printed(text: str, label: Label) -> None:
    assert read_label(text) == label


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", NotALabel.EMPTY),
        (" \n\ufeff", NotALabel.EMPTY),
        ("LOT 220417 PCS 12", NotALabel.CARTON),
        ("carton 12 12345678", NotALabel.CARTON),
        ("hello", NotALabel.UNKNOWN),
        ("wd1:MI-800:122044170093", NotALabel.UNKNOWN),
        ("12345678\ud800", NotALabel.UNKNOWN),
        ("]Q1", NotALabel.EMPTY),
        ("000000000000", NotALabel.UNKNOWN),
        ("1.23E+11", NotALabel.UNKNOWN),
        ("MT:Y.K9042C00KA0648G01", NotALabel.BROKEN_MATTER_CODE),
        ("https://maker.example/122044170093", NotALabel.LINK),
        ("https://a@b/", NotALabel.LINK),
        ("4006381333931", NotALabel.TRADE_ITEM),
        ("]E04006381333931", NotALabel.TRADE_ITEM),
        ("DPP:C:81/1;;", NotALabel.UNKNOWN),
        ("WIFI:T:WPA;S:a;P:short;;", NotALabel.BROKEN_ROUTER_CODE),
        ("WIFI:T:WPA2-EAP;S:a;P:12345678;;", NotALabel.BROKEN_ROUTER_CODE),
        ("WIFI:T:WPA;S:x;P:12345678;;WIFI:T:WPA;S:y;P:87654321;;", NotALabel.BROKEN_ROUTER_CODE),
        ("WIFI:T:nopass;S:x;P:12345678;;", NotALabel.BROKEN_ROUTER_CODE),
        ("WIFI:T:WPA\x00;S:x;P:12345678;;", NotALabel.BROKEN_ROUTER_CODE),
    ],
)
def test_what_is_no_label_says_why(text: str, why: NotALabel) -> None:
    assert read_label(text) is why


@pytest.mark.parametrize(
    ("text", "ssid", "password", "security"),
    [
        (r"WIFI:T:WPA;S:a\;b;P:1\;2\:3\,4\"5\\6;;", "a;b", '1;2:3,4"5\\6', "WPA"),
        ('wifi:t:wpa2;s:"home";p:"12345678";;', "home", "12345678", "WPA2"),
        (r"WIFI:T:WPA;S:\"home\";P:12345678;;", '"home"', "12345678", "WPA"),
        ("WIFI:S:guest;;", "guest", "", "NO"),
        ("WIFI:T:nopass;S:guest;P:;;", "guest", "", "NO"),
        ("WIFI:S:x;P:12345678", "x", "12345678", "WPA"),
        ("WIFI:T:WPA/WPA2;S: x ;P: 1234567 ;H:false;;", " x ", " 1234567 ", "WPA/WPA2"),
    ],
)
def test_a_router_code_is_read_in_every_dialect(
    text: str, ssid: str, password: str, security: str
) -> None:
    read = read_label(text)
    assert isinstance(read, RouterCode)
    with read.password.reveal() as said:
        assert (read.ssid, said, read.security) == (ssid, password, security)


def test_a_router_code_does_not_print_its_password() -> None:
    assert "12345678" not in repr(read_label("WIFI:T:WPA;S:x;P:12345678;;"))


def test_serials_are_grouped_by_four_for_reading() -> None:
    assert grouped("122044170093") == "1220 4417 0093"
    assert grouped("AB-1234-CD") == "AB-1234-CD"


@given(st.from_regex(r"[0-9A-Z]{6,20}", fullmatch=True))
def test_a_serial_is_the_same_however_it_is_spaced(serial: str) -> None:
    spaced = " ".join(serial[i : i + 4] for i in range(0, len(serial), 4)).lower()
    assert plain_serial(spaced) == plain_serial(serial)
