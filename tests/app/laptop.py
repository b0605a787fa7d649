"""A laptop without a window: the engine over real parts, a practice yard, and a person who answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from typing import Any, TypeVar
from unittest.mock import patch

from tests.accepted import accept_policy
from tests.ledger_on_disk import read_entries
from walkdown.app import sign
from walkdown.app.adapter_choice import ChosenAdapter
from walkdown.app.engine import Engine, Parts
from walkdown.app.messages import (
    AirShown,
    Asked,
    Crashed,
    EyeShown,
    JobShown,
    LabelTaken,
    Message,
    Told,
)
from walkdown.app.ports import AS_IT_IS, Adjust, FrameSource, Pack, Seen, YardView
from walkdown.app.workbench import Equipment
from walkdown.consent.gate import Answer, AnswerKind, Question
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose, Scope
from walkdown.core.device import Device, Way, Work
from walkdown.core.job import Job
from walkdown.core.leave import gate
from walkdown.core.my_data import inventory_of
from walkdown.core.secret import Secret
from walkdown.core.sign_check import Counts, Switched, meters
from walkdown.core.trouble import Code
from walkdown.core.wifi import HeardNetwork
from walkdown.devices.radio import BleakRadio
from walkdown.devices.waiting import Patience
from walkdown.handover.pack import PackFolder
from walkdown.lan.http_probe import HttpLan
from walkdown.practice.camera import PracticeCamera
from walkdown.practice.scenario import Scenario
from walkdown.practice.scenario_file import load_scenario, scenario_path
from walkdown.practice.yard import PracticeYard
from walkdown.storage.clock import LaptopClock
from walkdown.storage.consent_files import gate_opener
from walkdown.storage.list_file import ListReader
from walkdown.storage.my_data_files import MyDataFiles
from walkdown.storage.places import resources_dir
from walkdown.storage.site_carries import SiteCarries
from walkdown.storage.site_files import SiteFiles
from walkdown.storage.table_file import TableWriter
from walkdown.vision.camera_worker import CameraWorker
from walkdown.vision.picture_file import PictureFiles
from walkdown.vision.site_photo import PhotoFiles

SCENARIOS = resources_dir() / "practice"
YES = Answer(AnswerKind.USE, Scope.SITE)
NO = Answer(AnswerKind.DONT_USE)
BRISK = Patience(
    answer_s=1.0, rest_s=0.2, look_s=3.0, button_s=0.6, join_s=4.0, goodbye_s=1.0, poll_s=0.05
)
NETWORK = "HarbourHome-2G"
LINKS = 3
PASSWORD = "-".join(("lighthouse", "4417"))

M = TypeVar("M")
Policy = Callable[[Question], Answer | None]


def scenario(name: str) -> Scenario:
    """A practice site from its file, whose devices join at once."""
    return replace(load_scenario(scenario_path(SCENARIOS, name)), join_s=0.05)


VERIFIER = resources_dir() / "verify" / "walkdown_verify.py"


class QuickYard(PracticeYard):
    """The yard, playing the scenarios it is given, or those of the files with little waiting."""

    def __init__(self, scenarios: dict[str, Scenario]) -> None:
        super().__init__(SCENARIOS)
        self._scenarios = scenarios
        self.opened = 0

    async def open(self, scenario: str, tell: Callable[[YardView], None]) -> None:
        if given := self._scenarios.get(scenario):
            await self.enter(given, tell)
        else:
            await super().open(scenario, tell)
        self.opened += 1


class Witness:
    """Looks into the ledger's file each time something powerful is used."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self.used: list[Purpose] = []
        self.unwritten: list[str] = []

    def saw(self, lease: Lease) -> None:
        """A use of this lease begins now: its start must be on disk, and not ended."""
        self.used.append(lease.purpose)
        rows = read_entries(self._ledger)
        ends = ("use.end", "use.abort", "use.end.unclean")
        ended = {row.record for row in rows if row.event in ends}
        open_now = [
            row
            for row in rows
            if row.event == "use.start"
            and row.seq not in ended
            and (row.purpose, row.site) == (str(lease.purpose), lease.site)
        ]
        if not open_now:
            self.unwritten.append(str(lease.purpose))


