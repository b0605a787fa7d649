"""What the chosen camera promises: it is taken while it is there, and its absence is no end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from walkdown.app.ports import Adjust, CameraState
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.camera import FULL_HD, HD, SIZES, CameraInfo, Offers
from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.chosen_camera import BACK_S, ChosenCamera

A, B = CameraInfo("a", "Webcam"), CameraInfo("b", "Laptop camera")
PICTURE = Frame(8, 4, bytes(range(96)))
PATIENCE_S = 20.0


class One:
    """A camera that can be pulled out, with a lens that enlarges where `lens` says so."""

    def __init__(self, desk: Desk, key: str) -> None:
        self.desk, self.key = desk, key
        self.adjusted: list[Adjust] = []
        self.closed = False
        self.zoomed = 1.0

    def read(self) -> Frame | None:
        setback = self.desk.setbacks.get(self.key)
        if setback is not None:
            raise Setback(setback)
        if self.key in self.desk.still:
            return None
        return PICTURE

    def state(self) -> CameraState:
        return CameraState(Offers(light=self.key == "a", sizes=SIZES), zoom=self.zoomed)

    def adjust(self, what: Adjust) -> None:
        self.adjusted.append(what)
        if what.zoom is not None and self.desk.lens:
            self.zoomed = what.zoom

    def close(self) -> None:
        self.closed = True


class Desk:
    """The cameras that are plugged in; time passes when it is told to."""

    def __init__(self, *infos: CameraInfo) -> None:
        self.infos = infos
        self.setbacks: dict[str, Code] = {}
        self.still: set[str] = set()
        self.lens = False
        self.opened: list[One] = []
        self.silent: threading.Event | None = None
        self.time = 0.0

    def listed(self, lease: Lease) -> tuple[CameraInfo, ...]:
        lease.check(Purpose.SCAN_QR)
        if self.silent is not None:
            self.silent.wait(60)
        return self.infos

    def open(self, _lease: Lease, key: str) -> One:
        self.opened.append(One(self, key))
        return self.opened[-1]

    @property
    def keys(self) -> list[str]:
        return [one.key for one in self.opened]

    def pull_out(self, key: str) -> None:
        self.infos = tuple(info for info in self.infos if info.key != key)
        self.setbacks[key] = Code.CAMERA_MISSING

    def plug_in(self, info: CameraInfo) -> None:
        self.setbacks.pop(info.key, None)
        self.infos = (*self.infos, info)


@pytest.fixture
def desk() -> Desk:
    return Desk(A, B)


@contextmanager
def watching(desk: Desk) -> Iterator[ChosenCamera]:
    lease = Lease(1, Purpose.SCAN_QR, "site", mint=_MINT)
    made = ChosenCamera(lease, desk, now=lambda: desk.time, look_every_s=0.005)
    with closing(made):
        yield made


@pytest.fixture
def camera(desk: Desk) -> Iterator[ChosenCamera]:
    with watching(desk) as made:
        yield made


@pytest.fixture
def alone() -> Desk:
    """A desk with one camera."""
    return Desk(A)


def until(camera: ChosenCamera, fulfilled: Callable[[CameraState, Frame | None], object]) -> Frame:
    """Read until it is so; gives the last frame."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        frame = camera.read()
        if fulfilled(camera.state(), frame):
            return frame or PICTURE
        time.sleep(0.001)
    raise AssertionError(camera.state())


def seen_from(camera: ChosenCamera, key: str) -> Frame:
    return until(camera, lambda state, frame: frame is not None and state.using == key)


def setback_of(camera: ChosenCamera) -> Code:
    with pytest.raises(Setback) as met:
        until(camera, lambda state, frame: False)
    return met.value.code


def test_the_first_one_is_taken_where_none_was_chosen(camera: ChosenCamera) -> None:
    assert seen_from(camera, "a") == PICTURE
    assert camera.state().cameras == (A, B)
    assert camera.state().gone == ""


def test_the_chosen_one_is_taken_from_the_start(camera: ChosenCamera, desk: Desk) -> None:
    camera.adjust(Adjust(choice="b", size=FULL_HD))
    seen_from(camera, "b")
    assert desk.keys == ["b"]
    assert desk.opened[0].adjusted == [Adjust(size=FULL_HD, light=False, zoom=1.0)]


def test_choosing_another_lets_the_first_go(camera: ChosenCamera, desk: Desk) -> None:
    seen_from(camera, "a")
    camera.adjust(Adjust(choice="b"))
    seen_from(camera, "b")
    assert desk.opened[0].closed


def test_one_that_is_plugged_in_later_is_listed_and_not_taken(alone: Desk) -> None:
    with watching(alone) as camera:
        seen_from(camera, "a")
        alone.plug_in(B)
        until(camera, lambda state, _: state.cameras == (A, B))
        assert camera.state().using == "a"


def test_one_that_was_chosen_before_is_taken_when_it_is_plugged_in(alone: Desk) -> None:
    with watching(alone) as camera:
        camera.adjust(Adjust(choice="b"))
        seen_from(camera, "a")
        alone.plug_in(B)
        seen_from(camera, "b")


def test_pulled_out_it_is_missed_by_name_and_another_one_is_taken(
    camera: ChosenCamera, desk: Desk
) -> None:
    seen_from(camera, "a")
    desk.pull_out("a")
    seen_from(camera, "b")
    assert camera.state().gone == "Webcam"
    assert desk.opened[0].closed


