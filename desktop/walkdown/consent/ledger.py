"""The ledger: an append-only, hash-chained file that is on disk before the use it writes about begins."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from walkdown.consent.entry import (
    GENESIS_HASH,
    BrokenEntry,
    Entry,
    Happened,
    decode,
    digest,
    encode,
)

__all__ = ["Entry", "Happened", "Ledger", "LedgerBroken", "LedgerBusy", "LedgerUnwritable"]

MOST_BYTES: Final = 512 * 1024 * 1024
_MOST_MIRROR: Final = 100
_NO_LINK: Final[int] = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final[int] = getattr(os, "O_BINARY", 0)


class LedgerBroken(Exception):
    """The file does not verify: changed, cut, or not a ledger. It is left as it is."""


class LedgerUnwritable(Exception):
    """An entry could not be made durable; nothing more is written until the ledger is opened anew."""


class LedgerBusy(Exception):
    """Another Walkdown has the ledger open."""


class Ledger:
    """One file of canonical JSON lines, each carrying the hash of the one before, fsync'd.

    `head` beside it mirrors how far the file must at least go, so that a cut tail is noticed.
    Blocking; one writer at a time.
    """

    def __init__(self, path: Path, file: BinaryIO, lines: list[bytes], lock: BinaryIO) -> None:
        self._path = path
        self._file = file
        self._lock_file = lock
        self._entries = [decode(line) for line in lines]
        self._head = digest(lines[-1]) if lines else GENESIS_HASH
        self._one = threading.Lock()
        self._failed = False
        self._broken = False

    @classmethod
    def open(cls, path: Path, now_ms: Callable[[], int]) -> Ledger:
        """Open and verify, or begin. Raises LedgerBroken, LedgerBusy, LedgerUnwritable."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = _locked(path.with_suffix(".lock"))
        except OSError as error:
            raise LedgerUnwritable("the ledger's folder cannot be written") from error
        try:
            return cls._opened(path, lock, now_ms)
        except OSError as error:
            lock.close()
            raise LedgerUnwritable("the ledger cannot be opened") from error
        except BaseException:
            lock.close()
            raise

    @classmethod
    def _opened(cls, path: Path, lock: BinaryIO, now_ms: Callable[[], int]) -> Ledger:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | _NO_LINK | _BINARY, 0o600)
        file = os.fdopen(handle, "r+b", buffering=0)
        try:
            if os.fstat(handle).st_size > MOST_BYTES:
                raise LedgerBroken("larger than a ledger can be")
            content = file.read()
            whole, torn = _whole_lines(content)
            _check(whole, _mirrored(path))
            file.truncate(len(content) - torn)
            file.seek(0, os.SEEK_END)
            ledger = cls(path, file, whole, lock)
            ledger._begin(torn, now_ms())
        except BaseException:
            file.close()
            raise
        return ledger

    def _begin(self, torn: int, at_ms: int) -> None:
        """The first entry, or the one that tells of a torn end; the mirror goes to the end."""
        if not self._entries:
            self.append(Entry(Happened.GENESIS, at_ms))
            _sync_folder(self._path.parent)
        elif torn:
            self.append(Entry(Happened.RECOVERED, at_ms, counts=f"{torn} bytes torn"))
        else:
            self._mirror(self._head, len(self._entries) - 1)

    def append(self, entry: Entry) -> Entry:
        """Write one entry; when this returns it survives a kill.

        Raises LedgerUnwritable, or LedgerBroken once `verify` has found a change.
        """
        with self._one:
            if self._broken:
                raise LedgerBroken("the ledger was changed from outside")
            if self._failed or self._file.closed:
                raise LedgerUnwritable("the ledger is not writable any more")
            chained = replace(entry, seq=len(self._entries), prev=self._head)
            line = encode(chained)
            try:
                if self._file.write(line + b"\n") != len(line) + 1:
                    raise OSError("only a part of the entry was written")
                os.fsync(self._file.fileno())
                self._mirror(digest(line), chained.seq)
            except OSError as error:
                self._failed = True
                raise LedgerUnwritable("an entry could not be made durable") from error
            # What is kept in memory is what stands in the file, cut texts included.
            chained = decode(line)
            self._entries.append(chained)
            self._head = digest(line)
            return chained

    def entries(self) -> tuple[Entry, ...]:
        """All entries, oldest first."""
        with self._one:
            return tuple(self._entries)

    def verify(self) -> bool:
        """Read the file again from its beginning: is every entry there and unchanged?"""
        with self._one:
            try:
                lines, torn = _whole_lines(self._path.read_bytes())
                _check(lines, _mirrored(self._path))
            except OSError:
                return False
            except LedgerBroken:
                self._broken = True
                return False
            head = digest(lines[-1]) if lines else GENESIS_HASH
            if not self._failed and (torn or head != self._head):
                self._broken = True
            return not (self._failed or self._broken)

    def close(self) -> None:
        """Let the file and its lock go."""
        with self._one:
            self._file.close()
            self._lock_file.close()

    def _mirror(self, head: str, seq: int) -> None:
        path = _mirror_path(self._path)
        fresh = path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(f"{seq} {head}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)


def _whole_lines(content: bytes) -> tuple[list[bytes], int]:
    """Complete lines, and how many bytes of an unfinished last one follow: never acknowledged."""
    *whole, rest = content.split(b"\n")
    return whole, len(rest)


def _check(lines: list[bytes], mirrored: tuple[int, str] | None) -> None:
    head = GENESIS_HASH
    hashes: list[str] = []
    for seq, line in enumerate(lines):
        try:
            entry = decode(line)
        except BrokenEntry as error:
            raise LedgerBroken(f"entry {seq} is damaged") from error
        if entry.seq != seq or entry.prev != head:
            raise LedgerBroken(f"entry {seq} does not follow the one before")
        head = digest(line)
        hashes.append(head)
    if lines and decode(lines[0]).event is not Happened.GENESIS:
        raise LedgerBroken("the beginning is missing")
    # The mirror is written after the entry, and its renaming may reach the disk later than what
    # follows: after a power cut it may be behind. It is never ahead.
    if mirrored and (mirrored[0] >= len(hashes) or hashes[mirrored[0]] != mirrored[1]):
        raise LedgerBroken("entries at the end are missing")
    if len(lines) > 1 and mirrored is None:
        raise LedgerBroken("the mirrored head is missing")


def _mirror_path(path: Path) -> Path:
    return path.with_suffix(".head")


def _mirrored(path: Path) -> tuple[int, str] | None:
    try:
        with _mirror_path(path).open("rb") as file:
            content = file.read(_MOST_MIRROR)
    except FileNotFoundError:
        return None
    form = re.fullmatch(rb"([0-9]+) ([0-9a-f]{64})\n", content)
    if form is None:
        raise LedgerBroken("the mirrored head is damaged")
    return int(form[1]), form[2].decode()


def _sync_folder(folder: Path) -> None:
    if sys.platform != "win32":  # Windows has no handle for a folder to be synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _locked(path: Path) -> BinaryIO:
    file = path.open("a+b")
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise LedgerBusy("another Walkdown is open") from error
    return file
