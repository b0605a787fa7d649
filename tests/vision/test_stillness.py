"""What is held before the camera and not read gets a longer look, now and then."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from walkdown.vision.stillness import Stillness

NOISE = np.random.default_rng(7)


def frame(shift: int = 0, noise: float = 3.0) -> NDArray[np.uint8]:
    """A bar at another place for each shift, with a camera's noise."""
    picture = np.full((90, 160), 200.0)
    picture[:, 10 + shift : 60 + shift] = 40
    return np.clip(picture + NOISE.normal(0, noise, picture.shape), 0, 255).astype(np.uint8)


def test_a_scene_that_stays_the_same_is_held_now_and_then() -> None:
    stillness = Stillness()
    held = [stillness.is_held(frame()) for _ in range(60)]
    assert held.index(True) == 3
    assert 3 <= sum(held) <= 6


def test_what_moves_is_not_held() -> None:
    stillness = Stillness()
    assert not any(stillness.is_held(frame(shift % 90)) for shift in range(0, 600, 15))


def test_what_is_read_needs_no_longer_look() -> None:
    stillness = Stillness()
    for _ in range(30):
        assert not stillness.is_held(frame())
        stillness.saw(True)
