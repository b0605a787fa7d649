"""Registers become numbers as SunSpec writes them, and what stands for "not there" is no number."""

from __future__ import annotations

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.registers import Form, float_of, number_of, text_of, width


@pytest.mark.parametrize(
    ("form", "registers", "number"),
    [
        (Form.INT16, (0xFFFF,), -1),
        (Form.UINT16, (0xFFFE,), 65534),
        (Form.UINT32, (1, 2), 65538),
        (Form.ACC32, (0, 7), 7),
        (Form.UINT64, (0, 0, 1, 0), 65536),
        (Form.FLOAT32, (0x4367, 0x8000), Decimal("231.5")),
        (Form.SCALE, (0xFFFE,), -2),
        (Form.ENUM16, (4,), 4),
    ],
)
def test_a_number_is_read_high_word_first(
    form: Form, registers: tuple[int, ...], number: int
) -> None:
    assert width(form) == len(registers)
    assert number_of(form, registers) == number


@pytest.mark.parametrize(
    ("form", "registers"),
    [
        (Form.INT16, (0x8000,)),
        (Form.UINT16, (0xFFFF,)),
        (Form.UINT32, (0xFFFF, 0xFFFF)),
        (Form.ACC32, (0, 0)),
        (Form.UINT64, (0xFFFF,) * 4),
        (Form.FLOAT32, (0x7FC0, 0)),
        (Form.FLOAT32, (0x7F80, 0)),
        (Form.SCALE, (0x8000,)),
        (Form.SCALE, (11,)),
        (Form.ENUM16, (0xFFFF,)),
    ],
)
def test_what_stands_for_not_there_is_no_number(form: Form, registers: tuple[int, ...]) -> None:
    assert number_of(form, registers) is None


@given(form=st.sampled_from(Form), data=st.data())
def test_any_registers_are_a_number_or_none(form: Form, data: st.DataObject) -> None:
    words = data.draw(st.tuples(*[st.integers(0, 0xFFFF)] * width(form)))
    number = number_of(form, words)
    assert number is None or number.is_finite()


@given(words=st.lists(st.integers(0, 0xFFFF), min_size=2, max_size=40))
def test_any_registers_are_a_text_and_a_float(words: list[int]) -> None:
    assert text_of(tuple(words)).isascii()
    assert isinstance(float_of((words[0], words[1])), float)


@given(value=st.floats(width=32, allow_nan=False))
def test_a_float_of_shellys_is_read_low_word_first(value: float) -> None:
    high, low = struct.unpack(">HH", struct.pack(">f", value))
    assert float_of((low, high)) == value
