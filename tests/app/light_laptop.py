"""A laptop whose equipment does nothing but check its lease, over a ledger in memory: for many runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from walkdown.app.engine import Engine, Joined, Parts
from walkdown.app.messages import Asked, Crashed, JobShown, Message
from walkdown.app.owner import OwnersWord
from walkdown.app.ports import (
    AS_IT_IS,
    Adjust,
    JobRow,
    ModbusAnswer,
    NetworkAnswer,
    Pack,
    PictureCodes,
    Seen,
)
from walkdown.app.workbench import Equipment
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.gate import Answer, AnswerKind, Circumstances, Gate
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Standing
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.registry import Registry
from walkdown.core.device import About, Device, Evidence, Source, Step
from walkdown.core.firmware import Image, Outcome, Phase, Progress, Slot
from walkdown.core.job import Job
from walkdown.core.laptop_wifi import LaptopView, Told
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.position import Position
from walkdown.core.sighting import Protocol, Sighting
from walkdown.core.subnet import Walk
from walkdown.core.trouble import Code
from walkdown.core.wifi import Credentials, HeardNetwork

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SERIAL, SECOND = "770300125518", "905133000417"
HEARD = Sighting("F0", f"GW1-{SERIAL}", SERIAL, -60, Protocol.IMPROV)
NETWORK = HeardNetwork("HarbourHome-2G", -50, "WPA2")
IMAGE = Image("3.5.0", b"\x35" * 32, b"\x00" * 400_000)
OLD = Slot(0, "3.4.1", b"\x34" * 32, active=True, confirmed=True)
NEW = Slot(0, IMAGE.version, IMAGE.digest, active=True, confirmed=True)


class MemoryBook:
    """A ledger that is not on any disk."""

    public = None
    standing = Standing.VERIFIED

    def __init__(self) -> None:
        self.written: list[Entry] = []

    def append(self, entry: Entry) -> Entry:
        self.written.append(replace(entry, seq=len(self.written)))
        return self.written[-1]

    def entries(self) -> tuple[Entry, ...]:
        return tuple(self.written)

    def verify(self) -> bool:
        return True

    def pack_note(self, files: int, digest: bytes) -> bytes:
        return b""

    def receipt(self, seq: int) -> bytes:
        return b""

    def close(self) -> None:
        """Nothing is open."""

    def is_running(self, lease: Lease) -> bool:
        """Whether a use of this purpose has begun here and not ended."""
        ended = {
            e.record for e in self.written if e.event in (Happened.USE_END, Happened.USE_ABORT)
        }
        return any(
            e.event is Happened.USE_START
            and e.seq not in ended
            and (e.purpose, e.site) == (lease.purpose, lease.site)
            for e in self.written
        )


class LightEquipment:
    """All adapters in one: each checks its lease as the real one does, and notes the use."""

    links = 3

    def __init__(self, book: MemoryBook) -> None:
        self._book = book
        self.used: list[Purpose] = []

    def saw(self, lease: Lease, *purposes: Purpose) -> None:
        """A powerful call: its lease is live and of the right purpose, its start is written."""
        lease.check(*purposes)
        assert self._book.is_running(lease), lease.purpose
        self.used.append(lease.purpose)

    # --- radio

    async def scan(self, lease: Lease) -> AsyncIterator[tuple[Sighting, ...]]:
        self.saw(lease, Purpose.DISCOVER)
        yield (HEARD,)
        await lease.cancelled.wait()

    @asynccontextmanager
    async def open(self, lease: Lease, sighting: Any, serial: str, earned: Any) -> Any:
        self.saw(lease, Purpose.MANAGE)
        for step in (Step.CONNECT, Step.SECURE):
            earned(Evidence(step, "seen", Source.LAPTOP, AT))
        yield self

    async def device_info(self) -> About:
        return About(firmware="1.0")

    async def identify(self) -> None:
        """It blinks."""

    async def scan_networks(self) -> tuple[HeardNetwork, ...]:
        return (NETWORK,)

    async def provision(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> str:
        self.saw(lease, Purpose.WIFI_SETUP)
        for step in (Step.ACCEPTED, Step.JOINED):
            earned(Evidence(step, "seen", Source.DEVICE, AT))
        return "http://192.0.2.7/"

    @asynccontextmanager
    async def firmware(self, lease: Lease, sighting: Sighting, serial: str) -> Any:
        self.saw(lease, Purpose.MANAGE)
        yield LightUpdater(self)

    # --- the rest

    async def ask(
        self, lease: Lease, url: str, within_s: float, *, nameless: bool = False
    ) -> NetworkAnswer:
        self.saw(lease, Purpose.LAN_PROBE, Purpose.WIFI_SETUP)
        return NetworkAnswer(SERIAL, "GW-1", "1.0", "192.0.2.7", ())

    async def registers(self, lease: Lease, url: str) -> ModbusAnswer | None:
        self.saw(lease, Purpose.LAN_PROBE)
        return ModbusAnswer(SERIAL, "", "GW-1", "1.0", "192.0.2.7", ())

    async def find(self, lease: Lease, serial: str, within_s: float, **more: Any) -> str:
        self.saw(lease, Purpose.LAN_PROBE)
        return ""

    async def walk(self, lease: Lease, wanted: Any, told: Any) -> Walk:
        self.saw(lease, Purpose.LAN_PROBE)
        return Walk(0, 0)

    def read(self, lease: Lease, path: PurePath) -> PictureCodes:
        self.saw(lease, Purpose.PHOTO_PICK)
        return PictureCodes((code(SECOND),), Frame(1, 1, bytes(3)), 1.0)

    async def look(self, lease: Lease) -> LaptopView:
        self.saw(lease, Purpose.WIFI_LOOK)
        return LaptopView(Told.LISTED)

    async def fix(self, lease: Lease, within_s: float) -> Position:
        self.saw(lease, Purpose.SITE_LOCATE)
        return Position(50.1, -5.0, 30.0)

    def report(self, *facts: Any) -> Any:
        return "the report"

    def write(self, lease: Lease, folder: PurePath, *facts: Any) -> Pack:
        self.saw(lease, Purpose.FILE_EXPORT)
        return Pack(folder, ())


class LightUpdater:
    """A device with one slot that takes whatever it is sent."""

    signal_dbm = HEARD.signal_dbm

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment
        self._slot = OLD

    async def slots(self) -> tuple[Slot, ...]:
        return (self._slot,)

    async def battery(self) -> int | None:
        return 80

    async def update(self, lease: Lease, image: Image, tell: Callable[[Progress], None]) -> Outcome:
        self._equipment.saw(lease, Purpose.FIRMWARE)
        tell(Progress(Phase.UPLOAD, image.size, image.size))
        self._slot = NEW
        return Outcome.UPDATED


class LightFirmware:
    """A firmware file that is on no disk."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment

    def read(self, lease: Lease, path: PurePath) -> Image:
        self._equipment.saw(lease, Purpose.FILE_IMPORT)
        return IMAGE


