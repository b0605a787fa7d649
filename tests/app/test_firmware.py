"""New firmware: looked at first, asked about, put on one device alone, and stopped where it is safe."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pytest

from tests.app.light_laptop import (
    HEARD,
    IMAGE,
    NETWORK,
    NEW,
    OLD,
    SECOND,
    SERIAL,
    LightEquipment,
    LightLaptop,
)
from walkdown.app import firmware, nearby
from walkdown.app.messages import (
    Asked,
    FirmwareEnded,
    FirmwareMoving,
    FirmwareOffered,
    Message,
    Told,
    Unasked,
)
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.gate import Answer, AnswerKind
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.core.advance import NotAllowed
from walkdown.core.device import Device, Kind, Way
from walkdown.core.events import HandoverDone, WorkQueued, WorkStarted
from walkdown.core.firmware import Hindrance, Image, Outcome, Phase, Progress, Slot
from walkdown.core.job import HandedOver
from walkdown.core.secret import Secret
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Code, Setback
from walkdown.storage.places import resources_dir

REGISTRY: Registry = parse_registry((resources_dir() / "purposes.toml").read_text("utf-8"))
FILE = PurePath("new.bin")
FIRMWARE = Purpose.FIRMWARE
ASKED = "Update 3.4.1 to 3.5.0, 400 KB, about 3 min, restarts once"


class Street:
    """The device with firmware, as each connection finds it; notes what is connected and sent."""

    def __init__(self) -> None:
        self.slots: tuple[Slot, ...] = (OLD,)
        self.charge: int | None = 80
        self.signal = -60
        self.open = 0
        self.looks = 0
        self.sent: list[Image] = []
        self.outcome = Outcome.UPDATED
        self.after: tuple[Slot, ...] | None = (NEW,)
        self.trouble: Setback | None = None
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()
        self.heeds_the_lease = True
        self.was_cut = False


class Equipment(LightEquipment):
    """Everything but the street's device as of a light laptop."""

    street: Street

    async def scan(self, lease: Lease) -> AsyncIterator[tuple[Sighting, ...]]:
        self.saw(lease, Purpose.DISCOVER)
        yield (HEARD, replace(HEARD, key="F1", name=f"BP10-{SECOND}", serial=SECOND))
        await lease.cancelled.wait()

    @asynccontextmanager
    async def firmware(self, lease: Lease, sighting: Any, serial: str) -> AsyncIterator[Any]:
        self.saw(lease, Purpose.MANAGE)
        assert serial == SERIAL
        self.street.open += 1
        self.street.looks += 1
        try:
            yield Updater(self, self.street)
        finally:
            self.street.open -= 1


class Updater:
    """One connection to it."""

    def __init__(self, equipment: LightEquipment, street: Street) -> None:
        self._equipment, self._street = equipment, street
        self._gone = False

    @property
    def signal_dbm(self) -> int:
        return self._street.signal

    async def slots(self) -> tuple[Slot, ...]:
        if self._gone:
            raise Setback(Code.LINK_LOST, device=SERIAL)
        return self._street.slots

    async def battery(self) -> int | None:
        return self._street.charge

    async def update(self, lease: Lease, image: Image, tell: Callable[[Progress], None]) -> Outcome:
        street = self._street
        self._equipment.saw(lease, FIRMWARE)
        tell(Progress(Phase.UPLOAD, 100, image.size, 4000.0))
        street.begun.set()
        await self._until_it_may_go_on(lease)
        if street.trouble is not None:
            raise street.trouble
        street.sent.append(image)
        self._gone = street.after is None
        street.slots = street.after or street.slots
        return street.outcome

    async def _until_it_may_go_on(self, lease: Lease) -> None:
        ends = [asyncio.create_task(self._street.go_on.wait())]
        if self._street.heeds_the_lease:
            ends.append(asyncio.create_task(lease.cancelled.wait()))
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            self._street.was_cut = True
            raise
        finally:
            for each in ends:
                each.cancel()
        if lease.ended:
            raise Setback(Code.STOPPED_BY_YOU, device=SERIAL)


