"""How the laptop's own Bluetooth fails on the practice air: as bleak tells it on real laptops."""

from __future__ import annotations

from typing import Final

from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakError,
)

from walkdown.app.ports import BluetoothPlay
from walkdown.practice.laptop_adapters import USB

_REASONS: Final = {
    BluetoothPlay.MISSING: BleakBluetoothNotAvailableReason.NO_BLUETOOTH,
    BluetoothPlay.OFF: BleakBluetoothNotAvailableReason.POWERED_OFF,
    BluetoothPlay.BLOCKED: BleakBluetoothNotAvailableReason.DENIED_BY_USER,
    BluetoothPlay.CLASSIC: BleakBluetoothNotAvailableReason.NO_BLE_CENTRAL_ROLE,
}
DEAF: Final = frozenset({*_REASONS, BluetoothPlay.BUSY, BluetoothPlay.NOTHING_NEAR})


def refuse(play: BluetoothPlay) -> None:
    """Raise what bleak raises where one wants to listen or connect; nothing where it would begin."""
    if reason := _REASONS.get(play):
        raise BleakBluetoothNotAvailableError("so it is played", reason)
    if play is BluetoothPlay.BUSY:
        raise BleakError("org.bluez.Error.InProgress")


def hears(play: BluetoothPlay, adapter: str) -> bool:
    """Whether adverts come in; `adapter` is the handle of the chosen one, empty for the usual one."""
    return play not in DEAF and (play is not BluetoothPlay.SECOND or adapter == USB.key)
