"""Why Bluetooth is not available, one to one: bleak's reason, the system's state, our code."""

from __future__ import annotations

from dataclasses import dataclass

from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one reason says of the permission, and the id a person is told."""

    state: OsState
    code: Code


# By name: bleak is not loaded before it is used. A radio that is missing or off was not refused; an
# error without a reason is no answer (consent.md 2a).
MEANINGS = {
    "NO_BLUETOOTH": Meaning(OsState.NOT_APPLICABLE, Code.BLUETOOTH_MISSING),
    "NO_BLE_CENTRAL_ROLE": Meaning(OsState.NOT_APPLICABLE, Code.BLUETOOTH_MISSING),
    "POWERED_OFF": Meaning(OsState.GRANTED, Code.BLUETOOTH_OFF),
    "DENIED_BY_USER": Meaning(OsState.DENIED, Code.BLUETOOTH_BLOCKED),
    "DENIED_BY_SYSTEM": Meaning(OsState.RESTRICTED, Code.BLUETOOTH_BLOCKED),
    "DENIED_BY_UNKNOWN": Meaning(OsState.DENIED, Code.BLUETOOTH_BLOCKED),
    "UNKNOWN": Meaning(OsState.UNDETERMINED, Code.BLUETOOTH_MISSING),
}

_ACCESS_DENIED = "org.freedesktop.DBus.Error.AccessDenied"


def reason(error: Exception) -> str:
    """The name of the reason an error stands for; empty where it says nothing of the system.

    The bus refusing to carry a message is the system's doing; a bare PermissionError is nobody's.
    """
    from bleak.exc import BleakBluetoothNotAvailableError, BleakDBusError

    match error:
        case BleakBluetoothNotAvailableError():
            name = error.reason.name
            return name if name in MEANINGS else "UNKNOWN"
        case BleakDBusError() if error.dbus_error == _ACCESS_DENIED:
            return "DENIED_BY_SYSTEM"
        case PermissionError():
            return "DENIED_BY_UNKNOWN"
    return ""


def meaning(error: Exception) -> Meaning | None:
    """What an error says of the system's permission; None where it says nothing."""
    return MEANINGS.get(reason(error))
