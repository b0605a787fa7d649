"""A site taken along: whole under its passphrase and nothing without it; what a stranger sends is refused."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.test_site_files import AT, ID, labelled_job
from walkdown.consent.lease import _MINT, Lease
from walkdown.consent.purpose import Purpose
from walkdown.core.parting import KEPT, Along
from walkdown.core.secret import Secret
from walkdown.core.trouble import Code, Setback
from walkdown.storage import site_book
from walkdown.storage.site_book import SiteBook
from walkdown.storage.site_carries import SiteCarries
from walkdown.storage.site_files import SiteFiles

WORDS = "gr\u00fcn 'x\" haus 2026"
JPEG = b"\xff\xd8 a picture \xff\xd9"
PHOTO = hashlib.sha256(JPEG).hexdigest()
EXPORT, IMPORT = (
    Lease(1, purpose, "site", mint=_MINT) for purpose in (Purpose.FILE_EXPORT, Purpose.FILE_IMPORT)
)


class OneLaptop:
    """The site files of a laptop, and its way to take them along."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = SiteFiles(folder)
        self.carries = SiteCarries(folder, self.files)

    def take(self, path: Path, words: str = WORDS) -> Path:
        self.carries.take(EXPORT, ID, path, Secret(words), AT)
        return path

    def read(self, path: Path, words: str = WORDS) -> Along:
        return self.carries.read(IMPORT, path, Secret(words))


@pytest.fixture(autouse=True, scope="module")
def few_rounds() -> object:
    """Guessing is made slow by many; nobody guesses here."""
    with patch.object(site_book, "ROUNDS", 1000) as rounds:
        yield rounds


@pytest.fixture
def mine(tmp_path: Path) -> OneLaptop:
    """A laptop with one site, and a picture of it."""
    laptop = OneLaptop(tmp_path / "mine")
    job = labelled_job()
    laptop.files.save(replace(job, site=replace(job.site, photo=PHOTO)))
    laptop.files.keep(ID, JPEG)
    return laptop


@pytest.fixture
def theirs(tmp_path: Path) -> OneLaptop:
    return OneLaptop(tmp_path / "theirs")


def code_of(doing: Callable[[], object]) -> Code:
    with pytest.raises(Setback) as met:
        doing()
    return met.value.code


def job_of(laptop: OneLaptop) -> object:
    (row,) = laptop.files.rows()
    return row.job


def test_all_of_a_site_arrives_with_its_picture(
    mine: OneLaptop, theirs: OneLaptop, tmp_path: Path
) -> None:
    along = theirs.read(mine.take(tmp_path / "site.wdsite"))
    theirs.carries.bring(along, AT)
    assert job_of(theirs) == job_of(mine)
    assert theirs.files.read(ID, PHOTO) == JPEG
    again = OneLaptop(theirs.folder)
    assert job_of(again) == job_of(mine)


def test_the_state_it_parted_in_is_known_to_both(
    mine: OneLaptop, theirs: OneLaptop, tmp_path: Path
) -> None:
    along = theirs.read(mine.take(tmp_path / "site.wdsite"))
    theirs.carries.bring(along, AT)
    here, there = mine.carries.here(ID), theirs.carries.here(ID)
    assert here is not None
    assert there is not None
    assert [p.id for p in here.partings] == [p.id for p in there.partings]
    assert len(here.partings) == 1
    assert here.partings[0].job.site == here.job.site


def test_only_the_newest_partings_are_kept(mine: OneLaptop, tmp_path: Path) -> None:
    job = labelled_job()
    for number in range(KEPT + 3):
        mine.files.save(replace(job, site=replace(job.site, name=f"name {number}")))
        mine.carries.take(
            EXPORT, ID, tmp_path / str(number), Secret(WORDS), AT + timedelta(minutes=number)
        )
    here = mine.carries.here(ID)
    assert here is not None
    names = [p.job.site.name for p in here.partings]
    assert names == [f"name {n}" for n in reversed(range(3, KEPT + 3))]


def test_nothing_can_be_read_without_the_passphrase(
    mine: OneLaptop, theirs: OneLaptop, tmp_path: Path
) -> None:
    path = mine.take(tmp_path / "site.wdsite")
    bytes_of_it = path.read_bytes()
    assert b"SQLite" not in bytes_of_it
    assert b"905133000417" not in bytes_of_it
    for words in ("", "gr\u00fcn", WORDS + " ", WORDS.upper()):
        assert code_of(lambda w=words: theirs.read(path, w)) is Code.PASSPHRASE_WRONG  # type: ignore[misc]
    assert theirs.files.rows() == ()


def test_the_file_that_was_picked_is_not_touched_and_nothing_lies_beside_it(
    mine: OneLaptop, theirs: OneLaptop, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    path = mine.take(stick / "site.wdsite")
    before = path.read_bytes()
    path.chmod(0o400)
    theirs.read(path)
    assert code_of(lambda: theirs.read(path, "another one")) is Code.PASSPHRASE_WRONG
    assert path.read_bytes() == before
    assert [each.name for each in stick.iterdir()] == ["site.wdsite"]
    for laptop in (mine, theirs):
        assert list((laptop.folder / "carried").iterdir()) == []


def test_nothing_is_written_over(mine: OneLaptop, tmp_path: Path) -> None:
    path = tmp_path / "site.wdsite"
    path.write_bytes(b"of somebody else")
    assert code_of(lambda: mine.take(path)) is Code.CANNOT_WRITE
    assert path.read_bytes() == b"of somebody else"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "site.wdsite"]


