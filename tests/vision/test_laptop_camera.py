"""What the laptop's camera promises, with captures of our own in the place of OpenCV's."""

from __future__ import annotations

import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from walkdown.app.ports import Adjust
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.camera import FULL_HD, HD, SIZES
from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Setback
from walkdown.vision.camera_dials import Dials
from walkdown.vision.laptop_camera import Capture, Device, LaptopCamera

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

    def get(self, prop: int) -> float:
        return 0.0

    def set(self, prop: int, value: float) -> bool:
        return False

    def read(self) -> tuple[bool, np.ndarray]:
        if not self._pictures:
            return False, BLUE
        picture = self._pictures.pop(0)
        if isinstance(picture, Exception):
            raise picture
        return True, picture

    def release(self) -> None:
        self.released.set()


def lease() -> Lease:
    return Lease(1, Purpose.SCAN_QR, "site", mint=_MINT)


def camera_over(capture: Capture, patience_s: float = 0.0) -> LaptopCamera:
    return LaptopCamera(
        lease(), Device(3), open_capture=lambda _lease, _device: capture, patience_s=patience_s
    )


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


def test_no_driver_is_reached_once_the_lease_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[object] = []
    monkeypatch.setattr(cv2, "VideoCapture", lambda *where: reached.append(where))
    ended = lease()
    ended.end()
    assert setback_of(LaptopCamera(ended, Device(3))) is Code.CAMERA_MISSING
    assert reached == []


# --- what can be turned


class Turnable:
    """A driver: `takes` are the values each property takes, none by default; `as_is` what it has."""

    def __init__(
        self,
        takes: dict[int, set[float]] | None = None,
        as_is: dict[int, float] | None = None,
    ) -> None:
        self.takes = takes or {}
        self.values = as_is or {}
        self.asked: list[tuple[int, float]] = []

    def get(self, prop: int) -> float:
        return self.values.get(prop, 0.0)

    def set(self, prop: int, value: float) -> bool:
        self.asked.append((prop, value))
        if value in self.takes.get(prop, ()):
            self.values[prop] = value
            return True
        return False


WIDTH, HEIGHT = cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT
FPS, FOURCC = cv2.CAP_PROP_FPS, cv2.CAP_PROP_FOURCC
FOCUS, ZOOM = cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_ZOOM
BRIGHT = cv2.CAP_PROP_BRIGHTNESS
BOTH_SIZES = {WIDTH: {1280.0, 1920.0}, HEIGHT: {720.0, 1080.0}}
MJPG = float(cv2.VideoWriter.fourcc(*"MJPG"))


def sized(driver: Turnable) -> tuple[float, float]:
    return driver.values.get(WIDTH, 0.0), driver.values.get(HEIGHT, 0.0)


def test_a_camera_with_both_sizes_begins_with_the_smaller_and_takes_the_larger() -> None:
    driver = Turnable(BOTH_SIZES, {FPS: 30.0})
    dials = Dials(driver)
    assert dials.state(HD).offers.sizes == SIZES
    assert sized(driver) == HD
    dials.turn(Adjust(size=FULL_HD))
    assert sized(driver) == FULL_HD
    assert (FOURCC, MJPG) not in driver.asked


def test_a_camera_that_has_one_size_offers_no_other() -> None:
    driver = Turnable({WIDTH: {1280.0}, HEIGHT: {720.0}})
    dials = Dials(driver)
    assert dials.state(HD).offers.sizes == (HD,)
    driver.asked.clear()
    dials.turn(Adjust(size=FULL_HD))
    assert driver.asked == []


def test_pictures_come_as_jpeg_where_they_would_come_too_slowly() -> None:
    driver = Turnable(BOTH_SIZES | {FOURCC: {MJPG}}, {FPS: 10.0})
    Dials(driver)
    assert driver.values[FOURCC] == MJPG
    assert sized(driver) == HD


def test_the_focus_is_automatic_and_is_found_anew_when_asked() -> None:
    driver = Turnable({FOCUS: {0.0, 1.0}})
    dials = Dials(driver)
    assert dials.state(HD).offers.focus
    driver.asked.clear()
    dials.turn(Adjust(refocus=True))
    assert driver.asked == [(FOCUS, 0), (FOCUS, 1)]


def test_light_is_a_brighter_picture_and_is_taken_back() -> None:
    driver = Turnable({BRIGHT: {100.0, 116.0}}, {BRIGHT: 100.0})
    dials = Dials(driver)
    assert (dials.state(HD).offers.light, dials.state(HD).light) == (True, False)
    assert driver.values[BRIGHT] == 100.0
    dials.turn(Adjust(light=True))
    assert (dials.state(HD).light, driver.values[BRIGHT]) == (True, 116.0)
    dials.turn(Adjust(light=False))
    assert (dials.state(HD).light, driver.values[BRIGHT]) == (False, 100.0)


def test_zoom_is_that_of_the_lens_where_it_has_one_and_else_none() -> None:
    driver = Turnable({ZOOM: {100.0, 200.0}}, {ZOOM: 100.0})
    dials = Dials(driver)
    dials.turn(Adjust(zoom=2.0))
    assert (dials.state(HD).zoom, driver.values[ZOOM]) == (2.0, 200.0)
    dials.turn(Adjust(zoom=4.0))  # it does not go that far
    assert (dials.state(HD).zoom, driver.values[ZOOM]) == (1.0, 100.0)


class Promising(Turnable):
    """Says yes to everything and does nothing."""

    def set(self, prop: int, value: float) -> bool:
        return True


class Raising(Turnable):
    def get(self, prop: int) -> float:
        raise cv2.error("driver")

    def set(self, prop: int, value: float) -> bool:
        raise cv2.error("driver")


class Numberless(Turnable):
    def get(self, prop: int) -> float:
        return float("nan")


@pytest.mark.parametrize("driver", [Turnable(), Promising(), Raising(), Numberless()])
def test_what_a_driver_does_not_do_is_not_offered(driver: Turnable) -> None:
    dials = Dials(driver)
    dials.turn(Adjust(size=FULL_HD, light=True, zoom=2.0, refocus=True))
    state = dials.state((640, 480))
    assert (state.offers.light, state.offers.focus, state.offers.sizes) == (False, False, ())
    assert (state.light, state.zoom, state.size) == (False, 1.0, (640, 480))


def test_an_open_camera_tells_what_it_offers_and_does_what_is_asked() -> None:
    class Both(Turnable, Fake):
        def __init__(self) -> None:
            Turnable.__init__(self, BOTH_SIZES | {FOCUS: {0.0, 1.0}})
            Fake.__init__(self)

        def read(self) -> tuple[bool, np.ndarray]:
            return True, BLUE

    driver = Both()
    camera = camera_over(driver, PATIENCE_S)
    camera.adjust(Adjust(size=FULL_HD))
    first_frame(camera)
    assert camera.state().offers.focus
    assert camera.state().size == (3, 2), "the size that frames have, whatever was agreed"
    for _ in range(50):
        if sized(driver) == FULL_HD:
            break
        camera.read()
    camera.close()
    assert sized(driver) == FULL_HD
