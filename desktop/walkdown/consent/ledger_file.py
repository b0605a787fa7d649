"""The ledger's SQLite file: one row for each entry, and nothing written before all was verified."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import apsw

from walkdown.consent import ledger_disk as disk
from walkdown.consent.ledger_trouble import LedgerBroken, LedgerBusy, LedgerUnwritable

MOST_BYTES: Final = 4 * 1024**3
MOST_WAL_BYTES: Final = 256 * 1024**2
MOST_BODY_BYTES: Final = 128 * 1024
_APPLICATION: Final = 0x57444C31  # "WDL1", in the file's header
_PAGE_BYTES: Final = 4096
_HEADER_BYTES: Final = 100
_TABLE: Final = (
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, body BLOB NOT NULL) STRICT"
)
_OPEN: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_NOFOLLOW
_SETTINGS: Final = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=1",
    "PRAGMA checkpoint_fullfsync=1",
    "PRAGMA wal_autocheckpoint=0",
)

Row = tuple[int, bytes, bytes]


class LedgerFile:
    """Rows of seq, leaf hash and body. One connection; whoever uses it takes turns.

    Raises LedgerBroken, LedgerBusy or LedgerUnwritable, and OSError from the folder.
    """

    def __init__(self, path: Path) -> None:
        """Open a file that is there. Nothing is written, also not by closing, until `add`."""
        self._path = path
        self._connection: apsw.Connection | None = None
        self._open()

    @classmethod
    def make(cls, path: Path) -> None:
        """Put an empty ledger at `path`: whole, or not there at all."""
        fresh = path.with_name(path.name + ".new")
        for leftover in (f"{fresh}-wal", f"{fresh}-journal"):
            Path(leftover).unlink(missing_ok=True)
        os.close(disk.make_new(fresh))
        with _told(LedgerUnwritable):
            connection = apsw.Connection(str(fresh), flags=_OPEN)
            try:
                connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
                connection.execute(f"PRAGMA application_id={_APPLICATION}")
                connection.execute(_TABLE)
                # Where that fails, SQLite says so by its answer alone.
                if connection.pragma("journal_mode", "wal") != "wal":
                    raise LedgerUnwritable("the ledger's file cannot be made")
            finally:
                connection.close()
        handle = disk.open_plain(fresh)
        try:
            disk.sync(handle)
        finally:
            os.close(handle)
        disk.put_in_place(fresh, path)

    def add(self, seq: int, leaf: bytes, body: bytes) -> None:
        """One row, on the disk when this returns."""
        with _told(LedgerUnwritable):
            self._run("INSERT INTO entry VALUES (?, ?, ?)", (seq, leaf, body))

    def rows(self, first: int = 0) -> Iterator[Row]:
        """All rows from `first` on, in order, as they are: nothing about them is sure."""
        return self._select("SELECT seq, leaf, body FROM entry WHERE seq >= ? ORDER BY seq", first)

    def bodies(self, first: int, last: int) -> list[bytes]:
        """The bodies from `first` to before `last`."""
        sql = "SELECT body FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq"
        return [row[0] for row in self._select(sql, first, last)]

    def leaves(self) -> list[bytes]:
        """The leaf hashes of all rows."""
        return [row[0] for row in self._select("SELECT leaf FROM entry ORDER BY seq")]

    def fold(self) -> None:
        """Bring what stands in the WAL into the file and empty the WAL."""
        with _told(LedgerUnwritable):
            ((busy, _, _),) = self._run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        if busy:
            raise LedgerUnwritable("the ledger's file is held by somebody else")

    def reread(self) -> None:
        """Forget what was read and open the file anew, as the next start of the program would."""
        self._let_go()
        self._open()

    def close(self, *, fold: bool) -> None:
        """Let the file go; with `fold` nothing is left beside it, without it stays as it is."""
        if fold and self._connection is not None:
            self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0)
        self._let_go()

    def _open(self) -> None:
        self._check_plain()
        with _told(LedgerBroken):
            self._connection = apsw.Connection(str(self._path), flags=_OPEN)
            try:
                self._prepare(self._connection)
            except BaseException:
                self._let_go()
                raise

    def _check_plain(self) -> None:
        if not disk.is_there(self._path):
            raise LedgerBroken("the ledger is missing")
        if self._path.stat().st_size > MOST_BYTES:
            raise LedgerBroken("larger than a ledger can be")
        wal = self._path.with_name(self._path.name + "-wal")
        # SQLite would throw away the WAL of a file that was emptied: it is not let near one.
        if not _is_header(disk.read_small(self._path, _HEADER_BYTES)):
            raise LedgerBroken("not a ledger")
        if disk.is_there(wal) and wal.stat().st_size > MOST_WAL_BYTES:
            raise LedgerBroken("more unfinished writing than a ledger can have")
        if os.path.lexists(f"{self._path}-journal"):
            # A ledger is never without its WAL; SQLite would write such a journal into the file.
            raise LedgerBroken("a journal of something else lies beside the ledger")

    def _prepare(self, connection: apsw.Connection) -> None:
        connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.limit(apsw.SQLITE_LIMIT_LENGTH, 16 * MOST_BODY_BYTES)
        for setting in _SETTINGS:
            connection.execute(setting).fetchall()
        schema = connection.execute("SELECT sql FROM sqlite_schema").fetchall()
        application = connection.pragma("application_id")
        journal = connection.pragma("journal_mode")
        if schema != [(_TABLE,)] or application != _APPLICATION or journal != "wal":
            raise LedgerBroken("not a ledger")
        if connection.readonly("main"):
            raise LedgerUnwritable("the ledger may only be read")

    def _select(self, sql: str, *values: int) -> Iterator[Any]:
        with _told(LedgerBroken):
            yield from self._run(sql, values)

    def _run(self, sql: str, values: tuple[Any, ...] = ()) -> apsw.Cursor:
        if self._connection is None:
            raise LedgerUnwritable("the ledger is closed")
        return self._connection.execute(sql, values)

    def _let_go(self) -> None:
        if self._connection is not None:
            # It is closed also where that fails, and all that counts was synced before.
            with suppress(apsw.Error):
                self._connection.close()
            self._connection = None


def _is_header(head: bytes | None) -> bool:
    """Whether a file begins as SQLite's do that have our pages, a WAL, and our mark."""
    return (
        head is not None
        and head[:16] == b"SQLite format 3\0"
        and head[16:18] == _PAGE_BYTES.to_bytes(2, "big")
        and head[18:20] == b"\2\2"
        and head[68:72] == _APPLICATION.to_bytes(4, "big")
    )


@contextmanager
def _told(otherwise: type[LedgerBroken | LedgerUnwritable]) -> Iterator[None]:
    """SQLite's errors as ours; `otherwise` for those that may mean the one or the other."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise LedgerBusy("another program has the ledger open") from error
    except (apsw.CorruptError, apsw.NotADBError, apsw.FormatError) as error:
        raise LedgerBroken("the ledger's file is damaged") from error
    except (apsw.IOError, apsw.FullError, apsw.ReadOnlyError, apsw.CantOpenError) as error:
        raise LedgerUnwritable("the ledger's file cannot be read or written") from error
    except (apsw.PermissionsError, apsw.NoMemError) as error:
        raise LedgerUnwritable("the ledger's file cannot be opened") from error
    except apsw.Error as error:
        raise otherwise("the ledger's file is not as it should be") from error
