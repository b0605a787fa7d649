"""Hand over: the report as it is, the owner's name, and the pack in a folder the person picks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path, PurePath

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from tests.ui.test_verify import LATER, online, seen
from walkdown.app.messages import Crashed, JobShown, PackShown, ReportShown, Told
from walkdown.app.ports import Pack
from walkdown.app.report import PermissionRow, Report
from walkdown.core.job import HandedOver, Job, Look, Stage, Verdict
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import moment
from walkdown.ui.pages.handover import HandoverPage

FILES = ("report.pdf", "site.json", "permissions.csv", "SHA256SUMS.txt")
PACK = Pack(PurePath("/media/usb/14-Harbour-Lane-2026-11-22"), FILES)
SITE = Site(name="14 Harbour Lane", owner_name="M. Okafor")
LOOKED = (Look("770300125518", True, "770300125518", NOW),)
OPEN = replace(job(device()), site=SITE)
PROMISE = Promise(
    Item(CheckId.COMMISSIONED, "770300125518"), "Gateway", "Halyard", date(2026, 11, 29), NOW
)
PROMISED = replace(OPEN, looks=LOOKED, promises=(PROMISE,))
DONE = replace(PROMISED, handed_over=HandedOver("A. Quist", NOW, "14-Harbour-Lane-2026-11-22"))


def report(lines: int = 0, **changes: object) -> Report:
    """A report that has more pages the more lines it has."""
    row = PermissionRow("22 Nov 2026", "Camera", "Read labels", "24 codes", "Allowed")
    plain = Report(
        title="Commissioning report", site="14 Harbour Lane", dated="", made_at="22 Nov 2026",
        verdict=Verdict.PASS, verdict_line="Safe to leave", verdict_reason="", facts=(),
        devices=(), evidence=(), network=(), checks=(), promise=(), permissions=(row,) * lines,
        notes=(),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
def page(
    app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[HandoverPage]:
    """The page, shown, for a site whose owner is known; its folder picker is closed at the end."""
    monkeypatch.setattr(moment, "now", lambda: NOW + timedelta(minutes=1))
    made = HandoverPage(FakeBridge())
    qtbot.addWidget(made)
    made.take(JobShown(OPEN))
    made.resize(1048, 736)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.entered()
    made.bridge.calls.clear()
    made.bridge.wheres.clear()
    yield made
    for picker in made.findChildren(QFileDialog):
        picker.close()
    QApplication.processEvents()


def part(page: HandoverPage, name: str) -> QWidget:
    found = page.findChild(QWidget, f"handover.{name}")
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: HandoverPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: HandoverPage) -> str:
    visible = (w for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible())
    return "\n".join(w.text() for w in visible)


def owner(page: HandoverPage) -> QLineEdit:
    line = part(page, "owner")
    assert isinstance(line, QLineEdit)
    return line


def picker(page: HandoverPage) -> QFileDialog:
    found = [d for d in page.findChildren(QFileDialog) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def save_into(qtbot: QtBot, page: HandoverPage, folder: Path) -> None:
    click(qtbot, page, "save")
    line = picker(page).findChild(QLineEdit)
    assert line is not None
    line.setText(str(folder))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_entering_asks_for_the_report_as_it_is_now(page: HandoverPage) -> None:
    page.entered()
    assert page.bridge.names == ["handover.preview"]


def test_a_change_of_the_job_refreshes_the_report_that_is_read(page: HandoverPage) -> None:
    page.take(JobShown(OPEN))
    assert page.bridge.calls == []
    page.take(JobShown(replace(OPEN, looks=LOOKED)))
    assert page.bridge.names == ["handover.preview"]


def test_pages_are_turned_by_buttons_and_keys_and_end_at_both_ends(
    page: HandoverPage, qtbot: QtBot
) -> None:
    page.take(ReportShown(report(lines=120)))
    assert not part(page, "page.prev").isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: "Page 2 of " in texts(page))
    click(qtbot, page, "page.next")
    assert "Page 3 of " in texts(page)
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: "Page 2 of " in texts(page))
    click(qtbot, page, "page.prev")
    assert "Page 1 of " in texts(page)


def test_a_thumbnail_shows_its_page_and_a_newer_report_keeps_it(
    page: HandoverPage, qtbot: QtBot
) -> None:
    page.take(ReportShown(report(lines=120)))
    click(qtbot, page, "page.3")
    assert "Page 3 of " in texts(page)
    assert part(page, "page.3").accessibleName() == "Page 3, shown"
    page.take(ReportShown(report(lines=121)))
    assert "Page 3 of " in texts(page)
    page.take(ReportShown(report()))
    assert "Page 1 of 1" in texts(page)
    assert not part(page, "page.next").isEnabled()


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        (OPEN, "Draft: Verify has not looked at the devices yet."),
        (
            replace(OPEN, looks=LOOKED),
            "Draft: Verify says not to leave yet: 1 thing is red without a promise.",
        ),
    ],
)
def test_a_report_before_verify_is_done_is_called_a_draft(
    page: HandoverPage, shown: Job, why: str
) -> None:
    page.take(JobShown(shown))
    assert why in texts(page)
    assert part(page, "draft").isVisible()


def test_what_was_looked_at_long_ago_makes_a_draft_of_it_while_the_owner_reads(
    page: HandoverPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = online(0)
    page.take(JobShown(replace(job(ready, looks=seen(ready)), id="job-2")))
    monkeypatch.setattr(moment, "now", lambda: LATER)
    page.entered()
    assert "Draft" not in texts(page)
    monkeypatch.setattr(moment, "now", lambda: LATER + timedelta(minutes=61))
    page.entered()
    assert "Draft: Verify looked at the devices over an hour ago; look again there." in texts(page)


@pytest.mark.parametrize("shown", [PROMISED, DONE])
def test_with_a_promise_or_once_handed_over_it_is_no_draft(page: HandoverPage, shown: Job) -> None:
    page.take(JobShown(shown))
    assert "Draft" not in texts(page)
    assert not part(page, "draft").isVisible()


def test_the_owner_of_the_site_stands_there_until_another_name_is_typed(
    page: HandoverPage, qtbot: QtBot
) -> None:
    assert owner(page).text() == "M. Okafor"
    page.take(JobShown(replace(OPEN, site=replace(SITE, owner_name="B. Ito"))))
    assert owner(page).text() == "B. Ito"
    owner(page).selectAll()
    qtbot.keyClicks(owner(page), "C. Ruiz")
    page.take(JobShown(OPEN))
    assert owner(page).text() == "C. Ruiz"


def test_nobody_can_take_over_without_a_name(page: HandoverPage, qtbot: QtBot) -> None:
    owner(page).selectAll()
    qtbot.keyClicks(owner(page), "   ")
    click(qtbot, page, "save")
    assert "Who takes the site over?" in texts(page)
    assert owner(page).hasFocus()
    assert not [d for d in page.findChildren(QFileDialog) if d.isVisible()]
    qtbot.keyClicks(owner(page), "A")
    assert "Who takes the site over?" not in texts(page)


def test_the_pack_goes_into_the_folder_that_is_picked(
    page: HandoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    save_into(qtbot, page, tmp_path)
    assert page.bridge.calls == [("handover.save", (str(tmp_path), "M. Okafor"))]
    assert page.bridge.wheres == [Stage.HANDOVER]
    assert "Making the pack" in texts(page)
    assert not part(page, "save").isEnabled()


def test_the_picker_takes_folders_only_and_is_opened_by_its_key(
    page: HandoverPage, qtbot: QtBot
) -> None:
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(page.findChildren(QFileDialog)))
    assert picker(page).objectName() == "handover.folder"
    assert picker(page).fileMode() == QFileDialog.FileMode.Directory
    assert picker(page).testOption(QFileDialog.Option.ShowDirsOnly)
    assert page.bridge.calls == []


def test_a_saved_pack_is_named_with_its_files(
    page: HandoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    save_into(qtbot, page, tmp_path)
    page.take(JobShown(DONE))
    page.take(PackShown(PACK))
    assert "Saved as 14-Harbour-Lane-2026-11-22." in texts(page)
    assert "Checked by reading it back." in texts(page)
    assert "\n".join(FILES) in texts(page)
    assert part(page, "save").isEnabled()


def test_a_folder_that_cannot_be_written_leads_to_another_one(
    page: HandoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    save_into(qtbot, page, tmp_path)
    page.take(Told(Trouble(Code.CANNOT_WRITE), Stage.HANDOVER))
    assert "The folder or disk cannot be written" in texts(page)
    assert "FILE-03" in texts(page)
    assert part(page, "save").isEnabled()
    QApplication.processEvents()
    assert "Choose another folder" in texts(page)
    click(qtbot, page, "act")
    assert picker(page).isVisible()
    assert "FILE-03" not in texts(page)


def test_a_broken_ledger_leads_to_privacy(page: HandoverPage, qtbot: QtBot) -> None:
    gone: list[object] = []
    page.go.connect(gone.append)
    page.take(Told(Trouble(Code.LEDGER_BROKEN), Stage.HANDOVER))
    click(qtbot, page, "act")
    assert gone == ["privacy"]


def test_after_our_own_mistake_the_pack_can_be_saved_again(
    page: HandoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    save_into(qtbot, page, tmp_path)
    page.take(Crashed("c0ffee"))
    assert part(page, "save").isEnabled()


def test_a_handed_over_site_is_read_only_and_its_pack_can_be_saved_again(
    page: HandoverPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.take(JobShown(DONE))
    assert owner(page).text() == "A. Quist"
    assert not owner(page).isEnabled()
    assert "Saved as 14-Harbour-Lane-2026-11-22." in texts(page)
    assert "Save the pack again" in texts(page)
    page.bridge.calls.clear()
    save_into(qtbot, page, tmp_path)
    assert page.bridge.calls == [("handover.save", (str(tmp_path), "A. Quist"))]


def test_a_practice_site_says_that_its_pack_is_practice(page: HandoverPage) -> None:
    assert "Practice site" not in texts(page)
    page.take(JobShown(replace(OPEN, practice="home")))
    assert "Practice site: every page and every file name says so." in texts(page)


def test_another_job_forgets_the_pack_and_the_name_of_the_one_before(page: HandoverPage) -> None:
    page.take(PackShown(PACK))
    page.take(ReportShown(report()))
    owner(page).setText("Typed")
    owner(page).setModified(True)
    page.take(JobShown(None))
    page.take(JobShown(replace(OPEN, id="job-2")))
    assert "Saved as" not in texts(page)
    assert "Page 1" not in texts(page)
    assert owner(page).text() == "M. Okafor"
