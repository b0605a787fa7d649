"""What can happen to a job. Each event is frozen, carries its own time, and is saved before it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from walkdown.core.device import About, Device, Evidence, Kind
from walkdown.core.draft import Draft
from walkdown.core.job import HandedOver, Look, Stage
from walkdown.core.layout import Face, Spot
from walkdown.core.my_data import Person
from walkdown.core.promise import Item, Promise
from walkdown.core.sign_check import SignCheck
from walkdown.core.site import Site
from walkdown.core.trouble import Trouble
from walkdown.core.wifi import ChosenNetwork


@dataclass(frozen=True, slots=True)
class SiteEdited:
    """The Site page was typed into; its picture has events of its own."""

    site: Site


@dataclass(frozen=True, slots=True)
class PhotoKept:
    """A picture of the site is on the disk; `photo` is its SHA-256 in hex."""

    photo: str


@dataclass(frozen=True, slots=True)
class PhotoDropped:
    """The picture of the site was taken away, by the installer or with the owner's yes."""


@dataclass(frozen=True, slots=True)
class StageEntered:
    """The person went to a stage."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class DeviceListed:
    """A label was added to the list."""

    device: Device


@dataclass(frozen=True, slots=True)
class DeviceUnlisted:
    """A label was taken off the list again."""

    serial: str


@dataclass(frozen=True, slots=True)
class DeviceLabelled:
    """Another label of a listed device told what the first one did not: its model, its kind.

    None for a kind that was not told. The same event takes it back: it says how the device is known.
    """

    serial: str
    model: str
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class DevicePlaced:
    """A device was given a place on the layout map, or none."""

    serial: str
    spot: Spot | None


@dataclass(frozen=True, slots=True)
class FacesDrawn:
    """The layout map was drawn; devices on places that are gone have none now."""

    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """Changes of the list that belong together: all of them happen, or none, in one write to disk."""

    changes: tuple[ListChange, ...]


@dataclass(frozen=True, slots=True)
class DevicesMatched:
    """These listed serials were heard in the air; `signals` in dBm, one for each, or none at all.

    One event for many, because a whole site is heard at once and each event is a write to disk.
    """

    serials: tuple[str, ...]
    signals: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeviceIdentified:
    """The device blinked when asked."""

    serial: str


@dataclass(frozen=True, slots=True)
class NetworkChosen:
    """The network all devices shall join."""

    network: ChosenNetwork


@dataclass(frozen=True, slots=True)
class WorkQueued:
    """These devices wait for their turn."""

    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorkStarted:
    """A device's set-up begins anew: evidence of an unfinished former try is dropped."""

    serial: str


@dataclass(frozen=True, slots=True)
class WorkPutBack:
    """A try that was begun did not come about: the adapter had no link to spare. It waits for one."""

    serial: str


@dataclass(frozen=True, slots=True)
class WorkResumed:
    """A device that had joined is asked again on the network; its evidence up to there stands."""

    serial: str


@dataclass(frozen=True, slots=True)
class StepEarned:
    """One station was reached, with its evidence."""

    serial: str
    evidence: Evidence
    url: str = ""


@dataclass(frozen=True, slots=True)
class DeviceTold:
    """The device said something of itself."""

    serial: str
    about: About


@dataclass(frozen=True, slots=True)
class DeviceMoved:
    """A device answers at another address than the one it gave, and proved there who it is."""

    serial: str
    url: str


@dataclass(frozen=True, slots=True)
class FirmwareDeferred:
    """The person put off the firmware offered for a device; an empty version takes that back."""

    serial: str
    version: str


@dataclass(frozen=True, slots=True)
class WorkFailed:
    """A device's set-up stopped; what was earned stays, so that it is retried in place.

    Where the network did not take it, its word that it accepted the settings is worth nothing.
    """

    serial: str
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class WorkInterrupted:
    """The program ended, or the person stopped, while devices were worked on.

    A device that had joined has left the air: what it earned stays, to be proven on the network.
    """

    serials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeviceLeftOut:
    """The person sets a device aside, with a reason; an empty reason takes it back in."""

    serial: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignChecked:
    """Whether a meter counts the right way was checked, or that was skipped; the newest stands."""

    check: SignCheck


@dataclass(frozen=True, slots=True)
class LooksTaken:
    """Verify looked at the devices on the network."""

    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """The installer says who puts red items right by when; each takes the place of its former one."""

    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """The promise for an item is taken back."""

    item: Item


@dataclass(frozen=True, slots=True)
class Drafted:
    """A field was typed into whose button has not been pressed; an empty text takes the draft back."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class PersonForgotten:
    """A person's direct identifiers are erased from the site, at their wish; also after the hand-over."""

    person: Person


@dataclass(frozen=True, slots=True)
class HandoverDone:
    """The pack was written and read back, and the owner took the site over."""

    handed_over: HandedOver


ListChange = DeviceListed | DeviceUnlisted | DeviceLabelled | DevicePlaced | FacesDrawn

Change = (
    SiteEdited
    | PhotoKept
    | PhotoDropped
    | StageEntered
    | DeviceListed
    | DeviceUnlisted
    | DeviceLabelled
    | DevicePlaced
    | FacesDrawn
    | Together
    | DevicesMatched
    | DeviceIdentified
    | NetworkChosen
    | WorkQueued
    | WorkStarted
    | WorkPutBack
    | WorkResumed
    | StepEarned
    | DeviceTold
    | DeviceMoved
    | FirmwareDeferred
    | WorkFailed
    | WorkInterrupted
    | DeviceLeftOut
    | SignChecked
    | LooksTaken
    | Promised
    | PromiseWithdrawn
    | Drafted
    | PersonForgotten
    | HandoverDone
)


@dataclass(frozen=True, slots=True)
class Event:
    """A change and when it happened (UTC)."""

    change: Change
    at: datetime
