"""The widgets: each in each theme, switched while shown, driven by keyboard and mouse, safe to fill."""

import gc
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import zxingcpp
from PySide6.QtCore import QDate, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from walkdown.ui import motion, theme
from walkdown.ui.kit import (
    ActionBar,
    Bar,
    Board,
    Button,
    ChoiceCard,
    ChoiceCards,
    DatePick,
    Dot,
    EmptyHouse,
    Field,
    FocusRing,
    Header,
    Icon,
    IconTile,
    Key,
    Line,
    Mark,
    Page,
    QRCode,
    Radio,
    Rail,
    Ring,
    Run,
    Segmented,
    Select,
    Shell,
    SignalBars,
    StageSegments,
    StateGlyph,
    StepTrack,
    Tag,
    Text,
    Thumb,
    TopBar,
    Use,
    UseChip,
    box,
    col,
    mono,
    row,
    rule,
    scroll,
    strong,
)
from walkdown.ui.shapes import GLYPHS
from walkdown.ui.tokens import DARK, LIGHT, SUNLIGHT, THEMES, Tokens

each_theme = pytest.mark.parametrize("tokens", THEMES, ids=lambda t: t.name)
HOSTILE = '<img src="x"><b>A & B</b>\u202e\x00'
CAMERA = Use("camera", "camera", "Camera in use")
windows: list[QWidget] = []
RADIO = Use("bluetooth", "bluetooth", "Bluetooth in use")


def all_glyphs() -> QWidget:
    holder = QWidget()
    holder.setLayout(row(*(StateGlyph(glyph, 24) for glyph in GLYPHS)))
    return holder


def field_with_error() -> Field:
    field = Field("Serial number", Line("12204417009"), optional=True)
    field.set_error("One digit short: 11 of 12")
    return field


def top_bar() -> TopBar:
    bar = TopBar()
    bar.set_crumb("14 Harbour Lane")
    bar.set_network("No internet. Work is saved here.")
    bar.set_uses([CAMERA])
    return bar


def practice_bar() -> TopBar:
    bar = TopBar()
    bar.set_practice(True)
    return bar


def rail() -> Rail:
    made = Rail()
    made.set_site("14 Harbour Lane", "Job 2231")
    made.set_states(
        ["ok", "work", "me", "stop", "todo", "todo"],
        ["Complete", "14 of 24 scanned", "2 need you", "Stopped", "", ""],
    )
    made.set_current(1)
    made.set_board(Board((("ok", 3), ("work", 3), ("stop", 2)), 8, "3 of 8 online", "2 need you"))
    return made


def action_bar() -> ActionBar:
    bar = ActionBar(right=[Button("Continue", "arrow", "primary", "lg", key="Ctrl+Return")])
    bar.set_saved("10:42")
    bar.set_hints(("Ctrl Z", "undo"))
    return bar


def chosen_cards() -> ChoiceCards:
    cards = ChoiceCards([ChoiceCard("Once", "10 minutes"), ChoiceCard("Site")], side_by_side=True)
    cards.set_chosen(0)
    return cards


