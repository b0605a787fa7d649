"""`SmpServer`: firmware over Bluetooth on a practice device (protocols.md 5), and what can go wrong."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from walkdown.practice.chores import Chores
from walkdown.practice.firmware_print import print_image, version_text
from walkdown.practice.peripheral import Peripheral
from walkdown.practice.peripheral_spec import Characteristic, Property, Service
from walkdown.practice.smp_frames import IMAGE, Frames, Img, Mgmt, Refused, Request, refusal, reply
from walkdown.practice.smp_groups import ImageGroup, SystemGroup, obey
from walkdown.practice.smp_slots import Slots
from walkdown.practice.smp_upload import Upload

SERVICE: Final = "8D53DC1D-1DB7-4CD3-868B-8A527460AA84"
CHARACTERISTIC: Final = "DA2E7828-FBCE-4E01-AE9E-261174997C48"
SLOT_SIZE: Final = 0x70000
_UPLOAD: Final = 1
_NOTIFY_HEADER: Final = 3


@dataclass(frozen=True, slots=True)
class SmpFaults:
    """What is wrong with it.

    drops_at_chunk: the link is lost at this upload request, counted from 1, once; 0 for never.
    refuses: each upload is refused with this error. boots_badly: a new image hangs, and the
    watchdog reverts it. stays_away: it never comes back from a reset.
    """

    drops_at_chunk: int = 0
    refuses: Img | None = None
    boots_badly: bool = False
    stays_away: bool = False


@dataclass(frozen=True, slots=True)
class SmpBuild:
    """How the firmware was configured.

    buf_size: longest request and answer, in bytes. buf_count: buffers for all that are under way.
    reply_s: how long an answer takes, reset_s: from the answer to a reset to the reset itself.
    frugal: flags that are false are left out of the image list.
    """

    buf_size: int = 2475
    buf_count: int = 4
    slot_size: int = SLOT_SIZE
    reply_s: float = 0.0
    reset_s: float = 0.25
    frugal: bool = False


_SOUND = SmpFaults()
_USUAL = SmpBuild()


class SmpServer:
    """The server of one device, and its flash. It answers one request after the other."""

    def __init__(
        self,
        version: str,
        *,
        product: str = "",
        build: SmpBuild = _USUAL,
        faults: SmpFaults = _SOUND,
    ) -> None:
        """`version` is what runs at first, confirmed. ValueError for one no image can have."""
        self.slots = Slots(print_image(version, product=product), build.slot_size)
        self.faults = faults
        self._build = build
        self._upload = Upload(self.slots)
        system = SystemGroup(build.buf_size, build.buf_count, self._reset_soon)
        images = ImageGroup(self.slots, self._upload, build.frugal)
        self._commands = {**system.commands(), **images.commands()}
        self._frames = Frames(build.buf_size)
        self._waiting: deque[Request] = deque()
        self._chores = Chores()
        self._peripheral: Peripheral | None = None
        self._restart: Callable[[], Awaitable[None]] | None = None

    @property
    def version(self) -> str:
        """What runs now."""
        return version_text(self.slots.running)

    def service(self) -> Service:
        """SMP's one service with its one characteristic."""
        taken = Property.WRITE_WITHOUT_RESPONSE | Property.NOTIFY
        return Service(SERVICE, (Characteristic(CHARACTERISTIC, taken, write=self._written),))

    def attach(self, peripheral: Peripheral, restart: Callable[[], Awaitable[None]]) -> None:
        """The device it is in, and what resets that device; call `boot` while it is away."""
        before = peripheral.on_disconnect

        def unlinked() -> None:
            self._unlinked()
            if before is not None:
                before()

        peripheral.on_disconnect = unlinked
        self._peripheral, self._restart = peripheral, restart

    def boot(self) -> int:
        """The device starts: RAM is empty, and the boot loader does its work; number of swaps."""
        self._unlinked()
        self._upload.forget()
        return self.slots.boot(boots_well=not self.faults.boots_badly)

    async def rest(self) -> None:
        """The device has no power: end what is under way. Not for the `restart` it called itself."""
        self._unlinked()
        await self._chores.end()

    # --- requests --------------------------------------------------------------------------------

    def _written(self, piece: bytes) -> None:
        """A request needs a buffer, and so does its answer; without one it is dropped, unanswered."""
        taken = len(self._waiting) + 1
        if not self._frames.collecting and taken >= self._build.buf_count:
            return
        request = self._frames.collect(piece)
        if request is None:
            return
        self._waiting.append(request)
        if len(self._waiting) == 1:
            self._chores.after("answer", self._build.reply_s, self._answer)

    def _answer(self) -> None:
        request = self._waiting.popleft()
        if self._waiting:
            self._chores.after("answer", self._build.reply_s, self._answer)
        if not self._drops(request):
            self._say(self.answer(request))

    def answer(self, request: Request) -> bytes:
        """The frame that answers it, longest `buf_size`."""
        try:
            if self.faults.refuses and (request.group, request.command) == (IMAGE, _UPLOAD):
                raise Refused(self.faults.refuses)
            frame = reply(request, obey(self._commands, request))
        except Refused as refused:
            return refusal(request, refused.why)
        return frame if len(frame) <= self._build.buf_size else refusal(request, Mgmt.TOO_LONG)

    def _drops(self, request: Request) -> bool:
        """Whether this is the upload request at which the link is lost."""
        left = self.faults.drops_at_chunk
        if self._peripheral is None or not left:
            return False
        if (request.group, request.command) != (IMAGE, _UPLOAD):
            return False
        self.faults = replace(self.faults, drops_at_chunk=left - 1)
        if left > 1:
            return False
        self._chores.spawn(self._peripheral.drop_link())
        return True

    def _say(self, frame: bytes) -> None:
        """In pieces as the link's MTU allows; nobody reads them who has not subscribed."""
        peripheral = self._peripheral
        if peripheral is None or not peripheral.connected:
            return
        most = peripheral.mtu - _NOTIFY_HEADER
        for start in range(0, len(frame), most):
            peripheral.notify(CHARACTERISTIC, frame[start : start + most])

    def _reset_soon(self) -> None:
        self._chores.after("reset", self._build.reset_s, self._reset)

    def _reset(self) -> None:
        if self._restart is not None:
            self._chores.spawn(_awaited(self._restart()))

    def _unlinked(self) -> None:
        self._frames.forget()
        self._waiting.clear()
        self._chores.stop("answer")


async def _awaited(work: Awaitable[None]) -> None:
    await work
