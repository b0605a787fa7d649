"""A file for the person to take along is whole under its name or not there, and takes nobody's name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from walkdown.storage.new_file import write_new


def test_the_chunks_are_the_file_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    write_new(tmp_path / "out", [b"one ", b"two"])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_bytes() == b"one two"


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    write_new(tmp_path / "out", [b"x"])
    # Windows keeps rights in lists of its own, and shows none of them here.
    assert os.name == "nt" or (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_a_name_taken_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    def late() -> Iterator[bytes]:
        (tmp_path / "out").write_bytes(b"theirs")
        yield b"ours"

    with pytest.raises(FileExistsError):
        write_new(tmp_path / "out", late())
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"out": b"theirs"}


def test_when_making_the_content_fails_nothing_is_left(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write_new(tmp_path / "out", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_medium_without_links_gets_the_file_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(self: Path, target: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write_new(tmp_path / "out", [b"x"])
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "out", [b"y"])
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"out": b"x"}
