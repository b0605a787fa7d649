"""Taking a site along and opening one: a passphrase is asked for, and each clash is decided before a merge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.core.test_merge import AT, BASE, LATER, NAME, device, online
from tests.ui.row_menu import choose
from tests.ui.test_jobs import DONE, HARBOUR, Home
from walkdown.app.messages import JobsShown, MergeShown, SiteCame, SiteTaken
from walkdown.app.ports import JobRow
from walkdown.core.device import About, Kind, Work
from walkdown.core.job import HandedOver
from walkdown.core.layout import Face, Spot
from walkdown.core.merge import Merge, compared
from walkdown.core.merge_fields import Key, Topic
from walkdown.core.promise import CheckId, Item, promised
from walkdown.core.secret import Secret
from walkdown.core.site import Expected, SiteType
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork
from walkdown.ui.kit import Line, Text
from walkdown.ui.pages.jobs_carried import came_words
from walkdown.ui.pages.jobs_carry import made_up
from walkdown.ui.pages.jobs_merge import ONE_BY_ONE
from walkdown.ui.pages.jobs_merge_words import how, what
from walkdown.ui.pages.jobs_rows import TAKE

WORDS = "three green hills"


class Jobs(Home):
    """The page with one site."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.tell(JobRow(HARBOUR.id, HARBOUR))

    def any(self, name: str) -> Any:
        (found,) = [w for w in self.page.findChildren(QWidget, name) if w.isVisible()]
        return found

    def press(self, name: str) -> None:
        QTest.mouseClick(self.any(name), Qt.MouseButton.LeftButton)

    def type(self, name: str, words: str) -> None:
        QTest.keyClicks(self.any(f"{name}.passphrase"), words)

    def pick(self, name: str, path: str) -> None:
        picker = self.page.findChild(QFileDialog, f"{name}.picker")
        assert isinstance(picker, QFileDialog)
        picker.fileSelected.emit(path)
        picker.close()

    def asked(self, what_for: str) -> tuple[Any, ...]:
        (args,) = [args for name, args in self.bridge.calls if name == what_for]
        return tuple(args)


@pytest.fixture
def jobs(app: QApplication, qtbot: QtBot) -> Jobs:
    return Jobs(qtbot)


def text_of(secret: Secret) -> str:
    with secret.reveal() as text:
        return text


def test_a_site_is_taken_along_under_the_passphrase_that_was_typed(jobs: Jobs) -> None:
    choose(jobs.page, HARBOUR.id, TAKE)
    jobs.type("take", WORDS)
    jobs.press("take.file")
    jobs.pick("take", "/stick/site.wdsite")
    job_id, path, passphrase = jobs.asked("carry.take")
    assert (job_id, path, text_of(passphrase)) == (HARBOUR.id, "/stick/site.wdsite", WORDS)
    jobs.page.take(SiteTaken("site.wdsite"))
    assert "Written: site.wdsite." in jobs.words()
    jobs.press("jobs.carried.close")
    assert "Written" not in jobs.words()


def test_a_short_passphrase_is_said_at_its_field_and_no_file_is_chosen(jobs: Jobs) -> None:
    choose(jobs.page, HARBOUR.id, TAKE)
    jobs.press("take.file")
    assert "A passphrase is needed." in jobs.words()
    jobs.type("take", "short")
    QTest.keyClick(jobs.any("take.passphrase"), Qt.Key.Key_Return)
    assert "7 more: a short one is guessed." in jobs.words()
    assert jobs.page.findChild(QFileDialog, "take.picker") is None


def test_one_can_be_made_up_and_is_shown_to_be_written_down(jobs: Jobs) -> None:
    choose(jobs.page, HARBOUR.id, TAKE)
    jobs.press("take.make")
    line = jobs.any("take.passphrase")
    assert line.echoMode() == Line.EchoMode.Normal
    assert len(line.text()) == 24
    jobs.press("take.show")
    assert line.echoMode() == Line.EchoMode.Password
    assert made_up() != made_up()


