"""Pictures inside the site file: only what was kept is read back, and what is let go is off the disk."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import msgspec
import pytest

from tests.storage.former import packed
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage.envelope import unpacked
from walkdown.storage.former_site_file import MOST_PHOTO
from walkdown.storage.site_files import SiteFiles

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ID, OTHER = "a" * 32, "b" * 32
JPEG, NEWER = b"\xff\xd8\xff one", b"\xff\xd8\xff two"
HASH = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    made = SiteFiles(tmp_path)
    for job_id in (ID, OTHER):
        made.save(Job(job_id, AT))
    return made


def test_what_was_kept_is_read_back_also_by_the_next_start(
    files: SiteFiles, tmp_path: Path
) -> None:
    assert files.keep(ID, JPEG) == HASH
    assert files.read(ID, HASH) == JPEG
    files.close()
    assert SiteFiles(tmp_path).read(ID, HASH) == JPEG


def test_a_replaced_picture_is_beside_the_old_one_until_that_is_let_go(files: SiteFiles) -> None:
    old, new = files.keep(ID, JPEG), files.keep(ID, NEWER)
    assert (files.read(ID, old), files.read(ID, new)) == (JPEG, NEWER)
    files.keep_only(ID, new)
    assert (files.read(ID, old), files.read(ID, new)) == (b"", NEWER)


def test_letting_go_touches_no_other_job(files: SiteFiles, tmp_path: Path) -> None:
    photo = files.keep(ID, JPEG)
    files.keep(OTHER, JPEG)
    files.keep_only(ID, "")
    assert files.read(ID, photo) == b""
    assert files.read(OTHER, photo) == JPEG
    SiteFiles(tmp_path / "none").keep_only(ID, "")


def test_what_is_let_go_is_in_no_copy_of_the_day_before(files: SiteFiles, tmp_path: Path) -> None:
    photo = files.keep(ID, JPEG)
    for day in range(3):
        files.save(Job(ID, AT, touched_at=AT + timedelta(days=day)))
    assert len(list((tmp_path / "copies").iterdir())) >= 2
    files.keep_only(ID, "")
    (copy,) = (tmp_path / "copies").iterdir()
    files.close()
    copy.replace(tmp_path / f"{ID}.walkdown")
    assert files.read(ID, photo) == b""
    assert {row.id for row in files.rows() if row.job} == {ID, OTHER}


@pytest.mark.parametrize("photo", ["", "0f", "../" * 21 + "x", HASH.upper(), f"{HASH[:-1]}/"])
def test_a_name_out_of_a_file_names_nothing_else(files: SiteFiles, photo: str) -> None:
    files.keep(ID, JPEG)
    assert files.read(ID, photo) == b""
    assert files.read("../" + ID, HASH) == b""


def test_what_cannot_be_kept_is_told(files: SiteFiles, tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("no folder")
    for where, job, jpeg in (
        (SiteFiles(tmp_path / "in the way"), ID, JPEG),
        (files, "not an id", JPEG),
        (files, "c" * 32, JPEG),
        (files, ID, bytes(MOST_PHOTO + 1)),
    ):
        with pytest.raises(Setback) as told:
            where.keep(job, jpeg)
        assert told.value.code is Code.CANNOT_WRITE


def test_what_cannot_be_deleted_is_told(files: SiteFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    files.keep(ID, JPEG)

    def protected(_book: object, _photo: str) -> None:
        raise apsw.ReadOnlyError("protected")

    monkeypatch.setattr("walkdown.storage.site_book.SiteBook.keep_only", protected)
    with pytest.raises(Setback) as told:
        files.keep_only(ID, "")
    assert told.value.code is Code.CANNOT_WRITE


# --- pictures as they lay beside the files of former versions


def former(folder: Path, *, also: str = "") -> Path:
    """A site of then with its picture; `also` is left of another one."""
    folder.mkdir()
    (folder / f"{ID}.walkdown").write_bytes(packed(Job(ID, AT, site=Site(photo=HASH))))
    (folder / f"{ID}-{HASH}.jpg").write_bytes(JPEG)
    if also:
        (folder / also).write_bytes(NEWER)
    return folder


def test_a_former_sites_picture_moves_into_its_file(tmp_path: Path) -> None:
    folder = former(tmp_path / "sites", also=f".{ID}-{'0' * 64}.jpg.new")
    os.link(folder / f"{ID}-{HASH}.jpg", beside := tmp_path / "a second name")
    os.link(folder / f"{ID}.walkdown", plain := tmp_path / "a second name of the file")
    files = SiteFiles(folder)
    assert files.read(ID, HASH) == JPEG
    assert [path.name for path in folder.glob("*.jpg*")] == []
    assert beside.read_bytes() == bytes(len(JPEG))
    assert set(plain.read_bytes()) == {0}


@pytest.mark.parametrize("how", ["changed", "longer", "gone", "link", "folder", "huge"])
def test_what_is_not_the_picture_that_was_kept_is_none(tmp_path: Path, how: str) -> None:
    folder = former(tmp_path / "sites")
    path = folder / f"{ID}-{HASH}.jpg"
    path.unlink()
    if how == "changed":
        path.write_bytes(NEWER)
    elif how == "longer":
        path.write_bytes(JPEG + b"\x00")
    elif how == "link":
        (tmp_path / "theirs").write_bytes(JPEG)
        path.symlink_to(tmp_path / "theirs")
    elif how == "folder":
        path.mkdir()
    elif how == "huge":
        with path.open("wb") as file:
            file.truncate(MOST_PHOTO + 1)
    assert SiteFiles(folder).read(ID, HASH) == b""


def test_an_erased_former_job_takes_its_pictures_with_it(tmp_path: Path) -> None:
    folder = former(tmp_path / "sites", also=f".{ID}-{HASH}.jpg.new")
    SiteFiles(folder).erase(ID)
    assert [path.name for path in folder.rglob("*") if ID in path.name] == []


def test_erasing_a_picture_that_was_killed_is_finished_at_the_next_look(tmp_path: Path) -> None:
    (tmp_path / f".{ID}-{HASH}.jpg.erased").write_bytes(JPEG)
    assert SiteFiles(tmp_path).rows() == ()
    assert [path.name for path in tmp_path.rglob("*") if ID in path.name] == []


def test_a_job_of_before_there_were_pictures_still_opens() -> None:
    envelope = msgspec.json.decode(packed(Job(ID, AT, site=Site(name="Hillside"))))
    del envelope["job"]["site"]["photo"]
    body = msgspec.json.encode(envelope["job"])
    envelope["job"], envelope["sha256"] = msgspec.Raw(body), hashlib.sha256(body).hexdigest()
    assert unpacked(msgspec.json.encode(envelope)).site == Site(name="Hillside")
