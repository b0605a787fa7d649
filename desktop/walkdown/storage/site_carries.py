"""A whole site as one file under a passphrase: a site file with another key, made and read in our folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path, PurePath
from typing import Final

import apsw
import msgspec

from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.parting import Along
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.former_site_file import MOST_PHOTO
from walkdown.storage.new_file import write_new
from walkdown.storage.site_book import MOST_BYTES, SiteBook, clear
from walkdown.storage.site_files import SiteFiles, is_job_id

FOLDER: Final = "carried"
_MADE: Final = "site"
_CHUNK: Final = 1 << 20


class SiteCarries:
    """Implements `app.ports.Carries` beside the site files of this laptop.

    A file is made and read in a folder of our own, which is emptied each time: SQLite keeps a log
    beside a file, and neither a stick nor the file that was picked shall have that.
    """

    def __init__(self, folder: Path, files: SiteFiles) -> None:
        """`folder` is that of the site files."""
        self._folder = folder / FOLDER
        self._files = files
        with suppress(OSError):  # of one that a kill left: it opens with its passphrase
            self._clear(self._folder / _MADE)

    def take(
        self, lease: Lease, job_id: str, path: PurePath, passphrase: Secret, now: datetime
    ) -> str:
        """See `Carries.take`."""
        lease.check(Purpose.FILE_EXPORT)
        along = self._files.along(job_id, now)
        with self._workshop() as made:
            SiteBook.make_of(made, passphrase, along).close()
            lease.check(Purpose.FILE_EXPORT)
            write_new(Path(path), _chunks(made))
        return path.name

    def read(self, lease: Lease, path: PurePath, passphrase: Secret) -> Along:
        """See `Carries.read`."""
        lease.check(Purpose.FILE_IMPORT)
        with self._workshop() as copy:
            try:
                _copied(Path(path), copy)
            except OSError as error:
                raise Setback(Code.PASSPHRASE_WRONG, detail=type(error).__name__) from error
            lease.check(Purpose.FILE_IMPORT)
            return _read(copy, passphrase)

    def here(self, job_id: str) -> Along | None:
        """See `Carries.here`."""
        return self._files.as_it_is(job_id)

    def bring(self, along: Along, now: datetime) -> None:
        """See `Carries.bring`."""
        self._files.bring(along, now)

    @contextmanager
    def _workshop(self) -> Iterator[Path]:
        """Where one file is made or read; nothing stays of it, nor of one that a kill left."""
        made = self._folder / _MADE
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._clear(made)
            yield made
        except (OSError, apsw.Error, msgspec.MsgspecError, ValueError) as error:
            raise Setback(Code.CANNOT_WRITE, detail=type(error).__name__) from error
        finally:
            with suppress(OSError):
                self._clear(made)

    def _clear(self, made: Path) -> None:
        clear(durable.being_written(made))
        clear(made)


def _read(copy: Path, passphrase: Secret) -> Along:
    try:
        book = SiteBook.open(copy, passphrase)
    except Setback as setback:
        if setback.code is Code.SITE_FILE_NEWER:
            raise
        raise Setback(Code.PASSPHRASE_WRONG) from setback
    try:
        return _believed(book.along())
    except (apsw.Error, msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
        raise Setback(Code.PASSPHRASE_WRONG, detail=type(error).__name__) from error
    finally:
        book.close()


def _believed(along: Along) -> Along:
    """Raises ValueError for what we would not have written."""
    ids = {along.job.id, *(parting.job.id for parting in along.partings)}
    if len(ids) != 1 or not is_job_id(along.job.id):
        raise ValueError("not the file of one site")
    if len(along.photo) > MOST_PHOTO:
        raise ValueError("not a picture of a job")
    return along


def _copied(path: Path, copy: Path) -> None:
    """At most as much as a site file can be, from a plain file. Raises OSError."""
    # Before it is opened: a pipe in the place of a file would hold us up.
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("no file")
    with path.open("rb") as source, copy.open("xb") as target:
        left = MOST_BYTES
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise OSError("too large")
            target.write(chunk)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
