"""The Jobs page: carry on in one press, find a site, begin one; nothing unreadable can be opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.row_menu import choose, opened_menu, words_in
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import JobShown, JobsShown, Told
from walkdown.app.ports import DayCopy, JobRow
from walkdown.core.device import Device, Work
from walkdown.core.job import HandedOver, Job, Look, Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme, tokens
from walkdown.ui.kit import Button, Segmented, Select, Text
from walkdown.ui.pages.jobs import JobsPage
from walkdown.ui.pages.jobs_copies import CopiesSheet
from walkdown.ui.pages.jobs_rows import ERASE, GO_BACK, TAKE, SiteRow, next_words


def site(name: str, days: int, address: str = "", *devices: Device, **more: object) -> Job:
    made = job(*devices, **more)
    facts = replace(made.site, name=name, address=address, job_number=f"22{days}")
    return replace(made, id=name.casefold(), created_at=NOW - timedelta(days=days), site=facts)


HARBOUR = site("Harbour", 1, "Port Alder", stage=Stage.LABELS)
QUARRY = site("Quarry", 2, "Ashby Vale")
DONE = site("Mill", 9, handed_over=HandedOver("M. Okafor", NOW, "pack"))
DAMAGED = JobRow("x", None, Trouble(Code.SITE_FILE_DAMAGED))
NEWER = JobRow("y", None, Trouble(Code.SITE_FILE_NEWER))
ROWS = (*(JobRow(each.id, each) for each in (HARBOUR, QUARRY, DONE)), DAMAGED, NEWER)


class Home:
    """The page, shown, and what it asks of the engine."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = FakeBridge()
        self.page = JobsPage(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.page)
        self.page.resize(1280, 736)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitUntil(self.page.isActiveWindow)

    def tell(self, *rows: JobRow) -> Home:
        self.page.take(JobsShown(rows))
        return self

    def part(self, name: str) -> QWidget:
        (found,) = [w for w in self.page.findChildren(QWidget, f"jobs.{name}") if w.isVisible()]
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def spoken(self) -> list[str]:
        """What the visible rows say; a new row is shown by the next turn of the event loop."""
        QApplication.processEvents()
        rows = self.page.findChildren(SiteRow)
        return [row.accessibleName() for row in rows if row.isVisible()]

    def rows(self) -> list[str]:
        return [words.split(",")[0] for words in self.spoken()]

    def words(self) -> str:
        return "\n".join(t.text() for t in self.page.findChildren(Text) if t.isVisible())


@pytest.fixture
def jobs(app: QApplication, qtbot: QtBot) -> Home:
    return Home(qtbot)


def test_an_empty_laptop_offers_a_first_site_and_the_practice_site(jobs: Home) -> None:
    assert "No sites yet" in jobs.words()
    assert "asks before it uses" in jobs.words()
    assert jobs.part("new").hasFocus()
    jobs.click("new")
    jobs.click("practice")
    assert jobs.bridge.calls == [("jobs.begin", ()), ("jobs.begin", ("home",))]


def test_the_site_opened_last_is_carried_on_with_in_one_press(jobs: Home) -> None:
    jobs.tell(*ROWS)
    assert "Carry on where you stopped" in jobs.words()
    resume = jobs.part("resume")
    assert resume.hasFocus()
    assert resume.accessibleName() == "Resume Harbour"
    QTest.keyClick(resume, Qt.Key.Key_Space)
    assert jobs.bridge.calls == [("jobs.resume", ("harbour",))]


@pytest.mark.parametrize("stage", list(Stage))
def test_the_hero_says_where_the_job_stands(stage: Stage) -> None:
    assert next_words(job(device(), stage=stage)).endswith(".")


def test_each_site_has_a_row_that_says_all_of_it_in_one_sentence(jobs: Home) -> None:
    jobs.tell(*ROWS)
    when = f"{QUARRY.created_at.astimezone():%d %b %H:%M}"
    assert f"Quarry, Ashby Vale. Stage Site. 2 of 7. Last opened {when}." in jobs.spoken()
    jobs.click("open.quarry")
    assert jobs.bridge.calls == [("jobs.resume", ("quarry",))]