WIDGETS: dict[str, Callable[[], QWidget]] = {
    "action bar": action_bar,
    "bar": lambda: Bar([("ok", 2), ("work", 1), ("stop", 1)], 6, name="progress"),
    "box": lambda: box(col(Text("stop")), "stop", 12),
    "button equal": lambda: Button("Don't use", kind="equal"),
    "button icon": lambda: Button(icon="more", kind="icon", name="More"),
    "button link": lambda: Button("Policy", kind="link"),
    "button live": lambda: box(row(Button("Stop", "square", "live", "sm")), "live", 4),
    "button off": lambda: Button("Off", "bell", enabled=False),
    "button primary": lambda: Button("Resume", "play", "primary", "lg"),
    "button quiet": lambda: Button("Skip", kind="quiet"),
    "button": lambda: Button("New site", "plus"),
    "chip": lambda: UseChip("camera", "Camera in use"),
    "choice cards": chosen_cards,
    "date": lambda: DatePick(QDate(2026, 11, 22), name="Date"),
    "dot": lambda: Dot("stop.fill"),
    "empty house": EmptyHouse,
    "field with error": field_with_error,
    "field": lambda: Field("Site name", Line("14 Harbour Lane"), "As on the order"),
    "glyphs": all_glyphs,
    "header": lambda: Header("Labels", "Scan each label.", Button("Pause all", "pause")),
    "icon": lambda: Icon("camera"),
    "key": lambda: Key("Ctrl Z"),
    "line": lambda: Line(placeholder="Find", icon="search", quiet=True),
    "line big": lambda: Line("secret", big=True, mono=True, name="Password"),
    "mark": Mark,
    "page": lambda: Page(Text("Page")),
    "practice bar": practice_bar,
    "qr": lambda: QRCode("https://walkdown.example"),
    "radio": lambda: Radio(on=True),
    "rail": rail,
    "ring": lambda: Ring(14, 24),
    "rule": rule,
    "segmented": lambda: Segmented(["Camera", "Photo"], icons=["camera", "photo"]),
    "select": lambda: Select(["Europe/London", "Europe/Paris"], name="Time zone"),
    "signal": lambda: SignalBars(-71),
    "stages": lambda: StageSegments(["ok", "now", "warn", "todo", "todo", "todo"]),
    "tag": lambda: Tag("stop", "Could not join"),
    "tag quiet": lambda: Tag("warn", "Duplicate", "duplicate", quiet=True),
    "text": lambda: Text(["14", Run(" of 24", role="h2"), mono(" 1220"), strong("!")], "display"),
    "text wrapped": lambda: Text("one two three four five " * 4, wrap=True),
    "thumb": lambda: Thumb(136, 120),
    "tile": lambda: IconTile("battery"),
    "tile inverse": lambda: IconTile("camera", 48, inverse=True),
    "top bar": top_bar,
    "track": lambda: StepTrack(["ok", "work", "stop", "me", "wait", "todo"]),
}  # fmt: skip


def shown(widget: QWidget) -> QWidget:
    """The widget in a window of the usual size, at the top left."""
    window = QWidget()
    window.setProperty("bg", "canvas")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    window.setLayout(col(row((widget, 1), 400, gap=0), "stretch", margins=(8, 8, 8, 8)))
    window.setFixedSize(1280, 800)
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.setFocus()  # nothing in it: a cursor and a selected day would differ
    window.show()
    windows.append(window)
    settle()
    return window


def settle() -> None:
    """Layouts settle in a few rounds: a height may follow from a width of the round before."""
    for _ in range(4):
        QApplication.processEvents()


def picture(widget: QWidget) -> QImage:
    """What the widget looks like on the canvas of the theme."""
    return photo(shown(widget))


def photo(window: QWidget) -> QImage:
    """What a window looks like; it is put away afterwards."""
    taken = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    window.hide()
    return taken


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The arc of "work" would differ from picture to picture."""
    monkeypatch.setattr(motion, "turn", lambda: 0.0)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No window outlives its test."""
    yield
    for window in windows:
        window.close()
        window.deleteLater()
    windows.clear()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pixels(image: QImage) -> np.ndarray:
    raw = np.frombuffer(image.constBits(), np.uint32)
    return raw.reshape(image.height(), -1).copy()  # the picture may be gone before its pixels


def buttons(widget: QWidget) -> dict[str, QPushButton]:
    return {b.accessibleName(): b for b in widget.findChildren(QPushButton)}


@each_theme
def test_every_widget_shows_itself_in_every_theme(app: QApplication, tokens: Tokens) -> None:
    theme.use(app, tokens)
    canvas = QColor(tokens.canvas).rgb()
    blank = [name for name, make in WIDGETS.items() if (pixels(picture(make())) == canvas).all()]
    assert not blank


