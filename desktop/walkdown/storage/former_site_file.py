"""Site files as they were before they were encrypted: JSON, with pictures beside; replaced when written."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.envelope import unpacked
from walkdown.storage.site_book import SiteBook
from walkdown.storage.site_keys import SiteKeys

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_PHOTO: Final = 1024 * 1024
_BEGINNING = re.compile(rb'\s*\{.{0,48}"walkdown"', re.DOTALL)
_HASH = re.compile(r"[0-9a-f]{64}")
# What a kill may have left of one bears its name too, behind a dot or two.
_PHOTO = re.compile(r"\.{0,2}(?P<job>[0-9a-f]{32})-(?P<photo>[0-9a-f]{64})\.jpg(\.new)?(\.erased)?")
_SET_BY = re.compile(r"\.(?P<job>[0-9a-f]{32})\.walkdown\.former")


def is_former(path: Path) -> bool:
    """Whether it begins as those did; what is no plain file is none."""
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return False
        with path.open("rb") as file:
            return _BEGINNING.match(file.read(64)) is not None
    except OSError:
        return False


def read(path: Path) -> Job:
    """Raises Setback: SITE_FILE_DAMAGED, SITE_FILE_NEWER."""
    try:
        return unpacked(durable.read_plain(path, MOST_BYTES))
    except (OSError, durable.NotPlain) as error:
        raise Setback(Code.SITE_FILE_DAMAGED, detail=type(error).__name__) from error


def replace(path: Path, keys: SiteKeys) -> None:
    """The same job in a file of today, its picture in it; the former one is overwritten.

    A kill leaves one of them whole; see `mend`. The pictures beside are left to `erase_photos`.
    Raises Setback, OSError, apsw.Error; the former file is untouched then.
    """
    job = read(path)
    if path.stem != job.id:
        raise Setback(Code.SITE_FILE_DAMAGED, detail="the file of another job")
    key, photo = keys.kept_or_new(job.id), _photo(path.parent, job)
    former = set_by(path)
    path.replace(former)
    try:
        SiteBook.make(path, key, job, photo).close()
    except BaseException:
        former.replace(path)
        raise
    durable.erase(former)


def mend(path: Path) -> None:
    """What a kill left of `replace`: the former file has its name again, or is erased. Raises OSError."""
    former = set_by(path)
    if not os.path.lexists(former):
        return
    if os.path.lexists(path):
        durable.erase(former)
    else:
        former.replace(path)


def set_by(path: Path) -> Path:
    """What the former file is called while there is none of today yet, or until it is erased."""
    return path.with_name(f".{path.name}.former")


def jobs_set_by(names: Iterable[str]) -> frozenset[str]:
    """The jobs of which a kill left a former file that was set by."""
    return frozenset(found["job"] for name in names if (found := _SET_BY.fullmatch(name)))


def jobs_with_photos(names: Iterable[str]) -> frozenset[str]:
    """The jobs beside whose files pictures lie."""
    return frozenset(found["job"] for name in names if (found := _PHOTO.fullmatch(name)))


def erase_photos(folder: Path, job_id: str) -> None:
    """Every picture that lies beside, what a kill left of one included. Raises OSError."""
    try:
        names = [each.name for each in folder.iterdir()]
    except FileNotFoundError:
        return
    for name in names:
        found = _PHOTO.fullmatch(name)
        if found and found["job"] == job_id:
            with suppress(FileNotFoundError):
                durable.erase_or_finish(folder / name)


def _photo(folder: Path, job: Job) -> bytes:
    """The job's picture; empty where it has none, or another one lies there."""
    photo = job.site.photo
    if not _HASH.fullmatch(photo):
        return b""
    try:
        found = durable.read_plain(folder / f"{job.id}-{photo}.jpg", MOST_PHOTO)
    except (OSError, durable.NotPlain):
        return b""
    return found if hashlib.sha256(found).hexdigest() == photo else b""
