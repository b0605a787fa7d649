"""The engine: all use cases over one workbench, on one asyncio loop for the life of the program."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from walkdown.app.adapter import AdapterDesk
from walkdown.app.apps import AppsDesk
from walkdown.app.carry import CarryDesk
from walkdown.app.check_up import CheckUpDesk
from walkdown.app.eye import EyeDesk
from walkdown.app.firmware import FirmwareDesk
from walkdown.app.handover import HandoverDesk
from walkdown.app.jobs import JobsDesk
from walkdown.app.labels import LabelsDesk
from walkdown.app.layout_file import LayoutFileDesk
from walkdown.app.messages import Asked, Crashed, SystemAsks, Told, Unasked
from walkdown.app.my_data import MyDataDesk
from walkdown.app.nearby import NearbyDesk
from walkdown.app.network import NetworkDesk
from walkdown.app.photo import PhotoDesk
from walkdown.app.place import PlaceDesk
from walkdown.app.policy import PolicyDesk
from walkdown.app.ports import (
    BluetoothPlay,
    Carries,
    Clock,
    Doors,
    FirmwareFiles,
    Jobs,
    LedgerCopies,
    ListFiles,
    LookedAt,
    MyDataCopies,
    NetworkPlay,
    Notifier,
    PackWriter,
    PhotoReader,
    Photos,
    Settings,
    TableFiles,
    Yard,
)
from walkdown.app.privacy import PrivacyDesk
from walkdown.app.search import SearchDesk
from walkdown.app.sign import SignDesk
from walkdown.app.sounds import SoundsDesk
from walkdown.app.system import SystemOfTheJob
from walkdown.app.tell import TellDesk
from walkdown.app.verify import VerifyDesk
from walkdown.app.workbench import Equipment, Publish, Workbench
from walkdown.consent.gate import Answer, Gate, Question, Rested
from walkdown.consent.lease import LeaseEnded
from walkdown.consent.purpose import Permission
from walkdown.consent.system.state import System
from walkdown.core.advance import NotAllowed
from walkdown.core.job import Stage
from walkdown.core.label_profile import NO_PROFILES, Profiles
from walkdown.core.my_data import Category
from walkdown.core.trouble import Code, Setback, Trouble

log = logging.getLogger(__name__)

Ask = Callable[[Question], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Joined:
    """What the gate is joined to: who asks the person, whose system it is, and who is told.

    `changed` when something begins or ends, `rested` when an ended use has come to rest.
    """

    ask: Ask
    system: System
    changed: Callable[[], None]
    rested: Callable[[Rested], None]


@dataclass(frozen=True, slots=True)
class Parts:
    """What `__main__` picked. `open_gate` opens the ledger and gives the gate over it."""

    jobs: Jobs
    clock: Clock
    writer: PackWriter
    real: Equipment
    practice: Equipment
    open_gate: Callable[[Joined], Gate]
    copies: LedgerCopies | None = None
    notifier: Notifier | None = None
    doors: Doors | None = None
    photo_reader: PhotoReader | None = None
    photos: Photos | None = None
    firmware_files: FirmwareFiles | None = None
    list_files: ListFiles | None = None
    settings: Settings | None = None
    profiles: Profiles = NO_PROFILES
    computer: LookedAt | None = None
    inventory: tuple[Category, ...] = ()
    carries: Carries | None = None
    my_data_copies: MyDataCopies | None = None
    table_files: TableFiles | None = None


class Engine:
    """Made on the loop; every public coroutine of its desks is called through the bridge."""

    def __init__(self, parts: Parts, publish: Publish) -> None:
        self._publish = publish
        self._open: dict[int, asyncio.Future[Answer]] = {}
        system = SystemOfTheJob(self._system, self._system_asks)
        joined = Joined(self._ask, system, self._uses_changed, self._rested)
        self._real = parts.real
        gate = parts.open_gate(joined)
        self._bench = Workbench(
            parts.jobs, gate, parts.clock, publish, parts.real, parts.practice, self.guard
        )
        eye = EyeDesk(self._bench, parts.settings)
        self.jobs = JobsDesk(self._bench)
        self.carry = CarryDesk(self._bench, self.jobs, parts.carries)
        self.nearby = NearbyDesk(self._bench)
        self.adapter = AdapterDesk(self._bench, self.nearby)
        self.labels = LabelsDesk(
            self._bench, eye, parts.profiles, self.nearby.heard, parts.list_files
        )
        self.layout_file = LayoutFileDesk(
            self._bench, self.labels, parts.list_files, parts.table_files
        )
        self.sounds = SoundsDesk(self._bench, parts.settings)
        self.network = NetworkDesk(self._bench, self.nearby, eye, parts.profiles)
        self.firmware = FirmwareDesk(self._bench, self.nearby.find, parts.firmware_files)
        self.verify = VerifyDesk(self._bench)
        self.sign = SignDesk(self._bench, parts.profiles)
        self.search = SearchDesk(self._bench, self.verify)
        self.photo = PhotoDesk(self._bench, parts.photo_reader, parts.photos)
        self.handover = HandoverDesk(self._bench, parts.writer, self.photo)
        self.privacy = PrivacyDesk(self._bench, parts.copies, self.photo.taken_back)
        self.my_data = MyDataDesk(self._bench, parts.inventory, parts.my_data_copies, parts.photos)
        self.place = PlaceDesk(self._bench)
        self.tell = TellDesk(self._bench, parts.notifier)
        self.apps = AppsDesk(self._bench, parts.doors)
        self.check_up = CheckUpDesk(self._bench, parts.computer, parts.copies)
        self.policy = PolicyDesk(self._bench)
        self.policy.tell()

    @property
    def yard(self) -> YardHands:
        """The person's hands in the practice yard."""
        return YardHands(self._bench)

    async def answer(self, number: int, answer: Answer) -> None:
        """The person answered the prompt."""
        waiting = self._open.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def leave_job(self) -> None:
        """Back to Jobs: everything in use comes to rest first."""
        await self.jobs.close()

    async def close(self) -> None:
        """End everything; what is in use is ended and written down."""
        try:
            if self._bench.is_open:
                await self.leave_job()
        finally:
            async with self._bench.resting():
                await asyncio.to_thread(self._bench.jobs.close)
                await self._bench.gate.close()

    async def guard(self, work: Awaitable[None], where: Stage | None) -> None:
        """The one border between expected, cancelled and our own mistakes."""
        try:
            await work
        except Setback as setback:
            log.info("setback %s", setback.code)
            self._publish(Told(setback.trouble, where))
        except LeaseEnded:
            self._publish(Told(Trouble(Code.STOPPED_BY_YOU), where))
        except NotAllowed as refused:
            log.info("not allowed: %s", refused)
        except Exception:  # the border: whatever else comes is our own mistake
            reference = secrets.token_hex(4)
            log.exception("crash %s", reference)
            self._publish(Crashed(reference))

    async def _ask(self, question: Question) -> Answer:
        self._open[question.number] = asyncio.get_running_loop().create_future()
        self._publish(Asked(question))
        try:
            return await self._open[question.number]
        finally:
            del self._open[question.number]
            self._publish(Unasked(question.number))

    def _uses_changed(self) -> None:
        self.privacy.uses_changed()

    def _rested(self, rested: Rested) -> None:
        self.privacy.rested(rested)

    def _system(self) -> System:
        """The open job's; before the first one is open, the computer's own."""
        bench: Workbench | None = getattr(self, "_bench", None)
        return (bench.equipment if bench is not None and bench.is_open else self._real).system

    def _system_asks(self, permission: Permission, asks: bool) -> None:
        self._publish(SystemAsks(permission, asks))


