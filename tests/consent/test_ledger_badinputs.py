"""Bad moments for the ledger: full, failing, missing, old, forked, locked, another's. Nothing is used then."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from tests.consent.badinputs import case
from tests.consent.conftest import Person, Watch, killed, on_disk
from tests.consent.power import Disk, watched
from walkdown.consent.cellstate import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.gate import Book, Gate
from walkdown.consent.keys import HeldKeys, Keys, NoKeys, Signer
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger, LedgerBusy, LedgerKeyLost, LedgerUnwritable, Standing
from walkdown.consent.ledger_file import LedgerFile
from walkdown.consent.purpose import Purpose
from walkdown.consent.registry import Registry
from walkdown.core.job import Job
from walkdown.core.trouble import Code, Setback
from walkdown.storage import durable
from walkdown.storage.consent_files import _book
from walkdown.storage.keychain import Keychain
from walkdown.storage.new_file import write_new
from walkdown.storage.site_files import SiteFiles

Files = dict[str, bytes]
Start = Callable[..., Gate]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path.resolve() / "home"
    made.mkdir()
    return made


@pytest.fixture
def path(folder: Path) -> Path:
    return folder / "ledger.db"


@pytest.fixture
def start(path: Path, registry: Registry, person: Person, watch: Watch) -> Start:
    """The gate as the program opens it: over the ledger, or over a seal where that is not sound."""

    def started(keys: Keys | None = None) -> Gate:
        book: Book = _book(path, keys or NoKeys())
        return Gate(book, registry, person.ask, watch.now, session="s")

    return started


async def take(gate: Gate) -> Lease:
    return await gate.acquire(Purpose.SCAN_QR, site="one", feature="Camera, in Labels")


async def used(gate: Gate) -> None:
    """One use, to its end."""
    await gate.release(await take(gate))


async def assert_nothing_is_used(gate: Gate, code: Code) -> None:
    """Every press says why, and nothing begins."""
    for _ in range(2):
        with pytest.raises(Setback) as met:
            await take(gate)
        assert met.value.code is code
    assert gate.uses() == ()
    assert not gate.verify()
    await gate.close()


def files_of(folder: Path) -> Files:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix != ".lock"}


def put(files: Files, folder: Path) -> None:
    for part in folder.iterdir():
        part.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)


# --- the disk


async def failing(
    start: Start, folder: Path, disk: Disk, before: Happened, *, short: bool
) -> tuple[Gate, Code]:
    """A gate whose disk fails the moment this is to be written; what the press meets."""
    gate = start()
    real = gate._ledger.append

    def append(entry: Entry) -> Entry:
        if entry.event is before:
            disk.arm(0, short=short)
        return real(entry)

    gate._record.book.append = append  # type: ignore[method-assign]
    with pytest.raises(Setback) as met:
        await take(gate)
    disk.arm(-1)
    return gate, met.value.code


@case("disk_full_on_grant")
async def test_a_yes_that_does_not_fit_on_the_disk_is_none(
    start: Start, folder: Path, path: Path
) -> None:
    with watched(folder) as disk:
        gate, code = await failing(start, folder, disk, Happened.GRANTED, short=True)
        assert code is Code.LEDGER_UNWRITABLE
        await assert_nothing_is_used(gate, Code.LEDGER_UNWRITABLE)
    assert "consent.granted" not in on_disk(path)
    again = start()
    assert again.cells("one")[0].state is CellState.UNASKED
    await used(again)
    await again.close()


@case("disk_full_on_use")
async def test_a_use_whose_start_does_not_fit_on_the_disk_does_not_begin(
    start: Start, folder: Path, path: Path
) -> None:
    with watched(folder) as disk:
        gate, code = await failing(start, folder, disk, Happened.USE_START, short=True)
        assert code is Code.LEDGER_UNWRITABLE
        await assert_nothing_is_used(gate, Code.LEDGER_UNWRITABLE)
    assert on_disk(path)[-1] == "consent.granted"


@case("fsync_eio")
async def test_a_use_whose_start_could_not_be_synced_does_not_begin(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watched(folder):
        gate = start()
        await used(gate)
        with monkeypatch.context() as patch:
            patch.setattr(Disk, "fails", lambda disk, what: "sync" in what)
            with pytest.raises(Setback) as met:
                await take(gate)
        assert met.value.code is Code.LEDGER_UNWRITABLE
        await assert_nothing_is_used(gate, Code.LEDGER_UNWRITABLE)


@case("ledger_readonly")
async def test_a_ledger_that_cannot_be_written_is_no_reason_to_go_on_without(
    start: Start, path: Path
) -> None:
    path.with_suffix(".lock").mkdir()
    await assert_nothing_is_used(start(), Code.LEDGER_UNWRITABLE)


@case("db_locked_30s")
async def test_a_ledger_that_another_program_holds_is_told_at_once_and_not_waited_for(
    start: Start, path: Path
) -> None:
    gate = start()
    await used(gate)
    await gate.close()
    other = apsw.Connection(str(path))
    other.execute("begin exclusive")
    try:
        with pytest.raises(LedgerBusy):
            start()
    finally:
        other.execute("rollback")
        other.close()
    await used(again := start())
    await again.close()


TWO = """
import sys
from pathlib import Path
from walkdown.consent.ledger import Ledger, LedgerBusy
try:
    Ledger.open(Path(sys.argv[1]), lambda: 0)
