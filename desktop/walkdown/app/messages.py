"""What the engine tells the window: frozen messages, one type for each thing that can change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from walkdown.app.ledger_story import LedgerSentence
from walkdown.app.ports import JobRow, Pack, YardView
from walkdown.app.report import Report
from walkdown.consent.cells import CellView
from walkdown.consent.cellstate import CellState
from walkdown.consent.gate import Question, Use
from walkdown.consent.ledger import Standing
from walkdown.consent.policy import Policy
from walkdown.consent.policy import Standing as PolicyStanding
from walkdown.consent.policy_changes import Change
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.registry import PromptText
from walkdown.core.adapter_doctor import Adapter, Checkup
from walkdown.core.camera import HD, CameraInfo, Offers, Size
from walkdown.core.check_up import Line
from walkdown.core.device import Kind, Way
from walkdown.core.firmware import Offer, Progress
from walkdown.core.firmware import Outcome as FirmwareOutcome
from walkdown.core.holder import NOTHING_YET, HeardSoFar
from walkdown.core.job import Job, Stage
from walkdown.core.label_profile import Profiles
from walkdown.core.laptop_wifi import LaptopView
from walkdown.core.layout import Spot
from walkdown.core.layout_csv import MapPlan
from walkdown.core.merge import Merge
from walkdown.core.my_data import Kept, Person
from walkdown.core.picture import CodeRead, Frame
from walkdown.core.position import Proposal
from walkdown.core.sighting import Nearby
from walkdown.core.sign_check import Counts, Power
from walkdown.core.subnet import Walk
from walkdown.core.trouble import Trouble
from walkdown.core.wifi import HeardNetwork


@dataclass(frozen=True, slots=True)
class JobsShown:
    """The rows of the Jobs page. `keys_in_files`: the sites' keys are in no keychain."""

    rows: tuple[JobRow, ...]
    keys_in_files: bool = False


@dataclass(frozen=True, slots=True)
class JobShown:
    """The open job as it is on disk now; None when no job is open."""

    job: Job | None
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The consent prompt must be shown, and answered through `Answers`."""

    question: Question


@dataclass(frozen=True, slots=True)
class Unasked:
    """The prompt with this number is no longer wanted."""

    number: int


@dataclass(frozen=True, slots=True)
class SystemAsks:
    """The computer's own system asks the person now, or no longer does."""

    permission: Permission
    asks: bool


@dataclass(frozen=True, slots=True)
class UsesShown:
    """What is in use right now: one chip each."""

    uses: tuple[Use, ...]


class Eye(StrEnum):
    """What the camera is doing."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class EyeShown:
    """The camera's state; `trouble` where it went off by itself. `for_router` on the owner's page."""

    eye: Eye
    for_router: bool = False
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class FrameShown:
    """A preview picture."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class CamerasShown:
    """The cameras there are, while one is in use, and what that one (`using`, a key) does.

    `gone` names a camera that was wanted and was pulled out, or does not work.
    """

    cameras: tuple[CameraInfo, ...]
    using: str
    offers: Offers
    light: bool = False
    zoom: float = 1.0
    size: Size = HD
    gone: str = ""


@dataclass(frozen=True, slots=True)
class CodesShown:
    """Where codes are in the picture; the outline follows them. Their texts stay in the engine."""

    codes: tuple[CodeRead, ...]


class Outcome(StrEnum):
    """What became of a text that was scanned or typed."""

    ADDED = "added"
    DUPLICATE = "duplicate"
    LEFT_OUT = "left-out"
    OTHER_SITE = "other-site"
    NEEDS_KIND = "needs-kind"
    REMOVED = "removed"
    ROUTER = "router"
    SECOND_LABEL = "second-label"  # it is listed; this label told something new of it
    CLASH = "clash"  # it is listed as another model; nothing was changed
    FOREIGN = "foreign"
    CHECK_FAILED = "check-failed"
    LOOKALIKE = "lookalike"
    MATTER = "matter"
    EASY_CONNECT = "easy-connect"


@dataclass(frozen=True, slots=True)
class Taking:
    """One text that is to be taken. `sure`: the person was asked and said "as typed"."""

    text: str
    way: Way
    kind: Kind | None = None
    model: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class LabelTaken:
    """The outcome for one text; `text` is raw and bounded, and never what a secret stands in.

    `other` is the other site's name, the serial heard nearby, the maker that is not ours, or the
    model that the list has, by `outcome`. `warning` is a plain sentence of what the label shows.
    """

    outcome: Outcome
    serial: str = ""
    model: str = ""
    text: str = ""
    other: str = ""
    way: Way | None = None
    warning: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class SoundsShown:
    """Whether scans are heard."""

    on: bool


class SignStep(StrEnum):
    """How far the check of a meter's direction is."""

    READY = "ready"
    READING = "reading"
    SWITCH = "switch"  # the person switches a load on now
    WATCHING = "watching"


