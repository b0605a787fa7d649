"""A hand scanner is told from a person by the rhythm of its keys, whatever either of them types."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from walkdown.ui.pages.labels_wedge import GAP_MS, GS, SHORTEST, Wedge

SIGNS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=6, max_size=60)
CODES = SIGNS.filter(lambda text: len(set(text)) > 2)


def typed(text: str, gaps: list[int], *, last: int, repeat: bool = False) -> str | None:
    """What comes of a text with these gaps before each sign but the first, and one before Enter."""
    wedge, at = Wedge(), 1000
    wedge.press(text[0], at)
    for sign, gap in zip(text[1:], gaps, strict=True):
        at += gap
        wedge.press(sign, at, repeat=repeat)
    return wedge.end(at + last)


@given(text=CODES, data=st.data())
def test_whatever_a_scanner_sends_is_taken_whole(text: str, data: st.DataObject) -> None:
    gap = st.integers(1, 26)
    gaps = data.draw(st.lists(gap, min_size=len(text) - 1, max_size=len(text) - 1))
    assert typed(text, gaps, last=data.draw(gap)) == text


@given(text=SIGNS, data=st.data())
def test_a_person_is_never_taken_for_a_scanner(text: str, data: st.DataObject) -> None:
    """Fast fingers: 40 ms from key to key, and every fourth key at once with the one before."""
    slow, rolled = st.integers(40, 400), st.integers(0, 35)
    gaps = [data.draw(rolled if n % 4 == 3 else slow) for n in range(len(text) - 1)]
    assert typed(text, gaps, last=data.draw(slow)) is None


def test_an_enter_that_comes_late_is_a_persons() -> None:
    assert typed("122044170093", [10] * 11, last=GAP_MS + 1) is None


def test_a_key_that_is_held_is_no_scanner() -> None:
    assert typed("122222222222", [30] * 11, last=10, repeat=True) is None
    assert typed("222222222222", [30] * 11, last=10) is None


def test_short_bursts_are_left_to_the_person() -> None:
    assert typed("12345", [8] * 4, last=8) is None
    assert typed("123456", [8] * (SHORTEST - 1), last=8) == "123456"


def test_keys_without_a_time_prove_nothing() -> None:
    """Some systems tell none; and a busy program gets a person's keys all at once."""
    wedge = Wedge()
    for sign in "122044170093":
        wedge.press(sign, 0)
    assert wedge.end(0) is None


def test_the_sign_between_fields_is_kept_and_start_and_end_are_not() -> None:
    text = f"\x02]d20109506000134352{GS}21A1B2C3\x03"
    assert typed(text, [9] * (len(text) - 1), last=9) == text[1:-1]


def test_what_a_person_typed_before_is_not_part_of_it() -> None:
    wedge = Wedge()
    wedge.press("1", 1000)
    wedge.press("2", 1300)
    for n, sign in enumerate("608801507731"):
        wedge.press(sign, 2000 + 12 * n)
    assert wedge.end(2000 + 12 * 12) == "608801507731"


def test_a_clock_that_goes_back_is_no_scanner() -> None:
    assert typed("122044170093", [-5] * 11, last=8) is None