class LightLists:
    """A list of serials that is on no disk."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment

    def read(self, lease: Lease, path: PurePath) -> str:
        self._equipment.saw(lease, Purpose.FILE_IMPORT)
        return SECOND


class LightCamera:
    """A camera before which one label is held."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment

    def start(self, lease: Lease, tell: Callable[[Seen], None], wanted: Adjust = AS_IT_IS) -> None:
        self._equipment.saw(lease, Purpose.SCAN_QR)
        tell(Seen(codes=(code(SECOND),)))

    def adjust(self, what: Adjust) -> None:
        """It has nothing to turn."""

    def stop(self) -> None:
        """It was never on."""


class LightNotes:
    """A desktop that shows nothing."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment

    async def show(self, lease: Lease, text: str) -> None:
        self._equipment.saw(lease, Purpose.NOTIFY)


class LightDoors:
    """A desktop that opens nothing."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment

    async def open(self, lease: Lease, link: str) -> bool:
        self._equipment.saw(lease, Purpose.OPEN_MAP, Purpose.OPEN_MAIL)
        return True

    async def settings(self, link: str) -> bool:
        return True


class LightPhotos:
    """One picture, in no file."""

    def __init__(self, equipment: LightEquipment) -> None:
        self._equipment = equipment
        self._kept = b""

    def read(self, given: Lease | str, path: PurePath | str) -> bytes:
        """Both the reader and the shelf: the one has a lease, the other the job's number."""
        if isinstance(given, Lease):
            self._equipment.saw(given, Purpose.PHOTO_PICK)
            return b"picture"
        return self._kept

    def keep(self, job_id: str, jpeg: bytes) -> str:
        self._kept = jpeg
        return "0" * 64

    def forget(self, job_id: str) -> None:
        self._kept = b""

    def keep_only(self, job_id: str, photo: str) -> None:
        self._kept = self._kept if photo else b""


