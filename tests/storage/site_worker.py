"""Two laptops' sites that are edited, copied, taken along and brought in without end, for somebody to kill.

`python -m tests.storage.site_worker FOLDER SEED`: before each act "> thing state", after it "= thing state".
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.device import Device, Kind, Way
from walkdown.core.job import Job
from walkdown.core.parting import Along
from walkdown.core.secret import Secret
from walkdown.core.site import Site
from walkdown.storage import site_book
from walkdown.storage.site_carries import SiteCarries
from walkdown.storage.site_files import SiteFiles

ID = "ab" * 16
WORDS = "to be killed at any moment"
MINE, THEIRS = "mine", "theirs"
START = datetime(2026, 1, 1, tzinfo=UTC)
DEVICES = 40
# Guessing is made slow by many rounds; here they would only hide the moments that matter.
ROUNDS = 10
EXPORT, IMPORT = (
    Lease(1, purpose, "site", mint=_MINT) for purpose in (Purpose.FILE_EXPORT, Purpose.FILE_IMPORT)
)


def job_of(version: int) -> Job:
    """The site in this state, told by its name."""
    listed = (
        Device(f"{n:06}", f"M-{version}", Kind.METER, Way.PASTED, START) for n in range(DEVICES)
    )
    at = START + timedelta(days=version // 4)
    site = Site(name=str(version), address="x" * (version % 7) * 5_000)
    return Job(ID, START, site=site, devices=tuple(listed), touched_at=at)


def version_of(job: Job) -> int:
    """The state of a site; -1 for one that is a mixture."""
    said = int(job.site.name)
    return said if replace(job_of(said), touched_at=job.touched_at) == job else -1


class Worker:
    """One run, going on from what is there."""

    def __init__(self, folder: Path, seed: int) -> None:
        site_book.ROUNDS = ROUNDS  # type: ignore[misc]
        self.folder = folder
        self.random = random.Random(seed)
        self.mine, self.theirs = (SiteFiles(folder / name) for name in (MINE, THEIRS))
        self.carries = SiteCarries(folder / MINE, self.mine)
        self.others = SiteCarries(folder / THEIRS, self.theirs)
        rows = self.mine.rows()
        self.now = version_of(rows[0].job) if rows and rows[0].job else 0
        self.version = 1000 * seed
        self.files = 0

    def run(self) -> None:
        self.edit()
        acts = (self.edit, self.edit, self.edit, self.take, self.bring, self.go_back, self.merge)
        while True:
            self.random.choice(acts)()

    def edit(self) -> None:
        self.version += 1
        self.told(MINE, self.version)
        self.mine.save(job_of(self.version))
        self.kept(MINE, self.version)

    def take(self) -> None:
        self.files += 1
        name = f"{self.version}-{self.files}.wdsite"
        self.told(name, self.now)
        self.carries.take(EXPORT, ID, self.folder / name, Secret(WORDS), self.moment())
        self.kept(name, self.now)

    def bring(self) -> None:
        file = self.any_file()
        if file is None:
            return
        along = self.others.read(IMPORT, file, Secret(WORDS))
        self.told(THEIRS, version_of(along.job))
        self.others.bring(along, self.moment())
        self.kept(THEIRS, version_of(along.job))

    def merge(self) -> None:
        here = self.carries.here(ID)
        assert here is not None
        self.version += 1
        self.told(MINE, self.version)
        self.carries.bring(Along(job_of(self.version), b"", here.partings), self.moment())
        self.kept(MINE, self.version)

    def go_back(self) -> None:
        copies = next((row.copies for row in self.mine.rows()), ())
        if not copies:
            return
        copy = self.random.choice(copies)
        path = self.mine._backups.path(ID, copy)
        book = site_book.SiteBook.open(path, self.mine._keys.key(ID))
        state = version_of(book.job)
        book.close()
        self.told(MINE, state)
        self.mine.go_back(ID, copy, self.moment())
        self.kept(MINE, state)

    def any_file(self) -> Path | None:
        files = sorted(self.folder.glob("*.wdsite"))
        return self.random.choice(files) if files else None

    def moment(self) -> datetime:
        return START + timedelta(seconds=self.version, days=self.random.randint(0, 300))

    def told(self, thing: str, state: int) -> None:
        print(f"> {thing} {state}", flush=True)

    def kept(self, thing: str, state: int) -> None:
        if thing == MINE:
            self.now = state
        print(f"= {thing} {state}", flush=True)


if __name__ == "__main__":
    Worker(Path(sys.argv[1]), int(sys.argv[2])).run()
