"""Each site has a key of its own, in a real keychain where there is one; else in a file, and that is told."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from keyring.backends import null
from keyring.errors import KeyringLocked

from tests.storage.test_keychain import KWALLET, SECRET_SERVICE, Store, called, chain
from walkdown.core.trouble import Code, Setback
from walkdown.storage.key_stores import KeyStores
from walkdown.storage.site_keys import KEY_BYTES, SERVICE, SiteKeys

ID, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def store() -> Store:
    made = called(SECRET_SERVICE)
    assert isinstance(made, Store)
    return made


def keys(folder: Path, store: Store | None) -> SiteKeys:
    return SiteKeys(folder / "keys", KeyStores(SERVICE, lambda: store) if store else None)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_key_is_made_in_the_keychain_and_found_again(tmp_path: Path, store: Store) -> None:
    key = keys(tmp_path, store).make(ID)
    assert len(key) == KEY_BYTES
    assert keys(tmp_path, store).key(ID) == key
    assert keys(tmp_path, store).make(OTHER) != key
    assert files(tmp_path) == []
    assert not keys(tmp_path, store).in_files


def test_without_a_keychain_it_lies_in_a_file_for_this_account_alone(tmp_path: Path) -> None:
    key = keys(tmp_path, None).make(ID)
    assert keys(tmp_path, None).key(ID) == key
    assert keys(tmp_path, None).in_files
    assert stat.S_IMODE((tmp_path / "keys" / f"{ID}.key").stat().st_mode) & 0o077 == 0


def test_a_keychain_that_drops_what_it_is_given_is_none(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(store), "set_password", lambda *_: None)
    key = keys(tmp_path, store).make(ID)
    assert keys(tmp_path, store).in_files
    assert keys(tmp_path, store).key(ID) == key


def test_a_key_moves_into_the_keychain_as_soon_as_there_is_one(
    tmp_path: Path, store: Store
) -> None:
    key = keys(tmp_path, None).make(ID)
    assert keys(tmp_path, store).key(ID) == key
    assert files(tmp_path) == []
    assert keys(tmp_path, store).key(ID) == key


def test_a_locked_keychain_is_told_from_a_key_that_is_gone(tmp_path: Path, store: Store) -> None:
    with pytest.raises(Setback) as gone:
        keys(tmp_path, store).key(ID)
    store.fails = KeyringLocked()
    with pytest.raises(Setback) as locked:
        keys(tmp_path, store).key(ID)
    assert {gone.value.code, locked.value.code} == {Code.SITE_KEY_MISSING}
    assert (gone.value.trouble.detail, locked.value.trouble.detail) == ("no key", "keychain")


@pytest.mark.parametrize("text", ["", "AAAA", "not base64", "A" * 5000])
def test_what_is_no_key_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / f"{ID}.key").write_text(text)
    with pytest.raises(Setback):
        keys(tmp_path, None).key(ID)


def test_a_destroyed_key_is_nowhere(tmp_path: Path, store: Store) -> None:
    for held in (None, store):
        keys(tmp_path, held).make(ID)
        keys(tmp_path, held).destroy(ID)
        with pytest.raises(Setback):
            keys(tmp_path, held).key(ID)
    assert files(tmp_path) == []
    assert store.kept == {}


def test_a_keychain_that_keeps_the_key_is_told(tmp_path: Path, store: Store) -> None:
    keys(tmp_path, store).make(ID)
    store.fails = KeyringLocked()
    with pytest.raises(Setback) as told:
        keys(tmp_path, store).destroy(ID)
    assert told.value.code is Code.SITE_KEY_STAYS
    store.fails = None
    keys(tmp_path, store).destroy(ID)
    assert store.kept == {}


def without_a_keychain(folder: Path) -> SiteKeys:
    return SiteKeys(folder / "keys", KeyStores(SERVICE, null.Keyring))


def test_a_key_that_may_lie_in_a_keychain_that_is_not_there_today_is_told(
    tmp_path: Path, store: Store
) -> None:
    keys(tmp_path, store).make(ID)
    with pytest.raises(Setback) as told:
        without_a_keychain(tmp_path).destroy(ID)
    assert told.value.code is Code.SITE_KEY_STAYS


def test_a_computer_that_never_had_a_keychain_erases_also_at_the_second_try(
    tmp_path: Path,
) -> None:
    kept = without_a_keychain(tmp_path)
    kept.make(ID)
    with pytest.raises(PermissionError), kept.destroying(ID):
        raise PermissionError(13, "the site's file is protected")
    assert [path.read_bytes() for path in tmp_path.rglob("*.key")] == [b""]
    without_a_keychain(tmp_path).destroy(ID)
    assert files(tmp_path) == []


def test_a_key_in_a_file_is_newer_than_the_one_in_the_keychain(
    tmp_path: Path, store: Store
) -> None:
    former = keys(tmp_path, store).make(ID)
    newer = keys(tmp_path, None).make(ID)
    assert newer != former
    assert keys(tmp_path, store).key(ID) == newer
    assert files(tmp_path) == []
    assert keys(tmp_path, store).key(ID) == newer


def test_a_key_stays_in_its_file_while_a_keychain_before_the_one_that_took_it_is_locked(
    tmp_path: Path, store: Store
) -> None:
    """That one may have a former key, and is asked first once it is unlocked."""
    keys(tmp_path, store).make(ID)
    newer = keys(tmp_path, None).make(ID)
    second = called(KWALLET)
    store.fails = KeyringLocked()
    both = SiteKeys(tmp_path / "keys", KeyStores(SERVICE, lambda: chain(store, second)))
    assert both.key(ID) == newer
    assert files(tmp_path) == [f"{ID}.key"]
    store.fails = None
    assert both.key(ID) == newer
    assert files(tmp_path) == []
    assert both.key(ID) == newer


def test_what_stood_for_a_key_until_its_site_was_gone_goes_after_it(tmp_path: Path) -> None:
    kept = keys(tmp_path, None)
    kept.make(OTHER)
    (tmp_path / "keys" / f"{ID}.key").touch()
    kept.finish_erasing([ID])
    assert files(tmp_path) == [f"{ID}.key", f"{OTHER}.key"]
    kept.finish_erasing([])
    assert files(tmp_path) == [f"{OTHER}.key"]


@pytest.mark.parametrize("name", [f".{ID}.key.erased", f"..{ID}.key.new.erased"])
def test_an_erasing_of_a_key_that_was_killed_is_finished(tmp_path: Path, name: str) -> None:
    kept = keys(tmp_path, None)
    for finish in (lambda: kept.destroy(ID), lambda: kept.finish_erasing([])):
        (tmp_path / "keys").mkdir(exist_ok=True)
        (tmp_path / "keys" / name).write_text("A" * 44)
        os.link(tmp_path / "keys" / name, beside := tmp_path / "a second name")
        finish()
        assert files(tmp_path) == ["a second name"]
        assert beside.read_bytes() == bytes(44)
        beside.unlink()


@pytest.mark.parametrize("job_id", ["..", "../" + "a" * 29, "A" * 32, ""])
def test_only_the_key_of_a_job_can_be_named(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(OSError, match="not the id"):
        keys(tmp_path, None).make(job_id)
