"""The offer of an update: what is safe, what is a step back, and the one line it is asked with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.core.firmware import Hindrance, Image, Offer, Slot
from walkdown.core.offer import in_words, is_older, offered, running_slot

IMAGE = Image("3.5.0", b"5" * 32, b"x" * 400_000)
RUNNING = Slot(0, "3.4.1", b"4" * 32, active=True)


def offer(running: Slot = RUNNING, battery: int | None = 80, signal_dbm: int = -60) -> Offer:
    return offered("770300125518", IMAGE, running, battery=battery, signal_dbm=signal_dbm)


def test_an_offer_says_from_what_to_what_how_large_and_how_long() -> None:
    made = offer()
    assert (made.running, made.version, made.size) == ("3.4.1", "3.5.0", 400_000)
    assert made.seconds == 100 + 60
    assert (made.battery, made.signal_dbm, made.older) == (80, -60, False)
    assert made.hindrance is Hindrance.NONE


@pytest.mark.parametrize(
    ("battery", "signal_dbm", "hindrance"),
    [
        (30, -80, Hindrance.NONE),
        (29, -60, Hindrance.BATTERY),
        (0, -60, Hindrance.BATTERY),
        (None, -60, Hindrance.NONE),
        (80, -81, Hindrance.SIGNAL),
        (None, -81, Hindrance.SIGNAL),
    ],
)
def test_nothing_is_begun_below_a_charge_or_a_signal(
    battery: int | None, signal_dbm: int, hindrance: Hindrance
) -> None:
    assert offer(battery=battery, signal_dbm=signal_dbm).hindrance is hindrance


def test_what_runs_already_is_known_by_its_digest_and_not_by_its_number() -> None:
    same = Slot(0, "3.4.1", IMAGE.digest, active=True, confirmed=True)
    assert offer(same).hindrance is Hindrance.SAME
    renamed = Slot(0, IMAGE.version, b"4" * 32, active=True)
    assert offer(renamed).hindrance is Hindrance.NONE


def test_the_image_that_runs_is_the_active_one() -> None:
    waiting = Slot(1, "3.5.0", b"5" * 32, pending=True)
    assert running_slot((waiting, RUNNING)) is RUNNING
    assert running_slot((waiting,)) is None
    assert running_slot(()) is None


@pytest.mark.parametrize(
    ("version", "than", "older"),
    [
        ("3.4.1", "3.5.0", True),
        ("3.5.0", "3.4.1", False),
        ("3.9.0", "3.10.0", True),
        ("3.4.1", "3.4.1+1", True),
        ("3.4.1.0", "3.4.1", False),
        ("v2", "10", True),
        ("", "3.4.1", False),
        ("3.4.1", "unknown", False),
    ],
)
def test_a_step_back_is_told_by_the_numbers(version: str, than: str, older: bool) -> None:
    assert is_older(version, than) is older


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_a_device_calls_its_version_it_is_compared_and_asked_in_one_line(
    running: str, version: str
) -> None:
    assert not (is_older(running, version) and is_older(version, running))
    said = in_words(Offer("1", running, version, 1, 61, -60))
    assert len(said) < 160
    assert said.isprintable() or "\u2068" in said


def test_the_question_names_both_versions_size_time_and_the_restart() -> None:
    asked = "Update 3.4.1 to 3.5.0, 400 KB, about 3 min, restarts once"
    assert in_words(offer()) == asked
