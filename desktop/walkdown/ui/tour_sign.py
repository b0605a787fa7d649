"""In the tour a meter's direction is checked: the kettle is switched on, and the meter rises by it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from walkdown.core.job import Job
from walkdown.core.sign_check import meters
from walkdown.ui.walker import Walker


def check_direction(walk: Walker, job: Job, shot: Callable[[str], None]) -> None:
    """For each meter of the site; none is passed over."""
    for device in meters(job.online):
        walk.click(f"verify.sign.begin.{device.serial}")
        on = walk.find(f"verify.sign.on.{device.serial}", QWidget)
        walk.turn_to(on)
        shot("verify-sign-switch")
        walk.click("yard.load")
        walk.click(f"verify.sign.on.{device.serial}")
        walk.until(
            lambda s=device.serial: walk.sees(f"verify.sign.begin.{s}"),  # type: ignore[misc]
            "the meter's direction",
        )
        shot("verify-sign-done")
        walk.click("yard.load")
