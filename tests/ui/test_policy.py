"""The policy page: what it says, when it takes an answer, and what the window does with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.consent.test_policy import ENGLISH, HISTORY, answer, next_program
from tests.ui.fake_bridge import FakeBridge
from tests.ui.row_menu import choose
from tests.ui.sample_site import device, job
from walkdown.app.messages import JobShown, JobsShown, Message, PolicyShown, Told, UsesShown
from walkdown.app.ports import JobRow
from walkdown.consent.gate import Use
from walkdown.consent.policy import Standing
from walkdown.consent.policy_changes import Change, ChangeKind, changes
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.registry import parse_registry
from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.storage.places import resources_dir
from walkdown.ui import arming, theme, tokens
from walkdown.ui.main_window import MainWindow
from walkdown.ui.pages.jobs_rows import ERASE
from walkdown.ui.pages.policy_parts import day

TEXTS = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8")).prompts
FIRST = PolicyShown(ENGLISH, Standing.NEVER_ACCEPTED, (), TEXTS)
ACCEPTED = PolicyShown(ENGLISH, Standing.ACCEPTED, (), TEXTS)
DECLINED = PolicyShown(ENGLISH, Standing.DECLINED, (), TEXTS)


def changed() -> PolicyShown:
    """The next version of the program, over the answer to this one."""
    registry, policy, history = next_program()
    said = changes(answer(ENGLISH).detail, policy, history)
    return PolicyShown(policy, Standing.CHANGED, said, registry.prompts)


class Window:
    """The window over a bridge without an engine."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bridge = FakeBridge()
        self.main = MainWindow(self.bridge)  # type: ignore[arg-type]
        self.main.resize(1280, 800)
        self.main.show()
        self.front()

    def front(self) -> None:
        """As a person has it who works with it."""
        self.main.activateWindow()
        self.qtbot.waitUntil(self.main.isActiveWindow)

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.main.take(message)

    def part(self, name: str) -> QWidget:
        (found,) = [w for w in self.main.findChildren(QWidget, name) if w.isVisible()]
        return found

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.main.findChildren(QWidget, name))

    def words(self) -> str:
        said = (w for w in self.main.findChildren(QWidget) if hasattr(w, "text"))
        return "\n".join(w.text() for w in said if w.isVisible())

    def armed(self) -> None:
        self.qtbot.waitUntil(lambda: bool(self.part("policy").property("armed")))

    def click(self, name: str) -> None:
        self.qtbot.mouseClick(self.part(name), Qt.MouseButton.LeftButton)


