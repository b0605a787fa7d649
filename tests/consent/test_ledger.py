"""The ledger's promises: what was acknowledged is there, told the same whichever way it is asked for."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.consent.power import BELOW, watched
from tests.ledger_on_disk import read_entries
from walkdown.consent import merkle
from walkdown.consent.checkpoint import read_note
from walkdown.consent.entry import BrokenEntry, Entry, Happened, decode, digest, encode
from walkdown.consent.ledger import (
    Ledger,
    LedgerBroken,
    LedgerBusy,
    LedgerUnwritable,
    Standing,
    check_all,
    check_hashes,
)

ROOT = Path(__file__).resolve().parents[2]
TEXTS = st.text(max_size=40)
ENTRIES = st.lists(
    st.builds(
        Entry,
        st.sampled_from((Happened.USE_START, Happened.GRANTED, Happened.PROMPT_SHOWN)),
        st.integers(0, 2**53),
        feature=TEXTS,
        detail=TEXTS,
        until_ms=st.integers(0, 2**70),
    ),
    max_size=20,
)


def now_ms() -> int:
    return 1_700_000_000_000


def filled(path: Path, count: int = 12) -> tuple[Entry, ...]:
    ledger = Ledger.open(path, now_ms)
    for number in range(count):
        ledger.append(Entry(Happened.USE_START, now_ms() + number, feature=f"no {number}"))
    entries = ledger.entries()
    ledger.close()
    return entries


@settings(max_examples=40)
@given(first=ENTRIES, then=ENTRIES, count=st.integers(-1, 50))
def test_all_ways_of_asking_tell_the_same(
    first: list[Entry], then: list[Entry], count: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        ledger = Ledger.open(path, now_ms)
        written = [ledger.entry(0), *map(ledger.append, first)]
        ledger.close()
        ledger = Ledger.open(path, now_ms)
        written += [*map(ledger.append, then)]
        assert tuple(ledger.each()) == tuple(written)
        assert ledger.newest(count) == tuple(written[::-1][: max(0, count)])
        assert ledger.entries() == tuple(written)
        assert ledger.newest(count) == tuple(written[::-1][: max(0, count)])
        assert [ledger.entry(seq) for seq in range(ledger.size)] == written
        assert [leaf.hex() for leaf in ledger.leaves()] == [digest(encode(e)) for e in written]
        assert ledger.verify()
        ledger.close()
        assert read_entries(path) == written
        assert check_all(path) == check_hashes(path) == len(written)


def test_each_entry_carries_the_hash_of_the_one_before(path: Path) -> None:
    entries = filled(path)
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    assert entries[0].event is Happened.GENESIS
    for before, entry in pairwise(entries):
        assert entry.prev == digest(encode(before))


def test_an_entry_that_is_not_there_is_an_index_error(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    for seq in (-1, 1, 10**9):
        with pytest.raises(IndexError):
            ledger.entry(seq)
        with pytest.raises(IndexError):
            ledger.receipt(seq)
    ledger.close()


def test_entries_written_while_all_are_read_do_not_disturb_the_reading(path: Path) -> None:
    filled(path, 1100)
    ledger = Ledger.open(path, now_ms)
    reading = ledger.each()
    seen = [next(reading)]
    ledger.append(Entry(Happened.GRANTED, 1))
    seen += reading
    assert [entry.seq for entry in seen] == list(range(1101))
    assert ledger.entries()[-1].event is Happened.GRANTED
    ledger.close()


def test_without_a_key_the_checkpoint_has_no_signature(path: Path) -> None:
    filled(path)
    ledger = Ledger.open(path, now_ms)
    assert ledger.standing is Standing.UNSIGNED
    note = ledger.checkpoint()
    checkpoint = read_note(note, None)
    assert (checkpoint.size, checkpoint.root) == (ledger.size, merkle.root(ledger.leaves()))
    assert note.endswith(b"\n\n")
    ledger.close()


@pytest.mark.parametrize(
    "entry",
    [
        Entry(Happened.USE_START, cast("int", 1.5)),
        Entry(Happened.USE_START, cast("int", "1")),
        Entry(Happened.USE_START, 1, feature=cast("str", None)),
        Entry(cast("Happened", "use.began"), 1),
    ],
)
def test_what_could_not_be_read_again_is_not_written(path: Path, entry: Entry) -> None:
    ledger = Ledger.open(path, now_ms)
    with pytest.raises(BrokenEntry):
        ledger.append(entry)
    added = ledger.append(Entry(Happened.USE_START, 1))
    assert ledger.entries()[1:] == (added,)
    assert ledger.verify()
    ledger.close()


# --- on the disk


def test_an_entry_is_on_the_disk_and_then_mirrored_before_it_is_acknowledged(path: Path) -> None:
    path = path.parent.resolve() / path.name
    with watched(path.parent) as disk:
        ledger = Ledger.open(path, now_ms)
        ledger.append(Entry(Happened.USE_START, 1))
        before = len(disk.steps)
        ledger.append(Entry(Happened.USE_END, 2))
        steps = disk.steps[before:]
        wal, mirror = (
            disk.numbers[path.with_name(name).stat().st_ino]
            for name in ("ledger.db-wal", "ledger.mirror")
        )
        ledger.close()
    kinds = [(step.kind, step.file) for step in steps]
    assert kinds[-3:] == [("sync", wal), ("write", mirror), ("sync", mirror)]
    assert set(kinds[:-3]) == {("write", wal)}


def test_after_a_decision_nothing_is_left_outside_the_file(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    wal = path.with_name("ledger.db-wal")
    ledger.append(Entry(Happened.USE_START, 1))
    assert wal.stat().st_size
    ledger.append(Entry(Happened.WITHDRAWN, 2))
    assert not wal.stat().st_size
    for _ in range(63):
        ledger.append(Entry(Happened.USE_START, 3))
    assert wal.stat().st_size
    ledger.append(Entry(Happened.USE_START, 3))
    assert not wal.stat().st_size
    ledger.close()
    assert sorted(p.name for p in path.parent.iterdir()) == [
        "ledger.db",
        "ledger.lock",
        "ledger.mirror",
    ]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("fullfsync", 1),
        ("locking_mode", "exclusive"),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("wal_autocheckpoint", 0),
    ],
)
def test_the_file_is_kept_as_the_design_says(path: Path, setting: str, value: object) -> None:
    ledger = Ledger.open(path, now_ms)
    connection = ledger._file._connection
    assert connection is not None
    assert connection.pragma(setting) == value
    ledger.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead of modes")
def test_only_its_owner_may_read_it(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    ledger.append(Entry(Happened.USE_START, 1))
    for part in path.parent.iterdir():
        assert part.stat().st_mode & 0o077 == 0, part.name
    ledger.close()


# --- others, and places that cannot be written


def test_two_ledgers_on_one_file_are_refused(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    with pytest.raises(LedgerBusy):
        Ledger.open(path, now_ms)
    ledger.close()
    Ledger.open(path, now_ms).close()


HOLDER = """
import sys
from pathlib import Path
from walkdown.consent.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]), lambda: 1)
print("open", flush=True)
sys.stdin.read()
ledger.close()
"""


def test_another_program_cannot_open_it_meanwhile(path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(LedgerBusy):
        Ledger.open(path, now_ms)
    holder.communicate("")
    assert holder.returncode == 0
    ledger = Ledger.open(path, now_ms)
    assert ledger.verify()
    ledger.close()


def test_a_file_that_another_sqlite_program_holds_is_busy(path: Path) -> None:
    filled(path)
    other = apsw.Connection(str(path))
    other.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBusy):
        Ledger.open(path, now_ms)
    other.close()


def test_a_folder_that_cannot_be_written_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    really = os.open

    def read_only(name: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EROFS, "Read-only file system")
        return really(name, flags, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only)
        with pytest.raises(LedgerUnwritable):
            Ledger.open(path, now_ms)
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


class ReadOnly(apsw.VFS):
    """Gives files for reading, as a file system does that is mounted so."""

    def __init__(self) -> None:
        super().__init__("walkdown-read-only", BELOW)

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        flags[0] = flags[0] & ~apsw.SQLITE_OPEN_READWRITE & ~apsw.SQLITE_OPEN_CREATE
        flags[0] |= apsw.SQLITE_OPEN_READONLY
        return apsw.VFSFile(BELOW, name, flags)


def test_a_file_that_may_only_be_read_is_told(path: Path) -> None:
    filled(path)
    content = path.read_bytes()
    vfs = ReadOnly()
    apsw.set_default_vfs("walkdown-read-only")
    try:
        with pytest.raises(LedgerUnwritable):
            Ledger.open(path, now_ms)
    finally:
        apsw.set_default_vfs(BELOW)
        vfs.unregister()
    assert path.read_bytes() == content


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
@pytest.mark.parametrize("name", ["ledger.db", "ledger.mirror", "ledger.ckpt", "ledger.lock"])
def test_a_link_in_the_place_of_a_file_is_not_followed(path: Path, name: str) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_bytes(b"somebody's letter")
    path.with_name(name).symlink_to(elsewhere)
    with pytest.raises(LedgerUnwritable):
        Ledger.open(path, now_ms)
    assert elsewhere.read_bytes() == b"somebody's letter"


def test_a_closed_ledger_takes_nothing_and_closing_twice_is_harmless(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerUnwritable):
        ledger.append(Entry(Happened.USE_START, 1))
    with pytest.raises(LedgerUnwritable):
        ledger.newest(3)
    assert not ledger.verify()


def test_a_ledger_that_could_not_be_sealed_at_the_end_has_lost_nothing(path: Path) -> None:
    path = path.parent.resolve() / path.name
    with watched(path.parent) as disk:
        for number in range(40):
            ledger = Ledger.open(path, now_ms)
            added = ledger.append(Entry(Happened.USE_START, number))
            disk.arm(number)
            ledger.close()
            happened = disk.failed
            disk.arm(-1)
            assert read_entries(path)[-1] == added
            if not happened:
                break
        assert number > 2


def test_a_start_that_fails_half_way_leaves_what_the_next_one_opens(path: Path) -> None:
    path = path.parent.resolve() / path.name
    before, failures = filled(path), 0
    mirror = path.with_suffix(".mirror")
    behind = mirror.read_bytes()
    before = filled(path)
    with watched(path.parent) as disk:
        for number in range(60):
            mirror.write_bytes(behind)  # so that there is something to catch up with
            disk.arm(number)
            try:
                Ledger.open(path, now_ms).close()
            except (LedgerUnwritable, LedgerBroken):
                failures += 1
            happened = disk.failed
            disk.arm(-1)
            assert tuple(read_entries(path))[: len(before)] == before, happened
            ledger = Ledger.open(path, now_ms)
            assert ledger.verify(), happened
            ledger.close()
            if not happened:
                break
    assert failures > 5


# --- one entry


@given(
    feature=st.text(max_size=300),
    until=st.integers(min_value=0, max_value=2**53),
    event=st.sampled_from(Happened),
)
def test_an_entry_comes_back_as_it_was_written(feature: str, until: int, event: Happened) -> None:
    entry = Entry(event, 1, feature=feature, until_ms=until)
    assert decode(encode(entry)) == entry


@given(st.binary(max_size=400))
def test_no_bytes_do_more_than_be_refused(line: bytes) -> None:
    with pytest.raises(BrokenEntry):
        decode(line)


# --- killed


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL and fork")
def test_nothing_acknowledged_is_lost_when_it_is_killed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.consent.kill_ledger", "--many", "500"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("500 kills, ")
    assert done.stdout.endswith(" 0 lost\n")
