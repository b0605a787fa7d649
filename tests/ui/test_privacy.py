"""Privacy: what stands, what happened, and taking it back with one press."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import job
from walkdown.app.messages import Crashed, JobShown, Message, PrivacyShown, Told, UsesShown
from walkdown.app.ports import LedgerLine
from walkdown.app.privacy import LINES
from walkdown.consent.cells import CellState, CellView
from walkdown.consent.entry import Happened
from walkdown.consent.gate import Use
from walkdown.consent.purpose import Permission, Purpose
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.consent_words import permission_name
from walkdown.ui.pages.privacy import PrivacyPage
from walkdown.ui.pages.privacy_words import UNUSED, USED
from walkdown.ui.tokens import SUNLIGHT

OF = {
    Purpose.SITE_LOCATE: Permission.LOCATION,
    Purpose.SCAN_QR: Permission.CAMERA,
    Purpose.PHOTO_SITE: Permission.CAMERA,
    Purpose.DISCOVER: Permission.NEARBY,
    Purpose.MANAGE: Permission.BLUETOOTH,
    Purpose.WIFI_SETUP: Permission.WIFI,
    Purpose.LAN_PROBE: Permission.NEARBY,
    Purpose.PHOTO_PICK: Permission.PHOTOS,
    Purpose.FILE_IMPORT: Permission.STORAGE,
    Purpose.FILE_EXPORT: Permission.STORAGE,
    Purpose.NOTIFY: Permission.NOTIFICATION,
    Purpose.OPEN_MAP: Permission.APPS,
    Purpose.OPEN_MAIL: Permission.APPS,
}
NOW = datetime.now(UTC)
CAMERA = Use(1, Permission.CAMERA, Purpose.SCAN_QR, 0)
LINE = LedgerLine(NOW, "camera", "scan.qr", str(Happened.USE_END), "7 codes")
BEGUN = LedgerLine(NOW, "", "", str(Happened.GENESIS), "")


def cells(**states: CellState) -> tuple[CellView, ...]:
    """All thirteen, not asked unless said: `cells(SCAN_QR=CellState.SITE)`."""
    return tuple(
        CellView(permission, purpose, states.get(purpose.name, CellState.UNASKED))
        for purpose, permission in OF.items()
    )


def told(*lines: LedgerLine, verified: bool = True, **states: CellState) -> PrivacyShown:
    return PrivacyShown(cells(**states), lines, verified)


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


def texts(page: PrivacyPage) -> str:
    visible = (w for w in page.findChildren(QWidget) if hasattr(w, "text") and w.isVisible())
    return "\n".join(w.text() for w in visible)


def spoken(page: PrivacyPage, start: str) -> str:
    names = (w.accessibleName() for w in page.findChildren(QWidget) if w.isVisible())
    return next(name for name in names if name.startswith(start))


def test_entering_reads_the_ledger_anew(page: PrivacyPage, qtbot: QtBot) -> None:
    page.entered()
    click(qtbot, page, "check")
    assert page.bridge.names == ["privacy.show", "privacy.show"]
    assert page.bridge.wheres == [None, None]


def test_all_nine_permissions_are_listed_each_once(page: PrivacyPage) -> None:
    page.take(told())
    lines = texts(page).splitlines()
    assert [lines.count(permission_name(p)) for p in Permission] == [1] * 9


def test_only_what_this_version_uses_can_be_asked_for(page: PrivacyPage) -> None:
    page.take(told())
    for purpose in Purpose:
        assert bool(find(page, f"ask.{purpose}")) == (purpose in USED)
    assert UNUSED in spoken(page, "Location")
    assert UNUSED in spoken(page, "Camera, Pictures of the site")


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
        (CellState.WITHDRAWN, "Withdrawn"),
        (CellState.EXPIRED, "Ended"),
        (CellState.RENEW, "Needs a new yes"),
    ],
)
def test_how_a_purpose_stands_is_said_in_words(
    page: PrivacyPage, state: CellState, word: str
) -> None:
    page.take(told(SCAN_QR=state))
    assert f": {word}" in spoken(page, "Camera, Read")


def test_a_yes_says_until_when_it_lasts(page: PrivacyPage) -> None:
    until = datetime(2027, 11, 22, 12, tzinfo=UTC)
    standing = tuple(
        replace(c, state=CellState.SITE, until_ms=int(until.timestamp() * 1000)) for c in cells()
    )
    page.take(PrivacyShown(standing, (), True))
    assert "Allowed, this site, to Nov 2027." in spoken(page, "Wi-Fi")


def test_the_last_use_is_told_by_time_or_by_day(page: PrivacyPage) -> None:
    today, before = NOW.astimezone(), (NOW - timedelta(days=3)).astimezone()
    for at, said in ((today, f"{today:%H:%M}"), (before, f"{before:%d %b}")):
        used = tuple(replace(c, last_use_ms=int(at.timestamp() * 1000)) for c in cells())
        page.take(PrivacyShown(used, (), True))
        assert f"Last use: {said}." in spoken(page, "Photos")


def test_a_yes_is_taken_back_with_one_press(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    click(qtbot, page, "withdraw.scan.qr")
    assert page.bridge.calls == [("privacy.withdraw", (Purpose.SCAN_QR,))]
    page.take(told(SCAN_QR=CellState.WITHDRAWN))
    assert "Withdrawn, earlier records stay" in spoken(page, "Camera, Read")
    assert find(page, "withdraw.scan.qr") is None


def test_a_button_asks_and_never_grants(page: PrivacyPage, qtbot: QtBot) -> None:
    page.take(told())
    click(qtbot, page, "ask.device.manage")
    assert page.bridge.calls == [("privacy.ask", (Purpose.MANAGE,))]
    assert "Not asked" in spoken(page, "Bluetooth")


def test_rows_keep_their_place_and_focus_when_they_change(page: PrivacyPage) -> None:
    page.take(told())
    button = part(page, "ask.net.lan_probe")
    button.setFocus()
    page.take(told(LAN_PROBE=CellState.SESSION))
    assert part(page, "withdraw.net.lan_probe") is button
    assert button.hasFocus()


def test_stop_everything_is_there_only_while_something_is_in_use(
    page: PrivacyPage, qtbot: QtBot
) -> None:
    page.take(told(SCAN_QR=CellState.SITE))
    assert not part(page, "stop_all").isEnabled()
    page.take(UsesShown((CAMERA,)))
    assert "Last use: in use now." in spoken(page, "Camera, Read")
    click(qtbot, page, "stop_all")
    assert "privacy.stop_all" in page.bridge.names
    page.take(UsesShown(()))
    assert not part(page, "stop_all").isEnabled()


def test_the_ledger_is_read_again_when_a_use_begins_or_ends(page: PrivacyPage) -> None:
    page.take(UsesShown((CAMERA,)))
    assert page.bridge.names == ["privacy.show"]
    page.hide()
    page.take(UsesShown(()))
    assert page.bridge.names == ["privacy.show"]


def test_the_badge_says_whether_the_ledger_verifies(page: PrivacyPage) -> None:
    page.take(told(LINE, BEGUN))
    assert "Verified" in texts(page).splitlines()
    assert "2 entries, none missing" in texts(page)
    page.take(told(LINE, BEGUN, verified=False))
    assert "Not verified" in texts(page)
    assert "none missing" not in texts(page)


def test_lines_are_told_in_words_newest_first(page: PrivacyPage) -> None:
    allowed = LedgerLine(NOW, "camera", "scan.qr", str(Happened.GRANTED), "for this site")
    page.take(told(LINE, allowed, BEGUN))
    shown = texts(page).splitlines()
    order = [shown.index(t) for t in ("Camera used", "Camera allowed", "Ledger begun")]
    assert order == sorted(order)
    assert "7 codes, read labels and codes" in shown
    assert "for this site, read labels and codes" in shown


def test_a_line_of_another_day_says_its_day(page: PrivacyPage) -> None:
    before = NOW - timedelta(days=2)
    page.take(told(replace(LINE, at=before)))
    assert f"{before.astimezone():%d %b}" in texts(page)


def test_every_event_of_the_ledger_has_words(page: PrivacyPage) -> None:
    page.take(told(*(replace(LINE, what=str(happened)) for happened in Happened)))
    assert not any(str(happened) in texts(page) for happened in Happened)


def test_a_long_ledger_is_shown_in_part_and_says_so(page: PrivacyPage) -> None:
    page.take(told(*(LINE,) * LINES))
    assert f"Newest {LINES} entries" in texts(page)
    assert texts(page).splitlines().count("Camera used") < LINES


def test_a_ledger_without_a_question_says_that_nothing_was_asked(page: PrivacyPage) -> None:
    page.take(told(BEGUN))
    assert "Nothing has been asked yet." in texts(page)
    page.take(told(LINE, BEGUN))
    assert "Nothing has been asked yet." not in texts(page)


def test_without_a_job_what_belongs_to_a_site_is_asked_per_site(page: PrivacyPage) -> None:
    page.take(JobShown(None))
    page.take(told(SCAN_QR=CellState.SITE))
    assert find(page, "withdraw.scan.qr") is not None
    assert find(page, "ask.device.manage") is None
    assert "Asked per site" in spoken(page, "Bluetooth")


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
def test_when_reading_goes_wrong_it_can_be_tried_again_and_is_not_by_itself(
    page: PrivacyPage, qtbot: QtBot, message: Message
) -> None:
    click(qtbot, page, "check")
    assert not part(page, "check").isEnabled()
    page.take(message)
    assert page.bridge.names == ["privacy.show"]
    assert part(page, "check").isEnabled()


def test_what_goes_wrong_while_another_page_is_shown_is_not_told_here(page: PrivacyPage) -> None:
    page.hide()
    page.take(Told(Trouble(Code.LEDGER_BROKEN)))
    page.show()
    assert "LED-02" not in texts(page)


def test_rows_are_never_seen_squeezed(page: PrivacyPage) -> None:
    page.take(told(LINE, BEGUN))
    button = part(page, "ask.scan.qr")
    assert button.height() >= theme.current().targets.sm


def test_in_sunlight_the_ledger_stands_below_the_table(
    page: PrivacyPage, app: QApplication
) -> None:
    page.take(told(LINE, BEGUN))
    ledger, ask = part(page, "ledger"), part(page, "ask.scan.qr")
    assert ledger.x() > ask.mapTo(page, ask.rect().topRight()).x()
    theme.use(app, SUNLIGHT)
    QApplication.processEvents()
    page.take(told(LINE))
    assert ledger.x() < ask.mapTo(page, ask.rect().topRight()).x()