def test_a_passphrase_is_the_same_on_every_keyboard(jobs: Jobs) -> None:
    choose(jobs.page, HARBOUR.id, TAKE)
    jobs.any("take.passphrase").setText("drei gru\u0308ne hu\u0308gel")
    jobs.press("take.file")
    jobs.pick("take", "/stick/site.wdsite")
    assert text_of(jobs.asked("carry.take")[2]) == "drei gr\u00fcne h\u00fcgel"


def test_leaving_takes_nothing_along(jobs: Jobs) -> None:
    choose(jobs.page, HARBOUR.id, TAKE)
    jobs.type("take", WORDS)
    jobs.press("take.leave")
    assert "carry.take" not in jobs.bridge.names


@pytest.mark.parametrize("button", ["jobs.come.list", "jobs.come"])
def test_a_site_that_came_is_opened_with_its_passphrase(
    jobs: Jobs, qtbot: QtBot, button: str
) -> None:
    if button == "jobs.come":
        jobs = Jobs(qtbot)
        jobs.page.take(JobsShown(()))
    jobs.press(button)
    jobs.pick("open", "/stick/site.wdsite")
    jobs.type("open", WORDS)
    QTest.keyClick(jobs.any("open.passphrase"), Qt.Key.Key_Return)
    path, passphrase = jobs.asked("carry.open")
    assert (path, text_of(passphrase)) == ("/stick/site.wdsite", WORDS)
    jobs.page.take(SiteCame("x", new=True))
    assert "The site is on this laptop now." in jobs.words()


def test_a_site_that_came_is_in_sight_also_where_it_was_handed_over(jobs: Jobs) -> None:
    jobs.tell(JobRow(HARBOUR.id, HARBOUR), JobRow(DONE.id, DONE))
    jobs.page.take(SiteCame(DONE.id, new=True))
    assert jobs.rows() == ["Mill"]
    jobs.page.take(SiteCame(HARBOUR.id, new=False, changes=1))
    assert jobs.rows() == ["Harbour"]


def test_what_came_in_and_what_lost_its_place_is_said() -> None:
    assert "Nothing came in" in came_words(SiteCame("x", new=False))
    assert "1 change came in" in came_words(SiteCame("x", new=False, changes=1))
    lost = came_words(SiteCame("x", new=False, changes=2, unplaced=tuple("ABCDEFG")))
    assert lost.endswith("No place on the map any more: A, B, C, D, E and 2 more.")


CLASHES = compared(
    BASE,
    replace(BASE, site=replace(BASE.site, name="Dale", address="2 Elm")),
    replace(BASE, site=replace(BASE.site, name="Valley", address="1 Elms", provider="Halyard")),
)


def test_nothing_is_merged_before_each_clash_is_decided(jobs: Jobs) -> None:
    jobs.page.take(MergeShown("Dale", CLASHES, known=True))
    assert not jobs.any("merge.yes").isEnabled()
    jobs.press("merge.theirs.0")
    assert "1 to decide" in jobs.words()
    assert not jobs.any("merge.yes").isEnabled()
    jobs.press("merge.ours.1")
    jobs.press("merge.yes")
    assert jobs.asked("carry.merge") == (frozenset({NAME}),)


def test_what_comes_in_by_itself_is_listed_beside(jobs: Jobs) -> None:
    jobs.page.take(MergeShown("Dale", CLASHES, known=True))
    assert "Comes in as well: 1 that only the other laptop changed" in jobs.words()
    assert "Company: Halyard" in jobs.words()


@pytest.mark.parametrize(("side", "taken"), [("ours", 0), ("theirs", 2)])
def test_all_are_decided_in_one_press(jobs: Jobs, side: str, taken: int) -> None:
    jobs.page.take(MergeShown("Dale", CLASHES, known=True))
    jobs.press(f"merge.all.{side}")
    jobs.press("merge.yes")
    (take,) = jobs.asked("carry.merge")
    assert len(take) == taken


