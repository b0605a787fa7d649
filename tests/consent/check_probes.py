"""For each place that checks a lease: what gets through where it does not. True is "it got through"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from walkdown.app.ports import ExportForm, NetworkAnswer, Seen
from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image
from walkdown.core.job import Job
from walkdown.core.position import Position
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.core.wifi import Credentials
from walkdown.devices.waiting import Patience

Probe = Callable[[ModuleType], Awaitable[bool]]
PROBES: dict[str, Probe] = {}
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
STOPPED = (WrongLease, LeaseEnded, Setback)
QUICK = Patience(*(0.2,) * 7)


def probe(key: str) -> Callable[[Probe], Probe]:
    """This is what would get through at that place."""

    def keep(made: Probe) -> Probe:
        assert key not in PROBES
        PROBES[key] = made
        return made

    return keep


def wrong() -> Lease:
    """For something else."""
    return Lease(1, Purpose.SHARE_SUPPORT, "site", mint=_MINT)


def good(purpose: Purpose) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def over(purpose: Purpose) -> Lease:
    """Of the right purpose, and ended."""
    lease = good(purpose)
    lease.end()
    return lease


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as made:
        yield Path(made)


async def first_met(work: Awaitable[object]) -> BaseException | None:
    """What it is stopped with; None where it is not."""
    try:
        await work
    except STOPPED as met:
        return met
    return None


# --- the desks


@probe("app.ear:Ear._seek:0")
async def _(m: ModuleType) -> bool:
    """A search whose lease ended is told as one that found nothing."""

    async def scan(lease: Lease) -> AsyncIterator[tuple[()]]:
        lease.end()
        return
        yield ()

    @asynccontextmanager
    async def use(purpose: Purpose, feature: str) -> AsyncIterator[Lease]:
        yield good(purpose)

    bench = SimpleNamespace(use=use, equipment=SimpleNamespace(radio=SimpleNamespace(scan=scan)))
    ear = m.Ear(bench, lambda: None)
    return await first_met(ear._seek("feature", asyncio.Event())) is None


@probe("app.place:PlaceDesk._read:0")
async def _(m: ModuleType) -> bool:
    """A reading that came after the lease had ended is kept."""

    async def fix(lease: Lease, within_s: float) -> Position:
        lease.end()
        return Position(50.0, -5.0, 30.0)

    @asynccontextmanager
    async def use(purpose: Purpose, feature: str) -> AsyncIterator[Lease]:
        yield good(purpose)

    equipment = SimpleNamespace(positioner=SimpleNamespace(fix=fix))
    bench = SimpleNamespace(use=use, equipment=equipment, is_open=False)
    return await first_met(m.PlaceDesk(bench)._read()) is None


class Verifying:
    """A verify desk over two devices, whose network ends the lease when it is asked."""

    def __init__(self, m: ModuleType, at_once: int) -> None:
        self.asked: list[str] = []
        self.lease = good(Purpose.LAN_PROBE)
        m.AT_ONCE = at_once
        m.VerifyDesk._look = self.look
        self.desk = m.VerifyDesk(SimpleNamespace(publish=lambda message: None))

    async def look(self, lease: Lease, device: Any) -> str:
        self.asked.append(device.serial)
        lease.end()
        return "a look"

    async def run(self, count: int) -> object:
        devices = tuple(SimpleNamespace(serial=str(i), url="x") for i in range(count))
        return await self.desk._all(self.lease, devices)


@probe("app.verify:VerifyDesk._all:0")
async def _(m: ModuleType) -> bool:
    """A device is asked after the lease ended at the one before."""
    verifying = Verifying(m, 1)
    await asyncio.gather(verifying.run(2), return_exceptions=True)
    return len(verifying.asked) > 1


@probe("app.verify:VerifyDesk._all:1")
async def _(m: ModuleType) -> bool:
    """What came back after the lease had ended counts as a look."""
    return await first_met(Verifying(m, 1).run(1)) is None


# --- Bluetooth


@probe("devices.radio:BleakRadio.scan:0")
async def _(m: ModuleType) -> bool:
    """The radio is switched on for a lease that was given for something else."""
    listened = []

    async def listen(self: Any, lease: Lease, *rest: Any) -> Any:
        listened.append(lease)
        raise Setback(Code.BLUETOOTH_OFF)

    m.BleakRadio._listen = listen
    with suppress(*STOPPED):
        async for _ in m.BleakRadio().scan(wrong()):
            pass
    return bool(listened)


class Link:
    """bleak's client as far as a session uses it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.done: list[str] = []
        self.at_write: Callable[[], None] = lambda: None

    async def connect(self) -> None:
        self.done.append("connect")

    async def disconnect(self) -> None:
        self.done.append("disconnect")

    async def write_gatt_char(self, uuid: str, frame: bytes, response: bool) -> None:
        self.done.append(f"write {len(frame)}")
        self.at_write()


