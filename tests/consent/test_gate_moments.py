"""The gate's promises at awkward moments: two presses, a change of mind while the disk is written, the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.consent.conftest import Open, Person, Watch, entries_on_disk, killed, on_disk
from walkdown.consent import running
from walkdown.consent.cells import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.gate import Answer, AnswerKind, Gate, Question
from walkdown.consent.lease import Lease
from walkdown.consent.ledger import Ledger, LedgerBroken, LedgerUnwritable
from walkdown.consent.purpose import Permission, Purpose, Scope
from walkdown.consent.registry import Registry
from walkdown.core.trouble import Code, Setback

FEATURE = "Camera, in Labels"


async def take(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> Lease:
    return await gate.acquire(purpose, site=site, feature=FEATURE)


def state(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> CellState:
    return next(c.state for c in gate.cells(site) if c.purpose is purpose)


async def code_of(press: asyncio.Task[Lease]) -> Code:
    with pytest.raises(Setback) as setback:
        await press
    return setback.value.code


class SlowDisk:
    """A ledger that holds one kind of entry back until it is let through, or fails it then."""

    def __init__(self, ledger: Ledger, held: Happened) -> None:
        self._ledger, self.held, self.full = ledger, held, False
        self.reached, self.through = threading.Event(), threading.Event()

    def append(self, entry: Entry) -> Entry:
        if entry.event is self.held:
            self.reached.set()
            self.through.wait(10)
            if self.full:
                raise LedgerUnwritable("full")
        return self._ledger.append(entry)

    def entries(self) -> tuple[Entry, ...]:
        return self._ledger.entries()

    def verify(self) -> bool:
        return self._ledger.verify()

    def close(self) -> None:
        self._ledger.close()


@pytest.fixture
def slow(path: Path, watch: Watch) -> Iterator[SlowDisk]:
    disk = SlowDisk(Ledger.open(path, watch.ms), Happened.USE_START)
    yield disk
    disk.through.set()


@pytest.fixture
def slow_gate(slow: SlowDisk, registry: Registry, person: Person, watch: Watch) -> Gate:
    return Gate(slow, registry, person.ask, watch.now, session="s")


async def test_once_is_not_lent_to_a_second_use_while_the_first_runs(
    open_gate: Open, person: Person
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    gate = open_gate()
    await take(gate)
    await take(gate)
    assert len(person.asked) == 2
    await gate.close()


async def test_the_end_of_the_first_use_does_not_take_the_second_yes(
    open_gate: Open, person: Person
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    gate = open_gate()
    first, second = await take(gate), await take(gate)
    await gate.release(first)
    assert state(gate) is CellState.ONCE
    assert not second.ended
    await gate.release(second)
    assert state(gate) is CellState.EXPIRED
    await gate.close()


async def test_refusing_the_second_press_ends_what_the_first_one_runs(
    open_gate: Open, person: Person
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    gate = open_gate()
    first = await take(gate)
    person.answer = Answer(AnswerKind.DONT_USE)
    with pytest.raises(Setback):
        await take(gate)
    assert first.ended
    await gate.close()


@pytest.mark.parametrize(
    ("answer", "leases"),
    [
        (Answer(AnswerKind.DONT_USE), 0),
        (Answer(AnswerKind.NOT_ANSWERED), 0),
        (Answer(AnswerKind.USE, Scope.ONCE), 1),
        (Answer(AnswerKind.USE, Scope.SITE), 3),
    ],
)
async def test_the_same_press_three_times_is_one_prompt(
    open_gate: Open, person: Person, answer: Answer, leases: int
) -> None:
    person.answer = answer
    gate = open_gate()
    presses = await asyncio.gather(*(take(gate) for _ in range(3)), return_exceptions=True)
    assert len(person.asked) == 1
    assert sum(isinstance(press, Lease) for press in presses) == leases
    await gate.close()


async def test_a_use_that_begins_while_the_yes_is_taken_back_does_not_run(
    slow_gate: Gate, slow: SlowDisk, path: Path
) -> None:
    press = asyncio.create_task(take(slow_gate))
    await asyncio.to_thread(slow.reached.wait, 10)
    taken_back = asyncio.create_task(slow_gate.withdraw(Purpose.SCAN_QR, site="one"))
    await asyncio.sleep(0)
    slow.through.set()
    await taken_back
    (met,) = await asyncio.gather(press, return_exceptions=True)
    # Which of the two is told first is chance; that nothing runs afterwards is not.
    assert met.ended if isinstance(met, Lease) else isinstance(met, Setback)
    assert not slow_gate.uses()
    await slow_gate.close()
    assert sorted(on_disk(path)[-3:]) == ["consent.withdrawn", "use.abort", "use.start"]


async def test_a_use_pressed_while_the_yes_is_being_taken_back_does_not_run(
    slow_gate: Gate, slow: SlowDisk, path: Path
) -> None:
    slow.held = Happened.WITHDRAWN
    await slow_gate.release(await take(slow_gate))
    taken_back = asyncio.create_task(slow_gate.withdraw(Purpose.SCAN_QR, site="one"))
    await asyncio.to_thread(slow.reached.wait, 10)
    press = asyncio.create_task(take(slow_gate))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    slow.through.set()
    assert await code_of(press) is Code.STOPPED_BY_YOU
    await taken_back
    assert on_disk(path)[-3:] == ["consent.withdrawn", "use.start", "use.abort"]
    await slow_gate.close()


async def test_taking_back_is_finished_though_its_page_is_left(
    slow_gate: Gate, slow: SlowDisk, path: Path
) -> None:
    slow.held = Happened.WITHDRAWN
    lease = await take(slow_gate)
    taken_back = asyncio.create_task(slow_gate.withdraw(Purpose.SCAN_QR, site="one"))
    await asyncio.to_thread(slow.reached.wait, 10)
    assert lease.ended, "the use does not wait for the disk"
    taken_back.cancel()
    await asyncio.gather(taken_back, return_exceptions=True)
    slow.through.set()
    await slow_gate.close()
    assert on_disk(path)[-2:] == ["consent.withdrawn", "use.abort"]


async def test_a_full_disk_is_noticed_though_nobody_waits_for_the_entry(
    slow_gate: Gate, slow: SlowDisk, person: Person
) -> None:
    slow.held, slow.full = Happened.REFUSED, True
    lease = await take(slow_gate)
    person.answer = Answer(AnswerKind.DONT_USE)
    press = asyncio.create_task(take(slow_gate, Purpose.MANAGE))
    await asyncio.to_thread(slow.reached.wait, 10)
    press.cancel()
    await asyncio.gather(press, return_exceptions=True)
    slow.through.set()
    await asyncio.wait_for(lease.cancelled.wait(), 10)
    assert not slow_gate.uses()
    await slow_gate.close()


async def test_stop_everything_reaches_a_use_that_is_just_beginning(
    slow_gate: Gate, slow: SlowDisk, path: Path
) -> None:
    press = asyncio.create_task(take(slow_gate))
    await asyncio.to_thread(slow.reached.wait, 10)
    await slow_gate.stop_all()
    slow.through.set()
    assert await code_of(press) is Code.STOPPED_BY_YOU
    assert not slow_gate.uses()
    assert on_disk(path)[-1] == "use.abort"
    await slow_gate.close()


async def test_the_end_of_the_program_waits_for_a_start_and_ends_it(
    slow_gate: Gate, slow: SlowDisk, path: Path
) -> None:
    press = asyncio.create_task(take(slow_gate))
    await asyncio.to_thread(slow.reached.wait, 10)
    closing = asyncio.create_task(slow_gate.close())
    await asyncio.sleep(0)
    slow.through.set()
    await closing
    assert await code_of(press) is Code.STOPPED_BY_YOU
    assert on_disk(path)[-2:] == ["use.start", "use.abort"]


async def test_a_release_that_is_cancelled_is_written_all_the_same(
    open_gate: Open, path: Path
) -> None:
    gate = open_gate()
    one, other = await take(gate), await take(gate)
    ends = [asyncio.create_task(gate.release(lease)) for lease in (one, other)]
    await asyncio.sleep(0)
    for end in ends:
        end.cancel()
    await asyncio.gather(*ends, return_exceptions=True)
    await gate.close()
    assert on_disk(path)[-2:] == ["use.end", "use.end"]


async def test_withdrawing_does_not_undo_dont_ask_again(open_gate: Open, person: Person) -> None:
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    gate = open_gate()
    for _ in range(2):
        with pytest.raises(Setback):
            await take(gate)
        await gate.withdraw(Purpose.SCAN_QR, site="one")
    assert len(person.asked) == 1
    assert state(gate) is CellState.DENIED_QUIET
    await gate.close()


async def test_a_permission_is_withdrawn_for_all_its_purposes(
    open_gate: Open, person: Person
) -> None:
    gate = open_gate()
    scan, photo = await take(gate), await take(gate, Purpose.PHOTO_SITE)
    bluetooth = await take(gate, Purpose.MANAGE)
    await gate.withdraw(Permission.CAMERA, site="one")
    assert scan.ended
    assert photo.ended
    assert not bluetooth.ended
    await gate.close()


async def test_a_closed_job_takes_its_yes_with_it(open_gate: Open, person: Person) -> None:
    gate = open_gate()
    lease = await take(gate)
    await take(gate, site="two")
    await gate.close_site("one")
    assert lease.ended
    assert state(gate) is CellState.EXPIRED
    assert state(gate, site="two") is CellState.SITE
    await gate.close()


async def test_dont_ask_again_for_what_is_not_about_a_site_counts_everywhere(
    open_gate: Open, person: Person
) -> None:
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    gate = open_gate()
    for site in ("one", "two"):
        with pytest.raises(Setback):
            await take(gate, Purpose.NOTIFY, site)
    assert len(person.asked) == 1
    await gate.close()


class Absent(Person):
    """Never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.sees = asyncio.Event()

    async def ask(self, question: Question) -> Answer:
        self.sees.set()
        await asyncio.Event().wait()
        return await super().ask(question)


