"""Privacy: what stands, what happened, and taking it back with one press."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

import walkdown.app
from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import job
from walkdown.app.ledger_story import LedgerSentence, Look, Topic
from walkdown.app.messages import (
    CopyWritten,
    Crashed,
    JobShown,
    Message,
    PrivacyShown,
    RestedShown,
    Told,
    UsesShown,
)
from walkdown.app.ports import ExportForm
from walkdown.app.standing_cells import OWNERS
from walkdown.consent.cells import CellState, CellView
from walkdown.consent.gate import Use
from walkdown.consent.ledger import Standing
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.registry import parse_registry
from walkdown.consent.system.links import SETTINGS_LINKS
from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code, Trouble
from walkdown.storage.places import resources_dir
from walkdown.ui import theme, tokens
from walkdown.ui.consent_words import permission_name
from walkdown.ui.kit import Text
from walkdown.ui.pages.privacy import PrivacyPage
from walkdown.ui.pages.privacy_words import PATHS, USED

REGISTRY = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
OF = {text.purpose: text.permission for text in REGISTRY.prompts}
NOW = datetime.now(UTC)
CAMERA = Use(1, Permission.CAMERA, Purpose.SCAN_QR, 0)
LINE = LedgerSentence(
    7,
    NOW.astimezone(),
    "camera",
    "Camera allowed",
    "14:02 by the installer for reading labels and codes at Hillside 4, used until 14:31",
)
BEGUN = LedgerSentence(0, NOW.astimezone(), "", "Ledger begun", "14:00")
LINK = "ms-settings:privacy-webcam"


def cells(os: OsState = OsState.NOT_APPLICABLE, **states: CellState) -> tuple[CellView, ...]:
    """All purposes, not asked unless said: `cells(SCAN_QR=CellState.SITE)`."""
    return tuple(
        CellView(permission, purpose, states.get(purpose.name, CellState.UNASKED), os=os)
        for purpose, permission in OF.items()
    )


def told(
    *lines: LedgerSentence, standing: Standing = Standing.VERIFIED, **more: object
) -> PrivacyShown:
    states = {k: v for k, v in more.items() if isinstance(v, CellState | OsState)}
    others = {k: v for k, v in more.items() if k not in states}
    return PrivacyShown(cells(**states), lines, standing, size=len(lines), **others)


@pytest.fixture
def page(app: QApplication, qtbot: QtBot) -> PrivacyPage:
    """The page, shown, while a job is open."""
    made = PrivacyPage(FakeBridge())
    qtbot.addWidget(made)
    made.take(JobShown(job()))
    made.resize(1280, 736)
    made.show()
    return made


def find(page: PrivacyPage, name: str) -> QWidget | None:
    found = page.findChild(QWidget, f"privacy.{name}")
    return found if found is not None and found.isVisible() else None


def part(page: PrivacyPage, name: str) -> QWidget:
    found = find(page, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, page: PrivacyPage, name: str) -> None:
    qtbot.mouseClick(part(page, name), Qt.MouseButton.LeftButton)


def choose(page: PrivacyPage, name: str, at: int) -> None:
    select = part(page, name)
    assert isinstance(select, QComboBox)
    select.setCurrentIndex(at)


def texts(page: PrivacyPage) -> str:
    visible = (w for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible())
    return "\n".join(w.text() for w in visible)


def row(page: PrivacyPage, permission: Permission) -> str:
    return part(page, f"row.{permission}").accessibleName()


def spoken(page: PrivacyPage, start: str) -> str:
    names = (w.accessibleName() for w in page.findChildren(QWidget) if w.isVisible())
    return next(name for name in names if name.startswith(start))


def looks(page: PrivacyPage) -> list[Look]:
    return [args[0] for name, args in page.bridge.calls if name == "privacy.show" and args]


# --- what stands


def test_all_nine_permissions_are_listed_each_once(page: PrivacyPage) -> None:
    page.take(told())
    lines = texts(page).splitlines()
    assert [lines.count(permission_name(p)) for p in Permission] == [1] * 9


def test_only_what_this_version_uses_can_be_asked_for(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told())
    for permission in Permission:
        click(qtbot, page, f"open.{permission}")
    for purpose in Purpose:
        assert bool(find(page, f"ask.{purpose}")) == (purpose in USED), purpose
    assert "Not used, in this version" in spoken(page, "Camera, Pictures of the site")


def test_every_purpose_that_the_program_asks_for_can_be_seen_to_be_used() -> None:
    named = set()
    for path in Path(walkdown.app.__file__).parent.glob("*.py"):
        if path.stem in ("ledger_words", "standing_cells", "privacy"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Purpose":
                named.add(Purpose[node.attr])
    assert named - OWNERS <= USED


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (CellState.UNASKED, "Not asked"),
        (CellState.ONCE, "Allowed, just once"),
        (CellState.SESSION, "Allowed, this session"),
        (CellState.SITE, "Allowed, this site"),
        (CellState.COMPUTER, "Allowed, this computer"),
        (CellState.DENIED, "Refused"),
        (CellState.DENIED_QUIET, "Refused, stays off"),
        (CellState.WITHDRAWN, "Withdrawn, earlier records stay"),
        (CellState.EXPIRED, "Ended"),
        (CellState.RENEW, "Needs a new yes"),
    ],
)
def test_how_a_permission_stands_is_said_in_words(
    page: PrivacyPage, state: CellState, word: str
) -> None:
    page.take(told(SCAN_QR=state))
    assert row(page, Permission.CAMERA).startswith(f"Camera: {word}")


@pytest.mark.parametrize(
    ("os", "word"),
    [
        (OsState.NOT_APPLICABLE, "No system step"),
        (OsState.GRANTED, "Allowed"),
        (OsState.UNDETERMINED, "Not asked"),
        (OsState.DENIED, "Off in system"),
        (OsState.RESTRICTED, "By administrator"),
    ],
)
def test_the_system_has_a_column_of_its_own(page: PrivacyPage, os: OsState, word: str) -> None:
    page.take(told(os=os, SCAN_QR=CellState.SITE))
    name = row(page, Permission.CAMERA)
    assert name.startswith("Camera: Allowed")
    assert f"System: {word}." in name


def test_a_yes_says_until_when_it_lasts(page: PrivacyPage) -> None:
    until = int(datetime(2027, 11, 22, 12, tzinfo=UTC).timestamp() * 1000)
    standing = tuple(replace(c, state=CellState.SITE, until_ms=until) for c in cells())
    page.take(PrivacyShown(standing, (), Standing.VERIFIED))
    assert "Allowed, this site, to Nov 2027." in row(page, Permission.WIFI)


def test_the_last_use_is_told_by_time_or_by_day(page: PrivacyPage) -> None:
    today, before = NOW.astimezone(), (NOW - timedelta(days=3)).astimezone()
    for at, said in ((today, f"{today:%H:%M}"), (before, f"{before:%d %b}")):
        used = tuple(replace(c, last_use_ms=int(at.timestamp() * 1000)) for c in cells())
        page.take(PrivacyShown(used, (), Standing.VERIFIED))
        assert f"Last used: {said}." in row(page, Permission.PHOTOS)


def test_several_purposes_are_summed_up_and_each_stands_by_itself_below(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(told(DISCOVER=CellState.SESSION, LAN_PROBE=CellState.RENEW))
    assert "Allowed, 1 of 2, this session" in row(page, Permission.NEARBY)
    assert find(page, "withdraw.device.discover") is None
    click(qtbot, page, "open.nearby")
    assert find(page, "withdraw.device.discover") is not None
    assert "Needs a new yes" in spoken(page, "Nearby devices, Ask who they are")
    click(qtbot, page, "ask.net.lan_probe")
    assert page.bridge.calls[-1] == ("privacy.ask", (Purpose.LAN_PROBE,))


# --- taking back, asking, resetting


def test_a_yes_is_taken_back_with_one_press_on_the_page(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    click(qtbot, page, "withdraw.camera")
    assert page.bridge.calls == [("privacy.withdraw", (Purpose.SCAN_QR,))]
    page.take(told(SCAN_QR=CellState.WITHDRAWN))
    assert "Withdrawn, earlier records stay" in row(page, Permission.CAMERA)
    assert find(page, "withdraw.camera") is None


def test_a_rows_withdraw_takes_back_all_of_it_but_never_the_owners(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(
        told(WIFI_SETUP=CellState.SITE, OWNER_WIFI=CellState.SITE, DISCOVER=CellState.SITE,
             LAN_PROBE=CellState.SITE)
    )  # fmt: skip
    click(qtbot, page, "withdraw.wifi")
    click(qtbot, page, "withdraw.nearby")
    assert page.bridge.calls == [
        ("privacy.withdraw", (Purpose.WIFI_SETUP,)),
        ("privacy.withdraw", (Purpose.DISCOVER, Purpose.LAN_PROBE)),
    ]


def test_how_fast_it_stopped_is_told_under_the_row(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    page.take(UsesShown((CAMERA,)))
    click(qtbot, page, "withdraw.camera")
    page.take(RestedShown(Permission.CAMERA, 260))
    assert "Stopped in" not in texts(page)
    page.take(UsesShown(()))
    page.take(told(SCAN_QR=CellState.WITHDRAWN))
    assert "Stopped in 0.3\u00a0s. Earlier records stay." in texts(page)


def test_a_rest_that_comes_late_completes_the_line(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    click(qtbot, page, "withdraw.camera")
    page.take(told(SCAN_QR=CellState.WITHDRAWN))
    assert "Taken back. Earlier records stay." in texts(page)
    page.take(RestedShown(Permission.CAMERA, 410))
    assert "Stopped in 0.4\u00a0s. Earlier records stay." in texts(page)
    page.take(RestedShown(Permission.PHOTOS, 10))
    assert texts(page).count("Earlier records stay.") == 1


def test_the_line_under_a_row_goes_by_itself(
    page: PrivacyPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("walkdown.ui.pages.privacy_row.SAID_MS", 1)
    page.take(told(SCAN_QR=CellState.SITE))
    click(qtbot, page, "withdraw.camera")
    page.take(told(SCAN_QR=CellState.WITHDRAWN))
    qtbot.waitUntil(lambda: "Earlier records stay." not in texts(page))


def test_a_button_asks_and_never_grants(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told())
    click(qtbot, page, "ask.bluetooth")
    assert page.bridge.calls == [("privacy.ask", (Purpose.MANAGE,))]
    assert "Not asked" in row(page, Permission.BLUETOOTH)


def test_reset_is_in_the_opened_row_and_only_where_there_is_something(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(told(SCAN_QR=CellState.DENIED_QUIET))
    click(qtbot, page, "open.camera")
    assert find(page, "reset.photo.site") is None
    click(qtbot, page, "reset.scan.qr")
    assert page.bridge.calls == [("privacy.reset", (Purpose.SCAN_QR,))]


def test_where_the_system_is_in_the_way_the_button_leads_to_its_settings(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(told(os=OsState.DENIED, links=((Permission.CAMERA, LINK),)))
    assert find(page, "ask.camera") is None
    click(qtbot, page, "settings.camera")
    assert f"Change it in {PATHS[LINK]}." in texts(page)
    assert page.bridge.calls == [("apps.settings", (Permission.CAMERA,))]


def test_without_a_link_there_is_no_button_that_leads_nowhere(page: PrivacyPage) -> None:
    page.take(told(os=OsState.DENIED))
    assert find(page, "settings.camera") is None
    assert find(page, "ask.camera") is None
    assert "Not asked, change it there" in row(page, Permission.CAMERA)


def test_what_an_administrator_set_has_no_settings_button(page: PrivacyPage) -> None:
    page.take(told(os=OsState.RESTRICTED, links=((Permission.CAMERA, LINK),)))
    assert find(page, "settings.camera") is None


def test_a_yes_can_be_taken_back_also_while_the_system_blocks_it(page: PrivacyPage) -> None:
    page.take(told(os=OsState.DENIED, SCAN_QR=CellState.SITE))
    assert find(page, "withdraw.camera") is not None


def test_every_link_of_the_systems_settings_has_its_way_in_words() -> None:
    assert set(PATHS) == SETTINGS_LINKS


def test_the_owners_consents_and_sharing_stand_by_themselves(page: PrivacyPage) -> None:
    page.take(told(OWNER_WIFI=CellState.ONCE))
    assert "The owner's consents and sharing" in texts(page)
    assert find(page, "withdraw.owner.wifi_password") is not None
    # The owner is asked on a page of their own.
    assert not [p for p in OWNERS if find(page, f"ask.{p}")]
    assert "Not asked, asked of the owner" in spoken(page, "Photos, Pictures of the home")


def test_rows_keep_their_place_and_focus_when_they_change(page: PrivacyPage) -> None:
    page.take(told())
    button = part(page, "ask.nearby")
    button.setFocus()
    page.take(told(LAN_PROBE=CellState.SESSION))
    assert part(page, "withdraw.nearby") is button
    assert button.hasFocus()


def test_a_row_is_worked_by_keys_alone(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    camera = part(page, "row.camera")
    camera.setFocus()
    QTest.keyClick(camera, Qt.Key.Key_Right)
    assert find(page, "reset.scan.qr") is not None
    QTest.keyClick(camera, Qt.Key.Key_Left)
    assert find(page, "reset.scan.qr") is None
    QTest.keyClick(camera, Qt.Key.Key_W)
    assert page.bridge.names == ["privacy.withdraw"]
    QTest.keyClick(camera, Qt.Key.Key_Down)
    bluetooth = part(page, "row.bluetooth")
    assert bluetooth.hasFocus()
    QTest.keyClick(bluetooth, Qt.Key.Key_W)
    QTest.keyClick(bluetooth, Qt.Key.Key_Return)
    assert page.bridge.names == ["privacy.withdraw", "privacy.ask"]
    QTest.keyClick(bluetooth, Qt.Key.Key_Up)
    assert camera.hasFocus()


def test_stop_everything_is_there_only_while_something_is_in_use(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    assert not part(page, "stop_all").isEnabled()
    page.take(UsesShown((CAMERA,)))
    assert "Last used: in use now." in row(page, Permission.CAMERA)
    click(qtbot, page, "stop_all")
    assert "privacy.stop_all" in page.bridge.names
    page.take(UsesShown(()))
    assert not part(page, "stop_all").isEnabled()


# --- this site, or all


def test_all_sites_are_one_press_away(page: PrivacyPage, qtbot: QtBot) -> None:
    sites = part(page, "sites")
    assert "14 Harbour Lane" in [w.accessibleName() for w in sites.findChildren(QWidget)]
    page._sites._pick(1)
    assert looks(page)[-1].every_site
    where = ((Purpose.SCAN_QR, ("Hillside 4", "Quarry Farm")), (Purpose.MANAGE, ("Hillside 4",)))
    page.take(told(SCAN_QR=CellState.SITE, MANAGE=CellState.SITE, where=where))
    assert "Allowed, 2 sites" in row(page, Permission.CAMERA)
    assert "Allowed, 1 of 2, Hillside 4" in row(page, Permission.BLUETOOTH)


def test_without_a_job_what_belongs_to_a_site_is_asked_per_site(page: PrivacyPage) -> None:
    page.take(JobShown(None))
    page.take(told(SCAN_QR=CellState.SITE))
    assert find(page, "withdraw.camera") is not None
    assert find(page, "ask.bluetooth") is None
    assert "Asked per site" in row(page, Permission.BLUETOOTH)


# --- the ledger


def test_entering_reads_the_ledger_and_check_verifies_it(page: PrivacyPage, qtbot: QtBot) -> None:
    page.entered()
    click(qtbot, page, "check")
    assert page.bridge.names == ["privacy.show", "privacy.check"]
    assert looks(page) == [Look()]
    assert "Checking" in texts(page)


def test_the_ledger_is_read_again_when_a_use_begins_or_ends(page: PrivacyPage) -> None:
    page.take(UsesShown((CAMERA,)))
    assert page.bridge.names == ["privacy.show"]
    page.hide()
    page.take(UsesShown(()))
    assert page.bridge.names == ["privacy.show"]


@pytest.mark.parametrize(
    ("standing", "word", "more"),
    [
        (Standing.VERIFIED, "Verified", "2 entries, none missing"),
        (Standing.UNSIGNED, "Unsigned", "chained, but not signed"),
        (Standing.BROKEN, "Not verified", "An entry was changed or is missing"),
        (Standing.UNWRITABLE, "Cannot be written", "The disk may be full"),
    ],
)
def test_the_badge_says_how_the_ledger_stands(
    page: PrivacyPage, standing: Standing, word: str, more: str
) -> None:
    page.take(told(LINE, BEGUN, standing=standing))
    assert word in texts(page).splitlines()
    assert more in texts(page)
    sound = standing in (Standing.VERIFIED, Standing.UNSIGNED)
    assert ("none missing" in texts(page)) == sound


def test_the_badge_says_when_it_was_verified(page: PrivacyPage) -> None:
    page.take(told(LINE, BEGUN, checked_at=NOW))
    assert f"none missing, {NOW.astimezone():%H:%M}" in texts(page)


def test_sentences_stand_newest_first_under_their_days(page: PrivacyPage) -> None:
    before = replace(BEGUN, at=(NOW - timedelta(days=40)).astimezone())
    page.take(told(LINE, before))
    shown = texts(page).splitlines()
    days = (f"{before.at:%d %b}", f"{before.at:%d %b %Y}")
    order = [
        shown.index("Today"),
        shown.index(LINE.words),
        next(i for i, text in enumerate(shown) if text in days),
        shown.index(before.words),
    ]
    assert order == sorted(order)
    assert LINE.words == (
        "Camera allowed 14:02 by the installer for reading labels and codes at Hillside 4,"
        " used until 14:31"
    )


def test_sentences_that_stay_are_not_made_again(page: PrivacyPage) -> None:
    page.take(told(LINE, BEGUN))
    kept = {t.text(): t for t in page.findChildren(Text)}[LINE.words]
    page.take(told(replace(LINE, seq=9, what="Camera used"), LINE, BEGUN))
    now = [t for t in page.findChildren(Text) if t.text() == LINE.words]
    assert now == [kept]


def test_older_sentences_are_shown_on_demand(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(LINE))
    assert find(page, "older") is None
    page.take(told(LINE, more=True))
    click(qtbot, page, "older")
    assert looks(page)[-1].most == 2 * Look().most


def test_the_ledger_is_looked_through_by_permission_kind_and_words(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    assert find(page, "find") is None
    click(qtbot, page, "filter")
    choose(page, "filter.permission", 1 + list(Permission).index(Permission.CAMERA))
    choose(page, "filter.topic", list(Topic).index(Topic.USES))
    QTest.keyClicks(part(page, "find"), "hill")
    qtbot.waitUntil(lambda: looks(page)[-1].text == "hill")
    assert looks(page)[-1] == Look(False, Permission.CAMERA, Topic.USES, "hill")
    page.take(told())
    assert "Nothing in the ledger fits this." in texts(page)
    click(qtbot, page, "filter")
    assert looks(page)[-1] == Look()


def test_a_ledger_without_a_question_says_that_nothing_was_asked(page: PrivacyPage) -> None:
    page.take(told(BEGUN))
    assert "Nothing has been asked yet." in texts(page)
    page.take(told(LINE, BEGUN))
    assert "Nothing has been asked yet." not in texts(page)


@pytest.mark.parametrize("at", range(len(ExportForm)))
def test_the_ledger_is_taken_along_in_the_form_that_was_chosen(
    page: PrivacyPage, qtbot: QtBot, tmp_path: Path, at: int
) -> None:
    page.take(told(LINE, may_export=True))
    click(qtbot, page, "export")
    choose(page, "export.form", at)
    click(qtbot, page, "export.file")
    picker = page.findChild(QFileDialog, "privacy.export.picker")
    assert picker is not None
    assert picker.testOption(QFileDialog.Option.DontConfirmOverwrite)
    picker.fileSelected.emit(str(tmp_path / "out"))
    picker.close()
    form = list(ExportForm)[at]
    assert page.bridge.calls[-1] == ("privacy.export", (form, str(tmp_path / "out")))
    assert not part(page, "export.file").isEnabled()
    page.take(CopyWritten("out"))
    assert "Written: out" in texts(page)
    assert part(page, "export.file").isEnabled()


def test_a_ledger_that_does_not_verify_is_not_exported(page: PrivacyPage) -> None:
    page.take(told(LINE, standing=Standing.BROKEN))
    assert find(page, "export") is None


# --- what goes wrong


def test_a_no_to_ask_me_is_seen_in_the_row_and_not_as_a_fault(page: PrivacyPage) -> None:
    page.take(told())
    page.take(Told(Trouble(Code.REFUSED)))
    assert "You said no" not in texts(page)
    assert page.bridge.names == ["privacy.show"]


def test_a_broken_ledger_is_told_with_its_id(page: PrivacyPage) -> None:
    page.take(told())
    page.take(Told(Trouble(Code.LEDGER_BROKEN)))
    assert "The ledger does not verify" in texts(page)
    assert "LED-02" in texts(page)
    assert "Open Privacy" not in texts(page)
    page.left()
    assert "LED-02" not in texts(page)


@pytest.mark.parametrize("message", [Told(Trouble(Code.LEDGER_BROKEN)), Crashed("c0ffee")])
def test_when_checking_goes_wrong_it_can_be_tried_again_and_is_not_by_itself(
    page: PrivacyPage, qtbot: QtBot, message: Message
) -> None:
    click(qtbot, page, "check")
    assert not part(page, "check").isEnabled()
    page.take(message)
    assert page.bridge.names == ["privacy.check"]
    assert part(page, "check").isEnabled()


def test_what_goes_wrong_while_another_page_is_shown_is_not_told_here(page: PrivacyPage) -> None:
    page.hide()
    page.take(Told(Trouble(Code.LEDGER_BROKEN)))
    page.show()
    assert "LED-02" not in texts(page)


# --- how it looks


def test_rows_are_never_seen_squeezed(page: PrivacyPage) -> None:
    page.take(told(LINE, BEGUN))
    button = part(page, "ask.camera")
    assert button.height() >= theme.current().targets.sm


def test_in_sunlight_the_ledger_stands_below_the_table(
    page: PrivacyPage, app: QApplication
) -> None:
    page.take(told(LINE, BEGUN))
    ledger, ask = part(page, "ledger"), part(page, "ask.camera")
    assert ledger.x() > ask.mapTo(page, ask.rect().topRight()).x()
    theme.use(app, tokens.SUNLIGHT)
    QApplication.processEvents()
    page.take(told(LINE))
    assert ledger.x() < ask.mapTo(page, ask.rect().topRight()).x()


@pytest.mark.parametrize("size", [(1024, 636), (1280, 736)])
@pytest.mark.parametrize("look", ["light", "dark", "sunlight"])
def test_no_state_is_cut_off_in_any_look(
    page: PrivacyPage, app: QApplication, look: str, size: tuple[int, int]
) -> None:
    looks = {"light": tokens.LIGHT, "dark": tokens.DARK, "sunlight": tokens.SUNLIGHT}
    theme.use(app, looks[look])
    page.resize(*size)
    for number, state in enumerate(CellState):
        os = list(OsState)[number % len(OsState)]
        page.take(told(LINE, BEGUN, os=os, SCAN_QR=state, DISCOVER=state, MANAGE=state))
        for _ in range(3):
            QApplication.processEvents()
        cut = [
            t.text()
            for t in page.findChildren(Text)
            if t.isVisible() and t.width() < t.minimumSizeHint().width()
        ]
        assert not cut, (state, cut)
        assert page.findChildren(QWidget)[0].width() <= size[0]
