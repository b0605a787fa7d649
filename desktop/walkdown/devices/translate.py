"""bleak's exceptions to ids of trouble, one to one; every platform's own exceptions end here."""

from __future__ import annotations

from walkdown.core.trouble import Code, Setback
from walkdown.devices.os_reasons import meaning, reason

# "Insufficient authentication" and "insufficient encryption" (Core Spec Vol 3 Part F 3.4.1.1).
_UNPAIRED = (0x05, 0x0F)


def setback(error: Exception, otherwise: Code, device: str = "") -> Setback:
    """The setback for what bleak raised; `otherwise` for what says nothing by itself.

    `detail` names the system's reason or the exception's type: platforms put addresses and values
    in its text.
    """
    if isinstance(error, Setback):
        return error
    return Setback(_code(error) or otherwise, device=device, detail=_detail(error))


def att_error(error: Exception) -> int:
    """The ATT error code the device answered with; 0 where it was something else."""
    from bleak.exc import BleakGATTProtocolError

    return int(error.code) if isinstance(error, BleakGATTProtocolError) else 0


def _code(error: Exception) -> Code | None:
    if (said := meaning(error)) is not None:
        return said.code
    from bleak.exc import (
        BleakCharacteristicNotFoundError,
        BleakDeviceNotFoundError,
        BleakGATTProtocolError,
    )

    match error:
        case BleakDeviceNotFoundError():
            return Code.NOT_HEARD
        case TimeoutError():
            return Code.NO_ANSWER
        case BleakGATTProtocolError() if att_error(error) in _UNPAIRED:
            return Code.NOT_PAIRED
        case BleakGATTProtocolError() | BleakCharacteristicNotFoundError():
            return Code.BROKEN_PROTOCOL
    return None


def _detail(error: Exception) -> str:
    code = att_error(error)
    return f"ATT 0x{code:02X}" if code else reason(error) or type(error).__name__
