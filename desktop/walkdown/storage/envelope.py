"""The bytes of a site file: a job in a JSON envelope with its schema and the hash of what it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Literal

import msgspec

from walkdown.core import layout
from walkdown.core.job import Job
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


def packed(job: Job) -> bytes:
    """The site file of a job. Raises UnicodeError for text that is none (lone surrogates)."""
    body = msgspec.json.encode(job)
    sha256 = hashlib.sha256(body).hexdigest()
    envelope = _Envelope("site", migrations.CURRENT, sha256, msgspec.Raw(body))
    return msgspec.json.encode(envelope) + b"\n"


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
    job = msgspec.json.decode(migrations.migrated(body, envelope.schema), type=Job)
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
    return job


def _times(value: object) -> Iterator[datetime]:
    """Every time anywhere in a record: one without a zone cannot be compared with the others."""
    if isinstance(value, datetime):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _times(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _times(getattr(value, field.name))
