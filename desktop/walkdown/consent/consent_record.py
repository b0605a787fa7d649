"""The consent record: one decision of the ledger with everything ISO/IEC TS 27560 wants to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SCHEMA: Final = "walkdown-consent/1"
NOT_STATED: Final = "not stated"
NOT_KNOWN: Final = "not known"
LAST_SEQ: Final = 2**63 - 1
LAST_MS: Final = 253_402_300_799_999  # the end of the year 9999: later times have no ISO 8601 form


class BrokenRecord(Exception):
    """Values that make no consent record."""


class ConsentState(StrEnum):
    """How consent stands after the decision; the nine that DPV has a word for."""

    UNKNOWN = "unknown"
    REQUESTED = "requested"
    DEFERRED = "deferred"
    GIVEN = "given"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Words(StrEnum):
    """Whether the facts about purpose and data are those of the text that was shown."""

    SHOWN = "as shown"
    UNKNOWN = NOT_KNOWN  # another text was shown than any that is at hand


class PartyRole(StrEnum):
    """What a party is to the data."""

    CONTROLLER = "controller"
    JOINT = "joint controller"


@dataclass(frozen=True, slots=True)
class Party:
    """Who answers for the data. What the caller does not know stays marked as not stated."""

    name: str = NOT_STATED
    id: str = "controller"
    address: str = NOT_STATED
    contact: str = NOT_STATED
    role: PartyRole = PartyRole.CONTROLLER

    @classmethod
    def stated(cls, name: str = "", address: str = "", contact: str = "") -> Party:
        """The controller from fields that may be empty: an empty one is marked as not stated."""
        return cls(
            name=name.strip() or NOT_STATED,
            address=address.strip() or NOT_STATED,
            contact=contact.strip() or NOT_STATED,
        )


@dataclass(frozen=True, slots=True)
class Parties:
    """What a record says that no ledger knows: given by the caller from the site's own fields.

    `ledger` names the ledger; pseudonyms of people are made under it, so that two ledgers'
    records of one person do not meet.
    """

    controller: Party = Party()
    jurisdiction: str = NOT_STATED
    law: str = NOT_STATED
    platform: str = NOT_STATED
    ledger: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when it stands: place in the ledger, hash of the entry before, UTC, up-time, boot."""

    seq: int
    prev: str
    at_ms: int
    mono_ms: int
    boot: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose consent it is: a keyed pseudonym, and installer or owner."""

    id: str
    role: str


@dataclass(frozen=True, slots=True)
class DataItem:
    """One kind of data, whether it is needed, and whether it is sensitive."""

    category: str
    necessity: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """Where data lies, how long it is kept and how soon it is gone then (ISO 8601 durations)."""

    location: str
    retention: str
    deletion: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What was shown: version, SHA-256 of the words, language, and for how long it was seen."""

    policy: str
    sha256: str
    lang: str
    shown_ms: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What the answer is good for: once, session, site or computer; which site; until when (0: none)."""

    kind: str
    site: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Rights:
    """Where the person's other rights are exercised, and with whom."""

    where: str
    contact: str


@dataclass(frozen=True, slots=True)
class OsStep:
    """What the computer's own system said."""

    state: str
    platform: str
    detail: str


@dataclass(frozen=True, slots=True)
class App:
    """The program that kept the record."""

    version: str
    build: str


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """All fields of a record; `event` is the ledger's own word, `state` what it comes to.

    Raises BrokenRecord where a time cannot be told.
    """

    schema: str
    record_id: str
    event: str
    state: ConsentState
    moment: Moment
    subject: Subject
    indicated_by: str
    method: str
    controller: Party
    permission: str
    purpose: str
    purpose_type: str
    lawful_basis: str
    data: tuple[DataItem, ...]
    storage: Stored
    recipients: tuple[str, ...]
    jurisdiction: str
    law: str
    notice: Notice
    scope: Reach
    withdraw: str
    rights: Rights
    os: OsStep
    app: App
    words: Words

    def __post_init__(self) -> None:
        """A time outside of the calendar is none, nor is a length below nothing."""
        times = (self.moment.at_ms, self.moment.mono_ms, self.scope.until_ms, self.notice.shown_ms)
        if not all(0 <= time_ms <= LAST_MS for time_ms in times):
            raise BrokenRecord("a time outside of the calendar")
        if not 0 <= self.moment.seq <= LAST_SEQ:
            raise BrokenRecord("a place that no ledger has")
