"""What the use cases need from outside, as protocols. Adapters implement them; `__main__` joins them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Protocol

from walkdown.app.report import Report
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Standing
from walkdown.core.checks import Check
from walkdown.core.device import About, Evidence, Kind, Reading
from walkdown.core.firmware import Image, Outcome, Progress, Slot
from walkdown.core.job import Job
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.position import Position
from walkdown.core.proof import Proof
from walkdown.core.sighting import Sighting
from walkdown.core.trouble import Trouble
from walkdown.core.wifi import Credentials, HeardNetwork


class Clock(Protocol):
    """Time, injected so that rules can be tested."""

    def now(self) -> datetime:
        """Aware UTC, for records."""
        ...


# --- radio ------------------------------------------------------------------------------------


class Provisioner(Protocol):
    """One device, connected. Every method raises Setback for what can be expected to go wrong."""

    async def device_info(self) -> About:
        """What the device says of itself; checks the serial it claims against the one expected."""
        ...

    async def identify(self) -> None:
        """Let the device blink or beep."""
        ...

    async def authenticate(self, proof: Proof) -> None:
        """Take what stands on its label; before anything else, where there is such a label.

        It stays the caller's to wipe. Raises Setback: PROOF_REFUSED, LESS_SECURE.
        """
        ...

    async def scan_networks(self) -> tuple[HeardNetwork, ...] | None:
        """The device's own list; None where it cannot scan."""
        ...

    async def provision(
        self, lease: Lease, credentials: Credentials, earned: Callable[[Evidence], None]
    ) -> str:
        """Send the credentials, report ACCEPTED and JOINED as they happen, give the device's URL.

        Needs a WIFI_SETUP lease beside the connection's own; where it ends on the way, so does
        this: Setback(STOPPED_BY_YOU). The URL is empty where the device names none. Authorisation
        by button is waited for.
        """
        ...


class Updater(Protocol):
    """One device that takes firmware, connected. Every method raises Setback."""

    @property
    def signal_dbm(self) -> int:
        """As it was heard last."""
        ...

    async def slots(self) -> tuple[Slot, ...]:
        """The images it holds now."""
        ...

    async def battery(self) -> int | None:
        """Its charge in %; None for a device without a battery."""
        ...

    async def update(self, lease: Lease, image: Image, tell: Callable[[Progress], None]) -> Outcome:
        """Send, try, restart, connect again, read back what runs, and keep it.

        Needs a FIRMWARE lease beside the connection's own. An upload that was cut short goes on
        where it ended. Setback: FIRMWARE_REFUSED, FIRMWARE_LOST, STOPPED_BY_YOU.
        """
        ...


class Radio(Protocol):
    """Bluetooth. `scan` needs a DISCOVER lease, `open` a MANAGE lease, `provision` one more."""

    def scan(self, lease: Lease) -> AsyncGenerator[tuple[Sighting, ...], None]:
        """All that is heard, at most five times a second, until the lease ends or it is closed."""
        ...

    def open(
        self, lease: Lease, sighting: Sighting, serial: str, earned: Callable[[Evidence], None]
    ) -> AbstractAsyncContextManager[Provisioner]:
        """Connect; reports CONNECT and SECURE; disconnects on leaving the block."""
        ...

    def firmware(
        self, lease: Lease, sighting: Sighting, serial: str
    ) -> AbstractAsyncContextManager[Updater]:
        """Connect for new firmware (MANAGE lease). Setback: CANNOT_SET_UP without SMP, OTHER_SERIAL."""
        ...


# --- network ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """What a device answered on the site's network; all text is raw and bounded."""

    serial: str
    model: str
    firmware: str
    address: str
    readings: tuple[Reading, ...]


class Lan(Protocol):
    """The site's network after Wi-Fi. Needs a LAN_PROBE or WIFI_SETUP lease."""

    async def ask(
        self, lease: Lease, url: str, within_s: float, *, nameless: bool = False
    ) -> NetworkAnswer:
        """Ask the device at `url` who it is, again and again until it answers or time is up.

        A `nameless` one has no serial to tell there: that its address answers at all is what can be
        known, and the serial in the answer is empty.

        Raises Setback(NOT_REACHABLE), or Setback(BROKEN_PROTOCOL) for an answer that makes no sense.
        """
        ...

    async def find(self, lease: Lease, serial: str, within_s: float) -> str:
        """The URL of a device that tells its name on the network (mDNS), or empty.

        Needs a LAN_PROBE lease. Who answers there is checked by asking.
        """
        ...


