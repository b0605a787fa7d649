"""Wherever a trouble is told, so are its id and what not to do, and one click leads to the whole message."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_bridge import FakeBridge
from tests.ui.sample_site import BATTERY, NOW, device, job
from walkdown.app.messages import Eye, EyeShown, JobShown, JobsShown, Message, Told
from walkdown.app.ports import JobRow
from walkdown.core.device import Work
from walkdown.core.job import Stage
from walkdown.core.trouble import Code, Trouble
from walkdown.ui import theme
from walkdown.ui.kit import Text
from walkdown.ui.main_window import MainWindow
from walkdown.ui.notice import Notice
from walkdown.ui.page import BACK, BOARD, HELP, JOBS, OWNER
from walkdown.ui.tokens import LIGHT, SUNLIGHT, Tokens

WEAK = device(1, Work.FAILED, 3, Code.TOO_WEAK)
OPEN = job(device(0, Work.ONLINE, 6), WEAK, practice="home")


class Shown:
    """The main window over a recording bridge, on a site with a device that stopped."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.bridge = FakeBridge()
        self.window = MainWindow(self.bridge)  # type: ignore[arg-type]
        qtbot.addWidget(self.window)
        self.window.resize(1024, 700)
        self.window.show()
        self.tell(JobShown(OPEN, NOW))

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.bridge.message.emit(message)

    def texts(self) -> str:
        shown = self.window.findChildren(Text)
        return "\n".join(text.text() for text in shown if text.isVisible())

    def whole(self) -> bool:
        """Whether every text that can be seen has the height its words need."""
        shown = [text for text in self.window.findChildren(Text) if text.isVisible()]
        return all(text.height() >= text.heightForWidth(text.width()) for text in shown)

    def press(self, name: str) -> None:
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        assert found, name
        self.qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)

    def messages(self) -> list[str]:
        stem = "help.message."
        rows = [w for w in self.window.findChildren(QWidget) if w.objectName().startswith(stem)]
        return [w.objectName().removeprefix(stem) for w in rows if w.isVisible()]


@pytest.fixture
def shown(app: QApplication, qtbot: QtBot) -> Iterator[Shown]:
    made = Shown(qtbot)
    yield made
    made.tell(JobShown(None))


BOXES = [
    (Stage.SITE, "site.more", Code.CANNOT_WRITE),
    (Stage.LABELS, "labels.more", Code.NO_CODE_IN_PICTURE),
    (Stage.NEARBY, "nearby.more", Code.NO_ANSWER),
    (Stage.NEARBY, "nearby.more", Code.BLUETOOTH_MISSING),
    (Stage.NETWORK, "network.more", Code.LINK_REFUSED),
    (Stage.VERIFY, "verify.more", Code.LEDGER_UNWRITABLE),
    (Stage.HANDOVER, "handover.more", Code.CANNOT_WRITE),
]


def test_a_trouble_says_what_not_to_do_and_leads_to_its_message_and_back(shown: Shown) -> None:
    for stage, more, code in BOXES:
        shown.window.turn_to(stage)
        shown.tell(Told(Trouble(code), stage))
        assert f"{code}   Do not " in shown.texts()
        shown.press(more)
        assert shown.window.now == HELP
        assert shown.messages() == [code]
        shown.window.turn_to(BACK)
        assert shown.window.now == stage


def test_a_device_that_stopped_says_it_on_the_board(shown: Shown) -> None:
    shown.window.turn_to(BOARD)
    assert "WIFI-03   Do not settle for a join that only just works" in shown.texts()
    shown.press(f"board.{BATTERY}.more")
    assert shown.messages() == ["WIFI-03"]


def test_the_camera_says_it_where_its_picture_would_be(shown: Shown) -> None:
    shown.window.turn_to(Stage.LABELS)
    shown.tell(EyeShown(Eye.OFF, trouble=Trouble(Code.CAMERA_BLOCKED, detail="camera")))
    assert "CAM-03   Do not install" in shown.texts()
    shown.press("labels.camera.more")
    assert shown.messages() == ["CAM-03"]


def test_the_owner_reads_it_and_stays_on_the_owners_page(shown: Shown) -> None:
    shown.window.turn_to(OWNER)
    page = shown.window.pages[OWNER]
    page.take(Told(Trouble(Code.LEDGER_UNWRITABLE), Stage.NETWORK))
    assert "LED-01   Do not delete the ledger" in shown.texts()
    assert not [w for w in page.findChildren(QWidget, "owner.more") if w.isVisible()]


def test_a_site_that_cannot_be_read_says_it_in_its_row(shown: Shown) -> None:
    damaged = JobRow("a", None, Trouble(Code.SITE_FILE_DAMAGED))
    shown.tell(JobShown(None), JobsShown((damaged,)))
    shown.qtbot.waitUntil(lambda: shown.window.now == JOBS)
    assert "Do not erase it before you have that copy" in shown.texts()


def test_a_notice_is_as_high_as_its_words(shown: Shown) -> None:
    shown.window.turn_to(Stage.LABELS)
    shown.tell(Told(Trouble(Code.LEDGER_UNWRITABLE), None))
    (notice,) = shown.window.findChildren(Notice)
    texts = notice.findChildren(Text)
    assert any("Do not delete the ledger" in text.text() for text in texts)
    assert any(text.text().endswith("LED-01") for text in texts)
    shown.qtbot.waitUntil(
        lambda: all(text.height() >= text.heightForWidth(text.width()) for text in texts)
    )


@pytest.mark.parametrize("look", [LIGHT, SUNLIGHT])
def test_no_word_is_cut_off_in_the_smallest_window(
    app: QApplication, shown: Shown, look: Tokens
) -> None:
    if theme.current() is not look:
        theme.use(app, look)
    shown.window.turn_to(Stage.NEARBY)
    shown.tell(Told(Trouble(Code.BLUETOOTH_MISSING), Stage.NEARBY))
    shown.qtbot.waitUntil(shown.whole)
    shown.window.turn_to(Stage.LABELS)
    shown.tell(EyeShown(Eye.OFF, trouble=Trouble(Code.CAMERA_BLOCKED, detail="camera")))
    shown.qtbot.waitUntil(shown.whole)
