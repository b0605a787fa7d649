"""Killed at any moment, the program finds the last version it acknowledged, or the one after it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from walkdown.storage.site_files import SiteFiles

KILLS = 20
ID = "ab" * 16
# Saves version after version and tells each only once `save` has returned.
WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.storage.site_files import SiteFiles

files = SiteFiles(Path(sys.argv[1]))
version = int(sys.argv[2])
while True:
    version += 1
    site = Site(name=str(version), address="x" * (version % 7) * 20_000)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    # A copy of the day is made now and then in the middle of it.
    files.save(Job(sys.argv[3], at, site=site, touched_at=at + timedelta(days=version // 5)))
    print(version, flush=True)
"""


def acknowledged(folder: Path, version: int, lines: int) -> int:
    """Run the writer until `lines` versions are told, kill it, and give the last one told."""
    told = version
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), str(version), ID],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
    ) as writer:
        assert writer.stdout
        for _ in range(lines):
            told = int(writer.stdout.readline())
        writer.kill()
        for line in writer.stdout:
            # A line cut by the kill was not told.
            told = int(line) if line.endswith("\n") else told
    return told


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    random_ = random.Random(1)
    version = 0
    for _ in range(KILLS):
        told = acknowledged(tmp_path, version, random_.randint(1, 12))
        (row,) = SiteFiles(tmp_path).rows()
        assert row.trouble is None
        assert row.job
        version = int(row.job.site.name)
        assert told <= version <= told + 1
    leftovers = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert leftovers <= {f"{ID}.walkdown{end}" for end in ("", "-wal", "-shm")} | {
        f".{ID}.walkdown.new{end}" for end in ("", "-wal", "-shm")
    }
