"""What the laptop's camera promises, with captures of our own in the place of OpenCV's."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.laptop_camera import Capture, LaptopCamera

PATIENCE_S = 10.0
BLUE = np.full((2, 3, 3), (255, 0, 0), np.uint8)


class Fake:
    """Gives `pictures`, then fails; an exception among them is raised."""

    def __init__(self, *pictures: np.ndarray | Exception, opened: bool = True) -> None:
        self._pictures = list(pictures)
        self._opened = opened
        self.released = threading.Event()

    def isOpened(self) -> bool:
        return self._opened

    def read(self) -> tuple[bool, np.ndarray]:
        if not self._pictures:
            return False, BLUE
        picture = self._pictures.pop(0)
        if isinstance(picture, Exception):
            raise picture
        return True, picture

    def release(self) -> None:
        self.released.set()


def camera_over(capture: Capture, patience_s: float = 0.0) -> LaptopCamera:
    return LaptopCamera(3, open_capture=lambda _: capture, patience_s=patience_s)


def first_frame(camera: LaptopCamera) -> Frame:
    for _ in range(50):
        frame = camera.read()
        if frame is not None:
            return frame
    raise AssertionError("no frame came")


def setback_of(camera: LaptopCamera) -> Code:
    """Read until it says that it is lost."""
    try:
        for _ in range(50):
            camera.read()
    except Setback as setback:
        return setback.code
    finally:
        camera.close()
    raise AssertionError("it was not lost")


def test_frames_come_in_the_order_red_green_blue() -> None:
    camera = camera_over(Fake(BLUE), patience_s=PATIENCE_S)
    assert first_frame(camera) == Frame(3, 2, bytes((0, 0, 255)) * 6)
    camera.close()


def test_no_camera_is_told_as_missing() -> None:
    fake = Fake(opened=False)
    assert setback_of(camera_over(fake)) is Code.CAMERA_MISSING
    assert fake.released.is_set()


def test_a_camera_that_opens_but_shows_nothing_is_told_as_busy() -> None:
    fake = Fake()
    assert setback_of(camera_over(fake)) is Code.CAMERA_BUSY
    assert fake.released.is_set()


def test_a_camera_that_is_pulled_out_is_told_as_missing() -> None:
    assert setback_of(camera_over(Fake(BLUE, BLUE))) is Code.CAMERA_MISSING


@pytest.mark.parametrize(
    "odd", [cv2.error("driver"), np.zeros((2, 2), np.uint8), np.zeros((4, 4, 3), np.float64)]
)
def test_what_a_driver_should_not_do_is_told_as_missing(odd: np.ndarray | Exception) -> None:
    assert setback_of(camera_over(Fake(odd))) is Code.CAMERA_MISSING


def test_a_short_gap_is_waited_out() -> None:
    class Gap(Fake):
        reads = 0

        def read(self) -> tuple[bool, np.ndarray]:
            self.reads += 1
            return self.reads > 2, BLUE

    camera = camera_over(Gap(), patience_s=PATIENCE_S)
    assert first_frame(camera).width == 3
    camera.close()


def test_closing_releases_the_camera_and_may_be_done_twice() -> None:
    fake = Fake(*[BLUE] * 3)
    camera = camera_over(fake, patience_s=PATIENCE_S)
    camera.close()
    camera.close()
    assert fake.released.is_set()


def test_a_driver_that_hangs_holds_up_neither_reading_nor_closing() -> None:
    go_on, in_driver = threading.Event(), threading.Event()

    class Hanging(Fake):
        def read(self) -> tuple[bool, np.ndarray]:
            in_driver.set()
            go_on.wait(PATIENCE_S)
            return super().read()

    fake = Hanging()
    camera = camera_over(fake)
    assert in_driver.wait(PATIENCE_S)
    assert camera.read() is None
    camera.close()
    assert not fake.released.is_set(), "it returned although the driver still hangs"
    go_on.set()
    assert fake.released.wait(PATIENCE_S)


def test_opencv_itself_reads_pictures_as_a_camera(tmp_path: Path) -> None:
    for n in range(3):
        cv2.imwrite(str(tmp_path / f"{n}.png"), np.full((720, 1280, 3), (0, 0, 200), np.uint8))
    capture = cv2.VideoCapture(str(tmp_path / "%d.png"), cv2.CAP_IMAGES)
    camera = camera_over(capture, patience_s=PATIENCE_S)
    frame = first_frame(camera)
    camera.close()
    assert (frame.width, frame.height, frame.rgb[:3]) == (1280, 720, bytes((200, 0, 0)))
