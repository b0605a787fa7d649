"""What the list of cameras promises: names, lasting keys, a lease first, and no driver that stops it."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from walkdown.app.ports import CameraState
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.camera import ANY_CAMERA, CameraInfo
from walkdown.vision.camera_list import CameraList
from walkdown.vision.cameras import MOST_CAMERAS, MOST_NAME, LaptopCameras
from walkdown.vision.laptop_camera import Device

PATIENCE_S = 10.0
NO_NUMBER: Any = "x"
NO_NAME: Any = b"\xff"


def lease(purpose: Purpose = Purpose.SCAN_QR) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


@dataclass
class Found:
    """As the enumerating library gives it."""

    index: int
    name: str = "Integrated Camera"
    path: str | None = None
    vid: int | None = 0x046D
    pid: int | None = 0x0825
    backend: int = 200


class Computer:
    """Says which cameras there are; counts how often it is asked."""

    def __init__(self, *found: Found) -> None:
        self.found: Iterable[Found] = found
        self.asked: list[int] = []
        self.opened: list[Device] = []

    def __call__(self, backend: int) -> Iterable[Found]:
        self.asked.append(backend)
        return self.found

    def open(self, _lease: Lease, device: Device) -> Source:
        self.opened.append(device)
        return Source()

    def cameras(self, platform: str = "linux") -> LaptopCameras:
        return LaptopCameras(self, self.open, platform)


class Source:
    def read(self) -> None: ...

    def state(self) -> CameraState:
        return CameraState()

    def adjust(self, what: object) -> None: ...

    def close(self) -> None: ...


def keys(infos: tuple[CameraInfo, ...]) -> list[str]:
    return [info.key for info in infos]


def names(infos: tuple[CameraInfo, ...]) -> list[str]:
    return [info.name for info in infos]


def test_nobody_is_asked_without_the_right_lease() -> None:
    computer = Computer(Found(0))
    ended = lease()
    ended.end()
    with pytest.raises(WrongLease):
        computer.cameras().listed(lease(Purpose.PHOTO_PICK))
    with pytest.raises(LeaseEnded):
        computer.cameras().listed(ended)
    assert computer.asked == []


def test_a_camera_keeps_its_key_when_it_is_plugged_in_at_another_place() -> None:
    one, other = Computer(Found(0, path="/dev/video0")), Computer(Found(4, path="/dev/video4"))
    assert keys(one.cameras().listed(lease())) == keys(other.cameras().listed(lease()))


def test_a_camera_without_numbers_of_its_own_keeps_its_key_too() -> None:
    bare = {"vid": None, "pid": None}
    one = Computer(Found(0, path="/dev/video0", **bare)).cameras().listed(lease())
    two = Computer(Found(2, path="/dev/video2", **bare)).cameras().listed(lease())
    mac = Computer(Found(0, path="0x1420000", **bare)).cameras().listed(lease())
    assert keys(one) == keys(two) != keys(mac)


def test_a_key_does_not_say_what_it_is_made_of() -> None:
    (info,) = Computer(Found(0, name="Anna's phone", path="usb-1.2")).cameras().listed(lease())
    assert len(info.key) == 16
    assert info.key.isalnum()


def test_two_of_a_kind_are_told_apart_by_key_and_name() -> None:
    computer = Computer(Found(2, path="/dev/video2"), Found(0, path="/dev/video0"))
    cameras = computer.cameras()
    infos = cameras.listed(lease())
    assert names(infos) == ["Integrated Camera", "Integrated Camera (2)"]
    assert len(set(keys(infos))) == 2
    for key in keys(infos):
        cameras.open(lease(), key)
    assert computer.opened == [Device(0, 200), Device(2, 200)]


def test_a_name_that_a_device_made_up_is_harmless_and_short() -> None:
    odd = ("\x1b]0;x\x07<b>Cam</b>", "x" * 5000, "", "Cam: Cam")
    computer = Computer(*(Found(n, name) for n, name in enumerate(odd)))
    told = names(computer.cameras().listed(lease()))
    assert not any(sign in name for name in told for sign in "\x1b\x07<>")
    assert max(map(len, told)) <= MOST_NAME
    assert told[2:] == ["Camera", "Cam"]


def test_a_hundred_cameras_are_a_list_of_sixteen() -> None:
    infos = Computer(*(Found(n, f"Camera {n}") for n in range(100))).cameras().listed(lease())
    assert len(infos) == MOST_CAMERAS


def test_the_second_way_of_asking_is_used_where_the_first_finds_nothing() -> None:
    computer = Computer()
    assert computer.cameras("win32").listed(lease()) == ()
    assert len(computer.asked) == 2


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin", "plan9"])
def test_where_nobody_can_say_which_there_are_the_first_one_is_opened(platform: str) -> None:
    class Broken(Computer):
        def __call__(self, backend: int) -> Iterable[Found]:
            raise OSError(backend)

    computer = Broken()
    cameras = computer.cameras(platform)
    assert cameras.listed(lease()) == (ANY_CAMERA,)
    cameras.open(lease(), ANY_CAMERA.key)
    assert computer.opened == [Device()]


@pytest.mark.parametrize("odd", [None, 7, [None], [Found(NO_NUMBER)], [Found(0, NO_NAME)]])  # type: ignore[arg-type]
def test_an_answer_that_makes_no_sense_ends_nothing(odd: Iterable[Found]) -> None:
    computer = Computer()
    computer.found = odd
    assert len(computer.cameras().listed(lease())) <= 1


def test_a_key_that_is_not_listed_opens_the_first_camera() -> None:
    computer = Computer(Found(3))
    cameras = computer.cameras()
    cameras.listed(lease())
    cameras.open(lease(), "gone")
    assert computer.opened == [Device()]


def test_a_driver_that_hangs_while_it_is_asked_holds_up_the_first_asker_only() -> None:
    go_on, inside = threading.Event(), threading.Event()

    class Hanging(Computer):
        def __call__(self, backend: int) -> Iterable[Found]:
            inside.set()
            go_on.wait(PATIENCE_S)
            return super().__call__(backend)

    cameras = Hanging(Found(0)).cameras()
    first = threading.Thread(target=cameras.listed, args=(lease(),))
    first.start()
    assert inside.wait(PATIENCE_S)
    assert cameras.listed(lease()) == (ANY_CAMERA,)
    go_on.set()
    first.join(PATIENCE_S)


# --- looking again and again


def looked(listing: CameraList, number: int) -> tuple[CameraInfo, ...]:
    """What the look of that number saw, or a later one."""
    for _ in range(1000):
        if listing.newest()[0] >= number:
            return listing.newest()[1]
        threading.Event().wait(0.01)
    raise AssertionError("it does not look")


def test_what_is_plugged_in_is_seen_at_the_next_look() -> None:
    plugged = [CameraInfo("a", "A")]
    listing = CameraList(lambda: tuple(plugged), every_s=0.01)
    assert keys(looked(listing, 1)) == ["a"]
    plugged.append(CameraInfo("b", "B"))
    assert keys(looked(listing, listing.look_again())) == ["a", "b"]
    listing.close()


def test_it_looks_at_once_when_it_is_told_to() -> None:
    listing = CameraList(lambda: (), every_s=PATIENCE_S * 100)
    looked(listing, 1)
    assert looked(listing, listing.look_again()) == ()
    listing.close()


def test_a_look_that_fails_leaves_the_list_as_it_was() -> None:
    answers = iter([(CameraInfo("a", "A"),)])
    listing = CameraList(lambda: next(answers), every_s=0.01)
    assert keys(looked(listing, 3)) == ["a"]
    listing.close()


def test_it_looks_no_more_once_the_lease_has_ended() -> None:
    looks: list[int] = []

    def look() -> tuple[CameraInfo, ...]:
        looks.append(1)
        use.check(Purpose.SCAN_QR)
        return ()

    use = lease()
    listing = CameraList(look, every_s=0.01)
    looked(listing, 1)
    use.end()
    (thread,) = [t for t in threading.enumerate() if t.name == "camera-list"]
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
