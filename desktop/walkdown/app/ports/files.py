"""Files as the use cases need them: the jobs, the ledger's copies, the pack, a firmware."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import Protocol

from walkdown.app.report import Report
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Standing
from walkdown.core.checks import Check
from walkdown.core.firmware import Image
from walkdown.core.job import Job
from walkdown.core.parting import Along
from walkdown.core.secret import Secret
from walkdown.core.trouble import Trouble


@dataclass(frozen=True, slots=True, order=True)
class DayCopy:
    """A copy of a site: as it stood before the first change of `day`.

    `at`: as it stood at this time of that day (UTC, "HHMMSS"), when somebody went back to another copy.
    """

    day: date
    at: str = ""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One row of the Jobs page. A job that could not be read has `trouble` and no `job`.

    `copies`: the former states that one can go back to, newest first.
    """

    id: str
    job: Job | None
    trouble: Trouble | None = None
    copies: tuple[DayCopy, ...] = ()


class Jobs(Protocol):
    """The site files of this laptop, one per job. Blocking; called off the loop."""

    @property
    def keys_in_files(self) -> bool:
        """Whether the files' keys lie beside them, since this computer has no keychain."""
        ...

    def rows(self) -> tuple[JobRow, ...]:
        """Every job, last touched first; damaged and newer files included, untouched."""
        ...

    def erase(self, job_id: str) -> None:
        """Overwrite and delete its file and what is left of former ones.

        Raises Setback: CANNOT_WRITE; SITE_KEY_STAYS where a keychain may keep its key.
        """
        ...

    def go_back(self, job_id: str, copy: DayCopy, now: datetime) -> None:
        """The site is again as it stood in that copy; as it is now it becomes a copy itself.

        Raises Setback: SITE_FILE_DAMAGED where the copy cannot be read, and nothing was changed;
        CANNOT_WRITE.
        """
        ...

    def forget_former(self, job_id: str) -> None:
        """Erase every copy of the site and every state in which it was taken along, for good.

        Raises Setback(CANNOT_WRITE).
        """
        ...

    def save(self, job: Job) -> None:
        """Write durably: after it returns, a kill loses nothing. Raises Setback(CANNOT_WRITE)."""
        ...

    def close(self) -> None:
        """Let go of the file that is open; the next call opens it again."""
        ...


class Carries(Protocol):
    """Sites in files under a passphrase, from laptop to laptop. Blocking; called off the loop."""

    def take(
        self, lease: Lease, job_id: str, path: PurePath, passphrase: Secret, now: datetime
    ) -> str:
        """A new file with all of a site; its name. The site parts here. Needs a FILE_EXPORT lease.

        Raises Setback(CANNOT_WRITE) where it is there already or the folder refuses; then nothing
        of it is left.
        """
        ...

    def read(self, lease: Lease, path: PurePath, passphrase: Secret) -> Along:
        """What such a file holds; the file is not touched. Needs a FILE_IMPORT lease.

        Raises Setback: PASSPHRASE_WRONG, also for what is no such file; SITE_FILE_NEWER, CANNOT_WRITE.
        """
        ...

    def here(self, job_id: str) -> Along | None:
        """The site as it is on this laptop; None where there is none. Raises Setback(CANNOT_WRITE)."""
        ...

    def bring(self, along: Along, now: datetime) -> None:
        """Keep it as a new site, or in place of ours, which is set aside. Raises Setback(CANNOT_WRITE)."""
        ...


class TableFiles(Protocol):
    """A table into a new file. Needs a FILE_EXPORT lease. Blocking; called off the loop."""

    def write(self, lease: Lease, path: PurePath, table: bytes) -> str:
        """Its name. Raises Setback(CANNOT_WRITE) where it is there already, or the folder refuses."""
        ...


@dataclass(frozen=True, slots=True)
class Copied:
    """What is kept about a person: as text to be read, and as JSON; both UTF-8."""

    text: bytes
    data: bytes


class MyDataCopies(Protocol):
    """Writes what is kept about a person. Needs a FILE_EXPORT lease. Blocking; called off the loop."""

    def write(self, lease: Lease, path: PurePath, copied: Copied) -> tuple[str, str]:
        """Two new files of this name, .txt and .json; gives their names.

        Raises Setback(CANNOT_WRITE) where one is there already or the folder refuses; then neither is.
        """
        ...


class FirmwareFiles(Protocol):
    """The firmware in a file that was picked. Needs a FILE_IMPORT lease."""

    def read(self, lease: Lease, path: PurePath) -> Image:
        """Blocking; at most 16 MB. Raises Setback(FIRMWARE_UNREADABLE), its detail one sentence."""
        ...


class ListFiles(Protocol):
    """The text of a list in a file that was picked. Needs a FILE_IMPORT lease."""

    def read(self, lease: Lease, path: PurePath) -> str:
        """Blocking; at most 1 MB. Raises Setback(LIST_UNREADABLE), its detail one sentence."""
        ...


@dataclass(frozen=True, slots=True)
class Pack:
    """A written hand-over pack: its folder and the files in it, read back and compared."""

    folder: PurePath
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the record of permissions, for people: no personal data, no payloads."""

    at: datetime
    permission: str
    purpose: str
    what: str
    result: str


class ExportForm(StrEnum):
    """How the ledger is taken along."""

    JSONLD = "jsonld"
    KANTARA = "kantara"
    CSV = "csv"
    BUNDLE = "bundle"


class LedgerCopies(Protocol):
    """How the ledger stands, and copies of it for others. Blocking but for `standing`."""

    @property
    def standing(self) -> Standing:
        """What can be said for it, by the last time it was verified or written."""
        ...

    def write(self, lease: Lease, form: ExportForm, path: PurePath) -> PurePath:
        """A new file, after the export itself stands in the ledger; gives where it is.

        Needs a FILE_EXPORT lease. Raises Setback: CANNOT_WRITE where it is there already or the
        folder refuses, LEDGER_BROKEN, LEDGER_UNWRITABLE.
        """
        ...


@dataclass(frozen=True, slots=True)
class Receipts:
    """The decisions about a site, each with its proof; `key` is the ledger's, empty for unsigned.

    `each` is (what it is about, the receipt): the first a plain word or two for the file's name.
    `seal` signs a pack: from how many files it has and the SHA-256 of their list to a signed note.
    """

    key: bytes = b""
    each: tuple[tuple[str, bytes], ...] = ()
    seal: Callable[[int, bytes], bytes] | None = None


class PackWriter(Protocol):
    """Writes the hand-over pack. Needs a FILE_EXPORT lease. Blocking; called off the loop."""

    def report(
        self,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        photo: bytes = b"",
    ) -> Report:
        """What the pack would say now; nothing is written. `photo` is a JPEG of the site, or empty."""
        ...

    def write(
        self,
        lease: Lease,
        folder: PurePath,
        job: Job,
        checks: tuple[Check, ...],
        record: tuple[LedgerLine, ...],
        at: datetime,
        receipts: Receipts = Receipts(),
        photo: bytes = b"",
    ) -> Pack:
        """A new folder below `folder`. Raises Setback(CANNOT_WRITE); then nothing is left behind."""
        ...