@dataclass(frozen=True, slots=True)
class SignShown:
    """The check of one meter: what it said before, and what the inverters made then, in W.

    `counts` as its maker's profile says. `late`: what it said before was too long ago to count.
    """

    serial: str
    step: SignStep
    before: Power | None = None
    sun_w: float | None = None
    counts: Counts = Counts.UNKNOWN
    late: bool = False


@dataclass(frozen=True, slots=True)
class CheckedUp:
    """How this computer is fit for a visit; no lines while it is being looked at."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StepsShown:
    """What Undo and Redo would do, in words; empty for nothing."""

    undo: str
    redo: str


@dataclass(frozen=True, slots=True)
class ProfilesShown:
    """The label profiles there are; told once when the engine starts."""

    profiles: Profiles


@dataclass(frozen=True, slots=True)
class PictureShown:
    """One still picture was read, the `number`th of `of`, from 1; `trouble` is why it was not.

    `frame` is a preview of at most 1280 pixels a side. `codes` are places in its pixels, without
    texts; `outcomes` are what became of each, in the same order.
    """

    name: str
    number: int
    of: int
    frame: Frame | None
    codes: tuple[CodeRead, ...]
    outcomes: tuple[Outcome, ...]
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ListRead:
    """The text of a list that was picked: it is looked at first, and nothing of it is on the list."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AirShown:
    """Nearby's rows, whether the laptop listens now, and since when; `heard` is what is remembered."""

    rows: tuple[Nearby, ...]
    listening: bool
    since: datetime | None = None
    blinking: str = ""
    heard: HeardSoFar = NOTHING_YET


@dataclass(frozen=True, slots=True)
class AdapterShown:
    """The laptop's Bluetooth was looked at: None while it is, and what is known of its adapters.

    `adapters` is None where the system does not say; `chosen` is the address of the chosen one.
    """

    checkup: Checkup | None
    adapters: tuple[Adapter, ...] | None = None
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class NetworksShown:
    """A device's own list of networks; `looking` while it is being read."""

    networks: tuple[HeardNetwork, ...]
    heard_by: str
    looking: bool = False


@dataclass(frozen=True, slots=True)
class UnjoinedShown:
    """A device could not join, and this is what it hears itself; kept in memory only."""

    serial: str
    networks: tuple[HeardNetwork, ...]


@dataclass(frozen=True, slots=True)
class LaptopSees:
    """What the laptop's own Wi-Fi sees: None while it looks, or before it was asked."""

    view: LaptopView | None
    looking: bool = False


@dataclass(frozen=True, slots=True)
class RouterRead:
    """The router's code was read; the password stays inside the engine."""

    ssid: str
    password_bytes: int


@dataclass(frozen=True, slots=True)
class Checking:
    """Verify is looking at the devices: how many are done."""

    done: int
    total: int
    running: bool


@dataclass(frozen=True, slots=True)
class Searching:
    """The network is walked through: how many addresses were asked, of how many.

    At its end `serials` are those that were looked for, and `walk` what came of it; None where it
    was stopped.
    """

    done: int
    total: int
    running: bool
    serials: tuple[str, ...] = ()
    walk: Walk | None = None


@dataclass(frozen=True, slots=True)
class ReportShown:
    """The report as it would be handed over now."""

    report: Report


@dataclass(frozen=True, slots=True)
class PackShown:
    """The hand-over pack was written and read back."""

    pack: Pack


@dataclass(frozen=True, slots=True)
class PrivacyShown:
    """The permissions as they stand, and the ledger in sentences, newest first.

    `where` names the sites at which a purpose is allowed, told in the view of all sites; `links`
    are the system's own pages. `size` counts the ledger's entries, `more` that older ones are not
    among the `lines`; `checked_at` is when the ledger was verified last.
    """

    cells: tuple[CellView, ...]
    lines: tuple[LedgerSentence, ...]
    standing: Standing
    where: tuple[tuple[Purpose, tuple[str, ...]], ...] = ()
    links: tuple[tuple[Permission, str], ...] = ()
    size: int = 0
    more: bool = False
    checked_at: datetime | None = None
    may_export: bool = False

    @property
    def verified(self) -> bool:
        """Whether every entry is there and unchanged."""
        return self.standing in (Standing.VERIFIED, Standing.UNSIGNED)


@dataclass(frozen=True, slots=True)
class MyDataShown:
    """What is kept at the open site about each of the two people, by category."""

    owner: tuple[Kept, ...]
    installer: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class MyDataWritten:
    """What is kept about a person was written into files of these names."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyDataErased:
    """A person's name and how to reach them are out of the open site and its copies."""

    person: Person


@dataclass(frozen=True, slots=True)
class RestedShown:
    """What used a permission was ended and has come to rest, `ms` after it was told."""

    permission: Permission
    ms: int


