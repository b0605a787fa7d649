"""Verify: one answer to "may I leave?", its evidence, its repair, and leaving with a promise."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, GATEWAY, LABELS, NOW, device, job
from walkdown.app.messages import Checking, JobShown, Told
from walkdown.core.device import STEPS, About, Device, Reading, Work
from walkdown.core.job import HandedOver, Job, Look, Stage
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.sign_check import Counts, Power, SignCheck
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import moment
from walkdown.ui.kit import Button
from walkdown.ui.pages.verify import VerifyPage
from walkdown.ui.pages.verify_parts import CheckRow

LATER = NOW + timedelta(hours=1)
READING = (Reading("Power", "-1200", "W"),)


def online(at: int, **about: object) -> Device:
    """A device with all six stations earned."""
    facts = {"firmware": "1.4", "signal_dbm": -60, "readings": READING} | about
    return device(at, Work.ONLINE, len(STEPS), about=About(**facts))


def seen(*devices: Device, silent: str = "") -> tuple[Look, ...]:
    """A look at each device; one of them may be silent."""
    return tuple(
        Look(
            d.serial,
            d.serial != silent,
            d.serial,
            LATER,
            "192.168.1.40" if d.serial != silent else "LAN-01",
        )
        for d in devices
    )


ALL = tuple(online(at) for at in range(len(LABELS)))
COUNTS = (
    SignCheck(LABELS[3][2], LATER, 2000, 0, Power(-1200), Power(800), Counts.IMPORT, sun=True),
)
SAFE = job(*ALL, looks=seen(*ALL), sign_checks=COUNTS)
UNSEEN = job(*ALL)
SILENT = job(*ALL, looks=seen(*ALL, silent=BATTERY))
UNFINISHED = Item(CheckId.COMMISSIONED, LABELS[3][2])
PROMISE = Promise(UNFINISHED, "Fit the meter", "Halyard", date(2026, 11, 29), LATER)
OPEN = (*ALL[:3], device(3, Work.FAILED, 2, Code.TOO_WEAK))
FAILED = job(*OPEN, looks=seen(*OPEN, silent=LABELS[3][2]))
TURNED = replace(SAFE, sign_checks=(replace(COUNTS[0], after=Power(-3200)),))
WEAK = (*ALL[:3], online(3, signal_dbm=-80))
TO_CHECK = job(*WEAK, looks=seen(*WEAK), sign_checks=COUNTS)


@pytest.fixture
def page(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> VerifyPage:
    """The page, shown a minute after the devices were looked at."""
    monkeypatch.setattr(moment, "now", lambda: LATER + timedelta(minutes=1))
    made = VerifyPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def part(page: VerifyPage, name: str) -> QWidget:
    found = page.findChild(QWidget, f"verify.{name}")
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: VerifyPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: VerifyPage) -> str:
    visible = (w for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible())
    return "\n".join(w.text() for w in visible).replace("\u00a0", " ")


def rows(page: VerifyPage) -> list[CheckRow]:
    found = [w for w in page.findChildren(CheckRow) if w.isVisible()]
    return sorted(found, key=lambda w: w.y())


def primary(page: VerifyPage) -> list[str]:
    found = page.findChildren(Button)
    return [b.objectName() for b in found if b.isVisible() and b.property("kind") == "primary"]


def went(page: VerifyPage) -> list[object]:
    gone: list[object] = []
    page.go.connect(gone.append)
    return gone


def test_a_site_that_may_be_left_says_so_and_leads_on(page: VerifyPage, qtbot: QtBot) -> None:
    gone = went(page)
    page.take(JobShown(SAFE))
    assert "Safe to leave" in texts(page)
    assert f"All six checks passed at {LATER.astimezone():%H:%M}." in texts(page)
    assert primary(page) == ["verify.continue"]
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: gone == [Stage.HANDOVER])


def test_before_the_first_look_looking_is_what_comes_next(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(UNSEEN))
    assert "Do not leave yet" in texts(page)
    assert "Nothing measured on the network yet." in texts(page)
    assert primary(page) == ["verify.run"]
    assert not part(page, "continue").isVisible()
    assert part(page, "promise").isVisible(), "where looking was refused, there is still a way"
    qtbot.keyClick(page, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.bridge.names == ["verify.run_all"])
    assert page.bridge.wheres == [Stage.VERIFY]


@pytest.mark.parametrize(
    ("shown", "where"), [(FAILED, "board"), (SILENT, "board"), (job(), Stage.LABELS)]
)
def test_the_worst_line_has_its_repair_as_the_one_primary(
    page: VerifyPage, qtbot: QtBot, shown: Job, where: object
) -> None:
    gone = went(page)
    page.take(JobShown(shown))
    assert primary(page) == ["verify.board"]
    click(qtbot, page, "board")
    assert gone == [where]


def test_nobody_is_asked_for_the_network_while_no_device_is_listed(page: VerifyPage) -> None:
    page.take(JobShown(job()))
    assert not part(page, "run").isEnabled()


def test_something_to_check_does_not_keep_anybody_on_site(page: VerifyPage) -> None:
    page.take(JobShown(TO_CHECK))
    assert "Safe to leave, 1 to check" in texts(page)
    assert "To check: Signal margin." in texts(page)
    assert primary(page) == ["verify.board"]
    assert part(page, "board").words() == "Go to Nearby"
    assert part(page, "continue").isVisible()
    assert "Weakest −80 dBm." in texts(page)


def test_rows_stand_worst_first_and_each_is_one_spoken_stop(page: VerifyPage) -> None:
    page.take(JobShown(FAILED))
    QApplication.processEvents()
    spoken = [line.accessibleName().replace("\u00a0", " ") for line in rows(page)]
    assert [s.split(":")[0] for s in spoken] == ["Stop", "Stop", "Check", "Check", "Pass"]
    assert "Stop: Four ticks each. 3 of 4 are set up. Open: MT-3 3017 7781 0042." in spoken[0]
    assert all(line.focusPolicy() & Qt.FocusPolicy.TabFocus for line in rows(page))


def test_at_most_three_devices_are_named_in_a_row(page: VerifyPage) -> None:
    page.take(JobShown(UNSEEN))
    (line,) = (r for r in rows(page) if "Stop" in r.accessibleName())
    assert "MT-3" not in line.accessibleName()
    assert "and 1 more" in line.accessibleName()


def test_rows_keep_their_widgets_when_the_evidence_changes(page: VerifyPage) -> None:
    page.take(JobShown(FAILED))
    before = set(map(id, rows(page)))
    page.take(JobShown(SAFE))
    assert before <= set(map(id, rows(page)))


def test_looking_is_told_while_it_runs_and_is_not_started_twice(
    page: VerifyPage, qtbot: QtBot
) -> None:
    page.take(JobShown(FAILED))
    page.take(Checking(2, 4, running=True))
    assert "Checking, 2 of 4 done" in texts(page)
    qtbot.keyClick(page, Qt.Key.Key_F5)
    click(qtbot, page, "run")
    assert page.bridge.calls == []
    page.take(Checking(4, 4, running=False))
    assert "Do not leave yet" in texts(page)
    assert part(page, "run").isEnabled()


def test_each_device_is_shown_with_what_it_answered(page: VerifyPage) -> None:
    page.take(JobShown(SILENT))
    assert "Answered as 7703 0012 5518 at 192.168.1.40" in texts(page)
    assert "Power −1200 W" in texts(page)
    assert "Did not answer (LAN-01)" in texts(page)


def test_another_serial_in_place_of_the_device_is_never_a_good_answer(page: VerifyPage) -> None:
    looks = tuple(replace(look, said_serial=GATEWAY) for look in SAFE.looks)
    page.take(JobShown(replace(SAFE, looks=looks)))
    assert texts(page).count("belongs to another device") == 3
    assert "Do not leave yet" in texts(page)


def test_a_no_is_told_in_place_and_asked_again_on_request(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(UNSEEN))
    page.take(Told(Trouble(Code.REFUSED), Stage.VERIFY))
    assert "You said no" in texts(page)
    assert "ASK-01" in texts(page)
    click(qtbot, page, "act")
    assert page.bridge.names == ["verify.run_all"]
    assert "You said no" not in texts(page)


def test_trouble_of_another_page_is_not_told_here(page: VerifyPage) -> None:
    page.take(JobShown(UNSEEN))
    page.take(Told(Trouble(Code.REFUSED), Stage.NETWORK))
    assert "You said no" not in texts(page)


def test_a_broken_ledger_leads_to_privacy(page: VerifyPage, qtbot: QtBot) -> None:
    gone = went(page)
    page.take(JobShown(UNSEEN))
    page.take(Told(Trouble(Code.LEDGER_UNWRITABLE), Stage.VERIFY))
    click(qtbot, page, "act")
    assert gone == ["privacy"]


def test_a_handed_over_site_can_be_read_and_not_changed(page: VerifyPage) -> None:
    over = HandedOver("M. Okafor", LATER, "pack")
    page.take(JobShown(replace(FAILED, promises=(PROMISE,), handed_over=over)))
    assert primary(page) == ["verify.continue"]
    key = f"commissioned.{UNFINISHED.serial}"
    for name in ("run", "promise", f"promise.for.{key}", f"promise.back.{key}", "board"):
        assert not part(page, name).isVisible()


def test_names_from_outside_are_shown_and_never_obeyed(page: VerifyPage) -> None:
    hostile = Reading("<b>Power\u202e", "1\x00", "W")
    devices = (online(0, readings=(hostile,)),)
    page.take(JobShown(job(*devices, looks=seen(*devices))))
    assert "‹b›Power⟦202E⟧" in texts(page)


def test_another_job_forgets_what_was_told_and_typed(page: VerifyPage, qtbot: QtBot) -> None:
    page.take(JobShown(FAILED))
    click(qtbot, page, "promise")
    qtbot.keyClicks(part(page, "promise.what"), "Meter")
    page.take(Told(Trouble(Code.REFUSED), Stage.VERIFY))
    page.take(JobShown(None))
    page.take(JobShown(replace(FAILED, id="job-2")))
    assert "You said no" not in texts(page)
    assert not part(page, "promise.what").isVisible()
    line = part(page, "promise.what")
    assert isinstance(line, QLineEdit)
    assert line.text() == ""
