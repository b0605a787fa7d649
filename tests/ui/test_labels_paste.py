"""Pasting a list, or opening a CSV file: a preview with a word for every row, and nothing before Add."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, device, job
from walkdown.app.messages import (
    JobShown,
    LabelTaken,
    ListRead,
    Message,
    Outcome,
    ProfilesShown,
    Taking,
    Told,
)
from walkdown.core.device import Kind, Way
from walkdown.core.draft import MOST_PASTED
from walkdown.core.job import Stage
from walkdown.core.label import grouped
from walkdown.core.trouble import Code, Trouble
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir
from walkdown.ui import theme
from walkdown.ui.kit import Button, Text
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_paste_row import SHORTENED, PasteRow
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

RIGHT, WRONG = "122044171264", "122044171265"
UNKNOWN, ALIKE = "ABC1234O", "ABC12340"
MICRO = Kind.MICRO_INVERTER


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    """The page with the profiles, turned to Paste."""
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    profiles = load_profiles(resources_dir() / "labels")
    tell(made, ProfilesShown(profiles), JobShown(job(device(0)), NOW))
    made._ways.choose(3)
    return made


def tell(page: LabelsPage, *messages: Message) -> None:
    for message in messages:
        page.take(message)
    QApplication.processEvents()


def calls(page: LabelsPage) -> list[tuple[str, tuple[object, ...]]]:
    bridge = page.bridge
    assert isinstance(bridge, FakeBridge)
    return bridge.calls


def part(page: LabelsPage, name: str) -> QWidget:
    (found,) = [w for w in page.findChildren(QWidget, name) if w.isVisible()]
    return found


def press(page: LabelsPage, name: str) -> None:
    QTest.mouseClick(part(page, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def edit(page: LabelsPage) -> QPlainTextEdit:
    found = part(page, "labels.paste.text")
    assert isinstance(found, QPlainTextEdit)
    return found


def add(page: LabelsPage) -> str:
    """What the button says that it would add."""
    found = part(page, "labels.paste.add")
    assert isinstance(found, Button)
    return found.words()


def paste(page: LabelsPage, qtbot: QtBot, text: str) -> None:
    """Pasted, and looked at."""
    edit(page).setPlainText(text)
    qtbot.waitUntil(lambda: not page._ways.paste._look.isActive())
    QApplication.processEvents()


def texts(page: LabelsPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Text) if w.isVisible())


def rows(page: LabelsPage) -> list[str]:
    return [w.accessibleName() for w in page.findChildren(PasteRow) if w.isVisible()]


# --- the preview


def test_every_row_says_what_will_become_of_it(page: LabelsPage, qtbot: QtBot) -> None:
    paste(
        page,
        qtbot,
        f"Serial;Model\n{RIGHT};MI-800\n{RIGHT};\n1,22E+11;\n{WRONG};\nABC12345;X-1\n"
        f"{device(0).serial};\n7E123456-5B;\nWIFI:S:Home;;\nhello;\n4006381333931;\n",
    )
    said = rows(page)
    for words, row in zip(
        ("Will be added", "Twice", "Excel shortened this serial", "Check digit",
         "Choose its kind", "On the list",
         "SolarEdge: not set up", "router's code", "Not a device", "An article's number"),
        said,
        strict=True,
    ):  # fmt: skip
        assert words in row
    assert "Line 2: 1220 4417 1264. Will be added. Micro-inverter MI-800" in said
    assert SHORTENED in part(page, "labels.paste.sum").text()  # type: ignore[attr-defined]
    assert not calls(page)


def test_a_list_is_added_as_one_step(page: LabelsPage, qtbot: QtBot) -> None:
    paste(page, qtbot, f"{RIGHT}\nBP-10 905133071233\n{WRONG}\n1.22E+11")
    assert add(page) == "Add 2"
    press(page, "labels.paste.add")
    takes = (
        Taking(RIGHT, Way.PASTED, MICRO, "MI-800"),
        Taking("905133071233", Way.PASTED, Kind.BATTERY, "BP-10"),
    )
    assert calls(page) == [("labels.take_many", (takes,))]


def test_a_wrong_check_digit_is_left_out_unless_the_person_says_otherwise(
    page: LabelsPage, qtbot: QtBot
) -> None:
    paste(page, qtbot, WRONG)
    assert add(page) == "Add"
    press(page, "labels.paste.anyway")
    assert add(page) == "Add 1"
    assert part(page, "labels.paste.leave").hasFocus()
    press(page, "labels.paste.leave")
    assert add(page) == "Add"
    press(page, "labels.paste.anyway")
    press(page, "labels.paste.add")
    takes = (Taking(WRONG, Way.PASTED, MICRO, "MI-800", sure=True),)
    assert calls(page) == [("labels.take_many", (takes,))]


def ask_look_alike(page: LabelsPage, qtbot: QtBot) -> None:
    """A pasted serial that looks like one nearby was sent; the engine asks."""
    paste(page, qtbot, UNKNOWN)
    select = part(page, "labels.paste.kind")
    assert isinstance(select, QComboBox)
    select.setCurrentIndex(select.findData("meter"))
    press(page, "labels.paste.add")
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.PASTED))
    qtbot.waitUntil(lambda: f"Nearby there is {ALIKE}" in texts(page))
    assert add(page) == "Add"
    assert not [w for w in page.findChildren(QWidget, "labels.taken.1") if w.isVisible()]


def test_a_look_alike_nearby_can_be_used(page: LabelsPage, qtbot: QtBot) -> None:
    ask_look_alike(page, qtbot)
    press(page, "labels.lookalike.use")
    assert len(calls(page)) == 1, "nothing before Add"
    press(page, "labels.paste.add")
    takes = (Taking(ALIKE, Way.PASTED, Kind.METER),)
    assert calls(page)[-1] == ("labels.take_many", (takes,))


def test_a_look_alike_nearby_can_be_declined(page: LabelsPage, qtbot: QtBot) -> None:
    ask_look_alike(page, qtbot)
    press(page, "labels.lookalike.keep")
    press(page, "labels.paste.add")
    takes = (Taking(UNKNOWN, Way.PASTED, Kind.METER, sure=True),)
    assert calls(page)[-1] == ("labels.take_many", (takes,))


def test_a_row_of_another_site_says_which_one(page: LabelsPage, qtbot: QtBot) -> None:
    paste(page, qtbot, RIGHT)
    press(page, "labels.paste.add")
    tell(page, LabelTaken(Outcome.OTHER_SITE, RIGHT, other="3 Mill Cottages", way=Way.PASTED))
    qtbot.waitUntil(lambda: "On the list of 3 Mill Cottages" in " ".join(rows(page)))
    assert add(page) == "Add"


def test_another_job_knows_nothing_of_what_was_said(page: LabelsPage, qtbot: QtBot) -> None:
    paste(page, qtbot, WRONG)
    press(page, "labels.paste.anyway")
    tell(page, JobShown(replace(job(), id="job-2"), NOW))
    page._ways.choose(3)
    paste(page, qtbot, WRONG)
    assert add(page) == "Add"


def test_a_long_list_is_kept_in_whole_lines(page: LabelsPage, qtbot: QtBot) -> None:
    text = "\n".join(f"770300{n:06}" for n in range(2000))
    paste(page, qtbot, text)
    kept = page.bridge.drafts[-1][1]
    assert len(kept) <= MOST_PASTED
    assert text.startswith(kept)
    assert kept.endswith("\n")
    assert "Only the first 1,000 rows are looked at" in texts(page)
    assert len(rows(page)) <= 60


# --- a file


def test_a_list_that_is_picked_is_read_and_shown_before_anything_is_added(
    page: LabelsPage, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(RIGHT)
    press(page, "labels.paste.open")
    dialog = page.findChild(QFileDialog, "labels.paste.file")
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.close()
    assert calls(page) == [("labels.read_list", (str(file),))]
    tell(page, ListRead(f"Serial\n{RIGHT}\n"))
    assert edit(page).toPlainText() == f"Serial\n{RIGHT}\n"
    assert add(page) == "Add 1"
    assert len(calls(page)) == 1
    assert grouped(RIGHT) in texts(page)


def test_a_list_is_shown_wherever_the_person_has_turned_meanwhile(page: LabelsPage) -> None:
    page._ways.choose(0)
    tell(page, ListRead(RIGHT))
    assert edit(page).toPlainText() == RIGHT


def test_a_file_that_is_no_list_says_why_and_another_can_be_chosen(page: LabelsPage) -> None:
    why = "This is a spreadsheet's own file: save it as CSV, and open that."
    tell(page, Told(Trouble(Code.LIST_UNREADABLE, detail=why), Stage.LABELS))
    assert f"{why} Nothing was added." in texts(page)
    assert "FILE-04" in texts(page)
    press(page, "labels.act")
    dialog = page.findChild(QFileDialog, "labels.paste.file")
    assert dialog is not None
    dialog.close()
    assert not calls(page)


# --- looks


@pytest.mark.parametrize("tokens", [LIGHT, SUNLIGHT], ids=lambda t: t.name)
def test_buttons_and_serials_fit_the_smallest_window(
    page: LabelsPage, app: QApplication, qtbot: QtBot, tokens: Tokens
) -> None:
    page.resize(904, 580)
    theme.use(app, tokens)
    paste(page, qtbot, f"{RIGHT}\n{WRONG}\n1.22E+11\n4006381333931")
    names = ("labels.paste.open", "labels.paste.add", "labels.paste.kind")
    for name in names:
        qtbot.waitUntil(
            lambda n=name: part(page, n).width() >= part(page, n).minimumSizeHint().width()
        )
    serials = [w for w in page.findChildren(Text) if w.text() == grouped(WRONG)]
    assert serials
    assert all(w.width() >= w.sizeHint().width() for w in serials)