# --- pictures ---------------------------------------------------------------------------------


class FrameSource(Protocol):
    """The laptop's camera, a picture file, the practice camera: all give frames in the same way."""

    def read(self) -> Frame | None:
        """The next frame; blocks up to 0.2 s; None when there is none yet. Raises Setback when lost."""
        ...

    def close(self) -> None:
        """Let the camera go. May be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Seen:
    """What the camera's worker tells: a frame for the preview, or the codes of a frame, or its end."""

    frame: Frame | None = None
    codes: tuple[CodeRead, ...] = ()
    trouble: Trouble | None = None


class Camera(Protocol):
    """The camera's worker: own thread, newest frame wins, decoding beside the preview."""

    def start(self, lease: Lease, tell: Callable[[Seen], None]) -> None:
        """Begin (SCAN_QR lease). `tell` is called on the worker's thread; stops by itself with the lease."""
        ...

    def stop(self) -> None:
        """Stop and let the camera go; returns when it is released (at most 1 s)."""
        ...


class PictureReader(Protocol):
    """Codes in a picture file, read off the engine's thread. Needs a PHOTO_PICK lease."""

    def read(self, lease: Lease, path: PurePath) -> tuple[CodeRead, ...]:
        """Blocking. Raises Setback(PICTURE_UNREADABLE)."""
        ...


class PhotoReader(Protocol):
    """The picture of the site out of a file that was picked. Needs a PHOTO_PICK lease."""

    def read(self, lease: Lease, path: PurePath) -> bytes:
        """A JPEG of at most 300 KB and 1280 pixels a side that holds pixels and nothing else.

        Blocking, seconds for a large picture. Raises Setback(PICTURE_UNREADABLE).
        """
        ...


class FirmwareFiles(Protocol):
    """The firmware in a file that was picked. Needs a FILE_IMPORT lease."""

    def read(self, lease: Lease, path: PurePath) -> Image:
        """Blocking; at most 16 MB. Raises Setback(FIRMWARE_UNREADABLE), its detail one sentence."""
        ...


class Photos(Protocol):
    """The pictures beside the site files, each named by its SHA-256. Blocking; called off the loop."""

    def keep(self, job_id: str, jpeg: bytes) -> str:
        """On the disk when it returns; gives its name. Raises Setback(CANNOT_WRITE)."""
        ...

    def read(self, job_id: str, photo: str) -> bytes:
        """Exactly what was kept; empty where it is gone or is not that any more."""
        ...

    def keep_only(self, job_id: str, photo: str) -> None:
        """Overwrite and delete all others of a job, all for "". Raises Setback(CANNOT_WRITE)."""
        ...


# --- the laptop itself --------------------------------------------------------------------------


class Positioner(Protocol):
    """Where the laptop is, as its system knows it. Needs a SITE_LOCATE lease."""

    async def fix(self, lease: Lease, within_s: float) -> Position:
        """One reading, then nothing more is asked; at rest within 0.2 s of the lease's end.

        Raises Setback: LOCATION_UNKNOWN, SYSTEM_BLOCKS, STOPPED_BY_YOU.
        """
        ...


class Notifier(Protocol):
    """One line on the desktop. Needs a NOTIFY lease."""

    async def show(self, lease: Lease, text: str) -> None:
        """Show it for some seconds; taken away again then, and at once when the lease ends.

        A desktop that shows no notes is no trouble: the window tells everything as well.
        """
        ...


class Doors(Protocol):
    """Opens other programs, with the links of `app.links` and no others."""

    async def open(self, lease: Lease, link: str) -> bool:
        """Hand a link to its program (OPEN_MAP or OPEN_MAIL lease); whether the system took it.

        Raises Setback(NOT_OPENED) for any other link, Setback(STOPPED_BY_YOU) where the lease ends
        before it was handed over.
        """
        ...

    async def settings(self, link: str) -> bool:
        """Open a page of the system's settings: the person pressed just that, nobody is asked.

        Raises Setback(NOT_OPENED) for a link that is none of `SETTINGS_LINKS`.
        """
        ...


