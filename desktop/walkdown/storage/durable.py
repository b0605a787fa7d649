"""Files that are whole or not there: read with bounds, written so that a kill leaves the old or the new."""

from __future__ import annotations

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_NOFOLLOW: int = getattr(os, "O_NOFOLLOW", 0)
_BINARY: int = getattr(os, "O_BINARY", 0)
_NONBLOCK: int = getattr(os, "O_NONBLOCK", 0)
_CHUNK: Final = 1 << 20
_ERASED: Final = ".erased"


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
    beside = being_written(path)
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


def erase(path: Path) -> None:
    """Overwrite a file with zeros and delete it, for good when this returns. Raises OSError.

    A kill leaves it whole, or under the name `being_erased`. A file system that writes a change
    elsewhere, as flash does, may keep the former bytes for a while: nothing here can reach those.
    """
    gone = being_erased(path)
    path.replace(gone)
    finish_erasing(gone)


def blank(path: Path) -> None:
    """Overwrite a file with zeros and leave it empty under its name. Raises OSError."""
    handle = os.open(path, os.O_WRONLY | _NOFOLLOW | _BINARY | _NONBLOCK)
    try:
        overwrite(handle)
        os.ftruncate(handle, 0)
        os.fsync(handle)
    finally:
        os.close(handle)


def erase_or_finish(path: Path) -> None:
    """Erase it, or what has the name of a file that is being erased. Raises OSError."""
    if path.name.endswith(_ERASED):
        finish_erasing(path)
    else:
        erase(path)


def finish_all(folder: Path, names: re.Pattern[str]) -> None:
    """Finish what a kill kept from being erased; what cannot be is left for the next time."""
    with suppress(OSError):
        for path in [each for each in folder.iterdir() if names.fullmatch(each.name)]:
            with suppress(OSError):
                finish_erasing(path)


def being_written(path: Path) -> Path:
    """What a file is called until it is whole."""
    return path.with_name(f".{path.name}.new")


def being_erased(path: Path) -> Path:
    """What a file is called while it is being erased."""
    return path.with_name(f".{path.name}{_ERASED}")


def finish_erasing(gone: Path) -> None:
    """Overwrite and delete what has its last name already; a link is only taken away."""
    if not stat.S_ISLNK(os.lstat(gone).st_mode):
        _overwrite(gone)
    gone.unlink()
    sync_folder(gone.parent)


def overwrite(handle: int) -> None:
    """Zeros over all bytes of an open file, also of one that has no name any more. Raises OSError."""
    left = os.lseek(handle, 0, os.SEEK_END)
    os.lseek(handle, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(handle, bytes(min(left, _CHUNK)))
    os.fsync(handle)


def _overwrite(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | _NOFOLLOW | _BINARY | _NONBLOCK)
    try:
        overwrite(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows does this by itself and cannot be asked to."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
