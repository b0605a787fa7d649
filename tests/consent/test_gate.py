"""The gate's promises: no use without a logged yes, silence is no yes, and a yes can be taken back."""

from __future__ import annotations

import asyncio
import dataclasses
from pathlib import Path

import pytest

from tests.consent.conftest import Open, Person, Watch, entries_on_disk, killed, on_disk
from walkdown.consent.cells import CellState
from walkdown.consent.entry import Entry, Happened
from walkdown.consent.gate import Answer, AnswerKind, Gate
from walkdown.consent.lease import Lease, LeaseEnded, WrongLease
from walkdown.consent.ledger import Ledger, LedgerUnwritable
from walkdown.consent.purpose import Purpose, Scope
from walkdown.consent.registry import Registry, parse_registry
from walkdown.core.trouble import Code, Setback
from walkdown.storage.places import resources_dir

FEATURE = "Camera, in Labels"


async def take(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> Lease:
    return await gate.acquire(purpose, site=site, feature=FEATURE)


def state(gate: Gate, purpose: Purpose = Purpose.SCAN_QR, site: str = "one") -> CellState:
    return next(c.state for c in gate.cells(site) if c.purpose is purpose)


async def test_the_yes_and_the_start_are_on_disk_before_there_is_a_lease(
    open_gate: Open, path: Path
) -> None:
    gate = open_gate()
    await take(gate)
    assert on_disk(path) == [
        "ledger.begun",
        "prompt.shown",
        "consent.granted",
        "use.start",
    ]
    await gate.close()


async def test_nothing_is_decided_while_the_prompt_is_open(
    open_gate: Open, path: Path, person: Person
) -> None:
    async def look() -> None:
        assert on_disk(path)[-1] == "prompt.shown"

    person.before = look
    gate = open_gate()
    await take(gate)
    await gate.close()


@pytest.mark.parametrize(
    ("kind", "code", "after"),
    [
        (AnswerKind.DONT_USE, Code.REFUSED, CellState.DENIED),
        (AnswerKind.DONT_ASK_AGAIN, Code.REFUSED, CellState.DENIED_QUIET),
        (AnswerKind.NOT_ANSWERED, Code.NOT_ANSWERED, CellState.UNASKED),
    ],
)
async def test_anything_but_use_gives_no_lease(
    open_gate: Open, path: Path, person: Person, kind: AnswerKind, code: Code, after: CellState
) -> None:
    person.answer = Answer(kind)
    gate = open_gate()
    with pytest.raises(Setback) as refused:
        await take(gate)
    assert refused.value.code is code
    assert state(gate) is after
    assert "use.start" not in on_disk(path)
    await gate.close()


async def test_silence_is_asked_again_at_the_next_press(open_gate: Open, person: Person) -> None:
    gate = open_gate()
    person.answer = Answer(AnswerKind.NOT_ANSWERED)
    with pytest.raises(Setback):
        await take(gate)
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    await take(gate)
    assert len(person.asked) == 2
    await gate.close()


async def test_dont_ask_again_is_kept_until_privacy_asks(open_gate: Open, person: Person) -> None:
    gate = open_gate()
    person.answer = Answer(AnswerKind.DONT_ASK_AGAIN)
    for _ in range(3):
        with pytest.raises(Setback):
            await take(gate)
    assert len(person.asked) == 1
    person.answer = Answer(AnswerKind.USE, Scope.SESSION)
    await gate.acquire(Purpose.SCAN_QR, site="one", feature="Ask me", afresh=True)
    assert state(gate) is CellState.SESSION
    await gate.close()


async def test_a_standing_yes_is_not_asked_for_twice_and_not_lent_to_another_site(
    open_gate: Open, person: Person
) -> None:
    gate = open_gate()
    await gate.release(await take(gate))
    await gate.release(await take(gate))
    assert len(person.asked) == 1
    await take(gate, site="two")
    assert len(person.asked) == 2
    await gate.close()


async def test_once_is_one_operation(open_gate: Open, person: Person) -> None:
    person.answer = Answer(AnswerKind.USE, Scope.ONCE)
    gate = open_gate()
    await gate.release(await take(gate))
    assert state(gate) is CellState.EXPIRED
    await take(gate)
    assert len(person.asked) == 2
    await gate.close()


async def test_a_session_ends_with_the_program_and_a_site_does_not(
    open_gate: Open, person: Person
) -> None:
    gate = open_gate()
    person.answer = Answer(AnswerKind.USE, Scope.SESSION)
    await take(gate)
    person.answer = Answer(AnswerKind.USE, Scope.SITE)
    await take(gate, Purpose.MANAGE)
    await gate.close()
    again = open_gate()
    assert state(again) is CellState.EXPIRED
    assert state(again, Purpose.MANAGE) is CellState.SITE
    await again.close()


async def test_no_yes_lasts_for_ever(open_gate: Open, watch: Watch) -> None:
    gate = open_gate()
    await gate.release(await take(gate))
    watch.turn(days=91)
    assert state(gate) is CellState.EXPIRED
    await gate.close()


async def test_a_yes_ends_where_its_words_have_changed(
    open_gate: Open, person: Person, path: Path, watch: Watch
) -> None:
    gate = open_gate()
    await take(gate)
    await gate.close()
    words = (resources_dir() / "purposes.toml").read_text("utf-8")
    changed = parse_registry(words.replace("No picture. A router", "Every picture. A router"))
    again = Gate(Ledger.open(path, watch.ms), changed, person.ask, watch.now, session="n")
    assert state(again) is CellState.RENEW
    await take(again)
    assert person.asked[-1].changed
    await again.close()


async def test_withdrawing_ends_the_running_use_and_is_written_first(
    open_gate: Open, path: Path
) -> None:
    gate = open_gate()
    lease = await take(gate)
    await gate.withdraw(Purpose.SCAN_QR, site="one")
    assert lease.ended
    assert lease.cancelled.is_set()
    with pytest.raises(LeaseEnded):
        lease.check(Purpose.SCAN_QR)
    assert on_disk(path)[-2:] == ["consent.withdrawn", "use.abort"]
    assert state(gate) is CellState.WITHDRAWN
    await gate.close()


async def test_stop_ends_the_use_and_leaves_the_permission(open_gate: Open) -> None:
    gate = open_gate()
    lease = await take(gate)
    await gate.stop(gate.uses()[0].number)
    assert lease.ended
    assert not gate.uses()
    assert state(gate) is CellState.SITE
    await gate.close()


async def test_two_presses_show_one_prompt_at_a_time(open_gate: Open, person: Person) -> None:
    open_now, most = 0, 0

    async def count() -> None:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0.01)
        open_now -= 1

    person.before = count
    gate = open_gate()
    await asyncio.gather(take(gate), take(gate), take(gate, Purpose.DISCOVER))
    assert most == 1
    assert len(person.asked) == 2
    await gate.close()


