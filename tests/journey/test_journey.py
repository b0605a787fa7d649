"""The journey: all seven devices of the practice home commissioned by clicks, and the pack says so."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, Qt

from tests.ledger_on_disk import read_entries
from tests.ui.screen_audit import Audit, AuditWalker
from walkdown.__main__ import build
from walkdown.app.messages import Asked
from walkdown.consent.entry import Happened
from walkdown.consent.keys import HeldKeys
from walkdown.consent.purpose import Purpose
from walkdown.consent.question import Question
from walkdown.storage.places import resources_dir
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_steps import Journey
from walkdown.vision.bare_jpeg import is_bare

HOME = tomllib.loads((resources_dir() / "practice" / "home.toml").read_text("utf-8"))
SERIALS = {device["serial"] for device in HOME["device"]}


SMALLEST = (1024, 700)  # the window on a small laptop


@dataclass(frozen=True, slots=True)
class Walked:
    """What the journey left: the person's folder, the pack, the prompt's questions in order, the screens."""

    home: Path
    pack: Path
    questions: tuple[Question, ...]
    audit: Audit


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """Walked once for all tests of this file."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("pack")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app = application()
    bridge = Bridge(build(home, HeldKeys()))
    window = MainWindow(bridge)
    asked: list[Question] = []
    audit = Audit()
    bridge.message.connect(lambda m: asked.append(m.question) if isinstance(m, Asked) else None)
    window.show()
    bridge.start()
    try:
        for _, step in Journey(AuditWalker(audit, SMALLEST), window, bridge, out, "home").steps():
            step()
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    (folder,) = out.iterdir()
    return Walked(home, folder, tuple(asked), audit)


@pytest.fixture(scope="module")
def pack(walked: Walked) -> Path:
    """The folder the journey saved its pack into."""
    return walked.pack


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
        by_radio = [(r["name"], r.get("unit", "")) for r in truth["readings"]]
        assert said[: len(by_radio)] == by_radio
        # The rest it said on the site's network, where it speaks SunSpec.
        assert bool(said[len(by_radio) :]) == truth.get("modbus", False)


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


def test_the_picture_of_the_site_is_in_the_pack_without_its_place_and_time(pack: Path) -> None:
    picked = (resources_dir() / "practice" / "site-photo.jpg").read_bytes()
    assert b"Exif" in picked
    assert b"2026:11:22" in picked
    (photo,) = pack.glob("*site-photo.jpg")
    kept = photo.read_bytes()
    assert is_bare(kept)
    assert hashlib.sha256(kept).hexdigest() == data(pack)["site"]["photo"]
    (report,) = pack.glob("*.pdf")
    assert pypdf.PdfReader(report).pages[0].images


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


TO_THE_FIRST_DEVICE = {Purpose.SCAN_QR, Purpose.DISCOVER, Purpose.MANAGE, Purpose.WIFI_SETUP}


def test_a_first_device_takes_four_prompts_and_the_next_takes_none(walked: Walked) -> None:
    asked = [question.text.purpose for question in walked.questions]
    assert len(asked) == len(set(asked))
    assert set(asked) >= TO_THE_FIRST_DEVICE
    online = asked.index(Purpose.LAN_PROBE) if Purpose.LAN_PROBE in asked else len(asked)
    # The photo and the look around are extras: no device needs them.
    extras = {Purpose.PHOTO_PICK, Purpose.WIFI_LOOK}
    before = [purpose for purpose in asked[:online] if purpose not in extras]
    assert len(before) <= 4


def test_no_personal_value_is_in_the_record_of_permissions(walked: Walked) -> None:
    typed = ["Harbour Lane", "Port Alder", "Halyard", "Okafor", "harbour-lane.example", "2231"]
    heard = [d[key] for d in HOME["device"] for key in ("serial", "name") if key in d]
    networks = [network["ssid"] for network in HOME["network"]]
    for entry in read_entries(walked.home / "ledger.db"):
        words = " ".join(str(getattr(entry, name)) for name in entry.__slots__)
        assert [value for value in (*typed, *heard, *networks) if value in words] == []


def test_the_owners_consents_are_recorded_as_the_owners(walked: Walked) -> None:
    given = [e for e in read_entries(walked.home / "ledger.db") if e.event is Happened.GRANTED]
    owners = {e.purpose: (e.subject, e.by, e.method) for e in given if e.by == "owner"}
    assert {Purpose.OWNER_WIFI, Purpose.OWNER_ONLINE, Purpose.OWNER_PHOTO} <= set(owners)
    assert set(owners.values()) == {("owner", "owner", "owner.page:use")}


def test_the_policy_was_accepted_before_anything_was_used(walked: Walked) -> None:
    story = [e.event for e in read_entries(walked.home / "ledger.db")]
    assert story.index(Happened.POLICY_ACCEPTED) < story.index(Happened.PROMPT_SHOWN)


def test_every_receipt_of_the_pack_is_checked_without_walkdown(pack: Path) -> None:
    (verifier,) = pack.glob("*walkdown_verify.py")
    (how,) = pack.glob("*how-to-check.txt")
    key = how.read_text("utf-8").split("--key ")[1].split()[0]
    receipts = sorted(pack.glob("*.tlog-proof"))
    assert len(receipts) >= 6
    for receipt in receipts:
        command = [sys.executable, "-I", str(verifier), str(receipt), "--key", key]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_screen_is_whole_in_a_small_window_and_every_control_has_a_name(
    walked: Walked,
) -> None:
    audit = walked.audit
    assert audit.flaws == {}
    assert audit.screens > 20
    assert audit.controls > 400
    assert audit.lowest >= 4.5