class FirmwareLaptop(LightLaptop):
    """A person who says yes once to everything, but for what is `refused` or met with silence."""

    def __init__(self) -> None:
        self.refused: set[Purpose] = set()
        self.silent: set[Purpose] = set()
        self.street = Street()
        super().__init__(REGISTRY, frozenset(Permission))

    def _parts(self) -> Any:
        self.equipment = Equipment(self.book)
        self.equipment.street = self.street
        return super()._parts()

    def answer(self, purpose: Purpose) -> Answer:
        if purpose in self.refused:
            return Answer(AnswerKind.DONT_USE, shown_ms=900)
        return replace(super().answer(purpose), scope=Scope.ONCE)

    def _publish(self, message: Message) -> None:
        if isinstance(message, Asked) and message.question.text.purpose in self.silent:
            self.messages.append(message)
        else:
            super()._publish(message)

    def all(self, kind: type) -> list[Any]:
        """All of this kind that was told."""
        return [m for m in self.messages if isinstance(m, kind)]

    def told(self) -> list[Code]:
        """What went wrong, as it was told."""
        return [m.trouble.code for m in self.all(Told)]

    def written(self, happened: Happened, purpose: Purpose = FIRMWARE) -> list[Entry]:
        """The ledger's entries of a purpose."""
        return [e for e in self.book.written if (e.event, e.purpose) == (happened, purpose)]

    @property
    def device(self) -> Device:
        """The street's device, in the job."""
        device = self.engine._bench.job.device(SERIAL)
        assert device is not None
        return device

    async def look(self) -> None:
        """Pick the file for the device."""
        await self.engine.firmware.look(SERIAL, FILE)

    async def begin_update(self) -> asyncio.Task[None]:
        """Press Update, and wait until bytes are on their way."""
        self.street.go_on.clear()
        self.street.begun.clear()
        update = asyncio.create_task(self.press(self.engine.firmware.update(SERIAL)))
        async with asyncio.timeout(10):
            await self.street.begun.wait()
        return update


@pytest.fixture
async def lap() -> AsyncIterator[FirmwareLaptop]:
    laptop = FirmwareLaptop()
    await laptop.engine.jobs.begin()
    for serial in (SERIAL, SECOND):
        await laptop.engine.labels.take(serial, Way.TYPED, Kind.GATEWAY, "GW-1")
    yield laptop
    laptop.street.go_on.set()
    await laptop.engine.close()
    assert laptop.street.open == 0


# --- looking


async def test_what_an_update_would_be_is_told_before_anything_is_asked_or_sent(
    lap: FirmwareLaptop,
) -> None:
    await lap.look()
    (offered,) = lap.all(FirmwareOffered)
    assert (offered.offer.running, offered.offer.version) == ("3.4.1", "3.5.0")
    assert (offered.offer.battery, offered.offer.signal_dbm) == (80, -60)
    assert not lap.written(Happened.PROMPT_SHOWN)
    assert lap.street.sent == []


async def test_nothing_is_connected_or_in_use_while_the_person_decides(lap: FirmwareLaptop) -> None:
    await lap.look()
    assert lap.street.open == 0
    assert lap.engine._bench.gate.uses() == ()
    assert not lap.engine.firmware.updating


