"""Whatever is changed, cut, swapped or missing is told; a damaged ledger is left as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import apsw
import pytest

from walkdown.consent import ledger_mirror
from walkdown.consent.entry import Entry, Happened, encode
from walkdown.consent.ledger import (
    Ledger,
    LedgerBroken,
    LedgerUnwritable,
    Standing,
    check_all,
    check_hashes,
)
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.ledger_mirror import Mark
from walkdown.consent.merkle import Frontier, leaf_hash

Files = dict[str, bytes]


def now_ms() -> int:
    return 1_700_000_000_000


def files_of(path: Path) -> Files:
    """All that counts: the lock and the empty WAL of a refused start do not."""
    found = {p.name: p.read_bytes() for p in path.parent.iterdir() if p.suffix != ".lock"}
    return {name: data for name, data in found.items() if data or not name.endswith("-wal")}


def put(files: Files, path: Path) -> None:
    for part in path.parent.iterdir():
        part.unlink()
    for name, content in files.items():
        path.with_name(name).write_bytes(content)


def write(path: Path, count: int, word: str = "no") -> tuple[Entry, ...]:
    ledger = Ledger.open(path, now_ms)
    for number in range(count):
        ledger.append(Entry(Happened.USE_START, number, feature=f"{word} {number}"))
    entries = ledger.entries()
    ledger.close()
    return entries


def in_use(path: Path, count: int) -> tuple[tuple[Entry, ...], Files]:
    """The entries and the files as a kill leaves them: the newest are in the WAL."""
    write(path, 5)
    ledger = Ledger.open(path, now_ms)
    for number in range(count):
        ledger.append(Entry(Happened.USE_END, number, feature=f"more {number}"))
    entries, files = ledger.entries(), files_of(path)
    ledger.close()
    assert len(files["ledger.db-wal"]) > 4096
    return entries, files


def told(path: Path, files: Files, entries: tuple[Entry, ...]) -> bool:
    """Whether a start with these files tells of damage; where it does not, nothing is missing."""
    put(files, path)
    try:
        ledger = Ledger.open(path, now_ms)
    except LedgerBroken:
        assert files_of(path) == files, "a broken ledger is left as it is"
        return True
    try:
        assert ledger.entries()[: len(entries)] == entries
        assert ledger.verify()
    finally:
        ledger.close()
    return False


def flipped(files: Files, name: str, at: int, bit: int) -> Files:
    content = bytearray(files[name])
    content[at] ^= 1 << bit
    return {**files, name: bytes(content)}


def test_a_flipped_bit_in_the_file_is_told_or_nothing_is_missing(path: Path) -> None:
    entries = write(path, 20)
    files, chance = files_of(path), Random(3)
    size = len(files["ledger.db"])
    spots = [(at, chance.randrange(8)) for at in range(0, size, 23)]
    count = sum(told(path, flipped(files, "ledger.db", *spot), entries) for spot in spots)
    # The rest hit bytes that stand for nothing.
    assert count > len(spots) // 3


def test_every_flipped_bit_in_an_entry_is_told(path: Path) -> None:
    entries = write(path, 3)
    files = files_of(path)
    body = encode(entries[2])
    first = files["ledger.db"].index(body)
    for at in range(first - 32, first + len(body)):  # its leaf hash stands before it
        assert told(path, flipped(files, "ledger.db", at, at % 8), entries)


def test_a_flipped_bit_in_the_wal_is_told_or_nothing_is_missing(path: Path) -> None:
    entries, files = in_use(path, 20)
    chance = Random(5)
    size = len(files["ledger.db-wal"])
    spots = [(chance.randrange(size), chance.randrange(8)) for _ in range(300)]
    count = sum(told(path, flipped(files, "ledger.db-wal", *spot), entries) for spot in spots)
    assert count > 250


def test_a_wal_cut_anywhere_is_told(path: Path) -> None:
    entries, files = in_use(path, 20)
    wal = files["ledger.db-wal"]
    for size in range(1, len(wal), 487):
        assert told(path, {**files, "ledger.db-wal": wal[:size]}, entries)


def test_a_missing_wal_is_told(path: Path) -> None:
    entries, files = in_use(path, 3)
    del files["ledger.db-wal"]
    assert told(path, files, entries)


def test_a_file_cut_anywhere_is_told(path: Path) -> None:
    entries = write(path, 40)
    files = files_of(path)
    content = files["ledger.db"]
    for size in range(0, len(content), 1013):
        assert told(path, {**files, "ledger.db": content[:size]}, entries)


@pytest.mark.parametrize("name", ["ledger.db", "ledger.mirror"])
def test_a_missing_half_is_told(path: Path, name: str) -> None:
    entries = write(path, 3)
    files = files_of(path)
    del files[name]
    assert told(path, files, entries)


def test_a_restored_old_copy_of_the_file_is_told(path: Path) -> None:
    write(path, 3)
    old = path.read_bytes()
    entries = write(path, 1)
    assert told(path, {**files_of(path), "ledger.db": old}, entries)


def test_a_fork_that_is_sound_in_itself_is_told(path: Path) -> None:
    write(path, 3)
    base = files_of(path)
    entries = write(path, 4)
    true = files_of(path)
    put(base, path)
    write(path, 9, "other")
    assert told(path, {**true, "ledger.db": path.read_bytes()}, entries)


def test_a_journal_laid_beside_is_not_played_into_the_file(path: Path) -> None:
    entries = write(path, 3)
    assert told(path, {**files_of(path), "ledger.db-journal": b"\0" * 600}, entries)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE seq = 1; END",
        "CREATE TABLE other (a)",
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE entry RENAME TO entries",
        "PRAGMA application_id=7",
        "DELETE FROM entry",
        "DELETE FROM entry WHERE seq = 0",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)",
        "UPDATE entry SET seq = seq + 1 WHERE seq = (SELECT max(seq) FROM entry)",
        "UPDATE entry SET seq = -1 WHERE seq = 0",
        "UPDATE entry SET leaf = zeroblob(32) WHERE seq = 2",
        "UPDATE entry SET leaf = zeroblob(33) WHERE seq = 2",
        "UPDATE entry SET body = zeroblob(900000) WHERE seq = 2",
        "UPDATE entry SET body = (SELECT body FROM entry WHERE seq = 3) WHERE seq = 2",
    ],
)
def test_what_somebody_does_with_sqlite_is_told(path: Path, sql: str) -> None:
    entries = write(path, 5)
    connection = apsw.Connection(str(path))
    connection.execute(sql)
    connection.close()
    assert told(path, files_of(path), entries)


def forge(path: Path, entries: list[Entry] | list[bytes]) -> None:
    """A ledger of these, with right hashes, chain and mirror, as only a liar makes it."""
    for part in path.parent.iterdir():
        part.unlink()
    LedgerFile.make(path)
    file, tree, head = LedgerFile(path), Frontier(), "0" * 64
    for seq, entry in enumerate(entries):
        body = entry if isinstance(entry, bytes) else encode(replace(entry, prev=head))
        file.add(seq, leaf_hash(body), body)
        tree.append(leaf_hash(body))
        head = leaf_hash(body).hex()
    file.close(fold=True)
    ledger_mirror.Mirror(path.with_suffix(".mirror")).begin(Mark(tree.size, tree.root()))


GENESIS = Entry(Happened.GENESIS, 1)
USE = Entry(Happened.USE_START, 1, seq=1)


def test_what_is_forged_well_is_taken(path: Path) -> None:
    forge(path, [GENESIS, USE])
    assert check_all(path) == check_hashes(path) == 2


@pytest.mark.parametrize(
    "entries",
    [
        [Entry(Happened.USE_START, 1)],
        [GENESIS, replace(USE, seq=2)],
        [b"{}"],
        [encode(GENESIS) + b" "],
        [encode(GENESIS).replace(b'"at_ms":1', b'"at_ms":1.0')],
        [encode(GENESIS).replace(b'"at_ms":1', b'"at_ms":true')],
        [encode(GENESIS).replace(b'"app":""', b'"app":null')],
        [encode(GENESIS).replace(b'"app":""', b'"app":[]')],
        [encode(GENESIS).replace(b'"app":""', b'"app":1.5')],
        [encode(GENESIS).replace(b'"app":""', b'"app":"\\u0061"')],
        [encode(GENESIS).replace(b'"app":""', b'"app":"' + b"a" * 301 + b'"')],
        [encode(GENESIS).replace(b'"app":"",', b'"app":"","app":"",')],
        [encode(GENESIS).replace(b"ledger.begun", b"ledger.ended")],
        [b"[" * 20_000],
        [GENESIS, replace(USE, event=Happened.KEY, detail="no key")],
        [GENESIS, replace(USE, event=Happened.KEY, detail="ab")],
        [GENESIS, encode(replace(USE, prev="1" * 64))],
    ],
)
def test_a_form_that_the_program_does_not_write_is_told(
    path: Path, entries: list[Entry] | list[bytes]
) -> None:
    forge(path, entries)
    with pytest.raises(LedgerBroken):
        Ledger.open(path, now_ms)
    with pytest.raises(LedgerBroken):
        check_all(path)


# --- the mirror


def test_a_flipped_bit_in_the_mirror_is_told_or_healed(path: Path) -> None:
    entries = write(path, 6)
    files = files_of(path)
    count = sum(
        told(path, flipped(files, "ledger.mirror", at, at % 8), entries)
        for at in (*range(192), *range(192, 4096, 301), *range(4096, 4288))
    )
    assert count >= 192 + 13  # of the two places the one with the newest end can be mended


def test_a_mirror_cut_anywhere_is_told(path: Path) -> None:
    entries = write(path, 3)
    files = files_of(path)
    mirror = files["ledger.mirror"]
    for size in (0, 1, 191, 192, 4096, len(mirror) - 1):
        assert told(path, {**files, "ledger.mirror": mirror[:size]}, entries)
    assert told(path, {**files, "ledger.mirror": mirror + b" "}, entries)


def test_a_mirror_that_is_behind_loses_nothing_and_that_is_written_down(path: Path) -> None:
    write(path, 3)
    behind = path.with_suffix(".mirror").read_bytes()
    entries = write(path, 1)
    put({**files_of(path), "ledger.mirror": behind}, path)
    ledger = Ledger.open(path, now_ms)
    assert ledger.entries()[:-1] == entries
    assert ledger.entries()[-1].event is Happened.RECOVERED
    assert ledger.entries()[-1].counts == "1 not acknowledged"
    assert ledger.verify()
    ledger.close()


def test_a_torn_mirror_and_a_cut_end_together_are_told(path: Path) -> None:
    write(path, 3)
    cut = path.read_bytes()
    entries = write(path, 1)
    files = {**files_of(path), "ledger.db": cut}
    for first in (0, 4096):
        mirror = bytearray(files["ledger.mirror"])
        mirror[first + 60 : first + 90] = b"\0" * 30
        assert told(path, {**files, "ledger.mirror": bytes(mirror)}, entries)


def test_the_two_places_of_the_mirror_are_written_in_turns(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    for number in range(5):
        ledger.append(Entry(Happened.USE_START, number))
        mirrored = ledger_mirror.Mirror(path.with_suffix(".mirror")).read()
        assert mirrored is not None
        assert sorted(mark.size for mark in mirrored.marks) == [number + 1, number + 2]
    ledger.close()


# --- while it is open


def harms(path: Path) -> Iterator[Callable[[], object]]:
    wal, mirror = path.with_name("ledger.db-wal"), path.with_suffix(".mirror")
    yield lambda: change(path, b"no 3") or change(wal, b"no 3")
    yield lambda: change(wal, b"more 1")
    yield lambda: wal.write_bytes(wal.read_bytes()[:-4096])
    yield lambda: wal.write_bytes(b"")
    yield lambda: path.write_bytes(path.read_bytes()[:2000])
    yield lambda: path.write_bytes(b"")
    yield lambda: mirror.write_bytes(mirror.read_bytes()[:100])
    yield lambda: change(mirror, b"walkdown")
    yield mirror.unlink
    yield path.unlink


def change(path: Path, word: bytes) -> None:
    content = path.read_bytes()
    assert word in content
    path.write_bytes(content.replace(word, word[:-1] + b"?"))


@pytest.mark.parametrize("number", range(10))
def test_a_change_behind_its_back_is_noticed_and_nothing_more_is_written(
    path: Path, number: int
) -> None:
    write(path, 5)
    ledger = Ledger.open(path, now_ms)
    for more in range(3):
        ledger.append(Entry(Happened.USE_END, more, feature=f"more {more}"))
    before = ledger.entries()
    assert ledger.verify()
    list(harms(path))[number]()
    assert not ledger.verify()
    assert ledger.standing is Standing.BROKEN
    left = files_of(path)
    with pytest.raises(LedgerBroken):
        ledger.append(Entry(Happened.USE_START, 9))
    assert not ledger.verify()
    assert ledger.entries() == before
    ledger.close()
    assert files_of(path) == left


def test_what_cannot_be_read_again_is_not_verified(path: Path) -> None:
    entries = write(path, 2)
    ledger = Ledger.open(path, now_ms)
    mirror = path.with_suffix(".mirror")
    content = mirror.read_bytes()
    mirror.unlink()
    mirror.mkdir()
    assert not ledger.verify()
    assert ledger.standing is Standing.UNWRITABLE
    with pytest.raises(LedgerUnwritable):
        ledger.append(Entry(Happened.USE_START, 1))
    ledger.close()
    mirror.rmdir()
    mirror.write_bytes(content)
    ledger = Ledger.open(path, now_ms)
    assert ledger.entries() == entries
    ledger.close()


def test_a_copy_of_the_files_elsewhere_is_the_same_ledger(path: Path, tmp_path: Path) -> None:
    entries = write(path, 4)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("ledger.db", "ledger.mirror"):
        shutil.copy(path.with_name(name), elsewhere / name)
    ledger = Ledger.open(elsewhere / "ledger.db", now_ms)
    assert ledger.entries() == entries
    ledger.close()
