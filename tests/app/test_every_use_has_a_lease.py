"""A whole visit, watched: each powerful call has a live lease, and its beginning is in the ledger."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import pytest
import qrcode

from tests.app.laptop import NETWORK, PASSWORD, YES, Laptop, Witness, scenario
from tests.app.watching import Watch, quiet, watching, wrapped
from walkdown.app import tell
from walkdown.app.engine import Parts
from walkdown.app.messages import NetworksShown, PackShown, PhotoShown, PhotoStep, TellShown
from walkdown.app.ports import FrameSource
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.firmware import Image, Outcome, Slot
from walkdown.core.laptop_wifi import LaptopView, Told
from walkdown.core.mail import MailDraft
from walkdown.core.position import Position
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.devices.improv import protocol
from walkdown.practice.bleak_backend_client import AirClient
from walkdown.practice.bleak_backend_scanner import AirScanner

WIFI_SETTINGS = b"\x01"
# What no desk asks for in this version.
UNUSED = {
    Purpose.PHOTO_SITE,
    *(Purpose.SHARE_CUSTOMER, Purpose.SHARE_MANUFACTURER, Purpose.SHARE_SUPPORT),
}


class QuietWitness(Witness):
    """Reads the ledger's file each time; that is not the program's doing."""

    def saw(self, lease: Lease) -> None:
        with quiet():
            super().saw(lease)


class Desktop:
    """What the computer itself would do: find its place, show a line, open a program."""

    def __init__(self, watch: Watch, witness: Witness) -> None:
        self._watch, self._witness = watch, witness

    async def fix(self, lease: Lease, within_s: float) -> Position:
        self._saw(lease, Purpose.SITE_LOCATE)
        return Position(50.1, -5.0, 30.0)

    async def look(self, lease: Lease) -> LaptopView:
        self._saw(lease, Purpose.WIFI_LOOK)
        return LaptopView(Told.LISTED)

    async def show(self, lease: Lease, text: str) -> None:
        self._saw(lease, Purpose.NOTIFY)

    async def open(self, lease: Lease, link: str) -> bool:
        self._saw(lease, Purpose.OPEN_MAP, Purpose.OPEN_MAIL)
        return True

    async def settings(self, link: str) -> bool:
        return False

    def _saw(self, lease: Lease, *purposes: Purpose) -> None:
        lease.check(*purposes)
        self._witness.saw(lease)
        self._watch.needs(f"desktop {lease.purpose}", lease.purpose)


class DeviceWithSlots:
    """A device of the street that takes firmware, and the file for it, each with its lease."""

    signal_dbm = -60

    def __init__(self, watch: Watch, witness: Witness) -> None:
        self._watch, self._witness = watch, witness
        self._runs = Slot(0, "3.4.1", b"\x34" * 32, active=True, confirmed=True)

    def read(self, lease: Lease, path: PurePath) -> Image:
        self._saw(lease, Purpose.FILE_IMPORT)
        return Image("3.5.0", b"\x35" * 32, b"\x00" * 4_000)

    @asynccontextmanager
    async def firmware(self, lease: Lease, sighting: Any, serial: str) -> Any:
        self._saw(lease, Purpose.MANAGE)
        yield self

    async def slots(self) -> tuple[Slot, ...]:
        return (self._runs,)

    async def battery(self) -> int | None:
        return None

    async def update(self, lease: Lease, image: Image, tell: Any) -> Outcome:
        self._saw(lease, Purpose.FIRMWARE)
        self._runs = replace(self._runs, version=image.version, digest=image.digest)
        return Outcome.UPDATED

    def _saw(self, lease: Lease, purpose: Purpose) -> None:
        lease.check(purpose)
        self._witness.saw(lease)
        self._watch.needs(f"firmware {purpose}", purpose)


class WatchedPictures:
    """The pictures' reader, witnessed."""

    def __init__(self, pictures: Any, witness: Witness) -> None:
        self._pictures, self._witness = pictures, witness

    def read(self, lease: Lease, path: Any) -> Any:
        self._witness.saw(lease)
        return self._pictures.read(lease, path)