@pytest.mark.parametrize("tokens", [DARK, SUNLIGHT], ids=lambda t: t.name)
def test_a_widget_switched_while_shown_looks_as_if_made_in_that_theme(
    app: QApplication, tokens: Tokens
) -> None:
    switched = {name: shown(make()) for name, make in WIDGETS.items()}
    theme.use(app, tokens)
    settle()
    other = [name for name, make in WIDGETS.items() if photo(switched[name]) != picture(make())]
    assert not other


def test_a_widget_not_yet_shown_at_the_switch_is_not_left_behind(app: QApplication) -> None:
    waiting = {name: make() for name, make in WIDGETS.items()}
    for widget in waiting.values():
        widget.sizeHint()  # as a stack of pages asks before any page is seen
    theme.use(app, SUNLIGHT)
    other = [name for name, make in WIDGETS.items() if picture(waiting[name]) != picture(make())]
    assert not other


def test_every_control_has_a_name_for_assistive_technology(app: QApplication) -> None:
    for name, make in WIDGETS.items():
        widget = make()
        controls = [w for w in (widget, *widget.findChildren(QWidget)) if reached_by_keyboard(w)]
        assert all(control.accessibleName() for control in controls), name


def reached_by_keyboard(widget: QWidget) -> bool:
    ours = not isinstance(widget.parent(), QComboBox | QAbstractSpinBox | QAbstractScrollArea)
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and ours and not popup(widget)


def popup(widget: QWidget) -> bool:
    return widget.window().windowType() == Qt.WindowType.Popup


@each_theme
def test_buttons_are_as_high_as_their_targets(app: QApplication, tokens: Tokens) -> None:
    theme.use(app, tokens)
    for size, height in (("sm", tokens.targets.sm), ("md", tokens.targets.md),
                         ("lg", tokens.targets.lg), ("xl", tokens.targets.xl)):  # fmt: skip
        assert Button("Open", size=size).sizeHint().height() == height
    assert Button("Use", kind="equal").sizeHint().height() == tokens.targets.lg
    assert Segmented(["a", "b"]).sizeHint().height() == tokens.targets.md
    assert Line("a").sizeHint().height() == tokens.targets.md
    assert Select(["a"]).sizeHint().height() == tokens.targets.md


# ---- text from outside
def test_text_from_outside_is_shown_as_it_stands_and_never_as_markup(app: QApplication) -> None:
    text = Text(HOSTILE, elide=True)
    assert text.textFormat() == Qt.TextFormat.PlainText
    assert text.text() == '<img src="x"><b>A & B</b>'
    assert "<img" not in text.toolTip()
    assert Text("x" * 10_000).text() == "x" * 3999 + "…"
    assert Tag("warn", HOSTILE).text() == '<img src="x"><b>A & B</b>'


def test_a_button_shows_an_ampersand_instead_of_making_a_shortcut(app: QApplication) -> None:
    button = Button("A & B")
    assert button.text() == "A && B"
    assert button.words() == "A & B"
    assert button.accessibleName() == "A & B"
    button.setText("C & D")
    assert button.text() == "C && D"


def test_a_shortcut_outlives_a_new_caption(app: QApplication) -> None:
    button = Button("Continue", key="Ctrl+Return")
    button.say("Continue to Nearby")
    assert button.shortcut().toString() == "Ctrl+Return"


def test_text_can_be_said_anew_and_grows_with_its_lines(app: QApplication) -> None:
    text = Text("short", wrap=True)
    assert text.heightForWidth(200) == 24
    text.say("one two three four five six seven eight nine ten " * 3)
    assert text.heightForWidth(200) > 24 * 4
    text.say("two\nlines", "stop.word")
    assert text.heightForWidth(200) == 48


def test_an_elided_text_gives_way_and_tells_all_of_itself(app: QApplication) -> None:
    long = Text("A very long name of a site in a very long street", elide=True)
    assert long.minimumSizeHint().width() < 40
    assert "very long street" in long.toolTip()


