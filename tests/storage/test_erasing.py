"""An erased job is gone: overwritten before its name goes, also where a kill came in between."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from keyring.backends import null

from tests.storage.former import packed
from tests.storage.test_keychain import SECRET_SERVICE, called
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.key_stores import KeyStores
from walkdown.storage.site_files import KEYS, SiteFiles
from walkdown.storage.site_keys import SERVICE, SiteKeys

AT = datetime(2026, 11, 22, 10, 40, tzinfo=UTC)
ID, OTHER = "0f" * 16, "1e" * 16
CANARY = "M. Okafor of Harbour Lane"


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    made = SiteFiles(tmp_path)
    for job_id in (ID, OTHER):
        made.save(Job(job_id, AT, site=Site(owner_name=CANARY)))
        made.keep(job_id, CANARY.encode())
        made.save(Job(job_id, AT, site=Site(owner_name=CANARY), touched_at=AT + timedelta(days=1)))
    return made


def left_of(job_id: str, folder: Path) -> list[str]:
    """Everything that bears its number: file, log, key, copies."""
    return [path.name for path in folder.rglob("*") if job_id in path.name]


def test_an_erased_job_is_gone_and_no_other_is(files: SiteFiles, tmp_path: Path) -> None:
    files.erase(ID)
    assert [row.id for row in files.rows()] == [OTHER]
    assert left_of(ID, tmp_path) == []
    assert len(left_of(OTHER, tmp_path)) >= 3


def test_its_bytes_are_overwritten_before_its_name_goes(files: SiteFiles, tmp_path: Path) -> None:
    path = tmp_path / f"{ID}.walkdown"
    os.link(path, beside := tmp_path / "a second name of the same bytes")
    length = path.stat().st_size
    files.erase(ID)
    assert beside.read_bytes() == bytes(length)


def test_a_copy_that_somebody_kept_of_an_erased_file_cannot_be_read(
    files: SiteFiles, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Its key went with it: this holds of every copy of the disk, where the key was in the keychain."""
    files.close()
    kept = tmp_path_factory.mktemp("somewhere else") / f"{ID}.walkdown"
    shutil.copy(tmp_path / f"{ID}.walkdown", kept)
    files.erase(ID)
    shutil.copy(kept, tmp_path)
    assert [row.trouble.code for row in files.rows() if row.trouble] == [Code.SITE_KEY_MISSING]


def test_what_a_kill_left_of_a_save_goes_with_it(files: SiteFiles, tmp_path: Path) -> None:
    (tmp_path / f".{ID}.walkdown.new").write_text(CANARY)
    files.erase(ID)
    assert left_of(ID, tmp_path) == []
    assert len(left_of(OTHER, tmp_path)) >= 3


def test_an_erasing_that_was_killed_is_finished_at_the_next_look(
    files: SiteFiles, tmp_path: Path
) -> None:
    path = tmp_path / f"{ID}.walkdown"
    path.replace(durable.being_erased(path))
    for copy in (tmp_path / "copies").glob(f"{ID}*"):  # they go before it
        copy.unlink()
    assert [row.id for row in files.rows()] == [OTHER]
    assert f"{ID}.walkdown" not in left_of(ID, tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        f"keys/.{ID}.key.erased",
        f"copies/.{ID} 2026-11-22.walkdown.erased",
        f"copies/.{ID} 2026-11-22 104000.walkdown-wal.erased",
        f"copies/..{ID} 2026-11-22.walkdown.new.erased",
        f"..{ID}.walkdown.new-wal.erased",
    ],
)
def test_so_is_that_of_its_key_and_of_its_copies(
    files: SiteFiles, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text(CANARY)
    os.link(tmp_path / name, beside := tmp_path / "a second name of the same bytes")
    files.rows()
    assert not (tmp_path / name).exists()
    assert beside.read_bytes() == bytes(len(CANARY))


def test_a_site_whose_key_may_stay_in_a_keychain_is_not_called_erased(tmp_path: Path) -> None:
    store = called(SECRET_SERVICE)
    there = SiteFiles(tmp_path, SiteKeys(tmp_path / KEYS, KeyStores(SERVICE, lambda: store)))
    there.save(Job(ID, AT))
    there.close()
    gone = SiteFiles(tmp_path, SiteKeys(tmp_path / KEYS, KeyStores(SERVICE, null.Keyring)))
    with pytest.raises(Setback) as refused:
        gone.erase(ID)
    assert refused.value.code is Code.SITE_KEY_STAYS
    assert [row.id for row in gone.rows()] == [ID]
    there.erase(ID)
    assert there.rows() == ()


@pytest.mark.parametrize("data", [packed(Job(ID, AT)), b"not a site file"])
def test_what_never_had_a_key_is_erased_without_a_keychain(tmp_path: Path, data: bytes) -> None:
    (tmp_path / f"{ID}.walkdown").write_bytes(data)
    keys = SiteKeys(tmp_path / KEYS, KeyStores(SERVICE, null.Keyring))
    SiteFiles(tmp_path, keys).erase(ID)
    assert left_of(ID, tmp_path) == []


def test_a_damaged_file_can_be_erased(files: SiteFiles, tmp_path: Path) -> None:
    (tmp_path / f"{ID}.walkdown").write_bytes(b"\xff" * 3_000_000)
    files.erase(ID)
    assert [row.id for row in files.rows()] == [OTHER]


def test_a_link_is_taken_away_and_what_it_leads_to_is_left(
    files: SiteFiles, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    theirs = tmp_path_factory.mktemp("elsewhere") / "theirs"
    theirs.write_text("mine")
    path = tmp_path / f"{ID}.walkdown"
    path.unlink()
    path.symlink_to(theirs)
    files.erase(ID)
    assert not path.is_symlink()
    assert theirs.read_text() == "mine"


def test_erasing_twice_is_harmless(files: SiteFiles) -> None:
    files.erase(ID)
    files.erase(ID)


@pytest.mark.parametrize("job_id", ["../../etc/passwd", "", "0f", f"{ID}/x"])
def test_only_the_file_of_a_job_can_be_named(files: SiteFiles, job_id: str) -> None:
    with pytest.raises(Setback) as refused:
        files.erase(job_id)
    assert refused.value.code is Code.CANNOT_WRITE


def test_what_cannot_be_erased_is_told_and_not_called_gone(
    files: SiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def protected(_path: Path) -> None:
        raise PermissionError(13, "protected")

    monkeypatch.setattr(durable, "erase", protected)
    with pytest.raises(Setback) as refused:
        files.erase(ID)
    assert refused.value.code is Code.CANNOT_WRITE
    assert {row.id for row in files.rows()} == {ID, OTHER}
