"""Every reason bleak knows says one thing of the permission, and an error in mid-use is a revocation."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakError,
)

from walkdown.consent.system.at_use import taken_back
from walkdown.consent.system.state import OsState
from walkdown.core.trouble import Code
from walkdown.devices.os_reasons import MEANINGS, meaning, reason
from walkdown.devices.translate import setback

Reason = BleakBluetoothNotAvailableReason
TABLE = [
    (Reason.NO_BLUETOOTH, OsState.NOT_APPLICABLE, Code.BLUETOOTH_MISSING),
    (Reason.NO_BLE_CENTRAL_ROLE, OsState.NOT_APPLICABLE, Code.BLUETOOTH_MISSING),
    (Reason.POWERED_OFF, OsState.GRANTED, Code.BLUETOOTH_OFF),
    (Reason.DENIED_BY_USER, OsState.DENIED, Code.BLUETOOTH_BLOCKED),
    (Reason.DENIED_BY_SYSTEM, OsState.RESTRICTED, Code.BLUETOOTH_BLOCKED),
    (Reason.DENIED_BY_UNKNOWN, OsState.DENIED, Code.BLUETOOTH_BLOCKED),
    (Reason.UNKNOWN, OsState.UNDETERMINED, Code.BLUETOOTH_MISSING),
]


def test_the_table_has_each_reason_of_bleak_once() -> None:
    assert sorted(MEANINGS) == sorted(each.name for each in Reason)
    assert [row[0] for row in TABLE] == list(Reason)


@pytest.mark.parametrize(("why", "state", "code"), TABLE)
def test_one_reason_one_state_one_code(why: Reason, state: OsState, code: Code) -> None:
    said = meaning(BleakBluetoothNotAvailableError("words of the platform", why))
    assert said is not None
    assert (said.state, said.code) == (state, code)


@pytest.mark.parametrize(("why", "state", "code"), TABLE)
def test_a_refusal_in_mid_use_is_a_revocation_and_a_radio_that_is_off_is_not(
    why: Reason, state: OsState, code: Code
) -> None:
    error = setback(BleakBluetoothNotAvailableError("AA:BB", why), Code.LINK_LOST)
    assert error.code is code
    assert taken_back(error) is (state if state.forbids else None)


def test_a_radio_that_is_missing_or_off_was_not_refused() -> None:
    never_refused = ("NO_BLUETOOTH", "NO_BLE_CENTRAL_ROLE", "POWERED_OFF")
    assert all(MEANINGS[name].state.allows for name in never_refused)


def test_a_bus_that_refuses_is_the_system() -> None:
    error = BleakDBusError("org.freedesktop.DBus.Error.AccessDenied", ["Rejected send message"])
    assert reason(error) == "DENIED_BY_SYSTEM"
    assert taken_back(setback(error, Code.LINK_LOST)) is OsState.RESTRICTED


@pytest.mark.parametrize(
    "error",
    [
        BleakDBusError("org.bluez.Error.Failed", ["le-connection-abort-by-local"]),
        BleakDBusError("org.bluez.Error.NotPermitted", []),
        BleakError("Not connected"),
        TimeoutError(),
        OSError("gone"),
    ],
)
def test_other_errors_say_nothing_of_the_permission(error: Exception) -> None:
    assert meaning(error) is None
    assert taken_back(setback(error, Code.LINK_LOST)) is None


def test_a_reason_of_a_later_bleak_is_no_answer() -> None:
    class Later:
        name = "SOMETHING_NEW"

    error = BleakBluetoothNotAvailableError("x", Later())  # type: ignore[arg-type]
    said = meaning(error)
    assert said == MEANINGS["UNKNOWN"]
    assert setback(error, Code.LINK_LOST).code is Code.BLUETOOTH_MISSING


def test_the_detail_names_the_reason_and_nothing_of_the_platforms_words() -> None:
    error = BleakBluetoothNotAvailableError("AA:BB said hunter22", Reason.DENIED_BY_USER)
    assert setback(error, Code.LINK_LOST).trouble.detail == "DENIED_BY_USER"


def test_the_table_does_not_load_bleak() -> None:
    code = "import sys, walkdown.devices.os_reasons; sys.exit('bleak' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