def test_a_site_being_opened_says_so_and_the_others_stay_usable(jobs: Home) -> None:
    jobs.tell(*ROWS)
    jobs.click("open.quarry")
    button = jobs.part("open.quarry")
    assert isinstance(button, Button)
    assert button.text() == "Opening"
    assert not button.isEnabled()
    assert jobs.part("open.harbour").isEnabled()
    jobs.page.take(Told(Trouble(Code.CANNOT_WRITE)))
    assert button.isEnabled()
    jobs.click("resume")
    assert not jobs.part("resume").isEnabled()
    jobs.page.take(JobShown(HARBOUR, NOW))
    assert jobs.part("resume").isEnabled()


def test_damaged_and_newer_sites_are_told_and_cannot_be_opened(jobs: Home) -> None:
    jobs.tell(DAMAGED, NEWER)
    words = jobs.words()
    assert "This site's file is damaged" in words
    assert "saved by a newer Walkdown" in words
    assert "No open sites on this laptop." in words
    openers = [w for w in jobs.page.findChildren(Button) if "open." in w.objectName()]
    assert not openers
    assert not [w for w in jobs.page.findChildren(QWidget, "jobs.resume") if w.isVisible()]


def test_handed_over_sites_are_under_the_second_filter(jobs: Home) -> None:
    jobs.tell(*ROWS)
    assert "Mill" not in jobs.rows()
    switch = jobs.part("filter")
    assert isinstance(switch, Segmented)
    parts = [w for w in switch.children() if isinstance(w, QWidget)]
    assert [p.accessibleName() for p in parts] == ["Open 4", "Handed over 1"]
    QTest.mouseClick(parts[1], Qt.MouseButton.LeftButton)
    assert jobs.rows() == ["Mill"]
    jobs.click("open.mill")
    assert jobs.bridge.names == ["jobs.resume"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("quarry", ["Quarry"]), ("port ald", ["Harbour"]), ("221", ["Harbour"]), ("nowhere", [])],
)
def test_the_search_looks_in_names_addresses_and_numbers(
    jobs: Home, typed: str, found: list[str]
) -> None:
    jobs.tell(*ROWS)
    QTest.keyClicks(jobs.part("search"), typed)
    assert jobs.rows() == found
    assert ("Nothing here fits." in jobs.words()) == (not found)


def test_the_search_finds_a_serial(jobs: Home) -> None:
    listed = site("Depot", 3, "", device())
    jobs.tell(*ROWS, JobRow(listed.id, listed))
    QTest.keyClicks(jobs.part("search"), device().serial[-5:])
    assert jobs.rows() == ["Depot"]


def test_the_list_by_keys_alone(qtbot: QtBot, jobs: Home) -> None:
    jobs.tell(*ROWS)
    QTest.keyClick(jobs.part("resume"), Qt.Key.Key_Slash)
    search = jobs.part("search")
    assert search.hasFocus()
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert jobs.part("open.harbour").hasFocus()
    QTest.keyClick(jobs.part("open.harbour"), Qt.Key.Key_Down)
    assert jobs.part("open.quarry").hasFocus()
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(jobs.page, Qt.Key.Key_F, ctrl)
    assert search.hasFocus()
    QTest.keyClicks(search, "quarry")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert jobs.bridge.calls == [("jobs.resume", ("quarry",))]
    for key, keys, name in (
        (Qt.Key.Key_R, ctrl, "jobs.resume"),
        (Qt.Key.Key_N, ctrl, "jobs.begin"),
        (Qt.Key.Key_P, ctrl | shift, "jobs.begin"),
    ):
        before = len(jobs.bridge.calls)
        QTest.keyClick(jobs.page, key, keys)
        # A button's own shortcut holds it down for a moment before it counts.
        qtbot.waitUntil(lambda before=before: len(jobs.bridge.calls) > before)
        assert jobs.bridge.names[-1] == name


def test_trouble_is_told_at_the_top_and_goes_with_the_next_act(jobs: Home) -> None:
    jobs.tell(*ROWS)
    jobs.page.take(Told(Trouble(Code.CANNOT_WRITE)))
    assert "FILE-03" in jobs.words()
    jobs.click("new.list")
    assert "FILE-03" not in jobs.words()


