"""One open site file: an encrypted SQLite database of a job, its devices, and its pictures; one connection."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import apsw
import msgspec

from walkdown.core.device import Device
from walkdown.core.job import Job, Look
from walkdown.core.parting import Along
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable, site_partings, site_schema
from walkdown.storage.envelope import sound
from walkdown.storage.site_schema import transaction

PAGE: Final = 4096
BESIDE: Final = ("-wal", "-shm", "-journal")
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_RECORD: Final = 32 * 1024 * 1024
BUSY_MS: Final = 2000
# PBKDF2-SHA256, as OWASP's Password Storage Cheat Sheet asks for.
ROUNDS: Final = 600_000
# A key of our own making, or a passphrase of a person's.
Key = bytes | Secret
_OPEN: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW
R = TypeVar("R", Device, Look)


class SiteBook:
    """Every write is on the disk when it returns (WAL, synchronous FULL), and a kill loses none of them.

    Pages are encrypted and authenticated (ChaCha20-Poly1305), so that no changed byte is believed.
    Not for two threads at once.
    """

    def __init__(self, connection: apsw.Connection, job: Job | None = None) -> None:
        """Use `open` or `make`."""
        self._db = connection
        self._last = job

    @classmethod
    def make(cls, path: Path, key: Key, job: Job, photo: bytes = b"") -> SiteBook:
        """A new file, whole before it bears its name. Raises apsw.Error, OSError."""
        return cls.make_of(path, key, Along(job, photo))

    @classmethod
    def make_of(cls, path: Path, key: Key, along: Along) -> SiteBook:
        """A new file of a site that was taken along. Raises apsw.Error, OSError."""
        new = durable.being_written(path)
        clear(new)
        os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        book = cls(_connected(new, key))
        try:
            with transaction(book._db):
                site_schema.make(book._db)
            book.join(along)
            book._db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
        finally:
            book.close()
        for each in beside(path):  # left of a file that was deleted, it would be read into this one
            each.unlink(missing_ok=True)
        new.replace(path)
        durable.sync_folder(path.parent)
        return cls.open(path, key)

    @classmethod
    def open(cls, path: Path, key: Key) -> SiteBook:
        """Raises Setback: SITE_FILE_DAMAGED, SITE_FILE_NEWER; OSError where it cannot be read."""
        if not looks_whole(path):
            raise Setback(Code.SITE_FILE_DAMAGED, detail="not a file of ours")
        try:
            return cls._opened(path, key)
        except (apsw.Error, msgspec.MsgspecError, ValueError, TypeError, RecursionError) as error:
            # The kind alone: what stands in the file does not reach the screen from here.
            raise Setback(Code.SITE_FILE_DAMAGED, detail=type(error).__name__) from error

    @classmethod
    def _opened(cls, path: Path, key: Key) -> SiteBook:
        connection = _connected(path, key)
        try:
            schema = site_schema.schema_of(connection)
            if schema > site_schema.CURRENT:
                raise Setback(Code.SITE_FILE_NEWER)
            if connection.pragma("quick_check", 1) != "ok":
                raise ValueError("its tables do not fit")
            site_schema.bring_up(connection, schema)
            if not site_schema.is_ours_alone(connection):
                raise ValueError("more than our tables")
            book = cls(connection, _job_in(connection))
            connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
            return book
        except BaseException:
            connection.close()
            raise

    @property
    def job(self) -> Job:
        """The job as it was written last."""
        if self._last is None:
            raise ValueError("nothing was written yet")
        return self._last

    def write(self, job: Job) -> None:
        """What differs from the job written last, in one transaction. Raises apsw.Error, OSError.

        Raises UnicodeError for text that is none (lone surrogates).
        """
        with transaction(self._db):
            self._write(job)
        self._last = job

    def join(self, along: Along) -> None:
        """The job, its picture and its partings beside those that are there, in one transaction."""
        with transaction(self._db):
            self._write(along.job)
            if along.photo:
                self._write_photo(along.photo)
            site_partings.keep(self._db, along.partings)
        self._last = along.job

    def along(self) -> Along:
        """All of it, to be taken along. Raises apsw.Error, ValueError or msgspec's."""
        return Along(self.job, self.photo(self.job.site.photo), site_partings.read(self._db))

    def part(self, at: datetime) -> None:
        """The state it is in is one that it was taken along in. Raises apsw.Error."""
        with transaction(self._db):
            site_partings.keep(self._db, [site_partings.parting_of(self.job, at)])

    def forget_partings(self) -> None:
        """Gone from the file, their bytes overwritten, and what the log still has. Raises apsw.Error."""
        with transaction(self._db):
            self._db.execute("DELETE FROM parting")
        self._db.pragma("wal_checkpoint(TRUNCATE)")

    def keep_photo(self, jpeg: bytes) -> str:
        """Its SHA-256. Raises apsw.Error."""
        with transaction(self._db):
            return self._write_photo(jpeg)

    def photo(self, sha256: str) -> bytes:
        """Exactly the bytes that were kept; empty where they are gone."""
        found = self._db.execute("SELECT jpeg FROM photo WHERE sha256 = ?", (sha256,)).fetchone()
        jpeg = bytes(found[0]) if found else b""
        return jpeg if hashlib.sha256(jpeg).hexdigest() == sha256 else b""

    def has_but(self, sha256: str) -> bool:
        """Whether there is any other picture. Raises apsw.Error."""
        found = self._db.execute("SELECT 1 FROM photo WHERE sha256 <> ? LIMIT 1", (sha256,))
        return found.fetchone() is not None

    def keep_only(self, sha256: str) -> None:
        """Every other picture is gone from the file, its bytes overwritten. Raises apsw.Error."""
        with transaction(self._db):
            self._db.execute("DELETE FROM photo WHERE sha256 <> ?", (sha256,))
        self._db.pragma("wal_checkpoint(TRUNCATE)")

    def copy_to(self, path: Path, key: bytes) -> None:
        """The whole file as it is now, under `key`, at a path that is not there. Raises apsw.Error."""
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        to = _connected(path, key)
        to.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
        try:
            with to.backup("main", self._db, "main") as backup:
                while not backup.done:
                    backup.step(-1)
        finally:
            to.close()

    def close(self) -> None:
        """Nothing is beside the file afterwards."""
        self._db.close()

    def _write(self, job: Job) -> None:
        last = self._last
        self._write_head(job, last)
        self._write_rows("device", job.devices, last.devices if last else ())
        self._write_rows("look", job.looks, last.looks if last else ())

    def _write_photo(self, jpeg: bytes) -> str:
        photo = hashlib.sha256(jpeg).hexdigest()
        self._db.execute("INSERT OR REPLACE INTO photo VALUES (?, ?)", (photo, jpeg))
        return photo

    def _write_head(self, job: Job, last: Job | None) -> None:
        body = _head_of(job)
        if last is None or body != _head_of(last):
            self._db.execute("INSERT OR REPLACE INTO job VALUES (1, ?)", (body,))

    def _write_rows(self, table: str, now: Sequence[R], last: Sequence[R]) -> None:
        if now is last:
            return
        former = {record.serial: (at, record) for at, record in enumerate(last)}
        changed = [
            (record.serial, at, _bounded(msgspec.json.encode(record)))
            for at, record in enumerate(now)
            if not _is_same(former.pop(record.serial, None), at, record)
        ]
        # The names of the tables are ours alone.
        self._db.executemany(f"DELETE FROM {table} WHERE serial = ?", [(s,) for s in former])  # noqa: S608
        self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", changed)  # noqa: S608


