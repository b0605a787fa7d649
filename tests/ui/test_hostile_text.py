"""Text from the air, from files and from the network is shown harmless on every page of the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.harmless import findings, seed_texts
from tests.ui.sample_site import CHOSEN, GATEWAY, HOME, NOW, device, job
from tests.ui.test_owner import asked
from walkdown.app import ledger_story
from walkdown.app.messages import (
    AirShown,
    Eye,
    EyeShown,
    JobShown,
    JobsShown,
    LabelTaken,
    Message,
    NetworksShown,
    Outcome,
    PackShown,
    PrivacyShown,
    ReportShown,
    RouterRead,
    Told,
    YardShown,
)
from walkdown.app.ports import JobRow, Pack, YardDevice, YardView
from walkdown.app.report import (
    CheckRow,
    DeviceRow,
    EvidenceRow,
    Fact,
    PermissionRow,
    PromiseRow,
    Report,
    Tick,
)
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.ledger import Standing
from walkdown.core.device import STEPS, About, Evidence, Kind, Reading, Source, Work
from walkdown.core.job import HandedOver, Job, Look, Stage, Verdict
from walkdown.core.promise import CheckId, Item, Promise
from walkdown.core.sighting import Protocol, Sighting, match_up
from walkdown.core.site import Expected
from walkdown.core.trouble import Code, Trouble
from walkdown.core.wifi import ChosenNetwork, HeardNetwork
from walkdown.ui import theme
from walkdown.ui.main_window import MainWindow
from walkdown.ui.page import StagePage
from walkdown.ui.pages.board import BoardPage
from walkdown.ui.pages.handover import HandoverPage
from walkdown.ui.pages.jobs import JobsPage
from walkdown.ui.pages.labels import LabelsPage
from walkdown.ui.pages.nearby import NearbyPage
from walkdown.ui.pages.network import NetworkPage
from walkdown.ui.pages.owner import OwnerPage
from walkdown.ui.pages.privacy import PrivacyPage
from walkdown.ui.pages.site import SitePage
from walkdown.ui.pages.verify import VerifyPage
from walkdown.ui.practice_window import PracticeWindow

HOSTILE = {
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x85f\r\ng",
    "markup": '<b>x</b><img src="file:///etc/passwd"><a href="http://192.0.2.1/">y</a>',
    "entities": "&lt;b&gt; &#60;b&#62; &amp;",
    "nested": "<b>" * 20_000,
    "bidi": "GW\u202e4321\u2066\u2067\u2068x",
    "isolate ends": "x\u2069\u2069\u2069y \u05e9\u05dc",
    "right to left": "\u05e9\u05dc\u05d5\u05dd 770300",
    "marks": "Z" + "\u0301" * 200,
    "enclosing marks": "Z" + "\u20dd" * 200,
    "marks first": "\u0338" * 200 + "Z",
    "format": "%n%s%p %1 %2 {0} {device} {self.__class__}",
    "mnemonic": "&Yes && &&No A&B",
    "invisible": "Ho\u200bm\u00ade\ufeff\u2060\ufe0f\u115f\u3164\U000e0041\U000e0101",
    "lines": "a\nb\u2028c\u2029d\x0be",
    "surrogate": "a\ud800b\udfff",
    "long": "N" * 100_000,
    "long words": "word " * 20_000,
    "blank": " \u3000\t\u00a0",
    "wide": "\ufdfa" * 500 + "\U0001f468\u200d\U0001f469" * 200,
}
SEEDS = seed_texts()
BATCH = 50


@pytest.fixture
def stage(app: QApplication, qtbot: QtBot) -> Callable[[type[StagePage]], StagePage]:
    """Puts a page on the screen, in a window of its own."""

    def put(kind: type[StagePage]) -> StagePage:
        page = kind(FakeBridge())
        qtbot.addWidget(page)
        page.resize(1048, 736)
        page.show()
        page.entered()
        return page

    return put


Stager = Callable[[type[StagePage]], StagePage]


def tell(page: QWidget, *messages: Message) -> None:
    """Messages, painted: what is only drawn is drawn as well."""
    for message in messages:
        page.take(message)
        QApplication.processEvents()
    page.grab()
    assert findings(page) == []


def batches(texts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for at in range(0, len(texts), BATCH):
        yield texts[at : at + BATCH]


def vile_job(text: str, work: Work = Work.FAILED) -> Job:
    """A job with the text wherever a site file, a device or a person can put it."""
    earned = tuple(Evidence(step, text, Source.DEVICE, NOW) for step in STEPS)
    trouble = Trouble(Code.PASSWORD_REFUSED, text, text, text)
    about = About(text, text, text, -60, (Reading(text, text, text),) * 6)
    vile = replace(
        device(0, work), model=text, earned=earned, trouble=trouble, url=text, about=about
    )
    out = replace(device(1), model=text, left_out=text)
    odd = replace(device(2, Work.FAILED), serial=text[:64] or "?", model=text, trouble=trouble)
    ssid = text.encode("utf-8", "replace")[:32].decode("utf-8", "replace") or "x"
    full = job(
        vile,
        out,
        odd,
        network=ChosenNetwork(ssid, text, -50, text),
        looks=(
            Look(GATEWAY, True, GATEWAY, NOW, text),
            Look(odd.serial, True, text, NOW, text),
            Look(device(1).serial, False, "", NOW, text),
        ),
        promises=(Promise(Item(CheckId.REACHABLE, odd.serial), text, text, NOW.date(), NOW),),
    )
    site = replace(
        full.site, name=text, job_number=text, address=text, time_zone=text, provider=text,
        owner_name=text, owner_email=text, owner_phone=text, expected=(Expected(Kind.METER, 3),),
    )  # fmt: skip
    return replace(full, site=site)


every_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


# --- the air


def heights(page: QWidget, stem: str) -> set[int]:
    rows = [w for w in page.findChildren(QWidget) if w.objectName().startswith(stem)]
    return {w.height() for w in rows if w.isVisible()}


def heard(text: str, number: int, serial: str = "") -> Sighting:
    return Sighting(f"key-{number}", text, serial, -50, Protocol.IMPROV)


def test_names_from_the_air_are_rows_like_any_other(stage: Stager) -> None:
    page = stage(NearbyPage)
    tell(page, JobShown(job(device(0)), NOW), AirShown(match_up((), (heard("GW", 0),)), True, NOW))
    usual = heights(page, "nearby.row.")
    for texts in batches((*HOSTILE.values(), *SEEDS)):
        sightings = tuple(heard(text, n) for n, text in enumerate(texts))
        claimed = tuple(heard(text, n + 900, text[:64]) for n, text in enumerate(texts))
        tell(page, AirShown(match_up((device(0),), sightings), True, NOW))
        assert heights(page, "nearby.row.") == usual
        tell(page, AirShown(match_up((device(0),), claimed), True, NOW))
        assert heights(page, "nearby.row.") == usual


@every_text
def test_a_listed_device_with_any_model_and_a_question_about_it(stage: Stager, text: str) -> None:
    page = stage(NearbyPage)
    listed = replace(device(0), model=text)
    tell(
        page,
        JobShown(job(listed), NOW),
        AirShown(
            match_up((listed,), (heard(text, 1, GATEWAY), heard(text, 2, "1234567890"))), True
        ),
        LabelTaken(Outcome.NEEDS_KIND, "1234567890", text, text, text),
        Told(Trouble(Code.NO_ANSWER, text, text, text), Stage.NEARBY),
        Told(Trouble(Code.BLUETOOTH_OFF, text, text, text), Stage.NEARBY),
    )


def test_network_names_from_a_device_take_two_lines_at_most(stage: Stager, qtbot: QtBot) -> None:
    page = stage(NetworkPage)
    tell(page, JobShown(job(device(0)), NOW), NetworksShown((HOME,), GATEWAY))
    qtbot.waitUntil(lambda: heights(page, "network.row.") != {1})
    (one,) = heights(page, "network.row.")
    allowed = {one, one + theme.line_height("body-strong")}
    for texts in batches((*HOSTILE.values(), *SEEDS)):
        networks = tuple(HeardNetwork(t, -50, "WPA2") for t in dict.fromkeys(texts) if t)
        tell(page, NetworksShown(networks, GATEWAY))
        qtbot.waitUntil(lambda: heights(page, "network.row.") <= allowed)


@every_text
def test_a_chosen_network_with_any_name_and_security(stage: Stager, text: str) -> None:
    page = stage(NetworkPage)
    tell(
        page,
        JobShown(vile_job(text), NOW),
        NetworksShown((HeardNetwork(text, -50, text), HOME), text),
        Told(Trouble(Code.NETWORK_NOT_SEEN, text, text, text), Stage.NETWORK),
    )


# --- labels, the owner's page, the board, verify


@every_text
def test_a_label_with_any_text(stage: Stager, text: str) -> None:
    page = stage(LabelsPage)
    tell(page, JobShown(vile_job(text), NOW))
    for outcome in Outcome:
        tell(page, LabelTaken(outcome, text, text, text, text))


def test_every_seed_as_a_label(stage: Stager) -> None:
    page = stage(LabelsPage)
    page.take(JobShown(job(device(0)), NOW))
    for texts in batches(SEEDS):
        for text in texts:
            page.take(LabelTaken(Outcome.LEFT_OUT, text=text))
            page.take(LabelTaken(Outcome.OTHER_SITE, text, text, text, text))
        tell(page)


@every_text
def test_the_owners_page_of_any_site_and_any_routers_code(stage: Stager, text: str) -> None:
    page = stage(OwnerPage)
    tell(page, JobShown(vile_job(text), NOW), RouterRead(text, 15))
    trouble = Trouble(Code.CAMERA_BUSY, text, text, text)
    tell(page, EyeShown(Eye.OFF, for_router=True, trouble=trouble), Told(trouble, Stage.NETWORK))


@every_text
@pytest.mark.parametrize("kind", [BoardPage, VerifyPage, SitePage, LabelsPage, HandoverPage])
def test_a_job_full_of_it_on_every_page(stage: Stager, kind: type[StagePage], text: str) -> None:
    page = stage(kind)
    for work in (Work.FAILED, Work.ONLINE, Work.WORKING):
        tell(page, JobShown(vile_job(text, work), NOW))
    for where in Stage:
        tell(page, Told(Trouble(Code.REACHED_OTHER, text, text, text), where))


@every_text
def test_a_trouble_about_anything_on_the_board(stage: Stager, text: str) -> None:
    page = stage(BoardPage)
    for code in Code:
        stopped = replace(device(0, Work.FAILED), trouble=Trouble(code, text, text, text))
        tell(page, JobShown(job(stopped), NOW))


def test_every_seed_as_what_a_device_says_on_the_network(stage: Stager) -> None:
    page = stage(VerifyPage)
    for texts in batches(SEEDS):
        readings = tuple(Reading(t, t, t) for t in texts)
        devices = [
            replace(device(n, Work.ONLINE, 6), about=About(readings=readings[n::4]))
            for n in range(4)
        ]
        looks = tuple(Look(d.serial, True, d.serial, NOW, texts[0]) for d in devices)
        tell(page, JobShown(job(*devices, looks=looks), NOW))


# --- jobs, hand over, privacy, practice


def test_sites_with_any_name_and_address_are_rows_like_any_other(stage: Stager) -> None:
    page = stage(JobsPage)
    for texts in batches((*HOSTILE.values(), *SEEDS[:: len(SEEDS) // BATCH])):
        rows = tuple(JobRow(f"{n:032x}", vile_job(t)) for n, t in enumerate(texts))
        broken = JobRow("e" * 32, None, Trouble(Code.SITE_FILE_DAMAGED, texts[0], detail=texts[0]))
        tell(page, JobsShown((*rows, broken)), Told(Trouble(Code.REFUSED, texts[0]), None))


def vile_report(text: str) -> Report:
    fact = Fact(text, text)
    return Report(
        text, text, text, text, Verdict.STOP, text, text, (fact,),
        (DeviceRow(Kind.METER, text, text, text, text, text),),
        (EvidenceRow(text, text, (Tick(text, True, text, text),) * 4, text),),
        (fact,), (CheckRow(Verdict.PASS, text, text, text, text, text),),
        (PromiseRow(text, text, text, text, text),),
        (PermissionRow(text, text, text, text, text),), (text,), text,
    )  # fmt: skip


@every_text
def test_a_report_and_a_folder_with_any_text(stage: Stager, text: str) -> None:
    from pathlib import PurePosixPath

    page = stage(HandoverPage)
    short = text[:2000]
    folder = PurePosixPath("x" + text.replace("/", "_")[:200])
    handed = HandedOver(text, NOW, text)
    tell(
        page,
        JobShown(vile_job(text), NOW),
        ReportShown(vile_report(short)),
        PackShown(Pack(folder, (text,))),
        JobShown(replace(vile_job(text), handed_over=handed), NOW),
    )


@every_text
def test_a_line_of_the_record_with_any_text(stage: Stager, text: str) -> None:
    facts = {"permission": text, "purpose": text, "scope": text, "counts": text, "detail": text}
    entries = (
        Entry(Happened.GRANTED, 0, site="j", **facts),
        Entry(Happened.KEY, 0, seq=1, **facts),
    )
    lines, _ = ledger_story.sentences(entries, ledger_story.Look(every_site=True), "j", {"j": text})
    assert len(lines) == len(entries)
    tell(stage(PrivacyPage), PrivacyShown((), lines, Standing.VERIFIED))


@every_text
def test_a_practice_site_with_any_title(app: QApplication, qtbot: QtBot, text: str) -> None:
    window = PracticeWindow(FakeBridge())
    qtbot.addWidget(window)
    window.show()
    there = YardDevice(text, text, Kind.METER, text, False, True, False, True)
    tell(window, YardShown(YardView(text, text, (there,), text)))


@every_text
def test_the_frame_around_a_site_with_any_name(app: QApplication, qtbot: QtBot, text: str) -> None:
    window = MainWindow(FakeBridge())
    qtbot.addWidget(window)
    window.show()
    tell(window, JobShown(vile_job(text), NOW))
    width = window.width()
    QApplication.processEvents()
    assert findings(window) == []
    assert window.width() == width
    window.close()


# --- direction


def test_a_right_to_left_name_keeps_its_neighbours_in_their_order(stage: Stager) -> None:
    page = stage(NetworkPage)
    name = "\u05e9\u05dc\u05d5\u05dd"
    page.take(JobShown(job(device(0), network=replace(CHOSEN, ssid=name, heard_by="")), NOW))
    shown = [
        w.text() for w in page.findChildren(QWidget) if hasattr(w, "text") and name in w.text()
    ]
    assert shown
    assert all(f"\u2068{name}\u2069" in text for text in shown)


# --- what is typed is judged before it is sent

BAD_NAMES = ["x" * 33, "\u00e4" * 17, "\U0001f511" * 9, "a" * 64]
BAD_PASSWORDS = ["1234567", "p" * 65, "g" * 64, "0" * 63 + "x", "pass\u00e4word", "\U0001f511" * 4,
                 "abcdefg\u200b", "abcdefgh\u202e"]  # fmt: skip


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("by", ["button", "enter"])
def test_a_network_name_that_is_too_long_is_refused_beside_its_field(
    stage: Stager, qtbot: QtBot, name: str, by: str
) -> None:
    page = stage(NetworkPage)
    page.take(JobShown(job(device(0)), NOW))
    qtbot.mouseClick(page.findChild(QWidget, "network.hidden"), Qt.MouseButton.LeftButton)
    line = page.findChild(QLineEdit, "network.hidden.ssid")
    before = list(page.bridge.calls)
    type_in(line, name)
    assert line.text() == name
    if by == "enter":
        qtbot.keyClick(line, Qt.Key.Key_Return)
    else:
        use = page.findChild(QWidget, "network.hidden.use")
        qtbot.mouseClick(use, Qt.MouseButton.LeftButton)
    assert "Error: Too long" in line.accessibleName()
    assert page.bridge.calls == before


@pytest.mark.parametrize("name", ["x" * 32, "\u00e4" * 16, "\U0001f511" * 8, " ", "<b>&%n"])
def test_a_network_name_of_32_bytes_is_taken_as_it_is(
    stage: Stager, qtbot: QtBot, name: str
) -> None:
    page = stage(NetworkPage)
    page.take(JobShown(job(device(0)), NOW))
    qtbot.mouseClick(page.findChild(QWidget, "network.hidden"), Qt.MouseButton.LeftButton)
    line = page.findChild(QLineEdit, "network.hidden.ssid")
    type_in(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.bridge.calls[-1] == ("network.choose", (HeardNetwork(name, None, ""), ""))


def type_in(line: QLineEdit, text: str) -> None:
    """Key by key, also what no key of a plain keyboard gives."""
    for char in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            key = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char)
            QApplication.sendEvent(line, key)


def sends(page: StagePage) -> list[str]:
    return [name for name, _ in page.bridge.calls if name == "network.send"]


@pytest.mark.parametrize("password", BAD_PASSWORDS)
def test_a_password_no_network_has_is_refused_beside_its_field(
    stage: Stager, qtbot: QtBot, password: str
) -> None:
    page = stage(OwnerPage)
    page.take(JobShown(job(device(0)), NOW))
    page.take(asked(CellState.SITE))
    page._form.setProperty("armed", True)
    line = page.findChild(QLineEdit, "owner.password")
    type_in(line, password)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    send = page.findChild(QWidget, "owner.send")
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    send.click()
    assert "Error" in line.accessibleName()
    assert sends(page) == []


@pytest.mark.parametrize(
    "password", ["12345678", "p" * 63, "deadBEEF" * 8, "  spaces  ", "<b>&%n{0}"]
)
def test_a_password_a_network_can_have_is_sent(stage: Stager, qtbot: QtBot, password: str) -> None:
    page = stage(OwnerPage)
    page.take(JobShown(job(device(0)), NOW))
    page.take(asked(CellState.SITE))
    page._form.setProperty("armed", True)
    type_in(page.findChild(QLineEdit, "owner.password"), password)
    page.findChild(QWidget, "owner.send").click()
    with page.bridge.calls[-1][1][0].reveal() as sent:
        assert sent == password
