"""The consent prompt: answered by intent only, by mouse or keyboard; silence is never a yes."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from walkdown.consent.gate import Answer, AnswerKind, Question
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import PromptText, parse_registry
from walkdown.consent.wording import LANGS, NAMES
from walkdown.storage.places import resources_dir
from walkdown.ui import consent_prompt, theme, tokens
from walkdown.ui.consent_prompt import ConsentPrompt
from walkdown.ui.consent_waits import WAITS, SystemWaits
from walkdown.ui.consent_words import frame_words
from walkdown.ui.kit import Button, ChoiceCard, Text

TOML = (resources_dir() / "purposes.toml").read_text("utf-8")
REGISTRIES = {lang: parse_registry(TOML, lang) for lang in LANGS}
REGISTRY = REGISTRIES["en"]
NEVER_MS = 10**8
LOOKS = {
    "light": tokens.LIGHT,
    "sunlight": tokens.SUNLIGHT,
    "large text": tokens.scaled(tokens.LIGHT, 1.5),
}

pytestmark = pytest.mark.usefixtures("app")


class Asked:
    """A prompt over a window, and what was answered."""

    def __init__(
        self,
        qtbot: QtBot,
        purpose: Purpose = Purpose.SCAN_QR,
        *,
        arm_ms: int = 1,
        away_ms: int = consent_prompt.AWAY_MS,
        size: tuple[int, int] = (1280, 800),
        changed: bool = False,
        lang: str = "en",
    ) -> None:
        self.bridge = FakeBridge()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(*size)
        self.behind = QLineEdit(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        text: PromptText = REGISTRIES[lang].prompt_text(purpose)
        self.prompt = ConsentPrompt(
            self.bridge,  # type: ignore[arg-type]
            Question(7, text, "Camera, in Labels", changed),
            self.window,
            arm_ms=arm_ms,
            away_ms=away_ms,
        )
        self.prompt.show()
        self.qtbot = qtbot

    @property
    def armed(self) -> bool:
        return bool(self.prompt.property("armed"))

    def arm(self) -> Asked:
        self.qtbot.waitUntil(lambda: self.armed)
        return self

    def part(self, name: str) -> QWidget:
        found = self.prompt.findChild(QWidget, f"consent.{name}")
        assert found is not None
        return found

    def click(self, name: str) -> None:
        QTest.mouseClick(self.part(name), Qt.MouseButton.LeftButton)

    def press(self, name: str, key: Qt.Key) -> None:
        QTest.keyClick(self.part(name), key)

    def words(self) -> list[str]:
        return [t.text() for t in self.prompt.findChildren(Text)]

    @property
    def answers(self) -> list[Answer]:
        return [args[1] for name, args in self.bridge.calls if name == "answer"]

    @property
    def kinds(self) -> list[AnswerKind]:
        return [answer.kind for answer in self.answers]


def leave(asked: Asked) -> QWidget:
    """Go to another window, as to the mail; the prompt loses the focus."""
    other = QWidget()
    asked.qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    asked.qtbot.waitUntil(lambda: not asked.window.isActiveWindow())
    return other


def test_a_scope_and_use_is_a_yes_for_that_long(qtbot: QtBot) -> None:
    asked = Asked(qtbot, arm_ms=consent_prompt.ARM_MS).arm()
    asked.click("scope.session")
    asked.click("use")
    (answer,) = asked.answers
    assert (answer.kind, answer.scope) == (AnswerKind.USE, Scope.SESSION)
    assert answer.shown_ms >= consent_prompt.ARM_MS == 600


def test_no_scope_is_chosen_at_first_and_use_without_one_asks_for_it(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("use")
    assert not asked.answers
    assert "Choose how long first" in asked.words()
    assert asked.part("scope.once").hasFocus()


def test_the_first_focus_is_on_the_first_scope_and_no_scope_is_chosen(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    assert asked.part("scope.once").hasFocus()
    assert not any(card.isChecked() for card in asked.prompt.findChildren(ChoiceCard))


@pytest.mark.parametrize("name", ["use", "refuse", "quiet"])
def test_a_click_before_the_words_could_be_read_does_nothing(qtbot: QtBot, name: str) -> None:
    asked = Asked(qtbot, arm_ms=NEVER_MS)
    asked.click("scope.site")
    asked.click(name)
    QTest.mouseDClick(asked.part(name), Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        asked.press(name, key)
    for key in (Qt.Key.Key_U, Qt.Key.Key_D):
        QTest.keyClick(asked.part(name), key, Qt.KeyboardModifier.AltModifier)
    assert not asked.answers
    assert not any(card.isChecked() for card in asked.prompt.findChildren(ChoiceCard))


def test_a_mouse_button_or_key_that_went_down_too_early_does_not_answer_late(qtbot: QtBot) -> None:
    asked = Asked(qtbot, arm_ms=40)
    no = asked.part("refuse")
    QTest.mousePress(no, Qt.MouseButton.LeftButton)
    QTest.keyPress(no, Qt.Key.Key_Space)
    asked.arm()
    QTest.mouseRelease(no, Qt.MouseButton.LeftButton)
    QTest.keyRelease(no, Qt.Key.Key_Space)
    assert not asked.answers


@pytest.mark.parametrize(
    ("name", "kind"), [("refuse", AnswerKind.DONT_USE), ("quiet", AnswerKind.DONT_ASK_AGAIN)]
)
def test_a_no_needs_no_scope(qtbot: QtBot, name: str, kind: AnswerKind) -> None:
    asked = Asked(qtbot).arm()
    asked.click(name)
    assert asked.kinds == [kind]


def test_escape_is_no_answer_at_any_time(qtbot: QtBot) -> None:
    asked = Asked(qtbot, arm_ms=NEVER_MS)
    asked.press("scope.once", Qt.Key.Key_Escape)
    assert asked.kinds == [AnswerKind.NOT_ANSWERED]


def test_enter_answers_nothing_while_no_button_has_the_focus(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        asked.press("scope.once", key)
        QTest.keyClick(asked.prompt, key)
    assert not asked.answers


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_with_the_focus_is_pressed_by_enter_and_space(qtbot: QtBot, key: Qt.Key) -> None:
    asked = Asked(qtbot).arm()
    asked.part("refuse").setFocus()
    asked.press("refuse", key)
    assert asked.kinds == [AnswerKind.DONT_USE]


def test_all_of_it_by_keys_alone(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.press("scope.once", Qt.Key.Key_Right)
    asked.press("scope.session", Qt.Key.Key_Right)
    asked.press("scope.site", Qt.Key.Key_Tab)
    assert asked.part("refuse").hasFocus()
    asked.press("refuse", Qt.Key.Key_Tab)
    asked.press("use", Qt.Key.Key_Space)
    assert [(a.kind, a.scope) for a in asked.answers] == [(AnswerKind.USE, Scope.SITE)]


@pytest.mark.parametrize(
    ("key", "kind"), [(Qt.Key.Key_D, AnswerKind.DONT_USE), (Qt.Key.Key_U, AnswerKind.USE)]
)
def test_alt_d_and_alt_u_press_the_two_buttons(qtbot: QtBot, key: Qt.Key, kind: AnswerKind) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.once")
    QTest.keyClick(asked.part("scope.once"), key, Qt.KeyboardModifier.AltModifier)
    assert asked.kinds == [kind]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
@pytest.mark.parametrize("name", ["use", "refuse", "quiet", "scope.site"])
def test_a_held_key_does_not_answer(qtbot: QtBot, name: str, key: Qt.Key) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.once")
    asked.part(name).setFocus()
    for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
        held = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, " ", True)
        QApplication.sendEvent(asked.part(name), held)
    assert not asked.answers
    assert asked.prompt.findChildren(ChoiceCard)[0].isChecked()


def test_one_answer_is_all_there_is(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("refuse")
    asked.click("refuse")
    asked.press("refuse", Qt.Key.Key_Escape)
    assert len(asked.answers) == 1


def test_another_window_in_front_disarms_it_until_one_has_looked_at_it_again(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    leave(asked)
    assert not asked.armed
    asked.click("refuse")
    assert not asked.answers
    asked.window.activateWindow()
    asked.arm()
    asked.click("refuse")
    assert asked.kinds == [AnswerKind.DONT_USE]


def test_a_question_left_alone_is_not_answered(qtbot: QtBot) -> None:
    asked = Asked(qtbot, away_ms=20).arm()
    leave(asked)
    qtbot.waitUntil(lambda: bool(asked.answers))
    assert asked.kinds == [AnswerKind.NOT_ANSWERED]
    assert consent_prompt.AWAY_MS == 60_000


def test_coming_back_in_time_keeps_the_question(qtbot: QtBot) -> None:
    asked = Asked(qtbot, away_ms=NEVER_MS).arm()
    leave(asked)
    asked.window.activateWindow()
    asked.arm()
    assert not asked.answers


def test_the_two_buttons_are_equal_and_neither_is_the_default(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    no, yes = asked.part("refuse"), asked.part("use")
    assert isinstance(no, Button)
    assert isinstance(yes, Button)
    qtbot.waitUntil(lambda: no.width() > 0 and no.height() == yes.height())
    assert abs(no.width() - yes.width()) <= 1
    assert no.property("kind") == yes.property("kind") == "equal"
    assert not any(b.isDefault() or b.autoDefault() or b.hasFocus() for b in (no, yes))


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_everything_is_reached_by_tab_and_tab_stays_inside(qtbot: QtBot, key: Qt.Key) -> None:
    asked = Asked(qtbot)
    seen = []
    for _ in range(14):
        now = asked.window.focusWidget()
        assert now is not None
        assert asked.prompt.isAncestorOf(now)
        seen.append(now.objectName().removeprefix("consent."))
        QTest.keyClick(now, key)
    order = ["scope.once", "scope.session", "scope.site", "refuse", "use", "quiet", "policy"]
    first = order if key == Qt.Key.Key_Tab else [order[0], *reversed(order[1:])]
    assert seen == first * 2


def test_a_page_below_that_takes_the_focus_gives_it_back(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.behind.setFocus()
    assert asked.part("scope.once").hasFocus()


def test_keys_of_the_page_below_are_off_but_stopping_all_is_not(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    pressed = []
    for keys in ("Ctrl+Return", "Ctrl+J", "Ctrl+1", "F9", "Ctrl+Shift+X", "F8"):
        QShortcut(keys, asked.window, lambda keys=keys: pressed.append(keys))
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    once = asked.part("scope.once")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_J, Qt.Key.Key_1):
        QTest.keyClick(once, key, ctrl)
    QTest.keyClick(once, Qt.Key.Key_F9)
    QTest.keyClick(once, Qt.Key.Key_X, ctrl | shift)
    QTest.keyClick(once, Qt.Key.Key_F8)
    assert pressed == ["Ctrl+Shift+X", "F8"]


def test_a_reader_hears_what_each_part_is(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    names = {name: asked.part(name).accessibleName() for name in ("scope.once", "refuse", "use")}
    assert names == {
        "scope.once": "Just this once. 10 minutes at most.",
        "refuse": "Don't use camera",
        "use": "Use camera",
    }
    assert asked.prompt.accessibleName() == "Permission: camera"


def test_it_says_what_was_pressed_or_that_the_text_is_new(qtbot: QtBot) -> None:
    assert "You pressed: Camera, in Labels" in Asked(qtbot).words()
    assert "The text has changed since you last said yes." in Asked(qtbot, changed=True).words()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_purpose_says_what_is_read_kept_and_sent(qtbot: QtBot, purpose: Purpose) -> None:
    asked = Asked(qtbot, purpose)
    text = REGISTRY.prompt_text(purpose)
    words = " ".join(asked.words())
    for part in (text.title, text.reads, text.keeps, text.sends, text.who, text.if_refused):
        assert part in words
    labels = asked.prompt.findChildren(Text)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def place(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def cut(asked: Asked) -> list[str]:
    """The texts that have less room than they need."""
    return [
        t.text()
        for t in asked.prompt.findChildren(Text)
        if t.height() < t.heightForWidth(t.width()) or t.width() < t.minimumSizeHint().width()
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("look", list(LOOKS))
@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)])
@pytest.mark.parametrize("purpose", [Purpose.WIFI_SETUP, Purpose.SCAN_QR])
def test_nothing_is_cut_off_in_any_look(
    app: QApplication, qtbot: QtBot, size: tuple[int, int], look: str, purpose: Purpose, lang: str
) -> None:
    theme.use(app, LOOKS[look])
    asked = Asked(qtbot, purpose, size=size, lang=lang).arm()
    assert not cut(asked)
    window = asked.window.rect()
    for name in ("use", "refuse", "quiet", "policy"):
        assert window.contains(place(asked.part(name), asked.window))
    # What does not fit scrolls: the words by their bar, a scope when the keyboard comes to it.
    asked.part("policy").setFocus()
    asked.press("policy", Qt.Key.Key_Tab)
    (area,) = asked.prompt.findChildren(QScrollArea)
    seen = place(area.viewport(), asked.window)
    assert asked.part("scope.once").hasFocus()
    assert seen.contains(place(asked.part("scope.once"), asked.window))
    sheet = asked.part("sheet")
    fits = sheet.height() < size[1] - 16
    assert fits == (area.verticalScrollBar().maximum() == 0)


def test_it_stays_in_the_middle_when_the_window_or_the_look_changes(
    app: QApplication, qtbot: QtBot
) -> None:
    asked = Asked(qtbot).arm()
    sheet = asked.part("sheet")

    def centred() -> bool:
        off = sheet.geometry().center() - asked.window.rect().center()
        return abs(off.x()) <= 1 and abs(off.y()) <= 1

    assert centred()
    assert sheet.width() == 680
    asked.window.resize(1024, 700)
    qtbot.waitUntil(lambda: asked.prompt.width() == 1024)
    assert centred()
    theme.use(app, tokens.SUNLIGHT)
    qtbot.waitUntil(lambda: sheet.width() >= 920 and centred())
    qtbot.waitUntil(lambda: not cut(asked))


def test_a_hidden_prompt_takes_no_answer(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.prompt.hide()
    QApplication.sendEvent(asked.window, QEvent(QEvent.Type.WindowActivate))
    assert not asked.armed


# --- the words that are hashed are the words that are seen


def seen_words(asked: Asked) -> str:
    """Every word on the prompt that a person can see, or scroll to."""
    shown = [t.text() for t in asked.prompt.findChildren(Text) if t.isVisibleTo(asked.prompt)]
    buttons = [b.words() for b in asked.prompt.findChildren(Button) if b.isVisible()]
    return "\n".join([*shown, *buttons])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("purpose", list(Purpose))
def test_every_word_of_the_fingerprint_is_on_the_prompt(
    qtbot: QtBot, purpose: Purpose, lang: str
) -> None:
    asked = Asked(qtbot, purpose, lang=lang)
    text = REGISTRIES[lang].prompt_text(purpose)
    words = seen_words(asked)
    for name in NAMES:
        assert getattr(text, name) in words, name
    frame = frame_words(lang)
    assert f"{frame.names[text.permission]}" in words
    assert text.version in words
    for scope in text.scopes:
        assert "\n".join(frame.scopes[scope]) in words
    # What is no word of a sentence, purpose id and language, is one press away.
    asked.part("policy").click()
    assert all(part in seen_words(asked) for part in (purpose, f" {lang}.", text.fingerprint))
    assert not asked.answers


@pytest.mark.parametrize("look", ["light", "sunlight"])
@pytest.mark.parametrize("lang", LANGS)
def test_no_prompt_is_cut_off_in_a_small_window(
    app: QApplication, qtbot: QtBot, lang: str, look: str
) -> None:
    theme.use(app, LOOKS[look])
    for purpose in Purpose:
        asked = Asked(qtbot, purpose, size=(1024, 700), lang=lang).arm()
        asked.part("policy").click()
        QApplication.processEvents()
        assert not cut(asked), purpose
        window = asked.window.rect()
        for button in asked.prompt.findChildren(Button):
            assert window.contains(place(button, asked.window)), (purpose, button.words())
            assert button.width() >= button.sizeHint().width(), (purpose, button.words())
        asked.window.close()


def test_what_is_kept_says_for_how_long(qtbot: QtBot) -> None:
    asked = Asked(qtbot)
    words = asked.words()
    at = [words.index(w) for w in ("Reads  ", "Keeps  ", "Kept for  ", "Sends  ", "Who gets it  ")]
    assert at == sorted(at)
    assert REGISTRY.prompt_text(Purpose.SCAN_QR).retention in words


def test_the_policy_link_shows_which_text_it_is_and_is_no_answer(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    text = REGISTRY.prompt_text(Purpose.SCAN_QR)
    policy = asked.part("policy")
    assert isinstance(policy, Button)
    assert policy.words() == f"Camera policy {text.version}"
    asked.click("policy")
    assert text.fingerprint in seen_words(asked)
    asked.click("policy")
    assert text.fingerprint not in seen_words(asked)
    assert not asked.answers


# --- click storms


@pytest.mark.parametrize("seed", range(4))
def test_a_storm_before_it_is_armed_grants_nothing(qtbot: QtBot, seed: int) -> None:
    asked = Asked(qtbot, arm_ms=NEVER_MS)
    chance = random.Random(seed)
    names = ("use", "refuse", "quiet", "policy", "scope.once", "scope.session", "scope.site")
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Right)
    alts = (Qt.Key.Key_U, Qt.Key.Key_D)
    for _ in range(200):
        part = asked.part(chance.choice(names))
        match chance.randrange(4):
            case 0:
                QTest.mouseClick(part, Qt.MouseButton.LeftButton)
            case 1:
                QTest.mouseDClick(part, Qt.MouseButton.LeftButton)
            case 2:
                QTest.keyClick(part, chance.choice(keys))
            case _:
                QTest.keyClick(part, chance.choice(alts), Qt.KeyboardModifier.AltModifier)
    assert not asked.answers
    assert not any(card.isChecked() for card in asked.prompt.findChildren(ChoiceCard))


def test_a_storm_that_goes_on_grants_nothing_by_its_early_clicks(qtbot: QtBot) -> None:
    asked = Asked(qtbot, arm_ms=30)
    for _ in range(20):
        asked.click("scope.site")
        asked.click("use")
    early = list(asked.answers)
    asked.arm()
    assert all(answer.shown_ms >= 30 for answer in (*early, *asked.answers))


def test_a_double_click_on_use_without_a_scope_grants_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("use")
    QTest.mouseDClick(asked.part("use"), Qt.MouseButton.LeftButton)
    assert not asked.answers


def test_a_double_click_on_use_answers_once(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.once")
    asked.click("use")
    QTest.mouseDClick(asked.part("use"), Qt.MouseButton.LeftButton)
    assert asked.kinds == [AnswerKind.USE]


def test_enter_held_down_since_the_feature_was_pressed_grants_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.site")
    asked.part("use").setFocus()
    for _ in range(50):
        held = QKeyEvent(
            QKeyEvent.Type.KeyPress,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.NoModifier,
            "\r",
            True,
        )
        QApplication.sendEvent(asked.part("use"), held)
    let_go = QKeyEvent(
        QKeyEvent.Type.KeyRelease, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r"
    )
    QApplication.sendEvent(asked.part("use"), let_go)
    assert not asked.answers


@pytest.mark.parametrize("name", ["use", "refuse", "quiet"])
def test_a_click_that_was_down_when_it_was_shown_grants_nothing(qtbot: QtBot, name: str) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.site")
    # Only the release arrives: the button went down on the feature below.
    QTest.mouseRelease(asked.part(name), Qt.MouseButton.LeftButton)
    assert not asked.answers


def test_a_prompt_behind_another_window_grants_nothing(qtbot: QtBot) -> None:
    asked = Asked(qtbot).arm()
    asked.click("scope.site")
    leave(asked)
    asked.click("use")
    asked.press("use", Qt.Key.Key_Space)
    asked.press("use", Qt.Key.Key_Return)
    QTest.keyClick(asked.part("use"), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert not asked.answers


# --- the system's own question


def waits(qtbot: QtBot, after_ms: int = 1) -> tuple[SystemWaits, FakeBridge]:
    window, bridge = QWidget(), FakeBridge()
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    shown = SystemWaits(bridge, Permission.CAMERA, window)
    shown.come(after_ms)
    return shown, bridge


@pytest.mark.parametrize("look", list(LOOKS))
def test_while_the_system_asks_one_line_says_where_to_answer(
    app: QApplication, qtbot: QtBot, look: str
) -> None:
    theme.use(app, LOOKS[look])
    shown, bridge = waits(qtbot)
    qtbot.waitUntil(shown.isVisible)
    texts = shown.findChildren(Text)
    assert WAITS in [text.text() for text in texts]
    assert not [t for t in texts if t.height() < t.heightForWidth(t.width())]
    shown.go()
    assert not shown.isVisible()
    assert not bridge.calls


def test_cancel_while_the_system_asks_takes_the_yes_back_once(qtbot: QtBot) -> None:
    shown, bridge = waits(qtbot)
    qtbot.waitUntil(shown.isVisible)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    shown.cancel()
    assert bridge.calls == [("privacy.cancel", (Permission.CAMERA,))]
    assert not shown.isVisible()


def test_a_system_that_answers_at_once_is_not_seen_to_ask(qtbot: QtBot) -> None:
    shown, _ = waits(qtbot, after_ms=NEVER_MS)
    shown.go()
    assert not shown.isVisible()


def test_placing_the_prompt_comes_to_rest(qtbot: QtBot) -> None:
    asked = Asked(qtbot, Purpose.DISCOVER, size=(1024, 700), lang="de").arm()
    sheet, requests = asked.part("sheet"), []

    class Counting(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.LayoutRequest:
                requests.append(event.type())
            return False

    counting = Counting(asked.window)
    sheet.installEventFilter(counting)
    for _ in range(20):
        QApplication.processEvents()
    assert len(requests) <= 2