@dataclass(frozen=True, slots=True)
class MapSaved:
    """The layout map was written into a file of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class MapPlanned:
    """What a picked table would make of the layout map; nothing of it is done."""

    plan: MapPlan


@dataclass(frozen=True, slots=True)
class SiteTaken:
    """A site was written into a file to be taken along; `name` is the file's."""

    name: str


@dataclass(frozen=True, slots=True)
class MergeShown:
    """A site that came from another laptop was changed on both: what comes in, and what is asked.

    `of`: the site's name here. `known`: a state is known that both come from.
    """

    of: str
    merge: Merge
    known: bool


@dataclass(frozen=True, slots=True)
class SiteCame:
    """A site of another laptop is on this one now, as `job_id`.

    `new`: it was not here before; else `changes` came in, and `unplaced` are devices that have lost
    their place on the map.
    """

    job_id: str
    new: bool
    changes: int = 0
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CopyWritten:
    """The ledger was exported; `name` is the file's."""

    name: str


@dataclass(frozen=True, slots=True)
class PolicyShown:
    """The policy, how the newest answer stands to it, what has changed since, and all purposes' words."""

    policy: Policy
    standing: PolicyStanding
    changes: tuple[Change, ...]
    texts: tuple[PromptText, ...]


@dataclass(frozen=True, slots=True)
class OwnersQuestion:
    """One question to the owner: its words, and how it stands."""

    text: PromptText
    state: CellState


@dataclass(frozen=True, slots=True)
class OwnerShown:
    """What the owner is asked on pages of their own."""

    questions: tuple[OwnersQuestion, ...]


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """Site's own reading of where it is. `offered` is False where this version cannot read it.

    `found` is what the one reading gave; `trouble` is why there is none, a no among it.
    """

    offered: bool
    reading: bool = False
    found: Proposal | None = None
    trouble: Trouble | None = None


class PhotoStep(StrEnum):
    """What is going on with the site's photo."""

    REST = "rest"
    PICK = "pick"  # the file is to be picked now
    READING = "reading"


@dataclass(frozen=True, slots=True)
class PhotoShown:
    """The site's photo as it is on disk: `jpeg` is empty for none, `missing` where it should be one.

    `in_report` is False once the owner's yes has ended; `trouble` is why there is no other picture,
    a no among it, and OWNER_FIRST where the owner has to be asked now.
    """

    jpeg: bytes = field(default=b"", repr=False)
    missing: bool = False
    in_report: bool = False
    step: PhotoStep = PhotoStep.REST
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class TellShown:
    """Whether the desktop will be told when the work ends; `trouble` is why it will not."""

    waits: bool
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class DoorShown:
    """Another program was opened for a purpose, or `trouble` says why it was not."""

    purpose: Purpose
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class FirmwareOffered:
    """A firmware file was read and its device looked at: what an update would be."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class FirmwareMoving:
    """How far a device's update is; None once it is at rest, however it ended."""

    serial: str
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class FirmwareEnded:
    """An update went to its end; `version` is what the device said afterwards that it runs."""

    serial: str
    outcome: FirmwareOutcome
    version: str


@dataclass(frozen=True, slots=True)
class YardShown:
    """The practice site as one would see it; None when it is closed."""

    view: YardView | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something expected went wrong; shown where it happened."""

    trouble: Trouble
    where: Stage | None = None


@dataclass(frozen=True, slots=True)
class Crashed:
    """Our own mistake; what was saved is safe. `reference` finds it in the log."""

    reference: str


@dataclass(frozen=True, slots=True)
class StartFailed:
    """The engine could not be built: another Walkdown has this folder, or a mistake of ours."""

    already_open: bool = False
    reference: str = ""


Message = (
    JobsShown
    | CheckedUp
    | SignShown
    | JobShown
    | Asked
    | Unasked
    | SystemAsks
    | UsesShown
    | EyeShown
    | FrameShown
    | CodesShown
    | CamerasShown
    | LabelTaken
    | SoundsShown
    | StepsShown
    | ProfilesShown
    | PictureShown
    | ListRead
    | AirShown
    | AdapterShown
    | NetworksShown
    | UnjoinedShown
    | LaptopSees
    | RouterRead
    | Checking
    | Searching
    | ReportShown
    | PackShown
    | PrivacyShown
    | MyDataShown
    | RestedShown
    | MapSaved
    | MapPlanned
    | SiteTaken
    | MergeShown
    | SiteCame
    | MyDataWritten
    | MyDataErased
    | CopyWritten
    | PolicyShown
    | OwnerShown
    | PlaceShown
    | PhotoShown
    | TellShown
    | DoorShown
    | FirmwareOffered
    | FirmwareMoving
    | FirmwareEnded
    | YardShown
    | Told
    | Crashed
    | StartFailed
)
