"""Every way in which Bluetooth can be missing, off or silent has its own id."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from walkdown.core.trouble import Code, Setback
from walkdown.devices.translate import setback

Reason = BleakBluetoothNotAvailableReason


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (Reason.NO_BLUETOOTH, Code.BLUETOOTH_MISSING),
        (Reason.NO_BLE_CENTRAL_ROLE, Code.BLUETOOTH_MISSING),
        (Reason.POWERED_OFF, Code.BLUETOOTH_OFF),
        (Reason.DENIED_BY_USER, Code.BLUETOOTH_BLOCKED),
        (Reason.DENIED_BY_SYSTEM, Code.BLUETOOTH_BLOCKED),
        (Reason.DENIED_BY_UNKNOWN, Code.BLUETOOTH_BLOCKED),
        (Reason.UNKNOWN, Code.BLUETOOTH_MISSING),
    ],
)
def test_why_bluetooth_is_not_there(reason: Reason, code: Code) -> None:
    error = BleakBluetoothNotAvailableError("words of the platform", reason)
    assert setback(error, Code.NO_ANSWER).code is code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BleakDeviceNotFoundError("AA:BB"), Code.NOT_HEARD),
        (TimeoutError(), Code.NO_ANSWER),
        (BleakGATTProtocolError(0x0E), Code.BROKEN_PROTOCOL),
        (BleakCharacteristicNotFoundError("x"), Code.BROKEN_PROTOCOL),
        (PermissionError("no"), Code.BLUETOOTH_BLOCKED),
        (BleakError("Not connected"), Code.LINK_LOST),
        (OSError("D-Bus is not there"), Code.LINK_LOST),
        (Setback(Code.TOO_WEAK), Code.TOO_WEAK),
    ],
)
def test_what_a_call_can_end_with(error: Exception, code: Code) -> None:
    assert setback(error, Code.LINK_LOST).code is code


def test_the_platforms_words_stay_out_of_the_detail() -> None:
    trouble = setback(BleakError("AA:BB:CC said hunter22"), Code.LINK_LOST, "770300125518").trouble
    assert (trouble.device, trouble.detail) == ("770300125518", "BleakError")
    assert setback(BleakGATTProtocolError(0x0D), Code.LINK_LOST).trouble.detail == "ATT 0x0D"


def test_starting_the_program_does_not_load_bleak() -> None:
    code = "import sys, walkdown.devices.radio; sys.exit('bleak' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
