"""A consent record as flat fields and back: `notice.lang` is a text, `data` a list. Strict both ways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import GenericAlias
from typing import Any, Final, get_args, get_type_hints

from walkdown.consent.consent_record import BrokenRecord, ConsentRecord

MOST_ITEMS: Final = 1000

Field = str | int | bool | list[Any]


def fields_of(record: ConsentRecord) -> dict[str, Field]:
    """Every field under its path, in the record's order; lists as JSON would hold them."""
    return _flat("", record)


def record_from(flat: Mapping[str, object]) -> ConsentRecord:
    """The record of these fields. Raises BrokenRecord: a field missing, too many, of another type."""
    left = dict(flat)
    record = _built(ConsentRecord, "", left)
    if left:
        raise BrokenRecord(f"unknown fields: {', '.join(sorted(map(str, left)))[:200]}")
    if not isinstance(record, ConsentRecord):
        raise BrokenRecord("not a record")
    return record


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """The types of a dataclass's fields; working them out takes longer than reading a record."""
    return get_type_hints(kind)


def _paths(prefix: str, kind: Any) -> dict[str, type]:
    """Path and type of every flat field; texts that are words of a set are texts here."""
    hints = _hints(kind)
    paths: dict[str, type] = {}
    for field in fields(kind):
        inner = hints[field.name]
        if is_dataclass(inner):
            paths |= _paths(f"{prefix}{field.name}.", inner)
        else:
            paths[prefix + field.name] = _plain_type(inner)
    return paths


def _plain_type(kind: Any) -> type:
    if isinstance(kind, GenericAlias):
        return list
    return str if issubclass(kind, StrEnum) else kind


def _flat(prefix: str, value: Any) -> dict[str, Field]:
    flat: dict[str, Field] = {}
    for field in fields(value):
        inner = getattr(value, field.name)
        if is_dataclass(inner):
            flat |= _flat(f"{prefix}{field.name}.", inner)
        else:
            flat[prefix + field.name] = _plain(inner)
    return flat


def _plain(value: Any) -> Field:
    if isinstance(value, tuple):
        return [_flat("", item) if is_dataclass(item) else item for item in value]
    return str(value) if isinstance(value, StrEnum) else value


def _built(kind: Any, prefix: str, left: dict[str, object]) -> object:
    """One dataclass out of the fields that belong to it, which are taken away."""
    hints = _hints(kind)
    return kind(**{f.name: _value(hints[f.name], prefix + f.name, left) for f in fields(kind)})


def _value(kind: Any, path: str, left: dict[str, object]) -> object:
    if is_dataclass(kind):
        return _built(kind, f"{path}.", left)
    if path not in left:
        raise BrokenRecord(f"no field {path}")
    return _typed(kind, path, left.pop(path))


def _typed(kind: Any, path: str, value: object) -> object:
    if isinstance(kind, GenericAlias):
        return _tuple(get_args(kind)[0], path, value)
    if issubclass(kind, StrEnum) and type(value) is str:
        try:
            return kind(value)
        except ValueError as error:
            raise BrokenRecord(f"{path} is none of its words") from error
    # bool is an int to isinstance, and a record must not take the one for the other.
    if type(value) is not kind:
        raise BrokenRecord(f"{path} is of another type")
    return value


def _tuple(kind: Any, path: str, value: object) -> tuple[object, ...]:
    if not isinstance(value, list) or len(value) > MOST_ITEMS:
        raise BrokenRecord(f"{path} is not a list, or a very long one")
    return tuple(_item(kind, f"{path}.{at}", item) for at, item in enumerate(value))


def _item(kind: Any, path: str, value: object) -> object:
    if not is_dataclass(kind):
        return _typed(kind, path, value)
    if not isinstance(value, dict):
        raise BrokenRecord(f"{path} is of another type")
    inner = dict(value)
    made = _built(kind, "", inner)
    if inner:
        raise BrokenRecord(f"{path} has unknown fields")
    return made


PATHS: Final = _paths("", ConsentRecord)
