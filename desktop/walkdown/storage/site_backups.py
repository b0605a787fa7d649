"""Copies of each site file under its own key: seven days' and three set aside; none outlives the key."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final

from walkdown.app.ports import DayCopy
from walkdown.core.trouble import Setback
from walkdown.storage import durable
from walkdown.storage.site_book import BESIDE, MOST_BYTES, SiteBook, beside, clear

FOLDER: Final = "copies"
KEPT: Final = 7
ASIDE: Final = 3  # of those that were set aside to go back
_NAME = re.compile(
    r"(?P<job>[0-9a-f]{32}) (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?: (?P<at>[0-9]{6}))?\.walkdown"
)
_ERASED = re.compile(r"\.{1,2}[0-9a-f]{32} [-0-9 ]{10,17}\.walkdown(\.new)?(-\w+)?(\.new)?\.erased")


class SiteBackups:
    """Below the folder of the site files. The caller holds the only writer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._done: set[tuple[str, date]] = set()

    def keep_day(self, job_id: str, book: SiteBook, key: bytes) -> None:
        """The file as it stood when it is first written to on a day. Raises OSError, apsw.Error."""
        day = _day_of(book)
        if (job_id, day) in self._done:
            return
        path = self.path(job_id, DayCopy(day))
        if not path.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._copy(book, path, key)
            self._trim(job_id)
        self._done.add((job_id, day))

    def set_aside(self, job_id: str, path: Path, now: datetime) -> None:
        """The file as it is, whole or damaged, becomes a copy of this moment; none where it is gone.

        What a kill left beside it, it takes along: changes that were not merged into it yet.
        Raises OSError, NotPlain.
        """
        if not os.path.lexists(path):
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self.path(job_id, DayCopy(now.date(), f"{now:%H%M%S}"))
        for suffix in BESIDE:
            _move_beside(path, aside, suffix)
        durable.write_whole(aside, durable.read_plain(path, MOST_BYTES))
        self._trim(job_id)

    def of(self, job_id: str) -> tuple[DayCopy, ...]:
        """The copies there are, newest first."""
        copies = []
        for name in map(_NAME.fullmatch, self._names()):
            if name is not None and name["job"] == job_id:
                with suppress(ValueError):
                    copies.append(DayCopy(date.fromisoformat(name["day"]), name["at"] or ""))
        return tuple(sorted(copies, reverse=True))

    def ids(self) -> frozenset[str]:
        """The jobs of which there are copies. Raises OSError."""
        found = [_NAME.fullmatch(name) for name in self._names()]
        return frozenset(name["job"] for name in found if name is not None)

    def keep_only(self, job_id: str, photo: str, key: bytes) -> None:
        """Every other picture is gone from all copies, and every copy that cannot be looked into.

        Raises OSError, apsw.Error.
        """
        for name in self._names():
            if name.startswith((f".{job_id} ", f"..{job_id} ")):
                durable.erase_or_finish(self._folder / name)
        for copy in self.of(job_id):
            path = self.path(job_id, copy)
            try:
                book = SiteBook.open(path, key)
            except Setback:
                _erase(path)
                continue
            try:
                book.keep_only(photo)
            finally:
                book.close()

    def erase(self, job_id: str) -> None:
        """All of them, and what a kill left of one. Raises OSError."""
        for name in self._names():
            if name.lstrip(".").startswith(f"{job_id} "):
                durable.erase_or_finish(self._folder / name)
        self._done = {(job, day) for job, day in self._done if job != job_id}

    def finish_erasing(self) -> None:
        """What a kill kept from being erased."""
        durable.finish_all(self._folder, _ERASED)

    def path(self, job_id: str, copy: DayCopy) -> Path:
        """Where that copy lies."""
        name = f"{job_id} {copy.day.isoformat()} {copy.at}".rstrip()
        return self._folder / f"{name}.walkdown"

    def _trim(self, job_id: str) -> None:
        copies = self.of(job_id)
        days, aside = ([c for c in copies if bool(c.at) is timed] for timed in (False, True))
        for former in (*days[KEPT:], *aside[ASIDE:]):
            _erase(self.path(job_id, former))

    def _names(self) -> list[str]:
        try:
            return [each.name for each in self._folder.iterdir()]
        except FileNotFoundError:
            return []

    def _copy(self, book: SiteBook, path: Path, key: bytes) -> None:
        new = durable.being_written(path)
        clear(new)
        book.copy_to(new, key)
        new.replace(path)
        durable.sync_folder(self._folder)


def _day_of(book: SiteBook) -> date:
    return (book.job.touched_at or book.job.created_at).date()


def _move_beside(path: Path, aside: Path, suffix: str) -> None:
    there, to = (each.with_name(f"{each.name}{suffix}") for each in (path, aside))
    with suppress(FileNotFoundError):
        durable.erase(to)
    with suppress(FileNotFoundError, durable.NotPlain):  # a link or a folder is none of SQLite's
        durable.write_whole(to, durable.read_plain(there, MOST_BYTES))


def _erase(path: Path) -> None:
    for each in (*beside(path), path):
        with suppress(FileNotFoundError):
            durable.erase(each)
