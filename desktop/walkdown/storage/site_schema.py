"""The tables of a site file, by schema number; an older file is brought up step by step when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import apsw

APPLICATION_ID: Final = 0x57444B31  # "WDK1"
CURRENT: Final = 3  # 1 was a file of JSON, see `envelope`

# `head` is the job without its devices and looks. Bodies are the records' JSON, so that a field more
# needs no other table; what stands in them is listed in resources/data_inventory.toml.
TABLES: Final = """
CREATE TABLE job (one INTEGER PRIMARY KEY CHECK (one = 1), body BLOB NOT NULL) STRICT;
CREATE TABLE device (serial TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE look (serial TEXT PRIMARY KEY, at INTEGER NOT NULL, body BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE photo (sha256 TEXT PRIMARY KEY, jpeg BLOB NOT NULL) STRICT;
CREATE TABLE parting (id TEXT PRIMARY KEY, at TEXT NOT NULL, body BLOB NOT NULL) STRICT;
"""


def _with_partings(connection: apsw.Connection) -> None:
    connection.execute(
        "CREATE TABLE parting (id TEXT PRIMARY KEY, at TEXT NOT NULL, body BLOB NOT NULL) STRICT;"
    )


# From schema → what makes it one later. Released steps are never changed.
STEPS: dict[int, Callable[[apsw.Connection], None]] = {2: _with_partings}


def make(connection: apsw.Connection) -> None:
    """The tables of a new file; call it inside a transaction."""
    connection.execute(TABLES)
    connection.pragma("application_id", APPLICATION_ID)
    connection.pragma("user_version", CURRENT)


def schema_of(connection: apsw.Connection) -> int:
    """The file's schema. Raises ValueError where it is no site file."""
    if connection.pragma("application_id") != APPLICATION_ID:
        raise ValueError("not a site file")
    return int(connection.pragma("user_version"))


def bring_up(connection: apsw.Connection, schema: int) -> None:
    """To the current schema, in one transaction. Raises ValueError where no way leads there."""
    with transaction(connection):
        for step in range(schema, CURRENT):
            if step not in STEPS:
                raise ValueError(f"schema {step} was never released")
            STEPS[step](connection)
        connection.pragma("user_version", CURRENT)


def is_ours_alone(connection: apsw.Connection) -> bool:
    """Whether there is nothing in the file but our tables: no view or trigger of a stranger's."""
    found = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    made = {str(sql) for name, sql in found if not str(name).startswith("sqlite_autoindex")}
    return made == {line.rstrip(";") for line in TABLES.strip().splitlines()}


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All of it or nothing. SQLite has rolled back by itself where the disk is full, so that is asked first."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
