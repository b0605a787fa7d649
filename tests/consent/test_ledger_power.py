"""When the power goes, what was acknowledged is there; when a call fails, nothing is half there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.consent.cut_power import Cuts, cut_many
from tests.consent.power import put, watched
from tests.ledger_on_disk import read_entries
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.keys import HeldKeys, Keys, NoKeys
from walkdown.consent.ledger import Ledger, LedgerUnwritable, Standing

CUTS = 1000
LIES = 500


def now_ms() -> int:
    return 1_700_000_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "ledger"
    home.mkdir()
    return home


@pytest.mark.parametrize("signed", [False, True])
def test_after_a_power_cut_every_acknowledged_entry_is_there(folder: Path, signed: bool) -> None:
    cuts = cut_many(folder, CUTS, 11, signed=signed, lying=False)
    assert cuts == Cuts(CUTS)


@pytest.mark.parametrize("signed", [False, True])
def test_when_the_drive_lied_the_loss_is_told(folder: Path, signed: bool) -> None:
    cuts = cut_many(folder, LIES, 13, signed=signed, lying=True)
    assert cuts == Cuts(LIES, refused=cuts.refused)
    assert cuts.refused > LIES // 10


# --- one call fails


@contextmanager
def opened(path: Path, keys: Keys) -> Iterator[Ledger]:
    ledger = Ledger.open(path, now_ms, keys)
    try:
        yield ledger
    finally:
        ledger.close()


@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("event", [Happened.USE_START, Happened.GRANTED])
def test_whichever_call_of_an_append_fails_it_is_there_or_it_is_told(
    folder: Path, event: Happened, short: bool
) -> None:
    path, keys = folder / "ledger.db", HeldKeys()
    failed: list[str] = []
    with watched(folder) as disk:
        for number in range(100):
            with opened(path, keys) as ledger:
                for _ in range(2):
                    ledger.append(Entry(Happened.USE_START, 1))
                before = ledger.entries()
                disk.arm(number, short=short)
                try:
                    added = ledger.append(Entry(event, 2))
                except LedgerUnwritable:
                    assert_told(ledger, before)
                else:
                    assert ledger.entries() == (*before, added)
                happened, known = disk.failed, ledger.entries()
                disk.arm(-1)
                assert tuple(read_entries(path)) == known, happened
            with opened(path, keys) as ledger:
                assert ledger.entries()[: len(known)] == known, happened
                assert ledger.verify()
            if not happened:
                break
            failed.append(happened)
    wanted = {"sqlite write", "sqlite sync", "write", "fsync"}
    if event is Happened.GRANTED:
        wanted |= {"sqlite truncate", "open", "rename"}
    assert wanted <= set(failed)


def assert_told(ledger: Ledger, before: tuple[Entry, ...]) -> None:
    """Nothing more is written, and what is known is what was there, and at most the one more."""
    assert ledger.standing is Standing.UNWRITABLE
    assert ledger.entries()[: len(before)] == before
    assert len(ledger.entries()) <= len(before) + 1
    with pytest.raises(LedgerUnwritable):
        ledger.append(Entry(Happened.USE_END, 3))
    assert not ledger.verify()


def test_whichever_call_of_the_first_start_fails_the_next_start_goes_well(folder: Path) -> None:
    path, failures = folder / "ledger.db", 0
    with watched(folder) as disk:
        for number in range(200):
            put({}, folder)
            keys = HeldKeys()
            disk.arm(number)
            try:
                ledger = Ledger.open(path, now_ms, keys)
            except LedgerUnwritable:
                failures += 1
            else:
                ledger.close()
            happened = disk.failed
            disk.arm(-1)
            with opened(path, keys) as ledger:
                assert ledger.entries()[0].event is Happened.GENESIS
                assert ledger.verify()
                assert ledger.standing is Standing.VERIFIED
            if not happened:
                break
    assert failures > 20


def test_a_full_disk_is_told_and_room_again_heals_it_at_the_next_start(folder: Path) -> None:
    path = folder / "ledger.db"
    with watched(folder) as disk:
        with opened(path, NoKeys()) as ledger:
            before = ledger.entries()
            disk.arm(0, short=True)
            with pytest.raises(LedgerUnwritable):
                ledger.append(Entry(Happened.USE_START, 1))
            assert ledger.entries() == before
        disk.arm(-1)
        with opened(path, NoKeys()) as ledger:
            assert ledger.entries() == before
            ledger.append(Entry(Happened.USE_START, 1))
