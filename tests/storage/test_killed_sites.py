"""Killed while it edits, copies, exports, imports or merges: nothing acknowledged is lost, every file opens."""

from __future__ import annotations

from pathlib import Path

from tests.storage.site_kills import site_kills


def test_no_kill_loses_what_was_acknowledged_or_leaves_a_file_that_does_not_open(
    tmp_path: Path,
) -> None:
    came = site_kills(tmp_path, 12)
    assert came.flaws == []
    assert came.acts["mine"] > came.kills
    assert came.acts["file"]
    assert came.acts["theirs"]
