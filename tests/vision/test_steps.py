"""Within the time of a camera's frame: what pays is done, the others come in turn, nothing is late."""

from __future__ import annotations

import numpy as np
import pytest

from walkdown.vision import steps
from walkdown.vision.engine import Found, Grey
from walkdown.vision.prepare import View
from walkdown.vision.steps import HOLD_S, LIVE_S, Steps

GREY: Grey = np.full((72, 128), 200, np.uint8)
FOUND = Found("122044170093", b"", "QRCode", np.zeros((4, 2)))


class Room:
    """A clock, and ways that take so long by it; it keeps what was done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []

    def way(self, name: str, takes_s: float, *, finds: bool = False) -> steps.Way:
        def way(_view: View) -> list[Found]:
            self.now += takes_s
            self.done.append(name)
            return [FOUND] if finds else []

        return way


@pytest.fixture
def room() -> Room:
    return Room()


def plan(monkeypatch: pytest.MonkeyPatch, each: list[steps.Way], turn: list[steps.Way]) -> None:
    monkeypatch.setattr(steps, "_EACH_FRAME", tuple(each))
    monkeypatch.setattr(steps, "_IN_TURN", tuple(turn))


def test_every_way_gets_its_turn_and_no_frame_is_late(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    plan(monkeypatch, [room.way("always", 0.010)], [room.way(f"{n}", 0.012) for n in range(5)])
    reader = Steps(lambda: room.now)
    for _ in range(6):  # what each takes is learned in the first round
        reader.live(GREY)
    room.done.clear()
    for _ in range(5):
        began = room.now
        reader.live(GREY)
        assert room.now - began <= LIVE_S
    assert room.done.count("always") == 5
    assert {*room.done} == {"always", "0", "1", "2", "3", "4"}


def test_what_is_too_slow_for_a_frame_is_left_out_but_tried_again_later(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    plan(monkeypatch, [room.way("always", 0.001)], [room.way("slow", 0.1), room.way("quick", 0.02)])
    reader = Steps(lambda: room.now)
    for _ in range(10):
        reader.live(GREY)
    assert room.done.count("slow") == 1
    for _ in range(60):
        reader.live(GREY)
    assert 1 < room.done.count("slow") < 10
    assert room.done.count("quick") > 60


def test_where_a_code_was_read_one_more_way_looks_for_others(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    each = [room.way("always", 0.001, finds=True)]
    plan(monkeypatch, each, [room.way(f"{n}", 0.001) for n in range(5)])
    reader = Steps(lambda: room.now)
    assert reader.live(GREY) == [FOUND]
    assert room.done == ["always", "0"]


def test_a_held_code_is_looked_at_until_a_way_reads_it(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    held = (room.way("a", 0.1), room.way("b", 0.1, finds=True), room.way("c", 0.1))
    monkeypatch.setattr(steps, "_HELD", held)
    assert Steps(lambda: room.now).hold(GREY) == [FOUND]
    assert room.done == ["a", "b"]


def test_a_held_code_is_let_go_in_time(monkeypatch: pytest.MonkeyPatch, room: Room) -> None:
    monkeypatch.setattr(steps, "_HELD", tuple(room.way(f"{n}", 0.05) for n in range(20)))
    reader = Steps(lambda: room.now)
    for _ in range(20):  # what each takes is learned
        reader.hold(GREY)
    began = room.now
    reader.hold(GREY)
    assert room.now - began <= HOLD_S + 0.05  # one way may begin just in time