def test_leaving_or_esc_keeps_the_site_as_it_is(jobs: Jobs) -> None:
    for leave in (lambda: jobs.press("merge.leave"), lambda: esc(jobs)):
        jobs.bridge.calls.clear()
        jobs.page.take(MergeShown("Dale", CLASHES, known=False))
        leave()
        assert jobs.bridge.names == ["carry.leave"]
        QApplication.processEvents()


def esc(jobs: Jobs) -> None:
    QTest.keyClick(jobs.any("merge"), Qt.Key.Key_Escape)


def test_two_thousand_clashes_are_decided_in_one_place(jobs: Jobs) -> None:
    devices = tuple(device(f"{n:06}") for n in range(2000))
    ours, theirs = (
        replace(BASE, devices=tuple(replace(d, left_out=why) for d in devices))
        for why in ("broken", "no ladder")
    )
    found = compared(replace(BASE, devices=devices), ours, theirs)
    jobs.page.take(MergeShown("Dale", found, known=True))
    jobs.press("merge.all.ours")
    jobs.any("merge.theirs." + str(ONE_BY_ONE)).click()
    jobs.press("merge.yes")
    (take,) = jobs.asked("carry.merge")
    assert len(take) == 2000 - ONE_BY_ONE


def test_each_field_and_value_is_said_in_words() -> None:
    told = online("A", LATER)
    failed = replace(device("B"), work=Work.FAILED, trouble=Trouble(Code.TOO_WEAK))
    theirs = replace(
        BASE,
        site=replace(
            BASE.site, type=SiteType.FARMING, installed_on=AT.date(), photo="ab" * 32,
            expected=(Expected(Kind.METER, 2),), address="",
        ),
        devices=(
            replace(told, model="GW-2", spot=Spot("South", 1, 2), about=About(firmware="2")),
            replace(failed, left_out="broken", deferred="1.2"),
            online("C"),
        ),
        faces=(Face("South", 2, 3),),
        network=ChosenNetwork("Home", "WPA2", -50, "A"),
        promises=(promised(Item(CheckId.REACHABLE, "A"), "Antenna", "Ada", AT.date(), AT),),
        handed_over=HandedOver("Ms Field", LATER, "pack"),
    )  # fmt: skip
    found = compared(BASE, BASE, theirs)
    words = {what(d): how(d.theirs, d) for d in found.coming}
    assert found.clashes == ()
    assert words["Kind of place"] == "Farm"
    assert words["Day of the installation"] == "23 Nov 2026"
    assert words["Picture of the site"] == "A picture"
    assert words["Address"] == "Empty"
    assert words["Planned: meters"] == "2"
    assert words["Device A: model and kind"] == "GW-2, gateway"
    assert words["Device A: set-up"].startswith("Online, 23 Nov 2026")
    assert words["Device A: place on the map"] == "South, row 1, column 2"
    assert words["Device B: left out"] == "broken"
    assert words["Device C: on the list"].startswith("GW-1, online")
    assert words["Map: South"] == "2 rows, 3 columns"
    assert words["Network of the site"] == "Home"
    assert words["Promise for A"] == "Antenna (Ada, until 23 Nov 2026)"
    assert words["Hand-over"].startswith("Taken over by Ms Field")


def test_hostile_text_of_a_file_is_harmless_in_the_sheet(jobs: Jobs) -> None:
    theirs = replace(BASE, site=replace(BASE.site, name="<b>x</b>\u202e" + "y" * 3000))
    found = compared(BASE, replace(BASE, site=replace(BASE.site, name="Dale")), theirs)
    jobs.page.take(MergeShown("<img src=x>", found, known=True))
    texts = [t.text() for t in jobs.any("merge").findChildren(Text)]
    assert not any("<" in text or "\u202e" in text or len(text) > 500 for text in texts)


def test_a_merge_of_nothing_known_says_that_all_is_asked(jobs: Jobs) -> None:
    clash = compared(None, BASE, replace(BASE, site=replace(BASE.site, name="x"))).clashes
    jobs.page.take(MergeShown("Dale", Merge(clashes=clash), known=False))
    assert "not known any more" in jobs.words()
    assert clash[0].key == Key(Topic.SITE, "", "name")
