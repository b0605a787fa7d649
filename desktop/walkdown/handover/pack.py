"""The hand-over pack: a folder that is written beside, read back, and only then given its name."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePath

from walkdown.app.ports import LedgerLine, Pack, Receipts
from walkdown.app.report import Report
from walkdown.consent.lease import Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.checks import Check
from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback
from walkdown.handover.clock import SiteClock
from walkdown.handover.data import data_of
from walkdown.handover.devices import devices_of
from walkdown.handover.folder_name import folder_name
from walkdown.handover.receipts import papers_of
from walkdown.handover.record import record_of
from walkdown.handover.report import report_of

_MOST_OF_A_NAME = 99
_NO_RECEIPTS = Receipts()
Seal = Callable[[int, bytes], bytes]


class PackFolder:
    """Implements `app.ports.PackWriter`. `render_pdf` draws the report; it is given by `__main__`.

    `verifier` is the single file that checks the receipts where there is no Walkdown.
    """

    def __init__(self, render_pdf: Callable[[Report], bytes], verifier: Path) -> None:
        self._render_pdf = render_pdf
        self._verifier = verifier

    def report(
        self,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        photo: bytes = b"",
    ) -> Report:
        """What the pack would say now; nothing is written."""
        return report_of(job, checks, record, at, photo)

    def write(
        self,
        lease: Lease,
        folder: PurePath,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        receipts: Receipts = _NO_RECEIPTS,
        photo: bytes = b"",
    ) -> Pack:
        """A new folder below `folder`, complete or not there at all.

        Raises Setback(CANNOT_WRITE), and LeaseEnded where the yes is taken back meanwhile.
        """
        lease.check(Purpose.FILE_EXPORT)
        day = SiteClock.at(job.site.time_zone).day(at)
        name = folder_name(job.site.name, day, practice=bool(job.practice))
        try:
            files = self._files(job, checks, record, at, receipts, photo)
            made = _written(lease, Path(folder), name, files)
        except OSError as error:
            detail = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise Setback(Code.CANNOT_WRITE, detail=detail) from error
        lease.note("files", len(files))
        return Pack(made, tuple(files))

    def _files(
        self,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        receipts: Receipts,
        photo: bytes,
    ) -> dict[str, bytes]:
        practice = bool(job.practice)
        prefix = "PRACTICE-" if practice else ""
        contents = {
            "report.pdf": self._render_pdf(report_of(job, checks, record, at, photo)),
            "site.json": data_of(job, checks, record, at),
            "devices.csv": devices_of(job),
            "permissions.csv": record_of(record, practice=practice),
            **({"site-photo.jpg": photo} if photo else {}),
            **papers_of(receipts, self._verifier.read_bytes(), prefix),
        }
        return _sealed({prefix + n: d for n, d in contents.items()}, prefix, receipts.seal)


def _sealed(files: dict[str, bytes], prefix: str, seal: Seal | None) -> dict[str, bytes]:
    """The files, the list of their hashes as `sha256sum -c` reads it, and its signature."""
    lines = "".join(f"{_hash(data)}  {name}\n" for name, data in files.items()).encode("ascii")
    note = seal(len(files), hashlib.sha256(lines).digest()) if seal is not None else b""
    signed = {f"{prefix}SHA256SUMS.note": note} if note else {}
    return {**files, f"{prefix}SHA256SUMS.txt": lines, **signed}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _written(lease: Lease, folder: Path, name: str, files: dict[str, bytes]) -> Path:
    made = folder / f".walkdown-{secrets.token_hex(8)}"
    made.mkdir()
    try:
        for file, data in files.items():
            lease.check(Purpose.FILE_EXPORT)
            _write(made / file, data)
        _sync(made)
        _compare(made, files)
        lease.check(Purpose.FILE_EXPORT)
        made = _named(made, folder, name)
        _sync(folder)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _compare(folder: Path, files: dict[str, bytes]) -> None:
    """Read every file back: what the owner gets is what was meant."""
    for name, data in files.items():
        if _hash((folder / name).read_bytes()) != _hash(data):
            raise OSError(errno.EIO, "read back differently")


def _named(beside: Path, folder: Path, name: str) -> Path:
    """Give the finished folder its name; one that is taken is left alone, whatever it is."""
    for number in range(1, _MOST_OF_A_NAME + 1):
        wanted = folder / (name if number == 1 else f"{name}-{number}")
        # POSIX would rename over an empty folder without a word.
        if not os.path.lexists(wanted):
            return beside.rename(wanted)
    raise OSError(errno.EEXIST, "too many packs of this name")


def _sync(folder: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