except LedgerBusy:
    print("busy")
"""


def second_program(path: Path) -> str:
    """What it says."""
    given = [sys.executable, "-c", TWO, str(path)]
    return subprocess.run(given, capture_output=True, text=True, check=True).stdout


@case("two_processes")
async def test_a_second_program_is_kept_out_of_the_ledger(start: Start, path: Path) -> None:
    gate = start()
    assert await asyncio.to_thread(second_program, path) == "busy\n"
    await used(gate)
    await gate.close()


# --- what is there is not what was there


@case("ledger_missing")
async def test_a_ledger_that_is_gone_is_not_begun_anew_in_silence(
    start: Start, folder: Path, path: Path
) -> None:
    gate = start()
    await used(gate)
    await gate.close()
    put({n: d for n, d in files_of(folder).items() if n != path.name}, folder)
    await assert_nothing_is_used(start(), Code.LEDGER_BROKEN)
    assert path.name not in files_of(folder)


@case("ledger_truncated")
async def test_a_ledger_whose_end_was_cut_off_is_told(
    start: Start, folder: Path, path: Path
) -> None:
    gate = start()
    await used(gate)
    await gate.close()
    short = files_of(folder)[path.name]
    gate = start()
    await gate.withdraw(Purpose.SCAN_QR, site="one")
    await gate.close()
    put({**files_of(folder), path.name: short}, folder)
    await assert_nothing_is_used(start(), Code.LEDGER_BROKEN)


@case("ledger_restored_from_backup")
async def test_an_old_copy_of_all_its_files_brings_no_withdrawn_yes_back(
    start: Start, folder: Path
) -> None:
    keys = HeldKeys()
    gate = start(keys)
    await used(gate)
    await gate.close()
    old = files_of(folder)
    gate = start(keys)
    await gate.withdraw(Purpose.SCAN_QR, site="one")
    await gate.close()
    put(old, folder)
    await assert_nothing_is_used(start(keys), Code.LEDGER_BROKEN)


@case("ledger_forked")
async def test_a_second_story_grown_from_an_old_copy_is_told(start: Start, folder: Path) -> None:
    keys = HeldKeys()
    gate = start(keys)
    await used(gate)
    await gate.close()
    base, kept = files_of(folder), dict(keys._mirrors)
    gate = start(keys)
    await gate.withdraw(Purpose.SCAN_QR, site="one")
    await gate.close()
    true = dict(keys._mirrors)
    put(base, folder)
    keys._mirrors.update(kept)
    gate = start(keys)
    for _ in range(3):
        await used(gate)
    await gate.close()
    keys._mirrors.update(true)
    await assert_nothing_is_used(start(keys), Code.LEDGER_BROKEN)


@case("import_other_machine_ledger")
async def test_another_computers_ledger_gives_nobody_a_yes_here(
    start: Start, folder: Path, tmp_path: Path, registry: Registry, person: Person, watch: Watch
) -> None:
    theirs = tmp_path / "theirs" / "ledger.db"
    gate = Gate(_book(theirs, HeldKeys()), registry, person.ask, watch.now, session="s")
    await used(gate)
    await gate.close()
    for file in theirs.parent.iterdir():
        shutil.copy(file, folder)
    await assert_nothing_is_used(start(HeldKeys()), Code.LEDGER_BROKEN)
    await assert_nothing_is_used(start(NoKeys()), Code.LEDGER_BROKEN)


# --- the key


class Locked(NoKeys):
    """A keychain that is there and does not answer."""


@case("keychain_missing")
async def test_without_a_keychain_the_ledger_is_kept_and_called_unsigned(
    start: Start, path: Path
) -> None:
    gate = start(Keychain(_no_backend))
    assert isinstance(gate._ledger, Ledger)
    assert gate._ledger.standing is Standing.UNSIGNED
    await used(gate)
    assert gate.verify()
    await gate.close()


def _no_backend() -> object:
    raise RuntimeError("no recommended backend was available")


@case("keychain_locked")
async def test_a_signed_ledger_whose_keychain_is_locked_is_not_written_unsigned(
    start: Start, folder: Path
) -> None:
    keys = HeldKeys()
    gate = start(keys)
    await used(gate)
    await gate.close()
    before = files_of(folder)
    await assert_nothing_is_used(start(Locked()), Code.LEDGER_BROKEN)
    assert {n: d for n, d in files_of(folder).items() if d} == before
    await used(again := start(keys))
    await again.close()


class Rotated(HeldKeys):
    """A keychain in which another key stands under the ledger's name."""

    def signer(self, ledger_id: str, known_public: bytes | None = None) -> Signer:
        self._seeds[ledger_id] = bytes(32)
        return super().signer(ledger_id, known_public)


