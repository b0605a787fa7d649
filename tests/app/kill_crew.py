"""A crew's run in a process of its own, to be killed; it says what the window was told on a pipe."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from tests.app.kill_air import FarYard
from tests.app.laptop import BRISK, SCENARIOS, Laptop
from walkdown.app.engine import Parts
from walkdown.app.messages import JobShown, Message
from walkdown.core.device import Step, Way, Work
from walkdown.core.secret import Secret
from walkdown.devices.radio import BleakRadio
from walkdown.lan.http_probe import HttpLan
from walkdown.practice.crowd import crowd
from walkdown.practice.scenario import Scenario

SITE, COUNT, JOIN_S = "street", 6, 0.25
_BUSY = frozenset({Work.QUEUED, Work.WORKING})


@dataclass(frozen=True, slots=True)
class ToldDevice:
    """What the window was told of a device."""

    serial: str
    work: Work
    steps: tuple[Step, ...]


Told = tuple[ToldDevice, ...]


def street(seed: int) -> Scenario:
    """Some plain devices that take a moment to join; others for each seed, as several are on the air."""
    return replace(crowd(COUNT, join_s=JOIN_S, first=1 + seed * COUNT), name=SITE, links=4)


class FarLaptop(Laptop):
    """The laptop whose devices are in another process."""

    def __init__(self, folder: Path, port: int, tell: Callable[[Told], None]) -> None:
        self._port, self._tell = port, tell
        super().__init__(folder, {})

    def _parts(self) -> Parts:
        parts = super()._parts()
        yard = FarYard(SCENARIOS, self._port)
        lan = HttpLan(loopback=True, pause_s=0.02, try_s=0.3, silence_s=0.3)
        radio = BleakRadio(yard.air, patience=BRISK, links=3)
        practice = replace(parts.practice, yard=yard, adapters=None, radio=radio, lan=lan)
        return replace(parts, practice=practice)

    def _publish(self, message: Message) -> None:
        super()._publish(message)
        if isinstance(message, JobShown) and message.job is not None:
            told = (
                ToldDevice(d.serial, d.work, tuple(e.step for e in d.earned))
                for d in message.job.devices
            )
            self._tell(tuple(told))

    async def begun(self, site: Scenario) -> None:
        """Labels, network and the owner's word."""
        await self.engine.jobs.begin(SITE)
        for device in site.devices:
            await self.engine.labels.take(f"WD1:{device.model}:{device.serial}", Way.TYPED)
        await self.choose(site.router.ssid)
        await self.owner_agrees()

    async def sent(self, site: Scenario) -> None:
        """The password goes out; nobody is at work any more when this returns."""
        with site.router_password.reveal() as password:
            await self.press(self.engine.network.send(Secret(password)))
        await self.until(lambda: not self.works() & _BUSY)


def run(home: Path, port: int, pipe: Connection, seed: int) -> None:
    """The process: begins the job, or resumes the one that is there; sends, and ends."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_run(home, port, pipe, street(seed)))


async def _run(home: Path, port: int, pipe: Connection, site: Scenario) -> None:
    laptop = FarLaptop(home, port, pipe.send)
    rows = laptop.jobs.rows()
    if rows:
        await laptop.engine.jobs.resume(rows[0].id)
    else:
        await laptop.begun(site)
    pipe.send("sending")
    await laptop.sent(site)
    pipe.send("done")
    await laptop.engine.close()
