"""The practice laptop's Bluetooth adapters, as its system would describe them. Light to import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from walkdown.app.ports import BluetoothPlay
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.adapter_doctor import Adapter, Looked

BUILT_IN: Final = Adapter("hci0", "Built in", "F2:00:00:00:00:01", on=True, able=True)
USB: Final = Adapter("hci1", "USB adapter", "F2:00:00:00:00:02", on=True, able=True)


class PracticeAdapters:
    """Implements the port `Adapters`."""

    def __init__(self, play: Callable[[], BluetoothPlay]) -> None:
        self._play = play

    async def look(self, lease: Lease) -> Looked:
        """As it is played; a system that blocks does not tell of its adapters either."""
        lease.check(Purpose.DISCOVER, Purpose.FIRMWARE)
        match self._play():
            case BluetoothPlay.MISSING:
                return Looked((), service=True)
            case BluetoothPlay.OFF:
                return Looked((replace(BUILT_IN, on=False),), service=True)
            case BluetoothPlay.CLASSIC:
                return Looked((replace(BUILT_IN, able=False),), service=True)
            case BluetoothPlay.BLOCKED:
                return Looked(denied=True)
            case BluetoothPlay.BUSY:
                return Looked((replace(BUILT_IN, links=7),), service=True)
            case BluetoothPlay.SECOND:
                return Looked((BUILT_IN, USB), service=True)
        return Looked((BUILT_IN,), service=True)