def test_a_folder_that_refuses_leaves_nothing(mine: OneLaptop, tmp_path: Path) -> None:
    assert code_of(lambda: mine.take(tmp_path / "none" / "site.wdsite")) is Code.CANNOT_WRITE
    assert list((mine.folder / "carried").iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_whole_never_half(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    laptop = OneLaptop(folder / "mine")
    laptop.files.save(labelled_job())
    whole = bytearray(laptop.take(folder / "site.wdsite").read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    whole[at] ^= data.draw(st.integers(1, 255))
    (folder / "bad").write_bytes(whole[:at] if cut else whole)
    assert code_of(lambda: laptop.read(folder / "bad")) is Code.PASSPHRASE_WRONG


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"SQLite format 3\0" * 256, b"PK\3\4"])
def test_what_is_no_such_file_is_refused(theirs: OneLaptop, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "any").write_bytes(content)
    assert code_of(lambda: theirs.read(tmp_path / "any")) is Code.PASSPHRASE_WRONG


def test_pipes_folders_and_missing_files_are_refused_at_once(
    theirs: OneLaptop, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", ".", "missing"):
        assert code_of(lambda n=name: theirs.read(tmp_path / n)) is Code.PASSPHRASE_WRONG  # type: ignore[misc]


def forged(path: Path, change: str, *values: bytes) -> Path:
    """A file of somebody who knows the passphrase, and our tables."""
    SiteBook.make(path, Secret(WORDS), labelled_job()).close()
    db = apsw.Connection(str(path))
    db.pragma("cipher", "chacha20")
    db.pragma("kdf_iter", site_book.ROUNDS)
    db.execute(f"PRAGMA hexkey = '{WORDS.encode().hex()}'")
    db.execute(change, values)
    db.close()
    return path


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER t AFTER INSERT ON device BEGIN DELETE FROM job; END",
        "CREATE VIEW v AS SELECT * FROM job",
        "CREATE TABLE more (x)",
        "DROP TABLE look; CREATE VIEW look AS SELECT 1 AS serial, 1 AS at, x'00' AS body",
        "DELETE FROM job",
        "UPDATE job SET body = x'7b7d'",
        "UPDATE job SET body = CAST(replace(CAST(body AS TEXT), '0f0f0f0f', '../../..') AS BLOB)",
        "INSERT INTO parting VALUES ('x', 'yesterday', x'00')",
        "INSERT INTO parting VALUES ('x', '2026-11-23T10:00:00+00:00', x'00')",
        "INSERT INTO parting VALUES ('x', '2026-11-23T10:00:00', zeroblob(9))",
    ],
)
def test_a_forged_file_is_refused(theirs: OneLaptop, tmp_path: Path, change: str) -> None:
    path = forged(tmp_path / "forged", change)
    assert code_of(lambda: theirs.read(path)) is Code.PASSPHRASE_WRONG
    assert theirs.files.rows() == ()


def test_a_parting_that_unpacks_to_more_than_a_site_is_refused(
    theirs: OneLaptop, tmp_path: Path
) -> None:
    packed = zlib.compress(bytes(64 * 1024 * 1024), 9)
    change = "INSERT INTO parting VALUES ('x', '2026-11-23T10:00:00+00:00', ?)"
    path = forged(tmp_path / "bomb", change, packed)
    assert code_of(lambda: theirs.read(path)) is Code.PASSPHRASE_WRONG


def test_a_file_of_a_newer_walkdown_says_so(theirs: OneLaptop, tmp_path: Path) -> None:
    path = forged(tmp_path / "newer", "PRAGMA user_version = 99")
    assert code_of(lambda: theirs.read(path)) is Code.SITE_FILE_NEWER


def test_what_was_here_is_set_aside_before_a_merge_and_can_be_gone_back_to(
    mine: OneLaptop,
) -> None:
    here = mine.carries.here(ID)
    assert here is not None
    named = replace(here.job, site=replace(here.job.site, name="Merged"))
    mine.carries.bring(replace(here, job=named), AT)
    (row,) = mine.files.rows()
    assert row.job == named
    aside = next(copy for copy in row.copies if copy.at)
    mine.files.go_back(ID, aside, AT + timedelta(hours=1))
    assert job_of(mine) == here.job


def test_erasing_a_site_leaves_no_parting_of_it(mine: OneLaptop, tmp_path: Path) -> None:
    mine.take(tmp_path / "site.wdsite")
    mine.files.erase(ID)
    left = [each for each in mine.folder.rglob("*") if each.is_file()]
    assert left == []


def test_what_a_kill_left_in_the_workshop_is_gone_at_the_next_start(mine: OneLaptop) -> None:
    left = mine.folder / "carried"
    left.mkdir()
    for name in ("site", "site-wal", ".site.new"):
        (left / name).write_bytes(b"half")
    OneLaptop(mine.folder)
    assert list(left.iterdir()) == []
