"""Hard labels, by clicks: each trouble of the practice camera is read, and what is no label is told so."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from tests.ui.fake_bridge import FakeBridge
from walkdown.__main__ import build
from walkdown.app.messages import JobShown, LabelTaken, Message, Outcome
from walkdown.app.ports import YardDevice
from walkdown.consent.keys import HeldKeys
from walkdown.core.device import Kind, Way
from walkdown.core.job import Job
from walkdown.core.layout import Face, Spot
from walkdown.storage.places import resources_dir
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_labels import COLUMNS, FIRST, ROWS, STICKERS, TROUBLES, HardLabels
from walkdown.ui.walker import NotReached, Walker

ROOF = tomllib.loads((resources_dir() / "practice" / "labels.toml").read_text("utf-8"))
IN_A_SHEET = "sheet"


@dataclass
class Walked:
    """What the window was told on the way, and the pictures' names without their numbers."""

    pictures: list[str] = field(default_factory=list)
    taken: list[LabelTaken] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """Keep what the tests ask for."""
        if isinstance(message, JobShown) and message.job is not None:
            self.jobs[:] = [message.job]
        elif isinstance(message, LabelTaken):
            self.taken.append(message)


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Walked once for all tests of this file."""
    home, out = tmp_path_factory.mktemp("roof"), tmp_path_factory.mktemp("pictures")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    bridge, walked = Bridge(build(home, HeldKeys())), Walked()
    window = MainWindow(bridge)
    bridge.message.connect(walked.hear)
    window.show()
    bridge.start()
    walker = Walker(out)
    try:
        walker.click("policy.accept")
        walker.find("jobs.practice", QWidget)
        for _, step in HardLabels(walker, window, bridge, home, "labels").steps():
            step()
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    walked.pictures = [p.stem.partition("-")[2] for p in sorted(out.glob("*.png"))]
    return walked


def troubles() -> dict[str, list[str]]:
    """The serials of the practice site's hard labels, by their trouble."""
    found: dict[str, list[str]] = {}
    for device in ROOF["device"]:
        if trouble := device.get("label", {}).get("trouble"):
            found.setdefault(trouble, []).append(device["serial"])
    return found


def test_every_trouble_of_the_practice_camera_is_in_the_tour() -> None:
    assert {*TROUBLES, *FIRST, IN_A_SHEET} == set(troubles())
    assert list(STICKERS) == [sticker["words"] for sticker in ROOF["sticker"]]


def test_every_hard_label_is_read_by_the_camera(walked: Walked) -> None:
    (job,) = walked.jobs
    for serials in troubles().values():
        for serial in serials:
            device = job.device(serial)
            assert device is not None
            assert device.way is Way.CAMERA


def test_there_is_a_picture_of_each_trouble_named_after_it(walked: Walked) -> None:
    named = {f"label-{trouble}" for trouble in troubles()}
    assert named <= set(walked.pictures)
    assert {f"label-{trouble}-told" for trouble in FIRST} <= set(walked.pictures)
    assert walked.pictures[-2:] == ["labels-map", "labels-ladder"]


def test_what_belongs_to_no_device_is_told_and_never_listed(walked: Walked) -> None:
    told = {taken.outcome for taken in walked.taken}
    assert set(STICKERS.values()) <= told
    left_out = {taken.text for taken in walked.taken if taken.outcome is Outcome.LEFT_OUT}
    assert "CARTON 2611-04 PCS 20" in left_out
    (job,) = walked.jobs
    assert {d.serial for d in job.devices} <= {device["serial"] for device in ROOF["device"]}


def test_no_label_is_read_wrong(walked: Walked) -> None:
    real = {device["serial"] for device in ROOF["device"]}
    others = {sticker["text"] for sticker in ROOF["sticker"]}
    assert {taken.serial for taken in walked.taken if taken.serial} <= real | others
    added = [taken.serial for taken in walked.taken if taken.outcome is Outcome.ADDED]
    assert len(added) == len(set(added))


def test_the_micro_inverters_fill_the_face_in_the_order_they_were_scanned(walked: Walked) -> None:
    (job,) = walked.jobs
    assert job.faces == (Face("South roof", ROWS, COLUMNS),)
    spots = [d.spot for d in job.devices if d.kind is Kind.MICRO_INVERTER]
    there = [Spot("South roof", 1, column) for column in range(1, COLUMNS + 1)]
    back = [Spot("South roof", 2, column) for column in range(COLUMNS, 0, -1)]
    assert spots[: 2 * COLUMNS] == [*there, *back]


class Blind(Walker):
    """Waits for nothing, and sees nothing."""

    def until(self, there: Callable[[], bool], what: str, within_s: float = 0.0) -> None:
        """Give up at once, in the same words."""
        raise NotReached(f"waited {within_s:.0f} s for {what}")


def test_a_label_that_is_not_read_in_time_is_named_by_its_trouble() -> None:
    unread = YardDevice(
        "122044171520", "MI-800", Kind.MICRO_INVERTER, "", False, False, False, False, "glare"
    )
    roof = HardLabels(Blind(), cast(MainWindow, None), FakeBridge(), Path(), "labels")
    with pytest.raises(NotReached, match=r"waited .* the trouble glare \(MI-800 122044171520\)"):
        roof._until_read(unread)
