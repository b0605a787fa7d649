"""What the laptop's settings promise: kept over sessions, and never a reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from walkdown.core.trouble import Code, Setback
from walkdown.storage.settings import FILE, MOST_BYTES, MOST_KEY, SettingsFile

DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"7",
    b'{"camera": 7}',
    b'{"camera": "\xc3\xa9"}',
    b'{"camera": "a\\nb"}',
    b'{"camera": "' + b"x" * (MOST_KEY + 1) + b'"}',
    b"[" * 2000,
    b" " * (MOST_BYTES + 1),
]


def test_the_camera_that_was_chosen_is_known_in_the_next_session(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert SettingsFile(folder).camera() == ""
    SettingsFile(folder).keep_camera("a1b2-2")
    assert SettingsFile(folder).camera() == "a1b2-2"
    SettingsFile(folder).keep_camera("c3")
    assert SettingsFile(folder).camera() == "c3"
    assert [file.name for file in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_counts_as_none_and_is_written_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert SettingsFile(tmp_path).camera() == ""
    SettingsFile(tmp_path).keep_camera("a")
    assert SettingsFile(tmp_path).camera() == "a"


def test_a_link_laid_in_its_place_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text('{"camera": "a"}')
    (tmp_path / FILE).symlink_to(other)
    assert SettingsFile(tmp_path).camera() == ""
    SettingsFile(tmp_path).keep_camera("b")
    assert other.read_text() == '{"camera": "a"}'


@pytest.mark.parametrize("key", ["é", "a\nb", "x" * (MOST_KEY + 1)])
def test_what_is_no_key_is_not_kept(tmp_path: Path, key: str) -> None:
    with pytest.raises(Setback) as met:
        SettingsFile(tmp_path).keep_camera(key)
    assert met.value.code is Code.CANNOT_WRITE
    assert not (tmp_path / FILE).exists()


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file where the folder should be")
    settings = SettingsFile(tmp_path / "folder")
    assert settings.camera() == ""
    with pytest.raises(Setback) as met:
        settings.keep_camera("a")
    assert met.value.code is Code.CANNOT_WRITE


def test_what_is_remembered_is_kept_side_by_side(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path).sounds()
    SettingsFile(tmp_path).keep_camera("a")
    SettingsFile(tmp_path).keep_sounds(False)
    SettingsFile(tmp_path).keep_adapter("F2:00:00:00:00:02")
    SettingsFile(tmp_path).keep_camera("b")
    kept = SettingsFile(tmp_path)
    assert (kept.camera(), kept.sounds(), kept.adapter()) == ("b", False, "F2:00:00:00:00:02")


def test_a_file_from_before_adapters_were_chosen_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"camera": "a", "sounds": false}')
    kept = SettingsFile(tmp_path)
    assert (kept.camera(), kept.sounds(), kept.adapter()) == ("a", False, "")


def test_what_is_no_address_of_an_adapter_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Setback):
        SettingsFile(tmp_path).keep_adapter("a\nb")
    assert not (tmp_path / FILE).exists()
