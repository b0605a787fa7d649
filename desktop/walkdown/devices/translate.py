"""bleak's exceptions to ids of trouble, one to one; every platform's own exceptions end here."""

from __future__ import annotations

from walkdown.core.trouble import Code, Setback

_REASONS = {
    "NO_BLUETOOTH": Code.BLUETOOTH_MISSING,
    "NO_BLE_CENTRAL_ROLE": Code.BLUETOOTH_MISSING,
    "POWERED_OFF": Code.BLUETOOTH_OFF,
    "DENIED_BY_USER": Code.BLUETOOTH_BLOCKED,
    "DENIED_BY_SYSTEM": Code.BLUETOOTH_BLOCKED,
    "DENIED_BY_UNKNOWN": Code.BLUETOOTH_BLOCKED,
    "UNKNOWN": Code.BLUETOOTH_MISSING,
}


def setback(error: Exception, otherwise: Code, device: str = "") -> Setback:
    """The setback for what bleak raised; `otherwise` for what says nothing by itself.

    `detail` names the exception's type only: platforms put addresses and values in its text.
    """
    if isinstance(error, Setback):
        return error
    return Setback(_code(error) or otherwise, device=device, detail=_detail(error))


def att_error(error: Exception) -> int:
    """The ATT error code the device answered with; 0 where it was something else."""
    from bleak.exc import BleakGATTProtocolError

    return int(error.code) if isinstance(error, BleakGATTProtocolError) else 0


def _code(error: Exception) -> Code | None:
    from bleak.exc import (
        BleakBluetoothNotAvailableError,
        BleakCharacteristicNotFoundError,
        BleakDeviceNotFoundError,
        BleakGATTProtocolError,
    )

    match error:
        case BleakBluetoothNotAvailableError():
            return _REASONS.get(error.reason.name, Code.BLUETOOTH_MISSING)
        case BleakDeviceNotFoundError():
            return Code.NOT_HEARD
        case TimeoutError():
            return Code.NO_ANSWER
        case BleakGATTProtocolError() | BleakCharacteristicNotFoundError():
            return Code.BROKEN_PROTOCOL
        case PermissionError():
            return Code.BLUETOOTH_BLOCKED
    return None


def _detail(error: Exception) -> str:
    code = att_error(error)
    return f"ATT 0x{code:02X}" if code else type(error).__name__
