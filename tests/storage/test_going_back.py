"""Going back to a day's copy: the site is as it stood then, and what it was until now is a copy itself."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.storage.test_keychain import SECRET_SERVICE, Store, called
from walkdown.app.ports import DayCopy
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.key_stores import KeyStores
from walkdown.storage.site_files import KEYS, SiteFiles
from walkdown.storage.site_keys import SERVICE, SiteKeys

MONDAY = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
ID = "0f" * 16
FIRST = DayCopy(date(2026, 11, 23))


def stood(name: str, at: datetime) -> Job:
    return Job(ID, MONDAY, site=Site(name=name), touched_at=at)


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    """A site that was named on Monday, and again on Tuesday."""
    made = SiteFiles(tmp_path)
    made.save(stood("Monday", MONDAY))
    made.save(stood("Tuesday", TUESDAY))
    return made


def name_of(files: SiteFiles) -> str:
    (row,) = files.rows()
    return row.job.site.name if row.job else str(row.trouble.code if row.trouble else "")


def copies(files: SiteFiles) -> tuple[DayCopy, ...]:
    (row,) = files.rows()
    return row.copies


def test_a_site_goes_back_and_forth_again(files: SiteFiles) -> None:
    assert copies(files) == (FIRST,)
    files.go_back(ID, FIRST, TUESDAY)
    assert name_of(files) == "Monday"
    aside, first = copies(files)
    assert (aside, first) == (DayCopy(TUESDAY.date(), "104000"), FIRST)
    files.go_back(ID, aside, TUESDAY + timedelta(minutes=1))
    assert name_of(files) == "Tuesday"


def test_a_picture_comes_back_with_it(files: SiteFiles) -> None:
    photo = files.keep(ID, b"jpeg of Tuesday")
    files.go_back(ID, FIRST, TUESDAY)
    assert files.read(ID, photo) == b""
    files.go_back(ID, copies(files)[0], TUESDAY + timedelta(minutes=1))
    assert files.read(ID, photo) == b"jpeg of Tuesday"


def test_a_damaged_site_is_put_right_by_its_copy_and_kept_as_it_was(
    files: SiteFiles, tmp_path: Path
) -> None:
    files.close()
    path = tmp_path / f"{ID}.walkdown"
    damaged = bytes(100) + path.read_bytes()[100:]
    path.write_bytes(damaged)
    assert name_of(files) == Code.SITE_FILE_DAMAGED
    files.go_back(ID, copies(files)[0], TUESDAY)
    assert name_of(files) == "Monday"
    assert (tmp_path / "copies" / f"{ID} 2026-11-24 104000.walkdown").read_bytes() == damaged


@pytest.mark.parametrize("harm", ["cut", "changed", "another's", "gone"])
def test_a_copy_that_is_not_sound_changes_nothing(
    files: SiteFiles, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "copies" / f"{ID} 2026-11-23.walkdown"
    data = copy.read_bytes()
    if harm == "gone":
        copy.unlink()
    elif harm == "another's":
        files.save(Job("1e" * 16, MONDAY))
        files.close()
        shutil.copy(tmp_path / f"{'1e' * 16}.walkdown", copy)
        files.erase("1e" * 16)
    else:
        copy.write_bytes(data[:5000] if harm == "cut" else data[:60] + b"x" + data[61:])
    with pytest.raises(Setback) as refused:
        files.go_back(ID, FIRST, TUESDAY)
    assert refused.value.code in (Code.SITE_FILE_DAMAGED, Code.SITE_KEY_MISSING)
    assert name_of(files) == "Tuesday"
    assert not list((tmp_path / "copies").glob("*104000*"))


@pytest.mark.parametrize("writes", [1, 2])
def test_a_disk_that_is_full_on_the_way_leaves_the_site_as_it_was(
    files: SiteFiles, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """The first write sets the present file aside, the second puts the copy in its place."""
    whole, left = durable.write_whole, [writes - 1]

    def full(path: Path, data: bytes) -> None:
        if not left[0]:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        whole(path, data)

    monkeypatch.setattr(durable, "write_whole", full)
    with pytest.raises(Setback) as refused:
        files.go_back(ID, FIRST, TUESDAY)
    assert refused.value.code is Code.CANNOT_WRITE
    assert name_of(files) == "Tuesday"


def test_only_the_newest_three_are_set_aside_beside_the_days(files: SiteFiles) -> None:
    for minute in range(5):
        files.go_back(ID, FIRST, TUESDAY + timedelta(minutes=minute))
    ats = [copy.at for copy in copies(files)]
    assert ats == ["104400", "104300", "104200", ""]


def test_they_go_with_the_site(files: SiteFiles, tmp_path: Path) -> None:
    files.go_back(ID, FIRST, TUESDAY)
    files.erase(ID)
    assert [path for path in tmp_path.rglob("*") if ID in path.name] == []


def test_opening_a_site_or_taking_a_picture_back_leaves_its_copies(files: SiteFiles) -> None:
    files.go_back(ID, FIRST, TUESDAY)
    before = copies(files)
    files.keep_only(ID, "")
    assert copies(files) == before
    files.keep(ID, b"jpeg")
    files.keep_only(ID, "")
    files.forget(ID)
    assert copies(files) == before


def test_a_site_whose_file_is_gone_is_listed_by_its_copies_and_comes_back(
    files: SiteFiles, tmp_path: Path
) -> None:
    files.close()
    (tmp_path / f"{ID}.walkdown").unlink()
    (row,) = SiteFiles(tmp_path).rows()
    assert row.trouble is not None
    assert (row.trouble.code, row.copies) == (Code.SITE_FILE_GONE, (FIRST,))
    files.go_back(ID, FIRST, TUESDAY)
    assert name_of(files) == "Monday"
    assert copies(files) == (FIRST,)


@pytest.mark.parametrize("still_open", [True, False])
def test_a_site_that_is_saved_again_after_its_file_was_deleted_keeps_its_key_and_copies(
    files: SiteFiles, tmp_path: Path, still_open: bool
) -> None:
    if not still_open:
        files.close()
    (tmp_path / f"{ID}.walkdown").unlink()
    files.save(stood("Wednesday", TUESDAY + timedelta(days=1)))
    files.close()
    assert name_of(SiteFiles(tmp_path)) == "Wednesday"
    files.go_back(ID, FIRST, TUESDAY)
    assert name_of(files) == "Monday"


def test_no_new_key_is_made_while_that_of_the_copies_is_locked_away(tmp_path: Path) -> None:
    store = called(SECRET_SERVICE)
    assert isinstance(store, Store)
    files = SiteFiles(tmp_path, SiteKeys(tmp_path / KEYS, KeyStores(SERVICE, lambda: store)))
    files.save(stood("Monday", MONDAY))
    files.save(stood("Tuesday", TUESDAY))
    files.close()
    (tmp_path / f"{ID}.walkdown").unlink()
    store.fails = KeyringLocked()
    with pytest.raises(Setback) as refused:
        files.save(stood("Wednesday", TUESDAY))
    assert refused.value.code is Code.SITE_KEY_MISSING
    store.fails = None
    files.go_back(ID, FIRST, TUESDAY)
    assert name_of(files) == "Monday"


def test_what_a_kill_left_beside_a_damaged_site_is_set_aside_with_it(
    files: SiteFiles, tmp_path: Path
) -> None:
    path = tmp_path / f"{ID}.walkdown"
    unmerged = path.with_name(f"{path.name}-wal").read_bytes()
    data = path.read_bytes()
    assert unmerged
    files.close()
    path.write_bytes(data[:100] + bytes(len(data) - 100))
    path.with_name(f"{path.name}-wal").write_bytes(unmerged)
    assert name_of(files) == Code.SITE_FILE_DAMAGED
    files.go_back(ID, FIRST, TUESDAY)
    assert name_of(files) == "Monday"
    aside = tmp_path / "copies" / f"{ID} 2026-11-24 104000.walkdown-wal"
    assert aside.read_bytes() == unmerged
    for minute in range(1, 4):
        files.go_back(ID, FIRST, TUESDAY + timedelta(minutes=minute))
    assert not aside.exists()


def test_a_link_in_the_place_of_a_site_is_told(files: SiteFiles, tmp_path: Path) -> None:
    files.close()
    path = tmp_path / f"{ID}.walkdown"
    path.replace(theirs := tmp_path / "theirs")
    path.symlink_to(theirs)
    with pytest.raises(Setback) as refused:
        files.go_back(ID, FIRST, TUESDAY)
    assert refused.value.code is Code.CANNOT_WRITE
