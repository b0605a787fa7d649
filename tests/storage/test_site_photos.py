"""Pictures inside the site file: only what was kept is read back, and what is let go is off the disk."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import msgspec
import pytest

from tests.storage.former import packed
from walkdown.app.ports import DayCopy
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.envelope import unpacked
from walkdown.storage.former_site_file import MOST_PHOTO
from walkdown.storage.site_book import SiteBook
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
    copies = list((tmp_path / "copies").iterdir())
    assert len(copies) >= 2
    files.keep_only(ID, "")
    files.close()
    for copy in copies:
        copy.replace(tmp_path / f"{ID}.walkdown")
        assert files.read(ID, photo) == b""
        assert {row.id for row in files.rows() if row.job} == {ID, OTHER}
        files.close()


def test_a_picture_that_is_taken_back_leaves_a_copy_that_was_set_aside(
    files: SiteFiles, tmp_path: Path
) -> None:
    """The file itself has none any more: it went back to a day before there was one."""
    files.save(Job(ID, AT, touched_at=AT))
    photo = files.keep(ID, JPEG)
    files.go_back(ID, DayCopy(AT.date()), AT)
    (aside,) = (tmp_path / "copies").glob("* 100000.walkdown")
    (cut := aside.with_name(f"{ID} 2026-11-21.walkdown")).write_bytes(bytes(4096))
    (cut.with_name(f"{cut.name}-wal")).write_bytes(JPEG)
    (unfinished := aside.with_name(f".{aside.name}.new")).write_bytes(aside.read_bytes())
    files.keep_only(ID, "")
    assert cut.exists(), "a site that is only opened leaves its copies alone"
    files.forget(ID)
    assert not [path.name for path in (cut, unfinished) if path.exists()]
    assert not list((tmp_path / "copies").glob("*-wal"))
    files.go_back(ID, DayCopy(AT.date(), "100000"), AT + timedelta(minutes=1))
    assert files.read(ID, photo) == b""


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


def test_a_picture_that_a_kill_left_beside_a_converted_file_goes_at_the_next_look(
    tmp_path: Path,
) -> None:
    folder = former(tmp_path / "sites")
    assert SiteFiles(folder).read(ID, HASH) == JPEG
    for look in (lambda: SiteFiles(folder).rows(), lambda: SiteFiles(folder).read(ID, HASH)):
        (folder / f"{ID}-{HASH}.jpg").write_bytes(JPEG)
        os.link(folder / f"{ID}-{HASH}.jpg", beside := tmp_path / "a second name")
        look()
        assert [path.name for path in folder.glob("*.jpg*")] == []
        assert beside.read_bytes() == bytes(len(JPEG))
        beside.unlink()


@pytest.mark.parametrize("where", ["before", "after", "erasing"])
def test_a_kill_in_the_middle_of_a_conversion_leaves_no_plain_byte_after_the_next_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    folder = former(tmp_path / "sites")
    os.link(folder / f"{ID}.walkdown", plain := tmp_path / "a second name of the file")
    os.link(folder / f"{ID}-{HASH}.jpg", picture := tmp_path / "a second name of the picture")

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if where == "before":  # nothing is put right after a kill
            patched.setattr(SiteBook, "make", killed)
            whole = Path.replace
            patched.setattr(
                Path,
                "replace",
                lambda self, to: killed() if self.suffix == ".former" else whole(self, to),
            )
        elif where == "after":
            patched.setattr(durable, "erase", killed)
        else:
            patched.setattr(durable, "finish_erasing", killed)
        with pytest.raises(Killed):
            SiteFiles(folder).read(ID, HASH)
    files = SiteFiles(folder)
    assert [row.id for row in files.rows() if row.job] == [ID]
    assert files.read(ID, HASH) == JPEG
    assert set(plain.read_bytes()) == {0}
    assert set(picture.read_bytes()) == {0}
    assert {path.name for path in folder.iterdir()} <= {f"{ID}.walkdown", "keys"} | {
        f"{ID}.walkdown-wal",
        f"{ID}.walkdown-shm",
    }


def test_a_former_file_is_not_open_while_it_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it is, Windows refuses."""
    folder = former(tmp_path / "sites")
    replace = Path.replace

    def as_on_windows(path: Path, to: Path) -> Path:
        taken = {each.stat()[1:3] for each in (path, Path(to)) if each.exists()}
        assert not taken & {stat[1:3] for stat in open_files()}
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", as_on_windows)
    assert SiteFiles(folder).read(ID, HASH) == JPEG


def open_files() -> list[os.stat_result]:
    found = []
    for handle in range(1024):
        with suppress(OSError):
            found.append(os.fstat(handle))
    return found


def test_a_job_of_before_there_were_pictures_still_opens() -> None:
    envelope = msgspec.json.decode(packed(Job(ID, AT, site=Site(name="Hillside"))))
    del envelope["job"]["site"]["photo"]
    body = msgspec.json.encode(envelope["job"])
    envelope["job"], envelope["sha256"] = msgspec.Raw(body), hashlib.sha256(body).hexdigest()
    assert unpacked(msgspec.json.encode(envelope)).site == Site(name="Hillside")
