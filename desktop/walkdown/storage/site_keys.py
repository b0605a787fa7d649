"""One key for each site file: in the computer's keychain, else in a file beside, of which people are told."""

from __future__ import annotations

import base64
import re
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.key_stores import KeyStores

SERVICE: Final = "Walkdown sites"
KEY_BYTES: Final = 32
SUFFIX: Final = ".key"
_MOST_TEXT: Final = 200
_ID = re.compile(r"[0-9a-f]{32}")


class SiteKeys:
    """Keys by the job's id. Without `stores` they lie in files, readable by this account alone.

    A key that lies in a file moves into the keychain as soon as there is one that keeps it.
    """

    def __init__(self, folder: Path, stores: KeyStores | None = None) -> None:
        self._folder = folder
        self._stores = stores
        self._one = threading.Lock()

    @property
    def in_files(self) -> bool:
        """Whether the key of any site lies in a file, where a copy of the disk would have it too."""
        with suppress(OSError):
            return any(each.suffix == SUFFIX for each in self._folder.iterdir())
        return False

    def key(self, job_id: str) -> bytes:
        """The key that was made. Raises Setback(SITE_KEY_MISSING)."""
        with self._one:
            found = self._stores.read(job_id) if self._stores else None
            if found and (key := _parsed(found.text)):
                return key
            kept = self._in_file(job_id)
            if kept is None:
                locked = found is not None and not found.everywhere
                raise Setback(Code.SITE_KEY_MISSING, detail="keychain" if locked else "no key")
            if self._into_keychain(job_id, kept):
                self._erase_file(job_id)
            return kept

    def make(self, job_id: str) -> bytes:
        """A new key, kept when this returns. Raises OSError."""
        with self._one:
            key = secrets.token_bytes(KEY_BYTES)
            if not self._into_keychain(job_id, key):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                durable.write_whole(self._path(job_id), base64.b64encode(key))
            return key

    def destroy(self, job_id: str) -> None:
        """Gone from file and keychain. Raises OSError where it may still be there."""
        with self._one:
            self._erase_file(job_id)
            if self._stores and not self._stores.erase(job_id):
                raise PermissionError(13, "the keychain keeps the key")

    def _into_keychain(self, job_id: str, key: bytes) -> bool:
        """Whether it is known to be kept there: some stores drop what they are given."""
        if not self._stores:
            return False
        self._stores.write(job_id, base64.b64encode(key).decode())
        return _parsed(self._stores.read(job_id).text) == key

    def _in_file(self, job_id: str) -> bytes | None:
        try:
            text = durable.read_plain(self._path(job_id), _MOST_TEXT)
        except (OSError, durable.NotPlain):
            return None
        return _parsed(text.decode("ascii", "replace"))

    def _erase_file(self, job_id: str) -> None:
        for path in (self._path(job_id), durable.being_written(self._path(job_id))):
            with suppress(FileNotFoundError):
                durable.erase(path)

    def _path(self, job_id: str) -> Path:
        if not _ID.fullmatch(job_id):
            raise PermissionError(13, "not the id of a job")
        return self._folder / f"{job_id}{SUFFIX}"


def _parsed(text: str | None) -> bytes | None:
    try:
        key = base64.b64decode((text or "")[:_MOST_TEXT], validate=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
