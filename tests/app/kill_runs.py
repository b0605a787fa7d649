"""Kills a crew's run at a random moment and resumes it; the devices live on and count what is done to them."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.accepted import accept_policy
from tests.app.kill_crew import Told, ToldDevice, run, street
from walkdown.core.device import Device, Step, Work
from walkdown.core.job import Job
from walkdown.practice.serve_port import ServedPort, Spot
from walkdown.practice.unit import Unit
from walkdown.practice.world import World
from walkdown.storage.site_files import SiteFiles

LASTS_S = 2.0  # a run that is left alone, from the password on
MOST_S = 40.0
_PLACE = multiprocessing.get_context("forkserver")


@dataclass(slots=True)
class Killed:
    """One kill and what came after. Each of the lists is empty where all is well."""

    seed: int
    at_s: float = 0.0
    online_before: int = 0
    online_after: int = 0
    by_hand: list[str] = field(default_factory=list)
    """Why devices wanted a person: they had joined while nobody listened."""
    ends: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    @property
    def bad(self) -> list[str]:
        """All that is not well."""
        return [*self.ends, *self.hangs, *self.wrongs, *self.losses, *self.twice]


class Crew:
    """The process with the laptop, and what it said so far."""

    def __init__(self, home: Path, port: int, seed: int) -> None:
        self.told: Told = ()
        self.said: set[str] = set()
        self._pipe, far = _PLACE.Pipe(duplex=False)
        self._process: BaseProcess = _PLACE.Process(
            target=run, args=(home, port, far, seed), daemon=True
        )
        self._process.start()
        far.close()

    async def says(self, word: str, within_s: float) -> bool:
        """Wait until it has said this; False where it has ended, or the time is over."""
        try:
            async with asyncio.timeout(within_s):
                while word not in self.said:
                    if not self.hear() and not self._process.is_alive():
                        return self.hear() or word in self.said
                    await asyncio.sleep(0.002)  # a pipe that is looked at beside the air
        except TimeoutError:
            return False
        return True

    def hear(self) -> bool:
        """Take what it said; whether there was anything."""
        heard = False
        try:
            while self._pipe.poll():
                what = self._pipe.recv()
                heard = True
                if isinstance(what, str):
                    self.said.add(what)
                else:
                    self.told = what
        except (EOFError, OSError):
            return heard
        return heard

    async def killed(self) -> None:
        """End it as a power cut does; what it had said is heard."""
        self._process.kill()
        while self._process.is_alive():  # noqa: ASYNC110 - the air lives on meanwhile
            await asyncio.sleep(0.002)
        self.hear()
        self._process.join()
        self._pipe.close()


class Counted:
    """The street, its air at a port, and how often each device was given a network."""

    def __init__(self, seed: int) -> None:
        self.joins: Counter[str] = Counter()
        self.world = World(street(seed), lambda: None, tells_names=True)
        self.port = ServedPort(self.world.air.link, lambda _said: None, grace_s=10.0)
        for unit in self.world._all:
            self._count(unit)

    def _count(self, unit: Unit) -> None:
        join = unit._waves.join

        async def counted(device: object, ssid: str, password: str) -> object:
            if device is unit.device:
                self.joins[unit.device.serial] += 1
            return await join(device, ssid, password)  # type: ignore[arg-type]

        unit._waves.join = counted  # type: ignore[method-assign, assignment]

    def online(self, serial: str) -> bool:
        """Whether it truly answers on the network."""
        return self.world.unit(serial).online


async def kill_once(seed: int) -> Killed:
    """Begin, kill, resume to the end, and compare."""
    killed = Killed(seed)
    street_now = Counted(seed)
    with tempfile.TemporaryDirectory(prefix="walkdown-kill-") as folder:
        home = Path(folder)
        accept_policy(home)
        try:
            await street_now.world.start()
            port = (await street_now.port.open(Spot("127.0.0.1", 0))).port
            await _kill(killed, street_now, home, port)
            await _resume(killed, street_now, home, port)
            if killed.by_hand:
                await _lend_a_hand(killed, street_now, home, port)
            _compare_end(killed, street_now, _on_disk(home))
        finally:
            await street_now.port.close()
            await street_now.world.close()
    return killed


async def _kill(killed: Killed, now: Counted, home: Path, port: int) -> None:
    killed.at_s = random.Random(f"kill {killed.seed}").uniform(0.0, LASTS_S)
    crew = Crew(home, port, killed.seed)
    if not await crew.says("sending", MOST_S):
        killed.hangs.append(f"{killed.seed}: does not begin")
    await crew.says("done", killed.at_s)
    await crew.killed()
    job = _on_disk(home)
    killed.online_before = len(job.online)
    for device in crew.told:
        _compare_told(killed, device, job)
    _compare_truth(killed, now, job)


async def _resume(killed: Killed, now: Counted, home: Path, port: int) -> None:
    before, joins = _on_disk(home), Counter(now.joins)
    job = await _sent_again(killed, home, port)
    _compare_truth(killed, now, job)
    for former in (d for d in before.devices if d.joined):
        device = job.device(former.serial)
        if now.joins[former.serial] > joins[former.serial]:
            killed.twice.append(f"{killed.seed}: {former.serial} was set up again without need")
        if device is None or device.earned[: len(former.earned)] != former.earned:
            killed.losses.append(f"{killed.seed}: {former.serial} lost what it had earned")
    killed.by_hand += [_why(d) for d in job.devices if d.work is not Work.ONLINE]


async def _lend_a_hand(killed: Killed, now: Counted, home: Path, port: int) -> None:
    """A device that has joined unheard says so by its name: the person sets it back, and sends again."""
    for device in _on_disk(home).devices:
        if device.work is not Work.ONLINE:
            await now.world.unit(device.serial).reset()
    await _sent_again(killed, home, port)


async def _sent_again(killed: Killed, home: Path, port: int) -> Job:
    crew = Crew(home, port, killed.seed)
    if not await crew.says("done", MOST_S):
        killed.hangs.append(f"{killed.seed}: does not come to an end")
    await crew.killed()
    return _on_disk(home)


def _compare_end(killed: Killed, now: Counted, job: Job) -> None:
    killed.online_after = len(job.online)
    _compare_truth(killed, now, job)
    killed.ends += [
        f"{killed.seed}: {d.serial} ends with {_why(d)}"
        for d in job.devices
        if d.work is not Work.ONLINE
    ]


def _why(device: Device) -> str:
    return str(device.trouble.code if device.trouble else device.work)


def _compare_told(killed: Killed, told: ToldDevice, job: Job) -> None:
    """What the window was told is on disk; the disk may know one thing more."""
    device = job.device(told.serial)
    steps = [e.step for e in device.earned] if device is not None else []
    if not set(told.steps) <= set(steps):
        killed.losses.append(f"{killed.seed}: {told.serial} was told to have {told.steps}")


def _compare_truth(killed: Killed, now: Counted, job: Job) -> None:
    for device in job.devices:
        claims = device.work is Work.ONLINE or device.has(Step.REACHABLE)
        if claims and not now.online(device.serial):
            killed.wrongs.append(f"{killed.seed}: {device.serial} is called online and is not")


def _on_disk(home: Path) -> Job:
    (row,) = SiteFiles(home / "sites").rows()
    assert row.job is not None
    return row.job


async def kills(seeds: range, at_once: int) -> list[Killed]:
    """So many streets side by side, each with a crew that is killed once."""
    _PLACE.set_forkserver_preload(["tests.app.kill_crew"])
    places = asyncio.Semaphore(at_once)

    async def one(seed: int) -> Killed:
        async with places:
            return await kill_once(seed)

    return list(await asyncio.gather(*map(one, seeds)))
