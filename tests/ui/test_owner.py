"""The owner's page: the password is checked, sent once, and never shown, copied or kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import GATEWAY, HOME, device, job
from walkdown.app.messages import (
    Eye,
    EyeShown,
    FrameShown,
    JobShown,
    OwnerShown,
    OwnersQuestion,
    RouterRead,
    Told,
)
from walkdown.app.owner import OwnersWord
from walkdown.consent.cellstate import CellState
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.question import AnswerKind
from walkdown.consent.registry import parse_registry
from walkdown.core.job import Stage
from walkdown.core.picture import Frame
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork
from walkdown.storage.places import resources_dir
from walkdown.ui import arming
from walkdown.ui.pages.owner import OwnerPage
from walkdown.ui.pages.owner_field import SHOWN_MS, SecretLine

GOOD = "correct horse 7"
CTRL = Qt.KeyboardModifier.ControlModifier


REGISTRY = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
WIFI, ONLINE = map(REGISTRY.prompt_text, (Purpose.OWNER_WIFI, Purpose.OWNER_ONLINE))


def asked(online: CellState) -> OwnerShown:
    """The owner's two questions, the second one as it stands."""
    return OwnerShown((OwnersQuestion(WIFI, CellState.UNASKED), OwnersQuestion(ONLINE, online)))


@pytest.fixture
def first(app: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> OwnerPage:
    """The page in the owner's hands for the first time, read for long enough."""
    monkeypatch.setattr(arming, "ARM_MS", 1)
    made = OwnerPage(FakeBridge())
    qtbot.addWidget(made)
    made.take(JobShown(job(device(0), device(1))))
    made.take(asked(CellState.UNASKED))
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    made.entered()
    made.bridge.calls.clear()
    qtbot.waitUntil(lambda: made._form.property("armed"))
    return made


@pytest.fixture
def page(first: OwnerPage) -> OwnerPage:
    """The page of a site whose devices may go online already."""
    first.take(asked(CellState.SITE))
    return first


def part(page: OwnerPage, name: str) -> QWidget:
    found = page.findChild(QWidget, f"owner.{name}")
    assert found is not None, name
    return found


def field(page: OwnerPage) -> SecretLine:
    line = part(page, "password")
    assert isinstance(line, SecretLine)
    return line


def click(qtbot: QtBot, page: OwnerPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: OwnerPage) -> str:
    return "\n".join(
        w.text() for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible()
    )


def sent(page: OwnerPage) -> list[str]:
    """The passwords given to the engine."""
    revealed = []
    for name, args in page.bridge.calls:
        if name == "network.send":
            with args[0].reveal() as text:
                revealed.append(text)
    return revealed


def test_it_speaks_to_the_owner_of_the_site_about_their_network(page: OwnerPage) -> None:
    shown = texts(page)
    assert "For the owner of 14 Harbour Lane" in shown
    assert HOME.ssid in shown
    assert GATEWAY not in "".join(shown.split())


def test_it_says_that_the_password_is_not_encrypted_on_the_way(page: OwnerPage) -> None:
    assert "unencrypted over Bluetooth" in texts(page)


def test_a_good_password_is_sent_once_and_the_field_is_empty_at_once(
    page: OwnerPage, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(page), GOOD)
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, "send")
    assert went.args == ["board"]
    assert sent(page) == [GOOD]
    assert field(page).text() == ""


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "Too short"),
        ("p\u00e4ssword99", "plain keyboard"),
        ("x" * 65, "Too long"),
        ("x" * 64, "hexadecimal"),
    ],
)
def test_what_no_device_takes_is_said_beside_the_field_and_not_sent(
    page: OwnerPage, qtbot: QtBot, password: str, words: str
) -> None:
    field(page).setText(password)
    assert words in texts(page)
    assert not part(page, "send").isEnabled()
    qtbot.keyClick(field(page), Qt.Key.Key_Return)
    assert "Error" in field(page).accessibleName()
    assert sent(page) == []


def test_the_check_counts_while_it_is_typed(page: OwnerPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(page), "12345678")
    assert "8 characters" in texts(page)
    assert part(page, "send").isEnabled()


@pytest.mark.parametrize("name", ["dont", "back"])
def test_giving_back_sends_nothing_and_keeps_nothing(
    page: OwnerPage, qtbot: QtBot, name: str
) -> None:
    qtbot.keyClicks(field(page), GOOD)
    with qtbot.waitSignal(page.go) as went:
        click(qtbot, page, name)
    assert went.args == [Stage.NETWORK]
    assert field(page).text() == ""
    assert sent(page) == []
    declined = [args for call, args in page.bridge.calls if call == "network.decline"]
    assert [args[0] for args in declined] == ([Purpose.OWNER_WIFI] if name == "dont" else [])


def test_leaving_in_any_way_empties_the_field_and_forgets_a_read_code(
    page: OwnerPage, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(page), GOOD)
    page.left()
    assert field(page).text() == ""
    assert page.bridge.names == ["network.stop_reading"]