def session(m: ModuleType, lease: Lease) -> Any:
    """A session of that module whose client is not bleak's."""
    made = m.Session.__new__(m.Session)
    made._connecting = asyncio.Lock()
    made.turn, made.patience = asyncio.Lock(), QUICK
    made._serial, made._lease, made._why = "1", lease, None
    made._over, made._news = asyncio.Event(), asyncio.Event()
    made._watcher = made._leaving = None
    made._client = Link()
    return made


@probe("devices.session:Session.__aenter__:0")
async def _(m: ModuleType) -> bool:
    """A connection is begun, though nothing goes over it."""
    made = session(m, over(Purpose.MANAGE))
    with suppress(*STOPPED):
        async with made:
            pass
    return made._watcher is not None


@probe("devices.session:Session._call:0")
async def _(m: ModuleType) -> bool:
    """bleak is asked to do something."""
    made = session(m, wrong())
    with suppress(*STOPPED):
        await made._call(made._client.connect)
    return bool(made._client.done)


@probe("devices.session:Session.until:0")
async def _(m: ModuleType) -> bool:
    """A wait goes on to its end as if nothing had happened."""
    made = session(m, over(Purpose.MANAGE))
    return await first_met(made.until(lambda: False, 0.01)) is None


@probe("devices.session:Session.check:0")
async def _(m: ModuleType) -> bool:
    """A lease for something else is as good."""
    made = session(m, wrong())
    with suppress(*STOPPED):
        made.check()
        return True
    return False


@probe("devices.session:Session.handles:0")
async def _(m: ModuleType) -> bool:
    """What a device has is told to a lease for something else."""
    made = session(m, wrong())
    made._client.services = SimpleNamespace(characteristics={})
    return await first_met(_now(lambda: made.handles("uuid"))) is None


@probe("devices.session:Session.described:0")
async def _(m: ModuleType) -> bool:
    """What a device's value is called is told to a lease for something else."""
    made = session(m, wrong())
    made._client.services = SimpleNamespace(get_characteristic=lambda _handle: None)
    return await first_met(made.described(1, "uuid")) is None


async def _now(work: Callable[[], object]) -> object:
    return work()


@probe("devices.session:Session._write:0")
async def _(m: ModuleType) -> bool:
    """The next part of a long write goes out after the lease ended."""
    from bleak.exc import BleakGATTProtocolError, BleakGATTProtocolErrorCode

    lease = good(Purpose.MANAGE)
    made = session(m, lease)

    def at_write() -> None:
        if len(made._client.done) == 1:
            raise BleakGATTProtocolError(BleakGATTProtocolErrorCode.REQUEST_NOT_SUPPORTED)
        lease.end()

    made._client.at_write = at_write
    with suppress(*STOPPED):
        await made._write("uuid", bytes(50))
    return len(made._client.done) > 2


@probe("devices.session:Session._outcome:0")
async def _(m: ModuleType) -> bool:
    """A stop looks like a device that did not answer."""
    made = session(m, over(Purpose.MANAGE))
    waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    with suppress(LeaseEnded):
        return await code_of(lambda: made._outcome(waiting, Code.LINK_LOST)) is Code.NO_ANSWER
    return False


@probe("devices.session:Session._outcome:1")
async def _(m: ModuleType) -> bool:
    """A stop looks like a link that was lost."""
    made = session(m, over(Purpose.MANAGE))
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    failed.set_exception(OSError("gone"))
    code = await code_of(lambda: made._outcome(failed, Code.LINK_LOST))
    return code is not Code.STOPPED_BY_YOU


async def code_of(call: Callable[[], object]) -> Code | None:
    try:
        call()
    except Setback as setback:
        return setback.code
    return None


class Driving:
    """A driver over a talk that writes down what is sent."""

    def __init__(self, m: ModuleType) -> None:
        self.sent: list[object] = []
        self.reached = False
        made = m.ImprovProvisioner.__new__(m.ImprovProvisioner)
        made._turn, made._patience, made._serial = asyncio.Lock(), QUICK, "1"
        made._secure, made._now = True, lambda: AT
        made._talk = SimpleNamespace(
            send=self.send, setback=lambda code, **more: Setback(code), until=self.until
        )
        made._heard = SimpleNamespace(took=True, settled=True, joined=True, begun=False)
        made._check_who = self.check_who
        made._wait_for_button = self.nothing
        made._until_joined = self.nothing
        made._url = self.nothing
        self.driver = made

    async def send(self, command: object, frame: bytes) -> None:
        self.sent.append(frame)

    async def until(self, look: Callable[[], bool], seconds: float) -> bool:
        return look()

    async def check_who(self) -> None:
        self.reached = True

    async def nothing(self, *args: object) -> str:
        return ""


