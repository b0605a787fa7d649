"""One connected device: reads, writes, notifications and waits that end with the link or the lease."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.devices.translate import att_error, setback
from walkdown.devices.waiting import Patience, first_of

if TYPE_CHECKING:
    from bleak.backends.characteristic import BleakGATTCharacteristic
    from bleak.backends.client import BaseBleakClient
    from bleak.backends.descriptor import BleakGATTDescriptor
    from bleak.backends.device import BLEDevice

log = logging.getLogger(__name__)

MOST_DESCRIBED: Final = 64
_DESCRIPTION: Final = "00002901-0000-1000-8000-00805f9b34fb"
SMALL_PART: Final = 20
MOST_VALUE: Final = 512
# What the largest MTU carries: some devices fill it, though no value may be so long.
MOST_TOLD: Final = 514
# "Request not supported" and "invalid attribute value length": the answers of devices that take no
# long write (protocols.md 1.7).
_NO_LONG_WRITE: Final = (0x06, 0x0D)

T = TypeVar("T")


class Session:
    """A link for the length of an `async with` block; every verb raises Setback.

    `turn` is taken by a driver for each of its verbs, so that two of them never mix on the wire.
    """

    def __init__(
        self,
        device: BLEDevice,
        services: tuple[str, ...],
        lease: Lease,
        *,
        serial: str,
        patience: Patience,
        backend: type[BaseBleakClient] | None,
        connecting: asyncio.Lock,
        changed: bool = False,
    ) -> None:
        """`connecting`: held while a link is made, because adapters make one at a time.

        `changed`: the device's services may be others than those the system remembers.
        """
        from bleak import BleakClient

        self.turn = asyncio.Lock()
        self.patience = patience
        self._serial = serial
        self._lease = lease
        self._connecting = connecting
        self._why: Code | None = None
        self._described: dict[int, bytes] = {}
        self._over = asyncio.Event()
        self._news = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._client = BleakClient(
            device,
            disconnected_callback=lambda _client: self._end(Code.LINK_LOST),
            services=services or None,
            timeout=patience.connect_s,
            backend=backend,
            winrt={"use_cached_services": False} if changed else {},
        )

    async def __aenter__(self) -> Self:
        self.check()
        self._watcher = asyncio.create_task(self._watch())
        try:
            await self._connect()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._leave()

    # --- verbs ----------------------------------------------------------------------------------

    async def subscribe(self, uuid: str, heard: Callable[[bytes], None]) -> None:
        """Call `heard` with each notified value, at most 514 bytes; it must not raise."""

        def on_value(_char: BleakGATTCharacteristic, value: bytearray) -> None:
            heard(bytes(value[:MOST_TOLD]))
            self._news.set()

        await self._call(lambda: self._client.start_notify(uuid, on_value))

    async def read(self, which: str | int) -> bytes:
        """The value now, at most 512 bytes. `which`: a UUID, or a handle where several have it."""
        return bytes((await self._call(lambda: self._client.read_gatt_char(which)))[:MOST_VALUE])

    def handles(self, uuid: str) -> tuple[int, ...]:
        """The characteristics with this UUID, in the device's order; 64 of them at most."""
        self.check()
        found = self._client.services.characteristics.values()
        return tuple(sorted(c.handle for c in found if c.uuid == uuid))[:MOST_DESCRIBED]

    async def write(self, uuid: str, frame: bytes) -> None:
        """Write with response; in small parts where the device takes no long write."""
        await self._call(lambda: self._write(uuid, frame))

    async def descriptions(self) -> dict[str, str]:
        """The text a device gives its characteristics (2901), by their UUID; 64 of them at most."""
        found = {}
        for char in list(self._client.services.characteristics.values())[:MOST_DESCRIBED]:
            if descriptor := char.get_descriptor(_DESCRIPTION):
                found[char.uuid] = (await self._descriptor(descriptor)).decode("utf-8", "replace")
        return found

    async def described(self, handle: int, by: str) -> bytes | None:
        """A characteristic's descriptor `by` this UUID, at most 512 bytes; None where it has none."""
        self.check()
        char = self._client.services.get_characteristic(handle)
        descriptor = char.get_descriptor(by) if char else None
        return None if descriptor is None else await self._descriptor(descriptor)

    async def _descriptor(self, descriptor: BleakGATTDescriptor) -> bytes:
        """Read once: what describes a value does not change while a link stands."""
        known = self._described.get(descriptor.handle)
        if known is None:
            raw = await self._call(lambda: self._client.read_gatt_descriptor(descriptor))
            known = self._described[descriptor.handle] = bytes(raw[:MOST_VALUE])
        return known

    def uuids(self) -> tuple[str, ...]:
        """The characteristics that were discovered."""
        return tuple(c.uuid for c in self._client.services.characteristics.values())

    async def write_whole(self, uuid: str, message: bytes) -> None:
        """Write with response, never in parts: each write is a message of its own to the device."""
        await self._call(lambda: self._client.write_gatt_char(uuid, message, response=True))

    async def send(self, uuid: str, frame: bytes, seconds: float) -> None:
        """Write without response, in parts as large as the link carries; nobody says it arrived."""
        await self._call(lambda: self._send(uuid, frame), seconds)

    def room(self, uuid: str) -> int:
        """How many bytes one plain write carries now; on some platforms too few at first."""
        from bleak.exc import BleakError

        try:
            found = self._client.services.get_characteristic(uuid)
        except BleakError:  # the link is lost, which the write will tell
            return SMALL_PART
        most = min(found.max_write_without_response_size, MOST_VALUE) if found else SMALL_PART
        return max(most, SMALL_PART)

    async def pair(self) -> None:
        """Pair with the device; the system may ask the person. Setback(NOT_PAIRED) if it refuses."""
        await self._call(self._client.pair, self.patience.button_s, Code.NOT_PAIRED)

    async def until(self, look: Callable[[], bool], seconds: float) -> bool:
        """Whether `look` came true in time; it looks again at each notification.

        What is true counts even where the link was lost right after it.
        """
        loop = asyncio.get_running_loop()
        late = loop.time() + seconds
        while True:
            self._news.clear()
            if look():
                return True
            self.check()
            left = late - loop.time()
            if left <= 0:
                return False
            await first_of(left, self._news, self._over)

    @property
    def over(self) -> bool:
        """Whether the link has ended, for whatever reason."""
        return self._why is not None

    async def until_over(self, seconds: float) -> None:
        """Wait for the end of the link, or for so long."""
        await first_of(seconds, self._over)

    def check(self) -> None:
        """Raise Setback if the link is lost or the lease has ended; WrongLease is our mistake."""
        if self._why is not None:
            raise Setback(self._why, device=self._serial)
        try:
            self._lease.check(Purpose.MANAGE)
        except LeaseEnded:
            raise Setback(Code.STOPPED_BY_YOU, device=self._serial) from None

    # --- inside ---------------------------------------------------------------------------------

    async def _connect(self) -> None:
        """In its turn, which ends with the lease too; the time to connect begins with the turn."""
        turn = asyncio.ensure_future(self._connecting.acquire())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait((turn, over), return_when=asyncio.FIRST_COMPLETED)
            await self._call(self._client.connect, self.patience.connect_s, Code.LINK_REFUSED)
        finally:
            over.cancel()
            if turn.done() and not turn.cancelled():
                self._connecting.release()
            else:
                turn.cancel()

    async def _write(self, uuid: str, frame: bytes) -> None:
        from bleak.exc import BleakGATTProtocolError

        try:
            await self._client.write_gatt_char(uuid, frame, response=True)
        except BleakGATTProtocolError as error:
            if att_error(error) not in _NO_LONG_WRITE or len(frame) <= SMALL_PART:
                raise
            for at in range(0, len(frame), SMALL_PART):
                self.check()
                await self._client.write_gatt_char(uuid, frame[at : at + SMALL_PART], response=True)

    async def _send(self, uuid: str, frame: bytes) -> None:
        room, where = self.room(uuid), self._client.services.get_characteristic(uuid) or uuid
        for at in range(0, len(frame), room):
            await self._client.write_gatt_char(where, frame[at : at + room], response=False)

    async def _call(
        self,
        work: Callable[[], Coroutine[Any, Any, T]],
        seconds: float | None = None,
        otherwise: Code = Code.LINK_LOST,
    ) -> T:
        """Do one thing of bleak's, until it is done, late, the link is lost or the lease ends."""
        self.check()
        task = asyncio.ensure_future(work())
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait(
                (task, over),
                timeout=seconds or self.patience.answer_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            over.cancel()
            if not task.done():
                task.add_done_callback(_retrieve)
                task.cancel()
        return self._outcome(task, otherwise)

    def _outcome(self, task: asyncio.Future[T], otherwise: Code) -> T:
        if not task.done():
            self.check()
            raise Setback(Code.NO_ANSWER, device=self._serial)
        error = task.exception()
        if error is None:
            return task.result()
        if not isinstance(error, Exception):
            raise error
        self.check()
        log.info("bluetooth: %s", type(error).__name__)
        raise setback(error, otherwise, self._serial) from error

    async def _watch(self) -> None:
        await self._lease.cancelled.wait()
        self._end(Code.STOPPED_BY_YOU)
        await self._goodbye()

    def _end(self, why: Code) -> None:
        """The first reason stays; what waits wakes up."""
        if self._why is None:
            self._why = why
            self._over.set()

    async def _leave(self) -> None:
        self._end(Code.LINK_LOST)
        if self._watcher is not None:
            self._watcher.cancel()
        await self._goodbye()

    async def _goodbye(self) -> None:
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._disconnect())
        await asyncio.shield(self._leaving)

    async def _disconnect(self) -> None:
        try:
            async with asyncio.timeout(self.patience.goodbye_s):
                await self._client.disconnect()
        except Exception as error:  # noqa: BLE001 - the link ends here, whatever the platform says
            log.info("bluetooth: %s at the end of a link", type(error).__name__)


def _retrieve(task: asyncio.Future[Any]) -> None:
    """Take the exception of what nobody waits for any more, or asyncio prints it."""
    if not task.cancelled():
        task.exception()
