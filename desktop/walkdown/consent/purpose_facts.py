"""What the record says of a purpose beside its words: ground, data, storage, recipients, keys of the systems.

Shapes follow ISO/IEC TS 27560 and W3C DPV; durations are ISO 8601.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from walkdown.consent.purpose import Role


class RegistryBroken(Exception):
    """A purpose without all of its words and facts, or words for no purpose: no start without them."""


class LawfulBasis(StrEnum):
    """GDPR 6(1), as far as it is used here: (a), (b), (f)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGITIMATE_INTEREST = "legitimate_interest"


class Necessity(StrEnum):
    """Whether the purpose works without a kind of data."""

    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Data:
    """One kind of data, in plain English; `sensitive` asks for special care, as a password does."""

    category: str
    necessity: Necessity
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Storage:
    """Where it lies, how long, and how much longer deleting it may take (ISO 8601 durations)."""

    location: str
    retention: str
    deletion: str


@dataclass(frozen=True, slots=True)
class OsKeys:
    """Key in a Mac bundle's Info.plist and settings page of Windows; empty where there is none."""

    mac: str
    windows: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, of one purpose."""

    role: Role
    purpose_type: str
    lawful_basis: LawfulBasis
    data: tuple[Data, ...]
    storage: Storage
    recipients: tuple[str, ...]
    os_keys: OsKeys


Table = Mapping[str, object]
_Choice = TypeVar("_Choice", bound=StrEnum)
_MOST_ROWS: Final = 12
_PHRASE: Final = re.compile(r"[A-Za-z][A-Za-z -]{2,39}")
_TERM: Final = re.compile(r"dpv:[A-Z][A-Za-z]{2,59}")
_DURATION: Final = re.compile(
    r"P(?=[0-9T])([0-9]{1,3}Y)?([0-9]{1,3}M)?([0-9]{1,3}D)?"
    r"(T(?=[0-9])([0-9]{1,3}H)?([0-9]{1,3}M)?([0-9]{1,3}S)?)?"
)
_MAC: Final = re.compile(r"(NS[A-Za-z]{4,60}UsageDescription)?")
_WINDOWS: Final = re.compile(r"(ms-settings:[a-z-]{2,40})?")


def read_facts(row: Table, whose: str) -> Facts:
    """The facts in the table of a purpose. Raises RegistryBroken with a sentence that names what lacks."""
    return Facts(
        role=chosen(row, "role", Role, whose),
        purpose_type=_matched(row, "purpose_type", _TERM, whose),
        lawful_basis=chosen(row, "lawful_basis", LawfulBasis, whose),
        data=_data(row, whose),
        storage=_storage(row, whose),
        recipients=_recipients(row, whose),
        os_keys=_os_keys(row, whose),
    )


def chosen(row: Table, name: str, choices: type[_Choice], whose: str) -> _Choice:
    """One of a set of words. Raises RegistryBroken for another."""
    found = next((one for one in choices if row.get(name) == one.value), None)
    if found is None:
        raise RegistryBroken(f"{whose} does not say: {name}")
    return found


def table(value: object, name: str, whose: str) -> Table:
    """A table of the file. Raises RegistryBroken where something else stands there."""
    if not isinstance(value, dict):
        raise RegistryBroken(f"{whose} has no {name}")
    return value


def only(row: Table, names: frozenset[str], whose: str) -> None:
    """Raises RegistryBroken for a key that nobody reads: it is a mistyped one."""
    odd = sorted(set(row) - names)
    if odd:
        raise RegistryBroken(f"{whose} says what nobody reads: {', '.join(odd)[:80]}")


def _matched(row: Table, name: str, pattern: re.Pattern[str], whose: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise RegistryBroken(f"{whose} does not say: {name}")
    return value


def _data(row: Table, whose: str) -> tuple[Data, ...]:
    rows = row.get("data")
    if not isinstance(rows, list) or not 0 < len(rows) <= _MOST_ROWS:
        raise RegistryBroken(f"{whose} does not say: data")
    kinds = tuple(_kind(table(one, "data", whose), whose) for one in rows)
    if len({kind.category for kind in kinds}) < len(kinds):
        raise RegistryBroken(f"{whose} names a kind of data twice")
    return kinds


def _kind(row: Table, whose: str) -> Data:
    only(row, frozenset({"category", "necessity", "sensitive"}), whose)
    sensitive = row.get("sensitive")
    if not isinstance(sensitive, bool):
        raise RegistryBroken(f"{whose} does not say: sensitive")
    return Data(
        category=_matched(row, "category", _PHRASE, whose),
        necessity=chosen(row, "necessity", Necessity, whose),
        sensitive=sensitive,
    )


def _storage(row: Table, whose: str) -> Storage:
    where = table(row.get("storage"), "storage", whose)
    only(where, frozenset({"location", "retention", "deletion"}), whose)
    return Storage(
        location=_matched(where, "location", _PHRASE, whose),
        retention=_matched(where, "retention", _DURATION, whose),
        deletion=_matched(where, "deletion", _DURATION, whose),
    )


def _recipients(row: Table, whose: str) -> tuple[str, ...]:
    names = row.get("recipients")
    if not isinstance(names, list) or len(names) > _MOST_ROWS:
        raise RegistryBroken(f"{whose} does not say: recipients")
    return tuple(_matched({"recipients": name}, "recipients", _PHRASE, whose) for name in names)


def _os_keys(row: Table, whose: str) -> OsKeys:
    keys = table(row.get("os"), "os", whose)
    only(keys, frozenset({"mac", "windows"}), whose)
    return OsKeys(_matched(keys, "mac", _MAC, whose), _matched(keys, "windows", _WINDOWS, whose))