def looks_whole(path: Path) -> bool:
    """Whether it can be a site file at all, by its kind and size: no key is asked for otherwise."""
    info = os.lstat(path)
    whole = info.st_size > 0 and info.st_size % PAGE == 0
    return stat.S_ISREG(info.st_mode) and whole and info.st_size <= MOST_BYTES


def beside(path: Path) -> tuple[Path, ...]:
    """What SQLite may keep beside a site file."""
    return tuple(path.with_name(f"{path.name}{suffix}") for suffix in BESIDE)


def clear(path: Path) -> None:
    """Take away what a kill left of a file that was being written, and what SQLite keeps beside it."""
    for each in (path, *beside(path)):
        with suppress(FileNotFoundError):
            each.unlink()


def _connected(path: Path, key: Key) -> apsw.Connection:
    connection = apsw.Connection(str(path), flags=_OPEN)
    try:
        # Closing a file that cannot be read would take away what a kill left beside it.
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.set_busy_timeout(BUSY_MS)
        connection.pragma("cipher", "chacha20")
        _unlock(connection, key)
        connection.pragma("trusted_schema", False)
        connection.pragma("temp_store", "memory")
        if connection.pragma("journal_mode", "wal") != "wal":
            raise OSError("no write-ahead log here")
        connection.pragma("synchronous", "full")
        connection.pragma("secure_delete", "on")
    except BaseException:
        connection.close()
        raise
    return connection


def _unlock(connection: apsw.Connection, key: Key) -> None:
    if isinstance(key, bytes):
        connection.execute(f"PRAGMA key = 'raw:{key.hex()}'")
        return
    connection.pragma("kdf_iter", ROUNDS)
    with key.reveal() as text:
        connection.execute(f"PRAGMA hexkey = '{text.encode().hex()}'")


def _job_in(connection: apsw.Connection) -> Job:
    """Raises ValueError or msgspec's for what is no job."""
    body = connection.execute("SELECT body FROM job").fetchone()
    if body is None:
        raise ValueError("a site file without its job")
    job = msgspec.json.decode(body[0], type=Job)
    devices = _rows(connection.execute("SELECT body FROM device ORDER BY at"))
    looks = _rows(connection.execute("SELECT body FROM look ORDER BY at"))
    whole = replace(
        job,
        devices=msgspec.json.decode(devices, type=tuple[Device, ...]),
        looks=msgspec.json.decode(looks, type=tuple[Look, ...]),
    )
    return sound(whole)


def _rows(found: Iterable[tuple[bytes]]) -> bytes:
    return b"[" + b",".join(body for (body,) in found) + b"]"


def _head_of(job: Job) -> bytes:
    return _bounded(msgspec.json.encode(replace(job, devices=(), looks=())))


def _is_same(former: tuple[int, R] | None, at: int, record: R) -> bool:
    """Records are frozen: those that were not touched are the very same."""
    return former is not None and former[0] == at and (former[1] is record or former[1] == record)


def _bounded(body: bytes) -> bytes:
    """What we would refuse to read back is not written."""
    if len(body) > MOST_RECORD:
        raise OSError(27, "too large for a site file")
    return body