class WatchedPhotos:
    """The site's pictures, kept only under the owner's lease."""

    def __init__(self, photos: Any, watch: Watch) -> None:
        self._photos, self._watch = photos, watch
        self.read, self.keep_only = photos.read, photos.keep_only
        self.forget = photos.forget

    def keep(self, job_id: str, jpeg: bytes) -> Any:
        self._watch.needs("site photo kept", Purpose.OWNER_PHOTO)
        return self._photos.keep(job_id, jpeg)


class WatchedLaptop(Laptop):
    """The laptop of the other tests, with a desktop, and with whatever opens its camera watched."""

    def __init__(self, folder: Path, watch: Watch) -> None:
        self._watch = watch
        super().__init__(folder, {"home": scenario("home")})
        watch.gate = self.engine._bench.gate

    def _parts(self) -> Parts:
        parts = super()._parts()
        self.witness.__class__ = QuietWitness
        desktop: Any = Desktop(self._watch, self.witness)
        pictures = WatchedPictures(parts.practice.pictures, self.witness)
        practice = replace(parts.practice, positioner=desktop, pictures=pictures, wifi=desktop)
        parts = replace(parts, practice=practice, notifier=desktop, doors=desktop)
        device: Any = DeviceWithSlots(self._watch, self.witness)
        self.radio._radio.firmware = device.firmware
        parts = replace(parts, firmware_files=device)
        photos = WatchedPhotos(parts.photos, self._watch)
        reader = WatchedPictures(parts.photo_reader, self.witness)
        return replace(parts, photos=photos, photo_reader=reader)

    def _practice_camera(self, lease: Lease) -> FrameSource:
        self._watch.needs("camera opened", Purpose.SCAN_QR)
        return super()._practice_camera(lease)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    out, picture = tmp_path / "stick", tmp_path / "label.png"
    out.mkdir()
    return Watch((tmp_path / "home",), out, picture)


