"""The adapter doctor: from what is known of the laptop's Bluetooth to one verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from walkdown.core.trouble import Code


class Permit(StrEnum):
    """How the system and the person stand to it."""

    YES = "yes"
    SYSTEM = "system"  # the system says no
    ADMINISTRATOR = "administrator"  # the system says no, and the person cannot change that
    PERSON = "person"  # the person said no, here in Walkdown
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Adapter:
    """One Bluetooth adapter, as its system describes it.

    `key` is the system's handle ("hci0"), which may be another one's after a restart; `address` is
    what stays. `blocked`: it is off by a switch or by flight mode, and the system cannot turn it on.
    `able` is whether it speaks Bluetooth Low Energy as the one that connects; None where it does not
    say. `links` counts what is connected through it now, keyboards and mice among them.
    """

    key: str
    name: str
    address: str
    on: bool
    blocked: bool = False
    able: bool | None = None
    links: int = 0

    @property
    def usable(self) -> bool:
        """Whether one can listen with it."""
        return self.on and self.able is not False


@dataclass(frozen=True, slots=True)
class Looked:
    """What a system says of its adapters; it may say nothing. `denied`: it would not be asked."""

    adapters: tuple[Adapter, ...] | None = None
    service: bool | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out. None is "nobody says", which differs from an empty answer.

    `adapters` and `service` (whether the system's Bluetooth service runs) are from the system.
    `radio` is the code with which listening failed, `central` what it said of Low Energy then;
    `heard` counts who was heard, once it was listened, and `ours` those of the list (`listed` long).
    """

    adapters: tuple[Adapter, ...] | None = None
    chosen: str = ""
    service: bool | None = None
    permit: Permit = Permit.UNKNOWN
    radio: Code | None = None
    central: bool | None = None
    heard: int | None = None
    ours: int = 0
    listed: int = 0


class Check(StrEnum):
    """What has to hold before a device is heard, in the order in which it is looked at."""

    PRESENT = "present"
    ON = "on"
    PERMITTED = "permitted"
    ABLE = "able"
    FREE = "free"
    HEARS = "hears"


