"""A storm for bleak: 5,000 adverts a second from 2,000 addresses, forty of them devices that come later."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

from walkdown.devices.improv.protocol import SERVICE, SERVICE_DATA
from walkdown.practice.air_payload import Heard, decode
from walkdown.practice.crowd import crowd
from walkdown.practice.neighbours import neighbours
from walkdown.practice.scenario import Street

ADDRESSES = 2000
OURS = 40
A_SECOND = 5000
OURS_AFTER_S = 4.0
TICK_S = 0.004
_AUTHORIZED = bytes((2, 7, 0, 0, 0, 0))


def names() -> tuple[str, ...]:
    """The names of the forty, each with its serial."""
    return tuple(f"MI800-{serial}" for serial in serials())


def serials() -> tuple[str, ...]:
    """What stands on the labels of the forty."""
    return tuple(device.serial for device in crowd(OURS).devices)


class StormScanner(BaseBleakScanner):
    """Gives bleak's callbacks what an adapter in such a place would; each address has its turn.

    `began` is the monotonic time of the first advert of ours, None before.
    """

    began: float | None = None
    delivered = 0

    def __init__(
        self,
        detection_callback: Callable[[BLEDevice, AdvertisementData], None] | None,
        service_uuids: list[str] | None,
        scanning_mode: str,
        **_: Any,
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._rolls = random.Random(7)
        self._strangers = _strangers()
        self._ours = _ours()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self.seen_devices.clear()
        self._task = asyncio.create_task(self._blow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _blow(self) -> None:
        begun = time.monotonic()
        given = 0
        turn: list[tuple[str, AdvertisementData]] = []
        while True:
            now = time.monotonic()
            if now - begun >= OURS_AFTER_S and StormScanner.began is None:
                StormScanner.began = now
            due = int((now - begun) * A_SECOND)
            # What a laptop could not take is lost in the air, and not given later in one lump.
            for _ in range(min(due - given, A_SECOND // 10)):
                if not turn:
                    turn = self._turn()
                self._give(*turn.pop())
            given = due
            await asyncio.sleep(TICK_S)

    def _turn(self) -> list[tuple[str, AdvertisementData]]:
        """Every address once, in a new order."""
        all_ = [*self._strangers, *(self._ours if StormScanner.began is not None else ())]
        self._rolls.shuffle(all_)
        return all_

    def _give(self, address: str, advert: AdvertisementData) -> None:
        StormScanner.delivered += 1
        heard = advert._replace(rssi=advert.rssi + self._rolls.randrange(-4, 5))
        device = self.create_or_update_device(address, address, heard.local_name, None, heard)
        self.call_detection_callbacks(device, heard)


class StormBackend:
    """bleak's two classes; nobody can be connected to in a storm."""

    client = None
    scanner = StormScanner


def _strangers() -> list[tuple[str, AdvertisementData]]:
    street = neighbours(Street(ADDRESSES - OURS, seed=7))
    return [(n.address, _data(decode(n.advert), decode(n.response))) for n in street]


def _ours() -> list[tuple[str, AdvertisementData]]:
    return [
        (
            f"C4:{n:02X}:00:00:00:01",
            AdvertisementData(name, {}, {SERVICE_DATA: _AUTHORIZED}, [SERVICE], None, -55 - n, ()),
        )
        for n, name in enumerate(names())
    ]


def _data(advert: Heard, response: Heard) -> AdvertisementData:
    return AdvertisementData(
        response.name or advert.name,
        advert.manufacturer_data,
        advert.service_data,
        list(advert.service_uuids),
        advert.tx_power,
        -75,
        (),
    )