async def test_a_file_that_is_no_firmware_is_told_and_its_device_left_alone(
    lap: FirmwareLaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(lease: Lease, path: PurePath) -> Image:
        raise Setback(Code.FIRMWARE_UNREADABLE, detail="It ends too early.")

    monkeypatch.setattr(lap.engine.firmware._files, "read", broken)
    with pytest.raises(Setback) as told:
        await lap.look()
    assert told.value.code is Code.FIRMWARE_UNREADABLE
    assert (told.value.trouble.device, told.value.trouble.detail) == (SERIAL, "It ends too early.")
    assert lap.street.looks == 0


async def test_a_device_that_names_no_running_firmware_is_offered_none(lap: FirmwareLaptop) -> None:
    lap.street.slots = (replace(OLD, active=False),)
    with pytest.raises(Setback) as told:
        await lap.look()
    assert told.value.code is Code.BROKEN_PROTOCOL
    assert lap.all(FirmwareOffered) == []


async def test_a_device_that_is_not_on_the_list_is_not_looked_at(lap: FirmwareLaptop) -> None:
    with pytest.raises(Setback):
        await lap.engine.firmware.look("000000000001", FILE)
    assert lap.street.looks == 0


# --- asking


async def test_after_a_yes_the_device_is_updated_and_its_version_read_back(
    lap: FirmwareLaptop,
) -> None:
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    assert lap.street.sent == [IMAGE]
    assert lap.device.about.firmware == "3.5.0"
    assert lap.all(FirmwareEnded) == [FirmwareEnded(SERIAL, Outcome.UPDATED, "3.5.0")]
    (start,) = lap.written(Happened.USE_START)
    assert start.feature == ASKED
    assert SERIAL not in start.feature


async def test_how_far_it_is_is_told_and_that_it_is_at_rest(lap: FirmwareLaptop) -> None:
    await lap.look()
    update = await lap.begin_update()
    assert lap.engine.firmware.updating
    lap.street.go_on.set()
    await update
    moving = [m.progress for m in lap.all(FirmwareMoving)]
    assert moving[0] == Progress(Phase.CHECK, 0, IMAGE.size)
    assert moving[-1] is None
    assert not lap.engine.firmware.updating


async def test_a_no_is_in_the_ledger_and_nothing_is_sent(lap: FirmwareLaptop) -> None:
    lap.refused = {FIRMWARE}
    await lap.look()
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert lap.told() == [Code.REFUSED]
    assert len(lap.written(Happened.REFUSED)) == 1
    assert FIRMWARE not in lap.equipment.used
    assert lap.street.looks == 1
    assert lap.all(FirmwareMoving) == []


async def test_a_no_is_not_the_last_word(lap: FirmwareLaptop) -> None:
    lap.refused = {FIRMWARE}
    await lap.look()
    await lap.press(lap.engine.firmware.update(SERIAL))
    lap.refused = set()
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert lap.street.sent == [IMAGE]


async def test_not_now_is_in_the_job_until_the_device_is_updated(lap: FirmwareLaptop) -> None:
    await lap.look()
    await lap.engine.firmware.later(SERIAL)
    assert (lap.device.deferred, lap.street.sent) == ("3.5.0", [])
    with pytest.raises(NotAllowed):
        await lap.engine.firmware.update(SERIAL)
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    assert (lap.device.deferred, lap.device.about.firmware) == ("", "3.5.0")


async def test_what_it_has_already_is_not_put_off(lap: FirmwareLaptop) -> None:
    lap.street.slots = (NEW,)
    await lap.look()
    await lap.engine.firmware.later(SERIAL)
    assert lap.device.deferred == ""


@pytest.mark.parametrize("verb", ["update", "later"])
async def test_nothing_is_done_that_was_not_offered_for_this_device(
    lap: FirmwareLaptop, verb: str
) -> None:
    await lap.look()
    with pytest.raises(NotAllowed):
        await getattr(lap.engine.firmware, verb)(SECOND)
    assert lap.street.sent == []


# --- what is not safe


@pytest.mark.parametrize(
    ("charge", "signal", "slot", "hindrance"),
    [
        (29, -60, OLD, Hindrance.BATTERY),
        (80, -81, OLD, Hindrance.SIGNAL),
        (80, -60, NEW, Hindrance.SAME),
    ],
)
async def test_below_a_charge_or_a_signal_nobody_is_asked_and_nothing_begins(
    lap: FirmwareLaptop, charge: int, signal: int, slot: Slot, hindrance: Hindrance
) -> None:
    lap.street.charge, lap.street.signal, lap.street.slots = charge, signal, (slot,)
    await lap.look()
    (offered,) = lap.all(FirmwareOffered)
    assert offered.offer.hindrance is hindrance
    with pytest.raises(Setback) as told:
        await lap.engine.firmware.update(SERIAL)
    assert told.value.code is Code.FIRMWARE_UNSAFE
    assert not lap.written(Happened.PROMPT_SHOWN)
    assert lap.street.sent == []


@pytest.mark.parametrize(("charge", "signal"), [(29, -60), (80, -81)])
async def test_what_got_worse_while_the_person_read_is_seen_before_it_begins(
    lap: FirmwareLaptop, charge: int, signal: int
) -> None:
    await lap.look()
    lap.street.charge, lap.street.signal = charge, signal
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert lap.told() == [Code.FIRMWARE_UNSAFE]
    assert FIRMWARE not in lap.equipment.used
    assert lap.all(FirmwareOffered)[-1].offer.hindrance
    assert lap.all(FirmwareMoving)[-1].progress is None


async def test_a_device_without_a_battery_is_updated(lap: FirmwareLaptop) -> None:
    lap.street.charge = None
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    assert lap.street.sent == [IMAGE]


# --- how it ends


async def test_a_device_that_went_back_is_told_with_what_it_runs(lap: FirmwareLaptop) -> None:
    lap.street.outcome, lap.street.after = Outcome.REVERTED, (OLD,)
    await lap.look()
    await lap.engine.firmware.later(SERIAL)
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    assert lap.all(FirmwareEnded) == [FirmwareEnded(SERIAL, Outcome.REVERTED, "3.4.1")]
    assert (lap.device.about.firmware, lap.device.deferred) == ("3.4.1", "3.5.0")


async def test_a_device_that_is_gone_after_its_update_counts_by_what_was_read_in_it(
    lap: FirmwareLaptop,
) -> None:
    lap.street.after = None
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    assert lap.device.about.firmware == "3.5.0"


async def test_after_its_end_the_file_is_forgotten(lap: FirmwareLaptop) -> None:
    await lap.look()
    await lap.engine.firmware.update(SERIAL)
    with pytest.raises(NotAllowed):
        await lap.engine.firmware.update(SERIAL)


async def test_after_a_lost_link_the_same_file_goes_on(lap: FirmwareLaptop) -> None:
    lap.street.trouble = Setback(Code.LINK_LOST, device=SERIAL)
    await lap.look()
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert lap.told() == [Code.LINK_LOST]
    assert not lap.engine.firmware.updating
    lap.street.trouble = None
    await lap.press(lap.engine.firmware.update(SERIAL))
    assert lap.device.about.firmware == "3.5.0"


# --- one at a time


async def test_while_a_device_is_updated_nothing_else_connects_to_it(
    lap: FirmwareLaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearby, "BLINK_S", 0.0)
    await lap.look()
    update = await lap.begin_update()
    engine, before = lap.engine, list(lap.equipment.used)
    for work in (
        engine.nearby.identify(SERIAL),
        engine.firmware.look(SERIAL, FILE),
        engine.firmware.look(SECOND, FILE),
        engine.firmware.update(SERIAL),
        engine.network._crew.send((SERIAL,)),
    ):
        with pytest.raises((NotAllowed, Setback)):
            await work
    assert lap.equipment.used == before
    assert SERIAL not in engine.network._waiting()
    assert engine.network._scout().serial == SECOND
    lap.street.go_on.set()
    await update
    await lap.press(engine.nearby.identify(SERIAL))
    assert SERIAL in engine._bench.job.identified


async def test_a_device_that_is_connected_already_is_not_looked_at(
    lap: FirmwareLaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    blinking, done = asyncio.Event(), asyncio.Event()

    async def identify() -> None:
        blinking.set()
        await done.wait()

    monkeypatch.setattr(nearby, "BLINK_S", 0.0)
    monkeypatch.setattr(lap.equipment, "identify", identify)
    identifying = asyncio.create_task(lap.press(lap.engine.nearby.identify(SERIAL)))
    await blinking.wait()
    with pytest.raises(NotAllowed):
        await lap.look()
    assert lap.street.looks == 0
    done.set()
    await identifying
    await lap.look()
    assert lap.all(FirmwareOffered)


@pytest.mark.parametrize("change", [WorkQueued((SERIAL,)), WorkStarted(SERIAL)])
async def test_a_device_that_is_being_set_up_is_not_looked_at(
    lap: FirmwareLaptop, change: WorkQueued | WorkStarted
) -> None:
    await lap.engine._bench.apply(change)
    with pytest.raises(NotAllowed):
        await lap.look()
    assert lap.street.looks == 0


async def test_a_site_that_is_handed_over_keeps_its_firmware(lap: FirmwareLaptop) -> None:
    at = lap.engine._bench.clock.now()
    await lap.engine._bench.apply(HandoverDone(HandedOver("Ada", at, "Hillside")))
    with pytest.raises(NotAllowed):
        await lap.look()
    assert lap.street.looks == 0


async def test_the_others_are_set_up_while_one_is_updated(lap: FirmwareLaptop) -> None:
    await lap.look()
    update = await lap.begin_update()
    await lap.engine.network.choose(NETWORK, "")
    await lap.press(lap.engine.network.send(Secret("lobster-kettle"), lap.owners_word()))
    await lap.until(lambda: not lap.engine.network._crew.busy)
    assert [d.joined for d in lap.engine._bench.job.devices] == [False, True]
    assert lap.device.tries == 0
    lap.street.go_on.set()
    await update
    assert lap.device.about.firmware == "3.5.0"


# --- stopping


async def end_by_leaving(lap: FirmwareLaptop) -> None:
    await lap.engine.leave_job()


async def end_by_closing(lap: FirmwareLaptop) -> None:
    await lap.engine.close()


async def end_by_stop(lap: FirmwareLaptop) -> None:
    (use,) = [u for u in lap.engine._bench.gate.uses() if u.purpose is FIRMWARE]
    await lap.engine.privacy.stop(use.number)


async def end_by_taking_back(lap: FirmwareLaptop) -> None:
    await lap.engine.privacy.withdraw(FIRMWARE)


WAYS = [end_by_leaving, end_by_closing, end_by_stop, end_by_taking_back]


@pytest.mark.parametrize("end", WAYS)
async def test_what_is_stopped_ends_where_the_device_can_be_left(
    lap: FirmwareLaptop, end: Callable[[FirmwareLaptop], Any]
) -> None:
    await lap.look()
    update = await lap.begin_update()
    await end(lap)
    await update
    assert not lap.street.was_cut
    assert lap.street.sent == []
    assert lap.street.open == 0
    assert lap.engine._bench.gate.uses() == ()
    assert len(lap.written(Happened.USE_ABORT)) == 1
    assert lap.all(FirmwareMoving)[-1].progress is None
    assert lap.told() == [Code.STOPPED_BY_YOU]


@pytest.mark.parametrize("end", WAYS)
async def test_a_device_that_comes_to_no_safe_point_is_left_all_the_same(
    lap: FirmwareLaptop, end: Callable[[FirmwareLaptop], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firmware, "SAFE_POINT_S", 0.02)
    lap.street.heeds_the_lease = False
    await lap.look()
    update = await lap.begin_update()
    await end(lap)
    await update
    assert lap.street.was_cut
    assert lap.street.open == 0
    assert lap.engine._bench.gate.uses() == ()
    assert lap.told() == [Code.STOPPED_BY_YOU]


async def test_stopped_before_anything_was_sent_it_ends_at_once(
    lap: FirmwareLaptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(firmware, "SAFE_POINT_S", 3600.0)
    looking = asyncio.Event()

    async def never(self: Updater) -> int | None:
        looking.set()
        await asyncio.Event().wait()
        return None

    await lap.look()
    monkeypatch.setattr(Updater, "battery", never)
    update = asyncio.create_task(lap.press(lap.engine.firmware.update(SERIAL)))
    await looking.wait()
    async with asyncio.timeout(10):
        await end_by_stop(lap)
        await update
    assert lap.told() == [Code.STOPPED_BY_YOU]
    assert FIRMWARE not in lap.equipment.used


async def test_leaving_while_the_person_is_asked_asks_no_more(lap: FirmwareLaptop) -> None:
    await lap.look()
    lap.silent = {FIRMWARE}
    update = asyncio.create_task(lap.press(lap.engine.firmware.update(SERIAL)))
    await lap.until(lambda: lap.all(Asked) and lap.all(Asked)[-1].question.text.purpose is FIRMWARE)
    await lap.engine.leave_job()
    await update
    assert lap.all(Unasked)[-1].number == lap.all(Asked)[-1].question.number
    assert lap.street.sent == []
    assert not lap.written(Happened.USE_START)


async def test_the_file_is_forgotten_with_the_job(lap: FirmwareLaptop) -> None:
    await lap.look()
    (row,) = lap.engine._bench.jobs.rows()
    await lap.engine.leave_job()
    await lap.engine.jobs.resume(row.id)
    with pytest.raises(NotAllowed):
        await lap.engine.firmware.update(SERIAL)
    assert lap.engine.firmware._held is None
