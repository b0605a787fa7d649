"""The jobs of this laptop, one site file each; what cannot be read is shown and never written over."""

from __future__ import annotations

import errno
import re
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from walkdown.app.ports import JobRow
from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.envelope import packed, unpacked
from walkdown.storage.site_photos import erase_photos

MOST_BYTES = 32 * 1024 * 1024
SUFFIX = ".walkdown"
_ID = re.compile(r"[0-9a-f]{32}")
_ERASED = re.compile(r"\.{1,2}[0-9a-f]{32}(\.walkdown|-[0-9a-f]{64}\.jpg)(\.new)?\.erased")
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SiteFiles:
    """Implements `app.ports.Jobs` over a folder, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_writer = threading.Lock()

    def rows(self) -> tuple[JobRow, ...]:
        """Every job, last touched first; damaged and newer files stand last, untouched.

        Raises Setback(CANNOT_WRITE) where the folder is none or may not be read.
        """
        try:
            names = sorted(entry.name for entry in self._folder.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise Setback(Code.CANNOT_WRITE, detail=_name_of(error)) from error
        self._finish_erasing(names)
        ids = [n.removesuffix(SUFFIX) for n in names if n.endswith(SUFFIX)]
        rows = [self._row(job_id) for job_id in ids if _ID.fullmatch(job_id)]
        return tuple(sorted(rows, key=_touched, reverse=True))

    def save(self, job: Job) -> None:
        """Durable when it returns. Raises Setback(CANNOT_WRITE), also over a file we cannot read."""
        path = self._path(job.id)
        with self._one_writer:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._refuse_unreadable(job.id, path)
                durable.write_whole(path, _bounded(packed(job)))
            except (OSError, UnicodeError) as error:
                raise Setback(Code.CANNOT_WRITE, detail=_name_of(error)) from error

    def erase(self, job_id: str) -> None:
        """Its pictures, its file, and what a kill may have left beside them; the file last, so that
        a job is listed as long as anything of it is there. Raises Setback(CANNOT_WRITE)."""
        path = self._path(job_id)
        with self._one_writer:
            try:
                erase_photos(self._folder, job_id)
                for each in (path, durable.being_written(path)):
                    with suppress(FileNotFoundError):
                        durable.erase(each)
            except OSError as error:
                raise Setback(Code.CANNOT_WRITE, detail=_name_of(error)) from error

    def _finish_erasing(self, names: list[str]) -> None:
        """What a kill kept from being erased is not there any more for anybody."""
        for name in names:
            if _ERASED.fullmatch(name):
                with suppress(OSError), self._one_writer:
                    durable.finish_erasing(self._folder / name)

    def _path(self, job_id: str) -> Path:
        if not _ID.fullmatch(job_id):
            raise Setback(Code.CANNOT_WRITE, detail="not the id of a job")
        return self._folder / f"{job_id}{SUFFIX}"

    def _row(self, job_id: str) -> JobRow:
        try:
            return JobRow(job_id, self._read(job_id))
        except Setback as setback:
            return JobRow(job_id, None, setback.trouble)

    def _read(self, job_id: str) -> Job:
        try:
            job = unpacked(durable.read_plain(self._path(job_id), MOST_BYTES))
        except (OSError, durable.NotPlain) as error:
            raise Setback(Code.SITE_FILE_DAMAGED, detail=_name_of(error)) from error
        if job.id != job_id:
            raise Setback(Code.SITE_FILE_DAMAGED, detail="the file of another job")
        return job

    def _refuse_unreadable(self, job_id: str, path: Path) -> None:
        # A broken link is not there for `exists()`, yet something stands at that name.
        if not path.is_symlink() and not path.exists():
            return
        try:
            self._read(job_id)
        except Setback as setback:
            raise Setback(Code.CANNOT_WRITE, detail=str(setback.code)) from setback


def _bounded(data: bytes) -> bytes:
    """What we would refuse to read back is not written."""
    if len(data) > MOST_BYTES:
        raise OSError(errno.EFBIG, "too large for a site file")
    return data


def _touched(row: JobRow) -> datetime:
    if row.job is None:
        return _LONG_AGO
    return row.job.touched_at or row.job.created_at


def _name_of(error: Exception) -> str:
    """A short word for the Details line; paths stay out of it."""
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode.get(error.errno, "OSError")
    return str(error) if isinstance(error, durable.NotPlain) else type(error).__name__