class Answer(StrEnum):
    """How one check came out. LATER: one before it failed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    LATER = "later"


class Verdict(StrEnum):
    """The one thing to be said."""

    NO_ADAPTER = "no-adapter"
    NO_SERVICE = "no-service"
    OFF = "off"
    SWITCHED_OFF = "switched-off"
    NOT_PERMITTED = "not-permitted"
    ADMINISTRATOR = "administrator"
    YOU_SAID_NO = "you-said-no"
    NOT_ABLE = "not-able"
    IN_USE = "in-use"
    NOTHING_NEAR = "nothing-near"
    ONLY_OTHERS = "only-others"
    WORKS = "works"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Checkup:
    """All answers in their order, and the verdict: that of the first check that failed."""

    verdict: Verdict
    answers: tuple[tuple[Check, Answer], ...]
    adapter: Adapter | None = None
    heard: int | None = None
    ours: int = 0
    listed: int = 0
    missed: bool = False
    """Another adapter was chosen than the one that is used: it is gone, off, or not able."""

    @property
    def stopped_at(self) -> Check | None:
        """The check that failed."""
        return next((check for check, answer in self.answers if answer is Answer.NO), None)


def used(adapters: tuple[Adapter, ...], chosen: str) -> Adapter | None:
    """The one that is listened with: the chosen one if it can, else the first that can.

    Where none can, the chosen one, else the first: it is the one to be put right.
    """
    by_choice = sorted(adapters, key=lambda a: a.address != chosen)
    usable = [a for a in by_choice if a.usable]
    return next(iter(usable or by_choice), None)


def diagnose(facts: Facts) -> Checkup:
    """The verdict on what is known; the first check that fails decides."""
    adapter = used(facts.adapters or (), facts.chosen)
    answers = tuple(_in_order(facts, adapter))
    failed = next((check for check, answer in answers if answer is Answer.NO), None)
    return Checkup(
        _verdict(facts, adapter, failed),
        answers,
        adapter,
        facts.heard,
        facts.ours,
        facts.listed,
        missed=bool(facts.chosen) and adapter is not None and adapter.address != facts.chosen,
    )


def _in_order(facts: Facts, adapter: Adapter | None) -> Iterator[tuple[Check, Answer]]:
    over = False
    for check in Check:
        answer = Answer.LATER if over else _answer(check, facts, adapter)
        over = over or answer is Answer.NO
        yield check, answer


def _answer(check: Check, facts: Facts, adapter: Adapter | None) -> Answer:
    if check is Check.HEARS:
        return Answer.UNKNOWN if facts.heard is None else _told(facts.heard > 0)
    if facts.heard is not None:
        return Answer.YES  # one cannot listen where any of these fails
    return _BEFORE[check](facts, adapter)


def _present(facts: Facts, adapter: Adapter | None) -> Answer:
    if facts.adapters is not None:
        return _told(adapter is not None)
    if facts.service is False:
        return Answer.NO
    missing = facts.radio is Code.BLUETOOTH_MISSING and facts.central is not False
    return Answer.NO if missing else _known(facts, Code.BLUETOOTH_OFF, Code.BLUETOOTH_BLOCKED)


def _on(facts: Facts, adapter: Adapter | None) -> Answer:
    if facts.radio is Code.BLUETOOTH_OFF:
        return Answer.NO
    return Answer.UNKNOWN if adapter is None else _told(adapter.on)


def _permitted(facts: Facts, _adapter: Adapter | None) -> Answer:
    if facts.radio in (Code.BLUETOOTH_BLOCKED, Code.SYSTEM_RESTRICTS):
        return Answer.NO
    if facts.permit is Permit.UNKNOWN:
        return Answer.UNKNOWN
    return _told(facts.permit is Permit.YES)


def _able(facts: Facts, adapter: Adapter | None) -> Answer:
    able = False if facts.central is False else adapter.able if adapter else None
    return Answer.UNKNOWN if able is None else _told(able)


def _free(facts: Facts, _adapter: Adapter | None) -> Answer:
    """All is there, and yet it could not be listened: somebody else has it, or it hangs."""
    return Answer.UNKNOWN if facts.radio is None else Answer.NO


_BEFORE: Final = {
    Check.PRESENT: _present,
    Check.ON: _on,
    Check.PERMITTED: _permitted,
    Check.ABLE: _able,
    Check.FREE: _free,
}


def _known(facts: Facts, *codes: Code) -> Answer:
    """Who says that it is off, or blocked, has found one."""
    return Answer.YES if facts.radio in codes else Answer.UNKNOWN


def _told(good: bool) -> Answer:
    return Answer.YES if good else Answer.NO


def _verdict(facts: Facts, adapter: Adapter | None, failed: Check | None) -> Verdict:
    match failed:
        case Check.PRESENT:
            return Verdict.NO_SERVICE if facts.service is False else Verdict.NO_ADAPTER
        case Check.ON:
            hard = adapter is not None and adapter.blocked
            return Verdict.SWITCHED_OFF if hard else Verdict.OFF
        case Check.PERMITTED:
            return _PERMITS.get(facts.permit, Verdict.NOT_PERMITTED)
        case Check.ABLE:
            return Verdict.NOT_ABLE
        case Check.FREE:
            return Verdict.IN_USE
        case Check.HEARS:
            return Verdict.NOTHING_NEAR
    return _hears(facts)


_PERMITS: Final = {
    Permit.ADMINISTRATOR: Verdict.ADMINISTRATOR,
    Permit.PERSON: Verdict.YOU_SAID_NO,
}


def _hears(facts: Facts) -> Verdict:
    if facts.heard is None:
        return Verdict.UNKNOWN
    return Verdict.ONLY_OTHERS if facts.listed and not facts.ours else Verdict.WORKS
