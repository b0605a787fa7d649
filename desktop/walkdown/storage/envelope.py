"""The bytes of a former site file: a job in a JSON envelope with its schema and the hash of what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

import msgspec

from walkdown.core import layout
from walkdown.core.job import Job
from walkdown.core.leave import carried_over
from walkdown.core.trouble import Code, Setback
from walkdown.storage import migrations


class _Envelope(msgspec.Struct, frozen=True):
    walkdown: Literal["site"]
    schema: int
    sha256: str
    job: msgspec.Raw


class _Schema(msgspec.Struct, frozen=True):
    walkdown: Literal["site"]
    schema: int


def unpacked(data: bytes) -> Job:
    """The job of a site file. Raises Setback: SITE_FILE_NEWER, or SITE_FILE_DAMAGED with the reason."""
    try:
        # Only these two may be relied on in a file from the future.
        if msgspec.json.decode(data, type=_Schema).schema > migrations.CURRENT:
            raise Setback(Code.SITE_FILE_NEWER)
        return _opened(msgspec.json.decode(data, type=_Envelope))
    except (msgspec.MsgspecError, ValueError, TypeError, KeyError, RecursionError) as error:
        # Text of ours only: the file's own words do not reach the screen from here.
        raise Setback(Code.SITE_FILE_DAMAGED, detail=type(error).__name__) from error


def _opened(envelope: _Envelope) -> Job:
    body = bytes(envelope.job)
    if hashlib.sha256(body).hexdigest() != envelope.sha256:
        raise Setback(Code.SITE_FILE_DAMAGED, detail="hash")
    return sound(msgspec.json.decode(migrations.migrated(body, envelope.schema), type=Job))


def sound(job: Job) -> Job:
    """The job, if its parts fit one another, with the promise of a former file as those of today.

    Raises ValueError.
    """
    serials = [device.serial for device in job.devices]
    if len(set(serials)) != len(serials):
        raise ValueError("a serial stands on the list twice")
    if layout.flaw(job.faces):
        raise ValueError("a layout map that cannot be walked")
    spots = [device.spot for device in job.devices if device.spot is not None]
    if len(set(spots)) != len(spots) or not all(layout.is_on(job.faces, s) for s in spots):
        raise ValueError("two devices in one place, or one off the map")
    if any(at.tzinfo is None for at in _times(job)):
        raise ValueError("a time without its zone")
    return carried_over(job)


def _times(value: object) -> Iterator[datetime]:
    """Every time anywhere in a record: one without a zone cannot be compared with the others."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _times(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in _timed(type(value)):
            yield from _times(getattr(value, name))


@cache
def _timed(kind: type) -> tuple[str, ...]:
    """The fields of a record in which there can be a time: the others need no looking at."""
    return tuple(name for name, hint in get_type_hints(kind).items() if _can_hold_time(hint))


def _can_hold_time(hint: Any) -> bool:
    if isinstance(hint, type) and is_dataclass(hint):
        return bool(_timed(hint))
    return hint is datetime or any(map(_can_hold_time, get_args(hint)))