class YardHands:
    """What a person does in the practice yard; nothing on a real site."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    async def hold_label(self, serial: str) -> None:
        """Stand before a device."""
        if yard := self._yard():
            yard.hold_label(serial)

    async def hold_router(self) -> None:
        """Stand before the router."""
        if yard := self._yard():
            yard.hold_router()

    async def hold_sticker(self, number: int) -> None:
        """Hold what lies about before the practice camera."""
        if yard := self._yard():
            yard.hold_sticker(number)

    async def hold_sheet(self) -> None:
        """Hold sheets with all labels before the practice camera."""
        if yard := self._yard():
            yard.hold_sheet()

    async def press_button(self, serial: str) -> None:
        """Press a device's own button."""
        if yard := self._yard():
            yard.press_button(serial)

    async def phone_takes(self, serial: str, taken: bool) -> None:
        """Let somebody's phone connect to a device and keep it, or let go of it."""
        if yard := self._yard():
            await yard.phone_takes(serial, taken)

    async def play_bluetooth(self, play: BluetoothPlay) -> None:
        """Let the practice laptop's Bluetooth be so from now on."""
        if yard := self._yard():
            await yard.play_bluetooth(play)

    async def switch_load(self, on: bool) -> None:
        """Switch the practice house's kettle on or off."""
        if yard := self._yard():
            yard.switch_load(on)

    async def turn_clamp(self, serial: str) -> None:
        """Turn a practice meter's clamp round."""
        if yard := self._yard():
            yard.turn_clamp(serial)

    async def play_network(self, play: NetworkPlay) -> None:
        """Let the practice site's Wi-Fi be so from now on."""
        if yard := self._yard():
            await yard.play_network(play)

    def _yard(self) -> Yard | None:
        return self._bench.equipment.yard if self._bench.is_open else None
