"""The few calls on the ledger's folder that must be on the disk when they return, and its lock."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from walkdown.consent.ledger_trouble import LedgerBusy

_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)
_NEW: Final = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK | _BINARY


def sync(handle: int) -> None:
    """The file's bytes are on the medium, past the drive's own cache where that can be asked for."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # some file systems have no such call, and then the other one
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
            return
    os.fsync(handle)


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the medium; Windows has no handle for that."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_all(handle: int, data: bytes) -> None:
    """All of it or OSError: a write may take only a part."""
    if os.write(handle, data) != len(data):
        raise OSError("only a part was written")


def make_new(path: Path) -> int:
    """A handle on a new file for the owner's eyes only, in the place of one left half-made."""
    with suppress(FileNotFoundError):
        path.unlink()
    return os.open(path, _NEW, 0o600)


def put_in_place(fresh: Path, path: Path) -> None:
    """The finished file takes its name."""
    fresh.replace(path)
    sync_folder(path.parent)


def replace_whole(path: Path, data: bytes) -> None:
    """`path` holds `data`, or after a failure what it held before. Raises OSError."""
    fresh = path.with_name(path.name + ".new")
    handle = make_new(fresh)
    try:
        write_all(handle, data)
        sync(handle)
    finally:
        os.close(handle)
    put_in_place(fresh, path)


def read_small(path: Path, most: int) -> bytes | None:
    """The bytes of a file, one more than `most` at the longest; None where there is none.

    Raises OSError, also for a link or anything else that is no plain file.
    """
    if not is_there(path):
        return None
    handle = os.open(path, os.O_RDONLY | _NO_LINK | _BINARY)
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1)


def open_plain(path: Path) -> int:
    """A handle for reading and writing a file that is there."""
    return os.open(path, os.O_RDWR | _NO_LINK | _BINARY)


def is_there(path: Path) -> bool:
    """Whether there is such a plain file. Raises OSError where something else has its name."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise OSError("a link, a folder or a pipe in the place of a file")
    return True


def locked(path: Path) -> BinaryIO:
    """The lock that one Walkdown holds; closing the file lets it go. Raises LedgerBusy, OSError."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY, 0o600)
    file = os.fdopen(handle, "r+b")
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise LedgerBusy("another Walkdown is open") from error
    return file
