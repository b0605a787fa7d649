"""Two devices that cannot be set up today: each promised in Verify by clicks and keys, then handed over."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QCoreApplication, QDate, Qt
from PySide6.QtWidgets import QDateEdit, QLineEdit

from tests.journey.half_typed import LISTED
from walkdown.__main__ import build
from walkdown.consent.keys import HeldKeys
from walkdown.core.job import Stage
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.tour_steps import Journey
from walkdown.ui.walker import Walker

GATEWAY, METER = LISTED[-12:], "301777810042"
WHATS = {GATEWAY: "Power for the gateway", METER: "A key for the meter cupboard"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of the walk."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("pack")
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    app, bridge, walk = application(), Bridge(build(home, HeldKeys())), Walker()
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    try:
        _walk(Journey(walk, window, bridge, out, "home"), window, walk)
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()
    (folder,) = out.iterdir()
    return folder


def _walk(journey: Journey, window: MainWindow, walk: Walker) -> None:
    journey.policy()
    journey.start()
    walk.click("site.continue")
    walk.click("labels.type")
    _list(walk, LISTED)
    _list(walk, f"WD1:MT-3:{METER}")
    window.turn_to(Stage.VERIFY)
    walk.click("verify.promise")
    _promise(walk, GATEWAY)
    walk.click(f"verify.promise.for.commissioned.{METER}")
    _promise(walk, METER)
    walk.click("verify.continue")
    journey.handover()


def _list(walk: Walker, label: str) -> None:
    walk.write("labels.type.serial", label)
    walk.click("labels.type.add")
    walk.until(lambda: walk.sees(f"labels.row.{label[-12:]}"), "the device on the list")


def _promise(walk: Walker, serial: str) -> None:
    walk.write("verify.promise.what", WHATS[serial])
    walk.find("verify.promise.by", QDateEdit).setDate(QDate.currentDate().addDays(3))
    walk.write("verify.promise.who", "A. Fitter")
    walk.press_in(walk.find("verify.promise.who", QLineEdit), Qt.Key.Key_Return)
    back = f"verify.promise.back.commissioned.{serial}"
    walk.until(lambda: walk.sees(back), "the promise to be kept")


def test_the_data_has_a_promise_for_each_device_with_its_owner_and_day(pack: Path) -> None:
    (file,) = pack.glob("*site.json")
    data = json.loads(file.read_bytes())
    day = QDate.currentDate().addDays(3).toString(Qt.DateFormat.ISODate)
    assert (data["leave"], data["handed_over"]["owner"]) == ("promised", "M. Okafor")
    assert {(p["item"]["serial"], p["what"], p["who"], p["by"]) for p in data["promises"]} == {
        (serial, what, "A. Fitter", day) for serial, what in WHATS.items()
    }


def test_the_first_page_of_the_report_says_what_is_still_open(pack: Path) -> None:
    (file,) = pack.glob("*report.pdf")
    text = re.sub(r"\s+", " ", pypdf.PdfReader(file).pages[0].extract_text())
    assert "Not finished: left with 2 dated promises" in text
    assert all(what in text for what in WHATS.values())
    assert "A. Fitter" in text
