"""A program that is killed in the midst of a crew's work goes on from there, and nothing it said was untrue."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

import pytest

from tests.app.kill_crew import COUNT
from tests.app.kill_runs import kill_once


@pytest.fixture
def unheard() -> Iterator[None]:
    """Links that are cut under the stack make it say so, in its own words and at its own moments."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_crew_resumes_to_the_same_end(seed: int, unheard: None) -> None:
    killed = asyncio.run(kill_once(seed))
    assert killed.bad == []
    assert len(killed.by_hand) < 2, "what had joined unheard is found by its serial"
    assert killed.online_after == COUNT
