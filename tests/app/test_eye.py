"""The camera: which one, remembered; what it is told while it looks; and that pulling it out is no end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.app.laptop import Laptop, scenario
from walkdown.app.engine import Parts
from walkdown.app.messages import CamerasShown, CodesShown, EyeShown, FrameShown, Told
from walkdown.app.ports import FrameSource
from walkdown.consent.lease import Lease
from walkdown.core.camera import FULL_HD, HD
from walkdown.core.trouble import Code
from walkdown.practice.cameras import CAMERA, PHONE
from walkdown.storage.settings import FILE, SettingsFile
from walkdown.vision.chosen_camera import ChosenCamera

GATEWAY = "770300125518"


class LaptopWithTwo(Laptop):
    """Has two cameras, and remembers which one was chosen."""

    def _parts(self) -> Parts:
        return replace(super()._parts(), settings=SettingsFile(self.folder))

    def _practice_camera(self, lease: Lease) -> FrameSource:
        return ChosenCamera(lease, self.yard.cameras, look_every_s=0.02)

    @property
    def shown(self) -> CamerasShown:
        return self.last(CamerasShown)

    async def look(self) -> None:
        """Begin, and wait until a camera gives pictures."""
        before = len(self.all(FrameShown))
        await self.engine.labels.start_camera()
        await self.until(lambda: len(self.all(FrameShown)) > before)
        await self.until(lambda: self.all(CamerasShown) and self.shown.using)

    async def sees(self, key: str) -> None:
        await self.until(lambda: self.shown.using == key)
        before = len(self.all(FrameShown))
        await self.until(lambda: len(self.all(FrameShown)) > before)


@asynccontextmanager
async def opened(folder: Path, *, real: bool = False) -> AsyncIterator[LaptopWithTwo]:
    """A run of the program with a job open."""
    laptop = LaptopWithTwo(folder, {"home": scenario("home")})
    try:
        await laptop.engine.jobs.begin("" if real else "home")
        yield laptop
    finally:
        await laptop.close()


async def test_the_cameras_are_told_while_one_is_in_use_and_not_before(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        assert laptop.all(CamerasShown) == []
        await laptop.look()
        assert laptop.shown.cameras == (CAMERA, PHONE)
        assert laptop.shown.using == CAMERA.key


async def test_another_camera_is_taken_and_is_the_one_of_the_next_use(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.look()
        await laptop.engine.labels.choose_camera(PHONE.key)
        await laptop.sees(PHONE.key)
        await laptop.engine.labels.stop_camera()
        await laptop.look()
        await laptop.sees(PHONE.key)
        assert SettingsFile(tmp_path).camera() == "", "practice leaves the laptop's own choice"


async def test_the_choice_for_real_sites_is_remembered_over_sessions(tmp_path: Path) -> None:
    async with opened(tmp_path, real=True) as laptop:
        await laptop.look()
        await laptop.engine.labels.choose_camera(PHONE.key)
    assert SettingsFile(tmp_path).camera() == PHONE.key


async def test_what_is_not_listed_cannot_be_chosen(tmp_path: Path) -> None:
    async with opened(tmp_path, real=True) as laptop:
        await laptop.engine.labels.choose_camera(PHONE.key)
        await laptop.look()
        await laptop.engine.labels.choose_camera("gone")
        assert laptop.shown.using == CAMERA.key
    assert SettingsFile(tmp_path).camera() == ""


async def test_a_choice_that_cannot_be_written_is_taken_and_told(tmp_path: Path) -> None:
    async with opened(tmp_path, real=True) as laptop:
        await laptop.look()
        (tmp_path / FILE).mkdir()
        await laptop.press(laptop.engine.labels.choose_camera(PHONE.key))
        await laptop.sees(PHONE.key)
        assert laptop.last(Told).trouble.code is Code.CANNOT_WRITE


async def test_light_zoom_and_size_are_done_and_told(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.look()
        await laptop.engine.labels.light(True)
        await laptop.engine.labels.zoom(2.0)
        await laptop.engine.labels.choose_size(FULL_HD)
        await laptop.engine.labels.refocus()
        await laptop.until(
            lambda: (
                (laptop.shown.light, laptop.shown.zoom, laptop.shown.size) == (True, 2.0, FULL_HD)
            )
        )
        await laptop.until(lambda: laptop.last(FrameShown).frame.width == FULL_HD[0])


async def test_what_is_told_to_a_camera_that_is_off_is_told_to_nobody(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.engine.labels.light(True)
        await laptop.engine.labels.zoom(2.0)
        await laptop.engine.labels.take_at(1, 1)
        await laptop.look()
        assert (laptop.shown.light, laptop.shown.zoom, laptop.shown.size) == (False, 1.0, HD)


async def test_pulled_out_the_other_is_taken_and_plugged_in_again_the_first(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.look()
        laptop.yard.cameras.pull_out(CAMERA.key)
        await laptop.sees(PHONE.key)
        await laptop.until(lambda: laptop.shown.cameras == (PHONE,))
        assert laptop.shown.gone == CAMERA.name
        laptop.yard.cameras.plug_in(CAMERA.key)
        await laptop.sees(CAMERA.key)
        assert laptop.shown.gone == ""
        assert laptop.eyes()[-1] == "on"


async def test_without_any_camera_it_is_off_and_says_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        for info in (CAMERA, PHONE):
            laptop.yard.cameras.pull_out(info.key)
        await laptop.engine.labels.start_camera()
        await laptop.until(lambda: laptop.eyes()[-1] == "off")
        trouble = laptop.last(EyeShown).trouble
        assert trouble is not None
        assert trouble.code is Code.CAMERA_MISSING


async def test_a_code_that_is_pointed_at_is_taken_though_it_was_taken_before(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.look()
        await laptop.engine.yard.hold_label(GATEWAY)
        await laptop.until(lambda: ("added", GATEWAY) in laptop.taken())
        await laptop.until(lambda: laptop.last(CodesShown).codes)
        (x, y), *_ = laptop.last(CodesShown).codes[0].corners
        await laptop.engine.labels.take_at(x, y)
        assert laptop.taken()[-1] == ("duplicate", GATEWAY)


async def test_the_router_camera_has_the_same_list(tmp_path: Path) -> None:
    async with opened(tmp_path) as laptop:
        await laptop.look()
        await laptop.engine.labels.choose_camera(PHONE.key)
        await laptop.sees(PHONE.key)
        await laptop.engine.labels.stop_camera()
        told = len(laptop.all(CamerasShown))
        await laptop.engine.network.read_router()
        await laptop.until(lambda: len(laptop.all(CamerasShown)) > told and laptop.shown.using)
        await laptop.sees(PHONE.key)
        assert laptop.last(EyeShown).for_router