STATES = [
    (job(stage=Stage.LABELS), "Not begun"),
    (job(device(), stage=Stage.LABELS), "Stage done"),
    (job(device(), network=None, stage=Stage.NETWORK), "Not begun"),
    (job(device(work=Work.ONLINE), device(1), stage=Stage.NETWORK), "1 of 2"),
    (job(device(work=Work.FAILED, code=Code.NO_ANSWER)), "1 needs you"),
    (job(device(work=Work.FAILED), device(1, Work.FAILED)), "2 need you"),
    (DONE, "Handed over"),
]


@pytest.mark.parametrize(("opened", "words"), STATES)
def test_the_state_of_a_row_is_the_worst_thing_on_the_site(
    jobs: Home, opened: Job, words: str
) -> None:
    jobs.tell(JobRow(opened.id, opened), ROWS[-1])
    if opened.handed_over:
        second = jobs.part("filter").findChildren(QWidget)[1]
        QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    assert f". {words}." in jobs.spoken()[0]


def test_what_verify_did_not_pass_is_to_be_checked(jobs: Home) -> None:
    silent = Look(device().serial, False, "", NOW)
    looked = job(device(work=Work.ONLINE, steps=5), looks=(silent,))
    jobs.tell(JobRow(looked.id, looked))
    assert " to check." in jobs.spoken()[0]


@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.SUNLIGHT, tokens.scaled(tokens.LIGHT, 1.5)])
@pytest.mark.parametrize("size", [(1280, 736), (1024, 636)])
def test_nothing_is_cut_off_at_the_sides(
    app: QApplication, qtbot: QtBot, look: tokens.Tokens, size: tuple[int, int]
) -> None:
    theme.use(app, look)
    jobs = Home(qtbot)
    jobs.page.resize(*size)
    jobs.tell(*ROWS)
    qtbot.waitUntil(lambda: jobs.page.width() == size[0] and not cut(jobs.page))


def cut(page: QWidget) -> list[str]:
    """The texts and buttons that reach over the edge or have less width than they need."""
    texts = (*page.findChildren(Button), *page.findChildren(Text))
    return [
        each.text()
        for each in texts
        if each.isVisible()
        and (
            each.mapTo(page, QPoint(each.width(), 0)).x() > page.width()
            or each.width() < each.minimumSizeHint().width()
        )
    ]


def test_while_the_keys_lie_beside_the_files_a_line_says_so_on_every_visit(jobs: Home) -> None:
    jobs.tell(*ROWS)
    assert not jobs.page.findChild(QWidget, "jobs.keys").isVisible()
    for _ in range(2):
        jobs.page.take(JobsShown(ROWS, keys_in_files=True))
        assert "no keychain that can be used" in jobs.words()


# --- going back


def test_a_site_goes_back_to_the_copy_that_is_chosen(qtbot: QtBot) -> None:
    home = Home(qtbot)
    days = (DayCopy(date(2026, 11, 22), "101500"), DayCopy(date(2026, 11, 21)))
    home.tell(JobRow(HARBOUR.id, HARBOUR, copies=days), JobRow(QUARRY.id, QUARRY))
    quarry = opened_menu(home.page, QUARRY.id)
    assert words_in(quarry) == [TAKE, ERASE]
    quarry.close()
    choose(home.page, HARBOUR.id, GO_BACK)
    sheet = home.page.findChild(CopiesSheet)
    assert isinstance(sheet, CopiesSheet)
    which = sheet.findChild(Select, "copies.which")
    assert isinstance(which, Select)
    assert which.itemText(1) == "21 Nov 2026, before the first change of that day"
    assert which.itemText(0).endswith(", when you went back")
    which.setCurrentIndex(1)
    yes = sheet.findChild(Button, "copies.back")
    assert isinstance(yes, Button)
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert home.bridge.calls[-1] == ("jobs.go_back", (HARBOUR.id, days[1]))


def test_esc_leaves_the_site_as_it_is(qtbot: QtBot) -> None:
    home = Home(qtbot)
    home.tell(replace(DAMAGED, copies=(DayCopy(date(2026, 11, 21)),)))
    choose(home.page, DAMAGED.id, GO_BACK)
    sheet = home.page.findChild(CopiesSheet)
    assert isinstance(sheet, CopiesSheet)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert "jobs.go_back" not in home.bridge.names