async def test_an_open_prompt_is_taken_back_when_the_program_ends(
    path: Path, registry: Registry, watch: Watch
) -> None:
    absent = Absent()
    gate = Gate(Ledger.open(path, watch.ms), registry, absent.ask, watch.now, session="s")
    presses = [asyncio.create_task(take(gate, p)) for p in (Purpose.SCAN_QR, Purpose.MANAGE)]
    await absent.sees.wait()
    await gate.close()
    assert [await code_of(press) for press in presses] == [Code.NOT_ANSWERED] * 2
    assert on_disk(path) == ["ledger.begun", "prompt.shown", "consent.deferred"]


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (RuntimeError("a fault in the window"), Answer(AnswerKind.USE, Scope.SITE)),
        (None, Answer(AnswerKind.USE)),
        (None, Answer(AnswerKind.USE, Scope.COMPUTER)),
    ],
)
async def test_a_fault_in_the_prompt_is_no_yes(
    open_gate: Open, path: Path, person: Person, fault: Exception | None, answer: Answer
) -> None:
    async def fail() -> None:
        if fault is not None:
            raise fault

    person.before, person.answer = fail, answer
    gate = open_gate()
    with pytest.raises((RuntimeError, ValueError)):
        await take(gate)
    await gate.close()
    assert on_disk(path)[-1] == "consent.deferred"


