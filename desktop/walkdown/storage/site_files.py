"""The jobs of this laptop, one encrypted file each; what cannot be read is shown and never written over."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apsw

from walkdown.app.ports import DayCopy, JobRow
from walkdown.core.job import Job
from walkdown.core.parting import Along
from walkdown.core.trouble import Code, Setback, Trouble
from walkdown.storage import durable, former_site_file
from walkdown.storage.site_backups import SiteBackups
from walkdown.storage.site_book import MOST_BYTES, SiteBook, beside, looks_whole
from walkdown.storage.site_keys import SiteKeys

SUFFIX: Final = ".walkdown"
KEYS: Final = "keys"
_ID = re.compile(r"[0-9a-f]{32}")
_ERASED = re.compile(
    r"\.{1,2}[0-9a-f]{32}(\.walkdown|-[0-9a-f]{64}\.jpg)(-\w+|\.new(-\w+)?|\.former)?\.erased"
)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SiteFiles:
    """Implements `app.ports.Jobs` and `app.ports.Photos` over a folder, made when it is first needed.

    The file that was written last stays open; the keys lie in the folder `keys` where none are given.
    """

    def __init__(self, folder: Path, keys: SiteKeys | None = None) -> None:
        self._folder = folder
        self._keys = keys or SiteKeys(folder / KEYS)
        self._backups = SiteBackups(folder)
        self._one = threading.RLock()
        self._open: tuple[str, SiteBook] | None = None

    @property
    def keys_in_files(self) -> bool:
        """Whether a copy of this disk would have the keys too: there is no keychain."""
        return self._keys.in_files

    def rows(self) -> tuple[JobRow, ...]:
        """Every job, last touched first; damaged and newer files stand last, untouched.

        So do jobs of which copies alone are there.

        Raises Setback(CANNOT_WRITE) where the folder is none or may not be read.
        """
        with self._one:
            try:
                names = sorted(entry.name for entry in self._folder.iterdir())
            except FileNotFoundError:
                return ()
            except OSError as error:
                raise _refused(error) from error
            durable.finish_all(self._folder, _ERASED)
            self._backups.finish_erasing()
            ids = self._ids(names)
            self._keys.finish_erasing(ids)
            rows = [self._row(job_id) for job_id in ids]
            self._finish_converting(rows, names)
        return tuple(sorted(rows, key=_touched, reverse=True))

    def save(self, job: Job) -> None:
        """Durable when it returns. Raises Setback(CANNOT_WRITE), also over a file we cannot read."""
        with self._writing():
            path = self._path(job.id)
            book = self._opened(job.id)
            if book is None:
                key = self._keys.kept_or_new(job.id, had_one=bool(self._copies(job.id)))
                self._open = (job.id, SiteBook.make(path, key, job))
                return
            self._backups.keep_day(job.id, book, self._keys.key(job.id))
            book.write(job)

    def go_back(self, job_id: str, copy: DayCopy, now: datetime) -> None:
        """The site is again as it stood in that copy; as it is now, damaged or not, it is set aside.

        Raises Setback: SITE_FILE_DAMAGED, SITE_KEY_MISSING where the copy cannot be read, and then
        nothing was changed; CANNOT_WRITE.
        """
        with self._writing():
            path, former = self._path(job_id), self._backups.path(job_id, copy)
            self._close(job_id)
            self._require_sound(job_id, former)
            whole = durable.read_plain(former, MOST_BYTES)
            self._merge_what_is_beside(path)
            self._backups.set_aside(job_id, path, now)
            # What SQLite left beside the file that is set aside would be read into the other one.
            for each in beside(path):
                with suppress(FileNotFoundError):
                    durable.erase(each)
            durable.write_whole(path, whole)

    def erase(self, job_id: str) -> None:
        """Its key first, without which nothing of it can be read, then its pictures, copies and file.

        A job is listed as long as anything of it is there. Raises Setback: SITE_KEY_STAYS,
        CANNOT_WRITE.
        """
        with self._writing():
            path = self._path(job_id)
            self._close(job_id)
            with self._keys.destroying(job_id, had_one=self._encrypted(job_id)):
                self._backups.erase(job_id)
                former_site_file.erase_photos(self._folder, job_id)
                new, former = durable.being_written(path), former_site_file.set_by(path)
                for each in (*beside(new), new, former, *beside(path), path):
                    with suppress(FileNotFoundError):
                        durable.erase(each)

    def close(self) -> None:
        """Nothing is held open afterwards."""
        with self._one:
            if self._open is not None:
                self._close(self._open[0])

    # --- taken along

    def along(self, job_id: str, now: datetime) -> Along:
        """All of a site, which parts here: it may change on two laptops from now on.

        Raises Setback(CANNOT_WRITE), also for a file that cannot be read.
        """
        with self._writing():
            book = self._book(job_id)
            book.part(now)
            return book.along()

    def forget_former(self, job_id: str) -> None:
        """Its copies and partings are erased, what is overwritten in the file too; the file stays.

        Raises Setback(CANNOT_WRITE).
        """
        with self._writing():
            self._book(job_id).forget_partings()
            self._backups.erase(job_id)

    def as_it_is(self, job_id: str) -> Along | None:
        """All of a site; None where there is none. Raises Setback(CANNOT_WRITE)."""
        with self._writing():
            book = self._opened(job_id)
            return book.along() if book is not None else None

    def bring(self, along: Along, now: datetime) -> None:
        """Another laptop's site: a new one here, or ours as it was merged; ours is set aside before.

        Durable when it returns; a kill leaves the former state or the new one. Raises
        Setback(CANNOT_WRITE).
        """
        with self._writing():
            job_id, path = along.job.id, self._path(along.job.id)
            if self._opened(job_id) is None:
                key = self._keys.kept_or_new(job_id, had_one=bool(self._copies(job_id)))
                self._open = (job_id, SiteBook.make_of(path, key, along))
                return
            self._close(job_id)
            self._backups.set_aside(job_id, path, now)
            self._book(job_id).join(along)

    # --- pictures

    def keep(self, job_id: str, jpeg: bytes) -> str:
        """Durable when it returns; gives its SHA-256. Raises Setback(CANNOT_WRITE)."""
        if len(jpeg) > former_site_file.MOST_PHOTO:
            raise Setback(Code.CANNOT_WRITE, detail="not a picture of a job")
        with self._writing():
            return self._book(job_id).keep_photo(jpeg)

    def read(self, job_id: str, photo: str) -> bytes:
        """Exactly the bytes that were kept; empty where they are gone, changed, or none of ours."""
        if not _ID.fullmatch(job_id):
            return b""
        try:
            with self._writing():
                return self._book(job_id).photo(photo)
        except Setback:
            return b""

    def keep_only(self, job_id: str, photo: str) -> None:
        """Overwrite and delete every other picture of the job, in its copies too; all for "".

        Raises Setback(CANNOT_WRITE) where one stays.
        """
        with self._writing():
            book = self._opened(job_id)
            # Copies are looked into only for a picture: a job that is opened asks for this each time.
            if book is not None and book.has_but(photo):
                # First, so that after a kill the file still says that it is to be done.
                self._backups.keep_only(job_id, photo, self._keys.key(job_id))
                book.keep_only(photo)

    def forget(self, job_id: str) -> None:
        """Overwrite and delete every picture of the job, in its copies too, whatever its file has.

        Raises Setback: CANNOT_WRITE, SITE_KEY_MISSING where one may stay.
        """
        with self._writing():
            if job_id in self._backups.ids():
                self._backups.keep_only(job_id, "", self._keys.key(job_id))
            book = self._opened(job_id)
            if book is not None:
                book.keep_only("")

    # --- one file

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._one:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                yield
            except (OSError, UnicodeError, apsw.Error, durable.NotPlain) as error:
                self.close()  # what is in memory may be more than what is on the disk
                raise _refused(error) from error

    def _book(self, job_id: str) -> SiteBook:
        book = self._opened(job_id)
        if book is None:
            raise Setback(Code.CANNOT_WRITE, detail="no such job")
        return book

    def _opened(self, job_id: str) -> SiteBook | None:
        """The open file of this job; None where there is none yet. Raises Setback(CANNOT_WRITE)."""
        path = self._path(job_id)
        # One that was deleted under our hands takes what is written to it along.
        if self._open is not None and self._open[0] == job_id and path.exists():
            return self._open[1]
        self.close()
        former_site_file.mend(path)
        # A broken link is not there for `exists()`, yet something stands at that name.
        if not path.is_symlink() and not path.exists():
            return None
        try:
            if former_site_file.is_former(path):
                former_site_file.replace(path, self._keys)
            book = self._book_at(path)
        except Setback as setback:
            raise Setback(Code.CANNOT_WRITE, detail=str(setback.code)) from setback
        with suppress(OSError):  # its picture is in it: what lies beside was left by a kill
            former_site_file.erase_photos(self._folder, job_id)
        self._open = (job_id, book)
        return book

    def _close(self, job_id: str) -> None:
        if self._open is not None and self._open[0] == job_id:
            self._open[1].close()
            self._open = None

    def _path(self, job_id: str) -> Path:
        if not _ID.fullmatch(job_id):
            raise Setback(Code.CANNOT_WRITE, detail="not the id of a job")
        return self._folder / f"{job_id}{SUFFIX}"

    def _row(self, job_id: str) -> JobRow:
        try:
            return JobRow(job_id, self._read(job_id), copies=self._copies(job_id))
        except Setback as setback:
            return JobRow(job_id, None, setback.trouble, self._copies(job_id))
        except FileNotFoundError:
            return JobRow(job_id, None, Trouble(Code.SITE_FILE_GONE), self._copies(job_id))
        except OSError as error:
            damaged = Setback(Code.SITE_FILE_DAMAGED, detail=_name_of(error)).trouble
            return JobRow(job_id, None, damaged, self._copies(job_id))

    def _copies(self, job_id: str) -> tuple[DayCopy, ...]:
        """None where their folder cannot be read: the site itself may still be."""
        try:
            return self._backups.of(job_id)
        except OSError:
            return ()

    def _read(self, job_id: str) -> Job:
        if self._open is not None and self._open[0] == job_id:
            return self._open[1].job
        path = self._path(job_id)
        if former_site_file.is_former(path):
            job = former_site_file.read(path)
        else:
            book = self._book_at(path)
            job = book.job
            book.close()
        if job.id != job_id:
            raise Setback(Code.SITE_FILE_DAMAGED, detail="the file of another job")
        return job

    def _book_at(self, path: Path) -> SiteBook:
        if not looks_whole(path):
            raise Setback(Code.SITE_FILE_DAMAGED, detail="not a file of ours")
        book = SiteBook.open(path, self._keys.key(path.stem))
        if book.job.id != path.stem:
            book.close()
            raise Setback(Code.SITE_FILE_DAMAGED, detail="the file of another job")
        return book

    def _require_sound(self, job_id: str, copy: Path) -> None:
        if copy.is_symlink() or not copy.is_file() or not looks_whole(copy):
            raise Setback(Code.SITE_FILE_DAMAGED, detail="not a copy of ours")
        book = SiteBook.open(copy, self._keys.key(job_id))
        found = book.job.id
        book.close()
        if found != job_id:
            raise Setback(Code.SITE_FILE_DAMAGED, detail="the copy of another job")

    def _encrypted(self, job_id: str) -> bool:
        """Whether anything is there that has a key."""
        path = self._path(job_id)
        if self._copies(job_id) or not os.path.lexists(path):
            return True  # its file may have been erased by a try before
        return not former_site_file.is_former(path) and looks_whole(path)

    def _merge_what_is_beside(self, path: Path) -> None:
        """Of a file that can be opened, what a kill left beside it belongs to it."""
        with suppress(Setback, FileNotFoundError):
            self._book_at(path).close()

    def _ids(self, names: list[str]) -> list[str]:
        """The jobs of which a file is there, or a copy."""
        ids = {n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX)}
        for job_id in (set_by := former_site_file.jobs_set_by(names)):
            with suppress(OSError):
                former_site_file.mend(self._path(job_id))
        with suppress(OSError):
            ids |= self._backups.ids()
        return sorted(job_id for job_id in ids | set_by if _ID.fullmatch(job_id))

    def _finish_converting(self, rows: list[JobRow], names: list[str]) -> None:
        """Pictures beside a file that has them in it were left by a kill."""
        left = former_site_file.jobs_with_photos(names)
        for row in rows:
            if row.job and row.id in left and not former_site_file.is_former(self._path(row.id)):
                with suppress(OSError):
                    former_site_file.erase_photos(self._folder, row.id)


def is_job_id(text: str) -> bool:
    """Whether it is one as we make them."""
    return bool(_ID.fullmatch(text))


def _touched(row: JobRow) -> datetime:
    if row.job is None:
        return _LONG_AGO
    return row.job.touched_at or row.job.created_at


def _refused(error: Exception) -> Setback:
    return Setback(Code.CANNOT_WRITE, detail=_name_of(error))


def _name_of(error: Exception) -> str:
    """A short word for the Details line; paths stay out of it."""
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, "OSError")
    return str(error) if isinstance(error, durable.NotPlain) else type(error).__name__
