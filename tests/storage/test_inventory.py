"""The inventory of what is kept: no field without a line that says why, and no line without a field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from walkdown.consent.entry import Entry
from walkdown.core.job import Job
from walkdown.storage.places import resources_dir
from walkdown.storage.settings import _Kept
from walkdown.storage.site_schema import TABLES

CATEGORIES = tomllib.loads((resources_dir() / "data_inventory.toml").read_text("utf-8"))["category"]
# What is kept, and is no record that could be walked.
NO_RECORD = {"log.line", "key.site", "key.ledger"}
# Columns that hold a record whose fields are walked, repeat one of its fields, or only put rows in order.
OF_A_RECORD = {
    *("job.one", "job.body", "device.serial", "device.at", "device.body"),
    *("look.serial", "look.at", "look.body"),
}


def inner(kind: Any) -> Any:
    """What a type is about: the record in a tuple of records, or in a record that may be missing."""
    parts = [part for part in get_args(kind) if part not in (NoneType, Ellipsis)]
    return inner(parts[0]) if parts else kind


def leaves(kind: Any, path: str) -> Iterator[str]:
    """The path of every field below that holds no record itself."""
    for field in fields(kind):
        below = inner(get_type_hints(kind)[field.name])
        if is_dataclass(below):
            yield from leaves(below, f"{path}.{field.name}")
        else:
            yield f"{path}.{field.name}"


def columns() -> set[str]:
    """Every column of a site file, as table.column."""
    found = set()
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*)\) STRICT", TABLES):
        named = re.sub(r"\(.*?\)", "", body).split(",")
        found |= {f"{table}.{column.split()[0]}" for column in named}
    return found


def kept() -> set[str]:
    records = {"job": Job, "settings": _Kept, "ledger": Entry}
    walked = {leaf for name, kind in records.items() for leaf in leaves(kind, name)}
    return walked | (columns() - OF_A_RECORD) | NO_RECORD


def test_every_field_that_is_kept_has_one_line_and_every_line_a_field() -> None:
    lines = [path for category in CATEGORIES for path in category["fields"]]
    assert sorted(lines) == sorted(kept())


def test_the_walk_goes_to_the_ground() -> None:
    """A walk that stopped early would ask for too little."""
    assert {"job.site.owner_email", "job.devices.about.readings.value", "ledger.by"} <= kept()
    assert {"photo.jpeg", "settings.camera", "job.promise.who"} <= kept()
    assert columns() >= OF_A_RECORD


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda c: c["name"])
def test_each_says_what_for_on_what_ground_how_long_and_for_whom(category: dict[str, Any]) -> None:
    said = {key: value for key, value in category.items() if key != "fields"}
    assert set(said) == {"name", "person", "purpose", "basis", "retention", "recipients"}
    assert all(text.strip() for key, text in said.items() if key != "person")
    assert category["person"] in {"owner", "installer", ""}
    assert all(words.strip() for words in category["fields"].values())


def test_nothing_that_names_a_person_counts_as_nobodys() -> None:
    personal = re.compile(
        r"owner|installer|provider|address|email|phone|photo|ssid|promise\.who|\.by$"
    )
    nobodys = [path for c in CATEGORIES if not c["person"] for path in c["fields"]]
    # How a value was read, not by whom.
    assert {p for p in nobodys if personal.search(p)} == {"job.devices.about.readings.by"}
