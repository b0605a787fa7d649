"""On the practice site, by clicks: the location is read once, and a map opens; each after its question."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.accepted import accept_policy
from tests.ledger_on_disk import read_entries
from walkdown.__main__ import build
from walkdown.consent.keys import NoKeys
from walkdown.ui.application import application
from walkdown.ui.bridge import Bridge
from walkdown.ui.main_window import MainWindow
from walkdown.ui.walker import Walker

OPENED: list[str] = []


def open_url(url: QUrl) -> bool:
    """No program is started by a test."""
    OPENED.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))
    return True


@pytest.fixture
def walker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walker]:
    """A practice site, open at Site."""
    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    OPENED.clear()
    accept_policy(tmp_path)
    app = application()
    bridge = Bridge(build(tmp_path, NoKeys()))
    window = MainWindow(bridge)
    window.show()
    bridge.start()
    bridge.do(lambda e: e.jobs.begin("home"))
    try:
        walk = Walker()
        walk.find("site.locate", QWidget)
        yield walk
    finally:
        window.close()
        bridge.close()
        window.deleteLater()
        app.processEvents()


def answer(walk: Walker, verb: str) -> None:
    """Answer the prompt that is shown."""
    if verb == "use":
        walk.click("consent.scope.once")
    walk.click(f"consent.{verb}")


def test_the_location_is_read_once_proposed_and_taken_over(walker: Walker, tmp_path: Path) -> None:
    walker.click("site.locate")
    answer(walker, "use")
    walker.click("site.locate.take")
    address = walker.find("site.address", QLineEdit)
    assert address.text() == "50.105, -4.985"
    rows = [row for row in read_entries(tmp_path / "ledger.db") if row.purpose == "site.locate"]
    assert [row.event for row in rows].count("use.start") == 1
    walker.until(lambda: _ended(tmp_path), "the use to be written as ended")


def _ended(home: Path) -> bool:
    rows = [row for row in read_entries(home / "ledger.db") if row.purpose == "site.locate"]
    return rows[-1].event == "use.end" and rows[-1].counts == "1 position"


def test_the_map_opens_with_the_address_as_typed(walker: Walker) -> None:
    walker.write("site.address", "14 Harbour Lane")
    walker.click("site.map")
    answer(walker, "use")
    walker.until(lambda: bool(OPENED), "the map")
    assert OPENED == ["https://www.openstreetmap.org/search?query=14%20Harbour%20Lane"]


def test_a_no_opens_nothing_and_the_address_can_be_copied(walker: Walker) -> None:
    walker.write("site.address", "14 Harbour Lane")
    walker.click("site.map")
    answer(walker, "refuse")
    walker.find("site.map.copy", QWidget)
    assert OPENED == []
