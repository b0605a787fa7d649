"""A maker's profile says what its labels mean; one that is wrong, or could take long, is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.device import Kind
from walkdown.core.label import Check, Label, NotALabel, read_label
from walkdown.core.label_pattern import PatternRefused, bounded_pattern
from walkdown.core.label_profile import PARTS, ProfileBroken, Profiles, profile_of

WHOLE = """
maker = "Whole"
hosts = ["ID.whole.example"]
gtins = ["09506000134352"]
cartons = ['WHOLE BOX [0-9]{1,6}']
default_secrets = ["abcd1234"]
warning = "Every word of this profile is used."

[parts]
serial = "letters and digits"

[[label]]
pattern = 'W(?P<kind>METER|BATTERY)(?P<serial>[0-9]{6})(?P<check>[0-9])'
check = "luhn"

[[label]]
pattern = '(?P<model>WX-[0-9])[:/](?P<date>[0-9]{4})(?P<serial>[0-9A-F]{8}-(?P<check>[0-9A-F]{2}))'
check = "solaredge"

[[label]]
pattern = '(?P<serial>[0-9A-F]{10})'
check = "solaredge"
decides = "checked"

[[label]]
pattern = '(?P<serial>[0-9]{9})'
decides = "never"
warning = "Nine digits are anybody's."

[[model]]
name = "WX-1"
kind = "charger"
starts = ["9"]
warning = "Its password is the same on all."
"""
PROFILES = Profiles((profile_of(WHOLE),))
SAYS = "Every word of this profile is used."


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("wmeter1234566", Label("123456", "", Kind.METER, maker="Whole", check=Check.PASSED)),
        (
            "W BATTERY 123456 7",
            Label("123456", "", Kind.BATTERY, maker="Whole", check=Check.FAILED),
        ),
        ("1028 8063 1b", Label("102880631B", maker="Whole", check=Check.PASSED)),
    ],
)
def test_the_parts_of_a_label_are_read(text: str, label: Label) -> None:
    read = read_label(text, PROFILES)
    assert isinstance(read, Label)
    assert read == Label(
        label.serial, label.model, label.kind, None, "Whole", False, label.check, SAYS
    )


def test_a_model_brings_its_kind_and_its_warning() -> None:
    read = read_label("WX-1:260110288063-1B", PROFILES)
    assert isinstance(read, Label)
    assert (read.serial, read.model, read.kind) == ("10288063-1B", "WX-1", Kind.CHARGER)
    assert (read.check, read.warning) == (
        Check.PASSED,
        f"{SAYS} Its password is the same on all.",
    )


def test_what_fits_others_too_does_not_make_a_device_theirs() -> None:
    assert read_label("1028806399", PROFILES) == Label("1028806399")
    assert read_label("123456789", PROFILES) == Label(
        "123456789", warning="Nine digits are anybody's."
    )


def test_a_makers_carton_is_known() -> None:
    assert read_label("Whole Box 20", PROFILES) is NotALabel.CARTON


def test_a_device_of_another_makers_program_is_said_to_be() -> None:
    foreign = profile_of("maker='F'\nforeign=true\n[[label]]\npattern='(?P<serial>F[0-9]{8})'")
    read = read_label("F12345678", Profiles((foreign,)))
    assert read == Label("F12345678", maker="F", foreign=True)


def test_of_two_makers_the_one_whose_check_digit_holds_is_meant() -> None:
    plain = profile_of("maker='P'\n[[label]]\npattern='(?P<serial>[0-9A-F]{10})'")
    read = read_label("102880631B", Profiles((plain, *PROFILES.all)))
    assert isinstance(read, Label)
    assert read.maker == "Whole"


def test_a_code_for_setting_up_gains_what_the_profile_knows_and_keeps_its_own() -> None:
    text = (
        '{"ver":"v1","name":"X","serial":"102880631B","model":"ZZ-9","pop":"%s","transport":"ble"}'
    )
    read = read_label(text % "abcd1234", PROFILES)
    assert isinstance(read, Label)
    assert (read.maker, read.model, read.kind, read.check) == ("Whole", "ZZ-9", None, Check.PASSED)
    assert read.proof is not None
    assert "no secret" in read.warning
    own = read_label(text % "efgh5678", PROFILES)
    assert isinstance(own, Label)
    assert own.warning == SAYS


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "maker = 1",
        "maker = 'x'\nfriend = true",
        "maker = 'x'\n[[label]]\npattern = '[0-9]{12}'",
        "maker = 'x'\n[[label]]\npattern = '(?P<serial>[0-9]{12})'\ncheck = 'guess'",
        "maker = 'x'\n[[label]]\npattern = '(?P<serial>[0-9]{12})'\ndecides = 'checked'",
        "maker = 'x'\n[[label]]\npattern = '(?P<serial>[0-9]{12})'\nwhat = 1",
        "maker = 'x'\n[[model]]\nname = 'M'\nkind = 'toaster'",
        "maker = 'x'\n[[model]]\nname = 'M'\nkind = 'meter'\ngtins = ['123']",
        "maker = 'x'\ngtins = ['١٢٣٤٥٦٧٨٩٠١٢٣٤']",
        "maker = 'x'\nwarning = \"a\\u202eb\"",
        f"maker = '{'x' * 301}'",
        "maker = 'x'\nhosts = [" + "'a.b'," * 101 + "]",
        "maker = 'x'\n" + "#" * 32_000,
        "maker = 'x'\ncartons = ['(?P<serial>A)']",
        "maker = " + "[" * 3000,
        "maker = 9" + "9" * 5000,
    ],
)
def test_a_profile_that_is_wrong_is_refused(toml: str) -> None:
    with pytest.raises(ProfileBroken):
        profile_of(toml)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "a" * 201,
        "a*",
        "a+",
        "a{2,}",
        "a{,9}",
        "(a|b){2}",
        "(?:a{1,9}){1,9}",
        "(?:a{1,9})?{2}",
        "a??",
        "a{2}?",
        "?",
        "|?",
        "(?:?)",
        "a{9,2}",
        "a{65}",
        "(a)",
        ".",
        "^a$",
        r"\w",
        r"(?P<serial>a)\1",
        "(?=a)",
        "(?!a)",
        "(?i)a",
        "(?P<other>a)",
        "(?P<serial>a",
        "a)",
        "[a",
        "[z-a]",
        "a?" * 12,
        "[0-9]{0,60}" * 3,
        "(?:a|a)" * 12,
        "é",
    ],
)
def test_a_pattern_that_could_take_long_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        bounded_pattern(pattern, PARTS)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(?P<serial>[0-9]{4}-?[A-F\-]{2,6})", "1234-AB-C"),
        (r"(?:SN|S/N)?:?(?P<serial>[^ ]{6})", "S/N:123456"),
        (r"\(\d{2}\)(?P<serial>\d{6})", "(21)123456"),
    ],
)
def test_a_pattern_of_the_allowed_kind_reads(pattern: str, text: str) -> None:
    assert bounded_pattern(pattern, PARTS).fullmatch(text)


@given(st.text(alphabet=st.sampled_from(r"ab(?:)|[]{}0123,\d-?*+P<serial>^$."), max_size=30))
def test_any_pattern_is_refused_or_bounded(pattern: str) -> None:
    try:
        found = bounded_pattern(pattern, PARTS)
    except PatternRefused:
        return
    found.fullmatch("ab0123" * 20)


@given(st.text(max_size=200))
def test_any_file_is_a_profile_or_refused(toml: str) -> None:
    with pytest.raises(ProfileBroken):
        profile_of(toml + "\nno such word")
