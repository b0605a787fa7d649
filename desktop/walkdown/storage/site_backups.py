"""A copy of each site file a day, under the site's own key: seven are kept, and none outlives the key."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from walkdown.storage import durable
from walkdown.storage.site_book import SiteBook, clear

FOLDER: Final = "copies"
KEPT: Final = 7
_NAME = re.compile(r"(?P<job>[0-9a-f]{32}) (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.walkdown")


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
        path = self._path(job_id, day)
        if not path.exists():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._copy(book, path, key)
            for former in self.of(job_id)[KEPT:]:
                durable.erase(self._path(job_id, former))
        self._done.add((job_id, day))

    def of(self, job_id: str) -> tuple[date, ...]:
        """The days of which there are copies, newest first."""
        try:
            found = [_NAME.fullmatch(each.name) for each in self._folder.iterdir()]
        except FileNotFoundError:
            return ()
        days = []
        for name in found:
            if name is not None and name["job"] == job_id:
                with suppress(ValueError):
                    days.append(date.fromisoformat(name["day"]))
        return tuple(sorted(days, reverse=True))

    def forget_photos(self, job_id: str, book: SiteBook, key: bytes) -> None:
        """Copies that may hold a picture that was taken back go; one of the file as it is now stays."""
        if self.of(job_id):
            self.erase(job_id)
            self._copy(book, self._path(job_id, _day_of(book)), key)

    def erase(self, job_id: str) -> None:
        """All of them, and what a kill left of one. Raises OSError."""
        try:
            names = [each.name for each in self._folder.iterdir()]
        except FileNotFoundError:
            return
        for name in names:
            if name.lstrip(".").startswith(f"{job_id} "):
                _erase(self._folder / name)
        self._done = {(job, day) for job, day in self._done if job != job_id}

    def path(self, job_id: str, day: date) -> Path:
        """Where the copy of that day lies."""
        return self._path(job_id, day)

    def _copy(self, book: SiteBook, path: Path, key: bytes) -> None:
        new = durable.being_written(path)
        clear(new)
        book.copy_to(new, key)
        new.replace(path)
        durable.sync_folder(self._folder)

    def _path(self, job_id: str, day: date) -> Path:
        return self._folder / f"{job_id} {day.isoformat()}.walkdown"


def _day_of(book: SiteBook) -> date:
    return (book.job.touched_at or book.job.created_at).date()


def _erase(path: Path) -> None:
    if path.name.endswith(".erased"):
        durable.finish_erasing(path)
    else:
        durable.erase(path)
