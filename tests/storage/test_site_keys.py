"""Each site has a key of its own, in a real keychain where there is one; else in a file, and that is told."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from tests.storage.test_keychain import SECRET_SERVICE, Store, called
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
    with pytest.raises(OSError, match="keeps the key"):
        keys(tmp_path, store).destroy(ID)


@pytest.mark.parametrize("job_id", ["..", "../" + "a" * 29, "A" * 32, ""])
def test_only_the_key_of_a_job_can_be_named(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(OSError, match="not the id"):
        keys(tmp_path, None).make(job_id)
