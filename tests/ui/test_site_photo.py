"""Site's photo by clicks: the owner's page, the picker, the picture small, why there is none, and the rail."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, job
from walkdown.app.messages import JobShown, OwnerShown, OwnersQuestion, PhotoShown, PhotoStep
from walkdown.app.report import Report
from walkdown.consent.cellstate import CellState
from walkdown.consent.purpose import Purpose, Role, Scope
from walkdown.consent.question import Answer, AnswerKind
from walkdown.consent.registry import parse_registry
from walkdown.core.job import HandedOver, Stage, Verdict
from walkdown.core.trouble import Code, Trouble
from walkdown.storage.places import resources_dir
from walkdown.ui.kit import Button, Text, Thumb
from walkdown.ui.main_window import MainWindow
from walkdown.ui.report_pdf import page_images, render_pdf
from walkdown.ui.site_picture import site_image, site_picture

TEXTS = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8")).prompts
ASKED = OwnerShown(
    tuple(OwnersQuestion(t, CellState.UNASKED) for t in TEXTS if t.role is Role.OWNER)
)
OPEN = replace(job(), stage=Stage.SITE)


def jpeg(width: int = 64, height: int = 40, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind)
    return out.getvalue()


THERE = PhotoShown(jpeg(), in_report=True)
OWNER_FIRST = PhotoShown(trouble=Trouble(Code.OWNER_FIRST))


class Window:
    """The window with a job at Site, over a bridge without an engine."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bridge = FakeBridge()
        self.main = MainWindow(self.bridge)  # type: ignore[arg-type]
        self.main.resize(1280, 800)
        self.main.show()
        self.main.take(JobShown(OPEN, NOW))
        qtbot.waitUntil(lambda: self.main.now == "site")
        self.main.activateWindow()
        qtbot.waitUntil(self.main.isActiveWindow)
        self.bridge.calls.clear()

    def tell(self, *messages: object) -> None:
        for message in messages:
            self.main.take(message)  # type: ignore[arg-type]

    def part(self, name: str) -> QWidget:
        return next(w for w in self.main.findChildren(QWidget, name) if w.isVisible())

    def sees(self, name: str) -> bool:
        return any(w.isVisible() for w in self.main.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def button(self, name: str) -> Button:
        part = self.part(name)
        assert isinstance(part, Button)
        return part

    @property
    def words(self) -> str:
        return "\n".join(t.text() for t in self.main.findChildren(Text) if t.isVisible())

    def photo_calls(self) -> list[tuple[str, tuple[object, ...]]]:
        return [call for call in self.bridge.calls if call[0].startswith("photo.")]

    def dialogs(self) -> list[QFileDialog]:
        found = self.main.findChildren(QFileDialog, "site.photo.file")
        return [dialog for dialog in found if dialog.isVisible()]


@pytest.fixture(autouse=True)
def own_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)


@pytest.fixture
def window(app: QApplication, qtbot: QtBot) -> Window:
    made = Window(qtbot)
    yield made
    made.main.close()
    made.main.deleteLater()


def armed(window: Window) -> None:
    window.qtbot.waitUntil(lambda: bool(window.part("owner.photo").property("armed")))


# --- the owner's page


def test_a_press_asks_the_engine_and_nothing_is_opened_by_itself(window: Window) -> None:
    window.click("site.photo")
    assert window.photo_calls() == [("photo.add", ())]
    assert not window.dialogs()
    assert "The owner is asked first." in window.words


def test_ctrl_shift_o_does_the_same(window: Window) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.part("site.name"), Qt.Key.Key_O, keys)
    window.qtbot.waitUntil(lambda: window.photo_calls() == [("photo.add", ())])