def test_closing_the_job_empties_the_field(page: OwnerPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(page), GOOD)
    page.take(JobShown(None))
    assert field(page).text() == ""


def test_the_field_shows_dots_until_show_and_again_after_its_time(
    page: OwnerPage, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(page), GOOD)
    assert field(page).echoMode() is QLineEdit.EchoMode.Password
    click(qtbot, page, "show")
    assert field(page).echoMode() is QLineEdit.EchoMode.Normal
    timer = page._form.entry._time
    assert timer.isActive()
    assert timer.interval() == SHOWN_MS == 30_000
    timer.timeout.emit()
    assert field(page).echoMode() is QLineEdit.EchoMode.Password


def test_the_password_cannot_be_copied_even_while_it_is_shown(
    page: OwnerPage, qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("before")
    line = field(page)
    qtbot.keyClicks(line, GOOD)
    for _ in range(2):
        qtbot.keyClick(line, Qt.Key.Key_A, CTRL)
        qtbot.keyClick(line, Qt.Key.Key_C, CTRL)
        qtbot.keyClick(line, Qt.Key.Key_X, CTRL)
        click(qtbot, page, "show")
    assert clipboard.text() == "before"
    assert line.text() == GOOD
    assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu


def test_nothing_can_be_selected_while_it_is_shown(page: OwnerPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(page), GOOD)
    click(qtbot, page, "show")
    field(page).selectAll()
    assert not field(page).hasSelectedText()


def test_a_wiped_password_does_not_come_back_by_undo(page: OwnerPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(page), GOOD)
    click(qtbot, page, "send")
    click(qtbot, page, "show")
    qtbot.keyClick(field(page), Qt.Key.Key_Z, CTRL)
    assert field(page).text() == ""


def test_the_routers_code_is_read_instead_and_stays_inside(page: OwnerPage, qtbot: QtBot) -> None:
    click(qtbot, page, "camera")
    assert page.bridge.names == ["network.read_router"]
    page.take(EyeShown(Eye.ON, for_router=True))
    page.take(FrameShown(Frame(2, 2, bytes(12))))
    assert part(page, "picture").isVisible()
    page.take(RouterRead(HOME.ssid, 15))
    assert "The router's code was read: 15 characters, not shown" in texts(page)
    assert field(page).text() == ""
    assert part(page, "send").isEnabled()


def test_the_camera_is_put_away_as_soon_as_the_code_is_read(page: OwnerPage) -> None:
    page.take(EyeShown(Eye.ON, for_router=True))
    page.take(RouterRead(HOME.ssid, 15))
    assert page.bridge.names == ["labels.stop_camera"]
    assert not part(page, "picture").isVisible()
    page.take(EyeShown(Eye.OFF, for_router=True))
    assert not part(page, "picture").isVisible()
    assert part(page, "send").isEnabled()


def test_a_read_code_is_sent_by_an_empty_secret_and_not_forgotten_on_the_way(
    page: OwnerPage, qtbot: QtBot
) -> None:
    page.take(RouterRead(HOME.ssid, 15))
    click(qtbot, page, "send")
    page.left()
    assert sent(page) == [""]
    assert "network.stop_reading" not in page.bridge.names


def test_a_typed_password_goes_before_a_read_code_which_is_forgotten(
    page: OwnerPage, qtbot: QtBot
) -> None:
    page.take(RouterRead(HOME.ssid, 15))
    qtbot.keyClicks(field(page), GOOD)
    click(qtbot, page, "send")
    page.left()
    assert sent(page) == [GOOD]
    assert page.bridge.names[-1] == "network.stop_reading"


def test_the_code_of_another_router_is_not_taken(page: OwnerPage) -> None:
    page.take(RouterRead("Neighbour", 0))
    assert "This code is for another network: Neighbour" in texts(page)
    assert not part(page, "send").isEnabled()


def test_a_no_to_the_camera_leaves_typing(page: OwnerPage, qtbot: QtBot) -> None:
    page.take(EyeShown(Eye.REFUSED, for_router=True, trouble=Trouble(Code.REFUSED)))
    page.take(Told(Trouble(Code.REFUSED), Stage.NETWORK))
    assert "You said no" in texts(page)
    qtbot.keyClicks(field(page), GOOD)
    assert part(page, "send").isEnabled()


def test_the_labels_camera_is_none_of_its_business(page: OwnerPage) -> None:
    page.take(EyeShown(Eye.ON))
    page.take(FrameShown(Frame(2, 2, bytes(12))))
    assert not part(page, "picture").isVisible()


def test_an_open_network_asks_for_no_password(page: OwnerPage, qtbot: QtBot) -> None:
    free = ChosenNetwork("HarbourGuest", "NO", -64, GATEWAY)
    page.take(JobShown(job(device(0), network=free)))
    assert "no password is needed" in texts(page)
    assert not field(page).isVisible()
    click(qtbot, page, "send")
    assert sent(page) == [""]


def test_the_two_answers_have_the_same_weight(page: OwnerPage) -> None:
    send, dont = part(page, "send"), part(page, "dont")
    assert send.property("kind") == dont.property("kind") == "equal"
    assert abs(send.width() - dont.width()) <= 1


def test_enter_in_the_field_goes_to_the_button_and_does_not_send(
    page: OwnerPage, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
    qtbot.keyClicks(field(page), GOOD)
    qtbot.keyClick(field(page), Qt.Key.Key_Return)
    assert sent(page) == []
    assert part(page, "send").hasFocus()


# --- what the owner agrees to


def test_the_words_that_are_hashed_are_the_words_that_are_shown(first: OwnerPage) -> None:
    shown = texts(first)
    for words in (WIFI.title, WIFI.reads, WIFI.keeps, WIFI.retention, WIFI.sends, WIFI.who):
        assert words in shown
    assert WIFI.version in shown


def test_nothing_can_be_sent_before_the_words_are_there(app: QApplication, qtbot: QtBot) -> None:
    page = OwnerPage(FakeBridge())
    qtbot.addWidget(page)
    page.take(JobShown(job(device(0))))
    page.show()
    qtbot.keyClicks(field(page), GOOD)
    assert not part(page, "send").isEnabled()


def test_going_online_is_asked_before_anything_is_sent(first: OwnerPage, qtbot: QtBot) -> None:
    send_first(first, qtbot)
    assert sent(first) == []
    shown = texts(first)
    assert "Nothing has been sent yet" in shown
    assert ONLINE.title in shown
    assert "keep reporting to their makers" in shown
    assert field(first).text() == ""
    assert not part(first, "online.yes").hasFocus()
    assert not part(first, "online.no").hasFocus()


def test_with_both_answers_the_password_goes_out_once(first: OwnerPage, qtbot: QtBot) -> None:
    send_first(first, qtbot)
    with qtbot.waitSignal(first.go) as went:
        click(qtbot, first, "online.yes")
    assert went.args == ["board"]
    assert sent(first) == [GOOD]
    (word,) = [args[1] for name, args in first.bridge.calls if name == "network.send"]
    assert isinstance(word, OwnersWord)
    for answer in (word.wifi, word.online):
        assert answer is not None
        assert (answer.kind, answer.scope) == (AnswerKind.USE, Scope.SITE)
        assert answer.shown_ms >= 0


def test_not_now_sends_nothing_and_is_written_down(first: OwnerPage, qtbot: QtBot) -> None:
    send_first(first, qtbot)
    waiting = first._waiting
    assert waiting is not None
    with qtbot.waitSignal(first.go) as went:
        click(qtbot, first, "online.no")
    assert went.args == [Stage.NETWORK]
    assert sent(first) == []
    assert waiting[0].empty
    ((purpose, answer),) = [args for n, args in first.bridge.calls if n == "network.decline"]
    assert (purpose, answer.kind) == (Purpose.OWNER_ONLINE, AnswerKind.DONT_USE)


def test_where_that_yes_stands_it_is_not_asked_again(page: OwnerPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(page), GOOD)
    click(qtbot, page, "send")
    (word,) = [args[1] for name, args in page.bridge.calls if name == "network.send"]
    assert word.online is None


def test_leaving_between_the_two_questions_forgets_the_password(
    first: OwnerPage, qtbot: QtBot
) -> None:
    send_first(first, qtbot)
    waiting = first._waiting
    first.left()
    assert waiting is not None
    assert waiting[0].empty
    assert sent(first) == []


def test_a_read_code_waits_for_the_second_answer_and_is_not_forgotten(
    first: OwnerPage, qtbot: QtBot
) -> None:
    first.take(RouterRead(HOME.ssid, 15))
    click(qtbot, first, "send")
    assert "network.stop_reading" not in first.bridge.names
    qtbot.waitUntil(lambda: first._online.property("armed"))
    click(qtbot, first, "online.yes")
    first.left()
    assert sent(first) == [""]
    assert "network.stop_reading" not in first.bridge.names


def test_a_press_that_comes_too_early_is_no_answer(
    first: OwnerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first._online._arming._time.setInterval(60_000)
    qtbot.keyClicks(field(first), GOOD)
    click(qtbot, first, "send")
    click(qtbot, first, "online.yes")
    part(first, "online.yes").setFocus()
    qtbot.keyClick(part(first, "online.yes"), Qt.Key.Key_Space)
    qtbot.keyClick(part(first, "online.yes"), Qt.Key.Key_Return)
    assert sent(first) == []
    assert first._waiting is not None


def test_the_owners_two_answers_have_the_same_weight(first: OwnerPage, qtbot: QtBot) -> None:
    send_first(first, qtbot)
    yes, no = part(first, "online.yes"), part(first, "online.no")
    assert yes.property("kind") == no.property("kind") == "equal"
    assert abs(yes.width() - no.width()) <= 1


def send_first(page: OwnerPage, qtbot: QtBot) -> None:
    """A yes to the first question, and the second one read."""
    qtbot.keyClicks(field(page), GOOD)
    click(qtbot, page, "send")
    qtbot.waitUntil(lambda: page._online.property("armed"))
