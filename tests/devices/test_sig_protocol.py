"""What the SIG's characteristics hold is read to the number, and what cannot be is refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.devices.gatt_seeds import ANYTHING, STRINGS, TLV_LIES
from walkdown.devices.sig import clock, identity, phase
from walkdown.devices.sig.identity import PnpId, SystemId
from walkdown.devices.sig.numbers import BadValue, assigned
from walkdown.devices.sig.values import QUANTITIES, Gap, Number, in_words, measured

FIRST = datetime.fromisoformat("1582-01-01")

VALUES = [
    (0x2A19, "00", "0"),
    (0x2A19, "64", "100"),
    (0x2B18, "e639", "231.59375"),
    (0x2B18, "80ff", "1022"),
    (0x2BE0, "e63900", "231.59375"),
    (0x2AEE, "0a00", "0.10"),
    (0x2AEE, "feff", "655.34"),
    (0x2B05, "a40f00", "400.4"),
    (0x2B05, "fdffff", "1677721.3"),
    (0x2B8A, "a40f00", "400.4"),
    (0x2AF2, "100000", "16"),
    (0x2BA8, "10270000", "10000"),
    (0x2BA8, "fdffffff", "4294967293"),
    (0x2B89, "10270000", "10000"),
    (0x2BE8, "3200", "50"),
    (0x2BE8, "0000", "0"),
    (0x2B8D, "62", "0.98"),
    (0x2B8D, "9c", "-1.00"),
    (0x2A6E, "6608", "21.50"),
    (0x2A6E, "18fc", "-10.00"),
    (0x2B0D, "2c", "22.0"),
    (0x2B0D, "80", "-64.0"),
]
GAPS = [
    (0x2B18, "ffff", Gap.UNKNOWN),
    (0x2BE0, "ffffff", Gap.UNKNOWN),
    (0x2AEE, "ffff", Gap.UNKNOWN),
    (0x2B05, "ffffff", Gap.UNKNOWN),
    (0x2B05, "feffff", Gap.INVALID),
    (0x2B8A, "ffffff", Gap.UNKNOWN),
    (0x2B8A, "feffff", Gap.INVALID),
    (0x2AF2, "ffffff", Gap.UNKNOWN),
    (0x2BA8, "ffffffff", Gap.UNKNOWN),
    (0x2BA8, "feffffff", Gap.INVALID),
    (0x2B89, "ffffffff", Gap.UNKNOWN),
    (0x2B89, "feffffff", Gap.INVALID),
    (0x2BE8, "ffff", Gap.UNKNOWN),
    (0x2BE8, "feff", Gap.INVALID),
    (0x2B8D, "7f", Gap.UNKNOWN),
    (0x2A6E, "0080", Gap.UNKNOWN),
    (0x2B0D, "7f", Gap.UNKNOWN),
]
IMPOSSIBLE = [(0x2A19, "65"), (0x2B18, "81ff"), (0x2B8D, "65"), (0x2B8D, "80"), (0x2A6E, "4c95")]


def number_of(number: int, raw: str) -> Number:
    return measured(QUANTITIES[assigned(number)], bytes.fromhex(raw)).number


@pytest.mark.parametrize(("number", "raw", "value"), VALUES)
def test_a_value_is_read_exactly(number: int, raw: str, value: str) -> None:
    assert number_of(number, raw) == Decimal(value)


@pytest.mark.parametrize(("number", "raw", "gap"), GAPS)
def test_what_a_device_does_not_know_is_no_number(number: int, raw: str, gap: Gap) -> None:
    assert number_of(number, raw) is gap


@pytest.mark.parametrize(("number", "raw"), IMPOSSIBLE)
def test_a_number_out_of_its_range_is_refused(number: int, raw: str) -> None:
    with pytest.raises(BadValue):
        number_of(number, raw)


@given(st.sampled_from(sorted(QUANTITIES)), st.binary(max_size=40))
def test_only_the_right_length_is_a_value(uuid: str, raw: bytes) -> None:
    quantity = QUANTITIES[uuid]
    right = quantity.size + quantity.timed
    if len(raw) != right:
        with pytest.raises(BadValue, match=f"instead of {right}"):
            measured(quantity, raw)
        return
    with suppress(BadValue):
        told = measured(quantity, raw).number
        low, high = quantity.low * quantity.step, quantity.high * quantity.step
        assert isinstance(told, Gap) or low <= told <= high


def test_an_average_says_how_long_it_was_measured() -> None:
    average = QUANTITIES[assigned(0x2AE1)]
    seconds = {
        raw: measured(average, b"\xe6\x39" + bytes((raw,))).seconds
        for raw in (0, 64, 65, 0xFE, 0xFF)
    }
    assert seconds == {
        0: Decimal(0),
        64: Decimal(1),
        65: Decimal("1.1"),
        0xFE: Gap.WHOLE_LIFE,
        0xFF: Gap.UNKNOWN,
    }
    assert measured(QUANTITIES[assigned(0x2B18)], b"\xe6\x39").seconds is None


def test_values_are_shown_with_the_decimals_worth_showing() -> None:
    shown = {
        number: in_words(QUANTITIES[assigned(number)], Decimal("231.59375"))
        for number in (0x2B18, 0x2AEE, 0x2BE8)
    }
    assert shown == {0x2B18: "231.6", 0x2AEE: "231.59", 0x2BE8: "232"}


# --- who it is --------------------------------------------------------------------------------


def test_texts_end_at_the_nul_that_some_makers_add() -> None:
    assert identity.text(b"770300125518\0\0") == "770300125518"
    assert identity.text(b"770300125518\0\xffold") == "770300125518"
    assert identity.text("Gerät 7".encode()) == "Gerät 7"
    assert identity.text(b"") == ""


@pytest.mark.parametrize("raw", [b"\xff" * 12, b"7" * 65, b"abc\xc3"])
def test_texts_that_cannot_be_are_refused(raw: bytes) -> None:
    with pytest.raises(BadValue):
        identity.text(raw)


@pytest.mark.parametrize(
    ("told", "printed"),
    [
        ("34:98:7a:64:c0:d8", "34987A64C0D8"),
        ("7703 0012 5518", "770300125518"),
        ("aa-bb_cc.dd", "AABBCCDD"),
    ],
)
def test_one_serial_may_be_written_in_several_ways(told: str, printed: str) -> None:
    assert identity.same_serial(told, printed)
    assert not identity.same_serial(told + "1", printed)


def test_numbers_of_makers_are_read() -> None:
    assert identity.pnp_id(bytes.fromhex("02341278560001")) == PnpId(True, 0x1234, 0x5678, 0x0100)
    assert identity.system_id(bytes(range(1, 9))) == SystemId(0x0504030201, 0x080706)
    for parse, raw in (
        (identity.pnp_id, bytes.fromhex("03341278560001")),
        (identity.pnp_id, b"\x01" * 6),
        (identity.system_id, b"\x01" * 9),
    ):
        with pytest.raises(BadValue):
            parse(raw)


# --- what time it has -------------------------------------------------------------------------


def test_the_time_of_a_device_is_read_to_its_fraction() -> None:
    raw = bytes.fromhex("ea07 0b 16 0d 0a 0b 07 80 01")
    assert clock.current_time(raw) == datetime.fromisoformat("2026-11-22T13:10:11.500")


@given(st.datetimes(min_value=FIRST))
def test_a_time_that_is_set_is_the_time_that_is_read(moment: datetime) -> None:
    read = clock.current_time(clock.set_time(moment))
    assert read is not None
    assert timedelta(0) <= moment - read <= timedelta(seconds=1 / 256)


@pytest.mark.parametrize("raw", ["0000000d0a0b000000", "ea0700160d0a0b070000"])
def test_a_clock_without_a_date_has_no_time(raw: str) -> None:
    assert clock.current_time(bytes.fromhex(raw.ljust(20, "0"))) is None


@pytest.mark.parametrize(
    "raw",
    [
        "ea070d160d0a0b070000",  # the 13th month
        "ea070b1f0d0a0b070000",  # 31 November
        "ea070b16180a0b070000",  # 24 o'clock
        "ea070b160d0a0b080000",  # the 8th day of a week
        "0100010100000001 0000",  # the year 1
        "ea070b160d0a0b0700",
        "ea070b160d0a0b07000000",
        "",
    ],
)
def test_a_time_that_cannot_be_is_refused(raw: str) -> None:
    with pytest.raises(BadValue):
        clock.current_time(bytes.fromhex(raw))


@pytest.mark.parametrize(
    ("raw", "hours"),
    [("0000", 0), ("0404", 2), ("ec00", -5), ("1600", 5.5), ("0402", 1.5), ("80 00", None)],
)
def test_the_zone_of_a_device_is_read(raw: str, hours: float | None) -> None:
    ahead = None if hours is None else timedelta(hours=hours)
    assert clock.ahead_of_utc(bytes.fromhex(raw)) == ahead


def test_a_zone_without_daylight_saving_is_not_guessed() -> None:
    assert clock.ahead_of_utc(b"\x04\xff") is None
    for raw in (b"\x39\x00", b"\x04\x03", b"\x04", b""):
        with pytest.raises(BadValue):
            clock.ahead_of_utc(raw)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (61, "1 min off"),
        (-14_400, "4 h off"),
        (90_000, "25 h off"),
        (-259_200, "3 days off"),
        (5, "5 s off"),
    ],
)
def test_how_far_a_clock_is_off_is_said_in_words(seconds: int, words: str) -> None:
    assert clock.off_words(timedelta(seconds=seconds)) == words


# --- which of several -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("06fa2827010100", "L1"),
        ("06fa2827010300", "L3"),
        ("06fa2827010900", "no. 9"),
        ("06fa2827010601", "main"),
        ("06fa2827010000", ""),
        ("06fa2827020100", ""),
        ("06fa282701ffff", ""),
    ],
)
def test_the_format_tells_which_phase_a_value_is_of(raw: str, word: str) -> None:
    assert phase.by_format(bytes.fromhex(raw)) == word


def test_a_makers_own_word_is_bounded_and_a_bad_format_refused() -> None:
    assert phase.by_text(b"L1\0") == "L1"
    assert len(phase.by_text(b"x" * 512)) == phase.MOST_TEXT
    for raw in (b"", b"\x06" * 6, b"\x06" * 8):
        with pytest.raises(BadValue):
            phase.by_format(raw)


@pytest.mark.parametrize("value", [*ANYTHING, *STRINGS, *(raw for _, raw in TLV_LIES), ""])
def test_hostile_values_are_refused_or_mean_something(value: str) -> None:
    raw = bytes.fromhex(value)
    for parse in (
        identity.text,
        identity.pnp_id,
        identity.system_id,
        clock.current_time,
        clock.ahead_of_utc,
        phase.by_format,
        phase.by_text,
        *((lambda r, q=q: measured(q, r)) for q in QUANTITIES.values()),
    ):
        with suppress(BadValue):
            parse(raw)