class WatchedDevice:
    """A connected device that notes when credentials go out to it."""

    def __init__(self, device: Any, tried: Callable[[Lease], None]) -> None:
        self._device, self._tried = device, tried

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)

    async def provision(self, lease: Lease, credentials: Any, earned: Any) -> str:
        self._tried(lease)
        return await self._device.provision(lease, credentials, earned)


class WatchedUpdater:
    """A device that takes firmware, and notes when some goes out to it."""

    def __init__(self, updater: Any, saw: Callable[[Lease], None]) -> None:
        self._updater, self._saw = updater, saw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._updater, name)

    async def update(self, lease: Lease, image: Any, tell: Any) -> Any:
        self._saw(lease)
        return await self._updater.update(lease, image, tell)


class WatchedRadio:
    """A radio whose uses are witnessed, and whose connections are counted."""

    def __init__(self, radio: Any, witness: Witness) -> None:
        self._radio, self._witness = radio, witness
        self.opened: list[str] = []
        self.tried: list[str] = []
        self.scans = 0
        self.links = LINKS

    async def scan(self, lease: Lease) -> AsyncIterator[Any]:
        self._witness.saw(lease)
        self.scans += 1
        heard = self._radio.scan(lease)
        try:
            async for sightings in heard:
                yield sightings
        finally:
            await heard.aclose()

    @asynccontextmanager
    async def open(self, lease: Lease, sighting: Any, serial: str, earned: Any) -> Any:
        self._witness.saw(lease)
        self.opened.append(serial)
        async with self._radio.open(lease, sighting, serial, earned) as device:
            yield WatchedDevice(device, lambda lease: self._try(lease, serial))

    @asynccontextmanager
    async def firmware(self, lease: Lease, sighting: Any, serial: str) -> Any:
        self._witness.saw(lease)
        async with self._radio.firmware(lease, sighting, serial) as updater:
            yield WatchedUpdater(updater, self._witness.saw)

    def _try(self, lease: Lease, serial: str) -> None:
        self._witness.saw(lease)
        self.tried.append(serial)


class WatchedLan:
    """The network, witnessed."""

    def __init__(self, lan: Any, witness: Witness) -> None:
        self._lan, self._witness = lan, witness

    async def ask(self, lease: Lease, url: str, within_s: float, **more: Any) -> Any:
        self._witness.saw(lease)
        return await self._lan.ask(lease, url, within_s, **more)

    async def registers(self, lease: Lease, url: str) -> Any:
        self._witness.saw(lease)
        return await self._lan.registers(lease, url)

    async def find(self, lease: Lease, serial: str, within_s: float, **more: Any) -> str:
        self._witness.saw(lease)
        return str(await self._lan.find(lease, serial, within_s, **more))

    async def walk(self, lease: Lease, wanted: Any, told: Any) -> Any:
        self._witness.saw(lease)
        return await self._lan.walk(lease, wanted, told)


class WatchedCamera:
    """The camera, witnessed."""

    def __init__(self, camera: Any, witness: Witness) -> None:
        self._camera, self._witness = camera, witness
        self.running = False

    def start(self, lease: Lease, tell: Callable[[Seen], None], wanted: Adjust = AS_IT_IS) -> None:
        self._witness.saw(lease)
        self.running = True
        self._camera.start(lease, tell, wanted)

    def adjust(self, what: Adjust) -> None:
        self._camera.adjust(what)

    def stop(self) -> None:
        self._camera.stop()
        self.running = False


class WatchedWriter:
    """The pack's writer, witnessed."""

    def __init__(self, writer: PackFolder, witness: Witness) -> None:
        self._writer, self._witness = writer, witness
        self.report = writer.report

    def write(self, lease: Lease, folder: PurePath, *facts: Any) -> Pack:
        self._witness.saw(lease)
        return self._writer.write(lease, folder, *facts)