def network() -> Credentials:
    return Credentials("Harbour", Secret("lobster-kettle"))


@probe("devices.improv.driver:_check:0")
async def _(m: ModuleType) -> bool:
    """The password goes out under a lease for something else."""
    driving = Driving(m)
    await first_met(driving.driver.provision(wrong(), network(), lambda evidence: None))
    return bool(driving.sent)


@probe("devices.improv.driver:ImprovProvisioner.provision:0")
async def _(m: ModuleType) -> bool:
    """The device is talked to for a lease that is meant for something else."""
    driving = Driving(m)
    await first_met(driving.driver.provision(wrong(), network(), lambda evidence: None))
    return driving.reached


@probe("devices.improv.driver:ImprovProvisioner._send:0")
async def _(m: ModuleType) -> bool:
    """The password goes out though the lease ended while the button was waited for."""
    driving = Driving(m)
    await first_met(driving.driver._send(over(Purpose.WIFI_SETUP), network()))
    return bool(driving.sent)


class Metering:
    """A Shelly's driver over a talk that writes down what is asked."""

    def __init__(self, m: ModuleType) -> None:
        self.asked: list[str] = []
        made = m.ShellyProvisioner.__new__(m.ShellyProvisioner)
        made._turn, made._patience, made._serial = asyncio.Lock(), QUICK, "1"
        made._now = lambda: AT
        made._talk = SimpleNamespace(
            ask=self.ask,
            setback=lambda code, **more: Setback(code),
            parsed=lambda parse, value: False,
        )
        made._who = self.who
        self.driver = made

    async def ask(self, method: str, seconds: float, params: object = None) -> bytes:
        self.asked.append(method)
        raise Setback(Code.LINK_LOST)

    async def who(self) -> None:
        self.asked.append("who")


@probe("devices.shelly.driver:_check:0")
async def _(m: ModuleType) -> bool:
    """The password goes out under a lease for something else."""
    metering = Metering(m)
    await first_met(metering.driver.provision(wrong(), network(), lambda evidence: None))
    return "WiFi.SetConfig" in metering.asked


@probe("devices.shelly.driver:ShellyProvisioner.provision:0")
async def _(m: ModuleType) -> bool:
    """The device is talked to for a lease that is meant for something else."""
    metering = Metering(m)
    await first_met(metering.driver.provision(wrong(), network(), lambda evidence: None))
    return bool(metering.asked)


@probe("devices.shelly.driver:ShellyProvisioner._send:0")
async def _(m: ModuleType) -> bool:
    """The password goes out though the lease ended while the device was asked who it is."""
    metering = Metering(m)
    await first_met(metering.driver._send(over(Purpose.WIFI_SETUP), network()))
    return bool(metering.asked)


class Espressif:
    """A driver of Espressif's over a talk that writes down what is asked."""

    def __init__(self, m: ModuleType) -> None:
        self.asked: list[str] = []
        made = m.EspressifProvisioner.__new__(m.EspressifProvisioner)
        made._turn, made._patience, made._serial = asyncio.Lock(), QUICK, "1"
        made._secure, made._tried, made._now = True, False, lambda: AT
        made._talk = SimpleNamespace(ask=self.ask, setback=lambda code, **more: Setback(code))
        made._check_who = lambda: self.asked.append("who")
        made._secured = self.nothing
        self.driver = made

    async def ask(self, endpoint: str, message: bytes, parse: object) -> object:
        self.asked.append(endpoint)
        raise Setback(Code.LINK_LOST)

    async def nothing(self) -> None:
        pass


@probe("devices.espressif.driver:_check:0")
async def _(m: ModuleType) -> bool:
    """The password goes out under a lease for something else."""
    driving = Espressif(m)
    await first_met(driving.driver.provision(wrong(), network(), lambda evidence: None))
    return "prov-config" in driving.asked


@probe("devices.espressif.driver:EspressifProvisioner.provision:0")
async def _(m: ModuleType) -> bool:
    """The device is talked to for a lease that is meant for something else."""
    driving = Espressif(m)
    await first_met(driving.driver.provision(wrong(), network(), lambda evidence: None))
    return bool(driving.asked)


@probe("devices.espressif.driver:EspressifProvisioner._send:0")
async def _(m: ModuleType) -> bool:
    """The password goes out though the lease ended while the devices shook hands."""
    driving = Espressif(m)
    await first_met(driving.driver._send(over(Purpose.WIFI_SETUP), network()))
    return bool(driving.asked)


@probe("devices.radio:BleakRadio.hear_again:0")
async def _(m: ModuleType) -> bool:
    """The radio listens for a restarted device under a lease that is meant for something else."""
    listened = []

    async def listen(self: Any, lease: Lease, *rest: Any) -> Any:
        listened.append(lease)
        raise Setback(Code.BLUETOOTH_OFF)

    m.BleakRadio._listen = listen
    await first_met(m.BleakRadio().hear_again(wrong(), SimpleNamespace(key="1"), "1"))
    return bool(listened)


