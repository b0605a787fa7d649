"""`walkdown ledger`: a person without a window checks the ledger and takes records along, in plain words."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.consent.making_records import a_grant
from walkdown.__main__ import _arguments
from walkdown.consent.checkpoint import read_note
from walkdown.consent.consent_record import Words
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.export_csv import from_csv
from walkdown.consent.export_jsonld import from_jsonld
from walkdown.consent.export_kantara import from_kantara
from walkdown.consent.keys import HeldKeys, Keys, NoKeys
from walkdown.consent.ledger import Ledger
from walkdown.ledger_command import ledger_command
from walkdown.storage.places import data_folder

Run = Callable[..., int]


def now_ms() -> int:
    return 1_780_000_000_000


@pytest.fixture
def folder(home: Path) -> Path:
    return data_folder(os.environ, sys.platform)


@pytest.fixture
def keys() -> HeldKeys:
    return HeldKeys()


@pytest.fixture
def run(keys: HeldKeys, folder: Path) -> Run:
    """The command as from a shell, with a key store that is held in memory."""

    def ran(*words: str | Path, keys: Keys = keys) -> int:
        args: argparse.Namespace = _arguments().parse_args(["ledger", *map(str, words)])
        return ledger_command(args, keys)

    return ran


def fill(folder: Path, keys: Keys, *entries: Entry) -> None:
    ledger = Ledger.open(folder / "ledger.db", now_ms, keys)
    for entry in entries or (a_grant(), replace(a_grant(), event=Happened.USE_START)):
        ledger.append(entry)
    ledger.close()


def happened(folder: Path, keys: Keys) -> list[Entry]:
    ledger = Ledger.open(folder / "ledger.db", now_ms, keys)
    entries = list(ledger.each())
    ledger.close()
    return entries


def test_a_sound_and_signed_ledger_is_verified_with_status_0(
    run: Run, folder: Path, keys: HeldKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    assert run("verify") == 0
    out = capsys.readouterr().out
    assert "unchanged and complete" in out
    assert "VERIFIED." in out


def test_without_a_key_store_it_is_verified_but_unsigned_with_status_3(
    run: Run, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, NoKeys())
    assert run("verify", keys=NoKeys()) == 3
    assert "not signed" in capsys.readouterr().out


def test_a_changed_ledger_is_not_verified_with_status_1(
    run: Run, folder: Path, keys: HeldKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    path = folder / "ledger.db"
    path.write_bytes(path.read_bytes().replace(b"btn.send", b"btn.sent"))
    assert run("verify") == 1
    assert run("export", "--format", "csv") == 1
    assert capsys.readouterr().err.count("NOT VERIFIED") == 2


def test_a_key_that_is_gone_is_told_and_not_replaced(
    run: Run, folder: Path, keys: HeldKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    assert run("verify", keys=NoKeys()) == 1
    assert "key" in capsys.readouterr().err


def test_while_a_window_has_it_open_it_is_busy_with_status_2(
    run: Run, folder: Path, keys: HeldKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    ledger = Ledger.open(folder / "ledger.db", now_ms, keys)
    try:
        assert run("verify") == 2
        assert run("export", "--format", "csv") == 2
    finally:
        ledger.close()
    assert "close the window" in capsys.readouterr().err


def test_its_own_file_by_name_is_this_computers_ledger_and_busy_as_well(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path
) -> None:
    fill(folder, keys)
    path = folder / "ledger.db"
    assert run("verify", path) == 0
    other = tmp_path / "other"
    other.mkdir()
    fill(other, keys)
    for place in (folder, other):
        ledger = Ledger.open(place / "ledger.db", now_ms, keys)
        try:
            assert run("verify", place / "ledger.db") == 2
        finally:
            ledger.close()
    assert run("verify", other / "ledger.db") == 0


def test_where_there_is_none_none_is_made(
    run: Run, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("verify") == 2
    assert run("verify", tmp_path / "nowhere") == 2
    assert not folder.exists()
    assert "no ledger" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("form", "read"), [("jsonld", from_jsonld), ("kantara", from_kantara), ("csv", from_csv)]
)
def test_records_are_exported_with_what_the_person_states(
    run: Run,
    folder: Path,
    keys: HeldKeys,
    tmp_path: Path,
    form: str,
    read: Callable[[bytes], tuple],
) -> None:
    fill(folder, keys)
    out = tmp_path / "out"
    stated = ["--controller", "Sonne GmbH", "--jurisdiction", "DE", "--law", "eu-gdpr"]
    assert run("export", "--format", form, "--out", out, *stated) == 0
    (record,) = read(out.read_bytes())
    assert record.controller.name == "Sonne GmbH"
    assert record.controller.address == "not stated"
    assert record.jurisdiction == "DE"
    assert record.words is Words.SHOWN


def test_an_export_goes_to_the_output_where_no_file_is_named(
    run: Run, folder: Path, keys: HeldKeys, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    fill(folder, keys)
    assert run("export", "--format", "csv") == 0
    assert len(from_csv(capfdbinary.readouterr().out)) == 1


def test_an_export_of_this_computers_ledger_is_written_down_before_it_is_made(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path
) -> None:
    fill(folder, keys)
    assert run("export", "--format", "bundle", "--out", tmp_path / "b") == 0
    last = happened(folder, keys)[-1]
    assert (last.event, last.detail) == (Happened.EXPORTED, "bundle")
    assert b'"event":"ledger.exported"' in (tmp_path / "b").read_bytes()


def test_nothing_is_overwritten_and_nothing_written_down_then(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    out = tmp_path / "out"
    out.write_text("mine")
    assert run("export", "--format", "csv", "--out", out) == 2
    assert out.read_text() == "mine"
    assert "there already" in capsys.readouterr().err
    assert Happened.EXPORTED not in {entry.event for entry in happened(folder, keys)}


def test_where_the_file_cannot_be_written_nothing_is_left(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    assert run("export", "--format", "csv", "--out", tmp_path / "no" / "out") == 2
    assert list(tmp_path.iterdir()) == []
    assert "could not be written" in capsys.readouterr().err


def test_a_bundle_is_verified_and_exported_without_the_ledger(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(folder, keys)
    bundle = tmp_path / "ledger.bundle"
    assert run("export", "--format", "bundle", "--out", bundle) == 0
    assert run("verify", bundle) == 0
    assert "names itself" in capsys.readouterr().out
    key = json.loads(bundle.read_bytes().split(b"\n")[0])["public_key"]
    assert run("verify", bundle, "--key", key) == 0
    assert run("verify", bundle, "--key", "ab" * 32) == 1
    assert run("verify", bundle, "--key", "short") == 2
    assert run("export", "--format", "csv", "--out", tmp_path / "c", bundle) == 0
    (record,) = from_csv((tmp_path / "c").read_bytes())
    assert record.os.platform == "not stated"
    bundle.write_bytes(bundle.read_bytes().replace(b"btn.send", b"btn.sent"))
    assert run("verify", bundle) == 1


def test_a_receipt_is_verified_and_its_signature_only_with_a_key(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path
) -> None:
    fill(folder, keys)
    ledger = Ledger.open(folder / "ledger.db", now_ms, keys)
    grant = next(e for e in ledger.each() if e.event is Happened.GRANTED)
    key = next(e.detail for e in ledger.each() if e.event is Happened.KEY)
    receipt = tmp_path / "receipt.tlog-proof"
    receipt.write_bytes(ledger.receipt(grant.seq))
    ledger.close()
    assert run("verify", receipt) == 3
    assert run("verify", receipt, "--key", key) == 0
    assert run("verify", receipt, "--key", "ab" * 32) == 1
    assert run("export", "--format", "kantara", "--out", tmp_path / "k", receipt) == 0
    assert [r.record_id for r in from_kantara((tmp_path / "k").read_bytes())] == [grant.record_id]
    assert run("export", "--format", "bundle", "--out", tmp_path / "b", receipt) == 2
    receipt.write_bytes(receipt.read_bytes().replace(b"index ", b"index 1", 1))
    assert run("verify", receipt) == 1


def test_a_copy_of_a_ledger_from_another_computer_is_verified_and_left_as_it_is(
    run: Run, folder: Path, keys: HeldKeys, tmp_path: Path
) -> None:
    fill(folder, keys)
    for name in ("ledger.db", "ledger.ckpt"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert run("verify", tmp_path / "ledger.db", keys=NoKeys()) == 0
    assert run("export", "--format", "csv", "--out", folder / "c", tmp_path / "ledger.db") == 0
    assert run("export", "--format", "bundle", "--out", folder / "b", tmp_path / "ledger.db") == 0
    assert run("verify", folder / "b") == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert read_note((tmp_path / "ledger.ckpt").read_bytes(), None).size > 0
    db = tmp_path / "ledger.db"
    (tmp_path / "ledger.ckpt").unlink()
    assert run("verify", db) == 3, "the signature did not come along"
    assert run("export", "--format", "bundle", "--out", folder / "c2", db) == 0
    assert run("verify", folder / "c2") == 3
    db.write_bytes(db.read_bytes().replace(b"btn.send", b"btn.sent"))
    assert run("verify", db) == 1


@pytest.mark.parametrize(
    "data", [b"", b"SQLite format 3\x00", b"{}", b"c2sp.org/tlog-proof@v1\n", b"\xff"]
)
def test_what_is_none_of_these_is_not_verified(run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "what"
    path.write_bytes(data)
    assert run("verify", path) in (1, 2)
    assert run("export", "--format", "csv", "--out", tmp_path / "out", path) in (1, 2)
    assert not (tmp_path / "out").exists()


def test_no_window_library_is_needed(folder: Path) -> None:
    fill(folder, NoKeys())
    script = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from walkdown.__main__ import _arguments\n"
        "from walkdown.consent.keys import NoKeys\n"
        "from walkdown.ledger_command import ledger_command\n"
        "sys.exit(ledger_command(_arguments().parse_args(['ledger', 'verify']), NoKeys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"")
