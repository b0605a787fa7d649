"""A picked list is read under its lease, bounded, in any usual encoding; what is no text is told."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from walkdown.consent.lease import _MINT, Lease, LeaseEnded, WrongLease
from walkdown.consent.purpose import Purpose
from walkdown.core.trouble import Code, Setback
from walkdown.storage.list_file import MOST_BYTES, MOST_IN_LINE, ListReader, NoList, _text

LIST = "Numéro de série;Modèle\r\n122044171264;MI-800\r\n"
READ = "Numéro de série;Modèle\n122044171264;MI-800\n"


def lease(purpose: Purpose = Purpose.FILE_IMPORT) -> Lease:
    return Lease(1, purpose, "site", mint=_MINT)


def read(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return ListReader().read(lease(), path)


def why(path: Path, content: bytes | None = None) -> str:
    """Why it is no list, in one sentence."""
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Setback) as caught:
        ListReader().read(lease(), path)
    assert caught.value.code is Code.LIST_UNREADABLE
    return caught.value.trouble.detail


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"]
)
def test_a_list_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert read(tmp_path / "list.csv", mark + LIST.encode(encoding)) == READ


def test_an_empty_file_is_an_empty_list(tmp_path: Path) -> None:
    assert read(tmp_path / "list.csv", b"") == ""


def test_separators_of_gs1_codes_are_kept(tmp_path: Path) -> None:
    assert read(tmp_path / "list.csv", b"21ABC\x1d240X\n") == "21ABC\x1d240X\n"


def test_without_the_right_lease_the_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "is not there"
    with pytest.raises(WrongLease):
        ListReader().read(lease(Purpose.PHOTO_PICK), path)
    ended = lease()
    ended.end()
    with pytest.raises(LeaseEnded):
        ListReader().read(ended, path)


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheets_own_file_is_to_be_saved_as_csv(tmp_path: Path, head: bytes) -> None:
    assert "save it as CSV" in why(tmp_path / "list.xlsx", head + bytes(2 * MOST_BYTES))


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0", b"a\0b", b"\x7fELF\x01", b"\x1b[2J"])
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes) -> None:
    assert why(tmp_path / "list.csv", content) == "The file holds no text."


def test_half_a_sign_at_the_end_is_told(tmp_path: Path) -> None:
    assert "damaged" in why(tmp_path / "list.csv", b"\xff\xfeA\x00B")


def test_a_huge_file_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert why(path) == "The file is larger than 1 MB."


def test_a_line_without_end_is_told(tmp_path: Path) -> None:
    assert "line" in why(tmp_path / "list.csv", b"1" * (MOST_IN_LINE + 1))
    assert len(read(tmp_path / "list.csv", b"1" * MOST_IN_LINE)) == MOST_IN_LINE


@pytest.mark.parametrize("name", ["missing.csv", "", "nul\0byte", "x" * 300])
def test_what_is_no_file_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    assert why(tmp_path / name).endswith(".")


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    if sys.platform == "win32":
        path.mkdir()
    else:
        os.mkfifo(path)
    assert why(path) == "That is no file."


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_told(content: bytes) -> None:
    with suppress(NoList):
        text = _text(content)
        assert "\0" not in text
        text.encode()