# --- files ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of the Jobs page. A job that could not be read has `trouble` and no `job`."""

    id: str
    job: Job | None
    trouble: Trouble | None = None


class Jobs(Protocol):
    """The site files of this laptop, one per job. Blocking; called off the loop."""

    def rows(self) -> tuple[JobRow, ...]:
        """Every job, last touched first; damaged and newer files included, untouched."""
        ...

    def erase(self, job_id: str) -> None:
        """Overwrite and delete its file and what is left of former ones. Raises Setback(CANNOT_WRITE)."""
        ...

    def save(self, job: Job) -> None:
        """Write durably: after it returns, a kill loses nothing. Raises Setback(CANNOT_WRITE)."""
        ...


@dataclass(frozen=True, slots=True)
class Pack:
    """A written hand-over pack: its folder and the files in it, read back and compared."""

    folder: PurePath
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the record of permissions, for people: no personal data, no payloads."""

    at: datetime
    permission: str
    purpose: str
    what: str
    result: str


class ExportForm(StrEnum):
    """How the ledger is taken along."""

    JSONLD = "jsonld"
    KANTARA = "kantara"
    CSV = "csv"
    BUNDLE = "bundle"


class LedgerCopies(Protocol):
    """How the ledger stands, and copies of it for others. Blocking but for `standing`."""

    @property
    def standing(self) -> Standing:
        """What can be said for it, by the last time it was verified or written."""
        ...

    def write(self, lease: Lease, form: ExportForm, path: PurePath) -> PurePath:
        """A new file, after the export itself stands in the ledger; gives where it is.

        Needs a FILE_EXPORT lease. Raises Setback: CANNOT_WRITE where it is there already or the
        folder refuses, LEDGER_BROKEN, LEDGER_UNWRITABLE.
        """
        ...


@dataclass(frozen=True, slots=True)
class Receipts:
    """The decisions about a site, each with its proof; `key` is the ledger's, empty for unsigned.

    `each` is (what it is about, the receipt): the first a plain word or two for the file's name.
    """

    key: bytes = b""
    each: tuple[tuple[str, bytes], ...] = ()


class PackWriter(Protocol):
    """Writes the hand-over pack. Needs a FILE_EXPORT lease. Blocking; called off the loop."""

    def report(
        self,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        photo: bytes = b"",
    ) -> Report:
        """What the pack would say now; nothing is written. `photo` is a JPEG of the site, or empty."""
        ...

    def write(
        self,
        lease: Lease,
        folder: PurePath,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        receipts: Receipts = Receipts(),
        photo: bytes = b"",
    ) -> Pack:
        """A new folder below `folder`. Raises Setback(CANNOT_WRITE); then nothing is left behind."""
        ...


# --- practice ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class YardDevice:
    """One simulated device as the practice window shows it: what one would see standing before it."""

    serial: str
    model: str
    kind: Kind
    place: str
    blinking: bool
    online: bool
    in_front: bool
    needs_button: bool


@dataclass(frozen=True, slots=True)
class YardView:
    """The practice yard as it is now. `router_label` is the sticker under the router (SSID, code)."""

    scenario: str
    title: str
    devices: tuple[YardDevice, ...]
    router_ssid: str


class Yard(Protocol):
    """The practice site's hands and eyes: what a person would do at the devices themselves."""

    async def open(self, scenario: str, tell: Callable[[YardView], None]) -> None:
        """Build the world of a scenario and keep telling how it looks."""
        ...

    async def resume(self, joined: tuple[tuple[str, str], ...]) -> None:
        """Bring devices (serial, URL) back as joined: they were, before the program ended."""
        ...

    async def close(self) -> None:
        """End the world; leaves no task, socket or timer."""
        ...

    def hold_label(self, serial: str) -> None:
        """Stand before a device, so that the practice camera sees its label."""
        ...

    def hold_router(self) -> None:
        """Stand before the router, so that the practice camera sees its Wi-Fi code."""
        ...

    def press_button(self, serial: str) -> None:
        """Press the device's own button, which lets it be set up."""
        ...