class MemoryJobs:
    """Site files that are on no disk."""

    keys_in_files = False

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}

    def rows(self) -> tuple[JobRow, ...]:
        return tuple(JobRow(job.id, job) for job in self._jobs.values())

    def save(self, job: Job) -> None:
        self._jobs[job.id] = job

    def erase(self, job_id: str) -> None:
        self._jobs.pop(job_id, None)

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class StoppedClock:
    """It is always the same moment."""

    def now(self) -> datetime:
        return AT


class LightLaptop:
    """The real engine, desks and gate; a person who says yes to some permissions and no to the rest."""

    def __init__(self, registry: Registry, granted: frozenset[Permission]) -> None:
        self.granted = granted
        self._registry = registry
        self.book = MemoryBook()
        self.equipment = LightEquipment(self.book)
        self.messages: list[Message] = []
        self._answers: set[asyncio.Task[None]] = set()
        self.engine = Engine(self._parts(), self._publish)

    def _parts(self) -> Parts:
        tool: Any = self.equipment
        photos: Any = LightPhotos(tool)
        real = Equipment(tool, LightCamera(tool), tool, tool, positioner=tool, wifi=tool)
        return Parts(
            jobs=MemoryJobs(),
            clock=StoppedClock(),
            writer=tool,
            real=real,
            practice=real,
            open_gate=self._gate,
            notifier=LightNotes(tool),
            doors=LightDoors(tool),
            photo_reader=photos,
            photos=photos,
            firmware_files=LightFirmware(tool),
            list_files=LightLists(tool),
        )

    def _gate(self, joined: Joined) -> Gate:
        return Gate(
            self.book,
            self._registry,
            joined.ask,
            StoppedClock().now,
            joined.changed,
            about=Circumstances("s"),
            system=joined.system,
            on_rest=joined.rested,
        )

    def answer(self, purpose: Purpose) -> Answer:
        """What the person, or the owner, says to a purpose."""
        text = self._registry.prompt_text(purpose)
        if text.permission in self.granted:
            return Answer(AnswerKind.USE, text.scopes[-1], 900)
        return Answer(AnswerKind.DONT_USE, shown_ms=900)

    def owners_word(self) -> OwnersWord:
        """The same of the owner's two questions."""
        return OwnersWord(self.answer(Purpose.OWNER_WIFI), self.answer(Purpose.OWNER_ONLINE))

    def _publish(self, message: Message) -> None:
        self.messages.append(message)
        assert not isinstance(message, Crashed)
        if isinstance(message, Asked):
            number, answer = message.question.number, self.answer(message.question.text.purpose)
            task = asyncio.ensure_future(self.engine.answer(number, answer))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    async def press(self, work: Awaitable[None]) -> None:
        """Press something; what goes wrong is told."""
        await self.engine.guard(work, None)

    async def until(self, look: Callable[[], object]) -> None:
        """Until it holds."""
        async with asyncio.timeout(10):
            while not look():  # noqa: ASYNC110 - it looks at what was told
                await asyncio.sleep(0)

    def troubles(self, since: int) -> set[Code]:
        """What went wrong, as it was told from then on, wherever it is shown."""
        told = [getattr(message, "trouble", None) for message in self.messages[since:]]
        on_the_board = {d.trouble for d in self.devices_at(len(self.messages))}
        known = {d.trouble for d in self.devices_at(since)}
        troubles = {trouble for trouble in told if trouble is not None} | (on_the_board - known)
        return {trouble.code for trouble in troubles if trouble is not None}

    def devices_at(self, count: int) -> tuple[Device, ...]:
        """The devices as they were told last among the first so many messages."""
        shown = [m for m in self.messages[:count] if isinstance(m, JobShown)]
        return shown[-1].job.devices if shown and shown[-1].job else ()


def code(serial: str) -> CodeRead:
    """A label's code in a picture."""
    text = f"WD1:BP-10:{serial}"
    return CodeRead(text, text.encode(), "QRCode", ((0, 0), (9, 0), (9, 9), (0, 9)))
