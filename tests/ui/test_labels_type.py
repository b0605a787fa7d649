"""Typing a serial: what the maker's profile knows is told as it is typed; a doubt is asked, never put right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import NOW, job
from walkdown.app.messages import JobShown, LabelTaken, Message, Outcome, ProfilesShown
from walkdown.core.device import Kind, Way
from walkdown.core.lookalike import compared
from walkdown.storage.label_profiles import load_profiles
from walkdown.storage.places import resources_dir
from walkdown.ui import theme
from walkdown.ui.kit import Run, Text
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_doubt import differences, marked
from walkdown.ui.pages.labels_typed import Mood, read_typed
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

PROFILES = load_profiles(resources_dir() / "labels")
RIGHT, WRONG = "122044171264", "122044171265"
BATTERY = "905133071233"
UNKNOWN, ALIKE = "ABC1234O", "ABC12340"
MATTER, ARTICLE = "34970112332", "4006381333931"


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    """The page with the profiles, and the panel for typing open."""
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    tell(made, ProfilesShown(PROFILES), JobShown(job(), NOW))
    made._ways.type_one()
    QApplication.processEvents()
    return made


def tell(page: LabelsPage, *messages: Message) -> None:
    for message in messages:
        page.take(message)
    QApplication.processEvents()


def calls(page: LabelsPage) -> list[tuple[str, tuple[object, ...]]]:
    bridge = page.bridge
    assert isinstance(bridge, FakeBridge)
    return bridge.calls


def sees(page: LabelsPage, name: str) -> bool:
    return any(w.isVisible() for w in page.findChildren(QWidget, name))


def part(page: LabelsPage, name: str) -> QWidget:
    (found,) = [w for w in page.findChildren(QWidget, name) if w.isVisible()]
    return found


def line(page: LabelsPage) -> QLineEdit:
    found = part(page, "labels.type.serial")
    assert isinstance(found, QLineEdit)
    return found


def kind(page: LabelsPage) -> QComboBox:
    found = part(page, "labels.type.kind")
    assert isinstance(found, QComboBox)
    return found


def write(page: LabelsPage, text: str) -> None:
    line(page).clear()
    QTest.keyClicks(line(page), text)


def choose(page: LabelsPage, wanted: Kind) -> None:
    kind(page).setCurrentIndex(kind(page).findData(str(wanted)))


def press(page: LabelsPage, name: str) -> None:
    QTest.mouseClick(part(page, name), Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def texts(page: LabelsPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Text) if w.isVisible())


def sent(page: LabelsPage, text: str, wanted: Kind = Kind.METER) -> None:
    """Typed with a kind, and added."""
    write(page, text)
    if kind(page).currentIndex() < 0:
        choose(page, wanted)
    press(page, "labels.type.add")


# --- while it is typed


@pytest.mark.parametrize(
    ("text", "words", "mood"),
    [
        (RIGHT, "Fernhill MI-800, check digit right", Mood.GOOD),
        ("1220 4417 1264", "Fernhill MI-800, check digit right", Mood.GOOD),
        (WRONG, "Fernhill MI-800. The check digit does not match: look at it again.", Mood.DOUBT),
        ("1220441712", "Fernhill MI-800: 2 more", Mood.PLAIN),
        ("770300125518", "Practice GW-1", Mood.GOOD),
        ("7E123456-5B", "SolarEdge: not set up with Walkdown.", Mood.DOUBT),
        ("LOT 7", "This is a carton's label. Scan the one on the device.", Mood.PLAIN),
        ("WIFI:S:Home;;", "A router's code: it is used on the Network page.", Mood.DOUBT),
        ("12", "", Mood.PLAIN),
        ("", "", Mood.PLAIN),
        (UNKNOWN, "", Mood.PLAIN),
    ],
)
def test_what_is_known_of_a_serial_is_told(text: str, words: str, mood: Mood) -> None:
    typed = read_typed(text, PROFILES)
    assert (typed.words, typed.mood) == (words, mood)


@given(st.text(max_size=64))
def test_nothing_that_can_be_typed_does_harm(text: str) -> None:
    typed = read_typed(text, PROFILES)
    assert len(typed.words) < 400


def test_the_hint_follows_the_keys(page: LabelsPage) -> None:
    assert not sees(page, "labels.type.hint")
    write(page, RIGHT[:-1])
    assert "Fernhill MI-800: 1 more" in texts(page)
    QTest.keyClicks(line(page), RIGHT[-1])
    assert "Fernhill MI-800, check digit right" in texts(page)
    QTest.keyClick(line(page), Qt.Key.Key_Backspace)
    QTest.keyClicks(line(page), "5")
    assert "look at it again" in texts(page)


def test_the_kind_is_there_where_the_profile_knows_it(page: LabelsPage) -> None:
    write(page, RIGHT)
    assert kind(page).currentText() == "Micro-inverter"
    press(page, "labels.type.add")
    assert calls(page) == [("labels.take", (RIGHT, Way.TYPED, Kind.MICRO_INVERTER, ""))]
    tell(page, LabelTaken(Outcome.ADDED, RIGHT, "MI-800", way=Way.TYPED))
    assert kind(page).currentIndex() == -1, "the next one may be anything"


def test_the_kind_and_model_that_were_chosen_stay_for_the_next(page: LabelsPage) -> None:
    QTest.keyClicks(part(page, "labels.type.model"), "X-1")
    sent(page, "ABC12345", Kind.METER)
    tell(page, LabelTaken(Outcome.ADDED, "ABC12345", "X-1", way=Way.TYPED))
    write(page, BATTERY)
    assert kind(page).currentText() == "Battery"
    write(page, "ABC12346")
    assert kind(page).currentText() == "Meter"
    press(page, "labels.type.add")
    assert calls(page)[-1] == ("labels.take", ("ABC12346", Way.TYPED, Kind.METER, "X-1"))


def test_a_kind_against_the_serials_own_is_not_taken_silently(page: LabelsPage) -> None:
    write(page, RIGHT)
    choose(page, Kind.BATTERY)
    assert kind(page).currentText() == "Micro-inverter"
    assert "The serial says so." in texts(page)
    write(page, "ABC12345")
    assert "The serial says so." not in texts(page)
    assert kind(page).currentIndex() == -1


# --- doubts


def test_a_wrong_check_digit_is_asked_in_place_and_can_be_corrected(page: LabelsPage) -> None:
    sent(page, WRONG)
    tell(page, LabelTaken(Outcome.CHECK_FAILED, WRONG, "MI-800", way=Way.TYPED))
    assert "The check digit does not match. Compare it with the label." in texts(page)
    assert line(page).text() == WRONG, "nothing is put right"
    assert not sees(page, "labels.taken.1"), "it is asked once, where it was typed"
    press(page, "labels.doubt.correct")
    assert not sees(page, "labels.doubt.correct")
    assert line(page).hasFocus()
    assert len(calls(page)) == 1
    QTest.keyClick(line(page), Qt.Key.Key_Backspace)
    QTest.keyClicks(line(page), "4")
    assert "check digit right" in texts(page)


def test_a_wrong_check_digit_can_be_added_as_it_is_printed(page: LabelsPage) -> None:
    sent(page, WRONG)
    tell(page, LabelTaken(Outcome.CHECK_FAILED, WRONG, "MI-800", way=Way.TYPED))
    press(page, "labels.doubt.keep")
    take = ("labels.take", (WRONG, Way.TYPED, Kind.MICRO_INVERTER, "", True))
    assert calls(page)[-1] == take
    tell(page, LabelTaken(Outcome.ADDED, WRONG, "MI-800", way=Way.TYPED))
    assert line(page).text() == ""


def test_a_look_alike_nearby_can_be_used(page: LabelsPage) -> None:
    sent(page, UNKNOWN)
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.TYPED))
    assert "Nearby there is ABC1\u00a02340\nYou typed ABC1\u00a0234O" in texts(page)
    assert "Place 8: letter O typed, digit 0 nearby" in texts(page)
    assert line(page).text() == UNKNOWN, "nothing is put right"
    press(page, "labels.lookalike.use")
    assert calls(page)[-1] == ("labels.take", (ALIKE, Way.TYPED, Kind.METER, ""))
    assert page.bridge.drafts[-1][1] == ALIKE
    assert not sees(page, "labels.lookalike.use")


def test_a_look_alike_nearby_can_be_declined(page: LabelsPage) -> None:
    sent(page, UNKNOWN)
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.TYPED))
    press(page, "labels.lookalike.keep")
    assert calls(page)[-1] == ("labels.take", (UNKNOWN, Way.TYPED, Kind.METER, "", True))


def test_a_doubt_goes_with_the_text_it_is_about(page: LabelsPage) -> None:
    sent(page, UNKNOWN)
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.TYPED))
    QTest.keyClicks(line(page), "7")
    assert not sees(page, "labels.lookalike.use")
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.TYPED))
    assert not sees(page, "labels.lookalike.use"), "another text is being typed"


@pytest.mark.parametrize(
    ("text", "taken", "words"),
    [
        (MATTER, LabelTaken(Outcome.MATTER, way=Way.TYPED), "like a Matter code"),
        (ARTICLE, LabelTaken(Outcome.LEFT_OUT, text=ARTICLE, way=Way.TYPED), "an article's number"),
    ],
)
def test_a_number_of_another_sort_is_asked_about(
    page: LabelsPage, text: str, taken: LabelTaken, words: str
) -> None:
    sent(page, text)
    assert calls(page)[-1] == ("labels.take", (text, Way.TYPED, Kind.METER, ""))
    tell(page, taken)
    assert words in texts(page)
    press(page, "labels.doubt.keep")
    assert calls(page)[-1] == ("labels.take", (text, Way.TYPED, Kind.METER, "", True))


@pytest.mark.parametrize(
    ("outcome", "other", "words"),
    [
        (Outcome.FOREIGN, "SolarEdge", "SolarEdge: not set up with Walkdown. Check the label."),
        (Outcome.CLASH, "GW-1", "The list has this serial as GW-1. Check the label."),
        (Outcome.OTHER_SITE, "3 Mill Cottages", "It is on the list of 3 Mill Cottages."),
    ],
)
def test_what_cannot_be_added_is_told_at_the_line(
    page: LabelsPage, outcome: Outcome, other: str, words: str
) -> None:
    sent(page, UNKNOWN)
    tell(page, LabelTaken(outcome, UNKNOWN, other=other, way=Way.TYPED))
    assert words in texts(page)
    assert line(page).text() == UNKNOWN
    QTest.keyClicks(line(page), "7")
    assert words not in texts(page)


def test_a_wrong_check_digit_of_the_camera_is_told_in_the_list(page: LabelsPage) -> None:
    write(page, "ABC")
    tell(page, LabelTaken(Outcome.CHECK_FAILED, WRONG, "MI-800", way=Way.CAMERA))
    assert sees(page, "labels.taken.1")
    assert not sees(page, "labels.doubt.keep")


# --- how it is shown


def test_the_characters_that_differ_are_marked() -> None:
    runs = marked("1220 0012 345O", "122000123450")
    assert "".join(r.text if isinstance(r, Run) else r for r in runs) == "1220\u00a00012\u00a0345O"
    assert [r.text for r in runs if isinstance(r, Run)] == ["O"]
    assert differences("12200012345O", "122000123450") == (
        "Place 12: letter O typed, digit 0 nearby"
    )


@given(st.text("0123456789OIB", max_size=24), st.text("0123456789OIB", max_size=24))
def test_marking_never_changes_a_serial(one: str, other: str) -> None:
    runs = marked(one, other)
    whole = "".join(r.text if isinstance(r, Run) else r for r in runs)
    assert compared(whole.replace("\u00a0", "")) == one


@pytest.mark.parametrize("tokens", [LIGHT, SUNLIGHT], ids=lambda t: t.name)
def test_a_doubt_fits_the_smallest_window(
    page: LabelsPage, app: QApplication, qtbot: QtBot, tokens: Tokens
) -> None:
    page.resize(904, 580)
    theme.use(app, tokens)
    sent(page, UNKNOWN)
    tell(page, LabelTaken(Outcome.LOOKALIKE, UNKNOWN, other=ALIKE, way=Way.TYPED))
    for name in ("labels.lookalike.use", "labels.lookalike.keep", "labels.type.add"):
        qtbot.waitUntil(lambda n=name: part(page, n).width() >= part(page, n).sizeHint().width())
    assert all(
        w.width() >= w.minimumSizeHint().width() for w in page.findChildren(Text) if w.isVisible()
    )