class Laptop:
    """One run of the program over a folder; what the window would be told is in `messages`."""

    def __init__(
        self, folder: Path, scenarios: dict[str, Scenario], *, accepted: bool = True
    ) -> None:
        self.folder = folder
        if accepted:
            accept_policy(folder)
        self.messages: list[Message] = []
        self.questions: list[Question] = []
        self.policy: Policy = lambda _question: YES
        self.witness = Witness(folder / "ledger.db")
        self.yard = QuickYard(scenarios)
        self.adapters = ChosenAdapter(self.yard.adapters)
        radio = BleakRadio(self.yard.air, patience=BRISK, adapter=self.adapters.key)
        self.radio = WatchedRadio(radio, self.witness)
        there = self.yard.addresses
        lan = HttpLan(loopback=True, pause_s=0.02, try_s=0.3, silence_s=0.3, there=there)
        self.lan = WatchedLan(lan, self.witness)
        self.camera = WatchedCamera(CameraWorker(self._practice_camera), self.witness)
        self.jobs = SiteFiles(folder / "sites")
        self._doing: set[asyncio.Task[Any]] = set()
        self.engine = Engine(self._parts(), self._publish)

    def _parts(self) -> Parts:
        pictures = PictureFiles()
        practice = Equipment(
            self.radio,
            self.camera,
            self.lan,
            pictures,
            self.yard,
            adapters=self.adapters,
            wifi=self.yard.wifi,
        )
        return Parts(
            jobs=self.jobs,
            clock=LaptopClock(),
            writer=WatchedWriter(PackFolder(lambda _report: b"%PDF-1.7\n", VERIFIER), self.witness),
            real=replace(practice, yard=None, adapters=None, wifi=None),
            practice=practice,
            open_gate=gate_opener(self.folder, resources_dir()),
            photo_reader=PhotoFiles(),
            photos=self.jobs,
            inventory=inventory_of((resources_dir() / "data_inventory.toml").read_text("utf-8")),
            carries=SiteCarries(self.folder / "sites", self.jobs),
            my_data_copies=MyDataFiles(),
            list_files=ListReader(),
            table_files=TableWriter(),
        )

    def _practice_camera(self, lease: Lease) -> FrameSource:
        return PracticeCamera(self.yard.in_front_picture, frame_s=0.02)

    def _publish(self, message: Message) -> None:
        self.messages.append(message)
        if isinstance(message, Asked):
            self.questions.append(message.question)
            answer = self._fitting(self.policy(message.question), message.question)
            if answer is not None:
                self.start(self.engine.answer(message.question.number, answer))

    @staticmethod
    def _fitting(answer: Answer | None, question: Question) -> Answer | None:
        """A yes for this site, or for the computer where that is what is offered."""
        return replace(answer, scope=question.text.scopes[-1]) if answer is YES else answer

    # --- what the person does

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Press something and do not wait for it."""
        task = asyncio.create_task(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)
        return task

    async def press(self, work: Awaitable[None]) -> None:
        """Press something; what goes wrong is told."""
        await self.engine.guard(work, None)

    async def list_all(self, but: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Type the label of every device of the open practice site; gives their serials."""
        world = self.yard._opened()
        devices = [d for d in world.scenario.devices if d.serial not in but]
        for device in devices:
            text = f"WD1:{device.model}:{device.serial}"
            await self.engine.labels.take(text, Way.TYPED)
        return tuple(d.serial for d in devices)

    async def hear_all(self) -> None:
        """Listen until every listed device has been heard, then stop."""
        await self.engine.nearby.listen()
        await self.until(lambda: len(self.job.matched) == len(self.job.devices))
        await self.engine.nearby.stop()

    async def choose(self, ssid: str = NETWORK, security: str = "WPA2") -> None:
        """Choose the network."""
        await self.engine.network.choose(HeardNetwork(ssid, -50, security), "770300125518")

    async def ready(self, name: str = "home", ssid: str = NETWORK, **kept: Any) -> tuple[str, ...]:
        """A practice job up to the point where the owner gives the password, and has agreed to it."""
        await self.engine.jobs.begin(name)
        serials = await self.list_all(**kept)
        await self.hear_all()
        await self.choose(ssid)
        await self.owner_agrees()
        return serials

    async def show_directions(self) -> None:
        """Every meter rises by the kettle that is switched on."""
        switched = Switched(2000, counts=Counts.IMPORT)
        with patch.object(sign, "EVERY_S", 0.02):
            for device in meters(self.job.online):
                await self.engine.sign.begin(device.serial)
                self.yard.switch_load(True)
                await self.engine.sign.load_is_on(device.serial, switched)
                self.yard.switch_load(False)

    async def promise_all(self) -> None:
        """For every red item the installer promises to come back in a week."""
        now = datetime.now(UTC)
        red = gate(self.job, now).open
        by = now.date() + timedelta(days=7)
        await self.engine.verify.promise(red, "Meter cupboard is locked", "A. Fitter", by)

    async def owner_agrees(self) -> None:
        """The owner says yes on their own pages: to the password, and to going online."""
        gate = self.engine._bench.gate
        for purpose in (Purpose.OWNER_WIFI, Purpose.OWNER_ONLINE):
            site = self.job.id
            lease = await gate.acquire(purpose, site=site, feature="Owner's page", said=YES)
            await gate.release(lease)

    async def all_online(self) -> None:
        """Send the right password and press the buttons, until the whole home is online."""
        self.engine.yard  # noqa: B018 - looked up while the job is open, as the window does
        self.press_buttons()
        await self.engine.network.send(Secret(PASSWORD))
        await self.until(lambda: self.works() == {Work.ONLINE})

    def press_buttons(self) -> None:
        """Press the button of every device that wants it."""
        for device in self.yard._opened().scenario.devices:
            if device.needs_button:
                self.yard.press_button(device.serial)

    # --- what is seen

    @property
    def job(self) -> Job:
        """The job as it was told last."""
        shown = self.last(JobShown)
        assert shown.job is not None
        return shown.job

    @property
    def on_disk(self) -> Job:
        """The one job of this laptop, read from its file."""
        (row,) = self.jobs.rows()
        assert row.job is not None
        return row.job

    def device(self, serial: str) -> Device:
        """A device as it was told last."""
        device = self.job.device(serial)
        assert device is not None
        return device

    def works(self) -> set[Work]:
        """Where the wanted devices stand."""
        return {d.work for d in self.job.wanted}

    def code(self, serial: str) -> Code | None:
        """What is wrong with a device."""
        trouble = self.device(serial).trouble
        return trouble.code if trouble else None

    def all(self, kind: type[M]) -> list[M]:
        """All messages of a kind."""
        return [m for m in self.messages if isinstance(m, kind)]

    def last(self, kind: type[M]) -> M:
        """The newest message of a kind."""
        return self.all(kind)[-1]

    def told(self) -> list[Code]:
        """The setbacks that were told."""
        return [m.trouble.code for m in self.all(Told)]

    def taken(self) -> list[tuple[str, str]]:
        """What became of the labels: outcome and serial."""
        return [(str(t.outcome), t.serial) for t in self.all(LabelTaken)]

    def eyes(self) -> list[str]:
        """The states of the camera, one after the other."""
        return [str(m.eye) for m in self.all(EyeShown)]

    def air(self) -> AirShown:
        """Nearby's rows."""
        return self.last(AirShown)

    def uses(self) -> list[Purpose]:
        """What is in use now."""
        return [use.purpose for use in self.engine.privacy._bench.gate.uses()]

    async def until(self, condition: Callable[[], Any], within_s: float = 20) -> None:
        """Wait until it holds, so long at most."""
        async with asyncio.timeout(within_s):
            while not condition():  # noqa: ASYNC110 - it looks at a simulated world
                await asyncio.sleep(0.005)

    async def asked(self, count: int = 1) -> Question:
        """Wait for the prompt with this number in the row; gives it."""
        await self.until(lambda: len(self.questions) >= count)
        return self.questions[count - 1]

    async def close(self) -> None:
        """End the program; nothing of it may remain, and nothing may have crashed."""
        await self.engine.close()
        await self.yard.close()
        if self._doing:
            await asyncio.wait(set(self._doing), timeout=5)
        assert not self.all(Crashed)
        assert self.witness.unwritten == []
