"""What is kept about a person at a site: the values of a job under the lines of the inventory."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from walkdown.core.job import Job

_SITE = "job."
_IN_ITS_FILE = (_SITE, "parting.")


class Person(StrEnum):
    """Whose facts they are."""

    OWNER = "owner"
    INSTALLER = "installer"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Category:
    """One category of the inventory; `fields` are (path, words), paths as those of the records."""

    name: str
    person: Person
    purpose: str
    basis: str
    retention: str
    recipients: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a category: (words, value) for each value there is, in the inventory's order."""

    category: Category
    values: tuple[tuple[str, str], ...]


def inventory_of(text: str) -> tuple[Category, ...]:
    """The categories of a data_inventory.toml. Raises ValueError, KeyError, TypeError."""
    rows = tomllib.loads(text)["category"]
    return tuple(
        Category(**{**row, "person": Person(row["person"]), "fields": tuple(row["fields"].items())})
        for row in rows
    )


def kept_about(person: Person, job: Job, inventory: tuple[Category, ...]) -> tuple[Kept, ...]:
    """The categories of a site that are about this person, also those of which nothing is kept yet."""
    theirs = [
        c for c in inventory if c.person is person and c.fields[0][0].startswith(_IN_ITS_FILE)
    ]
    return tuple(Kept(category, tuple(_values(job, category))) for category in theirs)


def _values(job: Job, category: Category) -> Iterator[tuple[str, str]]:
    for path, words in category.fields:
        if path.startswith(_SITE):
            # A value that stands at many devices is one fact.
            found = dict.fromkeys(_at(job, path.removeprefix(_SITE).split(".")))
            yield from ((words, text) for text in found)


def _at(value: Any, path: list[str]) -> Iterator[str]:
    """Every text that stands at a path; a tuple on the way is gone through."""
    if isinstance(value, tuple):
        for item in value:
            yield from _at(item, path)
    elif path and is_dataclass(value) and path[0] in {f.name for f in fields(value)}:
        yield from _at(getattr(value, path[0]), path[1:])
    elif not path and (text := _text(value)):
        yield text


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return value.isoformat() if isinstance(value, date) else str(value or "")
