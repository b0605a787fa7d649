"""Files that are whole or not there: read with bounds, written so that a kill leaves the old or the new."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)


class NotPlain(Exception):
    """A link, a folder, a pipe, or more bytes than a file of ours can have."""


def read_plain(path: Path, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes. Raises OSError, or NotPlain."""
    if stat.S_ISLNK(os.lstat(path).st_mode):
        raise NotPlain("a link")
    # Without O_NONBLOCK a pipe laid in our folder would hold us for ever.
    handle = os.open(path, os.O_RDONLY | _NOFOLLOW | _BINARY | _NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise NotPlain("not a file")
        if found.st_size > most:
            raise NotPlain("too large")
        data = file.read(most + 1)
    if len(data) > most:
        raise NotPlain("too large")
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, for the owner's eyes only; on the disk when this returns.

    Raises OSError; then the former file is untouched. One writer per path at a time.
    """
    beside = path.with_name(f".{path.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows does this by itself and cannot be asked to."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
