"""What counts as in sight: no flicker, and no belief in one lucky frame."""

from __future__ import annotations

from walkdown.core.picture import CodeRead
from walkdown.vision.in_sight import GONE_AFTER_S, InSight

PLACE = ((0, 0), (9, 0), (9, 9), (0, 9))
ELSEWHERE = ((5, 5), (9, 5), (9, 9), (5, 9))


Corners = tuple[tuple[int, int], ...]


def code(text: str, symbology: str = "QRCode", corners: Corners = PLACE) -> CodeRead:
    return CodeRead(text, text.encode(), symbology, corners)


def test_a_code_with_a_checksum_is_believed_at_once() -> None:
    assert InSight().look((code("A"),), 0.0) == (code("A"),)


def test_code_39_is_believed_when_it_was_read_twice() -> None:
    sight = InSight()
    assert sight.look((code("A", "Code39"),), 0.0) == ()
    assert sight.look((), 0.2) == ()
    assert sight.look((code("A", "Code39"),), 0.4) == (code("A", "Code39"),)


def test_a_misread_that_does_not_come_again_is_never_told() -> None:
    sight = InSight()
    assert sight.look((code("A", "Code39"),), 0.0) == ()
    assert sight.look((code("B", "Code39"),), 0.1) == ()
    assert sight.look((code("A", "Code39"),), GONE_AFTER_S + 0.1) == ()


def test_a_code_missed_in_some_frames_stays_in_sight() -> None:
    sight = InSight()
    sight.look((code("A"),), 0.0)
    assert sight.look((), GONE_AFTER_S - 0.01) == (code("A"),)


def test_a_code_is_gone_a_second_after_it_was_last_read() -> None:
    sight = InSight()
    sight.look((code("A"),), 0.0)
    sight.look((code("A"),), 0.5)
    assert sight.look((), 0.5 + GONE_AFTER_S) == ()


def test_a_code_is_told_where_it_is_now() -> None:
    sight = InSight()
    sight.look((code("A"),), 0.0)
    moved = code("A", corners=ELSEWHERE)
    assert sight.look((moved,), 0.1) == (moved,)


def test_a_flood_of_codes_is_bounded() -> None:
    sight = InSight()
    flood = tuple(code(str(n)) for n in range(10_000))
    assert len(sight.look(flood, 0.0)) == 256