def test_the_owner_is_asked_on_a_page_of_their_own_without_the_installers_bars(
    window: Window,
) -> None:
    window.tell(OWNER_FIRST)
    assert window.main.now == "owner-photo"
    window.tell(ASKED)
    assert not window.main.shell.top.isVisible()
    assert not window.main.shell.rail.isVisible()
    assert "Put a picture of your home into the report?" in window.words
    assert "For the owner of 14 Harbour Lane" in window.words
    (text,) = (t for t in TEXTS if t.purpose is Purpose.OWNER_PHOTO)
    facts = (text.reads, text.keeps, text.retention, text.sends, text.who)
    window.qtbot.waitUntil(lambda: all(fact in window.words for fact in facts))
    QTest.keyClick(window.part("owner.photo"), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.main.now == "owner-photo"


@pytest.mark.parametrize(
    ("button", "call", "kind", "scope"),
    [
        ("owner.photo.yes", "photo.add", AnswerKind.USE, Scope.SITE),
        ("owner.photo.no", "photo.decline", AnswerKind.DONT_USE, None),
    ],
)
def test_the_owners_answer_goes_to_the_engine_and_the_laptop_back_to_site(
    window: Window, button: str, call: str, kind: AnswerKind, scope: Scope | None
) -> None:
    window.tell(OWNER_FIRST, ASKED)
    armed(window)
    window.click(button)
    ((name, (answer,)),) = window.photo_calls()
    assert name == call
    assert isinstance(answer, Answer)
    assert (answer.kind, answer.scope) == (kind, scope)
    assert answer.shown_ms > 0
    assert window.main.now == "site"


def test_a_press_before_the_words_could_be_read_is_no_answer(window: Window) -> None:
    window.tell(OWNER_FIRST, ASKED)
    window.click("owner.photo.yes")
    assert window.photo_calls() == []


def test_given_back_nothing_was_answered(window: Window) -> None:
    window.tell(OWNER_FIRST, ASKED)
    window.click("owner.photo.back")
    assert window.main.now == "site"
    assert window.photo_calls() == []


def test_the_owner_is_not_called_from_another_page(window: Window) -> None:
    window.main.turn_to("labels")
    window.tell(OWNER_FIRST)
    assert window.main.now == "labels"


def test_the_two_answers_are_equal_and_neither_has_the_focus(window: Window) -> None:
    window.tell(OWNER_FIRST, ASKED)
    yes, no = window.part("owner.photo.yes"), window.part("owner.photo.no")
    assert yes.size() == no.size()
    assert yes.property("kind") == no.property("kind") == "equal"
    assert not any(b.isDefault() or b.hasFocus() for b in (yes, no) if isinstance(b, QPushButton))


# --- the picker


def test_once_both_have_said_yes_a_file_is_picked(window: Window, tmp_path: Path) -> None:
    (tmp_path / "house.jpg").write_bytes(jpeg())
    window.tell(PhotoShown(step=PhotoStep.PICK))
    (dialog,) = window.dialogs()
    assert dialog.fileMode() is QFileDialog.FileMode.ExistingFile
    assert not window.button("site.photo").isEnabled()
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(str(tmp_path / "house.jpg"))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert window.photo_calls() == [("photo.pick", (str(tmp_path / "house.jpg"),))]
    window.tell(PhotoShown(step=PhotoStep.READING))
    assert window.button("site.photo").text() == "Reading"


def test_a_closed_picker_picks_nothing(window: Window) -> None:
    window.tell(PhotoShown(step=PhotoStep.PICK))
    (dialog,) = window.dialogs()
    dialog.reject()
    assert window.photo_calls() == [("photo.pick", ("",))]
    window.tell(PhotoShown())
    assert window.button("site.photo").isEnabled()


def test_the_picker_is_shown_once_and_closes_with_what_it_was_for(window: Window) -> None:
    window.tell(PhotoShown(step=PhotoStep.PICK), PhotoShown(step=PhotoStep.PICK))
    assert len(window.dialogs()) == 1
    window.tell(PhotoShown(trouble=Trouble(Code.STOPPED_BY_YOU)))
    assert not window.dialogs()
    assert "Stopped. No picture was kept." in window.words


def test_where_the_person_has_gone_on_no_picker_comes_up(window: Window) -> None:
    window.main.turn_to("labels")
    window.bridge.calls.clear()
    window.tell(PhotoShown(step=PhotoStep.PICK))
    assert not window.dialogs()
    assert window.photo_calls() == [("photo.pick", ("",))]


# --- the picture


def test_the_picture_is_shown_small_with_replace_and_remove(window: Window) -> None:
    assert not window.sees("site.photo.picture")
    assert not window.sees("site.photo.remove")
    window.tell(THERE)
    thumb = window.part("site.photo.picture")
    assert (thumb.width(), thumb.height()) == (136, 120)
    middle = thumb.grab().toImage().pixelColor(68, 60)
    assert middle.red() > 150 > middle.blue()
    assert window.button("site.photo").text() == "Replace"
    assert "Place and time were stripped from the photo." in window.words
    window.click("site.photo.remove")
    assert window.photo_calls() == [("photo.remove", ())]


def test_the_rail_shows_it_beside_the_name_and_the_drawn_house_without(window: Window) -> None:
    (thumb,) = window.main.shell.rail.findChildren(Thumb)

    def middle() -> tuple[int, int]:
        colour = thumb.grab().toImage().pixelColor(20, 4)
        return colour.red(), colour.blue()

    drawn = middle()
    window.tell(THERE)
    assert middle() != drawn
    assert middle()[0] > 150
    window.tell(JobShown(OPEN, NOW))  # typing takes no picture away
    assert middle()[0] > 150
    window.tell(JobShown(replace(OPEN, id="another"), NOW))
    assert middle() == drawn


def test_the_picture_of_one_site_is_not_shown_at_another(window: Window) -> None:
    window.tell(THERE, JobShown(replace(OPEN, id="another"), NOW))
    assert not window.sees("site.photo.picture")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (PhotoShown(missing=True), "gone from this computer, or damaged"),
        (replace(THERE, in_report=False), "Not in the report: the owner's yes has ended."),
        (PhotoShown(trouble=Trouble(Code.REFUSED)), "The report is made without one."),
        (PhotoShown(trouble=Trouble(Code.NOT_ANSWERED)), "No picture was opened."),
        (PhotoShown(trouble=Trouble(Code.CANNOT_WRITE)), "."),
    ],
)
def test_what_stands_in_the_way_is_said_below_it(
    window: Window, shown: PhotoShown, words: str
) -> None:
    window.tell(shown)
    assert words in window.words
    assert window.sees("site.photo.remove") == bool(shown.missing or shown.jpeg)