async def test_a_use_stops_hard_when_its_time_has_come(
    open_gate: Open, path: Path, person: Person, watch: Watch
) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.SESSION)
    gate = open_gate()
    await gate.release(await take(gate))
    watch.turn(hours=8, seconds=-0.02)
    lease = await take(gate)
    await asyncio.wait_for(lease.cancelled.wait(), 10)
    await gate.close()
    assert on_disk(path)[-3:] == ["use.start", "consent.expired", "use.abort"]


async def test_a_laptop_that_slept_past_the_end_stops_the_use(
    open_gate: Open, person: Person, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOK_S", 0.01)
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    gate = open_gate()
    lease = await take(gate)
    watch.turn(minutes=10)
    await asyncio.wait_for(lease.cancelled.wait(), 10)
    await gate.close()


async def test_a_clock_set_back_does_not_lengthen_a_yes(open_gate: Open, watch: Watch) -> None:
    gate = open_gate()
    await gate.release(await take(gate))
    watch.turn(days=-30)
    assert state(gate) is CellState.EXPIRED
    await gate.close()


async def test_a_yes_that_ended_by_itself_is_written_once_before_the_next_prompt(
    open_gate: Open, path: Path, person: Person, watch: Watch
) -> None:
    gate = open_gate()
    await gate.release(await take(gate))
    watch.turn(days=91)
    person.answer = Answer(AnswerKind.NOT_ANSWERED)
    for _ in range(2):
        with pytest.raises(Setback):
            await take(gate)
    assert on_disk(path)[-5:] == [
        "consent.expired",
        "prompt.shown",
        "consent.deferred",
        "prompt.shown",
        "consent.deferred",
    ]
    await gate.close()


def change(path: Path) -> None:
    """In the file and in what is not folded into it yet."""
    for part in (path, path.with_name(path.name + "-wal")):
        part.write_bytes(part.read_bytes().replace(b"prompt.shown", b"prompt.shows"))


async def test_a_ledger_changed_from_outside_stops_every_use(
    open_gate: Open, path: Path, person: Person
) -> None:
    gate = open_gate()
    lease = await take(gate)
    change(path)
    assert not gate.verify()
    with pytest.raises(Setback) as stopped:
        await take(gate, Purpose.MANAGE)
    assert stopped.value.code is Code.LEDGER_BROKEN
    assert lease.ended
    await gate.close()


async def test_a_start_that_finds_the_ledger_full_still_gives_a_gate_that_refuses(
    open_gate: Open, registry: Registry, person: Person, watch: Watch, path: Path
) -> None:
    gate = open_gate()
    await take(gate)
    killed(gate)

    class Changed(SlowDisk):
        def append(self, entry: Entry) -> Entry:
            raise LedgerBroken("changed")

    book = Changed(Ledger.open(path, watch.ms), Happened.GENESIS)
    again = Gate(book, registry, person.ask, watch.now, session="next")
    assert await code_of(asyncio.create_task(take(again))) is Code.LEDGER_BROKEN
    await again.close()


async def test_every_entry_of_a_use_names_the_words_that_were_shown(
    open_gate: Open, path: Path, registry: Registry
) -> None:
    gate = open_gate()
    await gate.release(await take(gate))
    await gate.close()
    text = registry.prompt_text(Purpose.SCAN_QR)
    for entry in entries_on_disk(path)[1:]:
        assert (entry.policy, entry.fingerprint) == (text.version, text.fingerprint)