@case("key_rotated")
async def test_another_key_does_not_sign_on(start: Start, folder: Path, path: Path) -> None:
    gate = start(HeldKeys())
    await used(gate)
    await gate.close()
    with pytest.raises(LedgerKeyLost):
        Ledger.open(path, lambda: 0, Rotated())
    await assert_nothing_is_used(start(Rotated()), Code.LEDGER_BROKEN)


# --- killed, or without power


@case("kill9_between_log_and_use")
async def test_a_use_that_was_written_and_never_began_is_closed_as_unclean(
    start: Start, path: Path
) -> None:
    gate = start()
    await take(gate)
    killed(gate)
    assert on_disk(path)[-1] == "use.start"
    again = start()
    assert on_disk(path)[-1] == "use.end.unclean"
    assert again.uses() == ()
    await again.close()


@case("kill9_after_use_before_log")
async def test_a_use_whose_end_was_not_written_is_closed_as_unclean_and_counts_nothing(
    start: Start, path: Path
) -> None:
    gate = start()
    lease = await take(gate)
    lease.note("codes", 3)
    killed(gate)
    again = start()
    last = again.history()[-1]
    assert (last.event, last.counts) == (Happened.USE_UNCLEAN, "")
    await used(again)
    await again.close()
    assert on_disk(path).count("use.end.unclean") == 1


@case("power_loss")
async def test_what_was_acknowledged_is_there_when_the_power_comes_back(
    start: Start, folder: Path
) -> None:
    gate = start()
    lease = await take(gate)
    at_the_cut, known = files_of(folder), gate.history()
    await gate.release(lease)
    await gate.close()
    put(at_the_cut, folder)
    again = start()
    assert again.history()[: len(known)] == known
    assert [str(e.event) for e in again.history()[len(known) :]] == ["use.end.unclean"]
    assert again.verify()
    await again.close()


# --- killed in the middle of something longer


@case("migration_crash")
async def test_a_start_that_was_killed_between_the_old_ledger_and_the_new_one_goes_on(
    start: Start, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.consent.test_ledger_before import earlier

    head = earlier(path, 7)
    before = path.with_suffix(".jsonl").read_bytes()
    for moment in ("make", "add"):
        with monkeypatch.context() as patch:
            patch.setattr(LedgerFile, moment, _killed)
            with pytest.raises((LedgerUnwritable, SystemExit)):
                Ledger.open(path, lambda: 0)
    gate = start()
    first = gate.history()[0]
    assert (first.event, first.detail) == (Happened.CONTINUES, head)
    assert all(cell.state is CellState.UNASKED for cell in gate.cells("one"))
    await gate.close()
    assert path.with_suffix(".jsonl").read_bytes() == before


def _killed(*_: object) -> None:
    raise SystemExit("killed")


@case("export_crash")
def test_an_export_that_was_stopped_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    into = tmp_path / "stick"
    into.mkdir()

    def chunks() -> object:
        yield b"half"
        raise SystemExit("killed")

    with pytest.raises(SystemExit):
        write_new(into / "records.csv", chunks())  # type: ignore[arg-type]
    assert list(into.iterdir()) == []


@case("erase_crash")
async def test_an_erasing_that_was_stopped_leaves_the_ledger_sound_and_is_made_good(
    start: Start, folder: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, sites = start(), SiteFiles(folder.parent / "sites")
    await used(gate)
    job = Job("a" * 32, watch.now())
    sites.save(job)
    with monkeypatch.context() as patch:
        patch.setattr(durable, "erase", _killed)
        with pytest.raises(SystemExit):
            sites.erase(job.id)
    assert [row.id for row in sites.rows()] == [job.id]
    sites.erase(job.id)
    assert sites.rows() == ()
    assert gate.verify()
    await gate.close()
