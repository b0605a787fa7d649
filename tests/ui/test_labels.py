"""Labels: four ways in and typing, one list out, and a camera that only looks when it is asked to."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, GATEWAY, LABELS, NOW, device, job
from walkdown.app.messages import (
    CodesShown,
    Eye,
    EyeShown,
    FrameShown,
    JobShown,
    LabelTaken,
    Message,
    Outcome,
    StepsShown,
    Taking,
    Told,
)
from walkdown.core.device import Device, Kind, Way, Work
from walkdown.core.job import HandedOver, Job, Stage
from walkdown.core.label import grouped
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.site import Expected, Site
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Button, Line, Text
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.labels_pasted import Fate, read_lines
from walkdown.ui.pages.labels_words import still_missing, to_go
from walkdown.ui.tokens import SUNLIGHT, THEMES, Tokens

PLAN = (Expected(Kind.GATEWAY, 1), Expected(Kind.BATTERY, 1), Expected(Kind.CHARGER, 2))
NEW = "608801507731"
SECRET = "correct horse battery"
SQUARE = ((40, 40), (80, 40), (80, 80), (40, 80))


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> LabelsPage:
    """The page with a plan of four and two devices listed, as wide as beside the rail."""
    made = LabelsPage(FakeBridge())
    qtbot.addWidget(made)
    made.resize(1048, 736)
    made.show()
    made.entered()
    tell(made, JobShown(listed(2), NOW))
    return made


def tell(page: LabelsPage, message: Message) -> None:
    """A message, and the layout it brings about."""
    page.take(message)
    QApplication.processEvents()


def listed(count: int, **more: object) -> Job:
    """A job with the first labels listed, a minute apart."""
    devices = (replace(device(n), added_at=NOW + timedelta(minutes=n)) for n in range(count))
    facts = {"site": Site("14 Harbour Lane", expected=PLAN)} | more
    return replace(job(*devices), **facts)


def calls(page: LabelsPage) -> list[tuple[str, tuple[object, ...]]]:
    bridge = page.bridge
    assert isinstance(bridge, FakeBridge)
    return bridge.calls


def parts(page: LabelsPage, name: str) -> list[QWidget]:
    return [w for w in page.findChildren(QWidget, name) if w.isVisible()]


def part(page: LabelsPage, name: str) -> QWidget:
    """The visible part of this name; there is never more than one."""
    found = parts(page, name)
    assert len(found) == 1, (name, found)
    return found[0]


def button(page: LabelsPage, name: str) -> Button:
    found = part(page, name)
    assert isinstance(found, Button)
    return found


def click(qtbot: QtBot, page: LabelsPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def texts(page: LabelsPage) -> str:
    return "\n".join(w.text() for w in page.findChildren(Text) if w.isVisible())


def rows(page: LabelsPage) -> list[str]:
    """The rows of the list by name, top to bottom."""
    shown = [w for w in page.findChildren(QWidget) if w.isVisible()]
    found = [w for w in shown if w.objectName().startswith(("labels.row.", "labels.taken."))]
    return [w.objectName() for w in sorted(found, key=lambda w: w.mapTo(page, QPoint()).y())]


def add_third(page: LabelsPage) -> str:
    """A third device is listed, as after a scan."""
    tell(page, JobShown(listed(3), NOW))
    serial = LABELS[2][2]
    tell(page, LabelTaken(Outcome.ADDED, serial, LABELS[2][1]))
    return serial


def camera_on(page: LabelsPage) -> None:
    tell(page, EyeShown(Eye.STARTING))
    tell(page, EyeShown(Eye.ON))
    tell(page, FrameShown(Frame(160, 90, bytes(160 * 90 * 3))))


# --- the list


def test_the_list_is_newest_first_with_the_count_against_the_plan(page: LabelsPage) -> None:
    assert rows(page) == [f"labels.row.{BATTERY}", f"labels.row.{GATEWAY}"]
    assert "2 of 4" in texts(page)
    assert grouped(GATEWAY) in texts(page)


def test_a_new_label_stands_on_top_and_can_be_undone(page: LabelsPage, qtbot: QtBot) -> None:
    serial = add_third(page)
    assert rows(page)[0] == f"labels.row.{serial}"
    click(qtbot, page, "labels.undo")
    assert calls(page)[-1] == ("labels.remove", (serial,))


def test_undo_leaves_the_row_after_a_while_and_the_key_still_works(page: LabelsPage) -> None:
    serial = add_third(page)
    page._shelf.list._clock.timeout.emit()
    assert not parts(page, "labels.undo")
    tell(page, StepsShown(f"Take {serial} off the list", ""))
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calls(page)[-1] == ("labels.undo", ())


def test_undo_and_redo_say_what_they_would_do(page: LabelsPage, qtbot: QtBot) -> None:
    assert not button(page, "labels.undo_step").isEnabled()
    assert not button(page, "labels.redo").isEnabled()
    tell(page, StepsShown("Take EVC-22 off the list", "Draw the map again"))
    assert "Take EVC-22 off the list" in button(page, "labels.undo_step").accessibleName()
    assert "Draw the map again" in button(page, "labels.redo").accessibleName()
    click(qtbot, page, "labels.undo_step")
    click(qtbot, page, "labels.redo")
    for key in (Qt.Key.Key_Y, Qt.Key.Key_Z):
        shift = Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Z else Qt.KeyboardModifier(0)
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier | shift)
    assert [name for name, _ in calls(page)] == ["labels.undo", *["labels.redo"] * 3]


def test_undo_never_takes_off_a_device_whose_work_has_begun(page: LabelsPage) -> None:
    tell(page, JobShown(replace(listed(1), devices=(device(0, Work.ONLINE, 6),)), NOW))
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not calls(page)


def test_rows_and_focus_stay_while_others_come(page: LabelsPage) -> None:
    row = part(page, f"labels.row.{GATEWAY}")
    row.setFocus()
    add_third(page)
    assert part(page, f"labels.row.{GATEWAY}") is row
    assert row.hasFocus()


def test_up_and_down_walk_the_list_and_right_enters_the_button(page: LabelsPage) -> None:
    serial = add_third(page)
    part(page, f"labels.row.{BATTERY}").setFocus()
    QTest.keyClick(part(page, f"labels.row.{BATTERY}"), Qt.Key.Key_Up)
    row = part(page, f"labels.row.{serial}")
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_Right)
    assert part(page, "labels.undo").hasFocus()


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (LabelTaken(Outcome.DUPLICATE, GATEWAY, "GW-1"), "GW-1, scanned before"),
        (LabelTaken(Outcome.LEFT_OUT, text="LOT 22 0713 PCS 12"), "Carton label, not a device"),
        (LabelTaken(Outcome.OTHER_SITE, NEW, other="3 Mill Cottages"), "3 Mill Cottages"),
        (LabelTaken(Outcome.ROUTER, text="HarbourHome"), "It is used on the Network page."),
    ],
)
def test_a_scan_that_adds_nothing_says_why_and_leaves_the_count(
    page: LabelsPage, taken: LabelTaken, words: str
) -> None:
    tell(page, taken)
    assert words in texts(page)
    assert "2 of 4" in texts(page)
    assert rows(page)[0].startswith("labels.taken.")


def test_the_same_duplicate_twice_is_one_row(page: LabelsPage) -> None:
    tell(page, LabelTaken(Outcome.DUPLICATE, GATEWAY, "GW-1"))
    tell(page, LabelTaken(Outcome.DUPLICATE, GATEWAY, "GW-1"))
    assert len(rows(page)) == 3


def test_a_routers_password_is_never_on_the_screen(page: LabelsPage) -> None:
    camera_on(page)
    tell(page, CodesShown((CodeRead("", b"", "QRCode", SQUARE),)))
    code = f"WIFI:T:WPA;S:Home;P:{SECRET};"
    tell(page, LabelTaken(Outcome.LEFT_OUT, text=code))
    spoken = " ".join(w.accessibleName() + w.toolTip() for w in page.findChildren(QWidget))
    assert SECRET not in texts(page) + spoken


def test_text_from_a_label_is_shown_as_text(page: LabelsPage) -> None:
    tell(page, LabelTaken(Outcome.LEFT_OUT, text="<b>\u202eevil</b>"))
    assert "<b>" not in texts(page)
    assert "\u202e" not in texts(page)


def test_missing_names_what_the_plan_still_expects(page: LabelsPage) -> None:
    assert still_missing(listed(2)) == ((Kind.CHARGER, 2),)
    assert to_go(listed(2)) == "2 to go: 2 EV chargers"
    tabs = part(page, "labels.tabs")
    QTest.keyClick(tabs.findChildren(QWidget)[0], Qt.Key.Key_Right)
    assert "2 EV chargers" in texts(page)
    assert not rows(page)


def test_without_a_plan_the_way_to_the_plan_is_shown(page: LabelsPage, qtbot: QtBot) -> None:
    tell(page, JobShown(replace(listed(1), site=Site()), NOW))
    QTest.keyClick(part(page, "labels.tabs").findChildren(QWidget)[0], Qt.Key.Key_Right)
    with qtbot.waitSignal(page.go) as gone:
        click(qtbot, page, "labels.site")
    assert gone.args == [Stage.SITE]


def test_a_long_list_is_shown_at_once_in_part_and_whole_on_request(
    page: LabelsPage, qtbot: QtBot
) -> None:
    many = tuple(
        Device(
            f"{130000000000 + n}",
            "MI-800",
            Kind.MICRO_INVERTER,
            Way.PASTED,
            NOW + timedelta(seconds=n),
        )
        for n in range(120)
    )
    tell(page, JobShown(replace(listed(0), id="job-2", devices=many), NOW))
    assert len(rows(page)) == 30
    part(page, "labels.all").setFocus()
    QTest.keyClick(part(page, "labels.all"), Qt.Key.Key_Space)
    QApplication.processEvents()
    assert [r[-12:] for r in rows(page)] == [d.serial for d in reversed(many)]


def test_the_full_list_gives_the_way_on_the_focus(page: LabelsPage) -> None:
    full = listed(3, site=Site(expected=(Expected(Kind.GATEWAY, 3),)))
    tell(page, JobShown(full, NOW))
    tell(page, LabelTaken(Outcome.ADDED, LABELS[2][2], "EVC-22"))
    assert part(page, "labels.continue").hasFocus()


def test_another_job_starts_clean(page: LabelsPage) -> None:
    tell(page, LabelTaken(Outcome.DUPLICATE, GATEWAY))
    tell(page, Told(Trouble(Code.PICTURE_UNREADABLE), Stage.LABELS))
    tell(page, JobShown(None))
    tell(page, JobShown(replace(listed(0), id="job-2"), NOW))
    assert not rows(page)
    assert "Nothing scanned yet" in texts(page)
    assert not parts(page, "labels.act")


def test_a_handed_over_list_can_only_be_read(page: LabelsPage) -> None:
    tell(page, JobShown(listed(2, handed_over=HandedOver("O", NOW, "pack")), NOW))
    assert not parts(page, "labels.camera")
    assert not parts(page, "labels.type")
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not calls(page)


def test_the_way_on_by_key(page: LabelsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.go) as gone:
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert gone.args == [Stage.NEARBY]


# --- the camera


def test_the_camera_starts_only_when_it_is_pressed(page: LabelsPage, qtbot: QtBot) -> None:
    assert not calls(page)
    click(qtbot, page, "labels.camera")
    assert calls(page) == [("labels.start_camera", ())]


def test_the_live_picture_says_so_and_can_be_stopped(page: LabelsPage, qtbot: QtBot) -> None:
    camera_on(page)
    picture = part(page, "labels.picture")
    assert "Nothing is recorded" in picture.accessibleName()
    click(qtbot, page, "labels.camera")
    assert calls(page)[-1] == ("labels.stop_camera", ())


def test_a_code_in_sight_is_named_with_what_became_of_it(page: LabelsPage) -> None:
    camera_on(page)
    before = part(page, "labels.picture").grab().toImage()
    tell(page, CodesShown((CodeRead("", b"", "QRCode", SQUARE),)))
    framed = part(page, "labels.picture").grab().toImage()
    serial = add_third(page)
    picture = part(page, "labels.picture")
    named = picture.grab().toImage()
    assert before != framed
    assert framed != named
    assert f"EVC-22 added, {grouped(serial)}" in picture.accessibleName()
    tell(page, CodesShown(()))
    assert "added" not in picture.accessibleName()


def test_a_typed_serial_is_not_put_on_the_code_in_sight(page: LabelsPage, qtbot: QtBot) -> None:
    camera_on(page)
    tell(page, CodesShown((CodeRead("", b"", "QRCode", SQUARE),)))
    click(qtbot, page, "labels.type")
    QTest.keyClicks(part(page, "labels.type.serial"), f"WD1:EVC-22:{NEW}")
    click(qtbot, page, "labels.type.add")
    tell(page, LabelTaken(Outcome.ADDED, NEW, "EVC-22"))
    assert "added" not in part(page, "labels.picture").accessibleName()


def test_codes_far_outside_the_frame_or_without_corners_do_no_harm(page: LabelsPage) -> None:
    camera_on(page)
    wild = tuple((x, -x) for x in (10**9, -(10**9), 0, 5))
    codes = tuple(CodeRead(str(n), b"", "QRCode", wild) for n in range(40))
    tell(page, CodesShown((*codes, CodeRead("x", b"", "QRCode", ()))))
    assert not part(page, "labels.picture").grab().isNull()


def test_when_nothing_reads_help_comes_step_by_step(page: LabelsPage) -> None:
    camera_on(page)
    picture = page._ways.camera.picture
    hints = []
    for _ in range(4):
        picture.patience.timeout.emit()
        hints.append(picture.hint.partition(":")[0])
    assert hints == ["Closer", "More light", "Type it instead", "Type it instead"]
    assert "Type it instead" in picture.accessibleName()
    tell(page, CodesShown((CodeRead("1", b"", "QRCode", SQUARE),)))
    assert not picture.hint


def test_a_no_is_told_in_the_pictures_place_with_the_ways_without_it(
    page: LabelsPage, qtbot: QtBot
) -> None:
    click(qtbot, page, "labels.camera")
    no = Trouble(Code.REFUSED)
    tell(page, EyeShown(Eye.REFUSED, trouble=no))
    tell(page, Told(no, Stage.LABELS))
    assert button(page, "labels.camera").words() == "Ask me again"
    assert "You said no to the camera" in texts(page)
    assert not parts(page, "labels.act")
    click(qtbot, page, "labels.camera")
    assert calls(page)[-1] == ("labels.start_camera", ())


def test_a_camera_in_use_elsewhere_is_explained(page: LabelsPage) -> None:
    tell(page, EyeShown(Eye.OFF, trouble=Trouble(Code.CAMERA_BUSY)))
    assert "CAM-02" in texts(page)
    assert button(page, "labels.camera").words() == "Try again"


def test_leaving_the_page_stops_the_camera(page: LabelsPage) -> None:
    camera_on(page)
    page.left()
    assert calls(page)[-1] == ("labels.stop_camera", ())


def test_a_camera_that_comes_on_behind_another_page_is_stopped(page: LabelsPage) -> None:
    page.left()
    assert not calls(page)
    tell(page, EyeShown(Eye.ON))
    assert calls(page) == [("labels.stop_camera", ())]


def test_the_owners_camera_is_not_shown_here(page: LabelsPage) -> None:
    tell(page, EyeShown(Eye.ON, for_router=True))
    tell(page, FrameShown(Frame(2, 2, bytes(12))))
    assert not parts(page, "labels.picture")


# --- typing


def test_a_typed_serial_is_taken_with_its_kind_and_model(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    QTest.keyClicks(part(page, "labels.type.serial"), "6088 0150 7731")
    select = part(page, "labels.type.kind")
    assert isinstance(select, QComboBox)
    select.setFocus()
    QTest.keyClick(select, Qt.Key.Key_Home)
    for _ in range(select.findData("charger")):
        QTest.keyClick(select, Qt.Key.Key_Down)
    QTest.keyClicks(part(page, "labels.type.model"), "EVC-22")
    click(qtbot, page, "labels.type.add")
    taken = ("labels.take", ("6088 0150 7731", Way.TYPED, Kind.CHARGER, "EVC-22"))
    assert calls(page) == [taken]


def test_after_adding_the_line_is_free_for_the_next(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    line = part(page, "labels.type.serial")
    assert isinstance(line, Line)
    QTest.keyClicks(line, NEW)
    tell(page, LabelTaken(Outcome.ADDED, NEW, "EVC-22"))
    assert line.text() == ""
    assert line.hasFocus()


@pytest.mark.parametrize("text", ["", "hello", "12345", "WIFI:S:x;;"])
def test_what_is_no_serial_is_told_at_the_field_and_not_sent(
    page: LabelsPage, qtbot: QtBot, text: str
) -> None:
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(parts(page, "labels.type.serial")))
    QTest.keyClicks(part(page, "labels.type.serial"), text)
    QTest.keyClick(part(page, "labels.type.serial"), Qt.Key.Key_Return)
    assert "four of them digits" in texts(page)
    assert not calls(page)


def test_a_serial_without_a_kind_is_not_guessed(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    QTest.keyClicks(part(page, "labels.type.serial"), NEW)
    click(qtbot, page, "labels.type.add")
    assert "Choose its kind." in texts(page)
    assert not calls(page)


def test_a_scanned_bare_serial_asks_for_its_kind(page: LabelsPage, qtbot: QtBot) -> None:
    tell(page, LabelTaken(Outcome.NEEDS_KIND, NEW))
    line, select = part(page, "labels.type.serial"), part(page, "labels.type.kind")
    assert isinstance(line, Line)
    assert isinstance(select, QComboBox)
    assert line.text() == grouped(NEW)
    select.setCurrentIndex(select.findData("charger"))
    click(qtbot, page, "labels.type.add")
    assert calls(page) == [("labels.take", (grouped(NEW), Way.CAMERA, Kind.CHARGER, ""))]


def test_a_question_does_not_overwrite_what_is_being_typed(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    line = part(page, "labels.type.serial")
    assert isinstance(line, Line)
    QTest.keyClicks(line, "77030012")
    tell(page, LabelTaken(Outcome.NEEDS_KIND, NEW))
    assert line.text() == "77030012"
    assert rows(page)[0].startswith("labels.taken.")


def test_escape_closes_typing(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.type")
    QTest.keyClick(part(page, "labels.type.serial"), Qt.Key.Key_Escape)
    assert not parts(page, "labels.type.serial")
    assert part(page, "labels.type").hasFocus()


# --- photo, scanner, paste


def test_a_picture_without_a_label_is_explained_until_the_next_click(
    page: LabelsPage, qtbot: QtBot
) -> None:
    click(qtbot, page, "labels.way.photo")
    tell(page, Told(Trouble(Code.NO_CODE_IN_PICTURE), Stage.LABELS))
    assert "PIC-02" in texts(page)
    click(qtbot, page, "labels.act")
    dialog = page.findChild(QFileDialog, "labels.photo.file")
    assert dialog is not None
    dialog.close()
    assert not parts(page, "labels.act")


def test_a_hand_scanner_types_into_its_line_and_ends_with_enter(
    page: LabelsPage, qtbot: QtBot
) -> None:
    click(qtbot, page, "labels.way.scanner")
    line = part(page, "labels.scanner")
    qtbot.waitUntil(line.hasFocus)
    for serial in (GATEWAY, BATTERY):
        QTest.keyClicks(line, serial)
        QTest.keyClick(line, Qt.Key.Key_Return)
    assert [args[:2] for _, args in calls(page)] == [(GATEWAY, Way.SCANNER), (BATTERY, Way.SCANNER)]


def test_the_scanners_line_says_who_needs_it(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.way.scanner")
    qtbot.waitUntil(lambda: "Ready." in texts(page))
    part(page, "labels.continue").setFocus()
    assert "A slow scanner: click the line first" in texts(page)


def test_undo_works_while_the_scanners_line_has_the_focus(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.way.scanner")
    line = part(page, "labels.scanner")
    qtbot.waitUntil(line.hasFocus)
    tell(page, StepsShown("Take BP-10 off the list", ""))
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert calls(page) == [("labels.undo", ())]


def test_a_pasted_list_is_checked_before_anything_is_added(page: LabelsPage, qtbot: QtBot) -> None:
    click(qtbot, page, "labels.way.paste")
    edit = part(page, "labels.paste.text")
    assert isinstance(edit, QPlainTextEdit)
    edit.setPlainText(f"serial,model\n{NEW},EVC-22\nMI-800 1220 4417 0093\n{GATEWAY}\n441022071190")
    qtbot.waitUntil(lambda: button(page, "labels.paste.add").words() == "Add 2")
    assert not calls(page)
    assert "On the list already" in texts(page)
    assert "Choose its kind above" in texts(page)
    click(qtbot, page, "labels.paste.add")
    takes = (
        Taking(NEW, Way.PASTED, Kind.CHARGER, "EVC-22"),
        Taking("1220 4417 0093", Way.PASTED, Kind.MICRO_INVERTER, "MI-800"),
    )
    assert calls(page) == [("labels.take_many", (takes,))], "one step of Undo"


def test_pasted_lines_are_read_as_people_write_them() -> None:
    text = f"SI-6000,441022071190\n441022071190\nWIFI:T:WPA;S:a;P:{SECRET};;\n\nLOT 7\nWD1:GW-1:{GATEWAY}"
    lines = read_lines(text, frozenset(), None)
    fates = [line.fate for line in lines]
    assert fates == [Fate.NEW, Fate.TWICE, Fate.ROUTER, Fate.LEFT_OUT, Fate.NEW]
    assert (lines[0].serial, lines[0].model, lines[0].kind) == (
        "441022071190", "SI-6000", Kind.STRING_INVERTER,
    )  # fmt: skip
    assert SECRET not in repr(lines)


def test_an_endless_paste_is_bounded() -> None:
    assert len(read_lines("122044170093\n" * 100_000, frozenset(), Kind.METER)) == 1000


def test_digits_choose_the_way_only_on_picture_and_list(page: LabelsPage) -> None:
    part(page, f"labels.row.{GATEWAY}").setFocus()
    QTest.keyClick(part(page, f"labels.row.{GATEWAY}"), Qt.Key.Key_4)
    assert parts(page, "labels.paste")
    part(page, "labels.continue").setFocus()
    QTest.keyClick(part(page, "labels.continue"), Qt.Key.Key_1)
    assert parts(page, "labels.paste")


# --- looks


@pytest.mark.parametrize("tokens", THEMES, ids=lambda t: t.name)
def test_no_serial_and_no_button_is_cut_off(
    page: LabelsPage, app: QApplication, qtbot: QtBot, tokens: Tokens
) -> None:
    page.resize(904, 580)
    theme.use(app, tokens)
    tell(page, LabelTaken(Outcome.DUPLICATE, GATEWAY, "GW-1"))
    serial = add_third(page)

    def whole(widget: QWidget) -> bool:
        place = widget.mapTo(page, QPoint(widget.width(), 0)).x()
        return widget.width() >= widget.sizeHint().width() and place <= page.width()

    def fits() -> bool:
        texts = [
            w for w in page.findChildren(Text) if w.isVisible() and w.text() == grouped(serial)
        ]
        return bool(texts) and all(map(whole, (*texts, part(page, "labels.undo"))))

    qtbot.waitUntil(fits)


def test_every_row_and_button_has_something_to_say(page: LabelsPage, app: QApplication) -> None:
    theme.use(app, SUNLIGHT)
    add_third(page)
    named = [w for w in page.findChildren(QWidget) if w.objectName().startswith("labels.")]
    reached = [w for w in named if w.isVisible() and w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert not [w.objectName() for w in reached if not w.accessibleName()]
