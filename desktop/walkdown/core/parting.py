"""A state in which a site was taken along to another laptop: what two later states of it both come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from walkdown.core.job import Job

KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class Parting:
    """The site as it was when it was taken along at `at` (UTC); `id` tells that state from all others."""

    id: str
    at: datetime
    job: Job


@dataclass(frozen=True, slots=True)
class Along:
    """A site as it is taken along: its job, its picture (JPEG or empty), and its partings so far.

    Every parting is a state that `job` comes from; the newest is `job` itself.
    """

    job: Job
    photo: bytes = b""
    partings: tuple[Parting, ...] = ()


def newest(partings: tuple[Parting, ...]) -> tuple[Parting, ...]:
    """Those that are kept: the newest of them, each once, newest first."""
    each = {parting.id: parting for parting in partings}
    return tuple(sorted(each.values(), key=lambda p: (p.at, p.id), reverse=True))[:KEPT]


def in_common(ours: tuple[Parting, ...], theirs: tuple[Parting, ...]) -> Job | None:
    """The newest state that both come from; None where none is known any more."""
    known = {parting.id for parting in theirs}
    return next((p.job for p in newest(ours) if p.id in known), None)
