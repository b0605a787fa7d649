"""Matter's codes are recognised for the person's controller, and their passcode is not kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.check_digit import Rule, completed
from walkdown.core.label import Label, MatterCode, NotALabel, read_label
from walkdown.core.label_profile import Profiles, profile_of
from walkdown.core.matter_code import read_manual_code, read_matter_code

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-."
ELEVEN = Profiles((profile_of("maker='E'\n[[label]]\npattern='(?P<serial>[0-9]{11})'"),))


def coded(data: bytes) -> str:
    """Base38 as Matter writes it."""
    text = ""
    for at in range(0, len(data), 3):
        group = data[at : at + 3]
        number = int.from_bytes(group, "little")
        for _ in range({3: 5, 2: 4, 1: 2}[len(group)]):
            number, digit = divmod(number, 38)
            text += ALPHABET[digit]
    return text


def payload(
    *, version: int = 0, flow: int = 0, passcode: int = 20202021, padding: int = 0, tlv: bytes = b""
) -> str:
    bits = version | 0xFFF1 << 3 | 0x8001 << 19 | flow << 35 | 4 << 37 | 3840 << 45
    bits |= passcode << 57 | padding << 84
    return "MT:" + coded(bits.to_bytes(11, "little") + tlv)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("MT:-24J0AFN00KA0648G00", MatterCode(0xFFF1, 0x8001, 3840, manual=False)),
        ("MT:Y.K9042C00KA0648G00", MatterCode(0xFFF1, 0x8000, 3840, manual=False)),
        ("34970112332", MatterCode(None, None, 3840, manual=True)),
        ("3497-011-2332", MatterCode(None, None, 3840, manual=True)),
        ("749701123365521327694", MatterCode(0xFFF1, 0x8001, 3840, manual=True)),
        ("7497-011-2336-55213-27694", MatterCode(0xFFF1, 0x8001, 3840, manual=True)),
    ],
)
def test_the_specifications_own_codes_are_read(text: str, code: MatterCode) -> None:
    assert read_label(text) == code


def test_the_passcode_is_nowhere_in_what_is_kept() -> None:
    assert "20202021" not in repr(read_label("MT:-24J0AFN00KA0648G00"))


def test_of_several_devices_codes_the_first_is_told_and_all_must_read() -> None:
    first, second = payload(), payload()[3:]
    assert read_matter_code(f"{first}*{second}") == read_matter_code(first)
    assert read_matter_code(f"{first}*{second[:-1]}") is None
    assert read_matter_code(first + f"*{second}" * 8) is None


@pytest.mark.parametrize(
    ("tlv", "serial"),
    [
        (b"\x15\x2c\x00\x06SN1234\x18", "SN1234"),
        (b"\x15\x26\x00\x40\xe2\x01\x00\x18", "123456"),
        (b"\x15\x24\x01\x07\x2c\x00\x02AB\x18", "AB"),
        (b"\x15\x35\x01\x2c\x00\x02NO\x18\x2c\x00\x02AB\x18", "AB"),
        (b"\x15\x2c\x00\xffSN", ""),
        (b"\x15\x2c\x00\x02\x00\xff\x18", ""),
        (b"\x15\x2c\x00\x06<b>\n \x18", ""),
        (b"\x2c\x00\x02AB", ""),
        (b"\x15", ""),
    ],
)
def test_the_serial_behind_the_fixed_part_is_told(tlv: bytes, serial: str) -> None:
    code = read_matter_code(payload(tlv=tlv))
    assert code is not None
    assert code.serial == serial


@pytest.mark.parametrize(
    "text",
    [
        "MT:",
        "MT:Y.K9042C00KA0648G0",
        "MT:Y.K9042C00KA0648G0é",
        "MT:.....",
        payload(version=1),
        payload(flow=3),
        payload(padding=1),
        *(payload(passcode=n) for n in (0, 11111111, 99999999, 12345678, 87654321, 100000000)),
    ],
)
def test_a_broken_code_is_said_to_be(text: str) -> None:
    assert read_label(text) is NotALabel.BROKEN_MATTER_CODE


@pytest.mark.parametrize(
    "text",
    [
        "34970112333",
        "84970112336",
        "3497011233",
        "7497011233",
        completed(Rule.VERHOEFF, "3999999999"),
    ],
)
def test_other_numbers_stay_serials(text: str) -> None:
    assert read_label(text) == Label(text)


def test_a_makers_own_serial_of_eleven_digits_goes_before() -> None:
    assert read_label("34970112332", ELEVEN) == Label("34970112332", maker="E")


@given(st.text(alphabet=st.sampled_from(ALPHABET + "*"), max_size=120))
def test_any_payload_is_read_or_refused(text: str) -> None:
    code = read_matter_code(f"MT:{text}")
    assert code is None or code.discriminator < 4096


@given(st.binary(max_size=60))
def test_any_data_behind_the_fixed_part_is_survived(tlv: bytes) -> None:
    code = read_matter_code(payload(tlv=tlv))
    assert code is not None
    assert len(code.serial) <= 32


@given(st.text(alphabet=st.sampled_from("0123456789 -"), max_size=40) | st.text(max_size=40))
def test_any_number_is_read_or_refused(text: str) -> None:
    code = read_manual_code(text)
    assert code is None or code.manual