@pytest.fixture
def air(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every verb of bleak that touches the air is seen."""
    monkeypatch.setattr(
        AirScanner, "start", wrapped(watch, "scan", Purpose.DISCOVER, AirScanner.start)
    )
    for verb in ("connect", "read_gatt_char", "write_gatt_char", "start_notify", "pair"):
        real = getattr(AirClient, verb)
        monkeypatch.setattr(AirClient, verb, wrapped(watch, verb, Purpose.MANAGE, real))
    monkeypatch.setattr(AirClient, "write_gatt_char", password_seen(watch))


def password_seen(watch: Watch) -> Callable[..., Any]:
    """Whatever carries the password needs three more leases, two of them the owner's."""
    real: Any = AirClient.write_gatt_char

    def seen(client: Any, characteristic: Any, data: Any, response: bool) -> Any:
        if characteristic.uuid == protocol.COMMAND and bytes(data)[:1] == WIFI_SETTINGS:
            for purpose in (Purpose.WIFI_SETUP, Purpose.OWNER_WIFI, Purpose.OWNER_ONLINE):
                watch.needs(f"password {purpose}", purpose)
        return real(client, characteristic, data, response)

    return seen


def label(path: Path, text: str) -> None:
    with quiet():
        qrcode.make(text).save(str(path))


async def visit(lap: WatchedLaptop, picture: Path, out: Path) -> None:
    """Everything a visit can have, from the first label to the pack."""
    engine = lap.engine
    await engine.jobs.begin("home")
    await engine.jobs.edit_site(Site(name="Hillside", address="4 Harbour Lane"))
    await engine.place.locate()
    await engine.apps.map("4 Harbour Lane")
    label(picture, "any picture")
    adding = lap.start(engine.photo.add(YES))
    await lap.until(lambda: lap.all(PhotoShown) and lap.last(PhotoShown).step is PhotoStep.PICK)
    await engine.photo.pick(str(picture))
    await adding
    assert lap.job.site.photo
    first = lap.yard._opened().scenario.devices[0]
    await engine.labels.start_camera()
    await engine.yard.hold_label(first.serial)
    await lap.until(lambda: lap.job.device(first.serial))
    await engine.labels.stop_camera()
    second = lap.yard._opened().scenario.devices[1]
    label(picture, f"WD1:{second.model}:{second.serial}")
    await engine.labels.read_pictures((str(picture),))
    await lap.list_all()
    await lap.hear_all()
    await engine.nearby.identify(first.serial)
    await engine.firmware.look(first.serial, PurePath("new.bin"))
    await engine.firmware.update(first.serial)
    assert lap.device(first.serial).about.firmware == "3.5.0"
    await engine.network.look()
    assert lap.last(NetworksShown).networks
    await engine.network.compare()
    await lap.choose(NETWORK)
    await lap.owner_agrees()
    await engine.tell.in_front(False)
    lap.press_buttons()
    await engine.network.send(Secret(PASSWORD))
    await engine.tell.when_done()
    await lap.until(lambda: lap.all(TellShown) and not lap.last(TellShown).waits)
    await lap.until(lambda: all(d.work.value == "online" for d in lap.job.wanted))
    await engine.verify.run_all()
    await lap.promise_all()
    await engine.apps.mail(MailDraft("", "Your installation", "Done."))
    await engine.handover.preview()
    await engine.handover.save(str(out), "Owner")
    await engine.privacy.show()
    assert lap.all(PackShown)


@pytest.mark.usefixtures("air")
async def test_every_powerful_call_of_a_visit_has_a_live_lease_that_is_in_the_ledger(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tell, "SETTLE_S", 0.0)
    lap = WatchedLaptop(tmp_path / "home", watch)
    with watching(watch):
        try:
            await visit(lap, tmp_path / "label.png", tmp_path / "stick")
        finally:
            await lap.close()
    assert watch.unleased == []
    assert lap.witness.unwritten == []
    assert lap.told() == []
    assert set(Purpose) - watch.purposes == UNUSED
    devices = len(lap.on_disk.devices)
    for what in ("connect", "socket.connect", f"password {Purpose.OWNER_WIFI}"):
        assert watch.seen[what] >= devices, what
    for what in ("scan", "camera opened", "open picture", "open to write", "os.rename"):
        assert watch.seen[what], what


# --- the watch itself


def connect_somewhere() -> None:
    with socket.socket() as one:
        one.connect_ex(("127.0.0.1", 9))


def listen_somewhere() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))


def start_a_program() -> None:
    subprocess.run([sys.executable, "-c", ""], check=True)


@pytest.mark.parametrize("doing", [connect_somewhere, listen_somewhere, start_a_program])
def test_what_is_done_without_a_lease_is_seen(watch: Watch, doing: Callable[[], None]) -> None:
    with watching(watch):
        doing()
    assert watch.unleased


@pytest.mark.parametrize("where", ["stick/pack.txt", "elsewhere.txt"])
def test_a_file_written_without_a_lease_is_seen_and_one_of_our_own_is_not(
    watch: Watch, tmp_path: Path, where: str
) -> None:
    with watching(watch):
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "ours.txt").write_text("ours")
        assert watch.unleased == []
        (tmp_path / where).write_text("x")
    assert watch.unleased


def test_a_picture_read_without_a_lease_is_seen(watch: Watch, tmp_path: Path) -> None:
    label(tmp_path / "label.png", "WD1:GW-1:770300125518")
    with watching(watch):
        (tmp_path / "label.png").read_bytes()
    assert watch.unleased == ["open picture"]


def test_a_lease_that_is_over_counts_for_nothing(watch: Watch) -> None:
    watch.needs("scan", Purpose.DISCOVER)
    assert watch.unleased == ["scan"]


def test_outside_of_a_watch_nothing_is_looked_at(watch: Watch, tmp_path: Path) -> None:
    with watching(watch):
        pass
    (tmp_path / "elsewhere.txt").write_text("x")
    connect_somewhere()
    assert (watch.unleased, watch.seen) == ([], {})
