"""Label profiles are read from a folder; one that is broken costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from walkdown.core.label_profile import NO_PROFILES
from walkdown.storage.label_profiles import MOST_BYTES, load_profiles


def test_a_folder_that_is_not_there_gives_none(tmp_path: Path) -> None:
    assert load_profiles(tmp_path / "none") == NO_PROFILES


@pytest.mark.expects_log("label profile bad.* is left out")
def test_a_broken_profile_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text("maker = 'Good'", "utf-8")
    (tmp_path / "bad1.toml").write_text("maker = 'Bad'\nno_such = 1", "utf-8")
    (tmp_path / "bad2.toml").write_bytes(b"maker = '\xff'")
    (tmp_path / "bad3.toml").write_bytes(b"#" * (MOST_BYTES + 1))
    (tmp_path / "bad4.toml").mkdir()
    (tmp_path / "other.txt").write_text("maker = 'Other'", "utf-8")
    assert [p.maker for p in load_profiles(tmp_path).all] == ["Good"]