async def test_a_cancelled_press_leaves_no_use_open(open_gate: Open, path: Path) -> None:
    gate = open_gate()
    for delay in range(8):
        press = asyncio.create_task(take(gate, site=f"s{delay}"))
        for _ in range(delay):
            await asyncio.sleep(0.001)
        press.cancel()
        await asyncio.gather(press, return_exceptions=True)
        if not press.cancelled() and press.exception() is None:
            await gate.release(press.result())
    await gate.close()
    entries = entries_on_disk(path)
    starts = {e.seq for e in entries if e.event is Happened.USE_START}
    assert starts == {e.record for e in entries if str(e.event).startswith("use.") and e.record} - {
        e.record for e in entries if e.event is Happened.USE_START
    }


async def test_a_kill_leaves_a_use_that_is_closed_in_the_record_at_the_next_start(
    open_gate: Open, path: Path
) -> None:
    gate = open_gate()
    await take(gate)
    killed(gate)
    again = open_gate()
    assert on_disk(path)[-1] == "use.end.unclean"
    await again.close()


class FullDisk:
    """A ledger whose disk fills up after some entries."""

    def __init__(self, ledger: Ledger, room: int) -> None:
        self._ledger, self._room = ledger, room

    def append(self, entry: Entry) -> Entry:
        self._room -= 1
        if self._room < 0:
            raise LedgerUnwritable("full")
        return self._ledger.append(entry)

    def __getattr__(self, name: str) -> object:
        return getattr(self._ledger, name)


@pytest.mark.parametrize("room", [0, 1, 2])
async def test_a_use_that_cannot_be_written_down_is_not_made(
    path: Path, registry: Registry, person: Person, watch: Watch, room: int
) -> None:
    book = FullDisk(Ledger.open(path, watch.ms), room)
    gate = Gate(book, registry, person.ask, watch.now, session="s")
    with pytest.raises(Setback) as stopped:
        await take(gate)
    assert stopped.value.code is Code.LEDGER_UNWRITABLE
    assert not gate.uses()
    await gate.close()


async def test_when_the_ledger_fails_every_running_use_ends(
    path: Path, registry: Registry, person: Person, watch: Watch
) -> None:
    book = FullDisk(Ledger.open(path, watch.ms), 3)
    gate = Gate(book, registry, person.ask, watch.now, session="s")
    lease = await take(gate)
    with pytest.raises(Setback):
        await take(gate, Purpose.MANAGE)
    assert lease.ended
    assert not gate.uses()
    await gate.close()


async def test_a_lease_serves_its_own_purpose_only(open_gate: Open) -> None:
    gate = open_gate()
    lease = await take(gate)
    lease.check(Purpose.SCAN_QR, Purpose.PHOTO_PICK)
    with pytest.raises(WrongLease):
        lease.check(Purpose.MANAGE)
    with pytest.raises(WrongLease):
        Lease(1, Purpose.MANAGE, "one", mint=object())
    await gate.close()


async def test_what_was_counted_is_in_the_record_and_nothing_else(
    open_gate: Open, path: Path
) -> None:
    gate = open_gate()
    async with gate.use(Purpose.SCAN_QR, site="one", feature=FEATURE) as lease:
        lease.note("codes", 7)
    (end,) = [e for e in entries_on_disk(path) if e.event is Happened.USE_END]
    assert end.counts == "7 codes"
    assert {f.name for f in dataclasses.fields(end)}.isdisjoint({"serial", "name", "text"})
    await gate.close()