class Updating:
    """The firmware's way into a device, which writes down what it is asked."""

    frame_bytes = 200

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.image = Image("1", bytes(32), bytes(100))

    async def ask(self, command: object, body: bytes, seconds: float = 0.0) -> Any:
        self.asked.append(command)
        raise Setback(Code.LINK_LOST)

    def parsed(self, parse: Callable[[Any], Any], value: Any) -> Any:
        return parse(value)

    def setback(self, code: Code, detail: str = "") -> Setback:
        return Setback(code)


@probe("devices.smp.updater:SmpUpdater._check:0")
async def _(m: ModuleType) -> bool:
    """Firmware is on its way under a lease for something else."""
    return await _updated(m)


@probe("devices.smp.updater:SmpUpdater.update:0")
async def _(m: ModuleType) -> bool:
    """The device is talked to for a lease that is meant for something else."""
    return await _updated(m)


async def _updated(m: ModuleType) -> bool:
    updating = Updating()
    made = m.SmpUpdater(SimpleNamespace(serial="1", signal_dbm=-50), QUICK)
    made._link = SimpleNamespace(up=True, talk=updating, drop=updating.ask)
    with suppress(TypeError):
        await first_met(made.update(wrong(), updating.image, lambda progress: None))
    return bool(updating.asked)


@probe("devices.smp.updater:SmpUpdater._settled:0")
async def _(m: ModuleType) -> bool:
    """What runs on trial is kept though the lease ended while the device restarted."""
    updating = Updating()
    made = m.SmpUpdater(SimpleNamespace(serial="1", signal_dbm=-50), QUICK)
    made._link = SimpleNamespace(up=True, talk=updating, drop=updating.ask)
    settled = made._settled(over(Purpose.FIRMWARE), updating.image, lambda progress: None)
    with suppress(AttributeError, TypeError):
        await first_met(settled)
    return bool(updating.asked)


@probe("devices.smp.upload:Upload.run:0")
async def _(m: ModuleType) -> bool:
    """An image is sent under a lease for something else."""
    updating = Updating()
    sending = m.Upload(updating.image, lambda progress: None, QUICK)
    await first_met(sending.run(wrong(), updating))
    return bool(updating.asked)


@probe("storage.firmware_file:FirmwareReader.read:0")
async def _(m: ModuleType) -> bool:
    """The file is read for a lease that is meant for something else."""
    read: list[object] = []
    m._content = lambda path: read.append(path) or b""
    with suppress(*STOPPED):
        m.FirmwareReader().read(wrong(), Path("image"))
    return bool(read)


@probe("storage.my_data_files:MyDataFiles.write:0")
async def _(m: ModuleType) -> bool:
    """What is kept about a person is written for a lease that is meant for something else."""
    written: list[object] = []
    m.write_new = lambda path, chunks: written.append(path)
    with suppress(*STOPPED):
        m.MyDataFiles().write(wrong(), Path("mine.txt"), SimpleNamespace(text=b"", data=b""))
    return bool(written)


@probe("storage.table_file:TableWriter.write:0")
async def _(m: ModuleType) -> bool:
    """A table is written for a lease that is meant for something else."""
    written: list[object] = []
    m.write_new = lambda path, chunks: written.append(path)
    with suppress(*STOPPED):
        m.TableWriter().write(wrong(), Path("map.csv"), b"")
    return bool(written)


@probe("storage.list_file:ListReader.read:0")
async def _(m: ModuleType) -> bool:
    """A list is read for a lease that is meant for something else."""
    read: list[object] = []
    m._content = lambda path: read.append(path) or b""
    with suppress(*STOPPED):
        m.ListReader().read(wrong(), Path("list.csv"))
    return bool(read)


class Carrying:
    """Taking a site along and reading one, with what each step does counted."""

    def __init__(self, m: ModuleType, made: Path, end: Lease | None = None) -> None:
        self.done: list[str] = []
        self.end = end
        self.made = made
        m.SiteBook = SimpleNamespace(make_of=lambda *_: SimpleNamespace(close=self.step("made")))
        m.write_new = lambda *_: self.step("written")()
        m._copied = lambda *_: self.step("copied")()
        m._read = lambda *_: self.step("read")()
        files = SimpleNamespace(along=lambda *_: self.step("along")())
        self.carries = m.SiteCarries(made, files)

    def step(self, name: str) -> Callable[[], None]:
        def do() -> None:
            self.done.append(name)
            if self.end is not None:
                self.end.end()

        return do

    def take(self, lease: Lease) -> list[str]:
        with suppress(*STOPPED):
            self.carries.take(lease, "0f" * 16, self.made / "x", Secret("x"), AT)
        return self.done

    def read(self, lease: Lease) -> list[str]:
        with suppress(*STOPPED):
            self.carries.read(lease, self.made / "x", Secret("x"))
        return self.done


