"""Programs are opened on the window's thread, with exactly the link that was looked at, under a live lease."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from walkdown.app.links import mail_link, map_link
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.consent.system.links import SETTINGS_LINKS
from walkdown.core.mail import MailDraft
from walkdown.core.trouble import Code, Setback
from walkdown.ui.doors import DesktopDoors, _wish

MAP = map_link("14 Harbour Lane, Zürich <b> & co")
MAIL = mail_link(MailDraft("m@okafor.example", "Pack & more", "Hello,\n\nhere it is: 100 %"))


def lease(purpose: Purpose = Purpose.OPEN_MAP) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


class Desktop:
    """Doors over a desktop that only writes down; `run` is the engine's thread."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.opened: list[str] = []
        self.threads: set[int] = set()
        self.takes = True
        self.doors = DesktopDoors(self._open)

    def _open(self, url: QUrl) -> bool:
        self.opened.append(bytes(url.toEncoded().data()).decode())
        self.threads.add(threading.get_ident())
        return self.takes

    def run(self, work: Callable[[], Coroutine[Any, Any, bool]]) -> bool | BaseException:
        """Let the engine's thread do it while the window's loop runs; what came of it."""
        came: list[bool | BaseException] = []

        def engine() -> None:
            try:
                came.append(asyncio.run(work()))
            except (Setback, LeaseEnded, WrongLease) as error:
                came.append(error)

        thread = threading.Thread(target=engine)
        thread.start()
        self.qtbot.waitUntil(lambda: bool(came))
        thread.join()
        return came[0]


@pytest.fixture
def desktop(app: QApplication, qtbot: QtBot) -> Desktop:
    return Desktop(qtbot)


@pytest.mark.parametrize(("purpose", "link"), [(Purpose.OPEN_MAP, MAP), (Purpose.OPEN_MAIL, MAIL)])
def test_the_link_is_opened_sign_for_sign_on_the_windows_thread(
    desktop: Desktop, purpose: Purpose, link: str
) -> None:
    assert desktop.run(lambda: desktop.doors.open(lease(purpose), link)) is True
    assert desktop.opened == [link]
    assert desktop.threads == {threading.get_ident()}


def test_whether_the_system_took_it_is_told(desktop: Desktop) -> None:
    desktop.takes = False
    assert desktop.run(lambda: desktop.doors.open(lease(), MAP)) is False


@pytest.mark.parametrize(
    ("purpose", "link"),
    [
        (Purpose.OPEN_MAP, MAIL),
        (Purpose.OPEN_MAIL, MAP),
        (Purpose.OPEN_MAP, "https://evil.example/"),
        (Purpose.OPEN_MAP, sorted(SETTINGS_LINKS)[0]),
        (Purpose.OPEN_MAIL, "mailto:a@b.example?attach=/etc/passwd"),
    ],
)
def test_any_other_link_is_not_opened(desktop: Desktop, purpose: Purpose, link: str) -> None:
    came = desktop.run(lambda: desktop.doors.open(lease(purpose), link))
    assert isinstance(came, Setback)
    assert came.code is Code.NOT_OPENED
    assert desktop.opened == []


def test_a_wrong_or_ended_lease_opens_nothing(desktop: Desktop) -> None:
    gone = lease()
    gone.end()
    wrong = lease(Purpose.SCAN_QR)
    assert isinstance(desktop.run(lambda: desktop.doors.open(gone, MAP)), LeaseEnded)
    assert isinstance(desktop.run(lambda: desktop.doors.open(wrong, MAP)), WrongLease)
    assert desktop.opened == []


async def test_what_waits_for_the_window_is_cancelled_when_the_lease_ends(
    app: QApplication, qtbot: QtBot
) -> None:
    desktop, mine, ready = Desktop(qtbot), lease(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def engine() -> BaseException | None:
        async def work() -> None:
            opening = asyncio.ensure_future(desktop.doors.open(mine, MAP))
            await asyncio.sleep(0)  # it is on its way to the window, whose loop does not run
            mine.end()
            loop.call_soon_threadsafe(ready.set)
            await opening

        try:
            asyncio.run(work())
        except Setback as stopped:
            return stopped
        return None

    stopped = await asyncio.to_thread(engine)
    assert isinstance(stopped, Setback)
    assert stopped.code is Code.STOPPED_BY_YOU
    QApplication.processEvents()
    assert desktop.opened == []


async def test_a_link_whose_lease_has_ended_is_not_opened_by_the_window(
    app: QApplication, qtbot: QtBot
) -> None:
    desktop, gone = Desktop(qtbot), lease()
    wish = _wish(MAP, gone)
    gone.end()
    desktop.doors._open(wish)
    assert desktop.opened == []


def test_the_systems_pages_are_opened_and_nothing_like_them(desktop: Desktop) -> None:
    link = "ms-settings:privacy-webcam"
    assert desktop.run(lambda: desktop.doors.settings(link)) is True
    assert desktop.opened == [link]
    for other in (link + "?x", "ms-settings:windowsupdate", MAP):
        came = desktop.run(lambda other=other: desktop.doors.settings(other))  # type: ignore[misc]
        assert isinstance(came, Setback)
    assert desktop.opened == [link]


def test_every_settings_page_is_a_link_that_qt_reads_as_it_is(desktop: Desktop) -> None:
    for link in sorted(SETTINGS_LINKS):
        assert desktop.run(lambda link=link: desktop.doors.settings(link)) is True  # type: ignore[misc]
    assert desktop.opened == sorted(SETTINGS_LINKS)
