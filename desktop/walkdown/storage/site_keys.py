"""One key for each site file: in the computer's keychain, else in a file beside, of which people are told."""

from __future__ import annotations

import base64
import re
import secrets
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.key_stores import KeyStores

SERVICE: Final = "Walkdown sites"
KEY_BYTES: Final = 32
SUFFIX: Final = ".key"
_MOST_TEXT: Final = 200
LOCKED: Final = "keychain"  # why there is no key: it may be in there
_ID = re.compile(r"[0-9a-f]{32}")
_ERASED = re.compile(r"\.{1,2}[0-9a-f]{32}\.key(\.new)?\.erased")


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
            return any(each.lstat().st_size for each in self._files())
        return False

    def key(self, job_id: str) -> bytes:
        """The key that was made. Raises Setback(SITE_KEY_MISSING).

        One in a file is newer than one in the keychain, which did not take it.
        """
        with self._one:
            if kept := self._in_file(job_id):
                if self._into_keychain(job_id, kept):
                    self._erase_file(job_id)
                return kept
            found = self._stores.read(job_id) if self._stores else None
            if found and (key := _parsed(found.text)):
                return key
            locked = found is not None and not found.everywhere
            raise Setback(Code.SITE_KEY_MISSING, detail=LOCKED if locked else "no key")

    def kept_or_new(self, job_id: str, *, had_one: bool = False) -> bytes:
        """The key that was made before, else a new one. Raises OSError.

        `had_one`: something is encrypted with it, so that there is none instead of a key that is
        out of reach in a locked keychain. Raises Setback(SITE_KEY_MISSING) then.
        """
        try:
            return self.key(job_id)
        except Setback as missing:
            if had_one and missing.trouble.detail == LOCKED:
                raise
        return self.make(job_id)

    def make(self, job_id: str) -> bytes:
        """A new key, kept when this returns. Raises OSError."""
        with self._one:
            key = secrets.token_bytes(KEY_BYTES)
            if not self._into_keychain(job_id, key):
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                durable.write_whole(self._path(job_id), base64.b64encode(key))
            return key

    def destroy(self, job_id: str) -> None:
        """Gone from file and keychain. As `destroying`."""
        with self.destroying(job_id):
            pass

    @contextmanager
    def destroying(self, job_id: str, *, had_one: bool = True) -> Iterator[None]:
        """The key is gone from file and keychain, then the block erases what it was the key of.

        `had_one`: whether anything was ever encrypted with it, so that it must not stay. Until the
        block is done an empty file stays in the place of one that was there: it says, should the
        rest have to be tried again, that no keychain has to be asked. Raises OSError, and
        Setback(SITE_KEY_STAYS) where the keychain may still have it.
        """
        with self._one:
            self._blank(job_id)
            if not self._out_of_keychain(job_id) and had_one:
                raise Setback(Code.SITE_KEY_STAYS)
        yield
        with self._one:
            self._erase_file(job_id)

    def finish_erasing(self, there: Collection[str]) -> None:
        """What a kill kept from being erased. `there`: the jobs of which anything is left."""
        with self._one:
            durable.finish_all(self._folder, _ERASED)
            for path in self._files():
                if path.stem not in there and not path.lstat().st_size:
                    _erase(path)

    def _files(self) -> list[Path]:
        try:
            return [each for each in self._folder.iterdir() if each.suffix == SUFFIX]
        except OSError:
            return []

    def _out_of_keychain(self, job_id: str) -> bool:
        """Whether it is known not to be there."""
        if not self._stores or self._stores.erase(job_id):
            return True
        # Without a keychain it lay in its file, and nowhere else.
        return self._path(job_id).exists() and not self._stores.there

    def _blank(self, job_id: str) -> None:
        path = self._path(job_id)
        for gone in (durable.being_written(path), *_begun(path)):
            _erase(gone)
        if path.is_symlink():
            path.unlink()
        elif path.exists():
            durable.blank(path)

    def _into_keychain(self, job_id: str, key: bytes) -> bool:
        """Whether it is known to be kept there: some stores drop what they are given."""
        if not self._stores:
            return False
        self._stores.write(job_id, base64.b64encode(key).decode())
        found = self._stores.read(job_id)
        # One that does not answer now may have a former key, and be the first to answer later.
        return found.everywhere and _parsed(found.text) == key

    def _in_file(self, job_id: str) -> bytes | None:
        try:
            text = durable.read_plain(self._path(job_id), _MOST_TEXT)
        except (OSError, durable.NotPlain):
            return None
        return _parsed(text.decode("ascii", "replace"))

    def _erase_file(self, job_id: str) -> None:
        path = self._path(job_id)
        for each in (path, durable.being_written(path), *_begun(path)):
            _erase(each)

    def _path(self, job_id: str) -> Path:
        if not _ID.fullmatch(job_id):
            raise PermissionError(13, "not the id of a job")
        return self._folder / f"{job_id}{SUFFIX}"


def _begun(path: Path) -> tuple[Path, ...]:
    """What a kill leaves of its erasing."""
    return durable.being_erased(path), durable.being_erased(durable.being_written(path))


def _erase(path: Path) -> None:
    with suppress(FileNotFoundError):
        durable.erase_or_finish(path)


def _parsed(text: str | None) -> bytes | None:
    try:
        key = base64.b64decode((text or "")[:_MOST_TEXT], validate=True)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None
