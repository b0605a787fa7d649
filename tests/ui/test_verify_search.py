"""What is said of a search through the network: whom it found, whom not, and why nobody was asked."""

from __future__ import annotations

import pytest

from tests.ui.sample_site import device, job
from walkdown.app.messages import Searching
from walkdown.core.subnet import Walk
from walkdown.ui.pages.verify_search_words import ELSEWHERE, NO_NETWORK, STOPPED, button, result

SITE = job(*map(device, range(3)))
ONE, TWO, _ = (d.serial for d in SITE.devices)


def said(walk: Walk | None) -> str:
    return result(Searching(0, 0, running=False, walk=walk, serials=(ONE, TWO)), SITE)


@pytest.mark.parametrize(
    ("walk", "words"),
    [
        (None, STOPPED),
        (Walk(0, 0), NO_NETWORK),
        (Walk(0, 0, elsewhere=True), ELSEWHERE),
    ],
)
def test_why_nothing_came_of_it_is_said(walk: Walk | None, words: str) -> None:
    assert said(walk) == words


def test_found_believed_and_missing_ones_are_named_apart() -> None:
    words = said(Walk(254, 3, ((ONE, "http://192.168.1.9/"),)))
    assert words.startswith("Found by serial at another address")
    assert "Not at any of 254 addresses" in words
    assert "neither was believed" in said(Walk(254, 3, (), (ONE,)))


def test_the_button_counts_whom_it_looks_for() -> None:
    assert "it" in button(1).split()
    assert "them" in button(2).split()
