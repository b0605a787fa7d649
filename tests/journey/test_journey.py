"""The journey: all seven devices of the practice home commissioned by clicks, and the pack says so."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, Qt

from walkdown.__main__ import build
from walkdown.consent.keys import NoKeys
from walkdown.storage.places import resources_dir
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import Walker

HOME = tomllib.loads((resources_dir() / "practice" / "home.toml").read_text("utf-8"))
SERIALS = {device["serial"] for device in HOME["device"]}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder the journey saved its pack into; walked once for all tests of this file."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("pack")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    bridge = Bridge(build(home, NoKeys()))
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        for _, step in Journey(Walker(), window, bridge, out, "home").steps():
            step()
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    (folder,) = out.iterdir()
    return folder


def data(pack: Path) -> dict[str, object]:
    (file,) = pack.glob("*site.json")
    return json.loads(file.read_text("utf-8"))


def test_the_data_names_every_device_of_the_site_as_online_with_its_evidence(pack: Path) -> None:
    devices = data(pack)["devices"]
    assert {d["serial"] for d in devices} == SERIALS
    for device in devices:
        earned = [tick["step"] for tick in device["earned"]]
        assert earned == ["connect", "secure", "accepted", "joined", "address", "reachable"]
        assert device["work"] == "online"


def test_what_the_data_says_of_each_device_is_what_the_scenario_says(pack: Path) -> None:
    scenario = {d["serial"]: d for d in HOME["device"]}
    for device in data(pack)["devices"]:
        truth = scenario[device["serial"]]
        assert (device["model"], device["kind"]) == (truth["model"], truth["kind"])
        assert device["about"]["firmware"] == truth["firmware"]
        said = [(r["name"], r["unit"]) for r in device["about"]["readings"]]
        assert said == [(r["name"], r.get("unit", "")) for r in truth["readings"]]


def test_every_device_was_looked_at_again_before_leaving(pack: Path) -> None:
    looks = data(pack)["looks"]
    assert {look["said_serial"] for look in looks} == SERIALS
    assert all(look["answered"] for look in looks)


def test_everything_that_is_exported_says_that_it_is_practice(pack: Path) -> None:
    assert pack.name.startswith("PRACTICE")
    assert data(pack)["practice"]
    (report,) = pack.glob("*.pdf")
    for page in pypdf.PdfReader(report).pages:
        assert "PRACTICE" in page.extract_text()


def test_the_report_shows_every_serial_and_no_password(pack: Path) -> None:
    (report,) = pack.glob("*.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(report).pages)
    flat = "".join(text.split())
    assert all(serial in flat for serial in SERIALS)
    for network in HOME["network"]:
        if password := network.get("password"):
            assert password not in text


def test_the_record_of_permissions_shows_each_grant_before_its_use(pack: Path) -> None:
    (file,) = pack.glob("*permissions.csv")
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    lines = [" ".join(row) for row in rows]
    for permission in ("camera", "bluetooth", "nearby", "wifi", "storage"):
        granted = next(i for i, line in enumerate(lines) if permission in line and "grant" in line)
        used = next(i for i, line in enumerate(lines) if permission in line and "start" in line)
        assert granted < used


def test_the_pack_checks_itself(pack: Path) -> None:
    (sums,) = pack.glob("*SHA256SUMS.txt")
    for line in sums.read_text("utf-8").splitlines():
        digest, name = line.split(maxsplit=1)
        assert hashlib.sha256((pack / name.lstrip("*")).read_bytes()).hexdigest() == digest


def test_no_practice_password_is_in_any_file(pack: Path) -> None:
    for file in (p for p in pack.rglob("*") if p.is_file()):
        content = file.read_bytes()
        for network in HOME["network"]:
            if password := network.get("password"):
                assert password.encode() not in content
