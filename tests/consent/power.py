"""A disk whose power can be cut and whose calls can fail, under SQLite and under `os` alike.

All goes through to real files; what was done to them is kept as a list of steps, from which the
disk's contents after a power cut at any step are made up: what was not synced is dropped, torn
into sectors and reordered.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest

SECTOR = 512
NAME = "walkdown-power"
BELOW = apsw.Connection(":memory:").open_vfs


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. `file` is its number, `name` and `to` are names in the folder."""

    kind: str
    file: int = 0
    at: int = 0
    data: bytes = b""
    name: str = ""
    to: str = ""


@dataclass(slots=True)
class Disk:
    """Steps so far, and the call that is to fail: the `fail_at`th from `arm` on, if any."""

    folder: Path
    steps: list[Step] = field(default_factory=list)
    calls: int = 0
    fail_at: int = -1
    short: bool = False
    failed: str = ""
    numbers: dict[int, int] = field(default_factory=dict)

    def arm(self, fail_at: int, *, short: bool = False) -> None:
        """The call of this number from now on fails, and every later one too: the disk is gone."""
        self.calls, self.fail_at, self.short, self.failed = 0, fail_at, short, ""

    def fails(self, what: str) -> bool:
        """Whether this call is the one that fails."""
        self.calls += 1
        if self.calls - 1 == self.fail_at:
            self.failed = what
        return self.calls - 1 == self.fail_at

    def did(self, kind: str, inode: int = 0, **more: Any) -> None:
        """Another step, which went well."""
        self.steps.append(Step(kind, self.numbers.get(inode, inode), **more))

    def made(self, path: str | os.PathLike[str], inode: int) -> None:
        """A file is there that was not there before; the inode may have been another's."""
        self.numbers[inode] = -1 - len(self.steps)
        self.did("create", inode, name=Path(path).name)

    def is_mine(self, path: object) -> bool:
        """Whether it is in the folder that is watched."""
        return isinstance(path, str | os.PathLike) and Path(path).parent == self.folder


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._disk = disk
        new = not Path(path).exists()
        super().__init__(BELOW, name, flags)
        self._id = Path(path).stat().st_ino
        if new:
            disk.made(path, self._id)

    def excepthook(self, *_: object) -> None:
        """The error is told by SQLite's result; nothing is printed."""

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.fails("sqlite write"):
            if self._disk.short:
                data = bytes(data)[: len(data) // 2]
                super().xWrite(data, offset)
                self._disk.did("write", self._id, at=offset, data=data)
                raise apsw.FullError("no room")
            raise apsw.IOError("the disk fails")
        super().xWrite(data, offset)
        self._disk.did("write", self._id, at=offset, data=bytes(data))

    def xTruncate(self, newsize: int) -> None:
        if self._disk.fails("sqlite truncate"):
            raise apsw.IOError("the disk fails")
        super().xTruncate(newsize)
        self._disk.did("truncate", self._id, at=newsize)

    def xSync(self, flags: int) -> None:
        if self._disk.fails("sqlite sync"):
            raise apsw.IOError("the disk fails")
        super().xSync(flags)
        self._disk.did("sync", self._id)


class _Vfs(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        super().__init__(
            NAME, BELOW, exclude={"xSetSystemCall", "xGetSystemCall", "xNextSystemCall"}
        )

    def excepthook(self, *_: object) -> None:
        """The error is told by SQLite's result; nothing is printed."""

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        if self._disk.fails("sqlite open"):
            raise apsw.CantOpenError("the disk fails")
        return _File(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self._disk.fails("sqlite delete"):
            raise apsw.IOError("the disk fails")
        super().xDelete(filename, syncdir)
        self._disk.did("unlink", name=Path(filename).name)


@contextmanager
def watched(folder: Path) -> Iterator[Disk]:
    """All that is done to the files of `folder`, by SQLite or by `os`, is done through the Disk."""
    disk = Disk(folder)
    vfs = _Vfs(disk)
    apsw.set_default_vfs(NAME)
    try:
        with pytest.MonkeyPatch.context() as patch:
            _Os(disk, patch)
            yield disk
    finally:
        apsw.set_default_vfs(BELOW)
        vfs.unregister()


class _Os:
    """What of `os` changes files, each as it was before it was watched, and told to the Disk."""

    def __init__(self, disk: Disk, patch: pytest.MonkeyPatch) -> None:
        self._disk = disk
        self._open, self._write, self._fsync = os.open, os.write, os.fsync
        self._replace, self._unlink = os.replace, os.unlink
        for name in ("open", "write", "fsync", "replace", "unlink"):
            patch.setattr(os, name, getattr(self, name))

    def open(self, path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if not self._disk.is_mine(path):
            return self._open(path, flags, *rest, **more)
        self._may_fail("open")
        new = not os.path.lexists(path)
        handle = self._open(path, flags, *rest, **more)
        if new:
            self._disk.made(path, os.fstat(handle).st_ino)
        return handle

    def write(self, handle: int, data: bytes) -> int:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return self._write(handle, data)
        if self._disk.fails("write"):
            if not self._disk.short:
                raise OSError(errno.ENOSPC, "no room")
            data = data[: len(data) // 2]
        at = os.lseek(handle, 0, os.SEEK_CUR)
        self._disk.did("write", found.st_ino, at=at, data=data)
        return self._write(handle, data)

    def fsync(self, handle: int) -> None:
        self._may_fail("fsync")
        self._fsync(handle)
        found = os.fstat(handle)
        self._disk.did("names" if stat.S_ISDIR(found.st_mode) else "sync", found.st_ino)

    def replace(self, source: Any, target: Any, **more: Any) -> None:
        self._may_fail("rename")
        self._replace(source, target, **more)
        self._disk.did("rename", name=Path(source).name, to=Path(target).name)

    def unlink(self, path: Any, **more: Any) -> None:
        self._unlink(path, **more)
        if self._disk.is_mine(path):
            self._disk.did("unlink", name=Path(path).name)

    def _may_fail(self, what: str) -> None:
        if self._disk.fails(what):
            raise OSError(errno.EIO, "the disk fails")


# --- the disk after a power cut


def after_cut(
    steps: list[Step], chance: Random, *, lies: Callable[[str], bool] | None = None
) -> dict[str, bytes]:
    """The files as they may be when the power goes after these steps.

    `lies(name)`: for such files the drive lied, what was synced may be missing as well.
    """
    names = _names(steps, chance)
    return {
        name: _content(steps, file, chance, lying=lies is not None and lies(name))
        for name, file in names.items()
    }


def _names(steps: list[Step], chance: Random) -> dict[str, int]:
    """What the folder lists: all up to its last sync, and any of the later changes or none."""
    safe = max((n for n, step in enumerate(steps) if step.kind == "names"), default=-1)
    synced = {step.file for step in steps if step.kind == "sync"}
    keep = chance.choice((0.0, 0.5, 0.9, 1.0))
    names: dict[str, int] = {}
    for number, step in enumerate(steps):
        # To sync a new file is to sync its name, in the file systems we know.
        certain = number <= safe or (step.kind == "create" and step.file in synced)
        if not certain and chance.random() >= keep:
            continue
        if step.kind == "create":
            names[step.name] = step.file
        elif step.kind == "unlink":
            names.pop(step.name, None)
        elif step.kind == "rename" and step.name in names:
            names[step.to] = names.pop(step.name)
    return names


def _content(steps: list[Step], file: int, chance: Random, *, lying: bool) -> bytes:
    mine = [step for step in steps if step.file == file]
    safe = max((n for n, step in enumerate(mine) if step.kind == "sync"), default=-1)
    if lying:
        safe = chance.randrange(-1, safe + 1)
    content = bytearray()
    for step in mine[: safe + 1]:
        _apply(content, step)
    pending = [step for step in mine[safe + 1 :] if step.kind in ("write", "truncate")]
    keep = chance.choice((0.0, 0.3, 0.7, 1.0))
    pending = [step for step in pending if chance.random() < keep]
    if chance.random() < 0.5:
        chance.shuffle(pending)
    torn = chance.random() < 0.5
    for step in pending:
        _apply(content, step, chance if torn else None)
    return bytes(content)


def _apply(content: bytearray, step: Step, chance: Random | None = None) -> None:
    if step.kind == "truncate":
        del content[step.at :]
        content.extend(bytes(max(0, step.at - len(content))))
    elif step.kind == "write":
        content.extend(bytes(max(0, step.at - len(content))))
        for first in range(0, len(step.data), SECTOR):
            if chance is None or chance.random() < 0.6:
                piece, at = step.data[first : first + SECTOR], step.at + first
                content.extend(bytes(max(0, at - len(content))))
                content[at : at + len(piece)] = piece


def put(files: dict[str, bytes], folder: Path) -> None:
    """The folder holds these files and nothing else."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
