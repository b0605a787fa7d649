"""The pictures beside the site files: whole or not there, only what was kept, gone with their job."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.envelope import packed, unpacked
from walkdown.storage.site_files import SiteFiles
from walkdown.storage.site_photos import MOST_BYTES, SitePhotos

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ID, OTHER = "a" * 32, "b" * 32
JPEG, NEWER = b"\xff\xd8\xff one", b"\xff\xd8\xff two"
HASH = hashlib.sha256(JPEG).hexdigest()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    photos = SitePhotos(tmp_path / "sites")
    assert photos.keep(ID, JPEG) == HASH
    assert photos.read(ID, HASH) == JPEG
    assert names(tmp_path / "sites") == [f"{ID}-{HASH}.jpg"]
    if os.name == "posix":
        assert (tmp_path / "sites" / f"{ID}-{HASH}.jpg").stat().st_mode & 0o077 == 0


def test_a_replaced_picture_is_beside_the_old_one_until_that_is_let_go(tmp_path: Path) -> None:
    photos = SitePhotos(tmp_path)
    old, new = photos.keep(ID, JPEG), photos.keep(ID, NEWER)
    assert (photos.read(ID, old), photos.read(ID, new)) == (JPEG, NEWER)
    photos.keep_only(ID, new)
    assert (photos.read(ID, old), photos.read(ID, new)) == (b"", NEWER)


def test_letting_go_overwrites_and_touches_no_other_job(tmp_path: Path) -> None:
    photos = SitePhotos(tmp_path)
    photo = photos.keep(ID, JPEG)
    photos.keep(OTHER, JPEG)
    os.link(tmp_path / f"{ID}-{photo}.jpg", beside := tmp_path / "a second name")
    photos.keep_only(ID, "")
    assert beside.read_bytes() == bytes(len(JPEG))
    assert photos.read(OTHER, photo) == JPEG
    photos.keep_only(ID, "")
    SitePhotos(tmp_path / "none").keep_only(ID, "")


def test_what_a_kill_left_of_one_is_let_go_too(tmp_path: Path) -> None:
    photos = SitePhotos(tmp_path)
    photo = photos.keep(ID, JPEG)
    path = tmp_path / f"{ID}-{photo}.jpg"
    left = durable.being_written(path), durable.being_erased(path)
    for each in (*left, durable.being_erased(left[0])):
        each.write_bytes(JPEG)
    photos.keep_only(ID, photo)
    assert names(tmp_path) == [path.name]


@pytest.mark.parametrize("how", ["changed", "longer", "gone", "link", "folder", "huge"])
def test_what_is_not_the_picture_that_was_kept_is_none(tmp_path: Path, how: str) -> None:
    photos = SitePhotos(tmp_path)
    path = tmp_path / f"{ID}-{photos.keep(ID, JPEG)}.jpg"
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
            file.truncate(MOST_BYTES + 1)
    assert photos.read(ID, HASH) == b""


@pytest.mark.parametrize("photo", ["", "0f", "../" * 21 + "x", HASH.upper(), f"{HASH[:-1]}/"])
def test_a_name_out_of_a_file_names_nothing_else(tmp_path: Path, photo: str) -> None:
    photos = SitePhotos(tmp_path)
    photos.keep(ID, JPEG)
    assert photos.read(ID, photo) == b""
    assert photos.read("../" + ID, HASH) == b""


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "sites").write_text("no folder")
    for photos, job, jpeg in (
        (SitePhotos(tmp_path / "sites"), ID, JPEG),
        (SitePhotos(tmp_path), "not an id", JPEG),
        (SitePhotos(tmp_path), ID, bytes(MOST_BYTES + 1)),
    ):
        with pytest.raises(Setback) as told:
            photos.keep(job, jpeg)
        assert told.value.code is Code.CANNOT_WRITE


def test_what_cannot_be_deleted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photos = SitePhotos(tmp_path)
    photos.keep(ID, JPEG)

    def protected(_path: Path) -> None:
        raise PermissionError(13, "protected")

    monkeypatch.setattr(durable, "erase", protected)
    with pytest.raises(Setback) as told:
        photos.keep_only(ID, "")
    assert told.value.code is Code.CANNOT_WRITE


def test_an_erased_job_takes_its_pictures_with_it(tmp_path: Path) -> None:
    files, photos = SiteFiles(tmp_path), SitePhotos(tmp_path)
    for job_id in (ID, OTHER):
        files.save(Job(job_id, AT, site=Site(photo=photos.keep(job_id, JPEG))))
    (tmp_path / f".{ID}-{HASH}.jpg.new").write_bytes(JPEG)
    files.erase(ID)
    assert names(tmp_path) == [f"{OTHER}-{HASH}.jpg", f"{OTHER}.walkdown"]


def test_while_a_picture_cannot_be_erased_the_job_is_still_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = SiteFiles(tmp_path)
    files.save(Job(ID, AT, site=Site(photo=SitePhotos(tmp_path).keep(ID, JPEG))))

    def protected(_path: Path) -> None:
        raise PermissionError(13, "protected")

    monkeypatch.setattr(durable, "erase", protected)
    with pytest.raises(Setback):
        files.erase(ID)
    assert [row.id for row in files.rows()] == [ID]


def test_erasing_a_picture_that_was_killed_is_finished_at_the_next_look(tmp_path: Path) -> None:
    path = tmp_path / f"{ID}-{SitePhotos(tmp_path).keep(ID, JPEG)}.jpg"
    path.replace(durable.being_erased(path))
    assert SiteFiles(tmp_path).rows() == ()
    assert names(tmp_path) == []


def test_a_job_of_before_there_were_pictures_still_opens() -> None:
    import msgspec

    envelope = msgspec.json.decode(packed(Job(ID, AT, site=Site(name="Hillside"))))
    del envelope["job"]["site"]["photo"]
    body = msgspec.json.encode(envelope["job"])
    envelope["job"], envelope["sha256"] = msgspec.Raw(body), hashlib.sha256(body).hexdigest()
    assert unpacked(msgspec.json.encode(envelope)).site == Site(name="Hillside")