@probe("storage.site_carries:SiteCarries.take:0")
async def _(m: ModuleType) -> bool:
    """A site is made ready to be taken along for a lease that is meant for something else."""
    with folder() as made:
        return "along" in Carrying(m, made).take(wrong())


@probe("storage.site_carries:SiteCarries.take:1")
async def _(m: ModuleType) -> bool:
    """The file is written although the lease ended while it was made."""
    lease = good(Purpose.FILE_EXPORT)
    with folder() as made:
        return "written" in Carrying(m, made, lease).take(lease)


@probe("storage.site_carries:SiteCarries.read:0")
async def _(m: ModuleType) -> bool:
    """A site of another laptop is read for a lease that is meant for something else."""
    with folder() as made:
        return "copied" in Carrying(m, made).read(wrong())


@probe("storage.site_carries:SiteCarries.read:1")
async def _(m: ModuleType) -> bool:
    """What was copied is opened although the lease ended meanwhile."""
    lease = good(Purpose.FILE_IMPORT)
    with folder() as made:
        return "read" in Carrying(m, made, lease).read(lease)


# --- the pack and the copies


class Packing:
    """A pack's writer whose steps are counted, and which can end the lease at any of them."""

    def __init__(self, m: ModuleType, lease: Lease, end_at: str = "") -> None:
        self.lease, self.end_at = lease, end_at
        self.done: list[str] = []
        self.m = m
        for step in ("_write", "_compare", "_named"):
            setattr(m, step, self.wrapped(step, getattr(m, step)))
        m.PackFolder._files = self.files

    def wrapped(self, step: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            self.step(step)
            return real(*args)

        return call

    def step(self, step: str) -> None:
        self.done.append(step)
        if step == self.end_at:
            self.lease.end()

    def files(self, *args: object) -> dict[str, bytes]:
        self.step("files")
        return {"one": b"1", "two": b"2"}

    def run(self) -> list[str]:
        job = Job("a" * 32, AT)
        with folder() as into, suppress(*STOPPED):
            self.m.PackFolder(lambda report: b"", into).write(self.lease, into, job, (), (), AT)
        return self.done


@probe("handover.pack:PackFolder.write:0")
async def _(m: ModuleType) -> bool:
    """A lease for something else gets as far as making the papers."""
    return "files" in Packing(m, wrong()).run()


@probe("handover.pack:_written:0")
async def _(m: ModuleType) -> bool:
    """A paper is written after the lease ended at the one before."""
    return Packing(m, good(Purpose.FILE_EXPORT), "_write").run().count("_write") > 1


@probe("handover.pack:_written:1")
async def _(m: ModuleType) -> bool:
    """The pack gets its name though the lease ended while it was read back."""
    return "_named" in Packing(m, good(Purpose.FILE_EXPORT), "_compare").run()


@probe("storage.ledger_copies:OwnCopies.write:0")
async def _(m: ModuleType) -> bool:
    """The ledger says that it was exported, for a lease that is meant for something else."""
    appended: list[object] = []

    def append(entry: object) -> None:
        appended.append(entry)
        raise OSError

    copies = m.OwnCopies(Path("resources"))
    copies.take(SimpleNamespace(size=3, append=append))
    with suppress(*STOPPED):
        copies.write(wrong(), ExportForm.CSV, Path("copy"))
    return bool(appended)


@probe("storage.ledger_copies:_watched:0")
async def _(m: ModuleType) -> bool:
    """The copy is written on after the lease ended."""
    lease, written = good(Purpose.FILE_EXPORT), []
    with suppress(*STOPPED):
        for chunk in m._watched(lease, [b"1", b"2"]):
            written.append(chunk)
            lease.end()
    return len(written) > 1


# --- the network and the desktop's bus


@probe("lan.http_probe:HttpLan.ask:0")
async def _(m: ModuleType) -> bool:
    """Where to ask is thought about for a lease that is meant for something else."""
    met = await first_met(m.HttpLan().ask(wrong(), "not an address", 0.1))
    return not isinstance(met, WrongLease)


@probe("lan.http_probe:HttpLan._until_answered:0")
async def _(m: ModuleType) -> bool:
    """The next try is made after the lease has ended."""
    asked: list[object] = []

    async def get(target: object) -> bytes:
        asked.append(target)
        raise m.Nonsense("enough")

    m.get = get
    await first_met(m.HttpLan()._until_answered(over(Purpose.LAN_PROBE), object(), False))
    return bool(asked)


@probe("lan.http_probe:HttpLan._with_modbus:0")
async def _(m: ModuleType) -> bool:
    """A device is asked in another language after the lease has ended."""
    asked: list[object] = []

    async def talk(*said: object) -> tuple[object, ...]:
        asked.append(said)
        return ()

    m.shelly_modbus = SimpleNamespace(asked=talk)
    answer = NetworkAnswer("A0B1C2D3E4F5", "", "", "192.0.2.7:80", ())
    there = SimpleNamespace(path=m.shelly_answer.WHO, host="192.0.2.7", port=80)
    await first_met(m.HttpLan()._with_modbus(over(Purpose.LAN_PROBE), answer, there))
    return bool(asked)


@probe("lan.http_probe:HttpLan.registers:0")
async def _(m: ModuleType) -> bool:
    """Where to ask is thought about for a lease that is meant for something else."""
    met = await first_met(m.HttpLan().registers(wrong(), "not an address"))
    return not isinstance(met, WrongLease)


@probe("lan.http_probe:HttpLan.find:0")
async def _(m: ModuleType) -> bool:
    """Everybody on the network is asked, under a lease for something else."""
    asked: list[object] = []

    async def find(*said: object, **more: object) -> str:
        asked.append(said)
        return ""

    m.mdns = SimpleNamespace(find=find)
    await first_met(m.HttpLan().find(wrong(), "A0B1C2D3E4F5", 0.1))
    return bool(asked)


@probe("lan.http_probe:HttpLan.walk:0")
async def _(m: ModuleType) -> bool:
    """Where to walk is thought about for a lease that is meant for something else."""
    asked: list[object] = []

    def forms(urls: object) -> tuple[tuple[int, ...], tuple[str, ...]]:
        asked.append(urls)
        return (), ()

    m.ports_and_paths = forms
    m.hosts = lambda *_own: ()
    await first_met(m.HttpLan().walk(wrong(), (), lambda *_far: None))
    return bool(asked)


@probe("lan.http_probe:HttpLan._places:0")
async def _(m: ModuleType) -> bool:
    """The network's addresses are told to who has no lease for it any more."""
    lan = m.HttpLan(there=lambda: ("192.0.2.7:80",))
    try:
        return bool(lan._places(over(Purpose.LAN_PROBE), (), ()))
    except LeaseEnded:
        return False


@probe("lan.http_probe:HttpLan._serial_at:0")
async def _(m: ModuleType) -> bool:
    """The next address of many is asked after the lease has ended."""
    asked: list[object] = []

    async def get(target: object) -> bytes:
        asked.append(target)
        raise m.Nonsense("enough")

    m.get = get
    await first_met(m.HttpLan()._serial_at(over(Purpose.LAN_PROBE), "http://192.168.1.7/"))
    return bool(asked)


@probe("lan.walk:is_there:0")
async def _(m: ModuleType) -> bool:
    """A connection is made after the lease has ended."""
    asked: list[object] = []

    async def connect(*where: object) -> object:
        asked.append(where)
        raise OSError

    m.asyncio = SimpleNamespace(timeout=asyncio.timeout, open_connection=connect)
    await first_met(m.is_there(over(Purpose.LAN_PROBE), ("192.168.1.7", 80), 0.1))
    return bool(asked)


@probe("lan.walk:own_address:0")
async def _(m: ModuleType) -> bool:
    """The laptop's own address is read after the lease has ended."""
    try:
        m.own_address(over(Purpose.LAN_PROBE), "127.0.0.1")
    except LeaseEnded:
        return False
    return True


class Service:
    """A desktop service that answers nothing, and knows that it was reached."""

    def __init__(self, m: ModuleType) -> None:
        self.reached = 0
        self._no_answer = m.NoAnswer

    async def connect(self, lease: Lease) -> Any:
        self.reached += 1
        raise self._no_answer("nobody")


@probe("lan.geoclue:GeoClue.fix:0")
async def _(m: ModuleType) -> bool:
    """A lease for something else is told apart only by and by."""
    service = Service(m)

    async def read(self: object, lease: Lease) -> None:
        service.reached += 1
        raise Setback(Code.LOCATION_UNKNOWN)

    m.GeoClue._read = read
    await first_met(m.GeoClue(service.connect).fix(wrong(), 0.1))
    return bool(service.reached)


@probe("lan.geoclue:GeoClue._read:0")
async def _(m: ModuleType) -> bool:
    """The location service is reached after the lease ended."""
    service = Service(m)
    await first_met(m.GeoClue(service.connect)._read(over(Purpose.SITE_LOCATE)))
    return bool(service.reached)


@probe("lan.desktop_notes:DesktopNotes.show:0")
async def _(m: ModuleType) -> bool:
    """A lease for something else gets as far as making the line."""
    made: list[str] = []

    def shown(text: str, most: int) -> str:
        made.append(text)
        return text

    m.shown = shown
    await first_met(m.DesktopNotes(Service(m).connect, 0.01).show(wrong(), "line"))
    return bool(made)


@probe("lan.desktop_notes:DesktopNotes._show:0")
async def _(m: ModuleType) -> bool:
    """The desktop is reached after the lease ended."""
    service = Service(m)
    await first_met(m.DesktopNotes(service.connect, 0.01)._show(over(Purpose.NOTIFY), "line"))
    return bool(service.reached)


async def _bus(m: ModuleType, connect: Callable[[Lease], Awaitable[object]]) -> bool:
    """Whether a bus is asked for with a lease that is meant for something else."""
    asked: list[object] = []

    async def connected(lease: Lease, which: object) -> None:
        asked.append(which)

    m._connected = connected
    await first_met(connect(wrong()))
    return bool(asked)


@probe("lan.bus:system_bus:0")
async def _(m: ModuleType) -> bool:
    """The computer's services are connected to."""
    return await _bus(m, m.system_bus)


@probe("lan.bus:session_bus:0")
async def _(m: ModuleType) -> bool:
    """The desktop's services are connected to."""
    return await _bus(m, m.session_bus)


class NoBus:
    """In the place of dbus-fast's: notes that it was made and called, and answers nothing."""

    made: list[object]

    def __init__(self, **which: object) -> None:
        self.made.append(which)

    async def connect(self) -> Any:
        raise OSError

    async def call(self, message: object) -> Any:
        self.made.append(message)
        raise OSError


@probe("lan.bus:_LeasedBus.call:0")
async def _(m: ModuleType) -> bool:
    """A call goes out after the lease ended."""
    made: list[object] = []
    bus = m._LeasedBus(over(Purpose.NOTIFY), type("Bus", (NoBus,), {"made": made})())
    made.clear()
    with suppress(m.NoAnswer, *STOPPED):
        await bus.call(m.Spot("org.a", "/a", "org.a"), "Do")
    return bool(made)


@probe("lan.bluez:BluezAdapters.look:0")
async def _(m: ModuleType) -> bool:
    """BlueZ is asked with a lease that is meant for something else."""
    asked: list[object] = []

    async def connect(lease: Lease) -> Any:
        asked.append(lease)
        raise m.NoAnswer("none")

    await first_met(m.BluezAdapters(connect).look(wrong()))
    return bool(asked)


@probe("lan.network_manager:NetworkManagerWifi.look:0")
async def _(m: ModuleType) -> bool:
    """NetworkManager is asked with a lease that is meant for something else."""
    asked: list[object] = []

    async def connect(lease: Lease) -> Any:
        asked.append(lease)
        raise m.NoAnswer("none")

    await first_met(m.NetworkManagerWifi(connect).look(wrong()))
    return bool(asked)


@probe("lan.windows_wifi:WindowsWifi.look:0")
async def _(m: ModuleType) -> bool:
    """Windows is asked with a lease that is meant for something else."""
    asked: list[object] = []

    def api(lease: Lease) -> Any:
        asked.append(lease)
        raise ImportError

    await first_met(m.WindowsWifi(api).look(wrong()))
    return bool(asked)


@probe("lan.windows_wifi:installed:0")
async def _(m: ModuleType) -> bool:
    """The parts of Windows are reached for with a lease that is meant for something else."""
    return _reached_for(m)


@probe("lan.macos_wifi:MacWifi.look:0")
async def _(m: ModuleType) -> bool:
    """macOS is asked with a lease that is meant for something else."""
    asked: list[object] = []

    def client(lease: Lease) -> Any:
        asked.append(lease)
        raise ImportError

    await first_met(m.MacWifi(client).look(wrong()))
    return bool(asked)


@probe("lan.macos_wifi:installed:0")
async def _(m: ModuleType) -> bool:
    """The client of macOS is reached for with a lease that is meant for something else."""
    return _reached_for(m)


def _reached_for(m: ModuleType) -> bool:
    try:
        m.installed(wrong())
    except WrongLease:
        return False
    except ImportError:
        return True
    return True


@probe("practice.laptop_wifi:PracticeWifi.look:0")
async def _(m: ModuleType) -> bool:
    """What the practice laptop sees is told to whoever asks."""
    home = SimpleNamespace(ssid="a", captive=False, internet=True)
    site = SimpleNamespace(router_network=home, networks=())
    wifi = m.PracticeWifi(lambda: site, lambda: m.NetworkPlay.WORKS)
    return await first_met(wifi.look(wrong())) is None


@probe("practice.laptop_adapters:PracticeAdapters.look:0")
async def _(m: ModuleType) -> bool:
    """The practice laptop's adapters are told to whoever asks."""
    adapters = m.PracticeAdapters(lambda: m.BluetoothPlay.WORKS)
    return await first_met(adapters.look(wrong())) is None


@probe("app.adapter:AdapterDesk._listen:0")
async def _(m: ModuleType) -> bool:
    """That nobody was heard is told of a listening that was ended."""

    async def hear_for(lease: Lease, seconds: float) -> tuple[()]:
        lease.end()
        return ()

    bench = SimpleNamespace(job=SimpleNamespace(devices=()))
    desk = m.AdapterDesk(bench, SimpleNamespace(hear_for=hear_for))
    await first_met(desk._listen(good(Purpose.DISCOVER)))
    return desk._known().heard is not None


@probe("practice.position:PracticePositioner.fix:0")
async def _(m: ModuleType) -> bool:
    """The practice site's place is told to whoever asks."""
    positioner = m.PracticePositioner(lambda: (50.0, -5.0), 0.001)
    return await first_met(positioner.fix(wrong(), 0.1)) is None


# --- the camera and pictures


@probe("vision.camera_worker:CameraWorker.start:0")
async def _(m: ModuleType) -> bool:
    """The camera is opened for a lease that is meant for something else."""
    opened: list[object] = []

    def open_source(lease: Lease) -> Any:
        opened.append(lease)
        raise Setback(Code.CAMERA_MISSING)

    told: list[Seen] = []
    reader = SimpleNamespace(read=lambda frame: ())
    worker = m.CameraWorker(open_source, reader=reader)
    with suppress(*STOPPED):
        worker.start(wrong(), told.append)
    await asyncio.to_thread(worker.stop)
    return bool(opened)


@probe("vision.cameras:LaptopCameras.listed:0")
async def _(m: ModuleType) -> bool:
    """The computer is asked which cameras it has, for a lease that is meant for something else."""
    asked: list[object] = []
    with suppress(*STOPPED):
        m.LaptopCameras(lambda backend: asked.append(backend) or ()).listed(wrong())
    return bool(asked)


@probe("vision.laptop_camera:_open:0")
async def _(m: ModuleType) -> bool:
    """A camera is opened though the lease has ended while it was chosen."""
    opened: list[object] = []
    with patch("cv2.VideoCapture", lambda *where: opened.append(where)), suppress(*STOPPED):
        m._open(over(Purpose.SCAN_QR), m.Device())
    return bool(opened)


def _picture(m: ModuleType, lease: Lease, end_at: str = "") -> list[str]:
    """What the reader of pictures gets through, whose lease can end at any of its steps."""
    done: list[str] = []

    def step(name: str, value: object) -> Callable[..., Any]:
        def call(*args: object) -> object:
            done.append(name)
            if name == end_at:
                lease.end()
            return value

        return call

    m.bytes_of = step("read", b"")
    m.StillReader = lambda: SimpleNamespace(codes=step("decoded", ()))
    with suppress(*STOPPED):
        m.PictureFiles().read(lease, Path("picture"))
        done.append("given")
    return done


@probe("vision.picture_file:PictureFiles.read:0")
async def _(m: ModuleType) -> bool:
    """The file is read for a lease that is meant for something else."""
    return "read" in _picture(m, wrong())


@probe("vision.picture_file:PictureFiles.read_bytes:0")
async def _(m: ModuleType) -> bool:
    """The codes are looked for though the lease ended while the file was read."""
    return "decoded" in _picture(m, good(Purpose.PHOTO_PICK), "read")


@probe("vision.picture_file:PictureFiles.read_bytes:1")
async def _(m: ModuleType) -> bool:
    """What was read is given out though the lease ended meanwhile."""
    return "given" in _picture(m, good(Purpose.PHOTO_PICK), "decoded")


def _site_photo(m: ModuleType, lease: Lease, end_at: str = "") -> list[str]:
    """What the reader of the site's photo gets through, whose lease can end at any of its steps."""
    done: list[str] = []

    def step(name: str, value: object) -> Callable[..., object]:
        def call(*args: object) -> object:
            done.append(name)
            if name == end_at:
                lease.end()
            return value

        return call

    m.bytes_of, m.decoded = step("read", b""), step("decoded", (None, 1))
    m._small = step("small", b"jpeg")
    with suppress(*STOPPED):
        m.PhotoFiles().read(lease, Path("picture"))
        done.append("given")
    return done


@probe("vision.site_photo:PhotoFiles.read:0")
async def _(m: ModuleType) -> bool:
    """The file is read for a lease that is meant for something else."""
    return "read" in _site_photo(m, wrong())


@probe("vision.site_photo:PhotoFiles.read:1")
async def _(m: ModuleType) -> bool:
    """The file is decoded though the lease ended while it was read."""
    return "decoded" in _site_photo(m, good(Purpose.PHOTO_PICK), "read")


@probe("vision.site_photo:PhotoFiles.read:2")
async def _(m: ModuleType) -> bool:
    """The picture is given out though the lease ended while it was decoded."""
    return "given" in _site_photo(m, good(Purpose.PHOTO_PICK), "small")
