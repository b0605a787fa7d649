"""The ledger's promises: what was acknowledged is there, and whatever was changed is noticed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consent.conftest import on_disk
from walkdown.consent.entry import BrokenEntry, Entry, Happened, decode, encode
from walkdown.consent.ledger import Ledger, LedgerBroken, LedgerBusy, LedgerUnwritable


def now_ms() -> int:
    return 1_700_000_000_000


def filled(path: Path, count: int = 12) -> bytes:
    ledger = Ledger.open(path, now_ms)
    for number in range(count):
        ledger.append(Entry(Happened.USE_START, now_ms() + number, feature=f"no {number}"))
    ledger.close()
    return path.read_bytes()


def test_every_changed_byte_is_noticed(path: Path) -> None:
    content = filled(path)
    for at in range(len(content)):
        flipped = bytearray(content)
        flipped[at] ^= 0x01
        path.write_bytes(bytes(flipped))
        with pytest.raises(LedgerBroken):
            Ledger.open(path, now_ms)
        assert path.read_bytes() == bytes(flipped), "a broken ledger is left as it is"


def test_a_cut_tail_is_noticed_by_the_mirrored_head(path: Path) -> None:
    content = filled(path)
    lines = content.splitlines(keepends=True)
    for kept in range(1, len(lines)):
        path.write_bytes(b"".join(lines[:kept]))
        with pytest.raises(LedgerBroken):
            Ledger.open(path, now_ms)


def test_an_unfinished_last_line_was_never_acknowledged_and_is_cut(path: Path) -> None:
    content = filled(path)
    path.write_bytes(content + b'{"at_ms":17')
    ledger = Ledger.open(path, now_ms)
    assert ledger.entries()[-1].event is Happened.RECOVERED
    assert ledger.verify()
    ledger.close()
    assert path.read_bytes().startswith(content)


def test_a_change_behind_its_back_is_noticed_by_verify(path: Path) -> None:
    filled(path)
    ledger = Ledger.open(path, now_ms)
    assert ledger.verify()
    path.write_bytes(path.read_bytes().replace(b"no 3", b"no 4"))
    assert not ledger.verify()
    ledger.close()


def test_two_programs_cannot_write_one_ledger(path: Path) -> None:
    ledger = Ledger.open(path, now_ms)
    with pytest.raises(LedgerBusy):
        Ledger.open(path, now_ms)
    ledger.close()
    Ledger.open(path, now_ms).close()


def test_a_failed_sync_closes_the_ledger_for_good(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.open(path, now_ms)

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(LedgerUnwritable):
        ledger.append(Entry(Happened.USE_START, now_ms()))
    monkeypatch.undo()
    with pytest.raises(LedgerUnwritable):
        ledger.append(Entry(Happened.USE_START, now_ms()))
    ledger.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead of modes")
def test_only_its_owner_may_read_it(path: Path) -> None:
    filled(path)
    assert path.stat().st_mode & 0o077 == 0


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


WRITER = """
import sys
from pathlib import Path
from typing import BinaryIO, cast
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.ledger import Ledger
ledger = Ledger.open(Path(sys.argv[1]), lambda: 1)
while True:
    done = ledger.append(Entry(Happened.USE_START, 1))
    print(done.seq, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_nothing_acknowledged_is_lost_when_it_is_killed(path: Path) -> None:
    chance = random.Random(22)
    for _ in range(20):
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        seen = [int(child.stdout.readline()) for _ in range(chance.randrange(1, 30))]
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().splitlines()
        child.wait()
        child.stdout.close()
        last = max([*seen, *(int(line) for line in rest if line)])
        ledger = Ledger.open(path, now_ms)
        assert len(ledger.entries()) > last
        ledger.close()
    assert on_disk(path)[0] == "ledger.begun"


@pytest.mark.parametrize("bit", [2, 4, 32, 128])
def test_every_other_changed_bit_is_noticed_too(path: Path, bit: int) -> None:
    content = filled(path, 4)
    for at in range(len(content)):
        flipped = bytearray(content)
        flipped[at] ^= bit
        path.write_bytes(bytes(flipped))
        with pytest.raises(LedgerBroken):
            Ledger.open(path, now_ms)


def test_every_changed_byte_of_the_mirror_is_noticed(path: Path) -> None:
    filled(path)
    mirror = path.with_suffix(".head")
    content = mirror.read_bytes()
    for at in range(len(content)):
        for bit in range(8):
            flipped = bytearray(content)
            flipped[at] ^= 1 << bit
            mirror.write_bytes(bytes(flipped))
            with pytest.raises(LedgerBroken):
                Ledger.open(path, now_ms)


@pytest.mark.parametrize("name", ["ledger.head", "ledger.jsonl"])
def test_a_missing_half_is_noticed(path: Path, name: str) -> None:
    filled(path)
    (path.parent / name).unlink()
    with pytest.raises(LedgerBroken):
        Ledger.open(path, now_ms)


def test_a_power_cut_that_keeps_an_older_mirror_loses_nothing(path: Path) -> None:
    filled(path, 3)
    mirror = path.with_suffix(".head")
    older = mirror.read_bytes()
    ledger = Ledger.open(path, now_ms)
    for _ in range(5):
        ledger.append(Entry(Happened.USE_START, now_ms()))
    ledger.close()
    newest = mirror.read_bytes()
    mirror.write_bytes(older)
    ledger = Ledger.open(path, now_ms)
    assert len(ledger.entries()) == 9
    assert mirror.read_bytes() == newest, "the mirror covers the end again"
    ledger.close()


def test_an_entry_is_on_the_disk_before_it_is_acknowledged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = Ledger.open(path, now_ms)
    synced: list[tuple[bool, int]] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        sync(handle)
        is_ledger = os.fstat(handle).st_ino == path.stat().st_ino
        synced.append((is_ledger, os.fstat(handle).st_size))

    monkeypatch.setattr(os, "fsync", watched)
    ledger.append(Entry(Happened.USE_START, now_ms()))
    assert synced[0] == (True, path.stat().st_size), "the entry itself comes first"
    assert [is_ledger for is_ledger, _ in synced] == [True, False], "then its mirror"
    ledger.close()


class FullDisk:
    """A file on a disk with little room: takes a part of what it is given, as write(2) does."""

    def __init__(self, file: BinaryIO, room: int) -> None:
        self._file, self._room = file, room

    @property
    def closed(self) -> bool:
        return self._file.closed

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = self._file.write(data[: self._room])
        self._room -= taken
        return taken


@pytest.mark.parametrize("room", [0, 1, 60])
def test_an_entry_that_fits_in_part_only_is_not_acknowledged(path: Path, room: int) -> None:
    content = filled(path)
    ledger = Ledger.open(path, now_ms)
    ledger._file = cast("BinaryIO", FullDisk(ledger._file, room))
    for _ in range(2):
        with pytest.raises(LedgerUnwritable):
            ledger.append(Entry(Happened.USE_START, now_ms()))
    ledger.close()
    ledger = Ledger.open(path, now_ms)
    assert ledger.verify()
    assert (ledger.entries()[-1].event is Happened.RECOVERED) == bool(room)
    ledger.close()
    assert path.read_bytes().startswith(content)


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own on Windows")
def test_a_link_in_the_place_of_the_ledger_is_not_followed(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    elsewhere.write_bytes(b"somebody's letter")
    path.symlink_to(elsewhere)
    with pytest.raises(LedgerUnwritable):
        Ledger.open(path, now_ms)
    assert elsewhere.read_bytes() == b"somebody's letter"
