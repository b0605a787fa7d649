"""`SmpUpdater`: new firmware for one connected device, tried and kept or gone back from (protocols.md 5.5)."""

from __future__ import annotations

import asyncio
from typing import Final

from walkdown.consent.lease import Lease, LeaseEnded
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image, Outcome, Phase, Progress, Slot
from walkdown.core.trouble import Code, Setback
from walkdown.devices.smp import frames, messages
from walkdown.devices.smp.link import AWAY, Link
from walkdown.devices.smp.upload import Tell, Upload
from walkdown.devices.smp.way import Way
from walkdown.devices.waiting import Patience, while_leased

MOST_CUTS: Final = 3  # in a row, without a byte between them


class SmpUpdater:
    """Implements the port `Updater`; verbs wait for their turn.

    It stays usable after a failed `update`, which then goes on where it ended.
    """

    def __init__(self, way: Way, patience: Patience) -> None:
        self._way = way
        self._link = Link(way)
        self._patience = patience
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Connect. Setback: OTHER_SERIAL, CANNOT_SET_UP for a device without SMP."""
        await self._link.open()

    async def close(self) -> None:
        """Disconnect."""
        await self._link.drop()

    @property
    def signal_dbm(self) -> int:
        """As it was heard last."""
        return self._way.signal_dbm

    async def slots(self) -> tuple[Slot, ...]:
        """The images it holds now."""
        async with self._turn:
            return await self._slots()

    async def battery(self) -> int | None:
        """Its charge in %; None for a device without a battery."""
        async with self._turn:
            await self._ready()
            return await self._link.battery()

    async def update(self, lease: Lease, image: Image, tell: Tell) -> Outcome:
        """Send, try, restart, connect again, read back what runs, and keep it; see the port."""
        self._check(lease)
        async with self._turn:
            try:
                return await while_leased(lease, self._update(lease, image, tell))
            except LeaseEnded:
                # At any moment: what was sent stays, and an image that nobody keeps is gone back
                # from. Only the link may be in the middle of a frame.
                await self._link.drop()
                raise self._setback(Code.STOPPED_BY_YOU) from None
            except Setback:
                await self._link.drop()  # answers may still be on their way
                raise

    # --- the phases -----------------------------------------------------------------------------

    async def _update(self, lease: Lease, image: Image, tell: Tell) -> Outcome:
        tell(Progress(Phase.CHECK, 0, image.size))
        upload = Upload(image, tell, self._patience)
        if await self._loaded(lease, image, upload):
            tell(Progress(Phase.RESTART, image.size, image.size))
            await self._restart()
        try:
            async with asyncio.timeout(self._patience.restart_s):
                return await self._settled(lease, image, tell)
        except TimeoutError:
            raise self._setback(Code.FIRMWARE_LOST) from None

    async def _loaded(self, lease: Lease, image: Image, upload: Upload) -> bool:
        """Whether the image waits for the next start; False where it runs already."""
        cuts, before = 0, 0
        while True:
            try:
                await self._ready()
                return await self._load(lease, image, upload)
            except Setback as setback:
                cuts = 1 if upload.sent > before else cuts + 1
                before = upload.sent
                if setback.code not in AWAY or cuts > MOST_CUTS:
                    raise
            await self._link.drop()

    async def _load(self, lease: Lease, image: Image, upload: Upload) -> bool:
        """What is there already is not sent again."""
        slots = await self._slots()
        self._active(slots)
        held = _holding(image, slots)
        if held is None:
            await upload.run(lease, self._link.talk)
            held = _holding(image, await self._slots())
        if held is None:
            raise self._setback(Code.FIRMWARE_REFUSED, "it does not hold what was sent")
        if not (held.active or held.pending):
            await self._link.talk.ask(frames.WRITE_STATE, messages.test(image.digest))
        return not held.active

    async def _restart(self) -> None:
        """Some are gone before they have answered."""
        try:
            await self._link.talk.ask(frames.RESET, messages.EMPTY)
        except Setback as setback:
            if setback.code not in AWAY:
                raise
        await self._link.until_lost(self._patience.answer_s)
        await self._link.drop()

    async def _settled(self, lease: Lease, image: Image, tell: Tell) -> Outcome:
        """Look until it is back and says what it runs; each look may be cut by the restart.

        Raises TimeoutError when it is time to give up, also where a system's radio has swallowed
        that we were cancelled (`wait_for` does, up to Python 3.11); so the lease is looked at too.
        """
        loop = asyncio.get_running_loop()
        late = loop.time() + self._patience.restart_s
        while loop.time() < late:
            try:
                if not self._link.up:
                    await self._way.hear_again(lease)
                    await self._link.open(changed=True)
                self._check(lease)
                outcome = await self._judged(image, tell)
                if outcome is not None:
                    return outcome
            except Setback as setback:
                if setback.code not in AWAY:
                    raise
            await self._link.drop()
            await asyncio.sleep(self._patience.poll_s)
        raise TimeoutError

    async def _judged(self, image: Image, tell: Tell) -> Outcome | None:
        """How it ended; None where the device has not restarted yet."""
        slots = await self._slots()
        active = self._active(slots)
        if active.digest != image.digest:
            held = _holding(image, slots)
            return None if held is not None and held.pending else Outcome.REVERTED
        if not active.confirmed:
            # It runs, has connected, said who it is and answered: that is the check of itself.
            tell(Progress(Phase.CONFIRM, image.size, image.size))
            await self._link.talk.ask(frames.WRITE_STATE, messages.confirm())
            active = self._active(await self._slots())
        if active.digest != image.digest or not active.confirmed:
            raise self._setback(Code.FIRMWARE_REFUSED, "it does not keep the new image")
        return Outcome.UPDATED

    # --- inside ---------------------------------------------------------------------------------

    async def _ready(self) -> None:
        if not self._link.up:
            await self._link.open()

    async def _slots(self) -> tuple[Slot, ...]:
        await self._ready()
        talk = self._link.talk
        return talk.parsed(messages.parse_slots, await talk.ask(frames.READ_STATE, messages.EMPTY))

    def _active(self, slots: tuple[Slot, ...]) -> Slot:
        for slot in slots:
            if slot.active:
                return slot
        raise self._setback(Code.BROKEN_PROTOCOL, "no image runs")

    def _check(self, lease: Lease) -> None:
        """The connection has a lease of its own; this one is for changing what the device runs."""
        try:
            lease.check(Purpose.FIRMWARE)
        except LeaseEnded:
            raise self._setback(Code.STOPPED_BY_YOU) from None

    def _setback(self, code: Code, detail: str = "") -> Setback:
        return Setback(code, device=self._way.serial, detail=detail)


def _holding(image: Image, slots: tuple[Slot, ...]) -> Slot | None:
    """The slot with this image, the running one first."""
    found = [slot for slot in slots if slot.digest == image.digest]
    return next((slot for slot in found if slot.active), found[0] if found else None)