def test_a_busy_button_says_what_it_does_and_takes_no_click(
    app: QApplication, qtbot: QtBot
) -> None:
    button = Button("Use my location", "location")
    qtbot.addWidget(button)
    button.show()
    width = button.width()
    button.set_busy("Reading once")
    assert button.accessibleName() == "Reading once"
    assert not button.isEnabled()
    assert button.sizeHint().width() > 0
    assert button.minimumWidth() >= width
    button.set_busy("")
    assert button.words() == "Use my location"
    assert button.isEnabled()


def test_the_icon_of_a_button_takes_the_ink_of_the_theme(app: QApplication) -> None:
    button = Button("New site", "plus")

    def ink() -> QColor:
        image = button.icon().pixmap(24, 20).toImage()
        return image.pixelColor(10, 10)

    assert same(ink(), LIGHT.ink)
    theme.use(app, DARK)
    assert same(ink(), DARK.ink)
    button.set_kind("primary")
    assert same(ink(), DARK.on_accent)


def same(one: QColor, other: str) -> bool:
    """Equal but for the rounding of a picture with transparency."""
    there = QColor(other)
    return all(
        abs(a - b) <= 2
        for a, b in (
            (one.red(), there.red()),
            (one.green(), there.green()),
            (one.blue(), there.blue()),
        )
    )


# ---- fields and choices
def test_what_is_wrong_in_a_field_is_told_to_eye_and_ear(app: QApplication) -> None:
    line = Line()
    field = Field("Owner e-mail", line, "For the report")
    field.set_error("Looks unfinished: nothing after the dot.")
    assert field.has_error()
    assert "nothing after the dot" in line.accessibleName()
    field.clear()
    assert not field.has_error()
    assert line.accessibleName() == "Owner e-mail"


def test_arrow_keys_move_a_segmented_choice(app: QApplication, qtbot: QtBot) -> None:
    choice = Segmented(["Camera", "Photo", "Scanner"])
    qtbot.addWidget(choice)
    choice.show()
    heard: list[int] = []
    choice.chosen.connect(heard.append)
    first = choice.findChildren(QWidget)[0]
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(choice.findChildren(QWidget)[1], Qt.Key.Key_Right)
    QTest.keyClick(choice.findChildren(QWidget)[2], Qt.Key.Key_Right)
    assert heard == [1, 2, 0]
    QTest.mouseClick(choice.findChildren(QWidget)[1], Qt.MouseButton.LeftButton)
    assert choice.index() == 1
    choice.set_chosen(2)
    assert heard == [1, 2, 0, 1]


def test_no_card_is_chosen_until_the_person_chooses(app: QApplication, qtbot: QtBot) -> None:
    made = [ChoiceCard("Once"), ChoiceCard("Session", enabled=False), ChoiceCard("Site")]
    cards = ChoiceCards(made)
    qtbot.addWidget(cards)
    cards.show()
    heard: list[int] = []
    cards.chosen.connect(heard.append)
    assert cards.index() == -1
    QTest.keyClick(made[0], Qt.Key.Key_Space)
    QTest.keyClick(made[0], Qt.Key.Key_Down)
    QTest.mouseClick(made[1], Qt.MouseButton.LeftButton)
    assert heard == [0, 2]
    QTest.mouseClick(made[0], Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    assert [card.isChecked() for card in made] == [True, False, False]


# ---- states and meters
def test_steps_and_meters_are_spoken(app: QApplication) -> None:
    track = StepTrack(["ok", "ok", "ok", "stop", "todo", "todo"])
    assert "Joined failed" in track.accessibleName()
    track.set_states(["ok", "ok", "ok", "work", "todo", "todo"])
    assert "Joined working" in track.accessibleName()
    signal = SignalBars(-63)
    assert signal.accessibleName() == "signal 3 of 4, -63 dBm"
    signal.set_dbm(None)
    assert signal.accessibleName() == "no signal"
    assert StageSegments(["ok", "now"]).accessibleName() == "1 of 2 stages done"


def test_every_state_has_a_silhouette_of_its_own(app: QApplication) -> None:
    theme.use(app, SUNLIGHT)  # where colour tells nothing
    shapes = [picture(StateGlyph(glyph, 24)) for glyph in GLYPHS if glyph != "me"]
    same = [(a, b) for i, a in enumerate(shapes) for b in shapes[i + 1 :] if a == b]
    assert not same


@each_theme
def test_a_reader_reads_the_code_in_every_theme(app: QApplication, tokens: Tokens) -> None:
    theme.use(app, tokens)
    code = QRCode("WIFI:T:WPA;S:HarbourHome-2G;P:practice;;", 220)
    shown = code.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    raw = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), -1)
    results = zxingcpp.read_barcodes(np.ascontiguousarray(raw[:, : shown.width()]))
    assert [r.text for r in results] == ["WIFI:T:WPA;S:HarbourHome-2G;P:practice;;"]