@pytest.fixture
def window(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(arming, "ARM_MS", 1)
    made = Window(qtbot)
    yield made
    made.main.close()
    made.main.deleteLater()
    app.processEvents()


@pytest.fixture
def slow(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window whose questions are not armed while the test runs."""
    monkeypatch.setattr(arming, "ARM_MS", 60_000)
    made = Window(qtbot)
    yield made
    made.main.close()
    made.main.deleteLater()
    app.processEvents()


def answers(window: Window) -> list[bool]:
    return [args[0] for name, args in window.bridge.calls if name == "policy.answer"]


def test_a_first_start_shows_it_instead_of_the_jobs(window: Window) -> None:
    window.tell(FIRST)
    assert window.main.now == "policy"
    shown = window.words()
    assert ENGLISH.title in shown
    assert f"Version {ENGLISH.version}, of {day(ENGLISH.date)}" in shown
    for heading, paragraph in ENGLISH.text:
        assert heading in shown
        assert paragraph in shown


def test_a_day_is_said_as_a_person_says_it() -> None:
    assert day("2026-11-02") == "2 November 2026"


def test_it_says_in_one_line_what_each_purpose_is_for(window: Window) -> None:
    window.tell(FIRST)
    shown = window.words()
    for text in TEXTS:
        assert text.title.removesuffix("?") in shown
    assert "Asked of the owner" in shown


def test_the_two_answers_have_the_same_weight_and_neither_is_the_default(window: Window) -> None:
    window.tell(FIRST)
    accept, decline = window.part("policy.accept"), window.part("policy.decline")
    assert accept.property("kind") == decline.property("kind") == "equal"
    assert abs(accept.width() - decline.width()) <= 1
    assert not accept.hasFocus()
    assert not decline.hasFocus()


@pytest.mark.parametrize(("name", "accepted"), [("accept", True), ("decline", False)])
def test_an_answer_is_given_once_with_how_long_it_was_shown(
    window: Window, name: str, accepted: bool
) -> None:
    window.tell(FIRST)
    window.armed()
    window.click(f"policy.{name}")
    window.click(f"policy.{name}")
    assert answers(window) == [accepted]
    ((_, shown_ms),) = [args for n, args in window.bridge.calls if n == "policy.answer"]
    assert shown_ms >= 1


def test_a_press_that_comes_too_early_or_is_held_is_no_answer(slow: Window) -> None:
    slow.tell(FIRST)
    accept = slow.part("policy.accept")
    slow.click("policy.accept")
    accept.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
        slow.qtbot.keyClick(accept, key)
    assert answers(slow) == []


def test_by_keys_alone_it_is_read_reached_and_answered(window: Window) -> None:
    window.tell(FIRST)
    window.armed()
    (area,) = [a for a in window.part("policy").findChildren(QScrollArea) if a.isVisible()]
    assert area.hasFocus()
    window.qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    window.qtbot.keyClick(area, Qt.Key.Key_Tab)
    assert window.part("policy.decline").hasFocus()
    window.qtbot.keyClick(window.part("policy.decline"), Qt.Key.Key_Tab)
    window.qtbot.keyClick(window.part("policy.accept"), Qt.Key.Key_Return)
    assert answers(window) == [True]


def test_esc_is_no_answer_and_leads_to_the_jobs_with_a_quiet_line(window: Window) -> None:
    window.tell(FIRST)
    window.armed()
    window.qtbot.keyClick(window.part("policy"), Qt.Key.Key_Escape)
    assert window.main.now == "jobs"
    assert answers(window) == []
    assert "not accepted yet" in window.part("policy.banner").accessibleName()


def test_once_accepted_nothing_of_it_is_left_in_sight(window: Window) -> None:
    window.tell(FIRST, ACCEPTED)
    assert window.main.now == "jobs"
    assert not window.sees("policy.banner")


def test_one_who_accepted_before_is_not_asked(window: Window) -> None:
    window.tell(ACCEPTED)
    assert window.main.now == "jobs"
    assert "policy" not in window.main.pages


def test_declined_it_says_what_works_and_offers_it_again(window: Window) -> None:
    window.tell(DECLINED)
    assert window.main.now == "jobs"
    said = "Policy declined: reading, exporting and erasing work; nothing else is used."
    assert said in window.words()
    window.click("policy.read")
    assert window.main.now == "policy"
    assert not window.sees("policy.banner")
    window.tell(ACCEPTED)
    assert window.main.now == "jobs"


def test_the_quiet_line_stands_in_a_job_but_not_on_the_owners_page(window: Window) -> None:
    window.tell(DECLINED, JobShown(job(device(0))))
    window.qtbot.waitUntil(lambda: window.main.now == job(device(0)).stage)
    assert window.sees("policy.banner")
    window.main.turn_to("owner")
    assert not window.sees("policy.banner")


def test_what_cannot_be_written_down_is_told_and_can_be_answered_again(window: Window) -> None:
    window.tell(FIRST)
    window.armed()
    window.click("policy.accept")
    window.tell(Told(Trouble(Code.LEDGER_UNWRITABLE)))
    assert "The ledger cannot be written" in window.words()
    window.click("policy.accept")
    assert answers(window) == [True, True]


# --- a new version


def test_a_new_version_shows_what_changed_before_and_now(window: Window) -> None:
    window.tell(changed())
    assert window.main.now == "policy"
    shown = window.part("policy.change.scan.qr").accessibleName()
    assert "Changed" in shown
    assert "Keeps, before: The text of device labels, with this site. No picture." in shown
    assert "Keeps, now: The text of codes. One picture." in shown
    assert len(window.main.findChildren(QWidget, "policy.changes")) == 1


def test_new_and_gone_purposes_are_told_as_such(window: Window) -> None:
    words = HISTORY.wordings[0].words
    said = (
        Change(Purpose.SITE_LOCATE, ChangeKind.NEW, None, words),
        Change("walk.listen", ChangeKind.GONE, words, None),
        Change("", ChangeKind.GONE, None, None),
        Change(Purpose.NOTIFY, ChangeKind.CHANGED, None, words),
    )
    window.tell(PolicyShown(ENGLISH, Standing.CHANGED, said, TEXTS))
    names = {
        n: window.part(f"policy.change.{n}").accessibleName()
        for n in ("site.locate", "walk.listen", "unknown", "notify.local")
    }
    assert names["site.locate"].startswith("New. Location")
    assert words.reads in names["site.locate"]
    assert names["walk.listen"].startswith("Gone.")
    assert "not used any more" in names["unknown"]
    assert "not known on this computer" in names["notify.local"]


def test_silence_on_a_new_version_is_no_yes(window: Window) -> None:
    window.tell(changed())
    window.qtbot.keyClick(window.part("policy"), Qt.Key.Key_Escape)
    assert answers(window) == []
    assert "has changed and is not accepted yet" in window.part("policy.banner").accessibleName()


def test_an_older_program_says_so_and_does_not_take_the_newer_yes(window: Window) -> None:
    window.tell(PolicyShown(ENGLISH, Standing.OLDER, (), TEXTS))
    assert window.main.now == "policy"
    assert "A newer version was answered on this computer" in window.words()
    assert answers(window) == []


@pytest.mark.parametrize("message", [lambda: FIRST, changed], ids=["first", "changed"])
@pytest.mark.parametrize("look", [tokens.LIGHT, tokens.DARK, tokens.SUNLIGHT], ids=str)
@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)], ids=str)
def test_it_fits_and_its_buttons_are_in_sight(
    window: Window,
    look: tokens.Theme,
    size: tuple[int, int],
    message: Callable[[], PolicyShown],
) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.use(app, look)
    window.main.resize(*size)
    window.tell(message())
    (area,) = [a for a in window.part("policy").findChildren(QScrollArea) if a.isVisible()]
    assert area.widget().width() <= area.viewport().width()
    for name in ("policy.accept", "policy.decline"):
        button = window.part(name)
        corner = button.mapTo(window.main, button.rect().bottomRight())
        assert window.main.rect().contains(corner)


# --- where it is needed


def test_a_new_site_before_a_yes_says_why_and_leads_to_the_policy(window: Window) -> None:
    window.tell(DECLINED, Told(Trouble(Code.POLICY_FIRST)))
    assert "The privacy policy was not accepted" in window.words()
    window.click("jobs.policy")
    assert window.main.now == "policy"


def test_in_a_job_the_next_click_leads_to_the_policy_and_back(window: Window) -> None:
    window.tell(DECLINED, JobShown(job(device(0), stage=Stage.SITE)))
    window.qtbot.waitUntil(lambda: window.main.now == Stage.SITE)
    window.tell(Told(Trouble(Code.POLICY_FIRST), Stage.SITE))
    window.click("site.act")
    assert window.main.now == "policy"
    window.front()
    window.qtbot.keyClick(window.part("policy"), Qt.Key.Key_Escape)
    assert window.main.now == Stage.SITE


def test_a_job_that_is_only_read_shows_what_is_on_disk(window: Window) -> None:
    opened = job(device(0), stage=Stage.SITE)
    window.tell(DECLINED, JobShown(opened))
    window.qtbot.waitUntil(lambda: window.main.now == Stage.SITE)
    name = window.part("site.name")
    name.setFocus()
    window.qtbot.keyClicks(name, " and more")
    window.tell(Told(Trouble(Code.POLICY_FIRST), Stage.SITE))
    assert name.property("text") == opened.site.name


def test_one_chip_stops_all_uses_of_a_permission(window: Window) -> None:
    uses = tuple(
        Use(number, Permission.WIFI, purpose, 0)
        for number, purpose in enumerate((Purpose.OWNER_WIFI, Purpose.WIFI_SETUP), 4)
    )
    window.tell(ACCEPTED, UsesShown(uses))
    window.main.shell.top.stop_use.emit("4 5")
    assert [args for n, args in window.bridge.calls if n == "privacy.stop"] == [(4,), (5,)]


# --- erasing


def test_a_job_is_erased_after_a_question_that_says_what_goes(window: Window) -> None:
    row = JobRow("a" * 32, job(device(0)))
    window.tell(ACCEPTED, JobsShown((row,)))
    choose(window.main, row.id, ERASE)
    (sheet,) = [w for w in window.main.findChildren(QWidget, "erase") if w.isVisible()]
    shown = "\n".join(w.text() for w in sheet.findChildren(QWidget) if hasattr(w, "text"))
    assert "Erase 14 Harbour Lane?" in shown
    assert "The record of permissions stays" in shown
    window.click("erase.keep")
    assert "jobs.erase" not in window.bridge.names
    choose(window.main, row.id, ERASE)
    window.click("erase.yes")
    assert [args for n, args in window.bridge.calls if n == "jobs.erase"] == [(row.id,)]


def test_what_cannot_be_read_can_be_erased_too(window: Window) -> None:
    window.tell(ACCEPTED, JobsShown((JobRow("b" * 32, None, Trouble(Code.SITE_FILE_DAMAGED)),)))
    choose(window.main, "b" * 32, ERASE)
    assert window.sees("erase")