def test_plugged_in_again_it_is_taken_again(camera: ChosenCamera, desk: Desk) -> None:
    seen_from(camera, "a")
    desk.pull_out("a")
    until(camera, lambda state, frame: state.using == "b" and state.cameras == (B,))
    desk.plug_in(A)
    seen_from(camera, "a")
    assert camera.state().gone == ""


def test_the_only_one_pulled_out_is_waited_for_and_taken_again(alone: Desk) -> None:
    with watching(alone) as camera:
        seen_from(camera, "a")
        alone.pull_out("a")
        until(camera, lambda state, _: state.cameras == ())
        assert (camera.state().using, camera.state().gone) == ("", "Webcam")
        alone.plug_in(A)
        seen_from(camera, "a")


def test_the_only_one_that_does_not_come_back_is_told_as_missing(alone: Desk) -> None:
    with watching(alone) as camera:
        seen_from(camera, "a")
        alone.pull_out("a")
        until(camera, lambda state, _: state.cameras == ())
        alone.time += BACK_S
        assert setback_of(camera) is Code.CAMERA_MISSING


def test_where_there_is_none_that_is_told_at_once() -> None:
    with watching(Desk()) as camera:
        assert setback_of(camera) is Code.CAMERA_MISSING


def test_one_that_another_program_uses_makes_room_for_the_next(
    camera: ChosenCamera, desk: Desk
) -> None:
    desk.setbacks["a"] = Code.CAMERA_BUSY
    camera.adjust(Adjust(choice="a"))
    seen_from(camera, "b")
    assert camera.state().gone == "Webcam"


def test_where_all_are_in_use_the_chosen_one_says_why(camera: ChosenCamera, desk: Desk) -> None:
    desk.setbacks = {"a": Code.CAMERA_MISSING, "b": Code.CAMERA_BUSY}
    camera.adjust(Adjust(choice="b"))
    assert setback_of(camera) is Code.CAMERA_BUSY
    assert sorted(desk.keys) == ["a", "b"]


def test_one_that_failed_is_tried_again_when_it_is_chosen_again(
    camera: ChosenCamera, desk: Desk
) -> None:
    desk.setbacks["a"] = Code.CAMERA_BUSY
    seen_from(camera, "b")
    desk.setbacks.clear()
    camera.adjust(Adjust(choice="a"))
    seen_from(camera, "a")


def test_a_camera_that_gives_frames_stays_whatever_the_list_says(
    camera: ChosenCamera, desk: Desk
) -> None:
    seen_from(camera, "a")
    desk.infos = (B,)
    until(camera, lambda state, _: state.cameras == (B,))
    for _ in range(20):
        assert camera.read() == PICTURE
        desk.time += 0.5
    assert desk.keys == ["a"]


def test_one_that_stands_still_and_is_not_listed_any_more_is_left(
    camera: ChosenCamera, desk: Desk
) -> None:
    seen_from(camera, "a")
    desk.infos = (B,)
    desk.still.add("a")
    until(camera, lambda state, _: state.cameras == (B,))
    desk.time += 2.0
    seen_from(camera, "b")


def test_a_driver_that_does_not_say_which_there_are_stops_no_picture(desk: Desk) -> None:
    desk.silent = threading.Event()
    camera = ChosenCamera(
        Lease(1, Purpose.SCAN_QR, "site", mint=_MINT), desk, now=lambda: desk.time
    )
    assert camera.read() is None
    desk.time += 5.0
    assert seen_from(camera, "") == PICTURE
    desk.silent.set()
    camera.close()


def test_what_a_camera_does_not_enlarge_itself_is_cut_out(camera: ChosenCamera) -> None:
    seen_from(camera, "a")
    camera.adjust(Adjust(zoom=2.0))
    frame = seen_from(camera, "a")
    assert (frame.width, frame.height) == (4, 2)
    rows = [PICTURE.rgb[24 * y + 6 : 24 * y + 18] for y in (1, 2)]
    assert frame.rgb == b"".join(rows)
    assert camera.state().zoom == 2.0


def test_what_a_lens_enlarges_is_not_cut_out_as_well(camera: ChosenCamera, desk: Desk) -> None:
    desk.lens = True
    seen_from(camera, "a")
    camera.adjust(Adjust(zoom=2.0))
    assert seen_from(camera, "a") == PICTURE
    assert camera.state().zoom == 2.0


@pytest.mark.parametrize(("zoom", "width"), [(-1.0, 8), (0.0, 8), (float("nan"), 8), (1e9, 2)])
def test_a_zoom_that_makes_no_sense_is_bounded(
    camera: ChosenCamera, zoom: float, width: int
) -> None:
    seen_from(camera, "a")
    camera.adjust(Adjust(zoom=zoom))
    assert seen_from(camera, "a").width == width


def test_light_zoom_and_size_go_along_to_the_next_camera(camera: ChosenCamera, desk: Desk) -> None:
    seen_from(camera, "a")
    camera.adjust(Adjust(light=True, zoom=2.0, size=FULL_HD))
    camera.adjust(Adjust(choice="b"))
    seen_from(camera, "b")
    assert desk.opened[1].adjusted == [Adjust(size=FULL_HD, light=True, zoom=2.0)]


def test_the_focus_is_asked_of_the_camera_in_use_once(camera: ChosenCamera, desk: Desk) -> None:
    camera.adjust(Adjust(refocus=True))  # for nobody yet
    seen_from(camera, "a")
    camera.adjust(Adjust(refocus=True))
    asked = [what for what in desk.opened[0].adjusted if what.refocus]
    assert asked == [replace(Adjust(), refocus=True)]
    assert camera.state().size == HD