def test_what_no_code_can_hold_is_refused(app: QApplication) -> None:
    with pytest.raises(ValueError, match="too long"):
        QRCode("x" * 5000)


# ---- the frame
def shell(width: int, height: int) -> Shell:
    made = Shell()
    made.setMinimumSize(800, 600)
    made.top.set_crumb("14 Harbour Lane")
    made.top.set_network("No internet. Work is saved here.")
    made.top.set_uses([CAMERA, RADIO])
    made.rail.set_site("14 Harbour Lane", "Job 2231")
    made.rail.set_states(["ok", "ok", "work", "todo", "todo", "todo"], ["24 of 24 matched"] * 6)
    made.rail.set_board(Board((("ok", 3),), 8, "3 of 8 online", "2 need you"))
    page = QWidget()
    header = Header("Labels", "Scan each device's own label. Order does not matter.")
    page.setLayout(col((scroll(Page(header, "stretch")), 1), action_bar(), gap=0))
    made.add_page(page)
    made.resize(width, height)
    return made


@each_theme
@pytest.mark.parametrize("size", [(1024, 700), (1280, 800)])
def test_nothing_in_the_frame_is_clipped(
    app: QApplication, qtbot: QtBot, tokens: Tokens, size: tuple[int, int]
) -> None:
    window = shell(*size)
    qtbot.addWidget(window)
    window.show()
    theme.use(app, tokens)
    qtbot.waitUntil(lambda: not clipped(window))
    assert window.size().toTuple() == size


def clipped(window: QWidget) -> list[str]:
    """Texts and buttons that have less room than they ask for, or lie outside of their parent."""
    shown = [w for w in window.findChildren(QWidget) if w.isVisible()]
    small = [w for w in shown if isinstance(w, Text | QPushButton)
             and w.width() < w.minimumSizeHint().width()]  # fmt: skip
    outside = [w for w in shown if isinstance(w, QPushButton | Text)
               and not within(w, window)]  # fmt: skip
    return [w.accessibleName() or type(w).__name__ for w in (*small, *outside)]


def within(widget: QWidget, window: QWidget) -> bool:
    corner = widget.mapTo(window, QPoint(0, 0))
    return window.rect().contains(corner) and window.rect().contains(
        corner + QPoint(widget.width() - 1, widget.height() - 1)
    )


def test_the_rail_collapses_in_a_narrow_window(app: QApplication, qtbot: QtBot) -> None:
    window = shell(1280, 800)
    qtbot.addWidget(window)
    window.show()
    assert not window.rail.is_narrow()
    wide = window.rail.width()
    window.resize(1024, 700)
    qtbot.waitUntil(window.rail.is_narrow)
    qtbot.waitUntil(lambda: window.rail.width() < wide / 2)
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.rail.is_narrow())
    window.rail.set_narrow(True)
    assert window.rail.is_narrow()


