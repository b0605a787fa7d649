"""A visit in which everything may go wrong at any moment: devices with random faults, and a hasty person."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.app.laptop import Laptop, scenario
from walkdown.app.crew import EVERYBODY_S
from walkdown.core.device import Device, Step, Work
from walkdown.core.job import Job
from walkdown.core.secret import Secret
from walkdown.practice.scenario import Fault, PracticeDevice, Scenario
from walkdown.storage.site_files import SiteFiles

FARM: Final = "QuarryFarm"
PASSWORD: Final = "-".join(("slate", "and", "straw", "22"))
DEVICES: Final = 5
ACTS: Final = 6
SETTLES_S: Final = 75.0
# With these a device is never truly where it says to be.
LIARS: Final = frozenset({Fault.OTHER_SERIAL_BY_RADIO, Fault.OTHER_SERIAL_ON_NETWORK})
# What is true of a device whatever becomes of the laptop; what belongs to a session ends with it.
LASTING: Final = (Step.ACCEPTED, Step.JOINED, Step.ADDRESS)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one visit; `flaws` names what must never be, and is empty."""

    seed: int
    online: int
    named: int
    begun: int
    flaws: tuple[str, ...]


def site_of(rolls: random.Random) -> Scenario:
    """Some devices of the troubled farm, each with up to two faults of any kind."""
    farm = scenario("trouble")
    plain = [d for d in farm.devices if not d.wrong and not d.is_twin]
    chosen = rolls.sample(plain, DEVICES)
    devices = tuple(_with_faults(d, rolls) for d in chosen)
    return replace(farm, devices=devices, street=None, stickers=(), join_s=rolls.choice((0.1, 0.4)))


async def visited(seed: int, folder: Path) -> Ended:
    """One visit from the labels to the end, in which nothing is busy any more."""
    rolls = random.Random(seed)
    site = site_of(rolls)
    laptop = Laptop(folder, {"trouble": site})
    flaws: list[str] = []
    try:
        await laptop.engine.jobs.begin("trouble")
        await laptop.list_all()
        await laptop.choose(FARM)
        await laptop.owner_agrees()
        laptop.press_buttons()
        await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))
        await _disturbed(laptop, site, rolls)
        flaws += await _at_rest(laptop)
        flaws += _lies(laptop, site)
        told = laptop.job.devices
    finally:
        await laptop.close()
    flaws += _lost(folder, told)
    works = [device.work for device in told]
    return Ended(
        seed,
        works.count(Work.ONLINE),
        works.count(Work.FAILED),
        len(works) - works.count(Work.ONLINE) - works.count(Work.FAILED),
        tuple(flaws),
    )


def _with_faults(device: PracticeDevice, rolls: random.Random) -> PracticeDevice:
    faults = tuple(rolls.sample(tuple(Fault), rolls.choice((0, 0, 1, 1, 2))))
    return replace(device, faults=faults, distance_m=2.0, needs_button=False)


async def _disturbed(laptop: Laptop, site: Scenario, rolls: random.Random) -> None:
    """So many things happen, each at a moment of its own; those that last are over at the end."""
    for _ in range(ACTS):
        await asyncio.sleep(rolls.uniform(0.02, 0.6))
        serial = rolls.choice(site.devices).serial
        await rolls.choice(_ACTS)(laptop, serial)
    for device in site.devices:
        laptop.yard.make_silent(device.serial, on=False)
    laptop.yard.lose_network(FARM, lost=False)


async def _at_rest(laptop: Laptop) -> list[str]:
    try:
        async with asyncio.timeout(SETTLES_S):
            while busy(laptop.job):  # noqa: ASYNC110 - it looks at a simulated world
                await asyncio.sleep(0.01)
    except TimeoutError:
        return [f"hangs: {device.serial} {device.work}" for device in busy(laptop.job)]
    return [
        f"failed without a name: {d.serial}"
        for d in laptop.job.wanted
        if d.work is Work.FAILED and d.trouble is None
    ]


def busy(job: Job) -> tuple[Device, ...]:
    """Who is not at rest. Those in the queue are, while others wait for the network to be put right."""
    waits = any(d.trouble is not None and d.trouble.code in EVERYBODY_S for d in job.wanted)
    states = {Work.WORKING} if waits else {Work.WORKING, Work.QUEUED}
    return tuple(device for device in job.wanted if device.work in states)


def _lies(laptop: Laptop, site: Scenario) -> list[str]:
    """Devices that are called online and are not, as one sees who stands before them."""
    units = laptop.yard._opened()
    return [
        f"wrong done: {device.serial}"
        for device in site.devices
        if laptop.device(device.serial).work is Work.ONLINE
        and (not units.unit(device.serial).url or LIARS & set(device.faults))
    ]


def _lost(folder: Path, told: tuple[Device, ...]) -> list[str]:
    (row,) = SiteFiles(folder / "sites").rows()
    if row.job is None:
        return ["the site file cannot be opened"]
    return [
        f"lost evidence: {device.serial} {step}"
        for device, former in zip(row.job.devices, told, strict=True)
        for step in LASTING
        if former.has(Step.JOINED) and former.has(step) and not device.has(step)
    ]


# --- what may happen


async def _drop(laptop: Laptop, serial: str) -> None:
    laptop.yard.make_drop(serial)


async def _silent(laptop: Laptop, serial: str) -> None:
    laptop.yard.make_silent(serial, on=True)


async def _speak(laptop: Laptop, serial: str) -> None:
    laptop.yard.make_silent(serial, on=False)


async def _lose(laptop: Laptop, _serial: str) -> None:
    laptop.yard.lose_network(FARM)


async def _find(laptop: Laptop, _serial: str) -> None:
    laptop.yard.lose_network(FARM, lost=False)


async def _retry(laptop: Laptop, serial: str) -> None:
    if laptop.device(serial).work is Work.FAILED:
        await laptop.press(laptop.engine.network.retry(serial))


async def _stop(laptop: Laptop, _serial: str) -> None:
    await laptop.press(laptop.engine.network.stop())


async def _withdraw(laptop: Laptop, _serial: str) -> None:
    await laptop.press(laptop.engine.privacy.stop_all())


async def _again(laptop: Laptop, _serial: str) -> None:
    await laptop.press(laptop.engine.network.send(Secret(PASSWORD)))


_ACTS: Final[tuple[Callable[[Laptop, str], Awaitable[None]], ...]] = (
    *(_drop, _drop, _silent, _speak, _lose, _find),
    *(_retry, _retry, _stop, _withdraw, _again, _again),
)
