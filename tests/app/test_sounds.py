"""Whether scans are heard: told with each job, switched at once, remembered by the laptop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.app.laptop import Laptop, scenario
from walkdown.app.engine import Parts
from walkdown.app.messages import SoundsShown
from walkdown.storage.settings import SettingsFile


class LaptopThatRemembers(Laptop):
    """With the settings of its folder."""

    def _parts(self) -> Parts:
        return replace(super()._parts(), settings=SettingsFile(self.folder))


async def test_tones_are_on_until_they_are_switched_off_and_stay_off(tmp_path: Path) -> None:
    for on_before, switched in ((True, False), (False, True)):
        laptop = LaptopThatRemembers(tmp_path, {"home": scenario("home")})
        await laptop.engine.jobs.begin("home")
        assert laptop.last(SoundsShown).on is on_before
        await laptop.engine.sounds.switch(switched)
        assert laptop.last(SoundsShown).on is switched
        await laptop.close()
        assert SettingsFile(tmp_path).sounds() is switched


async def test_a_laptop_without_settings_switches_for_the_session(laptop: Laptop) -> None:
    await laptop.engine.jobs.begin("home")
    await laptop.engine.sounds.switch(False)
    await laptop.engine.jobs.close()
    await laptop.engine.jobs.begin("home")
    assert not laptop.last(SoundsShown).on
