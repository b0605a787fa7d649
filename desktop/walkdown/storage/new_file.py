"""A file that was not there before: whole under its name, or not there at all. Nothing is overwritten."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from walkdown.storage.durable import sync_folder

_FLAGS: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_FLAGS |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def write_new(path: Path, chunks: Iterable[bytes]) -> None:
    """Write beside, for the owner's eyes only, and give it its name when it is on the disk.

    Raises FileExistsError where something has the name by then, else OSError; an error of
    `chunks` comes through. Then nothing of it is left.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    handle = os.open(beside, _FLAGS, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        _name(beside, path)
    finally:
        with suppress(FileNotFoundError):
            beside.unlink()
    sync_folder(path.parent)


def _name(beside: Path, path: Path) -> None:
    if sys.platform == "win32":
        beside.rename(path)  # which refuses a name that is taken there
        return
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError as error:  # a medium without links: then as well as it can be done there
        if os.path.lexists(path):
            raise FileExistsError("the name is taken") from error
        beside.rename(path)
