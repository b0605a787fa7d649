"""What macOS says of camera and Bluetooth, through Qt. Made on macOS alone: elsewhere Qt always says yes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QBluetoothPermission,
    QCameraPermission,
    QCoreApplication,
    QObject,
    QPermission,
    Qt,
    Signal,
)

from walkdown.consent.purpose import Permission
from walkdown.consent.system.state import OsState

Status = Qt.PermissionStatus
_STATES = {
    Status.Undetermined: OsState.UNDETERMINED,
    Status.Granted: OsState.GRANTED,
    Status.Denied: OsState.DENIED,
}


class OsPermissions(QObject):
    """Implements the `Asker` of macOS for CAMERA and BLUETOOTH. Make it on the window's thread."""

    _wanted = Signal(object, object)

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__()
        self._application = application
        # Qt shows a question from its own thread only; the gate stands in another one.
        self._wanted.connect(self._show)

    def check(self, permission: Permission) -> OsState:
        """The answer so far; UNDETERMINED for what Qt cannot speak of. Asks nobody; any thread."""
        asked = _qt(permission)
        if asked is None:
            return OsState.UNDETERMINED
        return _STATES.get(self._application.checkPermission(asked), OsState.UNDETERMINED)

    def ask(self, permission: Permission, answered: Callable[[], None]) -> None:
        """Show the system's question; `answered` is called once, on the window's thread. Any thread."""
        self._wanted.emit(permission, answered)

    def _show(self, permission: Permission, answered: Callable[[], None]) -> None:
        asked = _qt(permission)
        if asked is None:
            answered()
            return

        def told(_: QPermission) -> None:
            # What was answered is read anew by whoever asked: one place decides what counts.
            answered()

        self._application.requestPermission(asked, self, told)


def _qt(permission: Permission) -> QBluetoothPermission | QCameraPermission | None:
    match permission:
        case Permission.CAMERA:
            return QCameraPermission()
        case Permission.BLUETOOTH:
            bluetooth = QBluetoothPermission()
            bluetooth.setCommunicationModes(QBluetoothPermission.CommunicationMode.Access)
            return bluetooth
    return None


def os_permissions(platform: str, application: QCoreApplication) -> OsPermissions | None:
    """The system's own answers, on macOS; None elsewhere, where Qt's answers mean nothing."""
    return OsPermissions(application) if platform == "darwin" else None
