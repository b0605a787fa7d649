"""Qt's answers reach the gate unchanged on macOS, and are not even fetched elsewhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import (
    QBluetoothPermission,
    QCameraPermission,
    QCoreApplication,
    QObject,
    QPermission,
    Qt,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.computer import Computer
from walkdown.consent.system.macos import MacReader
from walkdown.consent.system.state import OsState
from walkdown.ui.os_permissions import OsPermissions, os_permissions

Status = Qt.PermissionStatus
PLIST = {"NSCameraUsageDescription": "c", "NSBluetoothAlwaysUsageDescription": "b"}
Asked = QBluetoothPermission | QCameraPermission


class Qt6:
    """An application as on a Mac: it answers as told, and remembers from which thread it was asked."""

    def __init__(self, status: Status = Status.Undetermined) -> None:
        self.status = status
        self.answer: Status | None = None
        self.asked: list[tuple[type, bool]] = []
        self.modes: list[object] = []

    def checkPermission(self, permission: Asked) -> Status:
        if isinstance(permission, QBluetoothPermission):
            self.modes.append(permission.communicationModes())
        return self.status

    def requestPermission(
        self, permission: Asked, context: QObject, told: Callable[[QPermission | None], None]
    ) -> None:
        on_main = threading.current_thread() is threading.main_thread()
        self.asked.append((type(permission), on_main))
        self.status = self.answer or self.status
        told(None)


def permissions(qt: Qt6) -> OsPermissions:
    return OsPermissions(cast("QCoreApplication", qt))


@pytest.mark.parametrize("permission", [Permission.CAMERA, Permission.BLUETOOTH])
@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.Undetermined, OsState.UNDETERMINED),
        (Status.Granted, OsState.GRANTED),
        (Status.Denied, OsState.DENIED),
    ],
)
def test_qts_three_answers_keep_their_meaning(
    app: QApplication, permission: Permission, status: Status, state: OsState
) -> None:
    assert permissions(Qt6(status)).check(permission) is state


def test_bluetooth_is_asked_to_listen_and_not_to_call_out(app: QApplication) -> None:
    qt = Qt6()
    permissions(qt).check(Permission.BLUETOOTH)
    assert qt.modes == [QBluetoothPermission.CommunicationMode.Access]


@pytest.mark.parametrize(
    "permission", [p for p in Permission if p not in {Permission.CAMERA, Permission.BLUETOOTH}]
)
def test_of_all_else_qt_is_not_asked(app: QApplication, permission: Permission) -> None:
    qt, answered = Qt6(Status.Granted), [0]
    asker = permissions(qt)
    asker.ask(permission, lambda: answered.append(1))
    assert asker.check(permission) is OsState.UNDETERMINED
    assert (qt.asked, answered) == ([], [0, 1])


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Status.Granted, OsState.GRANTED),
        (Status.Denied, OsState.DENIED),
        (None, OsState.UNDETERMINED),
    ],
)
def test_the_gates_thread_asks_and_the_windows_thread_shows_the_question(
    app: QApplication, qtbot: QtBot, answer: Status | None, state: OsState
) -> None:
    qt = Qt6()
    qt.answer = answer
    system = Computer("macos", MacReader(PLIST, permissions(qt)))
    states: list[OsState] = []

    def gate() -> None:
        states.append(asyncio.run(system.request(Permission.CAMERA, Purpose.SCAN_QR)))

    thread = threading.Thread(target=gate, name="gate")
    thread.start()
    qtbot.waitUntil(lambda: bool(states))
    thread.join()
    assert states == [state]
    assert qt.asked == [(QCameraPermission, True)]


def test_the_real_qt_takes_our_calls(app: QApplication, qtbot: QtBot) -> None:
    asker = OsPermissions(app)
    answered: list[Permission] = []
    for permission in (Permission.CAMERA, Permission.BLUETOOTH):
        assert asker.check(permission) in OsState
        asker.ask(permission, lambda p=permission: answered.append(p))
    qtbot.waitUntil(lambda: len(answered) == 2)
    assert answered == [Permission.CAMERA, Permission.BLUETOOTH]


def test_it_exists_on_macos_alone(app: QApplication) -> None:
    assert os_permissions("darwin", app) is not None
    assert [os_permissions(name, app) for name in ("linux", "win32")] == [None, None]
