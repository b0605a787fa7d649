"""A job with a canary in every text it can hold, and a search for canaries in all bytes below a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from walkdown.core.job import Job
from walkdown.core.layout import Spot

AT = datetime(2026, 11, 22, 10, 40, tzinfo=UTC)
CANARY = "kanarienvogel"
_PLAIN: dict[type, Any] = {int: 1, bool: True, float: 1.0, datetime: AT, date: AT.date()}


def job_of_canaries(job_id: str) -> Job:
    """A real job, one of everything in it."""
    job: Job = _made(Job, "job")
    (face,), (device,) = job.faces, job.devices
    placed = replace(device, spot=Spot(face.name, 1, 1))  # off the map it would be no sound job
    return replace(job, id=job_id, practice="", devices=(placed,))


def texts(value: Any) -> Iterator[str]:
    """Every text in a record that has a canary in it."""
    if is_dataclass(value):
        yield from (text for f in fields(value) for text in texts(getattr(value, f.name)))
    elif isinstance(value, tuple):
        yield from (text for item in value for text in texts(item))
    elif isinstance(value, str) and CANARY in value:
        yield value


def found_below(folder: Path) -> list[str]:
    """Where a canary is, in a name or in the bytes of a file, in any of the usual ways to write one."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if CANARY in path.name or (path.is_file() and _sings(path.read_bytes()))
    )


def _sings(data: bytes) -> bool:
    low = data.lower()
    ways = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode())
    return any(way in low for way in ways)


def _made(kind: Any, path: str) -> Any:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        made = {f.name: _made(hints[f.name], f"{path}.{f.name}") for f in fields(kind)}
        return kind(**made)
    if get_origin(kind) is tuple:
        return (_made(get_args(kind)[0], path),)
    if parts := [part for part in get_args(kind) if part is not NoneType]:
        return _made(parts[0], path)
    if issubclass(kind, Enum):
        return next(iter(kind))
    return f"{CANARY} {path}" if kind is str else _PLAIN[kind]
