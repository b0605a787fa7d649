"""Devices of several makers in one list: every family is commissioned through the window, by clicks."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from walkdown.__main__ import build
from walkdown.app.messages import JobShown, Message
from walkdown.consent.keys import HeldKeys
from walkdown.core.device import STEPS, Device, Step
from walkdown.core.job import Job
from walkdown.storage.places import resources_dir
from walkdown.storage.site_files import SiteFiles
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_vendors import PASSWORD, Workshop
from walkdown.ui.walker import Walker

VENDORS = tomllib.loads((resources_dir() / "practice" / "vendors.toml").read_text("utf-8"))
SECURED = {
    "770300127709": "Allowed to set up; Improv has no encryption of its own",
    "122044170203": "Encrypted (security 1)",
    "905133000531": "Encrypted with proof on both sides (security 2)",
    "5C013B04A7F2": "Paired; the link is encrypted",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workshop")


@pytest.fixture(scope="module")
def job(folder: Path) -> Job:
    """The site as the window showed it last; walked once for all tests of this file."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    bridge = Bridge(build(folder, HeldKeys()))
    window = MainWindow(bridge)
    shown: list[Job] = []

    def hear(message: Message) -> None:
        if isinstance(message, JobShown) and message.job is not None:
            shown[:] = [message.job]

    bridge.message.connect(hear)
    window.show()
    bridge.start()
    walker = Walker()
    try:
        walker.click("policy.accept")
        walker.find("jobs.practice", QWidget)
        for _, step in Workshop(walker, window, bridge, folder, "vendors").steps():
            step()
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    return shown[0]


def by_serial(job: Job, serial: str) -> Device:
    device = job.device(serial)
    assert device is not None
    return device


def test_every_makers_device_is_online_with_all_its_evidence(job: Job) -> None:
    assert {d.serial for d in job.online} == {d["serial"] for d in VENDORS["device"]}
    assert {d.get("family", "improv") for d in VENDORS["device"]} == {
        "improv",
        "espressif",
        "shelly",
    }
    assert all(tuple(e.step for e in d.earned) == STEPS for d in job.online)


def test_how_each_link_was_made_safe_is_said_as_it_was(job: Job) -> None:
    said = {
        serial: next(e.what for e in by_serial(job, serial).earned if e.step is Step.SECURE)
        for serial in SECURED
    }
    assert said == SECURED


def test_a_meters_live_values_are_read_over_bluetooth(job: Job) -> None:
    names = {r.name for r in by_serial(job, "34987A64C0D8").about.readings}
    assert {"Power", "Voltage L1"} <= names


def test_no_password_and_no_proof_of_a_label_is_in_any_file(job: Job, folder: Path) -> None:
    kept = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    (site,) = SiteFiles(folder / "sites").rows()
    kept += repr(site.job).encode()
    assert b"Millrace Workshop" in kept  # or nothing was looked at
    secrets = [PASSWORD, *(d["pop"] for d in VENDORS["device"] if "pop" in d)]
    assert not [s for s in secrets if s.encode() in kept]
