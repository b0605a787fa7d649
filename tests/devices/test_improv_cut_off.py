"""A result that a short link cuts off is read at once; one that comes in parts is still put together."""

from __future__ import annotations

import pytest

from walkdown.devices.improv.heard import Heard
from walkdown.devices.improv.protocol import Command, Result

FRAME = bytes((3, 8, 7)) + b"Attic-5"
WHOLE = FRAME + bytes((sum(FRAME) & 0xFF,))


@pytest.fixture
def heard() -> Heard:
    heard = Heard()
    heard.ask(Command(3))
    return heard


def test_what_was_cut_off_is_taken_from_the_read_value(heard: Heard) -> None:
    heard.on_result(WHOLE[:5])
    assert (heard.begun, heard.newest, heard.answer()) == (True, 5, None)
    heard.on_early_result(WHOLE)
    assert heard.answer() == Result(3, (b"Attic-5",))
    assert not heard.begun


@pytest.mark.parametrize(
    "read", [WHOLE[5:], WHOLE[:5], b"", WHOLE[:4] + b"!" + WHOLE[5:], WHOLE + b"\0"]
)
def test_a_read_value_that_is_not_the_whole_of_it_changes_nothing(
    heard: Heard, read: bytes
) -> None:
    """Devices that notify in parts may show a part there, or what they said before."""
    heard.on_result(WHOLE[:5])
    heard.on_early_result(read)
    assert (heard.begun, heard.answer()) == (True, None)
    heard.on_result(WHOLE[5:])
    assert heard.answer() == Result(3, (b"Attic-5",))


def test_an_older_value_is_not_taken_for_an_answer_that_has_not_begun(heard: Heard) -> None:
    heard.on_early_result(WHOLE)
    assert heard.answer() is None