def test_why_there_is_none_is_no_news_next_time(window: Window) -> None:
    window.tell(PhotoShown(trouble=Trouble(Code.REFUSED)))
    window.main.turn_to("labels")
    window.main.turn_to("site")
    assert "No picture was opened." not in window.words


def test_a_closed_site_takes_no_other_picture_and_gives_this_one_back(window: Window) -> None:
    window.tell(JobShown(replace(OPEN, handed_over=HandedOver("Owner", NOW, "pack")), NOW), THERE)
    assert not window.button("site.photo").isEnabled()
    window.click("site.photo.remove")
    assert window.photo_calls() == [("photo.remove", ())]


# --- from the disk, hostile too


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"words",
        jpeg(kind="PNG"),
        jpeg(1281, 4),
        jpeg()[:60],
        jpeg() + bytes(2 * 1024 * 1024),
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    ],
)
def test_what_is_no_picture_of_ours_is_none(app: QApplication, data: bytes) -> None:
    assert site_image(data) is None
    assert site_picture(data) is None


def report(photo: bytes) -> Report:
    return Report(
        title="Commissioning report", site="14 Harbour Lane", dated="22 November 2026",
        made_at="now", verdict=Verdict.PASS, verdict_line="Safe to leave", verdict_reason="",
        facts=(), devices=(), evidence=(), network=(), checks=(), promise=(), permissions=(),
        notes=(), photo=photo,
    )  # fmt: skip


def test_the_report_shows_it_on_its_first_page_and_is_whole_without(app: QApplication) -> None:
    def red(photo: bytes) -> int:
        image = page_images(report(photo), 300)[0]
        pixels = [image.pixelColor(x, y) for x in range(20, 160, 4) for y in range(40, 200, 4)]
        return sum(p.red() > 150 > p.blue() for p in pixels)

    assert red(jpeg(640, 400)) > 20
    assert red(b"") == 0
    assert red(b"\xff\xd8\xff broken") == 0
    assert render_pdf(report(jpeg(640, 400))).startswith(b"%PDF")
