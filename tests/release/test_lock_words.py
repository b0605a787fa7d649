"""Locking the words adds lines for new versions, and refuses to write over a locked one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.release.checkout import packaging_script
from walkdown.consent.purpose_facts import RegistryBroken
from walkdown.storage.places import resources_dir

script = packaging_script("lock_words")
FILES = ("purposes.toml", "purposes.lock", "policy/policy.toml", "policy/history.toml")


@pytest.fixture
def resources(tmp_path: Path) -> Path:
    """A copy of the program's words."""
    (tmp_path / "policy").mkdir()
    for name in FILES:
        shutil.copy(resources_dir() / name, tmp_path / name)
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    """Put other words into a file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8", newline="\n")


def contents(resources: Path) -> list[bytes]:
    """All four files."""
    return [(resources / name).read_bytes() for name in FILES]


def test_what_is_locked_stays_as_it_is(resources: Path) -> None:
    before = contents(resources)
    assert script.lock_words(resources) == 0
    assert contents(resources) == before


def test_a_new_version_is_added_behind_the_old_lines(resources: Path) -> None:
    lock, history = resources / "purposes.lock", resources / "policy" / "history.toml"
    before = lock.read_text("utf-8"), history.read_text("utf-8")
    for version in ("2026-11-22.1", "2026-11-22.2", "2026-11-22.3", "2026-11-23.1"):
        change(resources / "purposes.toml", f'"{version}"', '"2026-12-01.1"')
    change(resources / "policy" / "policy.toml", "2026-11-23", "2026-12-01")
    # 21 purposes in two languages and their facts, and the policy in two languages.
    assert script.lock_words(resources) == 21 * 3 + 2
    assert lock.read_text("utf-8").startswith(before[0])
    assert history.read_text("utf-8").startswith(before[1])
    assert script.lock_words(resources) == 0


def test_a_changed_text_under_an_old_version_is_not_locked(resources: Path) -> None:
    change(resources / "purposes.toml", "No picture. A router", "Every picture. A router")
    before = contents(resources)
    with pytest.raises(RegistryBroken, match="new version"):
        script.lock_words(resources)
    assert contents(resources) == before