def test_stages_and_job_board_can_be_chosen(app: QApplication, qtbot: QtBot) -> None:
    made = rail()
    qtbot.addWidget(made)
    made.show()
    items = [b for b in made.findChildren(QWidget) if b.accessibleName().startswith("Network")]
    with qtbot.waitSignal(made.stage_chosen) as heard:
        QTest.mouseClick(items[0], Qt.MouseButton.LeftButton)
    assert heard.args == [3]
    card = [b for b in made.findChildren(QWidget) if b.accessibleName().startswith("Job board.")]
    with qtbot.waitSignal(made.board_chosen):
        QTest.keyClick(card[0], Qt.Key.Key_Space)
    assert "Labels, in progress. 14 of 24 scanned" in {
        w.accessibleName() for w in made.findChildren(QWidget)
    }


def test_one_click_on_stop_ends_the_use(app: QApplication, qtbot: QtBot) -> None:
    window = shell(1280, 800)
    qtbot.addWidget(window)
    window.show()
    stop = buttons(window.top)["Stop: Camera in use"]
    with qtbot.waitSignal(window.top.stop_use) as heard:
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    assert heard.args == ["camera"]
    window.top.set_uses([CAMERA, RADIO, Use("wifi", "network", "Wi-Fi in use")])
    stop_all = buttons(window.top)["Stop all: 3 in use"]
    assert stop_all.isVisible()
    with qtbot.waitSignal(window.top.stop_all_uses):
        QTest.mouseClick(stop_all, Qt.MouseButton.LeftButton)


def test_the_top_bar_tells_what_was_pressed(app: QApplication, qtbot: QtBot) -> None:
    bar = top_bar()
    qtbot.addWidget(bar)
    bar.show()
    for name, signal in (("Back to all jobs", bar.back), ("Sunlight mode", bar.sunlight),
                         ("Privacy and ledger", bar.privacy), ("Help", bar.help)):  # fmt: skip
        with qtbot.waitSignal(signal):
            buttons(bar)[name].click()


def test_the_focus_ring_follows_the_keyboard_and_leaves_the_mouse_alone(
    app: QApplication, qtbot: QtBot
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    one, other, line = Button("One"), Button("Other"), Line("typed", name="Line")
    window.setLayout(col(one, other, line, "stretch", margins=(20, 20, 20, 20)))
    ring = FocusRing(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    handle = window.windowHandle()
    one.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: other.hasFocus() and ring.isVisible())
    assert ring.geometry().contains(other.geometry())
    assert ring.width() == other.width() + 2 * (2 + LIGHT.focus_w)
    QTest.keyClick(handle, Qt.Key.Key_Tab)  # a line to type in thickens its own edge
    qtbot.waitUntil(lambda: line.hasFocus() and not ring.isVisible())
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=one.geometry().center())
    qtbot.waitUntil(one.hasFocus)
    assert not ring.isVisible()


def test_a_photo_takes_the_place_of_the_drawn_house(app: QApplication) -> None:
    red = QPixmap(300, 100)
    red.fill(QColor("red"))
    thumb = Thumb(40)
    thumb.show_photo(red)
    assert picture(thumb) != picture(Thumb(40))
    broken = Thumb(40)
    broken.show_photo(QPixmap())
    assert picture(broken) == picture(Thumb(40))


def test_no_dropped_window_is_destroyed_while_qt_goes_through_all_of_them(
    app: QApplication,
) -> None:
    class Told(QWidget):
        """A collection in here destroyed windows that Qt had still to visit: a crash."""

        def changeEvent(self, event: QEvent) -> None:
            if theme.switched(event):
                collecting.append(gc.isenabled())

    collecting: list[bool] = []
    told = Told()
    theme.use(app, DARK)
    assert told.isHidden()
    assert collecting
    assert not any(collecting)
    assert gc.isenabled()
