"""A serial is seen in a name where it stands by itself; what is told is only text, however long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.lan.mdns_names import MOST_KEYS, MOST_VALUE, name_bears, record_bears

SERIAL = "770300125518"


@pytest.mark.parametrize("name", [SERIAL, f"GW1-{SERIAL}", f"gw {SERIAL} (2)", f"x{SERIAL}"])
def test_a_name_bears_a_serial_at_its_end_or_by_itself(name: str) -> None:
    assert name_bears(name, SERIAL)


@pytest.mark.parametrize("name", ["", f"{SERIAL}9", SERIAL[:-1], f"a{SERIAL}b"])
def test_a_name_with_another_number_does_not(name: str) -> None:
    assert not name_bears(name, SERIAL)


def test_a_serial_too_short_to_be_one_is_in_no_name() -> None:
    assert not name_bears("GW-1", "1")


def test_a_record_bears_it_under_a_key_that_is_for_it() -> None:
    assert record_bears({b"SN": SERIAL.encode()}, SERIAL)
    assert not record_bears({b"note": SERIAL.encode(), b"serial": None}, SERIAL)
    assert not record_bears({b"serial": b"x" * MOST_VALUE + SERIAL.encode()}, SERIAL)
    many = {f"k{n}".encode(): b"" for n in range(MOST_KEYS)}
    assert not record_bears({**many, b"serial": SERIAL.encode()}, SERIAL)


@given(st.text(max_size=400), st.dictionaries(st.binary(max_size=20), st.none() | st.binary()))
def test_whatever_is_told_is_only_looked_at(name: str, record: dict[bytes, bytes | None]) -> None:
    assert name_bears(name, SERIAL) in (True, False)
    assert record_bears(record, SERIAL) in (True, False)
