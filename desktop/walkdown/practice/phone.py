"""Somebody's phone on the practice air: it connects to devices and keeps them from everybody else."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from bleak.exc import BleakError
from bumble import core
from bumble.device import Connection

from walkdown.practice.air_central import Central, hang_up, is_up
from walkdown.practice.air_link import AirLink

ADDRESS: Final = "F2:00:00:00:00:09"
REACH_S: Final = 3.0


class Phone:
    """A central of its own. A device that it holds advertises no more, as the radio has it."""

    def __init__(self, link: AirLink) -> None:
        self._central = Central(link, "phone", ADDRESS)
        self._links: dict[str, Connection] = {}

    def holds(self, serial: str) -> bool:
        """Whether the device is connected to it now."""
        connection = self._links.get(serial)
        return connection is not None and is_up(connection)

    async def take(self, serial: str, address: str) -> None:
        """Connect, unless the device is not on the air, or somebody else has it."""
        if self.holds(serial):
            return
        with suppress(TimeoutError, BleakError, core.BaseBumbleError):
            async with asyncio.timeout(REACH_S):
                self._links[serial] = await self._central.connect(address)

    async def let_go(self, serial: str) -> None:
        """Disconnect, where it was connected."""
        connection = self._links.pop(serial, None)
        if connection is not None:
            await hang_up(connection)

    async def close(self) -> None:
        """Switch it off."""
        self._links.clear()
        await self._central.close()
