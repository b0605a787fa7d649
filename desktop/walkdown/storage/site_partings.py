"""The table of partings in a site file: the states in which the site was taken along, compressed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

import apsw
import msgspec

from walkdown.core.job import Job, Stage
from walkdown.core.parting import Parting, newest
from walkdown.storage.envelope import sound

MOST_BODY: Final = 32 * 1024 * 1024
_Row = tuple[str, str, bytes]


def parting_of(job: Job, at: datetime) -> Parting:
    """The parting of this state: the same for the same state, whatever page it was left on."""
    bare = replace(job, drafts=(), stage=Stage.SITE, touched_at=None)
    return Parting(hashlib.sha256(msgspec.json.encode(bare)).hexdigest(), at, bare)


def read(db: apsw.Connection) -> tuple[Parting, ...]:
    """Those in the file, newest first. Raises ValueError or msgspec's for what is none."""
    rows = db.execute("SELECT id, at, body FROM parting").fetchall()
    return newest(tuple(map(_parting, msgspec.convert(rows, list[_Row]))))


def keep(db: apsw.Connection, partings: Iterable[Parting]) -> None:
    """Add these, and let the oldest go; call it inside a transaction."""
    there = {parting.id for parting in read(db)}
    stay = newest((*read(db), *partings))
    db.executemany("DELETE FROM parting WHERE id = ?", [(i,) for i in there - {p.id for p in stay}])
    rows = [(p.id, p.at.isoformat(), _packed(p.job)) for p in stay if p.id not in there]
    db.executemany("INSERT INTO parting VALUES (?, ?, ?)", rows)


def _parting(row: _Row) -> Parting:
    name, at, body = row
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(body, MOST_BODY)
    if not unpacking.eof:
        raise ValueError("a parting that is too large")
    return Parting(name, moment, sound(msgspec.json.decode(text, type=Job)))


def _packed(job: Job) -> bytes:
    return zlib.compress(msgspec.json.encode(job), 6)
