"""A job: one site being commissioned, everything that is known and earned. Frozen; `advance` makes the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from walkdown.core.device import Device, Work
from walkdown.core.draft import Draft, DraftField, text_of
from walkdown.core.layout import Face, Spot
from walkdown.core.promise import FormerPromise, Promise
from walkdown.core.sign_check import SignCheck
from walkdown.core.site import Site
from walkdown.core.wifi import ChosenNetwork


class Stage(StrEnum):
    """The six stages of a job, in their order; also the stem of page, icon and test."""

    SITE = "site"
    LABELS = "labels"
    NEARBY = "nearby"
    NETWORK = "network"
    VERIFY = "verify"
    HANDOVER = "handover"


class Verdict(StrEnum):
    """The answer of one check of the leave gate."""

    PASS = "pass"
    CHECK = "check"
    STOP = "stop"


class How(StrEnum):
    """How a look came to the place where it met the device on the site's network."""

    ADDRESS = "address"
    NAME = "name"
    WALK = "walk"


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a device on the network, made in Verify: did it answer, and as whom.

    `modbus` is the serial that its SunSpec common model said; empty where it said none. `how` is
    the way to where it answered: the address that was known, its name (mDNS), or every address.
    """

    serial: str
    answered: bool
    said_serial: str
    at: datetime
    detail: str = ""
    modbus: str = ""
    how: How | None = None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The hand-over: who took the site over, when, and where the pack was written (folder's name)."""

    owner: str
    at: datetime
    folder: str


@dataclass(frozen=True, slots=True)
class Job:
    """All of a job. `practice` names its scenario, and is empty for a real site.

    `promise` is only read, from former files: `leave.carried_over` makes `promises` of it.
    """

    id: str
    created_at: datetime
    practice: str = ""
    site: Site = Site()
    stage: Stage = Stage.SITE
    devices: tuple[Device, ...] = ()
    identified: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    network: ChosenNetwork | None = None
    looks: tuple[Look, ...] = ()
    promise: FormerPromise | None = None
    handed_over: HandedOver | None = None
    touched_at: datetime | None = None
    drafts: tuple[Draft, ...] = ()
    faces: tuple[Face, ...] = ()
    promises: tuple[Promise, ...] = ()
    sign_checks: tuple[SignCheck, ...] = ()

    def device(self, serial: str) -> Device | None:
        """The listed device with this serial."""
        return next((d for d in self.devices if d.serial == serial), None)

    @property
    def spots(self) -> frozenset[Spot]:
        """The places on the layout map that have a device."""
        return frozenset(d.spot for d in self.devices if d.spot is not None)

    def others_at(self, serial: str, address: str) -> bool:
        """Whether another device of the list is online at this address, "host:port" as in a URL."""
        others = (d for d in self.devices if d.serial != serial and d.work is Work.ONLINE)
        return any(_with_port(urlsplit(d.url).netloc) == _with_port(address) for d in others)

    def drafted(self, field: DraftField, device: str = "") -> str:
        """What was typed into a field without its button being pressed; "" for nothing."""
        return text_of(self.drafts, field, device)

    @property
    def wanted(self) -> tuple[Device, ...]:
        """Devices to be commissioned: all but those left out with a reason."""
        return tuple(d for d in self.devices if not d.left_out)

    @property
    def online(self) -> tuple[Device, ...]:
        """Devices whose four ticks are all earned."""
        return tuple(d for d in self.wanted if d.work is Work.ONLINE)


def _with_port(address: str) -> str:
    """The same for all ways to write one; a colon is also in addresses of the newer kind."""
    has_port = ":" in address.rpartition("]")[2]
    return address if has_port else f"{address}:80"
