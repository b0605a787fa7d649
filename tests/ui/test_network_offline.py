"""The owner said not now: the job says that its devices stay offline, and leads on without it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import device, job
from tests.ui.test_owner import asked
from walkdown.app.messages import JobShown, Told
from walkdown.consent.cellstate import CellState
from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui.pages.network import NetworkPage


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> NetworkPage:
    made = NetworkPage(FakeBridge())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.take(JobShown(job(device(0))))
    made.resize(1048, 736)
    made.show()
    made.entered()
    return made


def part(page: NetworkPage, name: str) -> QWidget:
    (found,) = page.findChildren(QWidget, f"network.{name}")
    return found


@pytest.mark.parametrize("state", [CellState.DENIED, CellState.WITHDRAWN])
def test_a_no_says_that_the_devices_stay_offline(page: NetworkPage, state: CellState) -> None:
    page.take(asked(state))
    assert part(page, "offline").isVisible()
    words = [w.text() for w in part(page, "offline").findChildren(QWidget) if hasattr(w, "text")]
    assert any("Nothing was sent, and the devices stay offline" in text for text in words)


@pytest.mark.parametrize("state", [CellState.UNASKED, CellState.SITE])
def test_without_a_no_there_is_no_such_note(page: NetworkPage, state: CellState) -> None:
    page.take(asked(state))
    assert not part(page, "offline").isVisible()


def test_finish_later_leads_to_the_promise(page: NetworkPage, qtbot: QtBot) -> None:
    page.take(asked(CellState.DENIED))
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(part(page, "later"), Qt.MouseButton.LeftButton)
    assert went.args == [Stage.VERIFY]


def test_what_is_the_owners_to_say_leads_to_the_owners_page(
    page: NetworkPage, qtbot: QtBot
) -> None:
    page.take(Told(Trouble(Code.OWNER_FIRST), Stage.NETWORK))
    with qtbot.waitSignal(page.go) as went:
        qtbot.mouseClick(part(page, "act"), Qt.MouseButton.LeftButton)
    assert went.args == ["owner"]


def test_another_job_begins_without_the_note(page: NetworkPage) -> None:
    page.take(asked(CellState.DENIED))
    page.take(JobShown(None))
    assert not part(page, "offline").isVisible()


def test_how_the_owner_stands_is_asked_anew_at_every_visit(page: NetworkPage) -> None:
    page.left()
    page.entered()
    assert page.bridge.names == ["network.show_owner"] * 2
