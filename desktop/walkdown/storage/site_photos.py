"""The pictures beside the site files: named by job and hash, so that a kill leaves the old or the new."""

from __future__ import annotations

import errno
import hashlib
import re
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable

MOST_BYTES: Final = 1024 * 1024
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
# What a kill may have left of one bears its name too, behind a dot or two.
_PHOTO = re.compile(r"\.{0,2}(?P<job>[0-9a-f]{32})-(?P<photo>[0-9a-f]{64})\.jpg(\.new)?(\.erased)?")


class SitePhotos:
    """Implements `app.ports.Photos` over the folder of the site files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one_writer = threading.Lock()

    def keep(self, job_id: str, jpeg: bytes) -> str:
        """Durable when it returns; gives its SHA-256. Raises Setback(CANNOT_WRITE)."""
        photo = hashlib.sha256(jpeg).hexdigest()
        path = self._path(job_id, photo)
        if path is None or len(jpeg) > MOST_BYTES:
            raise Setback(Code.CANNOT_WRITE, detail="not a picture of a job")
        with self._one_writer:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                durable.write_whole(path, jpeg)
            except OSError as error:
                raise _not_written(error) from error
        return photo

    def read(self, job_id: str, photo: str) -> bytes:
        """Exactly the bytes that were kept; empty where they are gone, changed, or none of ours."""
        path = self._path(job_id, photo)
        if path is None:
            return b""
        try:
            found = durable.read_plain(path, MOST_BYTES)
        except (OSError, durable.NotPlain):
            return b""
        return found if hashlib.sha256(found).hexdigest() == photo else b""

    def keep_only(self, job_id: str, photo: str) -> None:
        """Overwrite and delete every other picture of the job; all of them for "".

        Raises Setback(CANNOT_WRITE) where one stays.
        """
        with self._one_writer:
            try:
                erase_photos(self._folder, job_id, but=photo)
            except OSError as error:
                raise _not_written(error) from error

    def _path(self, job_id: str, photo: str) -> Path | None:
        """Where it lies; None for what is no id or no hash: those come from a file."""
        if not _ID.fullmatch(job_id) or not _HASH.fullmatch(photo):
            return None
        return self._folder / f"{job_id}-{photo}.jpg"


def erase_photos(folder: Path, job_id: str, *, but: str = "") -> None:
    """Every picture of a job, what a kill left of one included, but the whole one named. Raises OSError."""
    try:
        names = [each.name for each in folder.iterdir()]
    except FileNotFoundError:
        return
    for name in names:
        found = _PHOTO.fullmatch(name)
        if found and found["job"] == job_id and name != f"{job_id}-{but}.jpg":
            with suppress(FileNotFoundError):
                _erase(folder / name)


def _erase(path: Path) -> None:
    if path.name.endswith(".erased"):
        durable.finish_erasing(path)
    else:
        durable.erase(path)


def _not_written(error: OSError) -> Setback:
    return Setback(Code.CANNOT_WRITE, detail=errno.errorcode.get(error.errno or 0, "OSError"))
