"""A device of the site: what its label says, how far its set-up has come, and the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from walkdown.core.layout import Spot
from walkdown.core.trouble import Trouble


class Kind(StrEnum):
    """What a device is; also the stem of its icon."""

    GATEWAY = "gateway"
    MICRO_INVERTER = "micro"
    STRING_INVERTER = "string"
    BATTERY = "battery"
    JUNCTION_BOX = "junction"
    METER = "meter"
    CHARGER = "charger"


class Way(StrEnum):
    """How a label came into the list."""

    CAMERA = "camera"
    PHOTO = "photo"
    SCANNER = "scanner"
    TYPED = "typed"
    PASTED = "pasted"
    NEARBY = "nearby"


class Step(StrEnum):
    """The six stations of a device's set-up, in their order; the last four are the four ticks."""

    CONNECT = "connect"
    SECURE = "secure"
    ACCEPTED = "accepted"
    JOINED = "joined"
    ADDRESS = "address"
    REACHABLE = "reachable"


STEPS = tuple(Step)
TICKS = (Step.ACCEPTED, Step.JOINED, Step.ADDRESS, Step.REACHABLE)


class Source(StrEnum):
    """Who measured a piece of evidence."""

    DEVICE = "device"
    LAPTOP = "laptop"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One earned step: what was seen, by whom, when (UTC)."""

    step: Step
    what: str
    source: Source
    at: datetime


class Work(StrEnum):
    """Where a device's set-up stands now."""

    IDLE = "idle"
    QUEUED = "queued"
    WORKING = "working"
    FAILED = "failed"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value a device reported, as text with its unit, e.g. ("Power", "412", "W").

    `at` is when it was read (UTC), `by` how, e.g. "Modbus"; empty for the device's usual way.
    """

    name: str
    value: str
    unit: str = ""
    at: datetime | None = None
    by: str = ""


OLD_AFTER = timedelta(minutes=10)


def is_old(reading: Reading, now: datetime) -> bool:
    """Whether it says little about how things are now; so does one that nobody knows the time of."""
    return reading.at is None or now - reading.at > OLD_AFTER


def read_at(readings: tuple[Reading, ...], now: datetime) -> tuple[Reading, ...]:
    """The same, read at `now` where they do not say when."""
    return tuple(r if r.at else replace(r, at=now) for r in readings)


@dataclass(frozen=True, slots=True)
class About:
    """What a device says of itself: over Bluetooth (name, firmware, chip) and on the network."""

    name: str = ""
    firmware: str = ""
    hardware: str = ""
    signal_dbm: int | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Device:
    """A device on the site's list. `url` is where it answers once it has an address.

    `deferred` is the version of a firmware that was offered for it and put off, as its file says it.
    `by` is who took its label; `spot` is where it is on the layout map. `cut_off`: its last try was
    ended on the way, so that it may have joined and nobody heard it say so.
    """

    serial: str
    model: str
    kind: Kind
    way: Way
    added_at: datetime
    work: Work = Work.IDLE
    earned: tuple[Evidence, ...] = ()
    trouble: Trouble | None = None
    tries: int = 0
    url: str = ""
    about: About = About()
    left_out: str = ""
    deferred: str = ""
    by: str = ""
    spot: Spot | None = None
    cut_off: bool = False

    def has(self, step: Step) -> bool:
        """Whether the step was earned in the current attempt or an earlier finished one."""
        return any(e.step is step for e in self.earned)

    @property
    def joined(self) -> bool:
        """Whether it joined and said where it answers: it is asked there, it has left the air."""
        return self.has(Step.JOINED) and bool(self.url)

    @property
    def next_step(self) -> Step | None:
        """The first station without evidence."""
        return next((s for s in STEPS if not self.has(s)), None)
