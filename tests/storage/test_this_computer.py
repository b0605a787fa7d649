"""Looking at this computer: what is there is found, nothing is used for it, and nobody is named in it."""

from __future__ import annotations

import getpass
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.accepted import accept_policy
from walkdown.consent.keys import HeldKeys, Keys, NoKeys
from walkdown.consent.ledger import Entry, Happened, Ledger
from walkdown.consent.purpose import Permission, Purpose
from walkdown.consent.system.state import OsState
from walkdown.consent.system.without import WithoutSystem
from walkdown.core.check_up import Cameras, LedgerSays, as_text, check_up
from walkdown.core.job import Job
from walkdown.core.site import Site
from walkdown.practice.former_policy import accept_former_policy
from walkdown.storage.ledger_source import LEDGER
from walkdown.storage.places import resources_dir
from walkdown.storage.site_files import SiteFiles
from walkdown.storage.this_computer import ThisComputer


class Linux(WithoutSystem):
    """A Linux that forbids the camera."""

    @property
    def platform(self) -> str:
        return "linux"

    def state(self, permission: Permission, purpose: Purpose) -> OsState:
        return OsState.DENIED if permission is Permission.CAMERA else OsState.GRANTED


def computer(home: Path, root: Path | None = None) -> ThisComputer:
    return ThisComputer(home, NoKeys(), None, Linux(), root=root or home / "root")


def test_a_folder_that_is_not_there_yet_is_looked_at_and_not_made(tmp_path: Path) -> None:
    facts = computer(tmp_path / "later").facts()
    assert (facts.writable, facts.sites, facts.ledger) == (True, 0, LedgerSays.NONE)
    assert facts.free
    assert not (tmp_path / "later").exists()


def test_a_folder_that_refuses_to_be_written_is_found_out_by_trying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    assert not computer(tmp_path).facts().writable


def test_devices_are_counted_in_the_systems_lists_and_what_it_forbids_is_named(
    tmp_path: Path,
) -> None:
    for name in ("sys/class/bluetooth/hci0", "sys/class/bluetooth/hci0:11", "dev"):
        (tmp_path / name).mkdir(parents=True)
    facts = computer(tmp_path, tmp_path).facts()
    assert (facts.adapters, facts.cameras) == (2, Cameras.NONE)
    assert facts.permissions == ("camera",)
    (tmp_path / "sys/class/video4linux/video0").mkdir(parents=True)
    assert computer(tmp_path, tmp_path).facts().cameras is Cameras.CLOSED
    (tmp_path / "dev/video0").touch()
    assert computer(tmp_path, tmp_path).facts().cameras is Cameras.SOME


def test_the_ledger_is_verified_and_a_changed_one_is_told(tmp_path: Path) -> None:
    accept_policy(tmp_path)
    unsigned = computer(tmp_path).facts()
    assert (unsigned.ledger, unsigned.records > 0) == (LedgerSays.UNSIGNED, True)
    data = (tmp_path / LEDGER).read_bytes()
    at = data.index(b'"event"')
    (tmp_path / LEDGER).write_bytes(data[:at] + b'"evenT"' + data[at + 7 :])
    assert computer(tmp_path).facts().ledger is LedgerSays.BROKEN


def test_what_is_mailed_names_no_person_no_site_and_no_folder(tmp_path: Path) -> None:
    accept_policy(tmp_path)
    begun = datetime(2026, 11, 22, tzinfo=UTC)
    site = Site(name="Canary House", address="7 Canary Lane", owner_name="Canary Owner")
    SiteFiles(tmp_path / "sites").save(Job("a" * 32, begun, site=site))
    said = as_text(check_up(computer(tmp_path).facts()))
    assert "1 site is kept here" in said
    assert "Canary" not in said
    assert str(tmp_path) not in said
    assert str(Path.home()) not in said
    assert getpass.getuser() not in said.split()
    assert "a" * 32 not in said


def test_a_signed_ledger_is_told_as_that(tmp_path: Path) -> None:
    keys = HeldKeys()
    history = resources_dir() / "policy" / "history.toml"
    accept_former_policy(tmp_path / LEDGER, history, keys)
    facts = ThisComputer(tmp_path, keys, None, Linux(), root=tmp_path).facts()
    assert facts.ledger is LedgerSays.VERIFIED


def everything(folder: Path) -> dict[Path, bytes | None]:
    found = folder.rglob("*")
    return {path: path.read_bytes() if path.is_file() else None for path in found}


@pytest.mark.parametrize("keys", [NoKeys(), HeldKeys()])
@pytest.mark.parametrize("killed", [True, False])
def test_a_look_changes_no_byte(tmp_path: Path, keys: Keys, killed: bool) -> None:
    """Also of a ledger that a kill left unsealed, with records that are not merged into its file."""
    home, left = tmp_path / "home", tmp_path / "left"
    ledger = Ledger.open(home / LEDGER, lambda: 0, keys)
    ledger.append(Entry(Happened.EXPORTED, 0))
    if killed:
        shutil.copytree(home, left)
    ledger.close()
    if killed:
        shutil.rmtree(home)
        left.rename(home)
        assert (home / f"{LEDGER}-wal").stat().st_size
    before = everything(home)
    facts = ThisComputer(home, keys, None, Linux(), root=tmp_path / "root").facts()
    assert facts.ledger in (LedgerSays.VERIFIED, LedgerSays.UNSIGNED)
    assert facts.records >= 2
    assert everything(home) == before


def test_a_look_makes_no_key(tmp_path: Path) -> None:
    accept_policy(tmp_path)
    keys = HeldKeys()
    facts = ThisComputer(tmp_path, keys, None, Linux(), root=tmp_path).facts()
    assert facts.ledger is LedgerSays.UNSIGNED
    assert not keys._seeds


def test_a_ledger_that_is_being_written_is_in_use(tmp_path: Path) -> None:
    ledger = Ledger.open(tmp_path / LEDGER, lambda: 0)
    assert computer(tmp_path).facts().ledger is LedgerSays.IN_USE
    ledger.close()
    assert computer(tmp_path).facts().ledger is LedgerSays.UNSIGNED


def test_a_ledger_that_was_deleted_is_missing_and_none_is_made(tmp_path: Path) -> None:
    accept_policy(tmp_path)
    (tmp_path / LEDGER).unlink()
    before = everything(tmp_path)
    facts = computer(tmp_path).facts()
    assert facts.ledger is LedgerSays.MISSING
    assert "its file is gone" in as_text(check_up(facts))
    assert everything(tmp_path) == before


def test_a_ledger_that_only_the_keychain_remembers_is_missing(tmp_path: Path) -> None:
    keys = HeldKeys()
    Ledger.open(tmp_path / LEDGER, lambda: 0, keys).close()
    for path in list(tmp_path.iterdir()):
        path.unlink()
    facts = ThisComputer(tmp_path, keys, None, Linux(), root=tmp_path).facts()
    assert facts.ledger is LedgerSays.MISSING
