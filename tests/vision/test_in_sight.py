"""What counts as in sight: no flicker, and no belief in one lucky frame."""

from __future__ import annotations

import pytest

from walkdown.core.picture import CodeRead
from walkdown.vision.in_sight import GONE_AFTER_S, InSight

PLACE = ((0, 0), (9, 0), (9, 9), (0, 9))
ELSEWHERE = ((5, 5), (9, 5), (9, 9), (5, 9))


Corners = tuple[tuple[int, int], ...]


def code(text: str, symbology: str = "QRCode", corners: Corners = PLACE) -> CodeRead:
    return CodeRead(text, text.encode(), symbology, corners)


def test_a_code_with_a_checksum_is_believed_at_once() -> None:
    assert InSight().look((code("LABEL-00A"),), 0.0) == (code("LABEL-00A"),)


def test_code_39_is_believed_when_it_was_read_twice() -> None:
    sight = InSight()
    assert sight.look((code("LABEL-00A", "Code39"),), 0.0) == ()
    assert sight.look((), 0.2) == ()
    assert sight.look((code("LABEL-00A", "Code39"),), 0.4) == (code("LABEL-00A", "Code39"),)


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("12345678901234", "ITF"),
        ("12345678", "EANUPC"),
        ("4006381333931", "EANUPC"),
        ("12345678", "Code128"),
        ("122044170093", "Codabar"),
        ("122044170093", ""),
    ],
)
def test_what_little_or_nothing_proves_is_believed_when_it_was_read_twice(
    text: str, symbology: str
) -> None:
    sight = InSight()
    assert sight.look((code(text, symbology),), 0.0) == ()
    assert sight.look((code(text, symbology),), 0.1) == (code(text, symbology),)


@pytest.mark.parametrize(
    ("text", "symbology"),
    [
        ("12204417", "DataMatrix"),
        ("12204417", "MicroQRCode"),
        ("122044170093", "Code128"),
    ],
)
def test_what_its_own_symbol_proves_is_believed_at_once(text: str, symbology: str) -> None:
    assert InSight().look((code(text, symbology),), 0.0) == (code(text, symbology),)


def test_the_one_nearest_to_the_middle_comes_first_also_of_those_seen_before() -> None:
    def at(text: str, x: int) -> CodeRead:
        return code(text, corners=((x, 0), (x + 9, 0), (x + 9, 9), (x, 9)))

    sight = InSight()
    left, middle, right = at("left-001", 0), at("middle-001", 48), at("right-001", 90)
    assert sight.look((left, right, middle), 0.0, (50.0, 5.0)) == (middle, right, left)
    assert sight.look((left, right), 0.1, (0.0, 5.0)) == (left, middle, right)


def test_a_misread_that_does_not_come_again_is_never_told() -> None:
    sight = InSight()
    assert sight.look((code("LABEL-00A", "Code39"),), 0.0) == ()
    assert sight.look((code("LABEL-00B", "Code39"),), 0.1) == ()
    assert sight.look((code("LABEL-00A", "Code39"),), GONE_AFTER_S + 0.1) == ()


def test_a_code_missed_in_some_frames_stays_in_sight() -> None:
    sight = InSight()
    sight.look((code("LABEL-00A"),), 0.0)
    assert sight.look((), GONE_AFTER_S - 0.01) == (code("LABEL-00A"),)


def test_a_code_is_gone_a_second_after_it_was_last_read() -> None:
    sight = InSight()
    sight.look((code("LABEL-00A"),), 0.0)
    sight.look((code("LABEL-00A"),), 0.5)
    assert sight.look((), 0.5 + GONE_AFTER_S) == ()


def test_a_code_is_told_where_it_is_now() -> None:
    sight = InSight()
    sight.look((code("LABEL-00A"),), 0.0)
    moved = code("LABEL-00A", corners=ELSEWHERE)
    assert sight.look((moved,), 0.1) == (moved,)


def test_a_flood_of_codes_is_bounded() -> None:
    sight = InSight()
    flood = tuple(code(f"LABEL{n:05}") for n in range(10_000))
    assert len(sight.look(flood, 0.0)) == 256


def test_the_label_held_before_makes_way_for_the_one_in_its_place() -> None:
    """Its outline does not linger on the new one; a label elsewhere in the picture stays."""
    sight = InSight()
    far = code("far-0001", corners=((50, 50), (59, 50), (59, 59), (50, 59)))
    assert sight.look((code("LABEL-00A"), far), 0.0) == (code("LABEL-00A"), far)
    assert sight.look((code("LABEL-00B"),), 0.1) == (code("LABEL-00B"), far)


def test_a_text_that_another_reading_of_the_same_place_contradicts_starts_anew() -> None:
    sight = InSight()
    assert sight.look((code("122976", "Code128"),), 0.0) == ()
    assert sight.look((code("122044", "Code128"),), 0.1) == ()
    for at in (0.2, 0.3):
        assert sight.look((code("122976", "Code128"),), at) == ()


@pytest.mark.parametrize("symbology", ["DataMatrix", "MicroQRCode", "Code128", "Code39", "QRCode"])
def test_what_is_short_is_believed_when_it_was_read_three_times(symbology: str) -> None:
    """The smallest symbols hold so little that noise is read as one now and then."""
    sight, short = InSight(), (code("122976", symbology),)
    assert [sight.look(short, at / 10) for at in range(3)] == [(), (), short]
